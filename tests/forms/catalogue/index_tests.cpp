#include <boost/test/unit_test.hpp>
#include <ctime>

#include "forms/catalogue/index.h"
#include "tests/forms/catalogue/demo.h"

using namespace jiujin::forms::catalogue;

namespace {

std::string first(const std::string& query) {
  const CatalogueIndex index(test::demo());
  const auto hits = index.search(query);
  if (hits.empty()) return {};
  return hits[0].item != nullptr ? hits[0].item->code : hits[0].joint->code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(index_tests)

BOOST_AUTO_TEST_CASE(an_item_is_found_in_every_way_that_people_type) {
  BOOST_TEST(first("sydj") == "QX-001");
  BOOST_TEST(first("生育登记") == "QX-001");
  BOOST_TEST(first("shengyudengji") == "QX-001");
  BOOST_TEST(first("准生") == "QX-001");
  BOOST_TEST(first("qx-014") == "QX-014");
  BOOST_TEST(first("glj") == "QX-012");
  BOOST_TEST(first("开餐馆") == "YJS-01");
  BOOST_TEST(first("Residence permit") == "QX-024");
}

BOOST_AUTO_TEST_CASE(narrow_and_wide_marks_and_letters_find_the_same) {
  BOOST_TEST(test::demo().item("QX-019")->name.chinese() == "乡村建设规划许可证核发（村民住宅）");
  BOOST_TEST(first("乡村建设规划许可证核发（村民住宅）") == "QX-019");
  BOOST_TEST(first("乡村建设规划许可证核发(村民住宅)") == "QX-019");
  BOOST_TEST(first("ＱＸ－０１４") == "QX-014");
  BOOST_TEST(first("ｓｙｄｊ") == "QX-001");
  BOOST_TEST(first("生育　登记") == "QX-001");
}

BOOST_AUTO_TEST_CASE(aliases_are_found_whichever_mark_stands_between_them) {
  for (const char* mark : {"、", "，", ",", "；", ";"}) {
    Catalogue catalogue = test::demo();
    catalogue.items[0].alias = std::string("领准生证") + mark + "办小红本";
    const CatalogueIndex index(catalogue);
    const auto hits = index.search("办小红本");
    BOOST_REQUIRE(!hits.empty());
    BOOST_TEST(hits[0].item == &catalogue.items[0]);
  }
}

// A county's whole list is about 1,500 items; what is typed is answered before the next key.
BOOST_AUTO_TEST_CASE(a_county_of_1500_items_is_searched_within_a_tenth_of_a_second) {
  Catalogue county;
  while (county.items.size() < 1500) {
    Item item = test::demo().items[county.items.size() % test::demo().items.size()];
    item.code = "QX-" + std::to_string(1000 + county.items.size());
    county.items.push_back(std::move(item));
  }
  const CatalogueIndex index(county);
  for (const char* query : {"sydj", "shengyu", "生育", "QX-2400", "ylbx", "zzzzqqq"}) {
    const std::clock_t begin = std::clock();  // CPU time: a busy machine changes nothing
    const auto hits = index.search(query, 50);
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    BOOST_TEST(seconds < 0.1, query << " took " << seconds << " s");
    BOOST_TEST(hits.empty() == (std::string(query) == "zzzzqqq"), query);
  }
}

BOOST_AUTO_TEST_CASE(an_empty_query_gives_all_and_nonsense_nothing) {
  const CatalogueIndex index(test::demo());
  BOOST_TEST(index.search("", 100).size() == 45U);
  BOOST_TEST(index.search("zzzzqqq").empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_in_use_comes_last) {
  Catalogue catalogue = test::demo();
  catalogue.items[0].state = "suspended";
  const CatalogueIndex index(catalogue);
  const auto hits = index.search("", 100);
  BOOST_TEST(hits.back().item == &catalogue.items[0]);
}

BOOST_AUTO_TEST_SUITE_END()
