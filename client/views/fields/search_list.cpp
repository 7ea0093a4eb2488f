#include "client/views/fields/search_list.h"

#include <wx/checklst.h>
#include <wx/listbox.h>
#include <wx/sizer.h>
#include <wx/textctrl.h>

#include "client/presenters/choice_search.h"
#include "client/views/widgets.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using localization::_tn;
using localization::format;
using presenters::FieldKind;
using presenters::FieldView;

namespace {

// Nobody reads further than this; the sentence below the list says how many there are.
constexpr std::size_t kLinesMax = 200;

class SearchList : public FieldEditor {
 public:
  SearchList(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : m_actions(actions), m_id(field.id), m_several(field.kind == FieldKind::kMulti) {
    m_panel = new wxPanel(parent);
    name_it(m_panel, field.label);
    auto* column = new wxBoxSizer(wxVERTICAL);
    m_chosen = body(m_panel, "", Tone::kMuted);
    column->Add(m_chosen, 0, wxBOTTOM, Theme::px(kInside));
    m_box = new wxTextCtrl(m_panel, wxID_ANY, "", wxDefaultPosition, wxSize(Theme::px(420), -1),
                           wxTE_PROCESS_ENTER);
    make_tall(m_box);
    m_box->SetHint(wx(_t("Type a word, a code or initials")));
    name_it(m_box, field.label);
    column->Add(m_box);
    const wxSize size(Theme::px(420), Theme::px(150));
    m_list = m_several ? new wxCheckListBox(m_panel, wxID_ANY, wxDefaultPosition, size)
                       : new wxListBox(m_panel, wxID_ANY, wxDefaultPosition, size);
    name_it(m_list, field.label + " · " + _t("list"));
    column->Add(m_list, 0, wxTOP, Theme::px(kInside));
    m_more = note(m_panel, "");
    column->Add(m_more, 0, wxTOP, Theme::px(2));
    m_panel->SetSizer(column);
    bind();
    show(field);
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override { return m_box; }
  void set_error(bool error) override { style(m_box, "jj-error", error); }

  void show(const FieldView& field) override {
    const bool same = field.options.size() == m_options.size() &&
                      std::equal(field.options.begin(), field.options.end(), m_options.begin(),
                                 [](const auto& a, const auto& b) {
                                   return a.value == b.value && a.label == b.label;
                                 });
    m_options = field.options;
    if (!same) m_search.set(m_options);
    std::string words;
    for (const auto& option : m_options)
      if (option.selected) words += (words.empty() ? "" : _t(", ")) + option.label;
    m_chosen->SetLabel(wx(words.empty() ? _t("Nothing chosen yet") : words));
    m_chosen->SetForegroundColour(Theme::colour(words.empty() ? Tone::kMuted : Tone::kPlain));
    if (!same || m_lines.empty()) fill();
    else mark();
    m_panel->Layout();
  }

 private:
  void bind() {
    m_box->Bind(wxEVT_TEXT, [this](wxCommandEvent&) { fill(); });
    m_box->Bind(wxEVT_TEXT_ENTER, [this](wxCommandEvent&) {
      if (m_box->IsEmpty()) return m_actions.next(m_id);
      if (m_lines.empty()) return;
      take(0, true);
      m_box->Clear();
      if (!m_several) m_actions.next(m_id);
    });
    m_box->Bind(wxEVT_KEY_DOWN, [this](wxKeyEvent& event) {
      if (event.GetKeyCode() == WXK_DOWN && m_list->GetCount() > 0) {
        m_list->SetFocus();
        if (m_list->GetSelection() == wxNOT_FOUND) m_list->SetSelection(0);
      } else if (event.GetKeyCode() == WXK_ESCAPE && !m_box->IsEmpty()) {
        m_box->Clear();
      } else {
        event.Skip();
      }
    });
    if (m_several) {
      m_list->Bind(wxEVT_CHECKLISTBOX, [this](wxCommandEvent& event) {
        const auto line = static_cast<std::size_t>(event.GetInt());
        take(line, static_cast<wxCheckListBox*>(m_list)->IsChecked(event.GetInt()));
      });
      return;
    }
    m_list->Bind(wxEVT_LISTBOX, [this](wxCommandEvent& event) {
      if (event.GetInt() != wxNOT_FOUND) take(static_cast<std::size_t>(event.GetInt()), true);
    });
    m_list->Bind(wxEVT_LISTBOX_DCLICK, [this](wxCommandEvent&) { m_actions.next(m_id); });
    m_list->Bind(wxEVT_KEY_DOWN, [this](wxKeyEvent& event) {
      if (event.GetKeyCode() == WXK_RETURN) m_actions.next(m_id);
      else event.Skip();
    });
  }

  void fill() {
    m_lines = m_search.find(utf8(m_box->GetValue()), kLinesMax + 1);
    const bool more = m_lines.size() > kLinesMax;
    if (more) m_lines.pop_back();
    wxArrayString labels;
    for (const auto line : m_lines) labels.Add(wx(m_options[line].label));
    m_list->Set(labels);
    mark();
    const int shown = static_cast<int>(m_lines.size());
    m_more->SetLabel(wx(more ? format(_t("The first {0} of {1}: type to find the others"),
                                      kLinesMax, m_options.size())
                             : format(_tn("{0} line", "{0} lines", shown), shown)));
  }

  void mark() {
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
      const bool on = m_options[m_lines[i]].selected;
      const auto at = static_cast<unsigned>(i);
      if (m_several) static_cast<wxCheckListBox*>(m_list)->Check(at, on);
      else if (on) m_list->SetSelection(static_cast<int>(at));
    }
  }

  void take(std::size_t line, bool on) {
    if (line >= m_lines.size()) return;
    const std::string value = m_options[m_lines[line]].value;
    if (m_several) m_actions.form()->toggle(m_id, value, on);
    else m_actions.form()->choose(m_id, value);
  }

  FieldActions m_actions;
  std::uint32_t m_id;
  bool m_several;
  presenters::ChoiceSearch m_search;
  std::vector<presenters::Option> m_options;
  std::vector<std::size_t> m_lines;  // of the list: places in m_options
  wxPanel* m_panel;
  wxStaticText* m_chosen;
  wxTextCtrl* m_box;
  wxListBox* m_list;
  wxStaticText* m_more;
};

}  // namespace

std::unique_ptr<Editor> make_search_list(wxWindow* parent, const FieldView& field,
                                         const FieldActions& actions) {
  return std::make_unique<SearchList>(parent, field, actions);
}

}  // namespace jiujin::client::views
