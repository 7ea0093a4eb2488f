#include <boost/test/unit_test.hpp>

#include "forms/catalogue/diff.h"
#include "tests/forms/catalogue/demo.h"

using namespace jiujin::forms::catalogue;

BOOST_AUTO_TEST_SUITE(diff_tests)

BOOST_AUTO_TEST_CASE(a_catalogue_does_not_differ_from_itself) {
  BOOST_TEST(diff_catalogues(test::demo(), test::demo()).empty());
}

BOOST_AUTO_TEST_CASE(two_towns_with_different_promises_are_told_apart) {
  Catalogue other = test::demo();
  other.items[2].promised.value = 8;
  const auto differences = diff_catalogues(test::demo(), other);
  BOOST_REQUIRE(differences.size() == 1U);
  BOOST_TEST(differences[0].place == "QX-003 promised.value");
  BOOST_TEST(differences[0].before == "10");
  BOOST_TEST(differences[0].after == "8");
}

BOOST_AUTO_TEST_CASE(papers_are_matched_by_slot_not_by_position) {
  Catalogue other = test::demo();
  other.items[2].materials.erase(other.items[2].materials.begin());
  const auto differences = diff_catalogues(test::demo(), other);
  BOOST_REQUIRE(differences.size() == 1U);
  BOOST_TEST(differences[0].place == "QX-003 materials.M01");
  BOOST_TEST(differences[0].after.empty());
}

BOOST_AUTO_TEST_CASE(an_item_that_came_or_went_is_named_once) {
  Catalogue other = test::demo();
  other.items.pop_back();
  const auto differences = diff_catalogues(test::demo(), other);
  BOOST_REQUIRE(differences.size() == 1U);
  BOOST_TEST(differences[0].place == "QX-041");
}

BOOST_AUTO_TEST_SUITE_END()
