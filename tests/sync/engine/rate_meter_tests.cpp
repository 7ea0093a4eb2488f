// What a line carries.
#include <boost/test/unit_test.hpp>

#include "sync/engine/rate_meter.h"

using jiujin::sync::engine::RateMeter;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(rate_meter_tests)

BOOST_AUTO_TEST_CASE(what_buffers_swallow_at_first_is_not_counted) {
  RateMeter meter;
  meter.note(0ms, 0);
  meter.note(10ms, 300'000);  // into the socket's buffer
  meter.note(1000ms, 300'000);
  BOOST_TEST(meter.bytes_per_second() == 0u);
  meter.note(2000ms, 425'000);
  BOOST_TEST(meter.bytes_per_second() == 0u);  // too short to tell
  meter.note(3000ms, 550'000);
  BOOST_TEST(meter.bytes_per_second() == 125'000u);
}

BOOST_AUTO_TEST_CASE(the_last_seconds_tell) {
  RateMeter meter;
  std::uint64_t total = 0;
  for (auto now = 0ms; now <= 10s; now += 100ms) meter.note(now, total += 1'000);
  BOOST_TEST(meter.bytes_per_second() == 10'000u);
  for (auto now = 10'100ms; now <= 15s; now += 100ms) meter.note(now, total += 4'000);
  // Five seconds at the new rate, but for the step into them.
  BOOST_TEST(meter.bytes_per_second() >= 39'000u);
  BOOST_TEST(meter.bytes_per_second() <= 40'000u);
}

BOOST_AUTO_TEST_SUITE_END()
