// Papers of the end: decision, closing notice, hand-out record, parcel contents, proof of service.
#include "sync/casework/documents/paper_parts.h"

namespace jiujin::sync::casework::documents {
namespace {

// Results not collected are kept this long, then filed with the case.
constexpr int kKeepMonths = 3;

std::string delivery_words(const PaperWriter& paper, const std::string& mode) {
  if (mode == "station") return paper.t("to be collected at the village station");
  if (mode == "town") return paper.t("to be collected at the town centre");
  if (mode == "courier") return paper.t("sent by courier");
  if (mode == "electronic") return paper.t("delivered electronically");
  if (mode == "agent") return paper.t("brought by an agent");
  return mode;
}

std::string service_words(const PaperWriter& paper, const std::string& way) {
  if (way == "direct") return paper.t("directly");
  if (way == "left") return paper.t("left at the address");
  if (way == "mail") return paper.t("by mail");
  if (way == "electronic") return paper.t("electronically");
  if (way == "proxy") return paper.t("to a proxy");
  return way;
}

std::string result_words(const PaperWriter& paper) {
  return *paper.c().granted ? paper.t("granted") : paper.t("denied");
}

}  // namespace

Result<Document> decision(PaperWriter paper) {
  const Case& c = paper.c();
  if (!c.granted) return no_cause("decision");
  paper.title(paper.t(*c.granted ? _mark("Decision to Grant") : _mark("Decision to Deny")));
  paper.case_fields();
  paper.field("Decision", result_words(paper));
  paper.field("Decided on", paper.day(c.decided_on));
  if (!c.result_name.empty()) paper.field("Result", c.result_name, true);
  if (!c.licence_no.empty()) paper.field("Licence number", c.licence_no);
  if (!c.valid_until.empty()) paper.field("Valid until", paper.day(c.valid_until));
  paper.paragraph(
      *c.granted
          ? format(
                paper.t("{0} has examined your application. It meets the conditions that the law "
                        "sets and is granted."),
                paper.authority_name())
          : format(paper.t("{0} has examined your application. For the reasons below it is not "
                           "granted."),
                   paper.authority_name()));
  paper.heading(paper.t("Facts, reasons and basis"));
  if (!c.decision_opinion.empty()) paper.paragraph(c.decision_opinion);
  if (!c.decision_reason.empty())
    paper.paragraph(format(paper.t("Reason: {0}"), c.decision_reason));
  if (!c.decision_basis.empty()) paper.paragraph(format(paper.t("Basis: {0}"), c.decision_basis));
  if (!*c.granted) {
    if (!c.decision_remedy.empty()) paper.paragraph(c.decision_remedy);
    paper.remedies();
  }
  paper.sign({paper.t("Received by")});
  return paper.finish();
}

Result<Document> closing_notice(PaperWriter paper) {
  const Case& c = paper.c();
  if (!c.granted) return no_cause("decision");
  paper.query_code();
  paper.case_fields();
  paper.field("Result", result_words(paper));
  paper.field("Finished on", paper.day(c.decided_on));
  paper.field("How you get it", delivery_words(paper, c.delivery_mode), true);
  paper.field("Contact", paper.context().clerk);
  paper.field("Telephone", paper.context().office.phone);
  paper.paragraph(paper.t("Your case is finished."));
  paper.paragraph(format(
      paper.t("Bring this paper or the receipt, and your certificate, to collect the result. It "
              "is kept for {0} months and then filed; you can still ask for it."),
      kKeepMonths));
  paper.sign({paper.t("Received by")});
  return paper.finish();
}

Result<Document> exit_record(PaperWriter paper) {
  const Case& c = paper.c();
  if (!c.granted) return no_cause("decision");
  paper.case_fields();
  paper.field("Result", c.result_name.empty() ? result_words(paper) : c.result_name, true);
  paper.field("Licence number", c.licence_no);
  paper.field("How you get it", delivery_words(paper, c.delivery_mode), true);
  paper.field("Handed out on", paper.day(c.delivered_on));
  paper.paragraph(
      paper.t("Checked at hand-out: the papers belong to this case, are complete and "
              "undamaged."));
  paper.sign({paper.t("Collected by"), paper.t("Handed out by")});
  return paper.finish();
}

// The sheet may be seen from outside: no certificate number, no name of the item.
Result<Document> parcel_contents(PaperWriter paper, const PaperDetails& details) {
  const Case& c = paper.c();
  if (details.parcel >= c.parcels.size()) return no_cause("such parcel");
  const Parcel& parcel = c.parcels[details.parcel];
  paper.field("Receipt number", c.receipt);
  paper.field("Courier", parcel.carrier);
  paper.field("Waybill", parcel.waybill);
  paper.field("Sent on", paper.day(parcel.dispatched_on));
  paper.field("Recipient", c.delivery_name.empty() ? c.applicant.name : c.delivery_name);
  paper.field("Telephone", localization::mask_phone(c.delivery_mobile));
  paper.field("Address", c.delivery_address, true);
  typeset::DataTable table;
  table.columns = {{"", 0.5, typeset::Align::kCenter},
                   {paper.t("Content"), 6},
                   {paper.t("Checked (tick)"), 1, typeset::Align::kCenter}};
  for (const std::string& content : parcel.contents)
    table.rows.push_back({std::to_string(table.rows.size() + 1), content, "□"});
  paper.table(std::move(table));
  paper.paragraph(format(paper.t("{0} pieces in all. Please check them when the parcel arrives and "
                                 "call us if anything is missing."),
                         parcel.contents.size()));
  paper.sign({paper.t("Packed by"), paper.t("Checked by"), paper.t("Received by")});
  return paper.finish();
}

Result<Document> delivery_receipt(PaperWriter paper, const PaperDetails& details) {
  const Case& c = paper.c();
  if (!c.granted && c.state != CaseState::kNotAccepted && c.corrections.empty())
    return no_cause("paper to be served");
  paper.case_fields();
  const std::string served =
      details.served_document.empty()
          ? document_title(DocumentKind::kDecision, paper.context().words) +
                (c.decision_document.empty() ? "" : " " + c.decision_document)
          : details.served_document;
  paper.field("Paper served", served, true);
  paper.field("Way of service", service_words(paper, details.service_way));
  paper.field("Served on", paper.day(c.delivered_on));
  paper.field("Place of service", c.delivery_address, true);
  paper.field("Reason for receipt by another", details.proxy_reason, true);
  paper.field("Witness", details.witness);
  paper.note(paper.t("Who receives the paper for someone else writes name, relation and reason."));
  paper.sign({paper.t("Received by"), paper.t("Served by"), paper.t("Witness")});
  return paper.finish();
}

}  // namespace jiujin::sync::casework::documents
