#include "forms/xpath/parser.h"

#include <boost/test/unit_test.hpp>

#include "forms/xpath/expression.h"
#include "tests/forms/xpath/evaluator_fixture.h"

using namespace jiujin::forms::xpath;

namespace {
std::string refusal(const std::string& text) {
  const auto ast = parse(text, FunctionLibrary::standard());
  return ast ? "" : ast.error().cause;
}
std::string doubt(const std::string& text) {
  const auto ast = parse(text, FunctionLibrary::standard());
  return ast ? ast->doubt : "refused";
}
bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(parser_tests)

// Section 3.7: after an operand, a name is an operator and `*` multiplies.
BOOST_AUTO_TEST_CASE(operators_are_told_from_names) {
  for (const char* text : {"div div div", "* * *", "2mod1", "mod mod mod", "/a/b[@c]/*", "a-b",
                           "or or and", "..", "../*[1]/..", "@*", "self::node()"}) {
    BOOST_TEST(refusal(text) == "", text);
  }
}

BOOST_AUTO_TEST_CASE(errors_name_the_offset) {
  BOOST_TEST(mentions(refusal("1 + "), "offset 4"));
  BOOST_TEST(mentions(refusal("'open"), "closing quote at offset 0"));
  BOOST_TEST(mentions(refusal("a[1"), "']' expected"));
  BOOST_TEST(mentions(refusal("1 And 1"), "unexpected"));
}

// XPath 1.0 section 3.4: what `and` need not ask, it does not ask.
BOOST_AUTO_TEST_CASE(calls_that_cannot_be_made_are_doubts_and_fail_when_reached) {
  BOOST_TEST(mentions(doubt("foo(1)"), "unknown function 'foo'"));
  BOOST_TEST(mentions(doubt("not()"), "does not take 0 arguments"));
  BOOST_TEST(doubt("not(1)") == "");
  testing::Evaluator evaluator;
  BOOST_TEST(evaluator.text("false() and foo(1)") == "false");
  BOOST_TEST(mentions(evaluator.text("true() and foo(1)"), "unknown function 'foo'"));
}

BOOST_AUTO_TEST_CASE(depth_and_length_are_bounded) {
  const std::string deep(10'000, '(');
  BOOST_TEST(mentions(refusal(deep + "1"), "nested too deeply"));
  BOOST_TEST(mentions(refusal(std::string(70'000, '1')), "longer than"));
  std::string brackets = "a";
  for (int i = 0; i < 5'000; ++i) brackets += "[a";
  BOOST_TEST(refusal(brackets) != "");
}

BOOST_AUTO_TEST_CASE(place_and_text_stand_in_the_error) {
  const auto expression =
      Expression::compile("1 +", FunctionLibrary::standard(), "form.xml:12 calculate of /data/x");
  BOOST_REQUIRE(!expression.ok());
  BOOST_TEST(mentions(expression.error().line(), "form.xml:12 calculate of /data/x"));
  BOOST_TEST(mentions(expression.error().line(), "`1 +`"));
}

BOOST_AUTO_TEST_SUITE_END()
