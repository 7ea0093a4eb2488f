#include <boost/test/unit_test.hpp>

#include "sync/engine/scan_times.h"

using namespace jiujin;
using namespace jiujin::sync::engine;

namespace {

bool may_at(const char* times, int hour, int minute) {
  return may_travel(read_scan_times(times).value(), hour * 60 + minute);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scan_times_tests)

BOOST_AUTO_TEST_CASE(a_window_over_midnight_is_open_on_both_sides_of_it) {
  BOOST_TEST(!may_at("22:00-06:00", 21, 59));
  BOOST_TEST(may_at("22:00-06:00", 22, 0));
  BOOST_TEST(may_at("22:00-06:00", 0, 0));
  BOOST_TEST(may_at("22:00-06:00", 5, 59));
  BOOST_TEST(!may_at("22:00-06:00", 6, 0));
}

BOOST_AUTO_TEST_CASE(a_window_within_a_day_ends_before_its_last_minute) {
  BOOST_TEST(!may_at("12:00-13:30", 11, 59));
  BOOST_TEST(may_at("12:00-13:30", 13, 29));
  BOOST_TEST(!may_at("12:00-13:30", 13, 30));
}

BOOST_AUTO_TEST_CASE(any_time_is_any_and_asked_is_none) {
  BOOST_TEST(may_at("any", 9, 0));
  BOOST_TEST(!may_at("asked", 3, 0));
}

BOOST_AUTO_TEST_CASE(it_is_told_how_long_until_they_may) {
  const auto left = [](const char* times, int hour, int minute) {
    return minutes_until(read_scan_times(times).value(), hour * 60 + minute);
  };
  BOOST_TEST(left("22:00-06:00", 21, 59) == 1);
  BOOST_TEST(left("22:00-06:00", 22, 0) == 0);
  BOOST_TEST(left("22:00-06:00", 6, 0) == 16 * 60);
  BOOST_TEST(left("12:00-13:30", 13, 30) == 22 * 60 + 30);
  BOOST_TEST(left("any", 3, 0) == 0);
  BOOST_TEST(left("asked", 3, 0) == 24 * 60);
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_again) {
  for (const char* text : {"any", "asked", "22:00-06:00", "00:00-23:59"})
    BOOST_TEST(to_text(read_scan_times(text).value()) == text);
}

BOOST_AUTO_TEST_CASE(nonsense_names_what_was_given) {
  for (const char* text : {"", "night", "22-06", "22:00-22:00", "24:00-06:00", "22:60-06:00",
                           "-1:00-06:00", "22:00-06:0", "22:00-06:000", "2a:00-06:00"}) {
    const auto refused = read_scan_times(text);
    BOOST_REQUIRE(!refused.ok());
    BOOST_TEST((refused.error().code == ErrorCode::kInvalidArgument));
    BOOST_TEST(refused.error().place.ends_with(text));
  }
}

BOOST_AUTO_TEST_SUITE_END()
