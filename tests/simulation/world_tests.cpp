// What the simulator promises about itself: one seed, one history.
#include <boost/test/unit_test.hpp>

#include "tests/simulation/plain_suite.h"
#include "tests/simulation/world.h"

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

BOOST_AUTO_TEST_SUITE_END()
