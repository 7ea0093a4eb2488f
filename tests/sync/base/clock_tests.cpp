#include "sync/base/clock.h"

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace jiujin::sync::base;

BOOST_AUTO_TEST_SUITE(clock_tests)

BOOST_AUTO_TEST_CASE(two_clocks_of_one_machine_agree) {
  const auto first = SystemClock().read();
  const auto second = SystemClock().read();
  BOOST_CHECK(first.boot == second.boot);
  BOOST_CHECK(!first.boot.is_zero());
  BOOST_CHECK_GE(second.mono_ms, first.mono_ms);
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  BOOST_CHECK_LT(std::abs(now - first.wall_ms), 60'000);
}

BOOST_AUTO_TEST_SUITE_END()
