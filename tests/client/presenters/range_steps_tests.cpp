#include "client/presenters/range_steps.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::client::presenters;

BOOST_AUTO_TEST_SUITE(range_steps_tests)

BOOST_AUTO_TEST_CASE(steps_are_counted_in_decimals) {
  const auto range = range_of("0", "1", "0.1");
  BOOST_REQUIRE(range.has_value());
  BOOST_TEST(range->count() == 11);
  BOOST_TEST(range->value(0) == "0.0");
  BOOST_TEST(range->value(3) == "0.3");
  BOOST_TEST(range->value(10) == "1.0");
}

BOOST_AUTO_TEST_CASE(a_value_snaps_to_the_nearest_step) {
  const auto range = range_of("0", "100", "5");
  BOOST_REQUIRE(range.has_value());
  BOOST_TEST(range->nearest("52").value() == 10);
  BOOST_TEST(range->nearest("53").value() == 11);
  BOOST_TEST(range->nearest("-7").value() == 0);
  BOOST_TEST(range->nearest("1000").value() == 20);
  BOOST_TEST(range->nearest("52.4999").value() == 10);
  BOOST_TEST(!range->nearest("many").has_value());
  BOOST_TEST(!range->nearest("").has_value());
}

BOOST_AUTO_TEST_CASE(a_range_may_go_down_and_below_zero) {
  const auto range = range_of("1", "-1", "0.5");
  BOOST_REQUIRE(range.has_value());
  BOOST_TEST(range->descending());
  BOOST_TEST(range->count() == 5);
  BOOST_TEST(range->value(1) == "0.5");
  BOOST_TEST(range->value(3) == "-0.5");
  BOOST_TEST(range->nearest("-0.5").value() == 3);
}

// A step that does not end at the end: the last one below it is the last.
BOOST_AUTO_TEST_CASE(the_end_need_not_be_a_step) {
  const auto range = range_of("1", "10", "4");
  BOOST_REQUIRE(range.has_value());
  BOOST_TEST(range->count() == 3);  // 1 5 9
  BOOST_TEST(range->value(2) == "9");
  BOOST_TEST(range->nearest("10").value() == 2);
}

BOOST_AUTO_TEST_CASE(what_is_no_range_is_refused) {
  BOOST_TEST(!range_of("", "10", "1").has_value());
  BOOST_TEST(!range_of("1", "10", "0").has_value());
  BOOST_TEST(!range_of("1", "10", "20").has_value());
  BOOST_TEST(!range_of("1", "1", "1").has_value());
  BOOST_TEST(!range_of("1", "a", "1").has_value());
  BOOST_TEST(!range_of("0", "1000000000", "1").has_value());
  BOOST_TEST(range_of("1", "10", "").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
