// Papers given when an application is taken in: receipt, one-time notice, power of attorney,
// commitment, promise with gaps.
#include <algorithm>

#include "forms/catalogue/catalogue.h"
#include "sync/casework/deadlines.h"
#include "sync/casework/documents/paper_parts.h"

namespace jiujin::sync::casework::documents {
namespace {

const forms::catalogue::MaterialSlot* find_slot(const PaperWriter& paper, const std::string& id) {
  if (!paper.context().item) return nullptr;
  for (const auto& slot : paper.context().item->materials)
    if (slot.id == id) return &slot;
  return nullptr;
}

std::string copies(int count) {
  return count > 0 ? std::to_string(count) : "-";
}

// Name, originals, copies, how it was received.
typeset::DataTable received_materials(const PaperWriter& paper, std::size_t* count) {
  typeset::DataTable table;
  table.caption = paper.t("Materials received");
  table.columns = {{paper.t("Material"), 4},
                   {paper.t("Originals"), 1, typeset::Align::kCenter},
                   {paper.t("Copies"), 1, typeset::Align::kCenter},
                   {paper.t("How it was received"), 3}};
  for (const Material& m : paper.c().materials) {
    if (m.mode == MaterialMode::kMissing || m.mode == MaterialMode::kNotNeeded) continue;
    const auto* slot = find_slot(paper, m.slot);
    const bool by_hand = m.mode == MaterialMode::kFiles || m.mode == MaterialMode::kPaper;
    table.rows.push_back(
        {paper.material_name(m.slot), copies(by_hand && slot ? slot->original_copies : 0),
         copies(by_hand && slot ? slot->photocopy_copies : 0), material_state(paper, m)});
    if (m.mode != MaterialMode::kDeferred) ++*count;
  }
  return table;
}

}  // namespace

Result<Document> intake_receipt(PaperWriter paper) {
  const Case& c = paper.c();
  if (c.receipt.empty()) return no_cause("receipt number");
  paper.query_code();
  paper.case_fields();
  paper.field("Query code", c.query_code);
  paper.field("Taken in on", paper.day(c.submitted_on));
  paper.field("Taken in by", paper.context().clerk);
  if (c.agent) paper.field("Agent", c.agent->name);
  std::size_t count = 0;
  typeset::DataTable materials = received_materials(paper, &count);
  paper.paragraph(
      format(paper.t("The materials listed below, {0} in all, were received today."), count));
  paper.table(std::move(materials));
  paper.paragraph(format(
      paper.t("Being taken in does not yet mean being accepted. Whether it is accepted, or what is "
              "still missing, will be told within 5 working days, by {0}; if nothing is told by "
              "then, it counts as accepted from the day it was taken in."),
      paper.day(c.clocks.notice_due)));
  paper.paragraph(paper.t("Help and copies at this window are free of charge."));
  paper.note(
      paper.t("Ask for progress with the receipt number and the query code, at any window, "
              "by telephone or by scanning the code above."));
  paper.sign({paper.t("Applicant or agent"), paper.t("Taken in by")});
  return paper.finish();
}

Result<Document> one_time_notice(PaperWriter paper, const PaperDetails& details) {
  if (details.missing.empty()) return no_cause("missing material");
  paper.field("Item", paper.item_name(), true);
  paper.field("Applicant", paper.c().applicant.name);
  paper.field("Told on", paper.today());
  paper.paragraph(
      paper.t("After checking, the following materials are missing or need to be changed. Please "
              "bring all of them together; nothing else will be asked for afterwards."));
  typeset::DataTable table;
  table.columns = {{"", 0.5, typeset::Align::kCenter},
                   {paper.t("Material"), 3},
                   {paper.t("What is missing or wrong"), 3},
                   {paper.t("Where to get it"), 3}};
  for (const NoticeLine& line : details.missing)
    table.rows.push_back(
        {std::to_string(table.rows.size() + 1), line.material, line.problem, line.how_to_get});
  paper.table(std::move(table));
  const IssuingOffice& office = paper.context().office;
  paper.field("Office address", office.address, true);
  paper.field("Telephone", office.phone);
  paper.field("Opening hours", office.hours);
  if (!details.valid_until.empty()) paper.field("Valid until", paper.day(details.valid_until));
  paper.sign({paper.t("Applicant or agent"), paper.t("Told by")});
  return paper.finish();
}

Result<Document> power_of_attorney(PaperWriter paper) {
  const Case& c = paper.c();
  if (!c.agent) return no_cause("agent");
  paper.heading(paper.t("Principal"));
  paper.field("Name", c.applicant.name);
  paper.field("Certificate number", c.applicant.id_no);
  paper.field("Telephone", c.applicant.mobile);
  paper.heading(paper.t("Agent"));
  paper.field("Name", c.agent->name);
  paper.field("Certificate number", c.agent->id_no);
  paper.field("Telephone", c.agent->mobile);
  paper.field("Relation to the applicant", c.agent_relation);
  paper.paragraph(format(paper.t("I entrust the person named above to do the following for me in "
                                 "the matter \"{0}\":"),
                         paper.item_name()));
  paper.list({paper.t("□ fill in the form as I say"), paper.t("□ hand in the materials"),
              paper.t("□ collect the result")});
  paper.field("Entrusted from", "");
  paper.field("Entrusted until", "");
  paper.paragraph(
      paper.t("The agent may not pass this power on to others. Acting as agent here is "
              "free of charge."));
  paper.note(
      paper.t("Who cannot write may press a fingerprint; an oral power is recorded, with a "
              "member of the village committee as witness."));
  paper.sign(
      {paper.t("Principal (signature or fingerprint)"), paper.t("Agent"), paper.t("Witness")});
  return paper.finish();
}

Result<Document> commitment(PaperWriter paper, const PaperDetails& details) {
  const auto& materials = paper.c().materials;
  const auto chosen = std::find_if(materials.begin(), materials.end(), [&](const Material& m) {
    return details.slot.empty() ? m.mode == MaterialMode::kCommitment : m.slot == details.slot;
  });
  if (chosen == materials.end()) return no_cause("material replaced by a commitment");
  const auto* slot = find_slot(paper, chosen->slot);
  const std::string language = paper.context().words.language();
  paper.case_fields();
  paper.heading(paper.t("1. What the office tells you"));
  paper.field("Certificate", paper.material_name(chosen->slot), true);
  paper.field("Basis", slot ? slot->basis.get(language) : "", true);
  paper.field("What it has to prove", slot ? slot->accept_standard.get(language) : "", true);
  paper.field("Way of the commitment", paper.t("in writing, by the applicant in person"));
  paper.field("Made public", paper.t("not made public"));
  paper.list({paper.t("You need not bring this certificate if you promise in writing that the "
                      "facts are so. You may decline and bring it instead."),
              paper.t("The office checks afterwards, also by samples and by asking other offices."),
              paper.t("Whoever promises what is not true bears the consequences: the decision is "
                      "undone, and it is entered in the credit record.")});
  paper.heading(paper.t("2. What the applicant promises"));
  if (slot && !slot->commitment.rule.empty()) paper.paragraph(slot->commitment.rule.get(language));
  if (!chosen->note.empty()) paper.paragraph(chosen->note);
  paper.list({paper.t("I have read and understood what the office tells me."),
              paper.t("I meet the conditions; what I state is true."),
              paper.t("I agree to be checked and bear the consequences of a false promise."),
              paper.t("I promise of my own free will.")});
  paper.sign({paper.t("Applicant"), paper.t("Told by")});
  return paper.finish();
}

Result<Document> deferral_promise(PaperWriter paper) {
  typeset::DataTable table;
  table.caption = paper.t("Materials to follow");
  table.columns = {
      {paper.t("Material"), 4}, {paper.t("To be handed in by"), 2}, {paper.t("How to hand in"), 3}};
  for (const Material& m : paper.c().materials)
    if (m.mode == MaterialMode::kDeferred)
      table.rows.push_back({paper.material_name(m.slot), paper.day(m.due),
                            m.note.empty() ? paper.t("at any window, or by post") : m.note});
  if (table.rows.empty()) return no_cause("deferred material");
  paper.case_fields();
  paper.heading(paper.t("1. Notice"));
  paper.paragraph(
      paper.t("The main documents are complete and the legal conditions are met. The "
              "following materials may be handed in later; meanwhile the review goes "
              "on. No result is given out before they are here."));
  paper.table(std::move(table));
  paper.paragraph(paper.t("If they are not here by that day, the case is ended."));
  paper.heading(paper.t("2. Promise"));
  paper.paragraph(
      paper.t("I apply for acceptance with gaps of my own free will and promise to "
              "hand in the materials above in time. If I do not, I agree that the case "
              "is ended, and bear the loss myself."));
  paper.sign({paper.t("Signature of who promises"), paper.t("Taken in by")});
  return paper.finish();
}

}  // namespace jiujin::sync::casework::documents
