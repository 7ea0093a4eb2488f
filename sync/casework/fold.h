// fold_case: from the ops of a case to the Case, by one pure function that both sides run.
//
// Rules of roles and separation of duties live here, not in hidden buttons: an op that its author
// was not entitled to, or that the state does not allow, stays in the log and in the timeline,
// marked refused with a reason code, and changes nothing else.
// Reason codes: "role", "village" (a village decides nothing), "place" (who does not work where it
// was written, or a station beyond its scope), "separation", "second_person",
// "clerk_rating", "state", "locked" (answers after acceptance), "not_owner", "deferred_open",
// "no_deferral" (an item decided on the spot has none), "extended_twice", "no_conflict",
// "no_request", "not_county", "body" (unreadable), "duplicate_open", "rule:<rule>" (by op.refused).
// This file knows no store, clock or network; the world comes in through FoldContext.
// Thread rule: pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sync/casework/case.h"
#include "sync/oplog/op.h"

namespace jiujin::localization {
class HolidayCalendar;
}
namespace jiujin::forms::catalogue {
struct Item;
}

namespace jiujin::sync::casework {

struct StaffMember {
  std::string id, name, unit, division;
  std::vector<Role> roles;
  bool active = true;
};

// A station whose log an op stands in.
struct WritingStation {
  base::StationId id;
  std::string_view division;
  const std::vector<std::string>* scopes = nullptr;
};

struct FoldContext {
  // The item as of that version; nullptr when this side does not have it (the case still folds,
  // without deadlines).
  std::function<const forms::catalogue::Item*(std::string_view code, int version)> item;
  std::function<const StaffMember*(std::string_view staff_id)> staff;
  // The staff member as of that county position (0 = now); used instead of `staff` when set, so
  // that a later change of roles does not undo what was done before it.
  std::function<const StaffMember*(std::string_view staff_id, std::uint64_t position)> staff_at;
  // Whether an incarnation is the county's. Ops that only the county may write (deadline.passed,
  // op.refused) are refused from others; unset = not checked.
  std::function<bool(const base::IncarnationId&)> from_county;
  // Whose log it is; nothing for the county's and for logs that are not known here. Unset = who
  // works where is not checked.
  std::function<std::optional<WritingStation>(const base::IncarnationId&)> station;
  const localization::HolidayCalendar* calendar = nullptr;
  std::chrono::sys_days as_of;  // for projections of deadlines only
};

// Version of the fold; a cached Case made by another version is folded again.
inline constexpr int kFoldVersion = 2;

Case fold_case(std::span<const oplog::StoredOp> ops, const FoldContext& context);

// What this person may do next with the case, in the order in which a screen offers it.
enum class Action {
  kEdit,
  kSubmit,
  kAnswerCorrection,
  kWithdraw,
  kVoid,
  kStartReview,
  kRequestCorrection,
  kAccept,
  kRefuseAcceptance,
  kDecide,
  kStartSpecial,
  kEndSpecial,
  kExtend,
  kDispatchParcel,
  kCloseParcel,
  kHandOut,
  kRate,
  kSettleConflict,
  kNote
};
std::vector<Action> allowed_actions(const Case& c, const StaffMember& who,
                                    const FoldContext& context);

}  // namespace jiujin::sync::casework
