// What the simulator promises about itself: one seed, one history.
#include <boost/test/unit_test.hpp>

#include "tests/simulation/plain_suite.h"
#include "tests/simulation/world.h"

using namespace jiujin;
using namespace jiujin::tests::simulation;

BOOST_AUTO_TEST_SUITE(world_tests)

BOOST_AUTO_TEST_CASE(the_same_seed_tells_the_same_history) {
  install_plain_suite();
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    std::string first_trace;
    std::string second_trace;
    const Verdict first = World(seed, &first_trace).run();
    const Verdict second = World(seed, &second_trace).run();
    BOOST_CHECK_EQUAL(first.fingerprint, second.fingerprint);
    BOOST_CHECK_MESSAGE(first_trace == second_trace, "seed " << seed << " has two histories");
  }
}

BOOST_AUTO_TEST_CASE(other_seeds_tell_other_histories) {
  install_plain_suite();
  BOOST_CHECK_NE(World(1).run().fingerprint, World(2).run().fingerprint);
}

// A world in which nothing is ever said would keep every promise.
BOOST_AUTO_TEST_CASE(worlds_are_busy_and_bad) {
  install_plain_suite();
  std::size_t ops = 0;
  std::string all;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    std::string trace;
    ops += World(seed, &trace).run().ops;
    all += trace;
  }
  BOOST_CHECK_GT(ops, 300u);
  for (const char* what : {"disk full", "station killed", "county killed", "dies in a write",
                           "station restored", "disk cloned", "county restored", "county speaks"})
    BOOST_CHECK_MESSAGE(all.find(what) != std::string::npos, what << " never happens");
}

// The county was set back and has come to the same length as before: who has not heard of it yet
// has something to learn, though the numbers are equal.
BOOST_AUTO_TEST_CASE(a_station_that_read_another_feed_is_not_at_rest) {
  install_plain_suite();
  Dice dice(7);
  Fibers fibers(dice);
  Ledger ledger;
  SimCounty county(fibers, dice);
  SimStation station(fibers, dice, ledger, county);
  const auto say = [&] {
    sync::store::AppendBatch batch;
    batch.ops.push_back({99'999, {}, 0, "reviewer", "{}", {}});  // of no version there is
    BOOST_REQUIRE(county.disk.append(county.writes, batch).ok());
  };
  SimDisk backup(sync::store::StoreRole::kCounty);
  backup.copy_from(county.disk);
  station.calm(true);
  station.start();
  const auto until_at_rest = [&] {
    for (int i = 0; i < 20'000 && !(station.in_step() && county.idle()); ++i) {
      county.forget_ended();
      BOOST_REQUIRE(fibers.step());
    }
    BOOST_REQUIRE_EQUAL(station.out_of_step(), "");
  };
  say();
  say();
  BOOST_CHECK(!station.in_step());
  until_at_rest();

  county.kill();
  county.disk.copy_from(backup);
  county.begin_log();
  county.start();
  say();
  say();
  BOOST_CHECK_EQUAL(county.disk.feed_end().value(), station.disk.feed_cursor().value());
  BOOST_CHECK(!station.in_step());
  until_at_rest();
}

BOOST_AUTO_TEST_SUITE_END()
