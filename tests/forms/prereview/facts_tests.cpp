#include <boost/test/unit_test.hpp>

#include "tests/forms/prereview/sample.h"

using namespace jiujin::forms::prereview;

BOOST_AUTO_TEST_SUITE(facts_tests)

BOOST_AUTO_TEST_CASE(facts_come_back_from_json_as_they_were) {
  const Facts& facts = test::Sample("QX-030").facts;
  const auto again = facts_from_json(facts_to_json(facts));
  BOOST_REQUIRE(again.ok());
  BOOST_TEST(facts_to_json(*again) == facts_to_json(facts));
}

BOOST_AUTO_TEST_CASE(a_register_that_nobody_names_is_not_at_hand) {
  Facts facts;
  facts.registers = {{"deaths", true, "2026-11-01"}, {"population", false, ""}};
  BOOST_TEST(facts.register_available("deaths"));
  BOOST_TEST(!facts.register_available("population"));
  BOOST_TEST(!facts.register_available("marriage"));
}

BOOST_AUTO_TEST_CASE(rules_find_every_slot_even_an_untouched_one) {
  const auto& item = *jiujin::forms::catalogue::test::demo().item("QX-001");
  const auto instances = fact_instances({}, item, {});
  const auto* root = instances.at("materials").root();
  BOOST_REQUIRE(root != nullptr);
  BOOST_TEST(root->children.size() == item.materials.size());
}

BOOST_AUTO_TEST_CASE(what_is_no_list_of_facts_is_refused) {
  BOOST_TEST(!facts_from_json({{"materials", {{{"mode", "paper"}}}}}).ok());
}

BOOST_AUTO_TEST_SUITE_END()
