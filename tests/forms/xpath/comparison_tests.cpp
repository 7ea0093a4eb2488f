#include "tests/forms/xpath/evaluator_fixture.h"

using jiujin::forms::xpath::testing::Evaluator;

BOOST_AUTO_TEST_SUITE(comparison_tests)

BOOST_AUTO_TEST_CASE(dates_compare_as_dates) {
  Evaluator e;
  BOOST_TEST(e.text("'2026-03-01' < '2026-03-02'") == "true");
  BOOST_TEST(e.text("'2026-03-01T08:00:00+08:00' = '2026-03-01T00:00:00Z'") == "true");
  BOOST_TEST(e.text("'2026-03-01' != '2026-03-01'") == "false");
  BOOST_TEST(e.text("10 + '2012-07-24' = '2012-08-03'") == "true");
}

// Section 3.4: a node-set compares if one of its nodes does.
BOOST_AUTO_TEST_CASE(node_sets_compare_by_any_node) {
  Evaluator e("<a><b>1</b><b>5</b></a>");
  BOOST_TEST(e.text("/a/b = 5") == "true");
  BOOST_TEST(e.text("/a/b != 5") == "true");
  BOOST_TEST(e.text("/a/b > 5") == "false");
  BOOST_TEST(e.text("/a/none = ''") == "false");
  BOOST_TEST(e.text("/a/b = true()") == "true");
  BOOST_TEST(e.text("/a/none = false()") == "true");
}

BOOST_AUTO_TEST_CASE(numbers_and_strings) {
  Evaluator e;
  BOOST_TEST(e.text("1 = '1.0'") == "true");
  BOOST_TEST(e.text("'1' = '1.0'") == "false");
  BOOST_TEST(e.text("'a' < 'b'") == "false");
}

BOOST_AUTO_TEST_SUITE_END()
