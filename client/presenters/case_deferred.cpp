// What a case page offers beside a correction round: the paper that was to follow is brought, and
// two answers to one field are settled.
#include <algorithm>
#include <utility>

#include "client/presenters/answer_sections.h"
#include "client/presenters/application_check.h"
#include "client/presenters/case_page_presenter.h"
#include "client/presenters/case_page_state.h"
#include "client/presenters/wording.h"
#include "sync/casework/draft.h"
#include "sync/casework/op_bodies.h"

namespace jiujin::client::presenters {

using namespace sync::casework;

namespace {

// Row of what was imported for the open gaps and has not gone to the county yet.
std::string deferred_row(const std::string& case_id) {
  return "deferred/" + case_id;
}

// The paper itself is brought now: no more putting off, no promise in its place.
SlotNeed gap_need(SlotNeed need) {
  need.required = true;
  need.deferrable = need.promisable = false;
  return need;
}

std::vector<MaterialChoice> gaps_of(const Case& c) {
  std::vector<MaterialChoice> gaps;
  for (const auto& material : c.materials) {
    if (material.mode != MaterialMode::kDeferred) continue;
    auto choice = choice_of(material);
    choice.mode = "files";
    choice.due.clear();
    gaps.push_back(std::move(choice));
  }
  return gaps;
}

bool is_gap(const std::vector<MaterialChoice>& gaps, const std::string& slot) {
  return std::any_of(gaps.begin(), gaps.end(), [&](const auto& gap) { return gap.slot == slot; });
}

}  // namespace

void CasePagePresenter::ask_deferred_draft() {
  m_workplace.ask(control::LoadRow{deferred_row(m_view.id)}, m_token,
                  [this, id = m_view.id](control::Reply reply) {
                    const auto* row = reply.get<control::RowLoaded>();
                    if (id != m_view.id || !row || !row->value) return;
                    m_state->deferred_draft = decode_correction(*row->value);
                  });
}

void CasePagePresenter::begin_deferred() {
  if (m_deferred || m_form || m_state->opening || !m_state->item || m_view.busy.active) return;
  with_form([this](const control::FormReady& ready) { open_deferred(ready); });
}

void CasePagePresenter::open_deferred(const control::FormReady& ready) {
  const auto& c = *m_state->ready.the_case;
  auto gaps = gaps_of(c);
  if (gaps.empty()) return rebuild();  // brought elsewhere meanwhile
  auto session = open_form(m_workplace, ready.definition, c.answers, ready.calendar);
  if (!session.ok()) {
    m_view.notice = error_notice(_t("The form could not be opened"), session.error());
    return rebuild();
  }
  ApplicationInput input{*m_state->ready.catalogue,
                         *m_state->item,
                         **session,
                         c.applicant.id_no,
                         c.channel,
                         c.division,
                         {}};
  input.calendar = ready.calendar;
  for (const auto& material : c.materials) input.choices.push_back(choice_of(material));
  std::vector<SlotNeed> needs;
  for (auto& need : check_application(m_workplace, input).needs)
    if (is_gap(gaps, need.slot)) needs.push_back(gap_need(std::move(need)));
  // What the rules no longer ask for was promised all the same.
  for (const auto& gap : gaps) {
    if (std::any_of(needs.begin(), needs.end(), [&](auto& one) { return one.slot == gap.slot; }))
      continue;
    SlotNeed need;
    need.slot = gap.slot;
    need.name = place_label(*m_state->item, gap.slot);
    needs.push_back(gap_need(std::move(need)));
  }
  if (m_state->deferred_draft)
    for (const auto& kept : m_state->deferred_draft->materials)
      for (auto& gap : gaps)
        if (gap.slot == kept.slot) gap = kept;
  m_deferred = std::make_unique<MaterialsPresenter>(m_workplace);
  m_deferred->set_needs(std::move(needs));
  m_deferred->set_choices(gaps);
  for (const auto& gap : gaps) m_deferred->select(gap.slot);  // asks for the small pictures
  m_deferred->on_answered = [this] { keep_deferred(); };
  m_view.notice = {};  // of what was done before
  rebuild();
}

// What was imported is on the disk at once, so nothing is lost by leaving the case.
void CasePagePresenter::keep_deferred() {
  CorrectionDraft draft;
  draft.case_id = m_view.id;
  draft.materials = m_deferred->choices();
  draft.changed_ms = m_workplace.now_ms();
  m_state->deferred_draft = draft;
  m_view.deferred.saved = _t("Saving");
  m_workplace.ask(
      control::SaveRow{deferred_row(m_view.id), encode_correction(draft)}, m_token,
      [this, id = m_view.id](control::Reply reply) {
        if (id != m_view.id || !m_deferred) return;
        if (const auto* done = reply.get<control::Done>()) {
          m_view.deferred.saved = format(_t("Draft saved {0}"), clock_text(done->saved_ms));
        } else {
          m_view.deferred.saved = _t("Not saved");
          m_view.notice = error_notice(_t("The draft is not saved"), reply.result.error());
        }
        rebuild();
      });
  rebuild();
}

std::vector<MaterialChoice> CasePagePresenter::brought() const {
  auto choices = m_deferred->choices();
  std::erase_if(choices, [this](const auto& choice) {
    const auto& slots = m_deferred->view().slots;
    return std::none_of(slots.begin(), slots.end(), [&](const auto& slot) {
      return slot.slot == choice.slot && slot.error.empty();
    });
  });
  return choices;
}

void CasePagePresenter::show_deferred() {
  auto& view = m_view.deferred;
  const auto gaps = gaps_of(*m_state->ready.the_case);
  if (m_deferred && gaps.empty()) end_deferred();
  if (gaps.empty() && std::exchange(m_state->deferred_draft, std::nullopt))
    m_workplace.ask(control::SaveRow{deferred_row(m_view.id), std::nullopt}, m_token,
                    [](control::Reply) {});
  view.working = m_deferred != nullptr;
  const bool some = m_deferred && !brought().empty();
  view.hand_in = {_t("Hand in the deferred paper"), view.working, some && !m_view.busy.active,
                  some ? "" : _t("Nothing has been added yet.")};
}

// Each paper that is complete closes its gap; the fold lets the case go on with the last one.
void CasePagePresenter::hand_in_deferred() {
  if (!m_deferred || m_view.busy.active) return;
  control::AppendOps command{m_view.id, {}, Action::kEdit, "", ""};
  const auto gaps = gaps_of(*m_state->ready.the_case);
  for (const auto& choice : brought()) {
    if (!is_gap(gaps, choice.slot)) continue;
    auto material = material_of(choice);
    material.due.clear();
    if (auto op = material_op({}, 0, "", material)) command.ops.push_back(std::move(*op));
  }
  if (command.ops.empty()) return;
  if (command.ops.size() == gaps.size()) command.delete_row = deferred_row(m_view.id);
  append(std::move(command), _t("The paper is recorded and goes to the county"),
         [this] { end_deferred(); });
}

void CasePagePresenter::end_deferred() {
  m_deferred.reset();
  m_view.deferred = {};
  if (on_changed) on_changed();
}

void CasePagePresenter::cancel_deferred() {
  if (!m_deferred) return;
  end_deferred();
  rebuild();
}

void CasePagePresenter::settle_conflict(const std::string& path, bool theirs) {
  if (!m_state->ready.the_case) return;
  for (const auto& conflict : m_state->ready.the_case->conflicts) {
    if (conflict.path != path) continue;
    const auto& value = theirs ? conflict.theirs : conflict.ours;
    return append(control::AppendOps{m_view.id,
                                     {draft_op({}, 0, "", ConflictSettled{path, value})},
                                     Action::kSettleConflict,
                                     "",
                                     ""},
                  _t("The answer is settled"));
  }
}

}  // namespace jiujin::client::presenters
