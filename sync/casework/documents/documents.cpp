#include "sync/casework/documents/documents.h"

#include <algorithm>
#include <iterator>

#include "sync/casework/documents/paper_parts.h"
#include "sync/casework/fold_work.h"

namespace jiujin::sync::casework::documents {
namespace {

struct KindRow {
  DocumentKind kind;
  const char* title;
  const char* word;  // of the document number; Chinese by law, not translated
};

constexpr KindRow kKinds[] = {
    {DocumentKind::kIntakeReceipt, _mark("Intake Receipt"), "收"},
    {DocumentKind::kOneTimeNotice, _mark("One-time Notice of What Is Needed"), "告知"},
    {DocumentKind::kCorrectionNotice, _mark("Correction Notice"), "补通"},
    {DocumentKind::kAcceptanceNotice, _mark("Notice of Acceptance"), "受通"},
    {DocumentKind::kNonAcceptanceNotice, _mark("Notice of Non-acceptance"), "不受"},
    {DocumentKind::kDeferralPromise, _mark("Promise and Notice of Acceptance with Gaps"), "容缺"},
    {DocumentKind::kCommitment, _mark("Notice and Commitment"), "承诺"},
    {DocumentKind::kPowerOfAttorney, _mark("Power of Attorney"), "委托"},
    {DocumentKind::kSpecialProcedureNotice, _mark("Notice of Special Procedure"), "特程"},
    {DocumentKind::kExtensionNotice, _mark("Notice of Extension"), "延期"},
    {DocumentKind::kDecision, _mark("Written decision"), "决"},
    {DocumentKind::kClosingNotice, _mark("Closing Notice"), "办结"},
    {DocumentKind::kDeliveryReceipt, _mark("Proof of Service"), "送达"},
    {DocumentKind::kParcelContents, _mark("Parcel Contents"), "寄"},
    {DocumentKind::kExitRecord, _mark("Result Hand-out Record"), "出件"},
};

const KindRow* find_kind(DocumentKind kind) {
  const auto row = std::find_if(std::begin(kKinds), std::end(kKinds),
                                [&](const KindRow& r) { return r.kind == kind; });
  return row == std::end(kKinds) ? nullptr : row;
}

bool has_mode(const Case& c, MaterialMode mode) {
  return std::any_of(c.materials.begin(), c.materials.end(),
                     [&](const Material& m) { return m.mode == mode; });
}

}  // namespace

std::string document_title(DocumentKind kind, const localization::Translator& words) {
  const KindRow* row = find_kind(kind);
  return row ? words._t(row->title) : std::string();
}

std::string document_kind_word(DocumentKind kind) {
  const KindRow* row = find_kind(kind);
  return row ? row->word : "";
}

std::string office_name(const IssuingOffice& office, const localization::Translator& words) {
  const char* pattern = office.level >= 6   ? _mark("{0} Public Service Station")
                        : office.level == 5 ? _mark("{0} Public Service Centre")
                                            : _mark("{0} Government Service Centre");
  return format(words._t(pattern), office.place);
}

Result<Document> build_document(DocumentKind kind, const Case& c, const PaperContext& context,
                                const PaperDetails& details) {
  PaperWriter paper(kind, c, context);
  switch (kind) {
    case DocumentKind::kIntakeReceipt:
      return intake_receipt(std::move(paper));
    case DocumentKind::kOneTimeNotice:
      return one_time_notice(std::move(paper), details);
    case DocumentKind::kCorrectionNotice:
      return correction_notice(std::move(paper));
    case DocumentKind::kAcceptanceNotice:
      return acceptance_notice(std::move(paper));
    case DocumentKind::kNonAcceptanceNotice:
      return non_acceptance_notice(std::move(paper));
    case DocumentKind::kDeferralPromise:
      return deferral_promise(std::move(paper));
    case DocumentKind::kCommitment:
      return commitment(std::move(paper), details);
    case DocumentKind::kPowerOfAttorney:
      return power_of_attorney(std::move(paper));
    case DocumentKind::kSpecialProcedureNotice:
      return special_procedure_notice(std::move(paper));
    case DocumentKind::kExtensionNotice:
      return extension_notice(std::move(paper));
    case DocumentKind::kDecision:
      return decision(std::move(paper));
    case DocumentKind::kClosingNotice:
      return closing_notice(std::move(paper));
    case DocumentKind::kDeliveryReceipt:
      return delivery_receipt(std::move(paper), details);
    case DocumentKind::kParcelContents:
      return parcel_contents(std::move(paper), details);
    case DocumentKind::kExitRecord:
      return exit_record(std::move(paper));
    case DocumentKind::kNone:
      break;
  }
  return no_cause("kind of paper");
}

std::vector<DocumentKind> available_documents(const Case& c) {
  std::vector<DocumentKind> kinds;
  const auto offer = [&](bool condition, DocumentKind kind) {
    if (condition) kinds.push_back(kind);
  };
  const bool decided = c.granted.has_value();
  offer(!c.receipt.empty(), DocumentKind::kIntakeReceipt);
  offer(c.agent.has_value(), DocumentKind::kPowerOfAttorney);
  offer(has_mode(c, MaterialMode::kCommitment), DocumentKind::kCommitment);
  offer(has_mode(c, MaterialMode::kDeferred), DocumentKind::kDeferralPromise);
  offer(!c.corrections.empty(), DocumentKind::kCorrectionNotice);
  offer(c.state == CaseState::kNotAccepted, DocumentKind::kNonAcceptanceNotice);
  offer(!c.accepted_on.empty(), DocumentKind::kAcceptanceNotice);
  offer(!c.specials.empty(), DocumentKind::kSpecialProcedureNotice);
  offer(c.extension_days > 0, DocumentKind::kExtensionNotice);
  offer(decided, DocumentKind::kDecision);
  offer(decided, DocumentKind::kClosingNotice);
  offer(decided, DocumentKind::kExitRecord);
  offer(!c.parcels.empty(), DocumentKind::kParcelContents);
  offer(decided, DocumentKind::kDeliveryReceipt);
  return kinds;
}

}  // namespace jiujin::sync::casework::documents
