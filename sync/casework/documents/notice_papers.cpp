// Papers of the review: correction, acceptance, non-acceptance, special procedure, extension.
#include "forms/catalogue/catalogue.h"
#include "localization/working_days.h"
#include "sync/casework/deadlines.h"
#include "sync/casework/documents/paper_parts.h"

namespace jiujin::sync::casework::documents {
namespace {

using forms::catalogue::LimitUnit;
using forms::catalogue::TimeLimit;

std::string limit_words(const PaperWriter& paper, const TimeLimit& limit) {
  if (limit.unit == LimitUnit::kImmediate) return paper.t("on the spot");
  if (!limit.value) return paper.t("none set by law");
  return limit.unit == LimitUnit::kWorkingDays ? format(paper.t("{0} working days"), *limit.value)
                                               : format(paper.t("{0} days"), *limit.value);
}

}  // namespace

Result<Document> correction_notice(PaperWriter paper) {
  const Case& c = paper.c();
  if (c.corrections.empty()) return no_cause("request for correction");
  const Correction& correction = c.corrections.back();
  paper.case_fields();
  paper.field("Applied on", paper.day(c.submitted_on));
  paper.field("Correction due", paper.day(correction.due));
  paper.paragraph(format(paper.t("Your application was checked. Please complete or change all of "
                                 "the following by {0}. Nothing else will be asked for."),
                         paper.day(correction.due)));
  if (!correction.reason.empty()) paper.paragraph(correction.reason);
  std::vector<std::string> lines;
  for (const CorrectionItem& item : correction.items) {
    const bool slot = !item.place.starts_with("/");
    const std::string name = slot ? paper.material_name(item.place) : "";
    lines.push_back(name.empty() ? item.text : format(paper.t("{0}: {1}"), name, item.text));
  }
  paper.list(std::move(lines));
  paper.paragraph(
      paper.t("What is not corrected by that day counts as withdrawn; you may apply "
              "again at any time. The time until you answer is not counted."));
  paper.note(paper.t("Basis: Administrative Licensing Law, article 32."));
  paper.sign({paper.t("Received by"), paper.t("Handled by")});
  return paper.finish();
}

Result<Document> acceptance_notice(PaperWriter paper) {
  const Case& c = paper.c();
  if (c.accepted_on.empty()) return no_cause("acceptance");
  paper.query_code();
  paper.case_fields();
  const auto* item = paper.context().item;
  if (item && !item->implement_code.empty()) paper.field("Item code", item->implement_code, true);
  paper.field("Accepted on", paper.day(c.accepted_on));
  paper.field("Handled by", paper.context().clerk);
  if (item) {
    paper.field("Time by law", limit_words(paper, item->statutory));
    paper.field("Time promised", limit_words(paper, item->promised));
  }
  if (!c.clocks.statutory_due.empty())
    paper.field("By law at the latest on", paper.day(c.clocks.statutory_due));
  if (!c.clocks.promised_due.empty()) paper.field("Promised for", paper.day(c.clocks.promised_due));
  paper.paragraph(
      c.deemed_accepted
          ? paper.t("No correction was asked for in time. Your application therefore counts as "
                    "accepted from the day it was taken in.")
          : paper.t("Your application is complete and in the form the law asks for. It is "
                    "accepted."));
  if (!c.clocks.promised_due.empty())
    paper.paragraph(
        format(paper.t("It will be finished by {0}. Hearings, inspections, appraisals "
                       "and the like are not counted; you are told of them in writing."),
               paper.day(c.clocks.promised_due)));
  if (c.clocks.provisional)
    paper.note(paper.t("The holidays of that year are not published yet; the day may still move."));
  paper.note(
      paper.t("Ask for progress with the receipt number and the query code, at any window, "
              "by telephone or by scanning the code above."));
  paper.sign({paper.t("Received by"), paper.t("Handled by")});
  return paper.finish();
}

Result<Document> non_acceptance_notice(PaperWriter paper) {
  const Case& c = paper.c();
  if (c.state != CaseState::kNotAccepted) return no_cause("refusal of acceptance");
  paper.case_fields();
  paper.field("Applied on", paper.day(c.submitted_on));
  paper.field("Reason", c.acceptance_reason, true);
  paper.field("Basis", c.acceptance_basis, true);
  paper.field("Where to apply instead", c.acceptance_remedy, true);
  paper.paragraph(
      paper.t("For the reason above your application does not belong to this office or "
              "does not meet the conditions. It is not accepted; your materials are "
              "given back to you."));
  paper.remedies();
  paper.sign({paper.t("Received by"), paper.t("Handled by")});
  return paper.finish();
}

Result<Document> special_procedure_notice(PaperWriter paper) {
  const Case& c = paper.c();
  if (c.specials.empty()) return no_cause("special procedure");
  const SpecialProcedure& special = c.specials.back();
  paper.case_fields();
  paper.field("Procedure", special.name, true);
  paper.field("Begins on", paper.day(special.started_on));
  paper.field("Ended on", paper.day(special.ended_on));
  if (special.days > 0) paper.field("Time needed", format(paper.t("{0} days"), special.days));
  paper.field("Reason", special.reason, true);
  paper.field("Basis", special.basis, true);
  paper.paragraph(
      paper.t("The time that this procedure needs by law is not counted in the time of "
              "your case (Administrative Licensing Law, article 45)."));
  paper.sign({paper.t("Received by"), paper.t("Handled by")});
  return paper.finish();
}

Result<Document> extension_notice(PaperWriter paper) {
  const Case& c = paper.c();
  if (c.extension_days == 0) return no_cause("extension");
  paper.case_fields();
  const auto& calendar = paper.context().calendar ? *paper.context().calendar
                                                  : localization::HolidayCalendar::built_in();
  Case before = c;
  before.extension_days = 0;
  if (paper.context().item)
    project_deadlines(&before, paper.context().item, calendar, paper.context().today);
  paper.field("Due before", paper.day(before.clocks.promised_due));
  const auto* item = paper.context().item;  // in the unit of the item's own limit
  paper.field(
      "Extended by",
      limit_words(paper,
                  {c.extension_days, item ? item->promised.unit : LimitUnit::kWorkingDays, {}}));
  paper.field("Due now", paper.day(c.clocks.promised_due));
  paper.field("Approved by", c.extension_approver);
  paper.field("Reason", c.extension_reason, true);
  paper.paragraph(
      paper.t("The decision cannot be made in time. With the approval of the head of "
              "the office the time is extended once, as stated above."));
  paper.sign({paper.t("Received by"), paper.t("Handled by")});
  return paper.finish();
}

}  // namespace jiujin::sync::casework::documents
