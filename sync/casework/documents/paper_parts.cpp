#include "sync/casework/documents/paper_parts.h"

#include <algorithm>

#include "forms/catalogue/catalogue.h"
#include "localization/working_days.h"
#include "sync/casework/numbers.h"

namespace jiujin::sync::casework::documents {
namespace {

// A receipt lies on counters: an identity card's number is its holder's, and it is masked as such;
// of other licences the last four tell which one it was.
std::string masked_licence(const std::string& number) {
  constexpr std::size_t kIdentityDigits = 15;  // the shortest that certificates of persons have
  return number.size() >= kIdentityDigits ? localization::mask_id_number(number)
                                          : localization::mask_account(number);
}

}  // namespace

Error no_cause(const char* what) {
  return Error{ErrorCode::kRefused, "paper", std::string("the case has no ") + what};
}

PaperWriter::PaperWriter(DocumentKind kind, const Case& c, const PaperContext& context)
    : m_case(c), m_context(context) {
  m_document.language = context.words.language();
  m_document.issuer = office_name(context.office, context.words);
  m_document.title = document_title(kind, context.words);
  m_document.number = context.number;
  m_document.created = context.created;
  if (context.practice) m_document.watermark = t("PRACTICE - not a valid paper");
  m_document.footer_note = context.office.address;
  if (!context.office.phone.empty()) {
    const std::string phone = format(t("Questions: {0}"), context.office.phone);
    m_document.footer_note += (m_document.footer_note.empty() ? "" : " · ") + phone;
  }
}

std::string PaperWriter::item_name() const {
  return m_context.item ? m_context.item->name.get(m_context.words.language()) : m_case.item;
}

std::string PaperWriter::material_name(const std::string& slot) const {
  if (m_context.item)
    for (const auto& material : m_context.item->materials)
      if (material.id == slot) return material.name.get(m_context.words.language());
  // A file of a form's field is held under the field's path.
  if (m_context.item && slot.starts_with("/data/"))
    if (const auto* field = m_context.item->field(slot.substr(slot.rfind('/') + 1)))
      return field->label.get(m_context.words.language());
  return slot;
}

std::string PaperWriter::authority_name() const {
  if (m_context.item && !m_context.item->authority_name.empty())
    return m_context.item->authority_name.get(m_context.words.language());
  return office_name(m_context.office, m_context.words);
}

std::string PaperWriter::day(const std::string& iso) const {
  const auto date = localization::parse_date(iso);
  return date ? localization::format_full_date(*date, m_context.words) : iso;
}

std::string PaperWriter::today() const {
  return localization::format_full_date(m_context.today, m_context.words);
}

void PaperWriter::flush_fields() {
  if (m_fields.empty()) return;
  m_document.blocks.push_back(typeset::FieldTable{std::move(m_fields)});
  m_fields.clear();
}

void PaperWriter::paragraph(std::string text) {
  flush_fields();
  m_document.blocks.push_back(
      typeset::Paragraph{.text = std::move(text), .indent_first_line = true});
}

void PaperWriter::note(std::string text) {
  flush_fields();
  m_document.blocks.push_back(typeset::Paragraph{.text = std::move(text), .small = true});
}

void PaperWriter::heading(std::string text) {
  flush_fields();
  m_document.blocks.push_back(typeset::Heading{std::move(text)});
}

void PaperWriter::list(std::vector<std::string> lines) {
  flush_fields();
  m_document.blocks.push_back(typeset::ItemList{std::move(lines), true});
}

void PaperWriter::field(const char* label, std::string value, bool wide) {
  m_fields.push_back({t(label), std::move(value), wide});
}

void PaperWriter::table(typeset::DataTable table) {
  flush_fields();
  m_document.blocks.push_back(std::move(table));
}

void PaperWriter::case_fields() {
  field("Item", item_name(), true);
  field("Applicant", m_case.applicant.name);
  if (!m_case.receipt.empty()) field("Receipt number", m_case.receipt);
  if (!m_case.number.empty()) field("Case number", m_case.number, true);
}

void PaperWriter::remedies() {
  const RemedyBodies& bodies = m_context.remedies;
  const std::string review =
      bodies.review_body.empty() ? t("the people's government of the county") : bodies.review_body;
  const std::string court =
      bodies.court.empty() ? t("the people's court with jurisdiction") : bodies.court;
  heading(t("Your remedies"));
  paragraph(format(t("If you do not agree, you may apply to {0} for administrative "
                     "reconsideration within 60 days from the day you receive this paper, or bring "
                     "a suit before {1} within 6 months."),
                   review, court));
}

void PaperWriter::query_code() {
  if (m_case.receipt.empty()) return;
  typeset::Code code;
  code.payload = query_qr_text(m_case.receipt, m_case.query_code, m_context.query_address);
  code.caption = t("Scan to see how far it is");
  m_document.corner.push_back(std::move(code));
}

void PaperWriter::sign(std::vector<std::string> signers) {
  note(t("Made out in two copies: one for the applicant, one for the file."));
  typeset::SignatureBlock block;
  block.signers = std::move(signers);
  block.date_label = t("Date");
  block.issuer = format(t("{0} (seal for service business)"), m_document.issuer);
  block.issued_on = today();
  m_document.blocks.push_back(std::move(block));
}

Document PaperWriter::finish() {
  flush_fields();
  return std::move(m_document);
}

std::string material_state(const PaperWriter& paper, const Material& m) {
  switch (m.mode) {
    case MaterialMode::kFiles:
      return format(paper.t("scanned, {0} pages"), m.files.size());
    case MaterialMode::kLicence:
      return format(paper.t("e-licence {0}, nothing to hand in"),
                    masked_licence(m.licence_number));
    case MaterialMode::kDeferred:
      return format(paper.t("to follow by {0}"), paper.day(m.due));
    case MaterialMode::kCommitment:
      return paper.t("replaced by a written commitment");
    case MaterialMode::kNotNeeded:
      return paper.t("not needed in this case");
    case MaterialMode::kPaper:
      return paper.t("on paper");
    case MaterialMode::kMissing:
      break;
  }
  return paper.t("not handed in");
}

}  // namespace jiujin::sync::casework::documents
