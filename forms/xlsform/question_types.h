// What may stand in the column "type": questions, their data types and controls; selects; begin and
// end of groups and repeats. Old names of a type are kept, as the standard keeps them.
// Thread rule: pure functions over constant tables.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jiujin::forms::xlsform {

struct QuestionType {
  std::string name;
  std::string control;  // input, select1, select, upload, trigger, range, odk:rank; "" has none
  std::string mediatype;
  std::vector<std::pair<std::string, std::string>> bind;
  std::string hint;  // shown unless the row has one
};

const QuestionType* question_type(std::string_view name);
// "image" is "photo", "imei" is "deviceid".
std::string canonical_type(std::string_view name);
// All names, for suggestions; selects and controls as people write them.
const std::vector<std::string>& type_names();

enum class ControlKind { kGroup, kRepeat, kLoop };
std::string_view control_name(ControlKind kind);

struct ControlType {
  ControlKind kind = ControlKind::kGroup;
  bool begin = true;
  std::string list;  // of a loop
};
// "begin group", "end_repeat", "begin loop over colours".
std::optional<ControlType> control_type(std::string_view text);

enum class SelectKind { kOne, kMultiple, kRank, kOneExternal };
struct SelectType {
  SelectKind kind = SelectKind::kOne;
  std::string command;  // as written: "select_one_from_file"
  std::string list;     // a list, a file or ${reference}
  bool or_other = false;
  bool from_file = false;
};
std::optional<SelectType> select_type(std::string_view text);

// "osm building_tags": the list of tags.
std::optional<std::string> osm_list(std::string_view text);

// Settings may stand on the survey sheet as rows of their own: "set form title".
std::string setting_of_type(std::string_view type);

// The ending of a file name with its dot, "" if there is none.
std::string_view file_ending(std::string_view name);
bool is_instance_file(std::string_view name);  // .xml, .csv or .geojson

// yes, true, TRUE, true() and so on.
std::optional<bool> yes_or_no(std::string_view text);

}  // namespace jiujin::forms::xlsform
