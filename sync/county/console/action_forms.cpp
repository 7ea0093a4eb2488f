// The forms of the desk's actions: which fields each has, as a table, and how they are drawn.
#include <vector>

#include "localization/working_days.h"
#include "sync/county/case_actions.h"
#include "sync/county/console/console.h"

namespace jiujin::sync::county::console {
namespace {

enum class Kind { kLine, kText, kDate, kNumber, kFiles };

struct Field {
  const char* name;
  const char* label;
  Kind kind = Kind::kLine;
  bool required = false;
  const char* hint = "";
};

struct Form {
  const char* action;
  const char* title;
  const char* submit;
  const char* explain = "";
  bool danger = false;
  std::vector<Field> fields;
};

const std::vector<Form>& forms() {
  static const std::vector<Form> kForms{
      {"start", _mark("Start review"), _mark("I take this case in hand"), "", false, {}},
      {"accept",
       _mark("Accept"),
       _mark("Accept the application"),
       _mark("The promised time starts on the next working day. The station prints the notice."),
       false,
       {{"reason", _mark("Remark"), Kind::kText}}},
      {"refuse",
       _mark("Do not accept"),
       _mark("Do not accept"),
       _mark("The applicant gets a notice with reason, legal basis and remedies."),
       true,
       {{"reason", _mark("Reason"), Kind::kText, true},
        {"basis", _mark("Legal basis"), Kind::kText, true},
        {"remedy", _mark("Where to apply instead")}}},
      {"correct",
       _mark("Ask for correction, all at once"),
       _mark("Send the request"),
       _mark("Write beside each field and material what is to be corrected. What is not named here "
             "may not be asked for later."),
       false,
       {{"reason", _mark("Overall reason"), Kind::kText},
        {"due", _mark("Correct by"), Kind::kDate, true}}},
      {"grant",
       _mark("Decide: grant"),
       _mark("Grant the application"),
       _mark("The decision is made as a paper and goes to the station with the result."),
       false,
       {{"opinion", _mark("Opinion"), Kind::kText, true},
        {"result_name", _mark("Name of the result")},
        {"licence_no", _mark("Licence number")},
        {"valid_until", _mark("Valid until"), Kind::kDate},
        {"file", _mark("Result file"), Kind::kFiles, false,
         _mark("PDF, JPEG or PNG, at most 20 MB. The decision itself is added by the program.")}}},
      {"deny",
       _mark("Decide: deny"),
       _mark("Deny the application"),
       _mark("The decision tells facts, reason, legal basis and remedies."),
       true,
       {{"opinion", _mark("Facts found"), Kind::kText, true},
        {"reason", _mark("Reason"), Kind::kText, true},
        {"basis", _mark("Legal basis"), Kind::kText, true}}},
      {"special-start",
       _mark("Start special procedure"),
       _mark("Stop the clock"),
       _mark("Hearing, inspection, appraisal and the like do not count. The applicant is told."),
       false,
       {{"name", _mark("Name of the procedure"), Kind::kLine, true},
        {"days", _mark("Working days expected"), Kind::kNumber},
        {"reason", _mark("Reason"), Kind::kText, true},
        {"basis", _mark("Legal basis")}}},
      {"special-end",
       _mark("End special procedure"),
       _mark("Let the clock run on"),
       "",
       false,
       {{"result", _mark("Outcome"), Kind::kText}}},
      {"extend",
       _mark("Extend time"),
       _mark("Extend once"),
       _mark("Only once, with the head's approval; the applicant is told the reason."),
       false,
       {{"days", _mark("Working days"), Kind::kNumber, true},
        {"reason", _mark("Reason"), Kind::kText, true},
        {"approver", _mark("Approved by"), Kind::kLine, true}}},
      {"note",
       _mark("Message to the window"),
       _mark("Send"),
       "",
       false,
       {{"text", _mark("Message"), Kind::kText, true}}}};
  return kForms;
}

std::string first_value(const Visit& visit, const casework::Case& c, const std::string& action,
                        const std::string& name) {
  if (visit.request.method == "POST") return visit.request.form_value(name);  // typed is not lost
  if (action == "correct" && name == "due") {
    return localization::iso_date(
        localization::add_working_days(visit.world->calendar, visit.today, kCorrectionWorkingDays)
            .day);
  }
  const auto* item = visit.world->item(c.item, c.item_version);
  if (action == "grant" && name == "result_name" && item) return item->result.name.chinese();
  return "";
}

}  // namespace

bool fill_action_form(const Visit& visit, const casework::Case& c, const std::string& action,
                      const std::string& key, Dictionary* body) {
  for (const auto& form : forms()) {
    if (action != form.action) continue;
    auto* drawn = body->AddIncludeDictionary("ACT_FORM");
    drawn->SetFilename(key);
    drawn->SetValue("ACT", form.action);
    drawn->SetValue("FORM_ID", action == "correct" ? "correction" : "action");
    drawn->SetValue("TITLE", visit.words._t(form.title));
    drawn->SetValue("SUBMIT", visit.words._t(form.submit));
    if (form.danger) drawn->ShowSection("DANGER");
    if (*form.explain) {
      drawn->AddSectionDictionary("EXPLAIN")->SetValue("EXPLAIN_TEXT",
                                                       visit.words._t(form.explain));
    }
    for (const auto& field : form.fields) {
      auto* line = drawn->AddSectionDictionary("FIELD");
      line->SetValue("NAME", field.name);
      line->SetValue("LABEL", visit.words._t(field.label));
      line->SetValue("VALUE", first_value(visit, c, action, field.name));
      line->SetValue("TYPE", field.kind == Kind::kDate     ? "date"
                             : field.kind == Kind::kNumber ? "number"
                                                           : "text");
      if (field.required) line->ShowSection("REQUIRED");
      line->ShowSection(field.kind == Kind::kText    ? "TEXTAREA"
                        : field.kind == Kind::kFiles ? "FILE_INPUT"
                                                     : "INPUT");
      if (*field.hint) {
        line->AddSectionDictionary("HINT")->SetValue("HINT_TEXT", visit.words._t(field.hint));
      }
    }
    return true;
  }
  return false;
}

}  // namespace jiujin::sync::county::console
