#include "forms/xpath/domain_functions.h"

#include "tests/forms/xpath/evaluator_fixture.h"

using jiujin::forms::xpath::testing::Evaluator;

BOOST_AUTO_TEST_SUITE(domain_functions_tests)

BOOST_AUTO_TEST_CASE(a_citizen_number_tells_its_facts) {
  Evaluator e;
  e.environment.now = std::chrono::sys_days{std::chrono::year(2026) / 3 / 15};
  BOOST_TEST(e.text("jj:id-check('430190195803120157')") == "ok");
  BOOST_TEST(e.text("jj:id-check('430190195803120150')") == "error");
  BOOST_TEST(e.text("jj:id-check('430190580312017')") == "warn");
  BOOST_TEST(e.text("jj:id-check('')") == "");
  BOOST_TEST(e.text("jj:birth-date('430190195803120157')") == "1958-03-12");
  BOOST_TEST(e.text("jj:sex('430190195803120157')") == "1");
  BOOST_TEST(e.text("jj:age('430190195803120157', today())") == "68");
  BOOST_TEST(e.text("jj:age('1958-03-16', '2026-03-15')") == "67");
  BOOST_TEST(e.text("jj:division('430190195803120157')") == "430190");
}

BOOST_AUTO_TEST_CASE(other_numbers) {
  Evaluator e;
  BOOST_TEST(e.text("jj:uscc-check('91350100M0001TGQXM')") == "warn");
  BOOST_TEST(e.text("jj:luhn('79927398713')") == "true");
  BOOST_TEST(e.text("jj:mobile-check('12800138000')") == "error");
}

BOOST_AUTO_TEST_CASE(months_are_full_months) {
  Evaluator e;
  BOOST_TEST(e.text("jj:months-between('2026-01-31', '2026-02-28')") == "0");
  BOOST_TEST(e.text("jj:months-between('2025-01-15', '2026-03-15')") == "14");
  BOOST_TEST(e.text("jj:months-between('2026-03-15', '2025-01-15')") == "-14");
}

BOOST_AUTO_TEST_CASE(working_days_come_from_the_place) {
  Evaluator e;
  BOOST_TEST(e.text("jj:add-working-days('2026-03-13', 1)").starts_with("error"));
  e.environment.add_working_days = [](std::chrono::sys_days day, int n) {
    return std::optional(day + std::chrono::days(n + 2));
  };
  BOOST_TEST(e.text("jj:add-working-days('2026-03-13', 1)") == "2026-03-16");
}

BOOST_AUTO_TEST_CASE(division_codes_have_levels) {
  Evaluator e;
  BOOST_TEST(e.text("jj:division-level('430000')") == "1");
  BOOST_TEST(e.text("jj:division-level('430190')") == "3");
  BOOST_TEST(e.text("jj:division-level('430190101')") == "4");
  BOOST_TEST(e.text("jj:division-level('430190101201')") == "5");
  BOOST_TEST(e.text("jj:division-level('x')") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
