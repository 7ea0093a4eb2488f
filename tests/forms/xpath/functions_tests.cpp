#include "tests/forms/xpath/evaluator_fixture.h"

using jiujin::forms::xpath::testing::Evaluator;

BOOST_AUTO_TEST_SUITE(functions_tests)

// Examples of XPath 1.0 section 4.2.
BOOST_AUTO_TEST_CASE(substring_of_the_recommendation) {
  Evaluator e;
  BOOST_TEST(e.text("substring('12345', 1.5, 2.6)") == "234");
  BOOST_TEST(e.text("substring('12345', 0, 3)") == "12");
  BOOST_TEST(e.text("substring('12345', 0 div 0, 3)") == "");
  BOOST_TEST(e.text("substring('12345', -42, 1 div 0)") == "12345");
  BOOST_TEST(e.text("translate('bar', 'abc', 'AB')") == "BAr");
  BOOST_TEST(e.text("substring-before('1999/04/01', '/')") == "1999");
  BOOST_TEST(e.text("substring-after('1999/04/01', '/')") == "04/01");
  BOOST_TEST(e.text("normalize-space('  a  b ')") == "a b");
}

BOOST_AUTO_TEST_CASE(characters_are_counted_not_bytes) {
  Evaluator e;
  BOOST_TEST(e.text("string-length('就近办𬭎')") == "4");
  BOOST_TEST(e.text("substr('就近办', 1)") == "近办");
  BOOST_TEST(e.text("substr('hello', 0, -1)") == "hell");
}

BOOST_AUTO_TEST_CASE(rounding_is_half_away_from_zero) {
  Evaluator e;
  BOOST_TEST(e.text("round(-1.5)") == "-2");
  BOOST_TEST(e.text("round(2.15, 1)") == "2.2");
  BOOST_TEST(e.text("round(1234.5, -2)") == "1200");
  BOOST_TEST(e.text("int(-1.9)") == "-1");
}

BOOST_AUTO_TEST_CASE(choices) {
  Evaluator e;
  BOOST_TEST(e.text("selected('a bc d', 'b')") == "false");
  BOOST_TEST(e.text("selected('a bc d', 'bc')") == "true");
  BOOST_TEST(e.text("selected-at('a bc d', 1)") == "bc");
  BOOST_TEST(e.text("count-selected(' a  b ')") == "2");
  BOOST_TEST(e.text("coalesce('', 'x')") == "x");
  BOOST_TEST(e.text("if(2 > 1, 'y', 'n')") == "y");
}

BOOST_AUTO_TEST_CASE(lists) {
  Evaluator e("<a><b>1</b><b/><b>3</b></a>");
  BOOST_TEST(e.text("join('-', /a/b)") == "1--3");
  BOOST_TEST(e.text("concat(/a/b, 'x')") == "13x");
  BOOST_TEST(e.text("count-non-empty(/a/b)") == "2");
  BOOST_TEST(e.text("max(1, 7, 3)") == "7");
  BOOST_TEST(e.text("min(/a/none)") == "NaN");
  BOOST_TEST(e.text("checklist(2, 2, true(), 1 = 1, false())") == "true");
}

// RFC 1321 and FIPS 180 give these for the empty string and "abc".
BOOST_AUTO_TEST_CASE(digests) {
  Evaluator e;
  BOOST_TEST(e.text("digest('', 'MD5', 'hex')") == "d41d8cd98f00b204e9800998ecf8427e");
  BOOST_TEST(e.text("digest('abc', 'SHA-1', 'hex')") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  BOOST_TEST(e.text("base64-decode('5bCx6L+R5Yqe')") == "就近办");
}

BOOST_AUTO_TEST_CASE(regex_that_never_ends_is_stopped) {
  Evaluator e;
  BOOST_TEST(e.text("regex('12345', '^[0-9]+$')") == "true");
  const std::string many(40, 'a');
  BOOST_TEST(e.text("regex('" + many + "b', '^(a+)+$')").starts_with("error: regex()"));
}

// One degree along the equator of a sphere of 6,378,100 m: 2 pi r / 360.
BOOST_AUTO_TEST_CASE(distance_along_the_equator) {
  Evaluator e;
  BOOST_TEST(e.text("distance('0 0;0 1')") == "111318.85");
  BOOST_TEST(e.text("area('0 0;0 1')") == "0");
  BOOST_TEST(e.text("geofence('0.5 0.5', '0 0;0 1;1 1;1 0;0 0')") == "true");
}

// Drawn on squared paper; what a surveyor calls a line that crosses itself.
BOOST_AUTO_TEST_CASE(a_line_that_meets_itself_intersects) {
  Evaluator e;
  const auto intersects = [&](const std::string& points) {
    return e.text("intersects('" + points + "')");
  };
  BOOST_TEST(intersects("0 0;1 1;1 0;0 1") == "true");      // a bow tie
  BOOST_TEST(intersects("0 0;0 2;1 2;1 1;0 1") == "true");  // the end touches the beginning's side
  BOOST_TEST(intersects("0 0;0 1;0 0.5") == "true");        // back over itself
  BOOST_TEST(intersects("0 0;0 1;1 1;1 0;0 0") == "false");
  BOOST_TEST(intersects("0 0;0 1;0 2") == "false");
  BOOST_TEST(intersects("0 0;0 1;0 1;1 1") == "false");  // a point given twice
  BOOST_TEST(intersects("0 0;0 1") == "false");
  BOOST_TEST(intersects("") == "false");
  BOOST_TEST(intersects("here").starts_with("error: intersects()"));
}

BOOST_AUTO_TEST_CASE(enclosed_area_is_the_former_name_of_area) {
  Evaluator e;
  const std::string outline = "('0 0;0 1;1 1;1 0')";
  BOOST_TEST(e.text("enclosed-area" + outline) == e.text("area" + outline));
}

// RFC 8032 section 7.1, test 2: the signature of the one byte 72 hex, "r", and its public key.
BOOST_AUTO_TEST_CASE(only_what_the_key_has_signed_is_extracted) {
  Evaluator e;
  const std::string signature =
      "kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAH";
  const std::string key = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
  const auto extracted = [&](const std::string& contents, const std::string& public_key) {
    return e.text("extract-signed('" + contents + "', '" + public_key + "')");
  };
  BOOST_TEST(extracted(signature + "I=", key) == "r");
  BOOST_TEST(extracted(signature + "M=", key) == "");  // "s" under the signature of "r"
  BOOST_TEST(extracted("blah", key) == "");
  BOOST_TEST(extracted(signature + "I=", "blah") == "");
  BOOST_TEST(extracted(signature + "I=", "no base64") == "");
}

BOOST_AUTO_TEST_CASE(depend_gives_its_first_argument) {
  Evaluator e("<a><b>1</b></a>");
  BOOST_TEST(e.text("depend(2 + 3, /a/b)") == "5");
}

BOOST_AUTO_TEST_CASE(randomize_with_a_seed_is_the_same_every_time) {
  Evaluator e("<a><b>1</b><b>2</b><b>3</b><b>4</b></a>");
  const std::string once = e.text("join('', randomize(/a/b, 42))");
  BOOST_TEST(once.size() == 4u);
  BOOST_TEST(e.text("join('', randomize(/a/b, 42))") == once);
}

BOOST_AUTO_TEST_SUITE_END()
