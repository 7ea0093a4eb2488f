#include "client/views/case_page_view.h"

#include <wx/filedlg.h>
#include <wx/textctrl.h>
#include <wx/textdlg.h>
#include <wx/utils.h>

#include <algorithm>

#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using localization::format;
using presenters::CaseAction;

CasePageView::CasePageView(wxWindow* parent,
                           std::unique_ptr<presenters::CasePagePresenter> presenter,
                           std::function<void()> back)
    : wxPanel(parent), m_presenter(std::move(presenter)), m_back(std::move(back)) {
  auto* column = new wxBoxSizer(wxVERTICAL);
  m_content = new Body(this, *this);
  column->Add(m_content, 1, wxEXPAND);
  m_correction = new Page(this);
  m_form = new FormView(m_correction);
  m_correction->content()->Add(m_form, 0, wxEXPAND);
  column->Add(m_correction, 2, wxEXPAND);
  m_materials = new MaterialsView(this);
  column->Add(m_materials, 2, wxEXPAND);
  m_correction_bar = new wxPanel(this);
  auto* bar = new wxBoxSizer(wxHORIZONTAL);
  m_later = button(m_correction_bar, "", [this] {
    CallAfter([this] {
      if (m_presenter->deferred_materials())
        m_presenter->cancel_deferred();
      else
        m_presenter->cancel_correction();
    });
  });
  bar->Add(m_later);
  m_saved = note(m_correction_bar, "");
  bar->Add(m_saved, 0, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kFieldGap));
  bar->AddStretchSpacer();
  m_answer = primary_button(m_correction_bar, "", [this] {
    CallAfter([this] {
      if (m_presenter->deferred_materials())
        m_presenter->hand_in_deferred();
      else
        m_presenter->answer_correction("");
    });
  });
  bar->Add(m_answer);
  m_correction_bar->SetSizer(bar);
  column->Add(m_correction_bar, 0, wxEXPAND | wxALL, Theme::px(kFieldGap));
  SetSizer(column);
  m_presenter->on_changed = [this] { show(); };
  m_presenter->on_jump = [this](const presenters::Gap& gap) {
    CallAfter([this, gap] {
      if (gap.step == presenters::JumpStep::kForm) m_form->focus_path(gap.target);
      if (gap.step == presenters::JumpStep::kMaterials) m_materials->focus_slot(gap.target);
    });
  };
  m_presenter->on_document = [](std::string path) { wxLaunchDefaultApplication(wx(path)); };
  show();
}

void CasePageView::show() {
  show_correction();
  m_content->changed();
}

void CasePageView::show_correction() {
  presenters::FormPresenter* form = m_presenter->correction_form();
  presenters::MaterialsPresenter* deferred = m_presenter->deferred_materials();
  presenters::MaterialsPresenter* materials =
      deferred ? deferred : m_presenter->correction_materials();
  if (form != m_shown_form) m_form->set_presenter(form);
  if (materials != m_shown_materials) m_materials->set_presenter(materials);
  m_shown_form = form;
  m_shown_materials = materials;
  bool asks_form = false, asks_materials = false;
  for (const auto& asked : m_presenter->view().correction.items) {
    if (asked.jump.step == presenters::JumpStep::kForm) asks_form = true;
    if (asked.jump.step == presenters::JumpStep::kMaterials) asks_materials = true;
  }
  m_correction->Show(form && asks_form);
  m_materials->Show(deferred || (materials && asks_materials));
  m_correction_bar->Show(form || materials);
  const auto& view = m_presenter->view();
  m_later->SetLabel(wx(deferred ? _t("Hand in later") : _t("Answer later")));
  apply(m_answer, deferred ? view.deferred.hand_in : view.correction.answer);
  m_saved->SetLabel(wx(deferred ? view.deferred.saved : view.correction.saved));
  Layout();
  if (m_correction->IsShown()) m_correction->relayout();
}

// What is asked for stands whole above the round, as far as half of the room goes.
void CasePageView::share_room() {
  const bool round = m_correction->IsShown() || m_materials->IsShown();
  const int whole = m_content->GetSizer()->CalcMin().GetHeight();
  const int least = round ? std::min(whole, GetClientSize().GetHeight() / 2) : 0;
  GetSizer()->SetItemMinSize(m_content, -1, least);
  Layout();
}

void CasePageView::draw_body() {
  const auto& view = m_presenter->view();
  draw_head();
  add_notice(m_content, m_content->content(), view.notice);
  add_busy(m_content, m_content->content(), view.busy);
  if (!view.loaded) return;
  if (m_presenter->deferred_materials()) {  // the papers take the room below
    m_content->content()->Add(
        new WrappedText(m_content,
                        _t("Add what was to follow. What is complete goes to the county; the rest "
                           "stays open."),
                        Theme::body(), Tone::kPlain),
        0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
    return;
  }
  draw_asked();
  if (m_presenter->correction_form()) return;  // the round itself takes the room below
  draw_conflicts();
  draw_actions();
  draw_tabs();
  switch (m_tab) {
    case Tab::kTimeline:
      draw_timeline();
      break;
    case Tab::kForm:
      for (const auto& part : view.form) add_section(m_content, m_content->content(), part);
      break;
    case Tab::kMaterials:
      draw_materials();
      break;
    case Tab::kDocuments:
      draw_documents();
      break;
    case Tab::kMessages:
      draw_messages();
      break;
  }
}

void CasePageView::draw_head() {
  const auto& view = m_presenter->view();
  wxSizer* to = m_content->content();
  auto* top = new wxBoxSizer(wxHORIZONTAL);
  top->Add(title(m_content, view.title), 1, wxALIGN_CENTRE_VERTICAL);
  if (view.masked && view.loaded) {
    top->Add(button(m_content, _t("Show full names and numbers"),
                    [this] { CallAfter([this] { m_presenter->reveal(); }); }),
             0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
  }
  top->Add(button(m_content, _t("Back to the list"), [this] { CallAfter(m_back); }), 0,
           wxALIGN_CENTRE_VERTICAL);
  to->Add(top, 0, wxEXPAND | wxBOTTOM, Theme::px(kLabelGap));
  if (!view.loaded) return;
  auto* line = new wxBoxSizer(wxHORIZONTAL);
  line->Add(status(m_content, view.state), 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kEdge));
  line->Add(new WrappedText(m_content, view.headline, Theme::body(), Tone::kPlain), 1,
            wxALIGN_CENTRE_VERTICAL);
  to->Add(line, 0, wxEXPAND | wxBOTTOM, Theme::px(kLabelGap));
  to->Add(note(m_content, _t("Receipt number") + " " + view.receipt + "   " + _t("Query code") +
                              " " + view.query_code + "   " + view.number),
          0, wxBOTTOM, Theme::px(kFieldGap));
  // The papers, or what is asked for, need the room.
  if (m_presenter->deferred_materials() || m_presenter->correction_form()) return;
  auto* clocks = new wxBoxSizer(wxHORIZONTAL);
  for (const auto& clock : view.clocks) {
    if (!clocks->IsEmpty()) clocks->AddSpacer(Theme::px(kLabelGap));
    auto* card = new Card(m_content);
    card->content()->Add(note(card, clock.title));
    if (!clock.mark.word.empty()) card->content()->Add(status(card, clock.mark));
    card->content()->Add(new WrappedText(card, clock.text, Theme::body(), Tone::kPlain), 0,
                         wxEXPAND | wxTOP, Theme::px(2));
    clocks->Add(card, 1, wxEXPAND);
  }
  to->Add(clocks, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  if (view.newer_version) {
    to->Add(note(m_content, _t("Part of this case was written by a newer version of the program."),
                 Tone::kWaiting),
            0, wxBOTTOM, Theme::px(kLabelGap));
  }
}

void CasePageView::draw_asked() {
  const auto& correction = m_presenter->view().correction;
  if (!correction.open) return;
  auto* card = new Card(m_content, correction.headline);
  if (!correction.reason.empty()) {
    card->content()->Add(new WrappedText(card, correction.reason, Theme::body(), Tone::kPlain), 0,
                         wxEXPAND | wxBOTTOM, Theme::px(kInside));
  }
  const bool working = m_presenter->correction_form() != nullptr;
  for (std::size_t i = 0; i < correction.items.size(); ++i) {
    const auto& asked = correction.items[i];
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->Add(new wxStaticBitmap(card, wxID_ANY,
                                mark_bitmap(asked.answered ? Mark::kDone : Mark::kPen,
                                            asked.answered ? Tone::kDone : Tone::kWaiting)),
             0, wxRIGHT | wxALIGN_CENTRE_VERTICAL, Theme::px(kLabelGap));
    row->Add(new WrappedText(card, asked.text, Theme::body(), Tone::kPlain), 1,
             wxALIGN_CENTRE_VERTICAL);
    if (working) {
      auto* jump =
          link(card, _t("Go there"), [this, i] { CallAfter([this, i] { m_presenter->jump(i); }); });
      name_it(jump, _t("Go there") + " " + asked.text);
      row->Add(jump, 0, wxALIGN_CENTRE_VERTICAL);
    }
    card->content()->Add(row, 0, wxEXPAND | wxTOP, Theme::px(kInside));
  }
  if (!working && correction.begun) {
    card->content()->Add(note(card, correction.saved, Tone::kWaiting), 0, wxTOP,
                         Theme::px(kInside));
  }
  add_busy(card, card->content(), correction.busy);
  m_content->content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
}

// Two buttons, neither of them the default: which answer is right, a person must know.
void CasePageView::draw_conflicts() {
  for (const auto& conflict : m_presenter->view().conflicts) {
    auto* card = new Card(m_content, _t("Two answers contradict each other"));
    card->content()->Add(new WrappedText(card, conflict.label, Theme::body(), Tone::kPlain), 0,
                         wxEXPAND | wxBOTTOM, Theme::px(kInside));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    for (const bool theirs : {false, true}) {
      const std::string& value = theirs ? conflict.theirs : conflict.ours;
      const std::string words =
          format(_t("Take “{0}”"), value.empty() ? _t("not filled in") : value);
      auto* take = button(card, words, [this, path = conflict.path, theirs] {
        CallAfter([this, path, theirs] { m_presenter->settle_conflict(path, theirs); });
      });
      name_it(take, words + " " + conflict.label);
      take->Enable(conflict.may_settle);
      row->Add(take, 0, wxRIGHT, Theme::px(kLabelGap));
    }
    card->content()->Add(row);
    if (!conflict.may_settle) {
      card->content()->Add(note(card, _t("A reviewer decides which of them counts.")), 0, wxTOP,
                           Theme::px(kInside));
    }
    m_content->content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  }
}

void CasePageView::draw_actions() {
  const auto& actions = m_presenter->view().actions;
  if (actions.empty()) return;
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  for (const auto& [action, from] : actions) {
    const CaseAction which = action;
    auto act = [this, which] { CallAfter([this, which] { ask_and_act(which); }); };
    const bool primary = which == CaseAction::kCorrect || (which == CaseAction::kBringDeferred &&
                                                           !m_presenter->view().correction.open);
    wxButton* made = primary                      ? primary_button(m_content, from.label, act)
                     : which == CaseAction::kVoid ? danger_button(m_content, from.label, act)
                                                  : button(m_content, from.label, act);
    apply(made, from);
    row->Add(made, 0, wxRIGHT, Theme::px(kLabelGap));
  }
  m_content->content()->Add(row, 0, wxBOTTOM, Theme::px(kFieldGap));
}

void CasePageView::ask_and_act(CaseAction action) {
  auto ask = [this](const std::string& question, const std::string& heading) {
    return utf8(wxGetTextFromUser(wx(question), wx(heading), "", this));
  };
  switch (action) {
    case CaseAction::kCorrect:
      m_presenter->begin_correction();
      return;
    case CaseAction::kWithdraw: {
      const std::string reason =
          ask(_t("Why does the applicant withdraw?"), _t("Withdraw the application"));
      if (!reason.empty()) m_presenter->withdraw(reason);
      return;
    }
    case CaseAction::kVoid: {
      const std::string reason = ask(_t("Why is the case voided?"), _t("Void the case"));
      if (reason.empty()) return;
      const std::string second = ask(_t("Staff number of the second person"), _t("Void the case"));
      if (!second.empty()) m_presenter->void_case(reason, second);
      return;
    }
    case CaseAction::kNote: {
      const std::string words = ask(_t("Message to the county"), _t("Leave a message"));
      if (!words.empty()) m_presenter->add_note(words);
      return;
    }
    default:
      m_presenter->act(action);
  }
}

void CasePageView::draw_tabs() {
  const std::pair<Tab, std::string> tabs[] = {{Tab::kTimeline, _t("Progress")},
                                              {Tab::kForm, _t("Form")},
                                              {Tab::kMaterials, _t("Materials")},
                                              {Tab::kDocuments, _t("Documents")},
                                              {Tab::kMessages, _t("Messages")}};
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  for (const auto& [tab, label] : tabs) {
    const Tab which = tab;
    auto* made = new wxButton(m_content, wxID_ANY, wx(label));
    style(made, "jj-step");
    style(made, "jj-step-current", which == m_tab);
    made->Bind(wxEVT_BUTTON, [this, which](wxCommandEvent&) {
      m_tab = which;
      m_content->changed();
    });
    row->Add(made, 0, wxRIGHT, Theme::px(kInside));
  }
  m_content->content()->Add(row, 0, wxBOTTOM, Theme::px(kFieldGap));
}

void CasePageView::draw_timeline() {
  wxFont bold = Theme::body();
  bold.MakeBold();
  for (const auto& day : m_presenter->view().timeline) {
    auto* card = new Card(m_content);
    card->content()->Add(text(card, day.day, bold), 0, wxBOTTOM, Theme::px(kInside));
    auto* grid = new wxFlexGridSizer(4, wxSize(Theme::px(kEdge), Theme::px(6)));
    grid->AddGrowableCol(2, 1);
    for (const auto& row : day.rows) {
      grid->Add(body(card, row.time, Tone::kMuted));
      grid->Add(body(card, row.who));
      auto* what = new wxBoxSizer(wxVERTICAL);
      what->Add(new WrappedText(card, row.what, Theme::body(), tone_of(row.tone)), 0, wxEXPAND);
      if (!row.detail.empty()) {
        what->Add(new WrappedText(card, row.detail, Theme::secondary(), Tone::kMuted), 0, wxEXPAND);
      }
      grid->Add(what, 1, wxEXPAND);
      grid->Add(note(card, row.transit));
    }
    card->content()->Add(grid, 0, wxEXPAND);
    m_content->content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kLabelGap));
  }
}

void CasePageView::draw_materials() {
  auto* card = new Card(m_content);
  for (const auto& slot : m_presenter->view().materials) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->Add(new WrappedText(card, slot.name, Theme::body(), Tone::kPlain), 1,
             wxALIGN_CENTRE_VERTICAL);
    row->Add(status(card, slot.state), 0, wxALIGN_CENTRE_VERTICAL);
    card->content()->Add(row, 0, wxEXPAND | wxTOP, Theme::px(kInside));
    auto* pages = new wxBoxSizer(wxHORIZONTAL);
    auto shown = slot.pages;
    if (slot.signed_page) shown.push_back(*slot.signed_page);
    for (const auto& page : shown) {
      pages->Add(new wxStaticBitmap(card, wxID_ANY, bitmap_of(page.thumbnail)), 0, wxRIGHT | wxTOP,
                 Theme::px(kInside));
    }
    card->content()->Add(pages);
  }
  m_content->content()->Add(card, 0, wxEXPAND);
}

void CasePageView::draw_documents() {
  auto* card = new Card(m_content);
  for (const auto& row : m_presenter->view().documents) {
    auto* line = new wxBoxSizer(wxHORIZONTAL);
    auto* words = new wxBoxSizer(wxVERTICAL);
    words->Add(body(card, row.title));
    words->Add(note(card, row.available ? row.number + "  " + row.date : row.why_not));
    line->Add(words, 1, wxALIGN_CENTRE_VERTICAL);
    auto add = [&](const std::string& label, std::function<void()> act) {
      auto* made = button(card, label, [this, act] { CallAfter(act); });
      made->Enable(row.available);
      name_it(made, label + " " + row.title);
      line->Add(made, 0, wxLEFT, Theme::px(kLabelGap));
    };
    const std::string id = row.id;
    add(_t("Open"), [this, id] { m_presenter->open_document(id); });
    add(_t("Save as…"), [this, id, name = row.title] {
      wxFileDialog ask(this, wx(_t("Save as…")), "", wx(name + ".pdf"), "*.pdf",
                       wxFD_SAVE | wxFD_OVERWRITE_PROMPT);
      if (ask.ShowModal() == wxID_OK) m_presenter->save_document(id, utf8(ask.GetPath()));
    });
    add(_t("Print"), [this, id] { m_presenter->print_document(id); });
    card->content()->Add(line, 0, wxEXPAND | wxTOP, Theme::px(kLabelGap));
  }
  if (m_presenter->view().documents.empty()) {
    card->content()->Add(body(card, _t("Papers of this case will appear here."), Tone::kMuted));
  }
  m_content->content()->Add(card, 0, wxEXPAND);
}

void CasePageView::draw_messages() {
  auto* card = new Card(m_content);
  for (const auto& row : m_presenter->view().messages) {
    card->content()->Add(note(card, row.time + "  " + row.who), 0, wxTOP, Theme::px(kInside));
    card->content()->Add(
        new WrappedText(card, row.text, Theme::body(), row.ours ? Tone::kPlain : Tone::kAccent), 0,
        wxEXPAND);
  }
  if (m_presenter->view().messages.empty()) {
    card->content()->Add(body(
        card, _t("Messages between the window and the county will appear here."), Tone::kMuted));
  }
  m_content->content()->Add(card, 0, wxEXPAND);
}

}  // namespace jiujin::client::views
