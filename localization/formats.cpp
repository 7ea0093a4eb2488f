#include "localization/formats.h"

#include <cstdio>
#include <vector>

namespace jiujin::localization {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

struct Calendar {
  int year;
  unsigned month;
  unsigned day;
};

Calendar calendar_of(Date date) {
  const year_month_day ymd{date};
  return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
          static_cast<unsigned>(ymd.day())};
}

std::string month_name(unsigned month, const Translator& words) {
  static constexpr const char* kMonths[] = {_mark("January"), _mark("February"), _mark("March"),
                                            _mark("April"),   _mark("May"),      _mark("June"),
                                            _mark("July"),    _mark("August"),   _mark("September"),
                                            _mark("October"), _mark("November"), _mark("December")};
  Assert(month >= 1 && month <= 12);
  return words._t(kMonths[month - 1]);
}

// 10:32 of the local clock; a sys_seconds shifted by the zone.
std::string clock_text(Instant local) {
  const auto in_day = local - std::chrono::floor<days>(local);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(in_day).count();
  char text[8];
  std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(minutes / 60) % 24,
                static_cast<int>(minutes % 60));
  return text;
}

// "1234567" with a comma every three digits.
std::string grouped(std::string digits) {
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::uint64_t magnitude(std::int64_t number) {
  return number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
}

constexpr const char* kUppercaseDigits[] = {"零", "壹", "贰", "叁", "肆",
                                            "伍", "陆", "柒", "捌", "玖"};

// One group of four digits, 1..9999. `zero_before`: something stands to the left, so that a leading
// zero is spoken.
std::string uppercase_group(unsigned group, bool zero_before) {
  static constexpr const char* kUnits[] = {"仟", "佰", "拾", ""};
  static constexpr unsigned kPlaces[] = {1000, 100, 10, 1};
  std::string text;
  bool zero = false;
  for (int i = 0; i < 4; ++i) {
    const unsigned digit = group / kPlaces[i] % 10;
    if (digit == 0) {
      zero = true;
      continue;
    }
    if (zero && (zero_before || !text.empty())) text += "零";
    zero = false;
    text += kUppercaseDigits[digit];
    text += kUnits[i];
  }
  return text;
}

std::string uppercase_yuan(std::uint64_t yuan) {
  static constexpr const char* kGroupUnits[] = {"", "万", "亿", "万亿"};
  std::string text;
  bool skipped_group = false;
  for (int i = 3; i >= 0; --i) {
    std::uint64_t scale = 1;
    for (int j = 0; j < i; ++j) scale *= 10000;
    const auto group = static_cast<unsigned>(yuan / scale % 10000);
    if (group == 0) {
      skipped_group = !text.empty();
      continue;
    }
    // A group of zeros to the left is one spoken zero, unless the group speaks its own.
    if (skipped_group && group >= 1000) text += "零";
    text += uppercase_group(group, !text.empty());
    // 万亿 and 亿 share one 亿: 1234 5678 0000 0000 reads 壹仟...万伍仟...亿.
    const bool yi_follows = i == 3 && yuan / 100000000 % 10000 != 0;
    text += yi_follows ? "万" : kGroupUnits[i];
    skipped_group = false;
  }
  return text;
}

// Characters (code points) of a UTF-8 text.
std::vector<std::string> characters(std::string_view text) {
  std::vector<std::string> result;
  for (const char c : text) {
    const bool continuation = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (continuation && !result.empty()) {
      result.back() += c;
    } else {
      result.emplace_back(1, c);
    }
  }
  return result;
}

std::string mask_middle(std::string_view text, std::size_t head, std::size_t tail) {
  const auto parts = characters(text);
  if (parts.size() <= head + tail) return std::string(parts.size(), '*');
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool shown = i < head || i >= parts.size() - tail;
    result += shown ? parts[i] : "*";
  }
  return result;
}

}  // namespace

Date local_date(Instant at, Zone zone) {
  return std::chrono::floor<days>(at + zone.offset);
}

int local_minute(Instant at, Zone zone) {
  const auto local = at + zone.offset;
  return static_cast<int>(
      std::chrono::floor<std::chrono::minutes>(local - std::chrono::floor<days>(local)).count());
}

std::string format_time(Instant at, Zone zone) {
  return clock_text(at + zone.offset);
}

std::string format_timestamp(Instant at, Zone zone) {
  return iso_date(local_date(at, zone)) + " " + format_time(at, zone);
}

std::string format_weekday(Date day, const Translator& words) {
  static constexpr const char* kDays[] = {_mark("Sun"), _mark("Mon"), _mark("Tue"), _mark("Wed"),
                                          _mark("Thu"), _mark("Fri"), _mark("Sat")};
  return words._t(kDays[std::chrono::weekday{day}.c_encoding()]);
}

std::string format_full_date(Date day, const Translator& words) {
  const auto date = calendar_of(day);
  // {0} year, {1} month as a word, {2} day
  return format(words._t("{2} {1} {0}"), date.year, month_name(date.month, words), date.day);
}

std::string format_day(Date day, Date today, const Translator& words) {
  if (day == today) return words._t("today");
  if (day == today - days{1}) return words._t("yesterday");
  if (day == today + days{1}) return words._t("tomorrow");
  const auto date = calendar_of(day);
  if (date.year != calendar_of(today).year) return format_full_date(day, words);
  // {0} weekday, {1} month as a word, {2} day
  return format(words._t("{0} {2} {1}"), format_weekday(day, words), month_name(date.month, words),
                date.day);
}

std::string format_moment(Instant at, Instant now, Zone zone, const Translator& words) {
  const Date day = local_date(at, zone);
  const Date today = local_date(now, zone);
  const std::string text = format_day(day, today, words);
  const bool near = day >= today - days{1} && day <= today + days{1};
  return near ? text + " " + format_time(at, zone) : text;
}

std::string format_duration(std::chrono::seconds length, const Translator& words) {
  const long long seconds = length.count() < 0 ? 0 : length.count();
  if (seconds < 60) return format(words._tn("{0} second", "{0} seconds", seconds), seconds);
  const long long minutes = seconds / 60;
  const auto minutes_text = [&](long long count) {
    return format(words._tn("{0} minute", "{0} minutes", count), count);
  };
  if (minutes < 60) return minutes_text(minutes);
  const long long hours = minutes / 60;
  if (hours >= 48) return format(words._tn("{0} day", "{0} days", hours / 24), hours / 24);
  std::string text = format(words._tn("{0} hour", "{0} hours", hours), hours);
  if (minutes % 60 != 0) text += " " + minutes_text(minutes % 60);
  return text;
}

std::string format_count(std::int64_t count) {
  return (count < 0 ? "-" : "") + grouped(std::to_string(magnitude(count)));
}

std::string format_amount(std::int64_t fen) {
  const auto whole = magnitude(fen);
  char cents[8];
  std::snprintf(cents, sizeof cents, ".%02u", static_cast<unsigned>(whole % 100));
  return (fen < 0 ? "-¥" : "¥") + grouped(std::to_string(whole / 100)) + cents;
}

std::string uppercase_amount(std::int64_t fen) {
  const auto whole = magnitude(fen);
  Assert(whole < 1'000'000'000'000'000'000ULL);
  if (whole == 0) return "零元整";
  const std::uint64_t yuan = whole / 100;
  const auto jiao = whole / 10 % 10;
  const auto cent = whole % 10;
  std::string text = fen < 0 ? "负" : "";
  if (yuan != 0) text += uppercase_yuan(yuan) + "元";
  if (jiao != 0) {
    // The rules allow leaving this zero out; written, it cannot be mistaken.
    if (yuan != 0 && yuan % 10 == 0) text += "零";
    text += std::string(kUppercaseDigits[jiao]) + "角";
  }
  if (cent != 0) {
    if (jiao == 0 && yuan != 0) text += "零";
    text += std::string(kUppercaseDigits[cent]) + "分";
  } else {
    text += "整";
  }
  return text;
}

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " B";
  static constexpr const char* kUnits[] = {"KB", "MB", "GB", "TB", "PB", "EB"};
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  // 1023.95 would be written 1024.0.
  while (size >= 1023.95 && unit + 1 < std::size(kUnits)) {
    size /= 1024;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %s", size, kUnits[unit]);
  return text;
}

std::string mask_name(std::string_view name) {
  const auto parts = characters(name);
  if (parts.size() <= 1) return std::string(parts.size(), '*');
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool last_shown = i + 1 == parts.size() && parts.size() > 2;
    const bool separator = parts[i] == "·" || parts[i] == " ";
    result += i == 0 || last_shown || separator ? parts[i] : "*";
  }
  return result;
}

std::string mask_id_number(std::string_view number) {
  return mask_middle(number, 6, 4);
}

std::string mask_phone(std::string_view number) {
  return mask_middle(number, 3, 4);
}

std::string mask_account(std::string_view number) {
  return mask_middle(number, 0, 4);
}

std::string last_four(std::string_view number) {
  const auto parts = characters(number);
  std::string result;
  for (std::size_t i = parts.size() < 4 ? 0 : parts.size() - 4; i < parts.size(); ++i) {
    result += parts[i];
  }
  return result;
}

}  // namespace jiujin::localization
