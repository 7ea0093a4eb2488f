#include "forms/xlsform/settings_sheet.h"

#include "forms/xlsform/names.h"
#include "forms/xlsform/question_types.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

bool flag(const Row& row, const Path& path, bool otherwise) {
  const auto value = yes_or_no(row.text(path));
  return value.value_or(otherwise);
}

void take_texts(const Row& row, FormSettings& out) {
  const std::pair<const char*, std::string*> texts[] = {
      {"version", &out.version},
      {"style", &out.style},
      {"public_key", &out.public_key},
      {"submission_url", &out.submission_url},
      {"auto_send", &out.auto_send},
      {"auto_delete", &out.auto_delete},
      {"instance_name", &out.instance_name},
      {"instance_id", &out.instance_id},
      {"instance_xmlns", &out.instance_xmlns},
      {"namespaces", &out.namespaces},
      {"prefix", &out.prefix},
      {"delimiter", &out.delimiter},
  };
  for (const auto& [name, target] : texts) *target = row.text({name});
}

void check_names(const Table& table, const Row& row, const FormSettings& settings,
                 Findings& findings) {
  if (row.has({"name"}) && !is_name(settings.name)) {
    findings.error(table.place_of(row, {"name"}), "name.invalid",
                   format(_t("\"{0}\" is no name that a form can have."), settings.name),
                   _t("A name begins with a letter or an underscore and goes on with letters, "
                      "digits, underscores, hyphens or full stops."));
  }
  if (settings.omit_instance_id && !settings.public_key.empty()) {
    findings.error(table.place_of(row, {"omit_instanceid"}), "settings.instance_id",
                   _t("A form that is encrypted needs the instanceID."));
  }
}

}  // namespace

std::string similar_sheets(const Workbook& workbook, std::string_view name) {
  constexpr std::size_t kDistanceMax = 2;
  std::string out;
  for (const auto& written : workbook.sheet_names) {
    const std::string lower = lower_case(written);
    if (is_form_sheet(lower) || written.starts_with("_")) continue;
    if (edit_distance(lower, name, 2) > kDistanceMax) continue;
    out += (out.empty() ? "\"" : ", \"") + written + "\"";
  }
  return out;
}

FormSettings read_settings(const Workbook& workbook, const Options& options, Findings& findings) {
  FormSettings out;
  out.name = options.form_name;
  out.id = options.fallback_id.empty() ? "data" : options.fallback_id;
  out.title = out.id;
  const Sheet* sheet = workbook.find("settings");
  if (sheet == nullptr || sheet->rows.empty()) {
    const std::string similar = similar_sheets(workbook, "settings");
    if (!similar.empty()) {
      findings.warn({"settings", 0, -1, {}}, "sheet.spelling",
                    format(_t("There is no sheet \"{0}\", but there is {1}."), "settings", similar),
                    _t("Rename it, or begin its name with an underscore if it is no part of the "
                       "form."));
    }
    return out;
  }
  const Table table = read_table(*sheet, SheetKind::kSettings, {}, findings);
  if (table.rows.empty()) return out;
  const Row& row = table.rows.front();
  take_texts(row, out);
  if (row.has({"id_string"})) out.id = out.title = row.text({"id_string"});
  if (row.has({"title"})) out.title = row.text({"title"});
  if (row.has({"name"})) out.name = row.text({"name"});
  if (row.has({"default_language"})) out.default_language = row.text({"default_language"});
  out.allow_choice_duplicates = flag(row, {"allow_choice_duplicates"}, false);
  out.omit_instance_id = flag(row, {"omit_instanceid"}, false);
  out.client_editable = flag(row, {"client_editable"}, false);
  out.clean_text_values = flag(row, {"clean_text_values"}, true);
  for (const auto& field : row.fields) {
    if (field.path.size() != 2 || field.path[0] != "attribute") continue;
    if (is_qualified_name(field.path[1])) {
      out.attributes.emplace_back(field.path[1], field.text);
    } else {
      findings.error(table.place_of(row, field.path), "name.invalid",
                     format(_t("\"{0}\" cannot be the name of an attribute."), field.path[1]));
    }
  }
  check_names(table, row, out, findings);
  return out;
}

}  // namespace jiujin::forms::xlsform
