#include "sync/casework/states.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "localization/error.h"
#include "localization/text.h"

namespace jiujin::sync::casework {
namespace {

using S = CaseState;
using E = ClockEffect;
using D = DocumentKind;

// What may follow. Additions of this product stand on their own line, marked +.
constexpr S kAfterDraft[] = {S::kReceived, S::kVoided};
constexpr S kAfterReceived[] = {S::kInPrereview,      S::kAwaitingCorrection,
                                S::kDeferralReceived, S::kVoided,
                                S::kAccepted,    // + accepted on the spot, or deemed accepted
                                S::kWithdrawn};  // + until the decision
constexpr S kAfterPrereview[] = {S::kAwaitingCorrection, S::kAccepted, S::kNotAccepted,
                                 S::kWithdrawn};  // +
constexpr S kAfterCorrection[] = {S::kReceived, S::kNotAccepted, S::kVoided,
                                  S::kWithdrawn};  // + not answered in time counts as withdrawn
constexpr S kAfterDeferral[] = {S::kAccepted, S::kAwaitingCorrection,
                                S::kReceived,     // + the gap was filled before acceptance
                                S::kNotAccepted,  // +
                                S::kWithdrawn};   // +
constexpr S kAfterAccepted[] = {S::kInHandling, S::kSpecialProcedure, S::kWithdrawn, S::kVoided};
constexpr S kAfterHandling[] = {S::kSpecialProcedure, S::kExtended,         S::kGranted,
                                S::kDenied,           S::kAwaitingDeferred, S::kWithdrawn};  // +
constexpr S kAfterSpecial[] = {S::kInHandling, S::kWithdrawn};                               // +
constexpr S kAfterExtended[] = {S::kInHandling, S::kWithdrawn};                              // +
constexpr S kAfterAwaitingDeferred[] = {S::kGranted, S::kDenied,
                                        S::kInHandling,  // + the gap is closed
                                        S::kWithdrawn};  // +
constexpr S kAfterDecision[] = {S::kAwaitingDelivery};
constexpr S kAfterAwaitingDelivery[] = {S::kDispatched, S::kDelivered};
constexpr S kAfterDispatched[] = {S::kDelivered, S::kReturned};
constexpr S kAfterDelivered[] = {S::kArchived};
constexpr S kAfterReturned[] = {S::kAwaitingDelivery};

const std::array kTable = {
    StateRow{S::kDraft, "draft", _mark("Draft"), kAfterDraft, E::kNone, D::kNone},
    StateRow{S::kReceived, "received", _mark("Taken in"), kAfterReceived, E::kNoticeRuns,
             D::kIntakeReceipt},
    StateRow{S::kInPrereview, "in_prereview", _mark("In pre-review"), kAfterPrereview,
             E::kNoticeRuns, D::kNone},
    StateRow{S::kAwaitingCorrection, "awaiting_correction", _mark("Correction needed"),
             kAfterCorrection, E::kNoticeStops, D::kCorrectionNotice},
    StateRow{S::kNotAccepted,
             "not_accepted",
             _mark("Not accepted"),
             {},
             E::kNone,
             D::kNonAcceptanceNotice},
    StateRow{S::kDeferralReceived, "deferral_received", _mark("Taken in with gaps"), kAfterDeferral,
             E::kNoticeRuns, D::kDeferralPromise},
    StateRow{S::kVoided, "voided", _mark("Void"), {}, E::kNone, D::kNone},
    StateRow{S::kAccepted, "accepted", _mark("Accepted"), kAfterAccepted, E::kHandlingRuns,
             D::kAcceptanceNotice},
    StateRow{S::kInHandling, "in_handling", _mark("In handling"), kAfterHandling, E::kHandlingRuns,
             D::kNone},
    StateRow{S::kSpecialProcedure, "special_procedure", _mark("Special procedure"), kAfterSpecial,
             E::kHandlingStands, D::kSpecialProcedureNotice},
    StateRow{S::kExtended, "extended", _mark("Time extended"), kAfterExtended, E::kHandlingExtended,
             D::kExtensionNotice},
    StateRow{S::kAwaitingDeferred, "awaiting_deferred", _mark("Deferred material awaited"),
             kAfterAwaitingDeferred, E::kHandlingRuns, D::kNone},
    StateRow{S::kGranted, "granted", _mark("Granted"), kAfterDecision, E::kHandlingEnds,
             D::kDecision},
    StateRow{S::kDenied, "denied", _mark("Denied"), kAfterDecision, E::kHandlingEnds, D::kDecision},
    StateRow{S::kAwaitingDelivery, "awaiting_delivery", _mark("Awaiting delivery"),
             kAfterAwaitingDelivery, E::kDeliveryRuns, D::kExitRecord},
    StateRow{S::kDispatched, "dispatched", _mark("Sent by courier"), kAfterDispatched, E::kNone,
             D::kParcelContents},
    StateRow{S::kDelivered, "delivered", _mark("Delivered"), kAfterDelivered, E::kNone,
             D::kDeliveryReceipt},
    StateRow{S::kReturned, "returned", _mark("Parcel returned"), kAfterReturned, E::kNone,
             D::kNone},
    StateRow{S::kWithdrawn, "withdrawn", _mark("Withdrawn"), {}, E::kNone, D::kNone},
    StateRow{S::kArchived, "archived", _mark("Rated and filed"), {}, E::kNone, D::kNone},
};

bool contains(std::span<const S> states, S state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

// The state in which a case only passes on its way, or nothing.
std::optional<S> passed_through(S from) {
  switch (from) {
    case S::kReceived:
      return S::kInPrereview;
    case S::kAccepted:
    case S::kExtended:
    case S::kAwaitingDeferred:
      return S::kInHandling;
    case S::kReturned:
      return S::kAwaitingDelivery;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::span<const StateRow> state_table() {
  return kTable;
}

const StateRow& state_row(CaseState state) {
  const auto found = std::find_if(kTable.begin(), kTable.end(),
                                  [&](const StateRow& row) { return row.state == state; });
  Assert(found != kTable.end());
  return *found;
}

std::optional<CaseState> state_of_code(int code) {
  for (const StateRow& row : kTable)
    if (static_cast<int>(row.state) == code) return row.state;
  return std::nullopt;
}

bool may_follow(CaseState from, CaseState to, bool immediate) {
  if (contains(state_row(from).next, to)) return true;
  // Decided on the spot: intake, pre-review and acceptance lead to the decision.
  return immediate && (to == S::kGranted || to == S::kDenied) &&
         (from == S::kReceived || from == S::kInPrereview || from == S::kAccepted);
}

bool may_reach(CaseState from, CaseState to, bool immediate) {
  if (may_follow(from, to, immediate)) return true;
  const auto via = passed_through(from);
  // Only the applicant's own withdrawal and the voiding never pass through anything.
  if (!via || to == S::kWithdrawn || to == S::kVoided) return false;
  return may_follow(from, *via) && may_follow(*via, to, immediate);
}

bool is_final(CaseState state) {
  return state_row(state).next.empty();
}

bool is_in_progress(CaseState state) {
  const int code = static_cast<int>(state);
  return code >= 11 && code < 40 && !is_final(state);
}

std::string state_label(CaseState state) {
  return _t(state_row(state).words);
}

}  // namespace jiujin::sync::casework
