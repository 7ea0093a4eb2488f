// The state table of a case: what may follow what, what the clock does, which paper is given.
//
// The table is the domain's (codes 10..70). Marked additions of this product: an applicant may
// withdraw until the decision; a case goes on when its deferred gap is closed; an item decided on
// the spot goes from intake to its decision.
// It refuses to know roles and ops: see fold.h.
// Thread rule: constant tables.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sync/casework/case.h"

namespace jiujin::sync::casework {

enum class ClockEffect {
  kNone,
  kNoticeRuns,  // five working days to tell what is missing
  kNoticeStops,
  kHandlingRuns,    // promised and statutory time
  kHandlingStands,  // special procedure
  kHandlingExtended,
  kHandlingEnds,
  kDeliveryRuns,
};

// Papers, in the order of the domain's table.
enum class DocumentKind {
  kNone,
  kIntakeReceipt,
  kOneTimeNotice,
  kCorrectionNotice,
  kAcceptanceNotice,
  kNonAcceptanceNotice,
  kDeferralPromise,
  kCommitment,
  kPowerOfAttorney,
  kSpecialProcedureNotice,
  kExtensionNotice,
  kDecision,
  kClosingNotice,
  kDeliveryReceipt,
  kParcelContents,
  kExitRecord
};

struct StateRow {
  CaseState state;
  std::string_view name;  // stable, for scripts: "awaiting_correction"
  const char* words;      // English, marked for translation
  std::span<const CaseState> next;
  ClockEffect clock;
  DocumentKind document;
};

std::span<const StateRow> state_table();
const StateRow& state_row(CaseState state);
std::optional<CaseState> state_of_code(int code);

// One step of the table. `immediate`: the item is decided on the spot (即办件).
bool may_follow(CaseState from, CaseState to, bool immediate = false);
// One step, or two through a state in which the case only passes: pre-review on the way from
// intake, handling on the way to a decision, awaiting delivery on the way out again.
bool may_reach(CaseState from, CaseState to, bool immediate = false);

// Nothing can follow any more, apart from notes.
bool is_final(CaseState state);
// Submitted and not decided.
bool is_in_progress(CaseState state);

// In the current language: 待补正.
std::string state_label(CaseState state);

}  // namespace jiujin::sync::casework
