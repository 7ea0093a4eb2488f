#include "client/presenters/range_steps.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace jiujin::client::presenters {
namespace {

constexpr std::int64_t kStepsMax = 100'000;
constexpr std::size_t kDigitsMax = 15;  // all of them together fit 64 bits

struct Decimal {
  std::int64_t units = 0;
  int digits = 0;
};

std::optional<Decimal> decimal_of(std::string text) {
  Decimal read;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.erase(0, 1);
  const auto dot = text.find('.');
  std::string whole = text.substr(0, dot);
  std::string part = dot == std::string::npos ? "" : text.substr(dot + 1);
  while (part.ends_with('0')) part.pop_back();
  const auto all = whole + part;
  if (all.empty() && dot == std::string::npos) return std::nullopt;
  if (all.size() > kDigitsMax ||
      !std::all_of(all.begin(), all.end(), [](unsigned char c) { return std::isdigit(c) != 0; }))
    return std::nullopt;
  read.digits = static_cast<int>(part.size());
  for (char c : all) read.units = read.units * 10 + (c - '0');
  if (negative) read.units = -read.units;
  return read;
}

// In units of 10^-digits; none when that does not fit.
std::optional<std::int64_t> in_units(Decimal value, int digits) {
  for (; value.digits < digits; ++value.digits) {
    if (std::llabs(value.units) > INT64_MAX / 100) return std::nullopt;
    value.units *= 10;
  }
  return value.units;
}

}  // namespace

int RangeSteps::count() const {
  return static_cast<int>(std::llabs(end - start) / step) + 1;
}

std::string RangeSteps::value(int index) const {
  const std::int64_t at = std::clamp(index, 0, count() - 1);
  const std::int64_t units = descending() ? start - at * step : start + at * step;
  std::string text = std::to_string(std::llabs(units));
  if (digits > 0) {
    while (static_cast<int>(text.size()) <= digits) text.insert(0, "0");
    text.insert(text.size() - static_cast<std::size_t>(digits), ".");
  }
  return (units < 0 ? "-" : "") + text;
}

std::optional<int> RangeSteps::nearest(const std::string& value) const {
  const auto read = decimal_of(value);
  if (!read) return std::nullopt;
  // In the finest units of both, so that nothing is rounded twice.
  const int fine = std::max(digits, read->digits);
  const auto at = in_units(*read, fine), first = in_units({start, digits}, fine);
  const auto last = in_units({end, digits}, fine), stride = in_units({step, digits}, fine);
  if (!at || !first || !last || !stride) return std::nullopt;
  const std::int64_t inside = std::clamp(*at, std::min(*first, *last), std::max(*first, *last));
  const std::int64_t way = descending() ? *first - inside : inside - *first;
  return static_cast<int>(std::min<std::int64_t>((way + *stride / 2) / *stride, count() - 1));
}

std::optional<RangeSteps> range_of(const std::string& start, const std::string& end,
                                   const std::string& step) {
  const auto from = decimal_of(start), to = decimal_of(end);
  const auto by = decimal_of(step.empty() ? "1" : step);
  if (!from || !to || !by) return std::nullopt;
  RangeSteps range;
  range.digits = std::max({from->digits, to->digits, by->digits});
  const auto first = in_units(*from, range.digits), last = in_units(*to, range.digits);
  const auto stride = in_units(*by, range.digits);
  if (!first || !last || !stride) return std::nullopt;
  range.start = *first;
  range.end = *last;
  range.step = std::llabs(*stride);
  const std::int64_t way = std::llabs(range.end - range.start);
  if (range.step == 0 || range.step > way || way / range.step > kStepsMax) return std::nullopt;
  return range;
}

}  // namespace jiujin::client::presenters
