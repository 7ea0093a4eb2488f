// The correction round on a case page: only what is asked for is edited, what is typed is kept on
// the disk from the first key on, and the difference travels in one append.
#include <algorithm>
#include <set>
#include <utility>

#include "client/presenters/application_check.h"
#include "client/presenters/case_page_presenter.h"
#include "client/presenters/case_page_state.h"
#include "client/presenters/form_media.h"
#include "client/presenters/wording.h"
#include "sync/casework/draft.h"
#include "sync/casework/op_bodies.h"

namespace jiujin::client::presenters {

using namespace sync::casework;

namespace {

// Typing is gathered for this long; what was typed is on the disk within a second.
constexpr std::int64_t kSaveDelayMs = 700;
constexpr std::int64_t kRetryDelayMs = 5000;

// The round that waits for an answer; null when there is none.
const Correction* open_round(const Case& c) {
  for (auto it = c.corrections.rbegin(); it != c.corrections.rend(); ++it)
    if (!it->answered) return &*it;
  return nullptr;
}

// Choices that are not as they were.
std::vector<MaterialChoice> changed_choices(const std::vector<MaterialChoice>& before,
                                            const std::vector<MaterialChoice>& after) {
  std::vector<MaterialChoice> changed;
  for (const auto& choice : after)
    if (std::find(before.begin(), before.end(), choice) == before.end()) changed.push_back(choice);
  return changed;
}

std::map<std::string, std::string> with_changes(std::map<std::string, std::string> answers,
                                                const std::map<std::string, std::string>& changes) {
  for (const auto& [path, value] : changes) answers[path] = value;
  return answers;
}

}  // namespace

void CasePagePresenter::show_correction(std::string case_id) {
  open(std::move(case_id), true);
}

void CasePagePresenter::begin_correction() {
  if (!m_view.correction.open || m_form || m_deferred || m_state->opening || !m_state->item) return;
  with_form([this](const control::FormReady& ready) { open_correction(ready); });
}

void CasePagePresenter::with_form(std::function<void(const control::FormReady& ready)> open) {
  const auto& c = *m_state->ready.the_case;
  m_state->opening = true;
  m_workplace.ask(control::AskForm{c.item, c.item_version}, m_token,
                  [this, id = m_view.id, open = std::move(open)](control::Reply reply) {
                    if (id != m_view.id) return;  // another case is shown by now
                    m_state->opening = false;
                    if (const auto* ready = reply.get<control::FormReady>()) return open(*ready);
                    m_view.notice =
                        error_notice(_t("The form could not be opened"), reply.result.error());
                    rebuild();
                  });
}

void CasePagePresenter::open_correction(const control::FormReady& ready) {
  const auto& of_case = *m_state->ready.the_case;
  const auto* round = open_round(of_case);
  if (!round) return rebuild();  // answered elsewhere meanwhile
  m_state->request = op_address_text(round->request);
  m_state->base_before = of_case.county_ops;
  // What was typed before counts from what its typist had seen.
  const auto draft = m_state->draft;
  if (draft) m_state->base_before = std::min(draft->base, of_case.county_ops);
  auto before = open_form(m_workplace, ready.definition, of_case.answers, ready.calendar);
  auto session = open_form(m_workplace, ready.definition,
                           draft ? with_changes(of_case.answers, draft->answers) : of_case.answers,
                           ready.calendar);
  if (!before.ok() || !session.ok()) {
    m_view.notice = error_notice(_t("The form could not be opened"),
                                 before.ok() ? session.error() : before.error());
    return rebuild();
  }
  m_state->answers_before = answers_by_path(**before);
  std::set<std::string> fields{"-"};  // never empty: an empty set opens all of them
  std::set<std::string> slots;
  for (const auto& asked : m_view.correction.items)
    (asked.jump.step == JumpStep::kForm ? fields : slots).insert(asked.jump.target);
  m_form = std::make_unique<FormPresenter>(m_workplace, std::move(*session));
  m_form->set_media(media_of(ready.catalogue));
  m_form->restrict_to(fields);
  m_materials = std::make_unique<MaterialsPresenter>(m_workplace);
  m_materials->on_promise = [this](std::string slot, bool print) { make_promise(slot, print); };
  ApplicationInput input{*m_state->ready.catalogue,
                         *m_state->item,
                         m_form->session(),
                         of_case.applicant.id_no,
                         of_case.channel,
                         of_case.division,
                         {}};
  input.calendar = ready.calendar;
  for (const auto& material : of_case.materials) input.choices.push_back(choice_of(material));
  m_form->keep_files(input.choices);
  auto needs = check_application(m_workplace, input).needs;
  std::erase_if(needs, [&](const auto& need) { return !slots.contains(need.slot); });
  m_materials->set_needs(std::move(needs));
  m_materials->set_choices(input.choices);
  m_state->materials_before = m_materials->choices();
  for (const auto& choice : input.choices)
    if (choice.slot.starts_with('/')) m_state->materials_before.push_back(choice);
  if (draft) {
    m_form->keep_files(draft->materials);
    for (const auto& typed : draft->materials) {
      std::erase_if(input.choices, [&](const auto& each) { return each.slot == typed.slot; });
      input.choices.push_back(typed);
    }
    m_materials->set_choices(std::move(input.choices));
  }
  m_form->on_answered = m_materials->on_answered = [this] { touched(); };
  rebuild();
}

// Another program may have answered the round: then nothing waits to be gone on with.
void CasePagePresenter::drop_answered_draft() {
  auto& state = *m_state;
  if (!state.draft || m_form || open_round(*state.ready.the_case)) return;
  const auto& rounds = state.ready.the_case->corrections;
  if (std::none_of(rounds.begin(), rounds.end(), [&](const auto& round) {
        return op_address_text(round.request) == state.draft->request;
      }))
    return;
  state.draft.reset();
  m_workplace.ask(control::SaveRow{correction_row(m_view.id), std::nullopt}, m_token,
                  [](control::Reply) {});
}

// Materials and files of the form that are not as the case has them.
std::vector<MaterialChoice> CasePagePresenter::changed_materials() const {
  auto now = m_materials->choices();
  for (auto& file : m_form->files()) now.push_back(std::move(file));
  return changed_choices(m_state->materials_before, now);
}

void CasePagePresenter::mark_answered() {
  const auto changed = changed_answers(m_state->answers_before, answers_by_path(m_form->session()));
  const auto choices = changed_materials();
  for (auto& asked : m_view.correction.items) {
    const auto& place = asked.jump.target;
    asked.answered = changed.contains(place) ||
                     std::any_of(choices.begin(), choices.end(),
                                 [&](const auto& choice) { return choice.slot == place; });
  }
}

void CasePagePresenter::touched() {
  auto& state = *m_state;
  if (state.revision++ == state.saved_revision)
    state.save_due_ms = m_workplace.now_ms() + kSaveDelayMs;
  state.saved = _t("Saving");
  rebuild();
}

void CasePagePresenter::save_now() {
  auto& state = *m_state;
  if (!m_form || !m_materials || m_view.busy.active) return;
  if (state.revision == state.saved_revision || state.revision == state.asked_revision) return;
  state.asked_revision = state.revision;
  CorrectionDraft draft;
  draft.case_id = m_view.id;
  draft.request = state.request;
  draft.base = state.base_before;
  draft.answers = changed_answers(state.answers_before, answers_by_path(m_form->session()));
  draft.materials = changed_materials();
  draft.changed_ms = m_workplace.now_ms();
  state.draft = draft;
  m_workplace.ask(control::SaveRow{correction_row(m_view.id), encode_correction(draft)}, m_token,
                  [this, id = m_view.id, revision = state.revision](control::Reply reply) {
                    if (id == m_view.id && m_form) kept(revision, reply);
                  });
  if (state.row_set) return;
  state.row_set = true;
  m_workplace.ask(control::SaveRow{kOpenCorrectionRow, m_view.id}, m_token, [](control::Reply) {});
}

void CasePagePresenter::kept(std::uint64_t revision, const control::Reply& reply) {
  auto& state = *m_state;
  if (const auto* done = reply.get<control::Done>()) {
    state.saved_revision = std::max(state.saved_revision, revision);
    state.saved = state.saved_revision == state.revision
                      ? format(_t("Draft saved {0}"), clock_text(done->saved_ms))
                      : _t("Saving");
    if (m_view.notice.title == _t("The draft is not saved")) m_view.notice = {};
  } else {
    state.saved = _t("Not saved");
    m_view.notice = error_notice(_t("The draft is not saved"), reply.result.error());
    if (revision == state.asked_revision) state.asked_revision = state.saved_revision;
    state.save_due_ms = m_workplace.now_ms() + kRetryDelayMs;
    state.once_saved = {};  // what is on the screen is all there is: it stays there
  }
  rebuild();
  if (!state.once_saved) return;
  if (state.revision == state.saved_revision)
    std::exchange(state.once_saved, {})();  // may end this presenter
  else
    save_now();
}

void CasePagePresenter::leave_for(std::function<void()> then) {
  auto go = [this, then = std::move(then)] {
    if (std::exchange(m_state->row_set, false))
      m_workplace.ask(control::SaveRow{kOpenCorrectionRow, std::nullopt}, m_token,
                      [](control::Reply) {});
    then();
  };
  if (!m_form || m_view.busy.active || m_state->revision == m_state->saved_revision) return go();
  m_state->once_saved = std::move(go);
  save_now();
}

void CasePagePresenter::jump(std::size_t asked_item) {
  if (asked_item >= m_view.correction.items.size()) return;
  const auto gap = m_view.correction.items[asked_item].jump;
  if (gap.step == JumpStep::kMaterials && m_materials) m_materials->select(gap.target);
  if (on_jump) on_jump(gap);
}

// Only the difference travels: fields that changed, slots that changed, then the answer itself.
void CasePagePresenter::answer_correction(std::string note) {
  if (!m_form || !m_view.correction.open || m_view.busy.active) return;
  const auto& c = *m_state->ready.the_case;
  control::AppendOps command{
      m_view.id, {}, Action::kAnswerCorrection, "", correction_row(m_view.id)};
  FormAnswered form{c.item, c.item_version, {}};
  form.answers = changed_answers(m_state->answers_before, answers_by_path(m_form->session()));
  if (!form.answers.empty()) command.ops.push_back(draft_op({}, 0, "", form));
  for (const auto& choice : changed_materials())
    if (auto op = material_op({}, 0, "", material_of(choice))) command.ops.push_back(*op);
  // Whoever changed the same field meanwhile is not overwritten: the fold sees the conflict.
  for (auto& op : command.ops) op.base = m_state->base_before;
  if (const auto* round = open_round(c))
    command.ops.push_back(draft_op({}, 0, "", CorrectionAnswered{round->request, std::move(note)}));
  save_now();  // should the answer not be recorded, what was typed is kept
  m_view.correction.busy = {true, _t("Sending the corrections"), -1, false};
  append(std::move(command), _t("The corrections are recorded and go to the county"),
         [this] { end_correction(); });
}

void CasePagePresenter::make_promise(const std::string& slot, bool print) {
  if (!m_materials || m_view.busy.active) return;
  const auto& c = *m_state->ready.the_case;
  Draft of;
  of.id = m_view.id;
  of.item = c.item;
  of.item_version = c.item_version;
  of.division = c.division;
  of.applicant = c.applicant;
  for (const auto& choice : m_materials->choices()) of.materials.push_back(material_of(choice));
  deliver(control::MakePromise{std::move(of), slot, "", print}, "", print);
}

// Answered: its row went with the ops.
void CasePagePresenter::end_correction() {
  m_form.reset();
  m_materials.reset();
  auto& state = *m_state;
  state.draft.reset();
  state.saved.clear();
  state.once_saved = {};
  state.revision = state.asked_revision = state.saved_revision = 0;
  state.row_set = false;
  m_workplace.ask(control::SaveRow{kOpenCorrectionRow, std::nullopt}, m_token,
                  [](control::Reply) {});
}

void CasePagePresenter::cancel_correction() {
  leave_for([this] {
    m_form.reset();
    m_materials.reset();
    rebuild();
  });
}

}  // namespace jiujin::client::presenters
