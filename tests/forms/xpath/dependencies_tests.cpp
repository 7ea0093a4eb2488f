#include "forms/xpath/dependencies.h"

#include <boost/test/unit_test.hpp>

#include "forms/xpath/domain_functions.h"

using namespace jiujin::forms::xpath;

namespace {

const std::vector<std::string> kRepeats = {"/data/r", "/data/r/s"};

// "path path*" with @bound where bound and * for a subtree.
std::string reads(const std::string& expression, const std::string& at) {
  const auto compiled = Expression::compile(expression, domain_library());
  BOOST_REQUIRE(compiled.ok());
  std::string result;
  for (const Dependency& each : compiled->dependencies(at, kRepeats)) {
    result += (result.empty() ? "" : " ") + each.path + (each.subtree ? "*" : "") +
              (each.bound.empty() ? "" : "@" + each.bound) + (each.own_value ? "!" : "");
  }
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dependencies_tests)

BOOST_AUTO_TEST_CASE(relative_paths_resolve_against_the_node) {
  BOOST_TEST(reads("../b + . + ./c", "/data/a") == "/data/b /data/a /data/a/c");
  BOOST_TEST(reads("../x", "/data/r/y") == "/data/r/x@/data/r");
  BOOST_TEST(reads("../../x", "/data/r/y") == "/data/x");
}

BOOST_AUTO_TEST_CASE(absolute_paths_bind_unless_aggregated) {
  BOOST_TEST(reads("/data/r/x", "/data/r/y") == "/data/r/x@/data/r");
  BOOST_TEST(reads("sum(/data/r/x)", "/data/r/y") == "/data/r/x");
  BOOST_TEST(reads("/data/r/x", "/data/y") == "/data/r/x");
  BOOST_TEST(reads("/data/r[1]/x", "/data/r/y") == "/data/r/x");
}

BOOST_AUTO_TEST_CASE(predicates_read_too) {
  BOOST_TEST(reads("instance('a')/root/item[k = /data/p and l = current()/../q]/v", "/data/c") ==
             "instance('a')/root/item/k /data/p instance('a')/root/item/l /data/q "
             "instance('a')/root/item/v");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_followed_is_a_subtree) {
  BOOST_TEST(reads("count(//x)", "/data/a") == "*");
  BOOST_TEST(reads("sum(/data/g/*)", "/data/a") == "/data/g*");
}

BOOST_AUTO_TEST_CASE(once_reads_its_own_value_without_an_edge) {
  BOOST_TEST(reads("once(/data/b)", "/data/a") == "/data/a! /data/b");
}

BOOST_AUTO_TEST_SUITE_END()
