#include "sync/county/audit_watch.h"

#include <sqlite3.h>

#include <boost/test/unit_test.hpp>

#include "county_fixture.h"

using namespace jiujin;
using namespace jiujin::tests;

namespace {

struct WatchFixture : CountyFixture {
  std::uint64_t pieces = 0;
  void verify_to_the_end(std::size_t bytes = 1024) {
    while (*service->audit_step(bytes)) ++pieces;
  }
  void run_sql(const std::string& sql) {
    sqlite3* database = nullptr;
    BOOST_REQUIRE(sqlite3_open((folder + "/data/county.db").c_str(), &database) == SQLITE_OK);
    BOOST_REQUIRE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit_watch_tests, WatchFixture)

BOOST_AUTO_TEST_CASE(first_everything_then_only_what_is_new) {
  enrol_station();
  for (unsigned n = 1; n <= 20; ++n) hand_in("王桂英", "", "430190101201", n);
  BOOST_TEST(service->audit_standing()->finished_ms == 0);
  verify_to_the_end();
  auto standing = *service->audit_standing();
  BOOST_TEST(standing.full_ms == clock.wall_ms);
  BOOST_TEST(standing.logs == 2u);
  BOOST_TEST(standing.ops == *service->feed_end());
  BOOST_TEST(standing.waiting == 0u);
  BOOST_TEST(pieces > 10u);
  BOOST_TEST(!*service->audit_step());  // nothing is new
  const auto full = clock.wall_ms;
  clock.wall_ms += 60'000;
  hand_in("李敏", "", "430190101201", 21);
  BOOST_TEST(service->audit_standing()->waiting > 0u);
  pieces = 0;
  verify_to_the_end();
  standing = *service->audit_standing();
  BOOST_TEST(standing.finished_ms == clock.wall_ms);
  BOOST_TEST(standing.full_ms == full);
  BOOST_TEST(standing.ops == *service->feed_end());
  BOOST_TEST(pieces < 8u);
}

BOOST_AUTO_TEST_CASE(a_change_of_the_past_is_found_by_a_full_run_and_stays_found) {
  enrol_station();
  hand_in("王桂英", "", "430190101201", 1);
  verify_to_the_end();
  run_sql("UPDATE ops SET body = x'7b7d' WHERE seq = 1 AND incarnation = "
          "(SELECT n FROM incarnations WHERE number_block = 1)");
  hand_in("李敏", "", "430190101201", 2);
  verify_to_the_end();
  BOOST_TEST(!service->audit_standing()->fault.has_value());  // before what was verified already
  service->want_full_audit();
  BOOST_TEST(service->audit_standing()->running);
  verify_to_the_end();
  BOOST_REQUIRE(service->audit_standing()->fault.has_value());
  BOOST_TEST(service->audit_standing()->fault->op.seq == 1u);
  hand_in("李敏", "", "430190101201", 3);
  verify_to_the_end();
  BOOST_TEST(service->audit_standing()->fault.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_new_must_continue_what_was_verified) {
  enrol_station();
  hand_in("王桂英", "", "430190101201", 1);
  verify_to_the_end();
  // A header within what is new is changed: its chain does not continue the verified one.
  hand_in("李敏", "", "430190101201", 2);
  run_sql("UPDATE ops SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM ops WHERE"
          " incarnation = (SELECT n FROM incarnations WHERE number_block = 1))"
          " AND incarnation = (SELECT n FROM incarnations WHERE number_block = 1)");
  verify_to_the_end();
  BOOST_REQUIRE(service->audit_standing()->fault.has_value());
  BOOST_TEST(service->audit_standing()->fault->op.seq == sent);
}

BOOST_AUTO_TEST_SUITE_END()
