// Parts that several papers share (private to documents).
// Thread rule: pure functions.
#pragma once

#include <string>
#include <vector>

#include "localization/formats.h"
#include "sync/casework/documents/documents.h"

namespace jiujin::sync::casework::documents {

namespace typeset = localization::typeset;

// One paper in the making: the case, the world and the document, so that a builder reads as a list
// of what stands on the paper.
class PaperWriter {
 public:
  PaperWriter(DocumentKind kind, const Case& c, const PaperContext& context);

  std::string t(const char* english) const { return m_context.words._t(english); }
  const Case& c() const { return m_case; }
  const PaperContext& context() const { return m_context; }

  std::string item_name() const;  // the code where the item is not at hand
  std::string material_name(const std::string& slot) const;
  std::string authority_name() const;
  std::string day(const std::string& iso) const;  // "" stays ""
  std::string today() const;

  void title(std::string text) { m_document.title = std::move(text); }
  void paragraph(std::string text);
  void note(std::string text);  // small, below a table
  void heading(std::string text);
  void list(std::vector<std::string> lines);
  void field(const char* label, std::string value, bool wide = false);  // collected
  void table(typeset::DataTable table);
  // Case number, receipt, item and applicant: what every paper begins with.
  void case_fields();
  void remedies();  // review within 60 days, court within 6 months
  void query_code();
  // Hands and seal. `receiver`: the paper is signed for by who takes it.
  void sign(std::vector<std::string> signers);
  Document finish();

 private:
  void flush_fields();

  const Case& m_case;
  const PaperContext& m_context;
  Document m_document;
  std::vector<typeset::Field> m_fields;
};

// Error of a paper for which the case has no cause.
Error no_cause(const char* what);

// What one slot holds, in words: "3 pages", "e-licence ...", "to follow by ...".
std::string material_state(const PaperWriter& paper, const Material& material);

Result<Document> intake_receipt(PaperWriter paper);
Result<Document> one_time_notice(PaperWriter paper, const PaperDetails& details);
Result<Document> power_of_attorney(PaperWriter paper);
Result<Document> commitment(PaperWriter paper, const PaperDetails& details);
Result<Document> deferral_promise(PaperWriter paper);

Result<Document> correction_notice(PaperWriter paper);
Result<Document> acceptance_notice(PaperWriter paper);
Result<Document> non_acceptance_notice(PaperWriter paper);
Result<Document> special_procedure_notice(PaperWriter paper);
Result<Document> extension_notice(PaperWriter paper);

Result<Document> decision(PaperWriter paper);
Result<Document> closing_notice(PaperWriter paper);
Result<Document> delivery_receipt(PaperWriter paper, const PaperDetails& details);
Result<Document> parcel_contents(PaperWriter paper, const PaperDetails& details);
Result<Document> exit_record(PaperWriter paper);

}  // namespace jiujin::sync::casework::documents
