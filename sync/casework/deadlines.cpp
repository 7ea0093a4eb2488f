#include "sync/casework/deadlines.h"

#include <algorithm>
#include <vector>

#include "forms/catalogue/catalogue.h"
#include "sync/casework/states.h"

namespace jiujin::sync::casework {
namespace {

using forms::catalogue::LimitUnit;
using forms::catalogue::TimeLimit;
using localization::Date;
using localization::HolidayCalendar;
using localization::Stop;

std::optional<Date> date_of(const std::string& iso) {
  if (iso.empty()) return std::nullopt;
  auto date = localization::parse_date(iso);
  return date ? std::optional(*date) : std::nullopt;
}

// From each procedure's first day through its last; one that runs is projected to `as_of`.
std::vector<Stop> stops_of(const Case& c, Date as_of) {
  std::vector<Stop> stops;
  for (const SpecialProcedure& special : c.specials) {
    const auto first = date_of(special.started_on);
    if (!first) continue;
    const Date last = date_of(special.ended_on).value_or(as_of);
    if (last >= *first) stops.push_back({*first, last});
  }
  return stops;
}

std::string limit_day(const HolidayCalendar& calendar, const TimeLimit& limit, Date event,
                      std::span<const Stop> stops, int extension, bool* provisional) {
  if (limit.unit == LimitUnit::kImmediate) return localization::iso_date(event);
  if (!limit.value) return "";
  const auto unit = limit.unit == LimitUnit::kWorkingDays ? localization::DayUnit::kWorkingDays
                                                          : localization::DayUnit::kNaturalDays;
  const auto deadline =
      localization::deadline_of(calendar, event, {*limit.value, unit}, stops, extension);
  *provisional = *provisional || deadline.provisional;
  return localization::iso_date(deadline.day);
}

// The day from which the notice period counts: receipt, or the last answer to a correction.
std::optional<Date> notice_event(const Case& c) {
  auto event = date_of(c.submitted_on);
  for (const Correction& correction : c.corrections)
    if (const auto answered = date_of(correction.answered_on))
      event = event ? std::max(*event, *answered) : answered;
  return event;
}

bool awaits_notice(CaseState state) {
  return state == CaseState::kReceived || state == CaseState::kInPrereview ||
         state == CaseState::kDeferralReceived;
}

std::int64_t length_of(const std::vector<ClockStretch>& stretches, std::int64_t now_ms) {
  std::int64_t total = 0;
  for (const ClockStretch& s : stretches)
    total += std::max<std::int64_t>(0, s.to_ms.value_or(now_ms) - s.from_ms);
  return total;
}

}  // namespace

void project_deadlines(Case* c, const forms::catalogue::Item* item, const HolidayCalendar& calendar,
                       Date as_of) {
  Clocks& clocks = c->clocks;
  clocks.notice_due = clocks.promised_due = clocks.statutory_due = "";
  clocks.provisional = false;
  c->deemed_projected = false;
  clocks.stopped = c->state == CaseState::kSpecialProcedure;

  if (const auto event = notice_event(*c)) {
    const auto deadline = localization::add_working_days(calendar, *event, kNoticeWorkingDays);
    clocks.notice_due = localization::iso_date(deadline.day);
    if (awaits_notice(c->state)) {
      clocks.provisional = deadline.provisional;
      c->deemed_projected = as_of > deadline.day;
    }
  }
  const auto accepted = date_of(c->accepted_on);
  if (!accepted || !item) return;
  const std::vector<Stop> stops = stops_of(*c, as_of);
  bool provisional = false;
  clocks.promised_due =
      limit_day(calendar, item->promised, *accepted, stops, c->extension_days, &provisional);
  clocks.statutory_due =
      limit_day(calendar, item->statutory, *accepted, stops, c->extension_days, &provisional);
  clocks.provisional = clocks.provisional || provisional;
}

std::string due_of(const Case& c) {
  if (c.state == CaseState::kAwaitingCorrection) {
    for (auto it = c.corrections.rbegin(); it != c.corrections.rend(); ++it)
      if (!it->answered) return it->due;
    return "";
  }
  if (awaits_notice(c.state)) return c.clocks.notice_due;
  if (!is_in_progress(c.state)) return "";
  std::string due = c.clocks.promised_due.empty() ? c.clocks.statutory_due : c.clocks.promised_due;
  if (c.state == CaseState::kAwaitingDeferred)
    for (const Material& m : c.materials)
      if (m.mode == MaterialMode::kDeferred && !m.due.empty() && (due.empty() || m.due < due))
        due = m.due;  // ISO dates compare as days
  return due;
}

std::optional<localization::Lamp> lamp_of(const Case& c, const HolidayCalendar& calendar,
                                          Date today) {
  const auto due = date_of(due_of(c));
  if (!due) return std::nullopt;
  return localization::lamp_of(calendar, today, *due, c.clocks.stopped);
}

ClockTotals clock_totals(const Case& c, std::int64_t now_ms) {
  return {length_of(c.clocks.handling, now_ms), length_of(c.clocks.circulation, now_ms),
          length_of(c.clocks.courier, now_ms)};
}

}  // namespace jiujin::sync::casework
