// Functions on numbers: ODK XForms "Number functions" and what XPath 1.0 section 4.4 leaves.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numbers>

#include "forms/xpath/dates.h"
#include "forms/xpath/function_library.h"

namespace jiujin::forms::xpath {

namespace {

// Half away from zero, as ODK's round() does (XPath 1.0 rounds half up). The product with a power
// of ten is nudged so that 2.15 rounds as it is written, not as it is stored.
double round_to(double number, double places) {
  if (!std::isfinite(number) || std::isnan(places)) return number;
  const double scale = std::pow(10.0, std::trunc(places));
  const double scaled = number * scale;
  if (!std::isfinite(scaled)) return number;
  const double nudged = std::abs(scaled) + std::abs(scaled) * 4e-16;
  return std::copysign(std::floor(nudged + 0.5), number) / scale;
}

// "7.9e-12": what other programs write into a field; only int() reads it.
double scientific(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && text.find_first_of("eE") != std::string_view::npos && std::isfinite(number)
             ? number
             : std::numeric_limits<double>::quiet_NaN();
}

std::vector<double> numbers_of(Call& call) {
  std::vector<double> result;
  for (const Value& each : call.spread(0)) result.push_back(to_number(each, call.environment()));
  return result;
}

Value extreme(Call& call, bool largest) {
  const auto all = numbers_of(call);
  if (all.empty() || std::ranges::any_of(all, [](double n) { return std::isnan(n); })) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return largest ? std::ranges::max(all) : std::ranges::min(all);
}

using Unary = double (*)(double);

void add_unary(FunctionLibrary& library, const char* name, Unary function) {
  library.add({.name = name, .least = 1, .most = 1, .run = [function](Call& c) -> Value {
                 return function(c.number(0));
               }});
}

}  // namespace

void add_number_functions(FunctionLibrary& library) {
  library.add({.name = "round", .least = 1, .most = 2, .run = [](Call& c) -> Value {
                 return round_to(c.number(0), c.size() > 1 ? c.number(1) : 0);
               }});
  library.add({.name = "min",
               .least = 1,
               .most = FunctionSpec::kAny,
               .run = [](Call& c) { return extreme(c, false); },
               .aggregate = true});
  library.add({.name = "max",
               .least = 1,
               .most = FunctionSpec::kAny,
               .run = [](Call& c) { return extreme(c, true); },
               .aggregate = true});
  library.add({.name = "pow", .least = 2, .most = 2, .run = [](Call& c) -> Value {
                 return std::pow(c.number(0), c.number(1));
               }});
  library.add({.name = "atan2", .least = 2, .most = 2, .run = [](Call& c) -> Value {
                 return std::atan2(c.number(0), c.number(1));
               }});
  library.add({.name = "pi", .run = [](Call&) -> Value { return std::numbers::pi; }});
  library.add({.name = "random",
               .run = [](Call& c) -> Value { return c.environment().random(); },
               .is_volatile = true});
  library.add({.name = "int", .least = 1, .most = 1, .run = [](Call& c) -> Value {
                 const Value value = c.value(0);
                 double number = to_number(value, c.environment());
                 if (std::isnan(number)) number = scientific(to_string(value));
                 number = std::trunc(number);
                 return number == 0 ? 0.0 : number;
               }});
  add_unary(library, "abs", [](double n) { return std::abs(n); });
  add_unary(library, "sqrt", [](double n) { return std::sqrt(n); });
  add_unary(library, "exp", [](double n) { return std::exp(n); });
  add_unary(library, "exp10", [](double n) { return std::pow(10.0, n); });
  add_unary(library, "log", [](double n) { return std::log(n); });
  add_unary(library, "log10", [](double n) { return std::log10(n); });
  add_unary(library, "sin", [](double n) { return std::sin(n); });
  add_unary(library, "cos", [](double n) { return std::cos(n); });
  add_unary(library, "tan", [](double n) { return std::tan(n); });
  add_unary(library, "asin", [](double n) { return std::asin(n); });
  add_unary(library, "acos", [](double n) { return std::acos(n); });
  add_unary(library, "atan", [](double n) { return std::atan(n); });
}

}  // namespace jiujin::forms::xpath
