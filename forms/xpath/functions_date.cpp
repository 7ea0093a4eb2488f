// Functions on dates: ODK XForms "Date and time functions".
#include <cmath>
#include <limits>

#include "forms/xpath/dates.h"
#include "forms/xpath/function_library.h"

namespace jiujin::forms::xpath {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// What a value means as a point in time: a date's text, or a number of days.
double days_meant(const Value& value, const Environment& environment) {
  if (value.is_number()) return std::get<double>(value.data);
  const std::string text = to_string(value);
  const double number = number_from_text(text);
  if (!std::isnan(number)) return number;
  return days_from_text(text, environment, true).value_or(kNaN);
}

// date() and date-time() keep a text that is one as it is written, and make one of a number;
// date-time() tells a time in local time.
Value as_date(Call& call, bool with_time) {
  const Value value = call.value(0);
  const Environment& environment = call.environment();
  if (!value.is_number()) {
    const std::string text = to_string(value);
    const auto days = days_from_text(text, environment);
    if (days && with_time && text.find('T') != std::string::npos) {
      return date_time_text(*days, environment);
    }
    if (days) return text;
  }
  const double days = days_meant(value, environment);
  if (std::isnan(days)) return std::string();
  return date_text(days, environment);
}

Value formatted(Call& call) {
  const double days = days_meant(call.value(0), call.environment());
  if (!std::isfinite(days)) return std::string();
  const CivilTime time = civil_time(days, call.environment());
  return format_date(time, call.text(1), call.environment().language);
}

Value decimal_date_time(Call& call) {
  return days_meant(call.value(0), call.environment());
}

Value decimal_time(Call& call) {
  return day_fraction_from_text(call.text(0), call.environment()).value_or(kNaN);
}

}  // namespace

void add_date_functions(FunctionLibrary& library) {
  library.add({.name = "today",
               .run = [](Call& c) -> Value {
                 const Environment& environment = c.environment();
                 return day_text(local_midnight(environment.today(), environment), environment);
               },
               .is_volatile = true});
  library.add({.name = "now",
               .run = [](Call& c) -> Value {
                 return date_time_text(days_of(c.environment().now), c.environment());
               },
               .is_volatile = true});
  library.add(
      {.name = "date", .least = 1, .most = 1, .run = [](Call& c) { return as_date(c, false); }});
  library.add({.name = "date-time", .least = 1, .most = 1, .run = [](Call& c) {
                 return as_date(c, true);
               }});
  library.add({.name = "format-date", .least = 2, .most = 2, .run = formatted});
  library.add({.name = "format-date-time", .least = 2, .most = 2, .run = formatted});
  library.add({.name = "decimal-date-time", .least = 1, .most = 1, .run = decimal_date_time});
  library.add({.name = "decimal-time", .least = 1, .most = 1, .run = decimal_time});
}

}  // namespace jiujin::forms::xpath
