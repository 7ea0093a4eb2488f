#include "client/control/paper_kinds.h"

namespace jiujin::client::control {
namespace {

using sync::casework::DocumentKind;

struct KindName {
  DocumentKind kind;
  const char* name;
};

constexpr KindName kNames[] = {
    {DocumentKind::kIntakeReceipt, "intake_receipt"},
    {DocumentKind::kOneTimeNotice, "one_time_notice"},
    {DocumentKind::kCorrectionNotice, "correction_notice"},
    {DocumentKind::kAcceptanceNotice, "acceptance_notice"},
    {DocumentKind::kNonAcceptanceNotice, "non_acceptance_notice"},
    {DocumentKind::kDeferralPromise, "deferral_promise"},
    {DocumentKind::kCommitment, "commitment"},
    {DocumentKind::kPowerOfAttorney, "power_of_attorney"},
    {DocumentKind::kSpecialProcedureNotice, "special_procedure_notice"},
    {DocumentKind::kExtensionNotice, "extension_notice"},
    {DocumentKind::kDecision, "decision"},
    {DocumentKind::kClosingNotice, "closing_notice"},
    {DocumentKind::kDeliveryReceipt, "delivery_receipt"},
    {DocumentKind::kParcelContents, "parcel_contents"},
    {DocumentKind::kExitRecord, "exit_record"},
};

}  // namespace

std::string paper_kind_name(DocumentKind kind) {
  for (const auto& row : kNames)
    if (row.kind == kind) return row.name;
  return {};
}

DocumentKind paper_kind_of(std::string_view name) {
  for (const auto& row : kNames)
    if (row.name == name) return row.kind;
  return DocumentKind::kNone;
}

}  // namespace jiujin::client::control
