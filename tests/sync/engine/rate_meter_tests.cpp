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

namespace {

// Notes every 50 ms; each element is what one second carries.
struct Line {
  RateMeter meter;
  std::chrono::milliseconds now{0};
  std::uint64_t total = 0;

  Line() { carry({300'000}); }  // the first second is not counted
  void carry(std::initializer_list<std::uint64_t> seconds) {
    for (const std::uint64_t bytes : seconds) {
      for (int i = 0; i < 20; ++i) meter.note(now += 50ms, total += bytes / 20);
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_line_of_even_rate_does_not_falter) {
  Line line;
  line.carry({100'000, 90'000, 120'000, 90'000, 110'000, 100'000, 60'000, 130'000, 100'000});
  BOOST_TEST(line.meter.slices() == 4u);
  BOOST_TEST(!line.meter.falters());
}

BOOST_AUTO_TEST_CASE(a_line_that_gains_speed_does_not_falter) {
  Line line;
  line.carry({10'000, 10'000, 20'000, 40'000, 80'000, 120'000, 120'000});
  BOOST_TEST(!line.meter.falters());
}

BOOST_AUTO_TEST_CASE(two_seconds_far_below_what_was_carried_before_are_faltering) {
  Line line;
  line.carry({120'000, 120'000, 120'000, 120'000, 60'000});
  BOOST_TEST(!line.meter.falters());
  line.carry({60'000, 60'000});
  BOOST_TEST(line.meter.falters());
}

BOOST_AUTO_TEST_CASE(what_was_long_ago_is_forgotten) {
  Line line;
  line.carry({120'000, 120'000, 50'000, 50'000, 50'000, 50'000});
  BOOST_TEST(line.meter.falters());
  for (int i = 0; i < 10; ++i) line.carry({50'000});
  BOOST_TEST(!line.meter.falters());
}

BOOST_AUTO_TEST_CASE(behind_a_disturbance_judging_begins_anew) {
  Line line;
  line.carry({120'000, 120'000, 50'000, 50'000, 50'000});
  line.meter.disturbed(line.now);
  BOOST_TEST(line.meter.slices() == 0u);
  line.carry({200'000, 40'000, 90'000});
  BOOST_TEST(line.meter.slices() == 0u);
  line.carry({50'000, 50'000, 50'000, 50'000, 50'000});
  BOOST_TEST(line.meter.slices() == 2u);
  BOOST_TEST(!line.meter.falters());
}

BOOST_AUTO_TEST_CASE(rare_notes_are_spread_over_the_time_between_them) {
  RateMeter meter;
  meter.note(0ms, 0);
  meter.note(1000ms, 0);
  meter.note(4000ms, 300'000);  // a hundred thousand a second
  meter.note(7000ms, 600'000);
  BOOST_TEST(meter.slices() == 3u);
  BOOST_TEST(!meter.falters());
}

BOOST_AUTO_TEST_SUITE_END()
