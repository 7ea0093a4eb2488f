// What a person may do next: the same rules by which fold_case() judges, asked beforehand.
#include <algorithm>

#include "forms/catalogue/catalogue.h"
#include "sync/casework/fold.h"
#include "sync/casework/fold_work.h"

namespace jiujin::sync::casework {
namespace {

struct Question {
  const Case& c;
  const StaffMember& who;
  const forms::catalogue::Item* item;
  bool immediate;

  bool is(std::initializer_list<Role> roles) const { return holds_any(who, roles); }
  bool reach(CaseState to) const { return may_reach(c.state, to, immediate); }
  bool in(std::initializer_list<CaseState> states) const {
    return std::find(states.begin(), states.end(), c.state) != states.end();
  }
  bool village_stops(int level) const { return is_village(who) && !(item && level == 6); }
};

bool may_review(const Question& q) {
  return q.is({Role::kPrereview, Role::kReview, Role::kDecide}) && is_in_progress(q.c.state) &&
         !q.in({CaseState::kAwaitingCorrection}) && q.c.handler != q.who.id;
}

bool may_decide(const Question& q) {
  if (!q.is({Role::kDecide}) || q.village_stops(q.item ? q.item->levels.decide : 0)) return false;
  if (!q.immediate && (q.who.id == q.c.accepted_by || q.who.id == q.c.submitted_by)) return false;
  if (has_open_gap(q.c) && !q.c.deferral_expired) return false;
  return q.reach(CaseState::kGranted) || q.reach(CaseState::kDenied);
}

bool may_accept(const Question& q, CaseState to) {
  return q.is({Role::kReview}) && !q.village_stops(q.item ? q.item->levels.review : 0) &&
         q.reach(to);
}

bool may_void(const Question& q) {
  return q.is({Role::kIntake, Role::kReview, Role::kSupervise}) && q.reach(CaseState::kVoided);
}

bool may_withdraw(const Question& q) {
  return q.is({Role::kIntake, Role::kAgent, Role::kReview, Role::kKiosk}) &&
         q.reach(CaseState::kWithdrawn);
}

bool may_edit(const Question& q) {
  const bool at_window = q.is({Role::kIntake, Role::kAgent, Role::kKiosk});
  if (!at_window) return false;
  return check_answer_lock(q.c, q.who.id).empty() ||
         (has_open_gap(q.c) && is_in_progress(q.c.state));  // to fill the gap
}

bool parcel_underway(const Case& c) {
  return std::any_of(c.parcels.begin(), c.parcels.end(),
                     [](const Parcel& p) { return p.state == Parcel::State::kUnderway; });
}

bool allows(Action action, const Question& q) {
  const bool window = q.is({Role::kIntake, Role::kAgent, Role::kKiosk});
  const bool exit = q.is({Role::kExit});
  switch (action) {
    case Action::kEdit:
      return may_edit(q);
    case Action::kSubmit:
      return window && q.in({CaseState::kDraft});
    case Action::kAnswerCorrection:
      return window && q.in({CaseState::kAwaitingCorrection});
    case Action::kWithdraw:
      return may_withdraw(q);
    case Action::kVoid:
      return may_void(q);
    case Action::kStartReview:
      return may_review(q);
    case Action::kRequestCorrection:
      return q.is({Role::kPrereview, Role::kReview}) && q.reach(CaseState::kAwaitingCorrection);
    case Action::kAccept:
      return may_accept(q, CaseState::kAccepted);
    case Action::kRefuseAcceptance:
      return may_accept(q, CaseState::kNotAccepted);
    case Action::kDecide:
      return may_decide(q);
    case Action::kStartSpecial:
      return q.is({Role::kReview, Role::kDecide}) && !q.immediate &&
             q.reach(CaseState::kSpecialProcedure);
    case Action::kEndSpecial:
      return q.is({Role::kReview, Role::kDecide}) && q.in({CaseState::kSpecialProcedure});
    case Action::kExtend:
      return q.is({Role::kDecide}) && q.c.extension_days == 0 && q.reach(CaseState::kExtended) &&
             !q.village_stops(q.item ? q.item->levels.decide : 0);
    case Action::kDispatchParcel:
      return exit && q.reach(CaseState::kDispatched);
    case Action::kCloseParcel:
      return exit && parcel_underway(q.c);
    case Action::kHandOut:
      return exit && q.reach(CaseState::kDelivered);
    case Action::kRate:
      return q.is({Role::kKiosk}) &&
             !q.in({CaseState::kDraft, CaseState::kVoided, CaseState::kArchived});
    case Action::kSettleConflict:
      return q.is({Role::kPrereview, Role::kReview, Role::kDecide}) && !q.c.conflicts.empty();
    case Action::kNote:
      return has_to_do_with_cases(q.who);
  }
  return false;
}

}  // namespace

std::vector<Action> allowed_actions(const Case& c, const StaffMember& who,
                                    const FoldContext& context) {
  std::vector<Action> actions;
  if (!who.active) return actions;
  const auto* item = context.item ? context.item(c.item, c.item_version) : nullptr;
  const Question question{c, who, item, item && item->is_immediate()};
  for (int i = 0; i <= static_cast<int>(Action::kNote); ++i)
    if (allows(static_cast<Action>(i), question)) actions.push_back(static_cast<Action>(i));
  return actions;
}

}  // namespace jiujin::sync::casework
