// Deadlines, lamps and the three clocks of a case.
//
// Sources: Administrative Licensing Law art. 32 (five working days to tell what is missing, else
// the application counts as accepted on the day of receipt), 42 (one extension), 45 (special
// procedures are not counted); the counting itself is localization/working_days.h. Dates of ops are
// read at UTC+8. Knows no clock: `today` and `now` are arguments. Thread rule: pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "localization/working_days.h"
#include "sync/casework/case.h"

namespace jiujin::forms::catalogue {
struct Item;
}

namespace jiujin::sync::casework {

inline constexpr int kNoticeWorkingDays = 5;     // Administrative Licensing Law art. 32
inline constexpr int kDeliveryWorkingDays = 10;  // art. 44

// Fills clocks.notice_due, promised_due, statutory_due, stopped and provisional from what the ops
// said, and deemed_projected. `item` may be null: then only the notice clock is computed.
void project_deadlines(Case* c, const forms::catalogue::Item* item,
                       const localization::HolidayCalendar& calendar, std::chrono::sys_days as_of);

// The date that matters now: notice before acceptance, the correction's own while one is open, the
// deferral's while a gap is open and earlier, else the promised one (statutory without one); ""
// when nothing runs.
std::string due_of(const Case& c);

// Nothing when no date runs (before submission, after the decision).
std::optional<localization::Lamp> lamp_of(const Case& c,
                                          const localization::HolidayCalendar& calendar,
                                          std::chrono::sys_days today);

// Milliseconds on each clock; open stretches count until `now_ms`.
struct ClockTotals {
  std::int64_t handling_ms = 0;     // 办理: acceptance to decision, special procedures left out
  std::int64_t circulation_ms = 0;  // 流转: submission to acceptance, decision to dispatch
  std::int64_t courier_ms = 0;      // 快递: each parcel from dispatch to its end
};
ClockTotals clock_totals(const Case& c, std::int64_t now_ms);

}  // namespace jiujin::sync::casework
