#include "forms/xlsform/choices_sheet.h"

#include <set>

#include "forms/xlsform/names.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

bool is_own_column(const Path& path) {
  return path.size() == 1 && !is_known_column(SheetKind::kChoices, path);
}

// Columns become elements of an instance, so that their names must be names of XML.
std::set<int> unusable_columns(const Table& table, Findings& findings) {
  std::set<int> out;
  for (const auto& header : table.headers) {
    if (!is_own_column(header.path) || is_name(header.path.front())) continue;
    out.insert(header.column);
    const Place place{"choices", 1, header.column, header.written};
    const std::string message =
        format(_t("The column \"{0}\" is left out: its name cannot be the name of an element."),
               header.written);
    if (header.written.find(' ') != std::string::npos) {
      findings.warn(place, "column.name", message);
    } else {
      findings.hint(place, "column.name", message);
    }
  }
  return out;
}

Choice choice_of(const Row& row, const Survey& survey, const std::set<int>& unusable) {
  const std::string& language = survey.settings.default_language;
  Choice out;
  out.name = row.text({"name"});
  out.label = row.localised({"label"}, language);
  out.place = row.place;
  for (const auto& field : row.fields) {
    if (field.path.front() == "media" && field.path.size() >= 2) {
      if (out.media.find(field.path[1]) == nullptr) {
        out.media.set(field.path[1], row.localised({"media", field.path[1]}, language));
      }
    } else if ((is_own_column(field.path) && !unusable.contains(field.column)) ||
               field.path == Path{"sms_option"}) {
      out.more.emplace_back(field.path.front(), field.text);
    }
  }
  return out;
}

void check_choice(const Table& table, const Row& row, const Choice& choice, Findings& findings) {
  if (choice.name.empty()) {
    findings.error(table.place_of(row, {"name"}), "choice.no_name",
                   _t("This choice has no name, which is what is stored."));
  } else if (choice.label.empty()) {
    findings.warn(table.place_of(row, {"label"}), "choice.no_label",
                  format(_t("The choice \"{0}\" has no label."), choice.name));
  }
}

void check_duplicates(const Table& table, const ChoiceList& list, Findings& findings) {
  std::set<std::string_view> seen;
  const Header* column = table.find_column({"name"});
  for (const auto& choice : list.choices) {
    if (choice.name.empty() || seen.insert(choice.name).second) continue;
    findings.error(
        column == nullptr ? choice.place : choice.place.at(column->column, column->written),
        "choice.duplicate",
        format(_t("The list \"{0}\" has the choice \"{1}\" twice."), list.name, choice.name),
        _t("If that is meant, set allow_choice_duplicates to yes on the sheet settings."));
  }
}

std::string csv_field(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

}  // namespace

std::vector<Header> read_choices(const Workbook& workbook, Survey& survey, Findings& findings) {
  const Sheet* sheet = workbook.find("choices");
  if (sheet == nullptr || sheet->rows.empty()) return {};
  const Table table =
      read_table(*sheet, SheetKind::kChoices,
                 {.clean = survey.settings.clean_text_values, .required = {"name"}}, findings);
  const auto unusable = unusable_columns(table, findings);
  for (const auto& row : table.rows) {
    const std::string list(row.text({"list_name"}));
    if (list.empty()) continue;
    Choice choice = choice_of(row, survey, unusable);
    check_choice(table, row, choice, findings);
    survey.list_or_new(list).choices.push_back(std::move(choice));
  }
  for (auto& list : survey.lists) {
    list.settle_itext();
    if (!survey.settings.allow_choice_duplicates) check_duplicates(table, list, findings);
  }
  return table.headers;
}

void read_osm(const Workbook& workbook, Survey& survey, Findings& findings) {
  const Sheet* sheet = workbook.find("osm");
  if (sheet == nullptr) return;
  const Table table = read_table(*sheet, SheetKind::kOsm, {}, findings);
  for (const auto& row : table.rows) {
    const std::string list(row.text({"list_name"}));
    if (!list.empty()) survey.osm_lists[list].push_back(choice_of(row, survey, {}));
  }
}

std::string read_external_choices(const Workbook& workbook, Survey& survey, Findings& findings) {
  const Sheet* sheet = workbook.find("external_choices");
  if (sheet == nullptr || sheet->rows.empty()) return {};
  const Table table = read_table(*sheet, SheetKind::kExternalChoices, {}, findings);
  std::string csv;
  for (const auto& header : table.headers) {
    csv += (csv.empty() ? "" : ",") + csv_field(header.written);
  }
  csv += "\n";
  std::set<std::string> seen;
  for (const auto& row : table.rows) {
    if (row.fields.empty()) continue;
    const std::string list(row.text({"list_name"}));
    if (!list.empty() && seen.insert(list).second) survey.external_lists.push_back(list);
    std::string line;
    for (const auto& header : table.headers) {
      line += (line.empty() ? "" : ",") + csv_field(row.text(header.path));
    }
    csv += line + "\n";
  }
  return csv;
}

}  // namespace jiujin::forms::xlsform
