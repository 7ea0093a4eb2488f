#include "client/presenters/intake_presenter.h"

#include <algorithm>
#include <utility>

#include "client/presenters/form_media.h"
#include "client/presenters/intake_state.h"
#include "client/presenters/wording.h"
#include "sync/envelope/suite.h"

namespace jiujin::client::presenters {
namespace {

// Typing is gathered for this long; what was typed is on the disk within a second.
constexpr std::int64_t kSaveDelayMs = 700;
constexpr std::int64_t kRetryDelayMs = 5000;
// Rules are run once a person pauses, not with every key.
constexpr std::int64_t kRecheckDelayMs = 250;

std::string new_id() {
  return sync::base::CaseId::random(sync::envelope::system_random()).hex();
}

}  // namespace

IntakePresenter::IntakePresenter(Workplace& workplace)
    : m_workplace(workplace),
      m_items(workplace),
      m_materials(workplace),
      m_state(std::make_unique<State>()),
      m_token(std::make_shared<int>(0)) {
  m_items.on_begin = [this](std::vector<std::string> items, std::string joint) {
    if (items.empty()) return;
    m_state->joint_code = joint;
    m_state->joint_group = joint.empty() ? "" : new_id();
    m_state->joint_queue.assign(items.begin() + 1, items.end());
    load_item(items.front(), 0, 0);
  };
  m_materials.on_answered = [this] {
    touched();
    recheck();
  };
  m_materials.on_promise = [this](std::string slot, bool print) { make_promise(slot, print); };
  m_prereview.on_answered = [this] {
    touched();
    rebuild();
  };
  m_prereview.on_jump = [this](const Gap& gap) { jump(gap); };
  m_ticks = workplace.on_tick([this] {
    const auto now = m_workplace.now_ms();
    if (m_state->wants_recheck && now >= m_state->recheck_due_ms) recheck();
    if (m_revision > m_saved_revision && !m_state->saving && now >= m_state->save_due_ms)
      save_now();
  });
}

IntakePresenter::~IntakePresenter() = default;

void IntakePresenter::begin() {
  save_now();  // what was typed into the draft before this one
  ++m_asked;   // what was asked for that one is not meant for this one
  m_state = std::make_unique<State>();
  m_materials.start_anew();
  m_prereview.set_confirmed({});
  m_form.reset();
  m_view = {};
  m_revision = m_saved_revision = 0;
  m_view.step = IntakeStep::kItem;
  m_items.refresh();
  rebuild();
  if (on_form_loaded) on_form_loaded();
}

void IntakePresenter::begin_item(std::string item_code) {
  begin();
  load_item(std::move(item_code), 0, 0);
}

void IntakePresenter::resume(std::string draft_id) {
  begin();
  m_view.busy = {true, _t("Opening the draft"), -1, false};
  rebuild();
  const auto take = [this, asked = m_asked](control::Reply reply) {
    if (asked != m_asked) return;
    m_view.busy = {};
    const auto* loaded = reply.get<control::DraftLoaded>();
    if (!loaded) {
      m_view.notice = error_notice(_t("The draft could not be opened"), reply.result.error());
      return rebuild();
    }
    m_state->draft = loaded->draft;
    m_state->extra_json = loaded->extra_json;
    m_view.draft_id = loaded->draft.id;
    m_view.saved = format(_t("Draft saved {0}"), clock_text(loaded->draft.changed_ms));
    m_state->begun_under = State::untold_version(*loaded);
    load_item(loaded->draft.item, loaded->draft.item_version, m_state->begun_under);
  };
  m_workplace.ask(control::LoadDraft{std::move(draft_id)}, m_token, take);
}

void IntakePresenter::load_item(std::string code, int version, int begun_under) {
  m_view.busy = {true, _t("Preparing the form"), -1, false};
  m_view.notice = {};
  rebuild();
  m_workplace.ask(control::AskForm{std::move(code), version, begun_under}, m_token,
                  [this, asked = ++m_asked](control::Reply reply) {
                    if (asked != m_asked) return;  // another form is wanted by now
                    m_view.busy = {};
                    if (const auto* ready = reply.get<control::FormReady>()) {
                      item_loaded(*ready);
                    } else {
                      m_view.notice =
                          error_notice(_t("The form could not be opened"), reply.result.error());
                    }
                    rebuild();
                  });
}

void IntakePresenter::item_loaded(const control::FormReady& ready) {
  auto& state = *m_state;
  state.catalogue = ready.catalogue;
  state.item = ready.catalogue->catalogue.item(ready.item);
  if (!state.item) return;
  state.calendar = ready.calendar;
  auto session = open_form(m_workplace, ready.definition, state.all_answers(), ready.calendar,
                           ready.begun ? ready.begun->definition.get() : nullptr);
  if (!session.ok()) {
    m_view.notice = error_notice(_t("The form could not be opened"), session.error());
    return;
  }
  const bool fresh = state.draft.id.empty();
  if (fresh) {
    state.draft.id = new_id();
    m_view.draft_id = state.draft.id;
  }
  const int version_before = state.draft.item_version;
  state.draft.item = state.draft.form = ready.item;
  state.draft.item_version = state.draft.form_version = ready.version;
  m_form = std::make_unique<FormPresenter>(m_workplace, std::move(*session));
  m_form->set_media(media_of(ready.catalogue));
  m_form->on_answered = [this] {
    if (m_state->filling) return;
    touched();
    m_state->wants_recheck = true;
    m_state->recheck_due_ms = m_workplace.now_ms() + kRecheckDelayMs;
    take_applicant_from_form();
    rebuild();
  };
  m_form->on_gaps = [this] { rebuild(); };
  if (fresh) {
    m_view.step = IntakeStep::kApplicant;
    if (!state.previous_item.empty()) carry_over();
  } else {
    read_draft();
    tell_move(ready, version_before);
  }
  prefill();
  recheck();
  ask_held_facts();
  if (on_form_loaded) on_form_loaded();
}

// Read on a worker; the rules that need it are judged again once it is there.
void IntakePresenter::ask_held_facts() {
  const auto& draft = m_state->draft;
  m_workplace.ask(control::AskHeldFacts{draft.item, draft.item_version, draft.id}, m_token,
                  [this, id = draft.id](control::Reply reply) {
                    if (id != m_state->draft.id || m_view.submitted.done) return;
                    if (const auto* ready = reply.get<control::HeldFactsReady>())
                      m_state->held = ready->facts;
                    else
                      m_view.notice = error_notice(_t("Earlier cases could not be looked at"),
                                                   reply.result.error());
                    recheck();
                  });
}

void IntakePresenter::make_promise(const std::string& slot, bool print) {
  if (!m_form || m_view.busy.active) return;
  fill_draft();
  m_view.busy = {true, print ? _t("Printing") : _t("Making the paper"), -1, false};
  rebuild();
  m_workplace.ask(control::MakePromise{m_state->draft, slot, "", print}, m_token,
                  [this, id = m_state->draft.id](control::Reply reply) {
                    if (id != m_state->draft.id) return;
                    m_view.busy = {};
                    const auto* made = reply.get<control::DocumentMade>();
                    m_view.notice = {};
                    if (!made)
                      m_view.notice = error_notice(_t("The paper could not be made"),
                                                   reply.result.error());
                    else if (made->printed)
                      m_view.notice = {Tone::kGreen, _t("Handed to the printer"), ""};
                    rebuild();
                    if (made && !made->printed && on_document) on_document(made->path);
                  });
}

void IntakePresenter::touched() {
  ++m_revision;
  if (m_revision == m_saved_revision + 1)
    m_state->save_due_ms = m_workplace.now_ms() + kSaveDelayMs;
  if (!m_state->saving) m_view.saved = _t("Saving");
}

void IntakePresenter::save_now() {
  if (!m_form || m_view.submitted.done || m_state->submitting) return;
  // A save under way does not hold back a newer one: they are done in the order of asking.
  if (m_revision == m_saved_revision || m_revision == m_state->asked_revision) return;
  m_state->saving = true;
  m_state->asked_revision = m_revision;
  fill_draft();
  control::SaveDraft command{m_state->draft, m_state->extra(*this), m_revision, true};
  const auto ask = [this, id = m_state->draft.id, revision = m_revision](control::Reply reply) {
    if (id != m_state->draft.id) {  // another draft is open by now
      if (!reply.result.ok() && !m_view.submitted.done) {
        m_view.notice = error_notice(_t("The draft is not saved"), reply.result.error());
        rebuild();
      }
      return;
    }
    if (revision == m_state->asked_revision) m_state->saving = false;
    if (const auto* saved = reply.get<control::DraftSaved>()) {
      m_saved_revision = std::max(m_saved_revision, saved->revision);
      // Only what is on the disk is called saved.
      m_view.saved = m_saved_revision == m_revision
                         ? format(_t("Draft saved {0}"), clock_text(saved->saved_ms))
                         : _t("Saving");
      if (m_view.notice.title == _t("The draft is not saved")) m_view.notice = {};
    } else {
      m_view.saved = _t("Not saved");
      m_view.notice = error_notice(_t("The draft is not saved"), reply.result.error());
      if (revision == m_state->asked_revision) m_state->asked_revision = m_saved_revision;
      m_state->save_due_ms = m_workplace.now_ms() + kRetryDelayMs;
      m_state->once_saved = {};  // what is on the screen is all there is: it stays there
    }
    rebuild();
    if (m_state->once_saved && m_revision == m_saved_revision)
      std::exchange(m_state->once_saved, {})();  // may end this presenter
    else if (m_state->once_saved)
      save_now();
  };
  m_workplace.ask(std::move(command), m_token, ask);
}

void IntakePresenter::when_saved(std::function<void()> then) {
  if (!m_form || m_view.submitted.done || m_state->submitting || m_revision == m_saved_revision)
    return then();
  m_state->once_saved = std::move(then);
  save_now();
}

void IntakePresenter::forget_open_draft() {
  m_workplace.ask(control::SaveRow{"open-draft", std::nullopt}, m_token, [](control::Reply) {});
}

void IntakePresenter::leave() {
  leave_for([this] {
    if (on_left) on_left();
  });
}

// Commands are done in the order of asking: after the last save the draft is no longer open, and
// no answer that comes later makes it so again.
void IntakePresenter::leave_for(std::function<void()> then) {
  when_saved([this, then = std::move(then)] {
    if (m_form) forget_open_draft();
    then();
  });
}

void IntakePresenter::discard() {
  const auto id = m_state->draft.id;
  m_saved_revision = m_revision;  // nothing is to be saved any more
  if (!id.empty())
    m_workplace.ask(control::DeleteDraft{id}, m_token, [](control::Reply) {});
  forget_open_draft();
  begin();
  if (on_left) on_left();
}

void IntakePresenter::go(IntakeStep step) {
  if (m_view.submitted.done) return;
  if (step != IntakeStep::kItem && !m_form) return;
  if (m_view.step == IntakeStep::kApplicant && step > IntakeStep::kApplicant) {
    m_state->touched_applicant = true;
    check_applicant();
  }
  if (m_view.step == IntakeStep::kForm && step > IntakeStep::kForm) m_form->show_all_errors();
  m_view.step = step;
  if (m_form) recheck();
  else rebuild();
}

void IntakePresenter::next() {
  if (m_view.step == IntakeStep::kItem && !m_form) return m_items.begin();
  if (m_view.step == IntakeStep::kConfirm) return submit();
  if (!m_form) return;
  go(static_cast<IntakeStep>(static_cast<int>(m_view.step) + 1));
}

void IntakePresenter::back() {
  if (m_view.step == IntakeStep::kItem) return;
  go(static_cast<IntakeStep>(static_cast<int>(m_view.step) - 1));
}

void IntakePresenter::jump(const Gap& gap) {
  switch (gap.step) {
    case JumpStep::kItem: go(IntakeStep::kItem); break;
    case JumpStep::kApplicant: go(IntakeStep::kApplicant); break;
    case JumpStep::kForm: go(IntakeStep::kForm); break;
    case JumpStep::kMaterials:
      m_materials.select(gap.target);
      go(IntakeStep::kMaterials);
      break;
    case JumpStep::kPrereview: go(IntakeStep::kPrereview); break;
    case JumpStep::kConfirm: go(IntakeStep::kConfirm); break;
    case JumpStep::kNone: return;
  }
  if (on_jump) on_jump(gap);
}

void IntakePresenter::recheck() {
  auto& state = *m_state;
  state.wants_recheck = false;
  if (!m_form || !state.item) return rebuild();
  ApplicationInput input{*state.catalogue,
                         *state.item,
                         m_form->session(),
                         m_view.applicant.id_no.value,
                         m_view.applicant.by_agent ? "agent" : "window",
                         "",
                         m_materials.choices(),
                         m_form->files(),
                         state.held,
                         state.calendar};
  state.check = check_application(m_workplace, input);
  if (!state.check.failure.empty()) m_view.notice = state.check.failure;
  m_materials.set_needs(state.check.needs);
  m_prereview.set_findings(state.check.findings);
  rebuild();
}

void IntakePresenter::rebuild() {
  const auto& name = m_view.applicant.name.value;
  m_view.title = m_state->item ? m_state->item->name.get(language()) : _t("New case");
  if (m_state->item && !name.empty()) m_view.title += " · " + name;
  m_view.gaps.clear();
  m_view.reused.clear();
  if (m_form) {
    check_applicant();
    m_view.gaps = applicant_gaps();
    // What step 2 asks for is carried into the form: one gap, named where it is mended first.
    const auto asked_in_step_2 = [asked = m_view.gaps](const Gap& gap) {
      return std::any_of(asked.begin(), asked.end(), [&](const Gap& applicant) {
        return gap.target == "/data/applicant_" + applicant.target ||
               gap.target == "/data/" + applicant.target;
      });
    };
    for (const auto& gap : m_form->view().gaps)
      if (!asked_in_step_2(gap)) m_view.gaps.push_back(gap);
    for (const auto& gap : m_materials.view().gaps) m_view.gaps.push_back(gap);
    for (const auto& finding : m_prereview.view().errors)
      if (finding.rule.starts_with('P')) m_view.gaps.push_back(finding.jump);
    for (const auto& finding : m_prereview.view().to_confirm)
      if (!finding.confirmed)
        m_view.gaps.push_back({Tone::kAmber, finding.text, JumpStep::kPrereview, finding.rule});
    for (const auto& slot : m_materials.view().slots)
      if (slot.mode == "licence" && slot.error.empty())
        m_view.reused.push_back(format(_t("No paper needed: {0} (licence on record)"), slot.name));
  }
  const int gaps = static_cast<int>(m_view.gaps.size());
  m_view.gaps_title =
      gaps == 0 ? _t("Nothing is missing")
                : format(_tn("{0} thing is still missing", "{0} things are still missing", gaps),
                         gaps);
  rebuild_steps();
  rebuild_confirm();
  if (on_changed) on_changed();
}

void IntakePresenter::rebuild_steps() {
  const std::pair<IntakeStep, std::string> labels[] = {
      {IntakeStep::kItem, _t("Item")},           {IntakeStep::kApplicant, _t("Applicant")},
      {IntakeStep::kForm, _t("Form")},           {IntakeStep::kMaterials, _t("Materials")},
      {IntakeStep::kPrereview, _t("Pre-review")}, {IntakeStep::kConfirm, _t("Confirm")}};
  const auto open = [this](JumpStep step) {
    return std::any_of(m_view.gaps.begin(), m_view.gaps.end(),
                       [&](const Gap& gap) { return gap.step == step; });
  };
  m_view.steps.clear();
  for (const auto& [step, label] : labels) {
    IntakeView::StepView shown{step, label, false, step == m_view.step, m_form != nullptr};
    if (step == IntakeStep::kItem) shown.can_visit = true;
    if (m_form) {
      if (step == IntakeStep::kItem) shown.done = true;
      if (step == IntakeStep::kApplicant) shown.done = !open(JumpStep::kApplicant);
      if (step == IntakeStep::kForm) shown.done = !open(JumpStep::kForm);
      if (step == IntakeStep::kMaterials) shown.done = !open(JumpStep::kMaterials);
      if (step == IntakeStep::kPrereview) shown.done = m_prereview.view().passed;
      if (step == IntakeStep::kConfirm) shown.done = m_view.submitted.done;
    }
    if (m_view.submitted.done) shown.can_visit = false;
    m_view.steps.push_back(std::move(shown));
  }
  m_view.back = {_t("Back"), true, m_view.step != IntakeStep::kItem && !m_view.submitted.done, ""};
  m_view.next = {_t("Next"), m_view.step != IntakeStep::kConfirm, true, ""};
  if (!m_form) {
    m_view.next.enabled = m_items.view().begin.enabled;
    m_view.next.why_not = m_items.view().begin.why_not;
  }
  m_view.leave = {_t("Keep as a draft and leave"), m_form && !m_view.submitted.done, true, ""};
}

}  // namespace jiujin::client::presenters
