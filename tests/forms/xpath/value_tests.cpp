#include "forms/xpath/value.h"

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace jiujin::forms::xpath;

BOOST_AUTO_TEST_SUITE(value_tests)

// XPath 1.0 section 4.2: no exponent, no trailing zeros, the fewest digits that are unique.
BOOST_AUTO_TEST_CASE(numbers_print_without_exponent) {
  BOOST_TEST(number_to_text(1e19) == "10000000000000000000");
  BOOST_TEST(number_to_text(0.1) == "0.1");
  BOOST_TEST(number_to_text(-0.0) == "0");
  BOOST_TEST(number_to_text(1.0 / 0.0) == "Infinity");
  BOOST_TEST(number_to_text(std::nan("")) == "NaN");
}

BOOST_AUTO_TEST_CASE(number_grammar_is_that_of_section_4_4) {
  BOOST_TEST(number_from_text(" -1.50 ") == -1.5);
  BOOST_TEST(number_from_text(".5") == 0.5);
  BOOST_TEST(number_from_text("5.") == 5);
  for (const char* text : {"", "1e3", "+1", "1 2", "--1", "0x10", "inf", "nan"}) {
    BOOST_TEST(std::isnan(number_from_text(text)), text);
  }
}

BOOST_AUTO_TEST_CASE(a_string_is_true_unless_empty) {
  BOOST_TEST(to_boolean(Value("false")));
  BOOST_TEST(!to_boolean(Value("")));
  BOOST_TEST(!to_boolean(Value(std::nan(""))));
}

BOOST_AUTO_TEST_SUITE_END()
