// Deadlines counted by hand on the State Council's calendars of 2025 and 2026.
#include "localization/working_days.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin;
using namespace jiujin::localization;

namespace {

Date day(std::string_view text) {
  return parse_date(text).value();
}

struct WorkingVector {
  const char* name;
  const char* accepted;
  int days;
  std::vector<std::pair<const char*, const char*>> stops;
  const char* deadline;
};

const WorkingVector kWorkingVectors[] = {
    {"春节前受理 5 个工作日", "2026-02-12", 5, {}, "2026-02-26"},
    {"国庆前受理 3 个工作日", "2026-09-30", 3, {}, "2026-10-10"},
    {"跨元旦 5 个工作日", "2025-12-30", 5, {}, "2026-01-07"},
    {"五一前受理 20 个工作日", "2026-04-30", 20, {}, "2026-06-01"},
    {"周六调休班受理 1 个工作日", "2026-02-28", 1, {}, "2026-03-02"},
    {"中秋国庆相邻 10 个工作日", "2026-09-18", 10, {}, "2026-10-09"},
    {"2025 国庆中秋 10 个工作日", "2025-09-29", 10, {}, "2025-10-20"},
    {"特别程序停表 10 个工作日", "2026-05-06", 10, {{"2026-05-08", "2026-05-20"}}, "2026-06-02"},
    {"两段停表 20 个工作日",
     "2026-03-02",
     20,
     {{"2026-03-05", "2026-03-11"}, {"2026-03-30", "2026-04-10"}},
     "2026-04-20"},
    {"低保 30 个工作日", "2026-01-05", 30, {}, "2026-02-14"},
    {"补正 5 个工作日告知期", "2026-06-17", 5, {}, "2026-06-25"},
};

struct NaturalVector {
  const char* name;
  const char* start;
  int days;
  const char* end;
};

const NaturalVector kNaturalVectors[] = {
    {"公示 7 天遇春节", "2026-02-10", 7, "2026-02-24"},
    {"公示 7 天平日", "2026-03-02", 7, "2026-03-09"},
    {"公示 7 天末日逢周日", "2026-03-08", 7, "2026-03-16"},
    {"公示 3 天遇端午", "2026-06-17", 3, "2026-06-22"},
    {"法律援助 7 日", "2026-04-28", 7, "2026-05-06"},
    {"居住证 15 日", "2026-09-18", 15, "2026-10-08"},
};

const HolidayCalendar& official() {
  return HolidayCalendar::built_in();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(working_days_tests)

BOOST_AUTO_TEST_CASE(working_day_periods_end_on_the_day_counted_by_hand) {
  for (const auto& vector : kWorkingVectors) {
    std::vector<Stop> stops;
    for (const auto& [first, last] : vector.stops) stops.push_back({day(first), day(last)});
    const auto deadline = add_working_days(official(), day(vector.accepted), vector.days, stops);
    BOOST_TEST(iso_date(deadline.day) == vector.deadline, vector.name);
    BOOST_TEST(!deadline.provisional, vector.name);
  }
}

BOOST_AUTO_TEST_CASE(natural_day_periods_roll_off_rest_days) {
  for (const auto& vector : kNaturalVectors) {
    const auto deadline = add_natural_days(official(), day(vector.start), vector.days);
    BOOST_TEST(iso_date(deadline.day) == vector.end, vector.name);
  }
}

BOOST_AUTO_TEST_CASE(each_official_year_has_248_working_days) {
  for (const int year : {2025, 2026}) {
    const Date eve = make_date(year - 1, 12, 31);
    BOOST_TEST(count_working_days(official(), eve, make_date(year, 12, 31)) == 248);
  }
}

BOOST_AUTO_TEST_CASE(a_worked_saturday_counts_and_a_festival_friday_does_not) {
  BOOST_TEST(official().is_working_day(day("2026-10-10")));
  BOOST_TEST(!official().is_working_day(day("2026-10-17")));
  BOOST_TEST(!official().is_working_day(day("2026-09-25")));
  BOOST_TEST(official().festival(day("2026-09-25")) == "中秋节");
  BOOST_TEST(official().festival(day("2026-02-28")) == "春节");
  BOOST_TEST(official().festival(day("2026-03-03")) == "");
}

BOOST_AUTO_TEST_CASE(overlapping_stops_count_once_in_any_order) {
  // 2026-03-02 is a Monday. Days 3 to 12 March are stopped by two overlapping stops; five working
  // days are then 13, 16, 17, 18, 19 March.
  const std::vector<Stop> stops = {{day("2026-03-09"), day("2026-03-12")},
                                   {day("2026-03-03"), day("2026-03-10")}};
  BOOST_TEST(iso_date(add_working_days(official(), day("2026-03-02"), 5, stops).day) ==
             "2026-03-19");
}

BOOST_AUTO_TEST_CASE(an_extension_is_appended_in_the_same_unit) {
  // 20 days from 2026-04-30 end on 2026-06-01, a Monday; ten more end on Monday 2026-06-15.
  const Period twenty{20, DayUnit::kWorkingDays};
  BOOST_TEST(iso_date(deadline_of(official(), day("2026-04-30"), twenty, {}, 10).day) ==
             "2026-06-15");
}

BOOST_AUTO_TEST_CASE(a_period_of_no_days_ends_at_once) {
  BOOST_TEST(iso_date(add_working_days(official(), day("2026-03-07"), 0).day) == "2026-03-07");
}

BOOST_AUTO_TEST_CASE(a_year_without_a_list_is_provisional) {
  // 2027-01-01 is a Friday and a holiday with a fixed date: the first working day is Monday 4.
  const auto deadline = add_working_days(official(), day("2026-12-31"), 1);
  BOOST_TEST(iso_date(deadline.day) == "2027-01-04");
  BOOST_TEST(deadline.provisional);
  // Of the October days only the first three are off; the 1st is a Friday.
  BOOST_TEST(!official().is_working_day(day("2027-10-01")));
  BOOST_TEST(official().is_working_day(day("2027-10-04")));
  BOOST_TEST(!official().is_working_day(day("2031-05-01")));
  BOOST_TEST(!official().is_working_day(day("2031-05-02")));
  BOOST_TEST(!add_working_days(official(), day("2026-12-30"), 1).provisional);
}

BOOST_AUTO_TEST_CASE(days_left_count_to_the_deadline_and_past_it) {
  BOOST_TEST(working_days_left(official(), day("2026-11-23"), day("2026-12-04")) == 9);
  BOOST_TEST(working_days_left(official(), day("2026-12-04"), day("2026-12-04")) == 0);
  BOOST_TEST(working_days_left(official(), day("2026-12-07"), day("2026-12-04")) == -1);
}

BOOST_AUTO_TEST_CASE(the_lamp_follows_the_days_left) {
  const Date deadline = day("2026-12-04");  // a Friday
  BOOST_TEST(lamp_name(lamp_of(official(), day("2026-12-01"), deadline)) == "green");
  BOOST_TEST(lamp_name(lamp_of(official(), day("2026-12-02"), deadline)) == "yellow");
  BOOST_TEST(lamp_name(lamp_of(official(), deadline, deadline)) == "yellow");
  BOOST_TEST(lamp_name(lamp_of(official(), day("2026-12-05"), deadline)) == "red");
  BOOST_TEST(lamp_name(lamp_of(official(), day("2026-12-05"), deadline, true)) == "blue");
}

BOOST_AUTO_TEST_CASE(an_imported_year_is_no_longer_provisional) {
  HolidayCalendar calendar = official();
  const auto before = calendar.version();
  const auto loaded = calendar.load_json(R"({"2027": {"source": ["https://example.invalid/notice"],
      "off": ["2027-01-01", "2027-01-02", "2027-01-03"], "work": ["2027-01-09"],
      "names": {"2027-01-01": "元旦"}}})");
  BOOST_REQUIRE(loaded.ok());
  BOOST_TEST(calendar.version() != before);
  BOOST_TEST(calendar.is_working_day(day("2027-01-09")));
  BOOST_TEST(!add_working_days(calendar, day("2026-12-31"), 1).provisional);
  BOOST_TEST(calendar.festival(day("2027-01-01")) == "元旦");
}

BOOST_AUTO_TEST_CASE(a_bad_list_changes_nothing_and_names_the_place) {
  HolidayCalendar calendar;
  const auto refused = [&](const char* json, const char* place) {
    const auto loaded = calendar.load_json(json);
    BOOST_REQUIRE(!loaded.ok());
    BOOST_TEST(loaded.error().place == place);
    BOOST_TEST(calendar.years().empty());
  };
  refused(R"({"2027": {"off": ["2026-01-01"]}})", "holidays/2027/off");
  refused(R"({"2027": {"off": ["2027-02-30"]}})", "holidays/2027/off");
  refused(R"({"2027": {"off": [], "work": ["2027-01-04"]}})", "holidays/2027");
  refused(R"({"2027": {"off": ["2027-01-02"], "work": ["2027-01-02"]}})", "holidays/2027");
  refused(R"({"2026": {"off": []}, "next": {"off": []}})", "holidays/next");
  refused(R"({"2027": {"off": [], "source": 5}})", "holidays");
  refused("{", "holidays");
}

BOOST_AUTO_TEST_CASE(only_days_that_exist_are_dates) {
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026/01/01",
                           "2026-1-01", "2026-01-0a", "", "2026-01-011"}) {
    BOOST_TEST(!parse_date(text).ok(), text);
  }
  BOOST_TEST(iso_date(day("2028-02-29")) == "2028-02-29");
}

BOOST_AUTO_TEST_SUITE_END()
