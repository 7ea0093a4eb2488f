// Working days, periods and deadlines, as the law of the People's Republic counts them.
//
// Sources: Civil Code art. 201 and 203 (the day of the event is not counted; a period ends with its
// last day, and one that ends on a rest day ends on the next working day); Administrative Licensing
// Law art. 82 (its days are working days) and art. 45 (hearings, inspections and the like are not
// counted); the yearly holiday notice of the General Office of the State Council.
//
// It refuses to know what today is, and what a case is: dates come in, dates go out.
// Thread rule: values; a HolidayCalendar is read by any number of threads while none writes it.
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "localization/error.h"

namespace jiujin::localization {

using Date = std::chrono::sys_days;

// "YYYY-MM-DD", a day that exists. Error: kInvalidData, place = the text.
Result<Date> parse_date(std::string_view text);
std::string iso_date(Date day);
Date make_date(int year, unsigned month, unsigned day);  // asserts that the day exists

// One year's list as the State Council's notice gives it.
struct HolidayYear {
  int year = 0;
  std::vector<std::string> sources;   // addresses of the official notice
  std::set<Date> off;                 // rest days of the festivals, weekends among them included
  std::set<Date> work;                // Saturdays and Sundays that are worked
  std::map<Date, std::string> names;  // Chinese name of the festival a listed day belongs to
};

class HolidayCalendar {
 public:
  HolidayCalendar() = default;
  // The official lists known when this version was built: 2025 and 2026 (248 working days each).
  static const HolidayCalendar& built_in();

  // Adds years, or replaces them, from JSON of the shape
  //   {"2027": {"source": ["https://..."], "off": ["2027-01-01"], "work": [], "names": {...}}}
  // All or nothing. Errors: kInvalidData with the place inside the JSON (a day of another year,
  // a worked day that is no weekend, a day both off and worked).
  Result<void> load_json(std::string_view json, std::string_view place = "holidays");
  void set_year(HolidayYear list);

  bool has_year(int year) const { return m_years.contains(year); }
  std::vector<int> years() const;
  const HolidayYear* find_year(int year) const;

  // In a year without an official list: Monday to Friday, less 1 January, 1-2 May and 1-3 October,
  // the statutory holidays with fixed dates (lunar festivals are not guessed).
  bool is_working_day(Date day) const;
  // True when the answer about this day is such a guess.
  bool is_provisional(Date day) const;
  // Chinese name of the festival this listed day belongs to, or "".
  std::string festival(Date day) const;
  // Changes whenever a list changes; kept beside results that were computed with this calendar.
  std::string version() const;

 private:
  std::map<int, HolidayYear> m_years;
};

// Days from `first` through `last`, both included, during which the clock stands still. A stop that
// has not ended yet is given with last = today and the result told as a projection.
struct Stop {
  Date first;
  Date last;
};

enum class DayUnit { kWorkingDays, kNaturalDays };

struct Period {
  int days = 0;  // >= 0; 0 ends on the day of the event
  DayUnit unit = DayUnit::kWorkingDays;
};

struct Deadline {
  Date day;
  // A year without an official list was counted through: show it as provisional, compute it anew
  // when the list is there.
  bool provisional = false;
};

// Last day of a period of `days` working days after `event`. Days inside any stop are not counted;
// stops may overlap and lie in any order. Asserts days >= 0.
Deadline add_working_days(const HolidayCalendar& calendar, Date event, int days,
                          std::span<const Stop> stops = {});

// Same for natural days: a last day that is a rest day rolls to the next working day.
Deadline add_natural_days(const HolidayCalendar& calendar, Date event, int days,
                          std::span<const Stop> stops = {});

// `extension_days`: granted once, in the period's own unit, appended to the period (extensions of
// the time limit, Administrative Licensing Law art. 42).
Deadline deadline_of(const HolidayCalendar& calendar, Date event, Period period,
                     std::span<const Stop> stops = {}, int extension_days = 0);

// Working days after `from` up to and including `to`, outside the stops; 0 when to <= from.
int count_working_days(const HolidayCalendar& calendar, Date from, Date to,
                       std::span<const Stop> stops = {});

// Working days that remain after today, the deadline's own day included: 0 on the last day,
// negative when overdue (working days that went by since).
int working_days_left(const HolidayCalendar& calendar, Date today, Date deadline);

// The next working day after `day`.
Date next_working_day(const HolidayCalendar& calendar, Date day);

bool is_stopped(Date today, std::span<const Stop> stops);

// The clock's colour on a case: more than two working days left, two or fewer, overdue, stopped.
enum class Lamp { kGreen, kYellow, kRed, kBlue };
Lamp lamp_of(const HolidayCalendar& calendar, Date today, Date deadline, bool stopped = false);
std::string_view lamp_name(Lamp lamp);  // "green", "yellow", "red", "blue": stable, for scripts

}  // namespace jiujin::localization
