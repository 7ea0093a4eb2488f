#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "forms/prereview/joint_plan.h"
#include "tests/forms/catalogue/demo.h"

using namespace jiujin::forms;
using namespace jiujin::forms::prereview;

namespace {

const catalogue::Catalogue& demo() {
  return catalogue::test::demo();
}

std::vector<std::string> items_of(const JointPlan& plan) {
  std::vector<std::string> codes;
  for (const catalogue::JointPart* part : plan.parts) codes.push_back(part->item);
  std::ranges::sort(codes);
  return codes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(joint_plan_tests)

BOOST_AUTO_TEST_CASE(a_small_eatery_needs_the_small_licence) {
  const auto plan =
      plan_joint_item(demo(), *demo().joint_item("YJS-01"),
                      {{"Q1", "no"}, {"Q2", "50"}, {"Q3", "no"}, {"Q4", "yes"}, {"Q5", "yes"}});
  BOOST_REQUIRE(plan.ok());
  const std::vector<std::string> expected = {"QX-029", "QX-031", "QX-033"};
  BOOST_TEST(items_of(*plan) == expected, boost::test_tools::per_element());
  BOOST_TEST(plan->longest_path_days == 5);
  BOOST_TEST(plan->notices.size() == 1U);
  BOOST_TEST(plan->stages.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_large_restaurant_needs_the_full_licence) {
  const auto plan = plan_joint_item(demo(), *demo().joint_item("YJS-01"),
                                    {{"Q1", "yes"}, {"Q2", "120"}, {"Q3", "yes"}, {"Q4", "no"}});
  BOOST_REQUIRE(plan.ok());
  const std::vector<std::string> expected = {"QX-030", "QX-032"};
  BOOST_TEST(items_of(*plan) == expected, boost::test_tools::per_element());
  BOOST_TEST(plan->longest_path_days == 7);
}

BOOST_AUTO_TEST_CASE(a_child_with_a_certificate_needs_no_second_one) {
  const auto plan = plan_joint_item(demo(), *demo().joint_item("YJS-02"),
                                    {{"Q1", "yes"}, {"Q4", "no"}, {"Q5", "yes"}});
  BOOST_REQUIRE(plan.ok());
  const std::vector<std::string> expected = {"QX-005", "QX-022", "QX-039"};
  BOOST_TEST(items_of(*plan) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(answers_are_carried_over_to_the_fields_that_mean_the_same) {
  const auto carried = carry_over(*demo().joint_item("YJS-01"), "QX-029",
                                  {{"shop_name", "青溪县晓晓米粉店"},
                                   {"applicant_name", "韦晓"},
                                   {"place_area", "36"},
                                   {"capital", "3"}},
                                  "QX-032");
  BOOST_TEST(carried.at("place_name") == "青溪县晓晓米粉店");
  BOOST_TEST(carried.at("applicant_name") == "韦晓");
  BOOST_TEST(carried.at("area") == "36");
  BOOST_TEST(!carried.contains("capital"));
}

BOOST_AUTO_TEST_SUITE_END()
