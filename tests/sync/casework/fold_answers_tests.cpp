#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/sync/casework/support/case_builder.h"

using namespace jiujin::sync;
using namespace jiujin::sync::casework;
using namespace jiujin::sync::casework::testing;

BOOST_AUTO_TEST_SUITE(fold_answers_tests)

constexpr const char* kPath = "/data/address";

// A submitted case in correction, on which two stations answer; both have seen 3 ops.
CaseBuilder in_correction() {
  CaseBuilder b;
  b.opened().submitted().correction();
  return b;
}

BOOST_AUTO_TEST_CASE(different_fields_merge) {
  CaseBuilder b = in_correction();
  b.answered("/data/a", "1", {.actor = "clerk", .log = kStationA, .base = 3});
  b.answered("/data/b", "2", {.actor = "clerk2", .log = kStationB, .base = 3});
  const Case c = b.fold();
  BOOST_CHECK(c.conflicts.empty());
  BOOST_CHECK_EQUAL(c.answers.at("/data/a"), "1");
  BOOST_CHECK_EQUAL(c.answers.at("/data/b"), "2");
}

// A county that was set back hears the opening again behind what was answered since.
BOOST_AUTO_TEST_CASE(answers_count_wherever_the_opening_came_to_stand) {
  CaseBuilder b;
  b.answered("/data/a", "1").opened().answered("/data/b", "2").submitted();
  const Case c = b.fold();
  BOOST_CHECK_EQUAL(c.answers.at("/data/a"), "1");
  BOOST_CHECK_EQUAL(c.answers.at("/data/b"), "2");
  BOOST_CHECK_EQUAL(c.item, "QX-002");
  for (const auto& entry : c.timeline) BOOST_CHECK(!entry.refused);
}

BOOST_AUTO_TEST_CASE(the_first_in_county_order_stands_until_a_person_settles) {
  CaseBuilder b = in_correction();
  b.answered(kPath, "\"一组\"", {.actor = "clerk", .log = kStationA, .base = 3});
  b.answered(kPath, "\"二组\"", {.actor = "clerk2", .log = kStationB, .base = 3});
  Case c = b.fold();
  BOOST_REQUIRE_EQUAL(c.conflicts.size(), 1u);
  BOOST_CHECK_EQUAL(c.conflicts[0].ours, "\"一组\"");
  BOOST_CHECK_EQUAL(c.conflicts[0].theirs, "\"二组\"");
  BOOST_CHECK_EQUAL(c.answers.at(kPath), "\"一组\"");

  b.op(ConflictSettled{kPath, "\"二组\""}, {.actor = "clerk"});
  BOOST_CHECK_EQUAL(b.last_refusal(), "role");
  b.op(ConflictSettled{kPath, "\"二组\""}, {.actor = "reviewer", .log = kCounty});
  c = b.fold();
  BOOST_CHECK(c.conflicts.empty());
  BOOST_CHECK_EQUAL(c.answers.at(kPath), "\"二组\"");
  b.op(ConflictSettled{kPath, "1"}, {.actor = "reviewer", .log = kCounty});
  BOOST_CHECK_EQUAL(b.last_refusal(), "no_conflict");
}

// A copy that a county forgot when it was set back stays on some disks, without effect: two sides
// of which only one keeps it must see the same conflict.
BOOST_AUTO_TEST_CASE(a_forgotten_copy_says_nothing_of_who_knew_what) {
  CaseBuilder b = in_correction();
  b.answered(kPath, "1", {.actor = "clerk", .log = kStationA, .base = 3});
  const oplog::Origin first{b.ops.back().address, b.ops.back().hash};
  b.answered(kPath, "2", {.actor = "clerk2", .log = kStationB, .base = 3});
  BOOST_REQUIRE_EQUAL(b.fold().conflicts.size(), 1u);
  b.answered(kPath, "1", {.actor = "clerk", .log = kStationB, .waiting = true, .origin = first});
  b.ops.back().superseded = true;
  const Case c = b.fold();
  BOOST_CHECK_EQUAL(c.conflicts.size(), 1u);
  BOOST_CHECK(!c.has_newer);
}

BOOST_AUTO_TEST_CASE(an_author_who_has_seen_the_value_replaces_it) {
  CaseBuilder b = in_correction();
  b.answered(kPath, "1", {.actor = "clerk", .log = kStationA, .base = 3});
  b.answered(kPath, "2", {.actor = "clerk2", .log = kStationB, .base = 4});
  BOOST_CHECK(b.fold().conflicts.empty());
  BOOST_CHECK_EQUAL(b.fold().answers.at(kPath), "2");
}

BOOST_AUTO_TEST_CASE(one_station_never_conflicts_with_itself) {
  CaseBuilder b = in_correction();
  b.answered(kPath, "1", {.actor = "clerk", .log = kStationA, .base = 3});
  b.answered(kPath, "2", {.actor = "clerk2", .log = kStationA, .base = 3});
  BOOST_CHECK(b.fold().conflicts.empty());
  BOOST_CHECK_EQUAL(b.fold().answers.at(kPath), "2");
}

BOOST_AUTO_TEST_CASE(the_same_value_twice_is_no_conflict) {
  CaseBuilder b = in_correction();
  b.answered(kPath, "1", {.actor = "clerk", .log = kStationA, .base = 3});
  b.answered(kPath, "1", {.actor = "clerk2", .log = kStationB, .base = 3});
  BOOST_CHECK(b.fold().conflicts.empty());
}

BOOST_AUTO_TEST_CASE(a_waiting_answer_meets_what_came_down_meanwhile) {
  // Station B's own answer waits; station A's has just come down with a position before it.
  CaseBuilder b = in_correction();
  b.answered(kPath, "1", {.actor = "clerk", .log = kStationA, .base = 3});
  b.answered(kPath, "2", {.actor = "clerk2", .log = kStationB, .waiting = true, .base = 3});
  BOOST_CHECK_EQUAL(b.fold().conflicts.size(), 1u);
}

BOOST_AUTO_TEST_CASE(a_reissued_op_counts_once_and_knows_its_first_log) {
  CaseBuilder b = in_correction();
  b.answered(kPath, "1", {.actor = "clerk", .log = kStationA, .base = 3});
  const auto first = b.ops.back();
  const auto healed = log_id(9);
  // After a fork the station writes the same op again under a new incarnation, then goes on.
  b.answered(kPath, "1", {.actor = "clerk", .log = healed, .base = 3,
                          .origin = oplog::Origin{first.address, first.hash}});
  b.answered(kPath, "2", {.actor = "clerk", .log = healed, .base = 3});
  const Case c = b.fold();
  BOOST_CHECK(c.conflicts.empty());
  BOOST_CHECK_EQUAL(c.answers.at(kPath), "2");
  BOOST_CHECK_EQUAL(c.timeline.size(), 5u);
  BOOST_CHECK_EQUAL(c.ops, 6u);
}

// Whatever order the county gave, both ends fold the same; which answers exist does not depend on
// the order, only which of two stands does.
BOOST_AUTO_TEST_CASE(every_order_of_concurrent_ops_folds_alike_on_both_sides) {
  struct Writing {
    const char* path;
    const char* value;
    How how;
  };
  const std::vector<Writing> writings = {
      {"/data/a", "1", {.actor = "clerk", .log = kStationA, .base = 3}},
      {"/data/a", "2", {.actor = "clerk2", .log = kStationB, .base = 3}},
      {"/data/b", "3", {.actor = "clerk", .log = kStationA, .base = 3}},
      {"/data/c", "4", {.actor = "clerk2", .log = kStationB, .base = 3}}};
  std::vector<std::size_t> order = {0, 1, 2, 3};
  int orders = 0;
  do {
    CaseBuilder county = in_correction();
    for (const std::size_t i : order)
      county.answered(writings[i].path, writings[i].value, writings[i].how);
    const Case c = county.fold();
    BOOST_REQUIRE_EQUAL(c.conflicts.size(), 1u);
    const bool first_is_a =
        std::find(order.begin(), order.end(), 0) < std::find(order.begin(), order.end(), 1);
    BOOST_CHECK_EQUAL(c.answers.at("/data/a"), first_is_a ? "1" : "2");
    BOOST_CHECK_EQUAL(c.conflicts[0].theirs, first_is_a ? "2" : "1");
    BOOST_CHECK_EQUAL(c.answers.at("/data/b"), "3");
    BOOST_CHECK_EQUAL(c.answers.at("/data/c"), "4");
    // Station B has all of A's ops with positions, its own still wait: the order of its reading.
    CaseBuilder station = in_correction();
    for (const bool waiting : {false, true})
      for (const std::size_t i : order) {
        How how = writings[i].how;
        if ((how.log == kStationB) != waiting) continue;
        how.waiting = waiting;
        station.answered(writings[i].path, writings[i].value, how);
      }
    BOOST_CHECK_EQUAL(station.fold().conflicts.size(), 1u);
    BOOST_CHECK_EQUAL(station.fold().answers.at("/data/c"), "4");
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()));
  BOOST_CHECK_EQUAL(orders, 24);
}

BOOST_AUTO_TEST_SUITE_END()
