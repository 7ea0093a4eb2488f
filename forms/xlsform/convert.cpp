#include "forms/xlsform/convert.h"

#include "forms/xlsform/checks.h"
#include "forms/xlsform/choices_sheet.h"
#include "forms/xlsform/entities.h"
#include "forms/xlsform/names.h"
#include "forms/xlsform/settings_sheet.h"
#include "forms/xlsform/survey_reader.h"
#include "forms/xlsform/xform_writer.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

bool check_survey_sheet(const Workbook& workbook, Findings& findings) {
  const Sheet* survey = workbook.find("survey");
  if (survey != nullptr && !survey->header.empty()) return true;
  if (survey != nullptr) {
    findings.error({"survey", 1, -1, {}}, "column.missing",
                   _t("The first row of the sheet must name the columns."));
    return false;
  }
  const std::string similar = similar_sheets(workbook, "survey");
  findings.error({"survey", 0, -1, {}}, "sheet.missing",
                 _t("There is no sheet \"survey\", which holds the questions."),
                 similar.empty() ? std::string() : format(_t("Did you mean it by {0}?"), similar));
  return false;
}

// What is computed when a form is opened must also be computed when a repeat is added.
void add_repeat_actions(Element& root) {
  for_each_element(root, [](Element& element) {
    bool in_repeat = false;
    for (const Element* each = element.parent; each != nullptr; each = each->parent) {
      in_repeat = in_repeat || each->kind == Element::Kind::kRepeat;
    }
    if (!in_repeat) return;
    const auto actions = element.actions;
    for (auto action : actions) {
      if (action.element != "setvalue" || action.event != "odk-instance-first-load") continue;
      action.event = "odk-new-repeat";
      element.actions.push_back(std::move(action));
    }
  });
}

std::vector<Table> tables_with_references(const Workbook& workbook, const Table& survey) {
  std::vector<Table> out = {survey};
  Findings told_elsewhere;
  for (const auto kind : {SheetKind::kSettings, SheetKind::kEntities, SheetKind::kChoices}) {
    const Sheet* sheet = workbook.find(sheet_name(kind));
    if (sheet != nullptr) out.push_back(read_table(*sheet, kind, {}, told_elsewhere));
  }
  return out;
}

}  // namespace

Conversion convert(const Workbook& workbook, const Options& options) {
  Conversion out;
  Findings& findings = out.findings;
  if (!is_name(options.form_name)) {
    findings.error({"settings", 0, -1, {}}, "name.invalid",
                   format(_t("\"{0}\" is no name that a form can have."), options.form_name));
  }
  if (!check_survey_sheet(workbook, findings)) return out;
  Survey survey;
  survey.settings = read_settings(workbook, options, findings);
  const auto choice_headers = read_choices(workbook, survey, findings);
  read_osm(workbook, survey, findings);
  out.itemsets_csv = read_external_choices(workbook, survey, findings);

  const Table table = read_table(
      *workbook.find("survey"), SheetKind::kSurvey,
      {.collapse_spaces = true, .clean = survey.settings.clean_text_values, .required = {"type"}},
      findings);
  SurveyContext context{table, workbook, survey, findings, {}, {}, {}, {}, {}, {}, false, 0};
  read_survey(context);
  const auto datasets = add_entities(context);
  check_references(context, tables_with_references(workbook, table));
  check_mentions(context, datasets);
  check_translations(context, choice_headers);
  add_repeat_actions(*survey.root);
  if (findings.failed()) return out;

  for_each_element(*survey.root, [&](const Element& element) {
    out.places.emplace(element.path(), element.place);
  });
  const References references(*survey.root, findings);
  std::string xform = write_xform(survey, references, findings);
  check_languages(itext_of(survey), findings);
  check_prefixes(survey, findings);
  if (!findings.failed()) out.xform = std::move(xform);
  return out;
}

Place place_of_path(const Conversion& conversion, std::string_view message) {
  Place out{"survey", 1, -1, {}};
  for (auto at = message.find('/'); at != std::string_view::npos; at = message.find('/', at + 1)) {
    // Up to where a path cannot go on: "/data/age:" names /data/age.
    const auto end = message.find_first_of(" :;,)`'\"", at);
    const auto found = conversion.places.find(std::string(message.substr(at, end - at)));
    if (found != conversion.places.end() && found->second.row > 0) return found->second;
  }
  return out;
}

std::string id_from_file_name(std::string_view file) {
  const auto slash = file.find_last_of("/\\");
  if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
  const auto dot = file.rfind('.');
  return std::string(dot == std::string_view::npos || dot == 0 ? file : file.substr(0, dot));
}

}  // namespace jiujin::forms::xlsform
