// When further connections are opened, kept and given up.
#include <boost/test/unit_test.hpp>

#include "sync/engine/lane_plan.h"

using namespace jiujin::sync::engine;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kMuch = 100'000'000;

LineView steady(std::uint64_t bytes_per_second, std::uint64_t bytes_left = kMuch) {
  return {bytes_per_second, false, 6, bytes_left};
}
LineView faltering(std::uint64_t bytes_per_second, std::uint64_t bytes_left = kMuch) {
  return {bytes_per_second, true, 3, bytes_left};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lane_plan_tests)

BOOST_AUTO_TEST_CASE(with_little_left_or_nothing_measured_one_connection_stays_alone) {
  LanePlan plan;
  BOOST_TEST(plan.wanted(5s, steady(0), 0) == 0u);
  BOOST_TEST(plan.wanted(5s, steady(40'000, 40'000 * 20), 0) == 0u);  // twenty seconds
  BOOST_TEST(plan.wanted(5s, faltering(40'000, 40'000 * 20), 0) == 0u);
  BOOST_TEST(plan.wanted(6s, steady(40'000, 40'000 * 30), 0) == 1u);
}

BOOST_AUTO_TEST_CASE(before_some_time_of_an_even_rate_nothing_is_tried) {
  LanePlan plan;
  BOOST_TEST(plan.wanted(3s, {40'000, false, 1, kMuch}, 0) == 0u);
  BOOST_TEST(plan.wanted(4s, {40'000, false, 2, kMuch}, 0) == 1u);
}

BOOST_AUTO_TEST_CASE(one_that_carries_a_quarter_more_is_joined_by_the_others) {
  LanePlan plan;
  BOOST_TEST(plan.wanted(5s, steady(40'000), 0) == 1u);
  BOOST_TEST(plan.wanted(6s, steady(60'000), 1) == 1u);  // still on trial
  BOOST_TEST(plan.wanted(13s, steady(50'000), 1) == 3u);
  BOOST_TEST(plan.wanted(21s, steady(50'000), 3) == 3u);  // four in all are enough
}

BOOST_AUTO_TEST_CASE(one_that_carries_nothing_ends_and_no_other_is_tried) {
  LanePlan plan;
  BOOST_TEST(plan.wanted(5s, steady(100'000), 0) == 1u);
  BOOST_TEST(plan.wanted(13s, steady(104'000), 1) == 0u);
  BOOST_TEST(plan.wanted(14s, steady(104'000), 1) == 1u);  // it ends after its file
  BOOST_TEST(plan.wanted(60s, steady(104'000), 0) == 0u);
}

BOOST_AUTO_TEST_CASE(where_the_line_falters_three_open_at_once) {
  LanePlan plan;
  BOOST_TEST(plan.wanted(3s, faltering(60'000), 0) == 3u);
  BOOST_TEST(plan.wanted(30s, faltering(20'000), 3) == 3u);
}

BOOST_AUTO_TEST_CASE(a_line_that_falters_later_gets_them_though_one_was_found_useless) {
  LanePlan plan;
  BOOST_TEST(plan.wanted(5s, steady(100'000), 0) == 1u);
  BOOST_TEST(plan.wanted(13s, steady(100'000), 1) == 0u);
  BOOST_TEST(plan.wanted(60s, faltering(50'000), 0) == 3u);
}

BOOST_AUTO_TEST_CASE(of_several_that_share_a_line_unevenness_tells_nothing) {
  LanePlan plan;
  BOOST_TEST(plan.wanted(5s, steady(100'000), 0) == 1u);
  BOOST_TEST(plan.wanted(9s, faltering(100'000), 1) == 1u);
  BOOST_TEST(plan.wanted(13s, faltering(100'000), 1) == 0u);
}

BOOST_AUTO_TEST_CASE(where_one_broke_no_further_one_opens) {
  LanePlan plan;
  BOOST_TEST(plan.wanted(5s, steady(40'000), 0) == 1u);
  plan.give_up();
  BOOST_TEST(plan.wanted(13s, steady(80'000), 1) == 1u);
  BOOST_TEST(plan.wanted(60s, faltering(20'000), 0) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
