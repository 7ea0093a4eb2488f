#include "forms/xlsform/columns.h"

#include <algorithm>
#include <map>
#include <set>

#include "forms/xlsform/workbook.h"

namespace jiujin::forms::xlsform {

namespace {

struct ColumnTable {
  std::set<std::string> columns;            // canonical first steps
  std::map<std::string, Path> other_names;  // by name in snake case
  std::vector<std::string> names;           // all of both
};

ColumnTable with_names(ColumnTable table) {
  table.names.assign(table.columns.begin(), table.columns.end());
  for (const auto& [name, path] : table.other_names) table.names.push_back(name);
  return table;
}

const std::map<std::string, Path> kMediaNames = {
    {"image", {"media", "image"}},
    {"big-image", {"media", "big-image"}},
    {"audio", {"media", "audio"}},
    {"video", {"media", "video"}},
};

ColumnTable survey_table() {
  ColumnTable out;
  out.columns = {"type",    "name",          "label",      "hint",      "guidance_hint",
                 "default", "trigger",       "parameters", "media",     "bind",
                 "control", "choice_filter", "instance",   "itemset",   "list_name",
                 "query",   "intent",        "disabled",   "sms_field", "sms_option",
                 "choices", "actions",       "flat"};
  out.other_names = {
      {"caption", {"label"}},
      {"command", {"type"}},
      {"tag", {"name"}},
      {"value", {"name"}},
      {"body", {"control"}},
      {"compact_tag", {"instance", "odk:tag"}},
      {"read_only", {"bind", "readonly"}},
      {"readonly", {"bind", "readonly"}},
      {"relevant", {"bind", "relevant"}},
      {"relevance", {"bind", "relevant"}},
      {"required", {"bind", "required"}},
      {"constraint", {"bind", "constraint"}},
      {"calculation", {"bind", "calculate"}},
      {"calculate", {"bind", "calculate"}},
      {"constraining_message", {"bind", "jr:constraintMsg"}},
      {"constraint_message", {"bind", "jr:constraintMsg"}},
      {"required_message", {"bind", "jr:requiredMsg"}},
      {"requiredmsg", {"bind", "jr:requiredMsg"}},
      {"noapperrorstring", {"bind", "jr:noAppErrorString"}},
      {"no_app_error_string", {"bind", "jr:noAppErrorString"}},
      {"save_to", {"bind", "entities:saveto"}},
      {"appearance", {"control", "appearance"}},
      {"autoplay", {"control", "autoplay"}},
      {"rows", {"control", "rows"}},
      {"count", {"control", "jr:count"}},
      {"repeat_count", {"control", "jr:count"}},
      {"jr:count", {"control", "jr:count"}},
  };
  out.other_names.insert(kMediaNames.begin(), kMediaNames.end());
  return out;
}

ColumnTable choices_table() {
  ColumnTable out;
  out.columns = {"list_name", "name", "label", "media", "sms_option"};
  out.other_names = {{"caption", {"label"}}, {"value", {"name"}}};
  out.other_names.insert(kMediaNames.begin(), kMediaNames.end());
  return out;
}

ColumnTable settings_table() {
  ColumnTable out;
  out.columns = {"title",
                 "id_string",
                 "name",
                 "version",
                 "default_language",
                 "style",
                 "public_key",
                 "submission_url",
                 "auto_send",
                 "auto_delete",
                 "instance_name",
                 "instance_id",
                 "namespaces",
                 "attribute",
                 "allow_choice_duplicates",
                 "omit_instanceid",
                 "clean_text_values",
                 "client_editable",
                 "instance_xmlns",
                 "prefix",
                 "delimiter",
                 "sms_keyword",
                 "sms_separator",
                 "sms_allow_media",
                 "sms_date_format",
                 "sms_response",
                 "sms_datetime_format",
                 "add_none_option",
                 "flat"};
  out.other_names = {{"form_title", {"title"}},
                     {"set_form_title", {"title"}},
                     {"form_id", {"id_string"}},
                     {"set_form_id", {"id_string"}}};
  return out;
}

ColumnTable entities_table() {
  ColumnTable out;
  out.columns = {"dataset", "entity_id", "create_if", "update_if", "label", "repeat"};
  out.other_names = {{"list_name", {"dataset"}}};
  return out;
}

const ColumnTable& table_of(SheetKind kind) {
  static const ColumnTable survey = with_names(survey_table());
  static const ColumnTable choices = with_names(choices_table());
  static const ColumnTable settings = with_names(settings_table());
  static const ColumnTable entities = with_names(entities_table());
  switch (kind) {
    case SheetKind::kSurvey:
      return survey;
    case SheetKind::kSettings:
      return settings;
    case SheetKind::kEntities:
      return entities;
    default:
      return choices;
  }
}

Path parted(std::string_view header, std::string_view delimiter) {
  Path out;
  for (;;) {
    const auto end = header.find(delimiter);
    out.emplace_back(trimmed(header.substr(0, end)));
    if (end == std::string_view::npos) return out;
    header.remove_prefix(end + delimiter.size());
  }
}

// A prefix that single colons tore off its name comes back to it: jr, count -> jr:count.
void mend_prefix(Path& path) {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (path[i] != "jr") continue;
    path[i] += ":" + path[i + 1];
    path.erase(path.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    return;
  }
}

}  // namespace

std::string_view sheet_name(SheetKind kind) {
  switch (kind) {
    case SheetKind::kSurvey:
      return "survey";
    case SheetKind::kChoices:
      return "choices";
    case SheetKind::kExternalChoices:
      return "external_choices";
    case SheetKind::kSettings:
      return "settings";
    case SheetKind::kOsm:
      return "osm";
    case SheetKind::kEntities:
      return "entities";
  }
  return {};
}

std::string snake_case(std::string_view words) {
  std::string out;
  for (const char c : lower_case(trimmed(words))) {
    const bool white = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!white) {
      out += c;
    } else if (!out.ends_with('_')) {
      out += '_';
    }
  }
  return out;
}

Path column_path(SheetKind kind, std::string_view header, bool double_colon) {
  const ColumnTable& table = table_of(kind);
  const std::string whole = snake_case(header);
  if (table.columns.contains(whole)) return {whole};
  Path path =
      parted(header, double_colon || header.find("::") != std::string_view::npos ? "::" : ":");
  if (!double_colon) mend_prefix(path);
  const std::string first = snake_case(path.front());
  const auto other = table.other_names.find(first);
  if (other != table.other_names.end()) {
    Path out = other->second;
    out.insert(out.end(), path.begin() + 1, path.end());
    return out;
  }
  // Unknown columns stay as they are written: choice filters may speak of them.
  if (table.columns.contains(first)) path.front() = first;
  return path;
}

bool is_known_column(SheetKind kind, const Path& path) {
  return !path.empty() && table_of(kind).columns.contains(path.front());
}

const std::vector<std::string>& column_names(SheetKind kind) {
  return table_of(kind).names;
}

const std::vector<TranslatableColumn>& translatable_columns(SheetKind kind) {
  static const std::vector<TranslatableColumn> survey = {{"label", "label"},
                                                         {"hint", "hint"},
                                                         {"guidance_hint", "guidance_hint"},
                                                         {"image", "image"},
                                                         {"big-image", "big-image"},
                                                         {"audio", "audio"},
                                                         {"video", "video"},
                                                         {"jr:constraintMsg", "constraint_message"},
                                                         {"jr:requiredMsg", "required_message"}};
  static const std::vector<TranslatableColumn> choices = {{"label", "label"},
                                                          {"image", "image"},
                                                          {"big-image", "big-image"},
                                                          {"audio", "audio"},
                                                          {"video", "video"}};
  return kind == SheetKind::kSurvey ? survey : choices;
}

}  // namespace jiujin::forms::xlsform
