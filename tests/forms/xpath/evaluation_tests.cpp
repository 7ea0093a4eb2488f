#include "forms/xpath/evaluation.h"

#include "tests/forms/xpath/evaluator_fixture.h"

using jiujin::forms::xpath::testing::Evaluator;
using namespace jiujin::forms::xpath;

BOOST_AUTO_TEST_SUITE(evaluation_tests)

BOOST_AUTO_TEST_CASE(axes_reach_what_they_say) {
  Evaluator e("<a><b i='1'><c>x</c></b><b i='2'><c>y</c></b><d/></a>");
  BOOST_TEST(e.text("count(//c)") == "2");
  BOOST_TEST(e.text("/a/b[2]/c") == "y");
  BOOST_TEST(e.text("/a/b[last()]/@i") == "2");
  BOOST_TEST(e.text("name(/a/d/preceding-sibling::*[1])") == "b");
  BOOST_TEST(e.text("count(//c/ancestor::*)") == "3");
  BOOST_TEST(e.text("count(/a/b | /a/b[1])") == "2");
}

BOOST_AUTO_TEST_CASE(precedence_and_association) {
  Evaluator e;
  BOOST_TEST(e.text("1 + 2 * 3 - 4") == "3");
  BOOST_TEST(e.text("8 div 4 div 2") == "1");
  BOOST_TEST(e.text("1 or 1 div 0 and 0") == "true");
  BOOST_TEST(e.text("5 mod -2") == "1");
  BOOST_TEST(e.text("3 > 2 > 1") == "false");
  BOOST_TEST(e.text("--1") == "1");
}

BOOST_AUTO_TEST_CASE(nodes_that_are_not_relevant_are_not_there) {
  Evaluator e("<a><b>1</b><c><d>2</d></c></a>");
  e.tree.root()->child("c")->relevant = false;
  BOOST_TEST(e.text("sum(//b | //d)") == "1");
  BOOST_TEST(e.text("/a/c/d") == "");
}

BOOST_AUTO_TEST_CASE(absolute_paths_bind_to_the_current_instance) {
  Evaluator e("<a><r><x>1</x></r><r><x>2</x></r><r><x>3</x></r></a>");
  for (const auto& child : e.tree.root()->children) child->repeat = true;
  BOOST_TEST(e.text("/a/r/x", "/a/r[2]/x") == "2");
  BOOST_TEST(e.text("sum(/a/r/x)", "/a/r[2]/x") == "6");
  BOOST_TEST(e.text("/a/r[1]/x", "/a/r[2]/x") == "1");
  BOOST_TEST(e.text("indexed-repeat(/a/r/x, /a/r, 3)", "/a/r[2]/x") == "3");
  BOOST_TEST(e.text("position(..)", "/a/r[3]/x") == "3");
}

BOOST_AUTO_TEST_CASE(current_is_the_node_outside_the_predicate) {
  Evaluator e("<a><k>2</k><i><v>1</v></i><i><v>2</v><l>two</l></i></a>");
  BOOST_TEST(e.text("/a/i[v = current()]/l", "/a/k") == "two");
}

BOOST_AUTO_TEST_CASE(runaway_evaluation_is_stopped) {
  std::string xml = "<a>";
  for (int i = 0; i < 400; ++i) xml += "<b/>";
  Evaluator e(xml + "</a>");
  // From the root it is the same for every row, and asked once.
  BOOST_TEST(e.text("count(//b[count(//b[count(//b) > 0]) > 0])") == "400");
  const auto value = e.run("count(//b[count(../b[count(../b) > 0]) > 0])");
  BOOST_REQUIRE(!value.ok());
  BOOST_TEST(value.error().cause.find("visits too many nodes") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
