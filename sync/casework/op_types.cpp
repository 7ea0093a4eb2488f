#include "sync/casework/op_types.h"

#include <algorithm>
#include <iterator>

namespace jiujin::sync::casework {
namespace {

struct Name {
  OpType type;
  std::string_view name;
};

constexpr Name kNames[] = {
    {OpType::kCaseOpened, "case.opened"},
    {OpType::kFormAnswered, "form.answered"},
    {OpType::kMaterialAdded, "material.added"},
    {OpType::kMaterialDeclared, "material.declared"},
    {OpType::kPrereviewRecorded, "prereview.recorded"},
    {OpType::kCaseSubmitted, "case.submitted"},
    {OpType::kCaseWithdrawn, "case.withdrawn"},
    {OpType::kCaseVoided, "case.voided"},
    {OpType::kCorrectionAnswered, "correction.answered"},
    {OpType::kCaseHandedOver, "case.handed_over"},
    {OpType::kNoteAdded, "note.added"},
    {OpType::kEventRecorded, "event.recorded"},
    {OpType::kCaseRevealed, "case.revealed"},
    {OpType::kListExported, "list.exported"},
    {OpType::kSignedIn, "staff.signed_in"},
    {OpType::kStationSuspended, "station.suspended"},
    {OpType::kSignInsRefused, "staff.sign_ins_refused"},
    {OpType::kBackupKeyEscrowed, "backup_key.escrowed"},
    {OpType::kReviewStarted, "review.started"},
    {OpType::kCorrectionRequested, "correction.requested"},
    {OpType::kAcceptanceDecided, "acceptance.decided"},
    {OpType::kDecisionMade, "decision.made"},
    {OpType::kSpecialStarted, "special.started"},
    {OpType::kSpecialEnded, "special.ended"},
    {OpType::kExtensionGranted, "extension.granted"},
    {OpType::kDeadlinePassed, "deadline.passed"},
    {OpType::kOpRefused, "op.refused"},
    {OpType::kConflictSettled, "conflict.settled"},
    {OpType::kParcelDispatched, "parcel.dispatched"},
    {OpType::kParcelDelivered, "parcel.delivered"},
    {OpType::kParcelReturned, "parcel.returned"},
    {OpType::kResultCollected, "result.collected"},
    {OpType::kRatingGiven, "rating.given"},
    {OpType::kStaffGranted, "staff.granted"},
    {OpType::kStationEnrolled, "station.enrolled"},
    {OpType::kIncarnationStarted, "incarnation.started"},
    {OpType::kCataloguePublished, "catalogue.published"},
    {OpType::kScopeGranted, "scope.granted"},
    {OpType::kCalendarPublished, "calendar.published"},
    {OpType::kOpeningKeyPublished, "opening_key.published"},
    {OpType::kRecoverySealed, "recovery.sealed"},
    {OpType::kDataKeyGranted, "data_key.granted"},
    {OpType::kTransportKeyBound, "transport_key.bound"},
    {OpType::kAuthorityAnnounced, "authority.announced"},
    {OpType::kAuthorityEnded, "authority.ended"},
    {OpType::kAuthorityTrusted, "authority.trusted"},
};

}  // namespace

std::string_view op_type_name(std::uint32_t code) {
  const auto found = std::find_if(std::begin(kNames), std::end(kNames), [&](const Name& row) {
    return static_cast<std::uint32_t>(row.type) == code;
  });
  return found == std::end(kNames) ? std::string_view() : found->name;
}

}  // namespace jiujin::sync::casework
