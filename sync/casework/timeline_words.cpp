#include "sync/casework/timeline_words.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "forms/catalogue/catalogue.h"
#include "localization/formats.h"
#include "sync/casework/op_types.h"

namespace jiujin::sync::casework {
namespace {

using forms::catalogue::Item;
using localization::_mark;
using localization::format;
using localization::Translator;
using Table = std::map<std::string_view, const char*>;

// More names than this make a line that nobody reads.
constexpr std::size_t kNamesShown = 3;

std::string look_up(const Table& table, const std::string& code, const Translator& words) {
  const auto found = table.find(code);
  return found == table.end() ? code : words._t(found->second);
}

std::vector<std::string> split(const std::string& codes) {
  std::vector<std::string> out;
  std::size_t from = 0;
  while (from < codes.size()) {
    const std::size_t to = std::min(codes.find(' ', from), codes.size());
    if (to > from) out.push_back(codes.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

std::string slot_name(const std::string& slot, const Item* item, const Translator& words) {
  const auto* material = item ? item->material(slot) : nullptr;
  return material ? material->name.get(words.language()) : slot;
}

// "/data/member[2]/name" is told by the label of the field below /data.
std::string field_name(const std::string& path, const Item* item, const Translator& words) {
  constexpr std::string_view kRoot = "/data/";
  if (!item || !path.starts_with(kRoot)) return path;
  const std::string id =
      path.substr(kRoot.size(), path.find_first_of("/[", kRoot.size()) - kRoot.size());
  for (const auto& field : item->fields) {
    if (field.id == id) return field.label.get(words.language());
  }
  return "";
}

std::string answered(const std::string& paths, const Item* item, const Translator& words) {
  std::vector<std::string> names;
  for (const auto& path : split(paths)) {
    const std::string name = field_name(path, item, words);
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  }
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kNamesShown; ++i) {
    out += (i == 0 ? "" : words._t(", ")) + names[i];
  }
  if (names.size() <= kNamesShown) return out;
  return format(words._t("{0} and so on, {1} answers"), out, std::to_string(names.size()));
}

std::string material(const TimelineEntry& entry, const Item* item, const Translator& words) {
  static const Table kModes{
      {"licence", _mark("Licence reused")},   {"deferred", _mark("To follow")},
      {"commitment", _mark("By commitment")}, {"not_needed", _mark("Not needed")},
      {"paper", _mark("On paper")},           {"cleared", _mark("Cleared")}};
  const auto parts = split(entry.detail);
  if (parts.empty()) return "";
  const std::string name = slot_name(parts[0], item, words);
  if (parts.size() < 2) return name;
  const bool added = entry.type == static_cast<std::uint32_t>(OpType::kMaterialAdded);
  const std::string rest =
      added ? format(words._t("{0} scanned"), parts[1]) : look_up(kModes, parts[1], words);
  return format(words._t("{0}: {1}"), name, rest);
}

std::string decision(const std::string& detail, const Translator& words) {
  const auto blank = detail.find(' ');
  const std::string rest = blank == std::string::npos ? "" : detail.substr(blank + 1);
  const bool granted = detail.starts_with("granted");
  return format(granted ? words._t("Granted: {0}") : words._t("Denied: {0}"), rest);
}

std::string deadline(const std::string& detail, const Translator& words) {
  static const Table kWhat{{"notice", _mark("time to tell what is missing")},
                           {"promised", _mark("promised date")},
                           {"statutory", _mark("statutory date")},
                           {"correction", _mark("date for the correction")},
                           {"deferral", _mark("date for the deferred material")}};
  const auto blank = detail.find(' ');
  const std::string date = blank == std::string::npos ? "" : detail.substr(blank);
  return look_up(kWhat, detail.substr(0, blank), words) + date;
}

std::string acceptance(const std::string& detail, const Translator& words) {
  constexpr std::string_view kRefused = "not_accepted ";
  if (!detail.starts_with(kRefused)) return "";
  return format(words._t("Not accepted: {0}"), detail.substr(kRefused.size()));
}

// "EE473124829CN 王*英"
std::string signed_for(const std::string& detail) {
  const auto name = std::min(detail.find(' '), detail.size() - 1) + 1;
  return detail.substr(0, name) + localization::mask_name(detail.substr(name));
}

std::string grade(const std::string& detail, const Translator& words) {
  static const Table kGrades{{"very_satisfied", _mark("Very satisfied")},
                             {"satisfied", _mark("Satisfied")},
                             {"fair", _mark("Fair")},
                             {"dissatisfied", _mark("Dissatisfied")},
                             {"very_dissatisfied", _mark("Very dissatisfied")}};
  return look_up(kGrades, detail, words);
}

}  // namespace

std::string place_name(const std::string& place, const Item* item, const Translator& words) {
  const std::string name =
      place.starts_with('/') ? field_name(place, item, words) : slot_name(place, item, words);
  return name.empty() ? place : name;
}

std::string detail_words(const TimelineEntry& entry, const Item* item, const Translator& words,
                         bool masked) {
  switch (static_cast<OpType>(entry.type)) {
    case OpType::kParcelDelivered:
      return masked ? signed_for(entry.detail) : entry.detail;
    case OpType::kResultCollected:
      return masked ? localization::mask_name(entry.detail) : entry.detail;
    case OpType::kFormAnswered:
      return answered(entry.detail, item, words);
    case OpType::kMaterialAdded:
    case OpType::kMaterialDeclared:
      return material(entry, item, words);
    case OpType::kAcceptanceDecided:
      return acceptance(entry.detail, words);
    case OpType::kDecisionMade:
      return decision(entry.detail, words);
    case OpType::kDeadlinePassed:
      return deadline(entry.detail, words);
    case OpType::kRatingGiven:
      return grade(entry.detail, words);
    case OpType::kCaseOpened:
    case OpType::kPrereviewRecorded:
      return "";  // codes; what they say stands in other places
    default:
      return entry.detail;
  }
}

}  // namespace jiujin::sync::casework
