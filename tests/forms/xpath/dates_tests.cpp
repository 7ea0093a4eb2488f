#include "forms/xpath/dates.h"

#include "tests/forms/xpath/evaluator_fixture.h"

using jiujin::forms::xpath::testing::Evaluator;
using namespace jiujin::forms::xpath;

namespace {
struct China : Evaluator {
  China() {
    environment = Environment();
    using namespace std::chrono;
    environment.now = sys_days{year(2026) / 3 / 14} + hours(22);  // 15 March, 06:00 in China
  }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(dates_tests)

BOOST_FIXTURE_TEST_CASE(today_is_the_local_day, China) {
  BOOST_TEST(text("today()") == "2026-03-15");
  BOOST_TEST(text("now()") == "2026-03-15T06:00:00.000+08:00");
}

BOOST_FIXTURE_TEST_CASE(a_date_moves_by_whole_days, China) {
  BOOST_TEST(text("date(today() + 10)") == "2026-03-25");
  BOOST_TEST(text("date('2026-03-01') - date('2026-02-01')") == "28");
  BOOST_TEST(text("date('2026-02-28' + 1)") == "2026-03-01");
}

BOOST_FIXTURE_TEST_CASE(format_date_fills_in_its_fields, China) {
  BOOST_TEST(text("format-date('2012-07-08', '%Y/%n | %y/%m | %b %e %d %a')") ==
             "2012/7 | 12/07 | Jul 8 08 Sun");
  BOOST_TEST(text("format-date-time('2012-07-08T09:05:03', '%H:%M:%S %h')") == "09:05:03 9");
  BOOST_TEST(text("format-date('', '%Y')") == "");
  environment.language = "中文";
  BOOST_TEST(text("format-date('2012-07-08', '%A')") == "星期日");
}

BOOST_AUTO_TEST_CASE(days_count_from_1970_in_universal_time) {
  Evaluator e;
  BOOST_TEST(e.text("decimal-date-time('1970-01-02T12:00:00Z')") == "1.5");
  BOOST_TEST(e.text("decimal-time('06:00:00Z')") == "0.25");
  BOOST_TEST(e.text("date('1970-1-2')") == "1970-01-02");
}

BOOST_AUTO_TEST_CASE(dates_that_do_not_exist_are_no_dates) {
  Environment environment;
  for (const char* text :
       {"2026-02-29", "2026-13-01", "2026-3-1", "26-03-01", "2026-03-01x", "2026-03-01T25:00:00"}) {
    BOOST_TEST(!days_from_text(text, environment).has_value(), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
