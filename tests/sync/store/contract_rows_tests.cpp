// The contract of LogStore: local rows, serials, change counter. The same cases over every store.
#include <boost/test/unit_test.hpp>

#include "tests/sync/store/store_fixture.h"

using namespace jiujin::tests;
using Rows = std::vector<std::pair<std::string, std::optional<base::Bytes>>>;

BOOST_AUTO_TEST_SUITE(contract_rows_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_are_written_replaced_deleted_and_scanned, Where, Stores) {
  World<Where> world;
  auto& station = *world.station;
  must(station.write_rows(Rows{{"draft/2", "b"}, {"draft/1", ""}, {"drafts", "x"}, {"a", "y"}}));
  must(station.write_rows(Rows{{"draft/2", "c"}, {"a", std::nullopt}, {"none", std::nullopt}}));
  const auto drafts = must(station.rows("draft/"));
  BOOST_REQUIRE_EQUAL(drafts.size(), 2u);
  BOOST_CHECK_EQUAL(drafts[0].first, "draft/1");
  BOOST_CHECK_EQUAL(drafts[0].second, "");
  BOOST_CHECK_EQUAL(drafts[1].second, "c");
  BOOST_CHECK(!must(station.row("a")));
  BOOST_CHECK_EQUAL(must(station.rows("")).size(), 3u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(serials_count_from_one_and_by_name, Where, Stores) {
  World<Where> world;
  BOOST_CHECK_EQUAL(must(world.station->next_serial("receipt")), 1u);
  BOOST_CHECK_EQUAL(must(world.station->next_serial("receipt")), 2u);
  BOOST_CHECK_EQUAL(must(world.station->next_serial("number/20261122")), 1u);
  BOOST_CHECK(must(world.station->rows("")).empty());
  BOOST_CHECK(!must(world.station->row("store/counter/receipt")));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_stores_own_rows_are_not_for_callers, Where, Stores) {
  World<Where> world;
  BOOST_CHECK_EQUAL(code_of(world.station->write_rows(Rows{{"a", "1"}, {"store/x", "2"}})),
                    "invalid_argument");
  BOOST_CHECK(!must(world.station->row("a")));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_change_counter_moves_with_commits_only, Where, Stores) {
  World<Where> world;
  auto& station = *world.station;
  const auto before = must(station.change_counter());
  must(station.row("a"));
  BOOST_CHECK_EQUAL(must(station.change_counter()), before);
  must(station.append(kOwn, batch({opening()})));
  BOOST_CHECK_NE(must(station.change_counter()), before);
}

BOOST_AUTO_TEST_SUITE_END()
