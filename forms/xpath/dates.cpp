#include "forms/xpath/dates.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace jiujin::forms::xpath {

namespace {

using namespace std::chrono;

constexpr double kDayMs = 86'400'000.0;

// Reads fixed shapes off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : m_rest(text) {}
  bool done() const { return m_rest.empty(); }
  bool eat(char c) {
    if (m_rest.empty() || m_rest[0] != c) return false;
    m_rest.remove_prefix(1);
    return true;
  }
  std::optional<int> digits(std::size_t least, std::size_t most) {
    std::size_t n = 0;
    int number = 0;
    while (n < most && n < m_rest.size() && m_rest[n] >= '0' && m_rest[n] <= '9') {
      number = number * 10 + (m_rest[n++] - '0');
    }
    if (n < least) return std::nullopt;
    m_rest.remove_prefix(n);
    return number;
  }
  // ".123", ",5": milliseconds.
  int fraction() {
    int result = 0;
    int scale = 100;
    while (!m_rest.empty() && m_rest[0] >= '0' && m_rest[0] <= '9') {
      result += (m_rest[0] - '0') * scale;
      scale /= 10;
      m_rest.remove_prefix(1);
    }
    return result;
  }

 private:
  std::string_view m_rest;
};

struct TimeOfDay {
  milliseconds since_midnight{};
  std::optional<minutes> zone;
};

std::optional<TimeOfDay> scan_time(Scanner& scan) {
  const auto hour = scan.digits(2, 2);
  if (!hour || *hour > 24 || !scan.eat(':')) return std::nullopt;
  const auto minute = scan.digits(2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  TimeOfDay time;
  time.since_midnight = hours(*hour) + minutes(*minute);
  if (scan.eat(':')) {
    const auto second = scan.digits(2, 2);
    if (!second || *second > 60) return std::nullopt;
    time.since_midnight += seconds(*second);
    if (scan.eat('.') || scan.eat(',')) time.since_midnight += milliseconds(scan.fraction());
  }
  if (scan.eat('Z')) {
    time.zone = minutes(0);
  } else if (const bool west = scan.eat('-'); west || scan.eat('+')) {
    const auto zone_hour = scan.digits(2, 2);
    scan.eat(':');
    const auto zone_minute = scan.digits(2, 2);
    if (!zone_hour) return std::nullopt;
    time.zone = (hours(*zone_hour) + minutes(zone_minute.value_or(0))) * (west ? -1 : 1);
  }
  if (!scan.done()) return std::nullopt;
  return time;
}

minutes offset_for_local(sys_time<milliseconds> local, const Environment& environment) {
  const auto guess = environment.offset_at(floor<seconds>(local));
  return environment.offset_at(floor<seconds>(local - guess));
}

std::string printed(const char* format, int a, int b, int c) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), format, a, b, c);
  return text.data();
}

struct Names {
  std::array<const char*, 12> months, short_months;
  std::array<const char*, 7> days, short_days;
};

constexpr Names kEnglish = {
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
    {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
    {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}};
constexpr Names kChinese = {
    {"一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月",
     "十二月"},
    {"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"},
    {"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"},
    {"周日", "周一", "周二", "周三", "周四", "周五", "周六"}};

const Names& names_in(std::string_view language) {
  const bool chinese = language.find("zh") != std::string_view::npos ||
                       language.find("Chinese") != std::string_view::npos ||
                       language.find("中文") != std::string_view::npos;
  return chinese ? kChinese : kEnglish;
}

// ISO 8601 week of the year.
int iso_week(const CivilTime& time) {
  const sys_days day = year(time.year) / month(time.month) / std::chrono::day(time.day);
  const int from_monday = (time.weekday + 6) % 7;
  const sys_days thursday = day + days(3 - from_monday);
  const year_month_day that{thursday};
  return static_cast<int>((thursday - sys_days(that.year() / January / 1)).count()) / 7 + 1;
}

}  // namespace

sys_days Environment::today() const {
  return floor<days>(now + offset_at(floor<seconds>(now)));
}

double days_of(sys_time<milliseconds> instant) {
  return static_cast<double>(instant.time_since_epoch().count()) / kDayMs;
}

double local_midnight(sys_days day, const Environment& environment) {
  return days_of(day - offset_for_local(day, environment));
}

std::optional<double> days_from_text(std::string_view text, const Environment& environment,
                                     bool lenient) {
  if (text.size() < (lenient ? 8u : 10u) || text.size() > 40) return std::nullopt;
  Scanner scan(text);
  const std::size_t least = lenient ? 1 : 2;
  const auto y = scan.digits(4, 4);
  if (!y || !scan.eat('-')) return std::nullopt;
  const auto m = scan.digits(least, 2);
  if (!m || !scan.eat('-')) return std::nullopt;
  const auto d = scan.digits(least, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)),
                            day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  sys_time<milliseconds> local = sys_days(date);
  if (scan.done()) return days_of(local - offset_for_local(local, environment));
  if (!scan.eat('T') && !scan.eat(' ')) return std::nullopt;
  const auto time = scan_time(scan);
  if (!time) return std::nullopt;
  local += time->since_midnight;
  return days_of(local - time->zone.value_or(offset_for_local(local, environment)));
}

std::optional<double> day_fraction_from_text(std::string_view text,
                                             const Environment& environment) {
  Scanner scan(text);
  const auto time = scan_time(scan);
  if (!time) return std::nullopt;
  milliseconds local = time->since_midnight;
  if (time->zone) local += environment.offset_at(floor<seconds>(environment.now)) - *time->zone;
  const double fraction = static_cast<double>(local.count()) / kDayMs;
  return fraction - std::floor(fraction);
}

CivilTime civil_time(double days_since, const Environment& environment) {
  const sys_time<milliseconds> instant{milliseconds(std::llround(days_since * kDayMs))};
  const auto local = instant + environment.offset_at(floor<seconds>(instant));
  const auto whole = floor<days>(local);
  const year_month_day date{whole};
  const hh_mm_ss time{local - whole};
  return {int(date.year()),
          unsigned(date.month()),
          unsigned(date.day()),
          static_cast<int>(time.hours().count()),
          static_cast<int>(time.minutes().count()),
          static_cast<int>(time.seconds().count()),
          static_cast<int>(time.subseconds().count()),
          static_cast<int>(weekday(whole).c_encoding())};
}

std::string day_text(double days_since, const Environment& environment) {
  if (!std::isfinite(days_since) || std::abs(days_since) > 2'900'000) return {};
  const CivilTime t = civil_time(days_since, environment);
  return printed("%04d-%02d-%02d", t.year, static_cast<int>(t.month), static_cast<int>(t.day));
}

std::string date_time_text(double days_since, const Environment& environment) {
  std::string text = day_text(days_since, environment);
  if (text.empty()) return text;
  const CivilTime t = civil_time(days_since, environment);
  text += printed("T%02d:%02d:%02d", t.hour, t.minute, t.second) +
          printed(".%03d", t.millisecond, 0, 0);
  const auto offset = environment.offset_at(sys_seconds(seconds(std::llround(days_since * 86400))));
  const int total = static_cast<int>(offset.count());
  text += total < 0 ? '-' : '+';
  return text + printed("%02d:%02d", std::abs(total) / 60, std::abs(total) % 60, 0);
}

std::string date_text(double days_since, const Environment& environment) {
  if (!std::isfinite(days_since) || std::abs(days_since) > 2'900'000) return {};
  const CivilTime t = civil_time(days_since, environment);
  const bool midnight = t.hour == 0 && t.minute == 0 && t.second == 0 && t.millisecond == 0;
  return midnight ? day_text(days_since, environment) : date_time_text(days_since, environment);
}

double to_number(const Value& value, const Environment& environment) {
  if (value.is_number() || value.is_boolean()) return to_plain_number(value);
  const std::string text = to_string(value);
  const double number = number_from_text(text);
  if (!std::isnan(number)) return number;
  return days_from_text(text, environment).value_or(number);
}

std::string format_date(const CivilTime& t, std::string_view pattern, std::string_view language) {
  const Names& names = names_in(language);
  const std::size_t month = t.month - 1;
  const auto weekday = static_cast<std::size_t>(t.weekday);
  std::string result;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%' || i + 1 == pattern.size()) {
      result += pattern[i];
      continue;
    }
    switch (pattern[++i]) {
      case 'Y':
        result += printed("%04d", t.year, 0, 0);
        break;
      case 'y':
        result += printed("%02d", t.year % 100, 0, 0);
        break;
      case 'm':
        result += printed("%02d", static_cast<int>(t.month), 0, 0);
        break;
      case 'n':
        result += std::to_string(t.month);
        break;
      case 'B':
        result += names.months[month];
        break;
      case 'b':
        result += names.short_months[month];
        break;
      case 'd':
        result += printed("%02d", static_cast<int>(t.day), 0, 0);
        break;
      case 'e':
        result += std::to_string(t.day);
        break;
      case 'H':
        result += printed("%02d", t.hour, 0, 0);
        break;
      case 'h':
        result += std::to_string(t.hour);
        break;
      case 'M':
        result += printed("%02d", t.minute, 0, 0);
        break;
      case 'S':
        result += printed("%02d", t.second, 0, 0);
        break;
      case '3':
        result += printed("%03d", t.millisecond, 0, 0);
        break;
      case 'a':
        result += names.short_days[weekday];
        break;
      case 'A':
        result += names.days[weekday];
        break;
      case 'W':
        result += std::to_string(iso_week(t));
        break;
      case '%':
        result += '%';
        break;
      default:
        result += pattern[i];
    }
  }
  return result;
}

}  // namespace jiujin::forms::xpath
