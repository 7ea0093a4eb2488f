// When a further connection is opened, kept and given up.
#include <boost/test/unit_test.hpp>

#include "sync/engine/lane_plan.h"

using namespace jiujin::sync::engine;
using namespace std::chrono_literals;
using Advice = LanePlan::Advice;

namespace {

constexpr std::uint64_t kMuch = 100'000'000;

}  // namespace

BOOST_AUTO_TEST_SUITE(lane_plan_tests)

BOOST_AUTO_TEST_CASE(with_little_left_or_nothing_measured_one_connection_stays_alone) {
  LanePlan plan;
  BOOST_TEST((plan.advise(5s, 0, kMuch, 0) == Advice::kStay));
  BOOST_TEST((plan.advise(5s, 40'000, 40'000 * 20, 0) == Advice::kStay));  // twenty seconds
  BOOST_TEST((plan.advise(6s, 40'000, 40'000 * 30, 0) == Advice::kOpenOne));
}

BOOST_AUTO_TEST_CASE(lanes_are_added_while_they_carry_a_quarter_more) {
  LanePlan plan;
  BOOST_TEST((plan.advise(5s, 40'000, kMuch, 0) == Advice::kOpenOne));
  BOOST_TEST((plan.advise(6s, 60'000, kMuch, 1) == Advice::kStay));  // still on trial
  BOOST_TEST((plan.advise(13s, 80'000, kMuch, 1) == Advice::kOpenOne));
  BOOST_TEST((plan.advise(21s, 115'000, kMuch, 2) == Advice::kOpenOne));
  BOOST_TEST((plan.advise(29s, 150'000, kMuch, 3) == Advice::kStay));  // four in all are enough
}

BOOST_AUTO_TEST_CASE(a_lane_that_carries_nothing_ends_and_no_other_is_tried) {
  LanePlan plan;
  BOOST_TEST((plan.advise(5s, 100'000, kMuch, 0) == Advice::kOpenOne));
  BOOST_TEST((plan.advise(13s, 104'000, kMuch, 1) == Advice::kCloseOne));
  BOOST_TEST((plan.advise(60s, 104'000, kMuch, 0) == Advice::kStay));
}

BOOST_AUTO_TEST_SUITE_END()
