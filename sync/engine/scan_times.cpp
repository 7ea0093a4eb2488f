#include "sync/engine/scan_times.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>

namespace jiujin::sync::engine {
namespace {

// "HH:MM"
std::optional<int> read_minute(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto number = [](std::string_view two) {
    int value = -1;
    const auto read = std::from_chars(two.data(), two.data() + two.size(), value);
    return read.ptr == two.data() + two.size() && two.front() != '-' ? value : -1;
  };
  const int hour = number(text.substr(0, 2)), minute = number(text.substr(3, 2));
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  return hour * 60 + minute;
}

}  // namespace

bool may_travel(const ScanTimes& times, int minute) {
  if (times.kind != ScanTimes::Kind::kWindow) return times.kind == ScanTimes::Kind::kAny;
  if (times.from < times.until) return minute >= times.from && minute < times.until;
  return minute >= times.from || minute < times.until;
}

int minutes_until(const ScanTimes& times, int minute) {
  if (may_travel(times, minute)) return 0;
  if (times.kind != ScanTimes::Kind::kWindow) return kMinutesOfDay;
  return (times.from - minute + kMinutesOfDay) % kMinutesOfDay;
}

std::string to_text(const ScanTimes& times) {
  if (times.kind == ScanTimes::Kind::kAny) return "any";
  if (times.kind == ScanTimes::Kind::kAsked) return "asked";
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d-%02d:%02d", times.from / 60 % 24,
                times.from % 60, times.until / 60 % 24, times.until % 60);
  return text.data();
}

Result<ScanTimes> read_scan_times(std::string_view text) {
  ScanTimes times;
  if (text == "any") return times;
  times.kind = ScanTimes::Kind::kAsked;
  if (text == "asked") return times;
  times.kind = ScanTimes::Kind::kWindow;
  const auto bad = Error{ErrorCode::kInvalidArgument, "times for scans: " + std::string(text),
                         "any, asked, or two different times of the day such as 22:00-06:00"};
  if (text.size() != 11 || text[5] != '-') return bad;
  const auto from = read_minute(text.substr(0, 5)), until = read_minute(text.substr(6));
  if (!from || !until || *from == *until) return bad;
  times.from = *from;
  times.until = *until;
  return times;
}

}  // namespace jiujin::sync::engine
