#include "localization/working_days.h"

#include <algorithm>

namespace jiujin::localization {
namespace {

constexpr std::chrono::days kOneDay{1};

}  // namespace

bool is_stopped(Date today, std::span<const Stop> stops) {
  return std::ranges::any_of(
      stops, [&](const Stop& stop) { return stop.first <= today && today <= stop.last; });
}

Deadline add_working_days(const HolidayCalendar& calendar, Date event, int days,
                          std::span<const Stop> stops) {
  Assert(days >= 0);
  Deadline deadline{event, false};
  for (int counted = 0; counted < days;) {
    deadline.day += kOneDay;
    deadline.provisional = deadline.provisional || calendar.is_provisional(deadline.day);
    if (calendar.is_working_day(deadline.day) && !is_stopped(deadline.day, stops)) ++counted;
  }
  return deadline;
}

Deadline add_natural_days(const HolidayCalendar& calendar, Date event, int days,
                          std::span<const Stop> stops) {
  Assert(days >= 0);
  Deadline deadline{event, false};
  if (days == 0) return deadline;
  for (int counted = 0; counted < days;) {
    deadline.day += kOneDay;
    if (!is_stopped(deadline.day, stops)) ++counted;
  }
  // Only the roll at the end asks the calendar.
  deadline.provisional = calendar.is_provisional(deadline.day);
  while (!calendar.is_working_day(deadline.day) || is_stopped(deadline.day, stops)) {
    deadline.day += kOneDay;
    deadline.provisional = deadline.provisional || calendar.is_provisional(deadline.day);
  }
  return deadline;
}

Deadline deadline_of(const HolidayCalendar& calendar, Date event, Period period,
                     std::span<const Stop> stops, int extension_days) {
  Assert(extension_days >= 0);
  const int days = period.days + extension_days;
  return period.unit == DayUnit::kWorkingDays ? add_working_days(calendar, event, days, stops)
                                              : add_natural_days(calendar, event, days, stops);
}

int count_working_days(const HolidayCalendar& calendar, Date from, Date to,
                       std::span<const Stop> stops) {
  int count = 0;
  for (Date day = from + kOneDay; day <= to; day += kOneDay) {
    if (calendar.is_working_day(day) && !is_stopped(day, stops)) ++count;
  }
  return count;
}

int working_days_left(const HolidayCalendar& calendar, Date today, Date deadline) {
  return today <= deadline ? count_working_days(calendar, today, deadline)
                           : -count_working_days(calendar, deadline, today);
}

Date next_working_day(const HolidayCalendar& calendar, Date day) {
  return add_working_days(calendar, day, 1).day;
}

Lamp lamp_of(const HolidayCalendar& calendar, Date today, Date deadline, bool stopped) {
  if (stopped) return Lamp::kBlue;
  // Overdue from the first day after the deadline, be it a rest day.
  if (today > deadline) return Lamp::kRed;
  return working_days_left(calendar, today, deadline) > 2 ? Lamp::kGreen : Lamp::kYellow;
}

std::string_view lamp_name(Lamp lamp) {
  switch (lamp) {
    case Lamp::kGreen:
      return "green";
    case Lamp::kYellow:
      return "yellow";
    case Lamp::kRed:
      return "red";
    case Lamp::kBlue:
      return "blue";
  }
  return "";
}

}  // namespace jiujin::localization
