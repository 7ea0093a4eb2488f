// When the station speaks: jitter, back-off, Retry-After, a clerk's wish.
#include <boost/test/unit_test.hpp>

#include "sync/engine/schedule.h"

using namespace jiujin::sync::engine;
using namespace std::chrono_literals;

namespace {

Schedule schedule_with(double dice) {
  return Schedule(
      {}, [dice] { return dice; }, 0ms);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schedule_tests)

BOOST_AUTO_TEST_CASE(begins_at_once_and_then_periodically_with_jitter) {
  // 5 min, stretched by up to a fifth: dice 0 -> 4 min, 0.5 -> 5 min.
  for (const auto& [dice, expected] : {std::pair(0.0, 240s), std::pair(0.5, 300s)}) {
    auto schedule = schedule_with(dice);
    BOOST_TEST(schedule.due(0ms));
    schedule.started();
    BOOST_TEST(!schedule.wake_at().has_value());
    schedule.succeeded(1000ms);
    BOOST_TEST((*schedule.wake_at() == 1000ms + expected));
  }
}

BOOST_AUTO_TEST_CASE(backs_off_exponentially_with_full_jitter_up_to_a_ceiling) {
  auto schedule = schedule_with(0.5);
  // Ceilings 5, 10, 20 s ...; half of them with this dice; never beyond half of 15 min.
  for (const auto expected : {2500ms, 5000ms, 10000ms, 20000ms}) {
    schedule.started();
    schedule.failed(0ms);
    BOOST_TEST((*schedule.wake_at() == expected));
  }
  for (int i = 0; i < 100; ++i) {
    schedule.started();
    schedule.failed(0ms);
  }
  BOOST_TEST((*schedule.wake_at() == 450s));
  schedule.started();
  schedule.succeeded(0ms);
  BOOST_TEST(schedule.failures() == 0u);
}

BOOST_AUTO_TEST_CASE(retry_after_is_honoured_but_a_clerk_may_insist) {
  auto schedule = schedule_with(0.0);
  schedule.started();
  schedule.failed(0ms, 120s);
  BOOST_TEST((*schedule.wake_at() == 120s));
  schedule.sync_now(1s);
  BOOST_TEST(schedule.due(1s));
}

BOOST_AUTO_TEST_CASE(a_new_op_comes_soon_but_not_through_a_back_off) {
  auto schedule = schedule_with(0.5);
  schedule.started();
  schedule.succeeded(0ms);
  schedule.something_waits(10s);
  BOOST_TEST((*schedule.wake_at() == 12s));
  schedule.started();
  schedule.failed(12s);
  schedule.something_waits(12s);
  BOOST_TEST((*schedule.wake_at() == 14500ms));
}

BOOST_AUTO_TEST_CASE(what_comes_up_during_a_run_is_not_forgotten) {
  auto schedule = schedule_with(0.5);
  schedule.started();
  schedule.something_waits(1s);
  schedule.succeeded(3s);
  BOOST_TEST((*schedule.wake_at() == 5s));
}

BOOST_AUTO_TEST_CASE(paused_means_silent_except_when_told) {
  auto schedule = schedule_with(0.5);
  schedule.pause();
  BOOST_TEST(!schedule.wake_at().has_value());
  schedule.sync_now(1s);
  BOOST_TEST(schedule.due(1s));
  schedule.started();
  schedule.succeeded(2s);
  BOOST_TEST(!schedule.wake_at().has_value());
  schedule.resume(3s);
  BOOST_TEST(schedule.due(3s));
}

BOOST_AUTO_TEST_SUITE_END()
