// Numbers of cells as text, and number formats that mean dates.
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "forms/xlsform/sheet_xml.h"

namespace jiujin::forms::xlsform {

namespace {

// Excel counts days from 1904-01-01, or with 1900-01-01 as day 1. There it has a 29 February 1900,
// day 60, which never was: from then on it is a day ahead.
std::string date_text(double serial, DateKind kind, bool epoch_1904) {
  using namespace std::chrono;
  const double days_whole = std::floor(serial);
  long seconds = std::lround((serial - days_whole) * 86400);
  constexpr double kDayThatNeverWas = 60;
  const sys_days first = epoch_1904                      ? sys_days(1904y / January / 1)
                         : days_whole < kDayThatNeverWas ? sys_days(1899y / December / 31)
                                                         : sys_days(1899y / December / 30);
  sys_days day = first + days(static_cast<long>(days_whole));
  if (seconds >= 86400) {
    seconds -= 86400;
    day += days(1);
  }
  char buffer[64];
  const year_month_day date(day);
  const int year = static_cast<int>(date.year());
  const auto month = static_cast<unsigned>(date.month());
  const auto day_of_month = static_cast<unsigned>(date.day());
  const long hour = seconds / 3600, minute = seconds / 60 % 60, second = seconds % 60;
  if (kind == DateKind::kTime || (serial < 1 && serial >= 0)) {
    std::snprintf(buffer, sizeof buffer, "%02ld:%02ld:%02ld", hour, minute, second);
  } else if (seconds == 0) {
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", year, month, day_of_month);
  } else {
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02uT%02ld:%02ld:%02ld", year, month,
                  day_of_month, hour, minute, second);
  }
  return buffer;
}

// 4.301e+5 without its exponent: 430100. Long numbers, such as those of identity cards, keep the
// digits that people typed.
std::string whole_text(std::string_view scientific) {
  const auto e = scientific.find('e');
  int exponent = 0;
  std::from_chars(scientific.data() + e + 2, scientific.data() + scientific.size(), exponent);
  std::string out;
  for (const char c : scientific.substr(0, e)) {
    if (c != '.') out += c;
  }
  const std::size_t sign = out.starts_with('-') ? 1 : 0;
  out.resize(sign + static_cast<std::size_t>(exponent) + 1, '0');
  return out;
}

}  // namespace

std::string number_text(std::string_view number, DateKind kind, bool epoch_1904) {
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  const bool digits_only = number.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits_only && kind == DateKind::kNone && !number.starts_with('0')) {
    return std::string(number);
  }
  if (error != std::errc() || end != number.data() + number.size() || !std::isfinite(value)) {
    return std::string(number);
  }
  constexpr double kLastSerial = 2958466;  // 9999-12-31
  if (kind != DateKind::kNone && value >= 0 && value < kLastSerial) {
    return date_text(value, kind, epoch_1904);
  }
  if (value == 0) return "0";
  char buffer[64];
  const auto written =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  const std::string_view shortest(buffer, static_cast<std::size_t>(written.ptr - buffer));
  constexpr double kWholeMax = 1e18;
  if (value == std::trunc(value) && std::abs(value) < kWholeMax) return whole_text(shortest);
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

DateKind date_kind(std::string_view format) {
  bool date = false, time = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    switch (format[i]) {
      case '"':
        i = std::min(format.find('"', i + 1), format.size());
        break;
      case '\\':
      case '_':
      case '*':
        ++i;
        break;
      case '[': {  // [Red], [$-409] and conditions; [h] counts hours
        const std::size_t end = std::min(format.find(']', i + 1), format.size());
        const std::string inside = lower_case(format.substr(i + 1, end - i - 1));
        time = time || inside == "h" || inside == "hh" || inside == "m" || inside == "mm" ||
               inside == "s" || inside == "ss";
        i = end;
        break;
      }
      case 'y':
      case 'Y':
      case 'd':
      case 'D':
        date = true;
        break;
      case 'h':
      case 'H':
      case 's':
      case 'S':
        time = true;
        break;
      case 'G':  // General
        if (format.substr(i).starts_with("General")) i += 6;
        break;
      default:
        break;
    }
  }
  if (date && time) return DateKind::kDateTime;
  if (date) return DateKind::kDate;
  return time ? DateKind::kTime : DateKind::kNone;
}

}  // namespace jiujin::forms::xlsform
