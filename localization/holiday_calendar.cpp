#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "localization/working_days.h"

namespace jiujin::localization {
namespace {

using std::chrono::year_month_day;

int year_of(Date day) {
  return static_cast<int>(year_month_day{day}.year());
}

bool is_weekend(Date day) {
  const std::chrono::weekday weekday{day};
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

// Holidays with fixed dates: Regulation on Public Holidays for National Festivals and Memorial
// Days, art. 2 as in force since 2025 (1 January; 1 and 2 May; 1 to 3 October).
bool is_fixed_holiday(Date day) {
  const year_month_day date{day};
  const auto month = static_cast<unsigned>(date.month());
  const auto number = static_cast<unsigned>(date.day());
  return (month == 1 && number == 1) || (month == 5 && number <= 2) || (month == 10 && number <= 3);
}

// Days of one JSON list, all of `year`.
Result<std::set<Date>> read_days(const nlohmann::json& list, int year, const std::string& place) {
  if (!list.is_array()) return Error{ErrorCode::kInvalidData, place, "not a list of days"};
  std::set<Date> days;
  for (const auto& entry : list) {
    if (!entry.is_string()) return Error{ErrorCode::kInvalidData, place, "a day is not a string"};
    const auto day = parse_date(entry.get<std::string>());
    if (!day.ok()) return Error{ErrorCode::kInvalidData, place, day.error().line()};
    if (year_of(*day) != year) {
      return Error{ErrorCode::kInvalidData, place, iso_date(*day) + " lies in another year"};
    }
    days.insert(*day);
  }
  return days;
}

Result<void> check_year(const HolidayYear& list, const std::string& place) {
  for (const Date day : list.work) {
    if (list.off.contains(day)) {
      return Error{ErrorCode::kInvalidData, place, iso_date(day) + " is both off and worked"};
    }
    if (!is_weekend(day)) {
      return Error{ErrorCode::kInvalidData, place, iso_date(day) + " is worked but no weekend"};
    }
  }
  return {};
}

Result<HolidayYear> read_year(int year, const nlohmann::json& json, const std::string& place) {
  if (!json.is_object() || !json.contains("off")) {
    return Error{ErrorCode::kInvalidData, place, "not an object with a list \"off\""};
  }
  HolidayYear list;
  list.year = year;
  auto off = read_days(json["off"], year, place + "/off");
  if (!off.ok()) return off.error();
  auto work = read_days(json.value("work", nlohmann::json::array()), year, place + "/work");
  if (!work.ok()) return work.error();
  list.off = *std::move(off);
  list.work = *std::move(work);
  if (json.contains("source")) list.sources = json["source"].get<std::vector<std::string>>();
  if (json.contains("names")) {
    for (const auto& [text, name] : json["names"].items()) {
      const auto day = parse_date(text);
      if (!day.ok()) return Error{ErrorCode::kInvalidData, place + "/names", day.error().line()};
      list.names.emplace(*day, name.get<std::string>());
    }
  }
  if (auto checked = check_year(list, place); !checked.ok()) return checked.error();
  return list;
}

}  // namespace

Result<Date> parse_date(std::string_view text) {
  const auto fail = [&] {
    return Error{ErrorCode::kInvalidData, std::string(text), "not a date YYYY-MM-DD"};
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return fail();
  int numbers[3] = {0, 0, 0};
  int part = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 4 || i == 7) {
      ++part;
    } else if (text[i] >= '0' && text[i] <= '9') {
      numbers[part] = numbers[part] * 10 + (text[i] - '0');
    } else {
      return fail();
    }
  }
  const year_month_day date{std::chrono::year{numbers[0]},
                            std::chrono::month{static_cast<unsigned>(numbers[1])},
                            std::chrono::day{static_cast<unsigned>(numbers[2])}};
  if (!date.ok()) return fail();
  return Date{date};
}

std::string iso_date(Date day) {
  const year_month_day date{day};
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()) % 10000,
                static_cast<unsigned>(date.month()) % 100, static_cast<unsigned>(date.day()) % 100);
  return text;
}

Date make_date(int year, unsigned month, unsigned day) {
  const year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                            std::chrono::day{day}};
  Assert(date.ok());
  return Date{date};
}

Result<void> HolidayCalendar::load_json(std::string_view text, std::string_view place) {
  std::vector<HolidayYear> read;
  try {
    const auto json = nlohmann::json::parse(text);
    if (!json.is_object()) {
      return Error{ErrorCode::kInvalidData, std::string(place), "not an object of years"};
    }
    for (const auto& [name, year_json] : json.items()) {
      const std::string year_place = std::string(place) + "/" + name;
      const auto new_year = parse_date(name + "-01-01");
      if (!new_year.ok()) return Error{ErrorCode::kInvalidData, year_place, "not a year"};
      auto list = read_year(year_of(*new_year), year_json, year_place);
      if (!list.ok()) return list.error();
      read.push_back(*std::move(list));
    }
  } catch (const nlohmann::json::exception& exception) {
    return Error{ErrorCode::kInvalidData, std::string(place), exception.what()};
  }
  for (auto& list : read) set_year(std::move(list));
  return {};
}

void HolidayCalendar::set_year(HolidayYear list) {
  m_years.insert_or_assign(list.year, std::move(list));
}

std::vector<int> HolidayCalendar::years() const {
  std::vector<int> years;
  for (const auto& entry : m_years) years.push_back(entry.first);
  return years;
}

const HolidayYear* HolidayCalendar::find_year(int year) const {
  const auto found = m_years.find(year);
  return found == m_years.end() ? nullptr : &found->second;
}

bool HolidayCalendar::is_working_day(Date day) const {
  const auto* list = find_year(year_of(day));
  if (!list) return !is_weekend(day) && !is_fixed_holiday(day);
  if (list->off.contains(day)) return false;
  return list->work.contains(day) || !is_weekend(day);
}

bool HolidayCalendar::is_provisional(Date day) const {
  return !has_year(year_of(day));
}

std::string HolidayCalendar::festival(Date day) const {
  const auto* list = find_year(year_of(day));
  if (!list) return "";
  const auto found = list->names.find(day);
  return found == list->names.end() ? "" : found->second;
}

std::string HolidayCalendar::version() const {
  // FNV-1a over the days: a mark for "these lists", not a protection against anybody.
  std::uint64_t hash = 14695981039346656037ULL;
  const auto mix = [&hash](std::int64_t number) {
    for (int i = 0; i < 8; ++i) {
      hash = (hash ^ static_cast<std::uint8_t>(number >> (8 * i))) * 1099511628211ULL;
    }
  };
  std::string years;
  for (const auto& [year, list] : m_years) {
    years += std::to_string(year) + "+";
    for (const Date day : list.off) mix(day.time_since_epoch().count() * 2);
    for (const Date day : list.work) mix(day.time_since_epoch().count() * 2 + 1);
  }
  char text[24];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return years + text;
}

}  // namespace jiujin::localization
