#include "client/views/intake_view.h"

#include <wx/utils.h>

#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using presenters::IntakeStep;

namespace {
// Sign and first line stand level with the words of the link beside them, which is a button.
constexpr int kSignTop = 11;
constexpr int kTextTop = 6;
// Nobody works through more than this at once; the others come up as these are mended.
constexpr std::size_t kGapsShownMax = 30;
}  // namespace

// What is still missing, each with a way to the place; what need not be handed in.
class IntakeView::Side : public PlaceView {
 public:
  Side(wxWindow* parent, IntakeView& owner) : PlaceView(parent, kFieldGap), m_owner(owner) {
    SetMinSize(wxSize(Theme::px(316), -1));
  }
  void refresh() {
    std::string now = m_owner.m_presenter->view().gaps_title;
    const auto& gaps = m_owner.m_presenter->view().gaps;
    for (std::size_t i = 0; i < gaps.size() && i < kGapsShownMax; ++i)
      now += gaps[i].text + gaps[i].target;
    for (const auto& words : m_owner.m_presenter->view().reused) now += words;
    if (now == m_drawn) return;
    m_drawn = now;
    changed();
  }
  void draw() override {
    const auto& view = m_owner.m_presenter->view();
    const bool none = view.gaps.empty();
    auto* card = new Card(this);
    card->content()->Add(
        new WrappedText(card, view.gaps_title, Theme::section(), none ? Tone::kDone : Tone::kPlain),
        0, wxEXPAND | wxBOTTOM, Theme::px(kInside));
    for (std::size_t i = 0; i < view.gaps.size() && i < kGapsShownMax; ++i) {
      const auto& gap = view.gaps[i];
      auto* row = new wxBoxSizer(wxHORIZONTAL);
      const bool stops = gap.tone == presenters::Tone::kRed;
      row->Add(new wxStaticBitmap(
                   card, wxID_ANY,
                   mark_bitmap(stops ? Mark::kCircle : Mark::kWarning, tone_of(gap.tone), 12)),
               0, wxTOP, Theme::px(kSignTop));
      row->AddSpacer(Theme::px(6));
      row->Add(new WrappedText(card, gap.text, Theme::body(), Tone::kPlain), 1, wxTOP,
               Theme::px(kTextTop));
      auto* jump = link(card, _t("Go there"), [this, gap] {
        CallAfter([this, gap] { m_owner.m_presenter->jump(gap); });
      });
      name_it(jump, _t("Go there") + " " + gap.text);
      row->Add(jump, 0, wxALIGN_TOP);
      card->content()->Add(row, 0, wxEXPAND);
    }
    if (view.gaps.size() > kGapsShownMax)
      card->content()->Add(note(card, _t("… and more after these")), 0, wxTOP,
                           Theme::px(kInside));
    content()->Add(card, 0, wxEXPAND);
    if (!view.reused.empty()) {
      content()->AddSpacer(Theme::px(kFieldGap));
      for (const auto& words : view.reused) {
        content()->Add(new WrappedText(this, words, Theme::secondary(), Tone::kDone), 0, wxEXPAND);
      }
    }
  }

 private:
  IntakeView& m_owner;
  std::string m_drawn = "\n";
};

IntakeView::IntakeView(wxWindow* parent, std::unique_ptr<presenters::IntakePresenter> presenter)
    : wxPanel(parent), m_presenter(std::move(presenter)) {
  auto* column = new wxBoxSizer(wxVERTICAL);
  build_bar(column);
  build_steps(column);
  m_notices = new wxPanel(this);
  m_notices->SetSizer(new wxBoxSizer(wxVERTICAL));
  column->Add(m_notices, 0, wxEXPAND | wxLEFT | wxRIGHT, Theme::px(kGroupGap));
  m_body = new wxPanel(this);
  m_body->SetSizer(new wxBoxSizer(wxHORIZONTAL));
  column->Add(m_body, 1, wxEXPAND);
  build_pages();
  build_buttons(column);
  SetSizer(column);
  m_presenter->on_changed = [this] { show(); };
  m_presenter->on_form_loaded = [this] { m_form->set_presenter(m_presenter->form()); };
  m_presenter->on_jump = [this](const presenters::Gap& gap) { focus_gap(gap); };
  m_presenter->on_document = [](std::string path) { wxLaunchDefaultApplication(wx(path)); };
  if (m_presenter->form()) m_form->set_presenter(m_presenter->form());
  show();
}

void IntakeView::build_bar(wxSizer* to) {
  auto* bar = new wxBoxSizer(wxHORIZONTAL);
  m_title = text(this, "", Theme::section());
  m_saved = note(this, "");
  m_leave = button(this, "", [this] { m_presenter->leave(); });
  bar->Add(m_title, 1, wxALIGN_CENTRE_VERTICAL);
  bar->Add(m_saved, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kFieldGap));
  bar->Add(m_leave, 0, wxALIGN_CENTRE_VERTICAL);
  to->Add(bar, 0, wxEXPAND | wxLEFT | wxRIGHT | wxTOP, Theme::px(kGroupGap));
}

void IntakeView::build_steps(wxSizer* to) {
  m_step_row = new wxBoxSizer(wxHORIZONTAL);
  to->Add(m_step_row, 0, wxLEFT | wxRIGHT | wxTOP | wxBOTTOM, Theme::px(kLabelGap));
}

void IntakeView::build_pages() {
  wxSizer* row = m_body->GetSizer();
  m_items = new ItemPickView(m_body, m_presenter->items(), true);
  m_applicant_page = new Page(m_body);
  m_applicant =
      new ApplicantView(m_applicant_page, *m_presenter, [this] { m_applicant_page->relayout(); });
  m_applicant_page->content()->Add(m_applicant, 1, wxEXPAND);
  m_form_page = new Page(m_body);
  m_form = new FormView(m_form_page);
  m_form_page->content()->Add(m_form, 1, wxEXPAND);
  m_materials = new MaterialsView(m_body);
  m_materials->set_presenter(&m_presenter->materials());
  m_prereview = new PrereviewView(m_body, m_presenter->prereview());
  m_confirm = new ConfirmView(m_body, *m_presenter);
  for (wxWindow* page : std::initializer_list<wxWindow*>{m_items, m_applicant_page, m_form_page,
                                                         m_materials, m_prereview, m_confirm}) {
    row->Add(page, 1, wxEXPAND);
    page->Hide();
  }
  m_side = new Side(m_body, *this);
  row->Add(m_side, 0, wxEXPAND);
}

void IntakeView::build_buttons(wxSizer* to) {
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  m_back = button(this, "", [this] { CallAfter([this] { m_presenter->back(); }); });
  m_next = primary_button(this, "", [this] { CallAfter([this] { m_presenter->next(); }); });
  m_submit = primary_button(this, "", [this] { CallAfter([this] { m_presenter->submit(); }); });
  row->Add(m_back);
  row->AddStretchSpacer();
  row->Add(m_next);
  row->Add(m_submit);
  to->AddSpacer(Theme::px(kFieldGap));
  to->Add(row, 0, wxEXPAND | wxLEFT | wxRIGHT, Theme::px(kGroupGap));
  to->AddSpacer(Theme::px(kFieldGap));
}

wxWindow* IntakeView::page_of(IntakeStep step) {
  switch (step) {
    case IntakeStep::kItem:
      return m_items;
    case IntakeStep::kApplicant:
      return m_applicant_page;
    case IntakeStep::kForm:
      return m_form_page;
    case IntakeStep::kMaterials:
      return m_materials;
    case IntakeStep::kPrereview:
      return m_prereview;
    case IntakeStep::kConfirm:
      return m_confirm;
  }
  return m_items;
}

void IntakeView::show_steps() {
  const auto& steps = m_presenter->view().steps;
  while (m_steps.size() < steps.size()) {
    auto* made = new wxButton(this, wxID_ANY, "");
    style(made, "jj-step");
    made->Bind(wxEVT_BUTTON, [this, which = steps[m_steps.size()].step](wxCommandEvent&) {
      CallAfter([this, which] { m_presenter->go(which); });
    });
    m_step_row->Add(made, 0, wxRIGHT, Theme::px(kInside));
    m_steps.push_back(made);
    m_step_shown.emplace_back();
  }
  for (std::size_t i = 0; i < m_steps.size() && i < steps.size(); ++i) {
    const auto& step = steps[i];
    const auto state = step.current ? StepState::kCurrent
                       : step.done  ? StepState::kDone
                                    : StepState::kAhead;
    const int number = static_cast<int>(i) + 1;
    const auto name = (step.done ? "✓ " : std::to_string(number) + " ") + step.label;
    const auto shown = name + (step.current ? "*" : "");
    if (m_step_shown[i] != shown) {
      m_step_shown[i] = shown;
      m_steps[i]->SetLabel(wx(step.label));
      m_steps[i]->SetBitmap(step_badge(number, state));
      name_it(m_steps[i], name);
    }
    style(m_steps[i], "jj-step-current", step.current);
    m_steps[i]->Enable(step.can_visit || step.current);
  }
}

void IntakeView::show_page() {
  const IntakeStep step = m_presenter->view().step;
  if (step == m_shown && !m_first_show) return;
  page_of(m_shown)->Hide();
  m_shown = step;
  m_first_show = false;
  page_of(step)->Show();
  renew_tab_order(m_body);
  m_body->Layout();
  if (auto* page = dynamic_cast<Page*>(page_of(step))) page->relayout();
  CallAfter([this] {
    if (wxWindow* target = first_focus()) target->SetFocus();
  });
}

void IntakeView::show() {
  const auto& view = m_presenter->view();
  m_title->SetLabel(wx(view.title));
  m_saved->SetLabel(wx(view.saved));
  apply(m_leave, view.leave);
  show_steps();
  const std::string notice =
      view.notice.title + view.notice.text + view.busy.sentence + std::to_string(view.busy.percent);
  if (notice != m_shown_notice) {
    m_shown_notice = notice;
    m_notices->GetSizer()->Clear(true);
    add_notice(m_notices, m_notices->GetSizer(), view.notice);
    add_busy(m_notices, m_notices->GetSizer(), view.busy);
  }
  show_page();
  m_applicant->show();
  m_confirm->refresh();
  m_side->refresh();
  const bool working = view.step != IntakeStep::kItem && !view.submitted.done;
  apply(m_back, view.back);
  apply(m_next, view.next);
  apply(m_submit, view.confirm.submit);
  if (m_side->Show(working)) renew_tab_order(m_body);
  const bool last = view.step == IntakeStep::kConfirm;
  m_next->Show(working && !last && view.next.visible);
  m_submit->Show(working && last && view.confirm.submit.visible);
  m_back->Show(working && view.back.visible);
  for (auto* step : m_steps) step->Show(!view.submitted.done);
  Layout();
  m_body->Layout();
}

void IntakeView::focus_gap(const presenters::Gap& gap) {
  show_page();
  CallAfter([this, gap] {
    if (gap.step == presenters::JumpStep::kForm) m_form->focus_path(gap.target);
    if (gap.step == presenters::JumpStep::kMaterials) m_materials->focus_slot(gap.target);
    if (gap.step == presenters::JumpStep::kApplicant) m_applicant->first_focus()->SetFocus();
  });
}

wxWindow* IntakeView::first_focus() {
  switch (m_shown) {
    case IntakeStep::kItem:
      return m_items->first_focus();
    case IntakeStep::kApplicant:
      return m_applicant->first_focus();
    case IntakeStep::kForm:
      m_form->focus_first();
      return nullptr;
    case IntakeStep::kMaterials:
      return m_materials->first_focus();
    case IntakeStep::kPrereview:
      return m_next;
    case IntakeStep::kConfirm:
      return m_submit->IsShown() ? m_submit : nullptr;
  }
  return nullptr;
}

void IntakeView::advance() {
  m_form->flush();
  if (m_presenter->view().step == IntakeStep::kConfirm) {
    m_presenter->submit();
  } else {
    m_presenter->next();
  }
}

}  // namespace jiujin::client::views
