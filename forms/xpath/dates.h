// Dates in expressions: ISO 8601 text to days since 1970-01-01T00:00Z and back.
//
// A text without a zone is local time of the environment, so that "2018-01-01" in China is
// 17531.666...: what ODK calls decimal-date-time. Thread rule: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "forms/xpath/environment.h"
#include "forms/xpath/value.h"

namespace jiujin::forms::xpath {

// One point of local time, as format-date() speaks of it.
struct CivilTime {
  int year = 1970;
  unsigned month = 1, day = 1;
  int hour = 0, minute = 0, second = 0, millisecond = 0;
  int weekday = 4;  // 0 is Sunday
};

// "2018-01-01", "2018-01-01T10:20", with seconds, fraction and zone ("Z", "+08:00") or without.
// `lenient` also takes "2018-1-1". Nothing if it is no date that exists.
std::optional<double> days_from_text(std::string_view text, const Environment& environment,
                                     bool lenient = false);
// "10:20:30.123+08:00" to a fraction of a day in local time; nothing if it is no time.
std::optional<double> day_fraction_from_text(std::string_view text, const Environment&);

// "2018-01-01" at local midnight, else the form with time and zone.
std::string date_text(double days, const Environment& environment);
std::string date_time_text(double days, const Environment& environment);  // always with time
std::string day_text(double days, const Environment& environment);        // always "YYYY-MM-DD"
CivilTime civil_time(double days, const Environment& environment);
double days_of(std::chrono::sys_time<std::chrono::milliseconds> instant);
double local_midnight(std::chrono::sys_days day, const Environment& environment);

// number() as arithmetic and order comparison need it: dates read as days.
double to_number(const Value& value, const Environment& environment);

// strftime-like: %Y %y %m %n %B %b %d %e %H %h %M %S %3 %a %A %W; the ODK XForms specification.
std::string format_date(const CivilTime& time, std::string_view pattern, std::string_view language);

}  // namespace jiujin::forms::xpath
