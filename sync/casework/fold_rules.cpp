#include <algorithm>

#include "forms/catalogue/catalogue.h"
#include "sync/casework/county_register.h"
#include "sync/casework/fold_work.h"

namespace jiujin::sync::casework {
namespace {

// Who may write what. The exit window's ops belong to the exit role alone; a rating is the
// resident's and has its own rule.
bool role_allows(OpType type, const StaffMember& who) {
  using R = Role;
  switch (type) {
    case OpType::kCaseOpened:
    case OpType::kFormAnswered:
    case OpType::kMaterialAdded:
    case OpType::kMaterialDeclared:
    case OpType::kCaseSubmitted:
    case OpType::kCorrectionAnswered:
      return holds_any(who, {R::kIntake, R::kAgent, R::kKiosk});
    case OpType::kPrereviewRecorded:
      return holds_any(who, {R::kIntake, R::kPrereview, R::kAgent, R::kReview, R::kKiosk});
    case OpType::kCaseWithdrawn:
      return holds_any(who, {R::kIntake, R::kAgent, R::kReview, R::kKiosk});
    case OpType::kCaseVoided:
      return holds_any(who, {R::kIntake, R::kReview, R::kSupervise});
    case OpType::kCaseHandedOver:
      return holds_any(who, {R::kIntake, R::kPrereview, R::kAgent, R::kReview, R::kDecide,
                             R::kSupervise});
    case OpType::kNoteAdded:
    case OpType::kCaseRevealed:
      return has_to_do_with_cases(who);
    case OpType::kEventRecorded:
      return has_to_do_with_cases(who) || holds_any(who, {R::kAdminister});
    case OpType::kReviewStarted:
      return holds_any(who, {R::kPrereview, R::kReview, R::kDecide});
    case OpType::kCorrectionRequested:
      return holds_any(who, {R::kPrereview, R::kReview});
    case OpType::kAcceptanceDecided:
      return holds_any(who, {R::kReview});
    case OpType::kDecisionMade:
    case OpType::kExtensionGranted:
      return holds_any(who, {R::kDecide});
    case OpType::kSpecialStarted:
    case OpType::kSpecialEnded:
      return holds_any(who, {R::kReview, R::kDecide});
    case OpType::kConflictSettled:
      return holds_any(who, {R::kPrereview, R::kReview, R::kDecide});
    case OpType::kParcelDispatched:
    case OpType::kParcelDelivered:
    case OpType::kParcelReturned:
    case OpType::kResultCollected:
      return holds_any(who, {R::kExit});
    default:
      return false;
  }
}

// deadline.passed and op.refused: the county's program, or a person who supervises.
Refusal check_county_program(const FoldWork& work, const OpView& view) {
  if (work.context.from_county && !work.context.from_county(view.op->address.incarnation))
    return "not_county";
  if (view.header.actor.empty()) return "";
  if (view.who &&
      !holds_any(*view.who, {Role::kReview, Role::kDecide, Role::kSupervise, Role::kAdminister}))
    return "role";
  return "";
}

// The resident rates at the screen or a kiosk; staff neither rate nor see it before it is sent. A
// person who is also called a kiosk stays a person.
Refusal check_rater(const OpView& view) {
  if (view.header.actor.empty()) return "";
  return view.who && view.who->roles == std::vector{Role::kKiosk} ? "" : "clerk_rating";
}

bool is_of_review(OpType type) {
  return type >= OpType::kReviewStarted && type <= OpType::kConflictSettled;
}

bool from_county(const FoldWork& work, const OpView& view) {
  return work.context.from_county && work.context.from_county(view.op->address.incarnation);
}

bool village_may(const forms::catalogue::Item* item, OpType type) {
  if (!item) return false;
  return (type == OpType::kAcceptanceDecided && item->levels.review == 6) ||
         (type != OpType::kAcceptanceDecided && item->levels.decide == 6);
}

bool decides(OpType type) {
  return type == OpType::kAcceptanceDecided || type == OpType::kDecisionMade ||
         type == OpType::kExtensionGranted;
}

}  // namespace

bool holds_any(const StaffMember& who, std::initializer_list<Role> roles) {
  return std::any_of(roles.begin(), roles.end(), [&](Role role) {
    return std::find(who.roles.begin(), who.roles.end(), role) != who.roles.end();
  });
}

bool has_to_do_with_cases(const StaffMember& who) {
  using R = Role;
  return holds_any(who, {R::kIntake, R::kPrereview, R::kAgent, R::kReview, R::kDecide, R::kExit,
                         R::kSupervise});
}

bool is_village(const StaffMember& who) {
  return who.division.size() == 12 && !who.division.ends_with("000");
}

Refusal check_rights(const FoldWork& work, const OpView& view) {
  const auto type = static_cast<OpType>(view.header.type);
  if (type == OpType::kDeadlinePassed || type == OpType::kOpRefused)
    return check_county_program(work, view);
  if (type == OpType::kRatingGiven) return check_rater(view);
  // The program hands on what another system said; nobody has to answer for it.
  if (type == OpType::kEventRecorded && view.header.actor.empty()) return "";
  // Without any list of staff (a reader outside the office) nobody can be judged.
  if (!work.context.staff && !work.context.staff_at) return "";
  if (!view.who || !role_allows(type, *view.who)) return "role";
  // At the county the order is certain: who had left by then did nothing. What a clerk wrote at a
  // window before the news came there counts.
  if (!view.who->active && from_county(work, view)) return "role";
  if (decides(type) && is_village(*view.who) && !village_may(work.item, type)) return "village";
  return "";
}

Refusal check_place(const FoldWork& work, const OpView& view, std::string_view division) {
  if (!work.context.station || from_county(work, view)) return "";
  const auto station = work.context.station(view.op->address.incarnation);
  if (!station) return "";
  const bool in_scope = std::any_of(
      station->scopes->begin(), station->scopes->end(),
      [&](const std::string& scope) { return division_within(division, scope); });
  if (!in_scope && !division.empty() && station->id != work.opener) return "place";
  if (!view.who || view.who->division.empty() || station->division.empty()) return "";
  const bool below = division_within(view.who->division, station->division);
  // From above one helps out at a window; but nobody from above reviews or decides there.
  const bool above = division_within(station->division, view.who->division);
  const auto type = static_cast<OpType>(view.header.type);
  return below || (above && !is_of_review(type)) ? "" : "place";
}

Refusal check_separation(const FoldWork& work, const std::string& actor) {
  if (work.immediate() || actor.empty()) return "";
  const Case& c = work.c;
  return actor == c.accepted_by || actor == c.submitted_by ? "separation" : "";
}

Refusal check_answer_lock(const Case& c, const std::string& actor) {
  switch (c.state) {
    case CaseState::kDraft:
    case CaseState::kAwaitingCorrection:
      return "";
    case CaseState::kReceived:
    case CaseState::kInPrereview:
    case CaseState::kDeferralReceived:
      return actor == c.owner ? "" : "not_owner";
    default:
      return "locked";
  }
}

Refusal check_material_lock(const Case& c, const std::string& actor, const std::string& slot) {
  const bool deferred = std::any_of(c.materials.begin(), c.materials.end(), [&](const Material& m) {
    return m.slot == slot && m.mode == MaterialMode::kDeferred;
  });
  if (deferred && is_in_progress(c.state)) return "";
  return check_answer_lock(c, actor);
}

}  // namespace jiujin::sync::casework
