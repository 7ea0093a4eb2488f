#include "client/presenters/field_kinds.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <iterator>
#include <map>
#include <sstream>

#include "client/presenters/field_look.h"
#include "client/presenters/geo_text.h"
#include "forms/identifiers/citizen_id.h"
#include "forms/identifiers/contact_numbers.h"
#include "forms/identifiers/organisation_code.h"
#include "localization/formats.h"

namespace jiujin::client::presenters {
namespace {

using namespace forms::identifiers;
using forms::xforms::ControlKind;
using forms::xforms::DataType;

const std::map<std::string, FieldKind, std::less<>>& kinds_by_name() {
  static const std::map<std::string, FieldKind, std::less<>> kinds{
      {"text", FieldKind::kText},         {"textarea", FieldKind::kTextArea},
      {"id_no", FieldKind::kIdNo},        {"mobile", FieldKind::kMobile},
      {"telephone", FieldKind::kTelephone}, {"date", FieldKind::kDate},
      {"datetime", FieldKind::kDateTime}, {"month", FieldKind::kMonth},
      {"int", FieldKind::kInt},           {"decimal", FieldKind::kDecimal},
      {"money", FieldKind::kMoney},       {"choice", FieldKind::kChoice},
      {"multi", FieldKind::kMulti},       {"bool", FieldKind::kBool},
      {"division", FieldKind::kDivision}, {"address", FieldKind::kAddress},
      {"bank_card", FieldKind::kBankCard}, {"uscc", FieldKind::kUscc},
      {"file", FieldKind::kFile}};
  return kinds;
}

// 20261122, 2026/11/22 and 2026.11.22 are dates as people type them.
std::string stored_date(const std::string& typed) {
  std::string digits;
  for (char c : typed) {
    if (std::isdigit(static_cast<unsigned char>(c))) digits += c;
    else if (c != '-' && c != '/' && c != '.' && c != ' ') return typed;
  }
  if (digits.size() != 8) return typed;
  const bool grouped = typed.size() == 8 || typed.size() == 10;
  if (!grouped) return typed;
  return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6);
}

std::string without(const std::string& text, std::string_view unwanted) {
  std::string kept;
  for (char c : text)
    if (unwanted.find(c) == std::string_view::npos) kept += c;
  return kept;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string grouped_by_four(const std::string& digits) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % 4 == 0) text += ' ';
    text += digits[i];
  }
  return text;
}

// Hours, minutes and perhaps seconds out of 1030, 10:30, 10点30分, 10:30:15; "" when it is no time
// of day. The office's clock is China's, all year +08:00.
std::string stored_time(const std::string& typed) {
  std::string text = typed;
  for (const char* word : {"点", "时", "分"}) text = replaced(text, word, ":");
  text = without(replaced(text, "秒", ""), " ");
  if (text.ends_with(':')) text.pop_back();
  if (all_digits(text) && (text.size() == 4 || text.size() == 6))
    text = text.substr(0, 2) + ":" + text.substr(2, 2) +
           (text.size() == 6 ? ":" + text.substr(4) : "");
  int hour = -1, minute = 0, second = 0, used = 0;
  const int read = std::sscanf(text.c_str(), "%2d:%2d%n:%2d%n", &hour, &minute, &used, &second,
                               &used);
  if (read < 2 || used != static_cast<int>(text.size()) || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 59)
    return {};
  char out[32];
  std::snprintf(out, sizeof out, "%02d:%02d:%02d.000+08:00", hour, minute, second);
  return out;
}

// 202611051020, 2026-11-05 10:20, 2026/11/5 10:20; what is stored already stays as it is.
std::string stored_moment(const std::string& typed) {
  if (typed.size() == 12 && all_digits(typed))
    return stored_date(typed.substr(0, 8)) + "T" + stored_time(typed.substr(8));
  const auto space = typed.find(' ');
  if (space == std::string::npos) return typed;
  const auto day = stored_date(typed.substr(0, space));
  const auto time = stored_time(typed.substr(space + 1));
  return day.size() == 10 && !time.empty() ? day + "T" + time : typed;
}

// 10:30:00.000+08:00 -> 10:30; a time of another zone is shown as it is.
std::string displayed_time(const std::string& stored) {
  constexpr std::string_view kTail = ".000+08:00";
  if (stored.size() != 18 || !stored.ends_with(kTail)) return stored;
  return stored.substr(6, 2) == "00" ? stored.substr(0, 5) : stored.substr(0, 8);
}

std::string displayed_moment(const std::string& stored) {
  const auto time = stored.size() == 29 && stored[10] == 'T' ? displayed_time(stored.substr(11))
                                                             : std::string();
  return time.empty() || time.size() > 8 ? stored : stored.substr(0, 10) + " " + time;
}

std::vector<std::string> values_of(const std::string& stored) {
  std::istringstream in(stored);
  return {std::istream_iterator<std::string>(in), {}};
}

}  // namespace

std::string grouped_thousands(const std::string& stored) {
  const auto dot = stored.find('.');
  const std::size_t sign = stored.starts_with('-') ? 1 : 0;
  std::string whole = stored.substr(0, dot);
  if (whole.size() <= sign || !all_digits(whole.substr(sign))) return stored;
  for (int at = static_cast<int>(whole.size()) - 3; at > static_cast<int>(sign); at -= 3)
    whole.insert(static_cast<std::size_t>(at), ",");
  return dot == std::string::npos ? whole : whole + stored.substr(dot);
}

std::string words_of_values(const std::string& values, const std::vector<Option>& choices,
                            const std::string& between) {
  std::string words;
  for (const auto& value : values_of(values)) {
    const auto choice = std::find_if(choices.begin(), choices.end(),
                                     [&](const auto& each) { return each.value == value; });
    words += (words.empty() ? "" : between) + (choice == choices.end() ? value : choice->label);
  }
  return words;
}

std::vector<std::string> rank_order(const std::string& stored, const std::vector<Option>& choices) {
  std::vector<std::string> order;
  const auto offered = [&](const std::string& value) {
    return std::any_of(choices.begin(), choices.end(),
                       [&](const auto& choice) { return choice.value == value; });
  };
  const auto missing = [&](const std::string& value) {
    return std::find(order.begin(), order.end(), value) == order.end();
  };
  for (auto& value : values_of(stored))
    if (offered(value) && missing(value)) order.push_back(std::move(value));
  for (const auto& choice : choices)
    if (missing(choice.value)) order.push_back(choice.value);
  return order;
}

std::string moved_in_rank(const std::vector<std::string>& order, const std::string& value, int by) {
  auto moved = order;
  const auto found = std::find(moved.begin(), moved.end(), value);
  if (found != moved.end()) {
    const auto from = found - moved.begin();
    const auto to = std::clamp<std::ptrdiff_t>(from + by, 0,
                                               static_cast<std::ptrdiff_t>(moved.size()) - 1);
    auto taken = std::move(*found);
    moved.erase(found);
    moved.insert(moved.begin() + to, std::move(taken));
  }
  std::string stored;
  for (const auto& each : moved) stored += (stored.empty() ? "" : " ") + each;
  return stored;
}

FieldKind field_kind(const forms::xforms::Item& item) {
  if (item.kind == forms::xforms::ItemKind::kGroup) return FieldKind::kSection;
  if (item.kind == forms::xforms::ItemKind::kRepeat) return FieldKind::kRepeat;
  if (item.kind == forms::xforms::ItemKind::kRepeatInstance) return FieldKind::kRepeatInstance;
  if (auto named = item.attributes.find("jj:kind"); named != item.attributes.end()) {
    const auto& kinds = kinds_by_name();
    if (auto kind = kinds.find(named->second); kind != kinds.end()) return kind->second;
  }
  switch (item.control) {
    case ControlKind::kSelectOne:
      return item.appearance == "horizontal" && item.choices.size() == 2 ? FieldKind::kBool
                                                                         : FieldKind::kChoice;
    case ControlKind::kSelectMany: return FieldKind::kMulti;
    case ControlKind::kRank: return FieldKind::kRank;
    case ControlKind::kUpload: return FieldKind::kFile;
    case ControlKind::kTrigger: return FieldKind::kTick;
    case ControlKind::kRange: return FieldKind::kRange;
    default: break;
  }
  switch (item.type) {
    case DataType::kInt: return FieldKind::kInt;
    case DataType::kDecimal: return FieldKind::kDecimal;
    case DataType::kDate: {
      const auto words = appearance_words(item.appearance);
      const auto has = [&](const char* word) {
        return std::find(words.begin(), words.end(), word) != words.end();
      };
      return has("month-year") ? FieldKind::kMonth : has("year") ? FieldKind::kYear
                                                                 : FieldKind::kDate;
    }
    case DataType::kTime: return FieldKind::kTime;
    case DataType::kDateTime: return FieldKind::kDateTime;
    case DataType::kGeopoint: return FieldKind::kPoint;
    case DataType::kGeotrace: return FieldKind::kTrace;
    case DataType::kGeoshape: return FieldKind::kShape;
    case DataType::kBarcode: return FieldKind::kBarcode;
    default: break;
  }
  return item.appearance.find("multiline") != std::string::npos ? FieldKind::kTextArea
                                                                : FieldKind::kText;
}

std::string stored_value(FieldKind kind, const std::string& typed) {
  switch (kind) {
    case FieldKind::kIdNo:
    case FieldKind::kMobile:
    case FieldKind::kBankCard:
    case FieldKind::kUscc: return normalise_compact(typed);
    case FieldKind::kInt: return without(normalise(typed), ", ");
    case FieldKind::kDecimal: return without(normalise(typed), ", ");
    case FieldKind::kMoney:
      return without(replaced(replaced(normalise(typed), "¥", ""), "元", ""), ", ");
    case FieldKind::kDate: return stored_date(normalise(typed));
    case FieldKind::kMonth: {
      const auto month = normalise(typed);
      if (month.size() == 6 && all_digits(month))
        return month.substr(0, 4) + "-" + month.substr(4) + "-01";
      return month.size() == 7 ? month + "-01" : stored_date(month);
    }
    case FieldKind::kYear: {
      const auto year = normalise(typed);
      return year.size() == 4 && all_digits(year) ? year + "-01-01" : stored_date(year);
    }
    case FieldKind::kTime: {
      const auto time = normalise(typed);
      const auto stored = stored_time(time);
      return stored.empty() ? time : stored;
    }
    case FieldKind::kDateTime: return stored_moment(normalise(typed));
    case FieldKind::kRange: return without(normalise(typed), ", ");
    case FieldKind::kPoint: return stored_place_text(typed, PlaceKind::kPoint);
    case FieldKind::kTrace: return stored_place_text(typed, PlaceKind::kTrace);
    case FieldKind::kShape: return stored_place_text(typed, PlaceKind::kShape);
    default: return typed;
  }
}

std::string displayed_value(FieldKind kind, const std::string& stored) {
  switch (kind) {
    case FieldKind::kBankCard: return all_digits(stored) ? grouped_by_four(stored) : stored;
    case FieldKind::kMoney: return grouped_thousands(stored);
    case FieldKind::kMonth:
      return stored.size() == 10 && stored.ends_with("-01") ? stored.substr(0, 7) : stored;
    case FieldKind::kYear:
      return stored.size() == 10 && stored.ends_with("-01-01") ? stored.substr(0, 4) : stored;
    case FieldKind::kTime: return displayed_time(stored);
    case FieldKind::kDateTime: return displayed_moment(stored);
    case FieldKind::kPoint: return displayed_place_text(stored, PlaceKind::kPoint);
    case FieldKind::kTrace: return displayed_place_text(stored, PlaceKind::kTrace);
    case FieldKind::kShape: return displayed_place_text(stored, PlaceKind::kShape);
    default: return stored;
  }
}

NumberVerdict check_number(FieldKind kind, const std::string& value, const std::string& id_type,
                           std::chrono::sys_days today) {
  if (value.empty()) return {};
  Check check;
  switch (kind) {
    case FieldKind::kIdNo:
      check = id_type.empty() || id_type == "111"
                  ? check_citizen_id(value, std::chrono::year_month_day(today))
                  : check_paper(id_type, value, std::chrono::year_month_day(today));
      break;
    case FieldKind::kMobile: check = check_mobile(value); break;
    case FieldKind::kTelephone: check = check_telephone(value); break;
    case FieldKind::kBankCard: check = check_bank_card(value); break;
    case FieldKind::kUscc: check = check_uscc(value); break;
    default: return {};
  }
  NumberVerdict verdict;
  if (!check.acceptable()) verdict.error = describe_reason(check);
  else if (!check.ok()) verdict.warning = describe_reason(check);
  if (check.acceptable() && check.normalised != value) verdict.better = check.normalised;
  return verdict;
}

}  // namespace jiujin::client::presenters
