#include <boost/test/unit_test.hpp>

#include "forms/catalogue/joint_path.h"
#include "tests/forms/catalogue/demo.h"

using namespace jiujin::forms::catalogue;

BOOST_AUTO_TEST_SUITE(joint_path_tests)

// 营业执照 at once, then 食品经营许可 7, 消防 3 and 招牌 3 days side by side: 7, not 13.
BOOST_AUTO_TEST_CASE(branches_side_by_side_count_once) {
  const auto path = longest_path(test::demo(), *test::demo().joint_item("YJS-01"),
                                 {"QX-029", "QX-030", "QX-032", "QX-033"});
  BOOST_REQUIRE(path.ok());
  BOOST_TEST(path->first == 7);
  const std::vector<std::string> expected = {"QX-029", "QX-030"};
  BOOST_TEST(path->second == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_waits_for_another_stands_in_a_later_stage) {
  const auto stages = stages_of(*test::demo().joint_item("YJS-02"),
                                {"QX-038", "QX-039", "QX-022", "QX-005", "QX-037"});
  BOOST_REQUIRE(stages.ok());
  BOOST_REQUIRE(stages->size() == 3U);
  BOOST_TEST(stages->at(0).size() == 1U);
  BOOST_TEST(stages->at(0)[0] == "QX-038");
  BOOST_TEST(stages->at(2).size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_part_left_out_blocks_nobody) {
  const auto stages = stages_of(*test::demo().joint_item("YJS-02"), {"QX-039", "QX-022"});
  BOOST_REQUIRE(stages.ok());
  BOOST_TEST(stages->size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
