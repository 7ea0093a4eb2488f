#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "sync/casework/states.h"

using namespace jiujin::sync::casework;

BOOST_AUTO_TEST_SUITE(states_tests)

// The domain's state table, and what this product adds to it.
const std::map<int, std::set<int>> kDomain = {{10, {11, 19}},
                                              {11, {12, 13, 15, 19}},
                                              {12, {13, 20, 14}},
                                              {13, {11, 14, 19}},
                                              {14, {}},
                                              {15, {20, 13}},
                                              {20, {30, 31, 60, 19}},
                                              {30, {31, 32, 40, 41, 33}},
                                              {31, {30}},
                                              {32, {30}},
                                              {33, {40, 41}},
                                              {40, {50}},
                                              {41, {50}},
                                              {50, {51, 52}},
                                              {51, {52, 53}},
                                              {52, {70}},
                                              {53, {50}},
                                              {60, {}},
                                              {19, {}},
                                              {70, {}}};
const std::map<int, std::set<int>> kAdded = {{11, {20, 60}},     {12, {60}},    {13, {60}},
                                             {15, {11, 14, 60}}, {30, {60}},    {31, {60}},
                                             {32, {60}},         {33, {30, 60}}};

BOOST_AUTO_TEST_CASE(every_pair_of_states_is_judged_as_the_table_says) {
  BOOST_CHECK_EQUAL(state_table().size(), kDomain.size());
  for (const auto& [from, next] : kDomain)
    for (const auto& [to, unused] : kDomain) {
      const bool legal =
          next.contains(to) || (kAdded.contains(from) && kAdded.at(from).contains(to));
      BOOST_CHECK_MESSAGE(may_follow(*state_of_code(from), *state_of_code(to)) == legal,
                          from << " -> " << to);
    }
}

BOOST_AUTO_TEST_CASE(only_items_decided_on_the_spot_skip_handling) {
  for (const CaseState from : {CaseState::kReceived, CaseState::kInPrereview}) {
    BOOST_CHECK(may_reach(from, CaseState::kGranted, true));
    BOOST_CHECK(!may_reach(from, CaseState::kGranted, false));
  }
  BOOST_CHECK(may_reach(CaseState::kAccepted, CaseState::kGranted, false));  // through handling
  BOOST_CHECK(!may_reach(CaseState::kSpecialProcedure, CaseState::kGranted, true));
}

BOOST_AUTO_TEST_CASE(codes_that_are_not_states_are_unknown) {
  BOOST_CHECK(!state_of_code(99));
  BOOST_CHECK(is_final(CaseState::kArchived));
  BOOST_CHECK(!is_final(CaseState::kDelivered));
}

BOOST_AUTO_TEST_SUITE_END()
