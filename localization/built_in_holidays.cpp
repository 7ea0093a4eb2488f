// The State Council's holiday lists, as the notices state them: stretches of rest days, and the
// single Saturdays and Sundays worked for them.
//   2025: General Office of the State Council, November 2024
//   2026: General Office of the State Council, 4 November 2025
#include "localization/working_days.h"

namespace jiujin::localization {
namespace {

struct Stretch {
  unsigned month, first_day, last_month, last_day;
  const char* festival;
};

struct Worked {
  unsigned month, day;
  const char* festival;
};

constexpr const char* kSource2025 =
    "https://www.gov.cn/zhengce/zhengceku/202411/content_6986383.htm";
constexpr Stretch kOff2025[] = {
    {1, 1, 1, 1, "元旦"},   {1, 28, 2, 4, "春节"},   {4, 4, 4, 6, "清明节"},
    {5, 1, 5, 5, "劳动节"}, {5, 31, 6, 2, "端午节"}, {10, 1, 10, 8, "国庆节、中秋节"},
};
constexpr Worked kWork2025[] = {
    {1, 26, "春节"},
    {2, 8, "春节"},
    {4, 27, "劳动节"},
    {9, 28, "国庆节、中秋节"},
    {10, 11, "国庆节、中秋节"},
};

constexpr const char* kSource2026 =
    "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm";
constexpr Stretch kOff2026[] = {
    {1, 1, 1, 3, "元旦"},     {2, 15, 2, 23, "春节"},   {4, 4, 4, 6, "清明节"},
    {5, 1, 5, 5, "劳动节"},   {6, 19, 6, 21, "端午节"}, {9, 25, 9, 27, "中秋节"},
    {10, 1, 10, 7, "国庆节"},
};
constexpr Worked kWork2026[] = {
    {1, 4, "元旦"},   {2, 14, "春节"},   {2, 28, "春节"},
    {5, 9, "劳动节"}, {9, 20, "国庆节"}, {10, 10, "国庆节"},
};

HolidayYear make_year(int year, const char* source, std::span<const Stretch> off,
                      std::span<const Worked> work) {
  HolidayYear list{.year = year, .sources = {source}, .off = {}, .work = {}, .names = {}};
  for (const auto& stretch : off) {
    const Date last = make_date(year, stretch.last_month, stretch.last_day);
    for (Date day = make_date(year, stretch.month, stretch.first_day); day <= last;
         day += std::chrono::days{1}) {
      list.off.insert(day);
      list.names.emplace(day, stretch.festival);
    }
  }
  for (const auto& worked : work) {
    const Date day = make_date(year, worked.month, worked.day);
    list.work.insert(day);
    list.names.emplace(day, worked.festival);
  }
  return list;
}

}  // namespace

const HolidayCalendar& HolidayCalendar::built_in() {
  static const HolidayCalendar calendar = [] {
    HolidayCalendar lists;
    lists.set_year(make_year(2025, kSource2025, kOff2025, kWork2025));
    lists.set_year(make_year(2026, kSource2026, kOff2026, kWork2026));
    return lists;
  }();
  return calendar;
}

}  // namespace jiujin::localization
