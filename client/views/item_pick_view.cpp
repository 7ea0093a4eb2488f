#include "client/views/item_pick_view.h"

#include <wx/textctrl.h>

#include "client/views/fields/editors.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;

ItemPickView::ItemPickView(wxWindow* parent, presenters::ItemPickPresenter& presenter,
                           bool with_begin, std::function<void(std::string)> selected)
    : wxPanel(parent),
      m_presenter(presenter),
      m_with_begin(with_begin),
      m_selected(std::move(selected)) {
  auto* column = new wxBoxSizer(wxVERTICAL);
  m_search = new wxTextCtrl(this, wxID_ANY, "", wxDefaultPosition, wxSize(Theme::px(420), -1),
                            wxTE_PROCESS_ENTER);
  make_tall(m_search);
  m_search->SetHint(wx(_t("Name, everyday name, code, pinyin or initials (sydj)")));
  name_it(m_search, _t("Find an item"));
  m_search->Bind(wxEVT_TEXT,
                 [this](wxCommandEvent&) { m_presenter.search(utf8(m_search->GetValue())); });
  m_search->Bind(wxEVT_TEXT_ENTER, [this](wxCommandEvent&) {
    const auto& entries = m_presenter.view().entries;
    if (entries.empty()) return;
    m_presenter.select(entries.front().code);
    if (m_with_begin) m_presenter.begin();
  });
  column->Add(m_search, 0, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, Theme::px(kGroupGap));
  m_entries = new Entries(this, *this);
  column->Add(m_entries, 1, wxEXPAND);
  SetSizer(column);
  m_presenter.on_changed = [this] { m_entries->changed(); };
  m_entries->draw_now();
}

wxWindow* ItemPickView::first_focus() {
  return m_search;
}

void ItemPickView::draw_entries() {
  const auto& view = m_presenter.view();
  wxSizer* to = m_entries->content();
  add_notice(m_entries, to, view.notice);
  add_busy(m_entries, to, view.busy);
  const bool asking = !view.joint_code.empty();
  m_search->Show(!asking);
  Layout();
  if (asking) {
    draw_questions();
    return;
  }
  if (view.entries.empty() && !view.busy.active) {
    to->Add(empty_state(m_entries, view.empty, nullptr), 0, wxEXPAND);
    return;
  }
  std::string theme;
  for (const auto& entry : view.entries) {
    if (entry.theme != theme) {
      theme = entry.theme;
      if (!theme.empty()) {
        to->Add(section(m_entries, theme), 0, wxTOP | wxBOTTOM, Theme::px(kLabelGap));
      }
    }
    draw_entry(to, entry);
  }
}

void ItemPickView::draw_entry(wxSizer* to, const presenters::ItemPickView::Entry& entry) {
  auto* row = new wxPanel(m_entries);
  row->SetBackgroundColour(Theme::surface());
  auto* line = new wxBoxSizer(wxHORIZONTAL);
  auto* words = new wxBoxSizer(wxVERTICAL);
  wxFont bold = Theme::body();
  bold.MakeBold();
  auto* heading = new wxBoxSizer(wxHORIZONTAL);
  heading->Add(text(row, entry.name, bold), 0, wxALIGN_CENTRE_VERTICAL);
  if (!entry.promise.empty()) {
    heading->Add(note(row, entry.promise, Tone::kDone), 0, wxLEFT | wxALIGN_CENTRE_VERTICAL,
                 Theme::px(kFieldGap));
  }
  words->Add(heading);
  std::string under = entry.code + " · " + entry.authority;
  if (!entry.alias.empty()) under += " · " + entry.alias;
  words->Add(note(row, under), 0, wxTOP, Theme::px(2));
  if (!entry.why_not.empty()) words->Add(note(row, entry.why_not, Tone::kWaiting));
  line->Add(words, 1, wxALIGN_CENTRE_VERTICAL | wxALL, Theme::px(10));
  const std::string code = entry.code;
  auto* act = button(
      row,
      m_with_begin ? (entry.joint ? _t("Ask the questions") : _t("Take in")) : _t("Show the guide"),
      [this, code] {
        m_presenter.select(code);
        if (m_with_begin) m_presenter.begin();
        if (m_selected) m_selected(code);
      });
  act->Enable(entry.can_take || !m_with_begin);
  name_it(act, (m_with_begin ? _t("Take in") : _t("Show the guide")) + " " + entry.name);
  line->Add(act, 0, wxALIGN_CENTRE_VERTICAL | wxALL, Theme::px(10));
  row->SetSizer(line);
  to->Add(row, 0, wxEXPAND | wxBOTTOM, Theme::px(2));
}

void ItemPickView::draw_questions() {
  const auto& view = m_presenter.view();
  wxSizer* to = m_entries->content();
  to->Add(title(m_entries, view.joint_name), 0, wxBOTTOM, Theme::px(kFieldGap));
  auto* asked = new Card(m_entries, _t("A few questions first"));
  for (const auto& question : view.questions) {
    asked->content()->Add(body(asked, question.text), 0, wxTOP, Theme::px(kLabelGap));
    EditorCallbacks callbacks;
    callbacks.changed = [this, id = question.id](const std::string& value) {
      m_presenter.answer(id, value);
    };
    std::unique_ptr<Editor> editor;
    if (question.options.empty()) {
      editor = make_text_editor(asked, question.text, TextShape::kNumber, callbacks);
    } else {
      std::vector<EditorChoice> choices;
      for (const auto& option : question.options) choices.push_back({option.value, option.label});
      editor = make_choice_editor(asked, question.text, choices, callbacks);
    }
    editor->set_value(question.answer);
    asked->content()->Add(keep_with_window(std::move(editor)), 0, wxTOP, Theme::px(kInside));
    if (!question.help.empty()) asked->content()->Add(note(asked, question.help));
  }
  to->Add(asked, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  auto* result = new Card(m_entries, _t("What will be taken in, in this order"));
  if (view.joint_items.empty()) {
    result->content()->Add(body(result, _t("Nothing yet: answer the questions."), Tone::kMuted));
  }
  int number = 1;
  for (const auto& entry : view.joint_items) {
    result->content()->Add(
        body(result, std::to_string(number++) + ". " + entry.name + " · " + entry.promise), 0,
        wxTOP, Theme::px(kInside));
  }
  for (const auto& words : view.joint_notes) {
    result->content()->Add(new WrappedText(result, words, Theme::secondary(), Tone::kMuted), 0,
                           wxEXPAND | wxTOP, Theme::px(kInside));
  }
  to->Add(result, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  row->Add(button(m_entries, _t("Back to the list"), [this] { m_presenter.back(); }));
  row->AddStretchSpacer();
  auto* begin = primary_button(m_entries, view.begin.label, [this] { m_presenter.begin(); });
  apply(begin, view.begin);
  row->Add(begin);
  to->Add(row, 0, wxEXPAND);
}

}  // namespace jiujin::client::views
