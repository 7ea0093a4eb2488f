// When scans may travel: at any time, in a window of each day, or only when a person asks for it.
//
// For lines that are paid by the byte or needed for the counter by day. Texts, previews and small
// files always travel, so that a reviewer can begin. A pure rule: the time of day is handed in.
// Thread rule: a value.
#pragma once

#include <string>
#include <string_view>

#include "localization/error.h"

namespace jiujin::sync::engine {

inline constexpr int kMinutesOfDay = 24 * 60;

struct ScanTimes {
  enum class Kind {
    kAny,
    kWindow,  // from `from` until `until`, over midnight where that is the smaller
    kAsked,   // a line that is paid by the byte: only when a person asks
  };
  Kind kind = Kind::kAny;
  int from = 22 * 60, until = 6 * 60;  // minutes of the station's day, 0 to 1439

  bool operator==(const ScanTimes&) const = default;
};

// `minute`: of the station's day, 0 to 1439.
bool may_travel(const ScanTimes& times, int minute);
// How long until they may, minutes: 0 = now; a day where they wait for a person's word.
int minutes_until(const ScanTimes& times, int minute);

// "any", "asked" or "22:00-06:00". A window that begins when it ends is kInvalidArgument.
std::string to_text(const ScanTimes& times);
Result<ScanTimes> read_scan_times(std::string_view text);

}  // namespace jiujin::sync::engine
