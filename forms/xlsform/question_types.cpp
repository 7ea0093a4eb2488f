#include "forms/xlsform/question_types.h"

#include <algorithm>
#include <map>

namespace jiujin::forms::xlsform {

namespace {

using Bind = std::vector<std::pair<std::string, std::string>>;

struct Family {
  const char* names;  // parted by bars
  const char* control;
  const char* mediatype;
  Bind bind;
  const char* hint = "";
};

Bind preload(const char* kind, const char* parameters, const char* type = "string") {
  return {{"jr:preload", kind}, {"type", type}, {"jr:preloadParams", parameters}};
}

// What is recorded without being asked.
std::vector<Family> silent_families() {
  return {
      {"calculate|q calculate|add calculate prompt|hidden", "", "", {{"type", "string"}}},
      {"background-audio|audit", "", "", {{"type", "binary"}}},
      {"start-geopoint|background-geopoint", "", "", {{"type", "geopoint"}}},
      {"start|start time|get start time", "", "", preload("timestamp", "start", "dateTime")},
      {"end|end time|get end time", "", "", preload("timestamp", "end", "dateTime")},
      {"today|get today", "", "", preload("date", "today", "date")},
      {"deviceid|imei|device id|get device id", "", "", preload("property", "deviceid")},
      {"subscriberid|subscriber id|get subscriber id", "", "", preload("property", "subscriberid")},
      {"simserial|sim id|get sim id", "", "", preload("property", "simserial")},
      {"phonenumber|get phone number", "", "", preload("property", "phonenumber")},
      {"username", "", "", preload("property", "username")},
      {"email", "", "", preload("property", "email")},
      {"uri:subscriberid", "", "", preload("property", "uri:subscriberid")},
      {"uri:phonenumber", "", "", preload("property", "uri:phonenumber")},
      {"uri:simserial", "", "", preload("property", "uri:simserial")},
      {"uri:deviceid", "", "", preload("property", "uri:deviceid")},
      {"uri:username", "", "", preload("property", "uri:username")},
      {"uri:email", "", "", preload("property", "uri:email")},
  };
}

std::vector<Family> asked_families() {
  return {
      {"text|string|q string|add text prompt", "input", "", {{"type", "string"}}},
      {"integer|int|q int|add integer prompt", "input", "", {{"type", "int"}}},
      {"decimal|q decimal|add decimal prompt", "input", "", {{"type", "decimal"}}},
      {"date|q date|add date prompt", "input", "", {{"type", "date"}}},
      {"time", "input", "", {{"type", "time"}}},
      {"dateTime|datetime|date time|q date time|q dateTime|add date time prompt|"
       "add dateTime prompt",
       "input",
       "",
       {{"type", "dateTime"}}},
      {"note|q note|add note prompt", "input", "", {{"readonly", "true()"}, {"type", "string"}}},
      {"acknowledge|q acknowledge|add acknowledge prompt", "trigger", "", {{"type", "string"}}},
      {"trigger", "trigger", "", {}},
      {"geopoint|location|gps|q geopoint|q location|add location prompt",
       "input",
       "",
       {{"type", "geopoint"}}},
      {"geotrace|q geotrace", "input", "", {{"type", "geotrace"}}},
      {"geoshape|q geoshape", "input", "", {{"type", "geoshape"}}},
      {"barcode|q barcode|add barcode prompt", "input", "", {{"type", "barcode"}}},
      {"photo|image|q picture|q image|add image prompt", "upload", "image/*", {{"type", "binary"}}},
      {"audio|q audio|add audio prompt", "upload", "audio/*", {{"type", "binary"}}},
      {"video|q video|add video prompt", "upload", "video/*", {{"type", "binary"}}},
      {"file|add file prompt", "upload", "application/*", {{"type", "binary"}}},
      {"osm", "upload", "osm/*", {{"type", "binary"}}},
      {"range", "range", "", {{"type", "int"}}},
      {"select one|q select1|select one using|add select one prompt using",
       "select1",
       "",
       {{"type", "string"}}},
      {"select all that apply|q select|select multiple using|select multiple from|"
       "select all that apply from|add select multiple prompt using",
       "select",
       "",
       {{"type", "string"}}},
      {"select one external", "input", "", {{"type", "string"}}},
      {"rank", "odk:rank", "", {{"type", "odk:rank"}}},
      {"phone number",
       "input",
       "",
       {{"type", "string"}, {"constraint", "regex(., '^\\d*$')"}},
       "Enter numbers only."},
      {"percentage", "input", "", {{"type", "int"}, {"constraint", "0 <= . and . <= 100"}}},
      {"number of days in last month",
       "input",
       "",
       {{"type", "int"}, {"constraint", "0 <= . and . <= 31"}},
       "Enter a number 0-31."},
      {"number of days in last six months",
       "input",
       "",
       {{"type", "int"}, {"constraint", "0 <= . and . <= 183"}},
       "Enter a number 0-183."},
      {"number of days in last year",
       "input",
       "",
       {{"type", "int"}, {"constraint", "0 <= . and . <= 365"}},
       "Enter a number 0-365."},
  };
}

using TypeMap = std::map<std::string, QuestionType, std::less<>>;

const TypeMap& types() {
  static const TypeMap map = [] {
    TypeMap out;
    auto families = asked_families();
    for (auto& family : silent_families()) families.push_back(std::move(family));
    for (const auto& family : families) {
      std::string_view rest = family.names;
      while (!rest.empty()) {
        const std::string name(rest.substr(0, rest.find('|')));
        out[name] = {name, family.control, family.mediatype, family.bind, family.hint};
        rest.remove_prefix(std::min(name.size() + 1, rest.size()));
      }
    }
    return out;
  }();
  return map;
}

struct SelectCommand {
  std::string_view text;
  SelectKind kind;
  bool from_file = false;
};

// Longer ones first: "select one from file" begins with "select one from".
constexpr SelectCommand kSelectCommands[] = {
    {"add select multiple prompt using", SelectKind::kMultiple},
    {"select all that apply from", SelectKind::kMultiple},
    {"add select one prompt using", SelectKind::kOne},
    {"select_multiple_from_file", SelectKind::kMultiple, true},
    {"select multiple from file", SelectKind::kMultiple, true},
    {"select all that apply", SelectKind::kMultiple},
    {"select_one_from_file", SelectKind::kOne, true},
    {"select one from file", SelectKind::kOne, true},
    {"select_one_external", SelectKind::kOneExternal},
    {"select multiple from", SelectKind::kMultiple},
    {"select_multiple", SelectKind::kMultiple},
    {"select multiple", SelectKind::kMultiple},
    {"select one from", SelectKind::kOne},
    {"select_one", SelectKind::kOne},
    {"select one", SelectKind::kOne},
    {"select1", SelectKind::kOne},
    {"rank", SelectKind::kRank},
};

constexpr std::string_view kOrOther[] = {" or specify other", " or_other", " or other"};

bool has_space(std::string_view text) {
  return text.find(' ') != std::string_view::npos;
}

}  // namespace

const QuestionType* question_type(std::string_view name) {
  const auto found = types().find(name);
  return found == types().end() ? nullptr : &found->second;
}

std::string canonical_type(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kAliases[] = {
      {"imei", "deviceid"},          {"image", "photo"},
      {"add image prompt", "photo"}, {"add photo prompt", "photo"},
      {"add audio prompt", "audio"}, {"add video prompt", "video"},
      {"add file prompt", "file"},
  };
  for (const auto& [alias, canonical] : kAliases) {
    if (name == alias) return std::string(canonical);
  }
  return std::string(name);
}

const std::vector<std::string>& type_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out = {"select_one",           "select_multiple",
                                    "select_one_from_file", "select_multiple_from_file",
                                    "select_one_external",  "rank",
                                    "begin group",          "end group",
                                    "begin repeat",         "end repeat",
                                    "begin_group",          "end_group",
                                    "begin_repeat",         "end_repeat",
                                    "xml-external",         "csv-external"};
    for (const auto& [name, type] : types()) out.push_back(name);
    return out;
  }();
  return names;
}

std::string_view control_name(ControlKind kind) {
  return kind == ControlKind::kGroup ? "group" : kind == ControlKind::kRepeat ? "repeat" : "loop";
}

std::optional<ControlType> control_type(std::string_view text) {
  ControlType out;
  out.begin = text.starts_with("begin");
  const std::size_t verb = out.begin ? 5 : 3;
  if (!out.begin && !text.starts_with("end")) return std::nullopt;
  if (text.size() <= verb || (text[verb] != ' ' && text[verb] != '_')) return std::nullopt;
  std::string_view rest = text.substr(verb + 1);
  static constexpr std::pair<std::string_view, ControlKind> kNouns[] = {
      {"looped group", ControlKind::kRepeat}, {"lgroup", ControlKind::kRepeat},
      {"repeat", ControlKind::kRepeat},       {"group", ControlKind::kGroup},
      {"loop", ControlKind::kLoop},
  };
  for (const auto& [noun, kind] : kNouns) {
    if (!rest.starts_with(noun)) continue;
    out.kind = kind;
    rest.remove_prefix(noun.size());
    if (rest.empty()) return out;
    if (!out.begin || !rest.starts_with(' ')) return std::nullopt;
    rest.remove_prefix(1);
    if (rest.starts_with("over ")) rest.remove_prefix(5);
    if (rest.empty() || has_space(rest)) return std::nullopt;
    out.list = rest;
    return out;
  }
  return std::nullopt;
}

std::optional<SelectType> select_type(std::string_view text) {
  for (const auto& command : kSelectCommands) {
    if (!text.starts_with(command.text) || !text.substr(command.text.size()).starts_with(' ')) {
      continue;
    }
    SelectType out{command.kind, std::string(command.text), {}, false, command.from_file};
    std::string_view list = text.substr(command.text.size() + 1);
    for (const auto other : kOrOther) {
      if (list.size() <= other.size() || !list.ends_with(other)) continue;
      out.or_other = true;
      list.remove_suffix(other.size());
      break;
    }
    if (list.empty() || has_space(list)) continue;
    out.list = list;
    return out;
  }
  return std::nullopt;
}

std::optional<std::string> osm_list(std::string_view text) {
  if (!text.starts_with("osm ")) return std::nullopt;
  return std::string(text.substr(4, text.find(' ', 4) - 4));
}

std::string setting_of_type(std::string_view type) {
  if (type == "form_title" || type == "set form title") return "title";
  if (type == "form_id" || type == "set form id") return "id_string";
  for (const std::string_view name :
       {"sms_keyword", "sms_separator", "prefix", "delimiter", "public_key", "submission_url",
        "auto_send", "auto_delete", "allow_choice_duplicates"}) {
    if (type == name) return std::string(type);
  }
  return {};
}

std::string_view file_ending(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot);
}

bool is_instance_file(std::string_view name) {
  const std::string_view ending = file_ending(name);
  return ending == ".xml" || ending == ".csv" || ending == ".geojson";
}

std::optional<bool> yes_or_no(std::string_view text) {
  for (const std::string_view yes : {"yes", "Yes", "YES", "true", "True", "TRUE", "true()"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"no", "No", "NO", "false", "False", "FALSE", "false()"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

}  // namespace jiujin::forms::xlsform
