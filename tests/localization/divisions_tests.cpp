#include "localization/divisions.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::localization;

namespace {

std::vector<std::string> names(const std::vector<const Division*>& list) {
  std::vector<std::string> result;
  for (const auto* division : list) result.push_back(division->name);
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(divisions_tests)

BOOST_AUTO_TEST_CASE(a_cascade_leads_from_the_nation_to_the_village) {
  const auto& table = Divisions::built_in();
  BOOST_TEST(table.children("").size() == 34u);  // 23 + 5 + 4 + 2
  BOOST_TEST(table.children("43").size() == 14u);
  const auto counties = names(table.children("4301", "2026-11-22"));
  BOOST_TEST((std::ranges::find(counties, "青溪县") != counties.end()));
  const std::vector<std::string> towns = {"青阳街道", "石桥镇", "白沙镇",
                                          "云台镇",   "苗岭乡", "大湾乡"};
  BOOST_TEST(names(table.children("430190")) == towns, boost::test_tools::per_element());
  const auto* village = table.find("430190101201");
  BOOST_REQUIRE(village);
  BOOST_TEST(village->name == "枫林村");
  BOOST_TEST(village->parent == "430190101000");
  BOOST_TEST((village->level == DivisionLevel::kVillage));
}

BOOST_AUTO_TEST_CASE(full_names_run_from_the_level_asked_for) {
  const auto& table = Divisions::built_in();
  BOOST_TEST(table.full_name("430190101201") == "湖南省长沙市青溪县石桥镇枫林村");
  BOOST_TEST(table.full_name("430190101001", DivisionLevel::kCounty) == "青溪县石桥镇桃源社区");
  BOOST_TEST(table.full_name("999999") == "");
}

BOOST_AUTO_TEST_CASE(a_place_is_found_by_name_pinyin_and_initials) {
  const auto& table = Divisions::built_in();
  for (const char* query : {"枫林", "fenglin", "flc"}) {
    const auto found = table.search(query, "430190");
    BOOST_REQUIRE(!found.empty());
    BOOST_TEST(found.front()->code == "430190101201", query);
  }
  BOOST_TEST(table.search("cun", "430190", 3).size() == 3u);
  BOOST_TEST(table.search("枫林", "430102").empty());
}

BOOST_AUTO_TEST_CASE(an_abolished_place_keeps_its_name_but_is_not_offered) {
  const auto& table = Divisions::built_in();
  const auto* merged = table.find("430190101205");
  BOOST_REQUIRE(merged);
  BOOST_TEST(merged->successor == "430190101201");
  BOOST_TEST(merged->valid_on("2020-12-31"));
  BOOST_TEST(!merged->valid_on("2021-01-01"));
  const auto today = names(table.children("430190101", "2026-11-22"));
  BOOST_TEST((std::ranges::find(today, "老屋场村") == today.end()));
  BOOST_TEST(table.search("老屋场").empty());
}

BOOST_AUTO_TEST_CASE(a_countys_own_table_is_loaded_over_the_built_in_one) {
  Divisions table = Divisions::built_in();
  const auto before = table.size();
  BOOST_REQUIRE(table.load_tsv("# ours\n1101\t市辖区\n110101\t东城区\r\n430190301\t新乡\n").ok());
  BOOST_TEST(table.size() == before + 3);
  BOOST_TEST(table.full_name("430190301") == "湖南省长沙市青溪县新乡");
  BOOST_REQUIRE(table.load_tsv("310101\t黄浦区\n").ok());  // no prefecture between
  BOOST_TEST(table.find("310101")->parent == "310000000000");
}

BOOST_AUTO_TEST_CASE(a_bad_row_is_named_and_changes_nothing) {
  Divisions table;
  const auto refused = [&](const char* text, const char* place) {
    const auto loaded = table.load_tsv(text);
    BOOST_REQUIRE(!loaded.ok());
    BOOST_TEST(loaded.error().place == place);
    BOOST_TEST(table.size() == 0u);
  };
  refused("43\t湖南省\n4x\t?", "divisions:2");
  refused("43\t\n", "divisions:1");
  refused("43\t湖南省\n430190101\t石桥镇\n", "divisions:2");
  refused("43\t湖南省\t\t2020-02-30\n", "divisions:1");
}

BOOST_AUTO_TEST_SUITE_END()
