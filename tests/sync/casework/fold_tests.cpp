#include <boost/test/unit_test.hpp>

#include "sync/casework/deadlines.h"
#include "tests/sync/casework/support/case_builder.h"

using namespace jiujin::sync;
using namespace jiujin::sync::casework;
using namespace jiujin::sync::casework::testing;

BOOST_AUTO_TEST_SUITE(fold_tests)

BOOST_AUTO_TEST_CASE(a_case_goes_from_intake_to_the_archive) {
  CaseBuilder b;
  b.opened().answered("/data/name", "\"小敏\"").filled("M01").submitted("courier");
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kReceived);
  BOOST_CHECK_EQUAL(b.reviewed().fold().state, CaseState::kInPrereview);
  BOOST_CHECK_EQUAL(b.accepted().fold().state, CaseState::kAccepted);
  BOOST_CHECK_EQUAL(b.decided().fold().state, CaseState::kAwaitingDelivery);
  BOOST_CHECK_EQUAL(b.dispatched().fold().state, CaseState::kDispatched);
  b.on("2026-03-05").op(ParcelDelivered{"EE473124829CN", "欧阳小敏", {}, "2026-03-05"},
                        {.actor = "exit"});
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kDelivered);
  const Case c = b.rated().fold();
  BOOST_CHECK_EQUAL(c.state, CaseState::kArchived);
  BOOST_CHECK(*c.granted);
  BOOST_CHECK_EQUAL(c.answers.at("/data/name"), "\"小敏\"");
  BOOST_CHECK_EQUAL(c.delivered_on, "2026-03-05");
  BOOST_CHECK_EQUAL(c.county_ops, b.ops.size());
  for (const TimelineEntry& entry : c.timeline) BOOST_CHECK_EQUAL(entry.refusal, "");
}

BOOST_AUTO_TEST_CASE(collected_at_the_counter_needs_no_parcel) {
  CaseBuilder b;
  b.opened().submitted().accepted().decided();
  b.op(ResultCollected{{"欧阳小敏", "0022"}, false}, {.actor = "exit"});
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kDelivered);
}

BOOST_AUTO_TEST_CASE(electronic_results_are_delivered_with_the_decision) {
  CaseBuilder b;
  b.opened().submitted("electronic").accepted().decided();
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kDelivered);
}

BOOST_AUTO_TEST_CASE(a_returned_parcel_may_be_sent_again) {
  CaseBuilder b;
  b.opened().submitted("courier").accepted().decided().dispatched();
  b.op(ParcelReturned{"EE473124829CN", "无人签收"}, {.actor = "exit"});
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kReturned);
  b.dispatched("1234567890123");
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kDispatched);
  BOOST_CHECK_EQUAL(b.fold().parcels.size(), 2u);
}

BOOST_AUTO_TEST_CASE(accepting_and_deciding_need_two_persons) {
  CaseBuilder b;
  b.opened().submitted().accepted("both").decided("both");
  BOOST_CHECK_EQUAL(b.last_refusal(), "separation");
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kAccepted);
  b.decided("decider");
  BOOST_CHECK_EQUAL(b.last_refusal(), "");
}

BOOST_AUTO_TEST_CASE(an_item_decided_on_the_spot_may_be_decided_by_who_accepted_it) {
  CaseBuilder b;
  b.world.make_immediate();
  b.opened().submitted().decided("both");
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kAwaitingDelivery);
  BOOST_CHECK_EQUAL(b.fold().accepted_on, "2026-03-02");
}

BOOST_AUTO_TEST_CASE(roles_are_judged_by_the_fold_and_refusals_stay_in_the_timeline) {
  CaseBuilder b;
  b.opened().submitted().accepted("clerk");
  BOOST_CHECK_EQUAL(b.last_refusal(), "role");
  BOOST_CHECK_EQUAL(b.fold().timeline.size(), 3u);
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kReceived);
  BOOST_CHECK_EQUAL(b.accepted("village").last_refusal(), "village");
  BOOST_CHECK_EQUAL(b.accepted("nobody").last_refusal(), "role");
  b.accepted().decided("village");
  BOOST_CHECK_EQUAL(b.last_refusal(), "village");
  b.decided();
  b.op(ResultCollected{{"欧阳小敏", ""}, false}, {.actor = "clerk"});
  BOOST_CHECK_EQUAL(b.last_refusal(), "role");
}

BOOST_AUTO_TEST_CASE(a_clerk_cannot_rate) {
  CaseBuilder b;
  b.opened().submitted();
  b.op(RatingGiven{}, {.actor = "clerk"});
  BOOST_CHECK_EQUAL(b.last_refusal(), "clerk_rating");
  b.op(RatingGiven{}, {.actor = "kiosk"});
  BOOST_CHECK_EQUAL(b.last_refusal(), "");
}

BOOST_AUTO_TEST_CASE(voiding_needs_a_second_known_person) {
  for (const auto& [second, refusal] : std::vector<std::pair<std::string, std::string>>{
           {"clerk", "second_person"}, {"", "second_person"}, {"ghost", "second_person"},
           {"clerk2", ""}}) {
    CaseBuilder b;
    b.opened().submitted().op(CaseVoided{"录错人", second}, {.actor = "clerk"});
    BOOST_CHECK_EQUAL(b.last_refusal(), refusal);
    BOOST_CHECK_EQUAL(b.fold().state == CaseState::kVoided, refusal.empty());
  }
}

BOOST_AUTO_TEST_CASE(answers_are_locked_after_acceptance_and_open_in_a_correction) {
  CaseBuilder b;
  b.opened().submitted();
  BOOST_CHECK_EQUAL(b.answered("/data/a", "1").last_refusal(), "");
  BOOST_CHECK_EQUAL(b.answered("/data/a", "2", {.actor = "clerk2"}).last_refusal(), "not_owner");
  b.correction();
  BOOST_CHECK_EQUAL(b.answered("/data/a", "3", {.actor = "clerk2"}).last_refusal(), "");
  b.correction_done();
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kReceived);
  BOOST_CHECK(b.fold().corrections.front().answered);
  b.accepted();
  BOOST_CHECK_EQUAL(b.answered("/data/a", "4").last_refusal(), "locked");
  BOOST_CHECK_EQUAL(b.fold().answers.at("/data/a"), "3");
}

BOOST_AUTO_TEST_CASE(no_decision_while_a_deferred_material_is_missing) {
  CaseBuilder b;
  b.opened().deferred("M02", "2026-03-10").submitted();
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kDeferralReceived);
  b.accepted();
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kAwaitingDeferred);
  BOOST_CHECK(b.fold().deferral);
  BOOST_CHECK_EQUAL(b.decided().last_refusal(), "deferred_open");
  b.filled("M02");
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kInHandling);
  BOOST_CHECK_EQUAL(b.decided().last_refusal(), "");
}

BOOST_AUTO_TEST_CASE(a_gap_that_stayed_open_may_be_denied_after_its_day_but_not_granted) {
  CaseBuilder b;
  b.opened().deferred("M02", "2026-03-10").submitted().accepted();
  b.op(DeadlinePassed{"deferral", "2026-03-10"}, {.actor = "", .log = kCounty});
  BOOST_CHECK_EQUAL(b.decided("decider", true).last_refusal(), "deferred_open");
  BOOST_CHECK_EQUAL(b.decided("decider", false).last_refusal(), "");
}

BOOST_AUTO_TEST_CASE(items_decided_on_the_spot_have_no_deferral) {
  CaseBuilder b;
  b.world.make_immediate();
  BOOST_CHECK_EQUAL(b.opened().deferred("M02", "2026-03-10").last_refusal(), "no_deferral");
}

BOOST_AUTO_TEST_CASE(deadlines_pass_only_by_the_county) {
  CaseBuilder b;
  b.opened().submitted();
  b.op(DeadlinePassed{"notice", "2026-03-09"}, {.actor = ""});
  BOOST_CHECK_EQUAL(b.last_refusal(), "not_county");
  b.op(DeadlinePassed{"notice", "2026-03-09"}, {.actor = "", .log = kCounty});
  const Case c = b.fold();
  BOOST_CHECK(c.deemed_accepted);
  BOOST_CHECK_EQUAL(c.state, CaseState::kAccepted);
  BOOST_CHECK_EQUAL(c.accepted_on, "2026-03-02");
}

BOOST_AUTO_TEST_CASE(a_correction_not_answered_counts_as_withdrawn) {
  CaseBuilder b;
  b.opened().submitted().correction();
  b.op(DeadlinePassed{"correction", "2026-03-20"}, {.actor = "", .log = kCounty});
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kWithdrawn);
}

BOOST_AUTO_TEST_CASE(what_the_county_refuses_has_no_effect) {
  CaseBuilder b;
  b.opened().submitted().answered("/data/a", "1");
  b.op(OpRefused{b.ops.back().address, "重复申请", "P09"}, {.actor = "", .log = kCounty});
  const Case c = b.fold();
  BOOST_CHECK(!c.answers.contains("/data/a"));
  BOOST_CHECK_EQUAL(c.timeline[2].refusal, "rule:P09");
}

BOOST_AUTO_TEST_CASE(unknown_types_and_members_are_shown_as_newer_and_change_nothing) {
  CaseBuilder b;
  b.opened();
  BOOST_CHECK(!b.fold().has_newer);
  b.add(55, R"({"x":1})", {.actor = "clerk"});
  BOOST_CHECK(b.fold().timeline.back().newer_version);
  BOOST_CHECK(!b.fold().timeline.back().refused);
  CaseBuilder d;
  d.opened().add(11, R"({"text":"请看","mood":"good"})", {.actor = "clerk"});
  BOOST_CHECK(d.fold().timeline.back().newer_version);
  BOOST_CHECK_EQUAL(d.fold().timeline.back().detail, "请看");
}

BOOST_AUTO_TEST_CASE(an_unreadable_body_is_refused_with_its_place) {
  CaseBuilder b;
  b.opened().add(7, R"({"reason":5})", {.actor = "clerk"});
  BOOST_CHECK_EQUAL(b.last_refusal(), "body");
  BOOST_CHECK_EQUAL(b.fold().timeline.back().detail, "reason: not a text");
}

BOOST_AUTO_TEST_CASE(a_destroyed_body_leaves_its_line) {
  CaseBuilder b;
  b.opened().submitted();
  for (auto& op : b.ops) {
    op.body.clear();
    op.body_destroyed = true;
  }
  const Case c = b.fold();
  BOOST_CHECK_EQUAL(c.timeline.size(), 2u);
  BOOST_CHECK_EQUAL(c.timeline[0].detail, "destroyed");
  BOOST_CHECK_EQUAL(c.applicant.name, "");
}

BOOST_AUTO_TEST_CASE(special_procedures_stop_and_an_extension_counts_once) {
  CaseBuilder b;
  b.opened().submitted().accepted();
  b.op(SpecialStarted{"现场核查", "2", 5, "需现场核查", "行政许可法第四十五条"},
       {.actor = "reviewer", .log = kCounty});
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kSpecialProcedure);
  BOOST_CHECK(b.fold().clocks.stopped);
  BOOST_CHECK_EQUAL(b.decided().last_refusal(), "state");
  b.op(SpecialEnded{"通过"}, {.actor = "reviewer", .log = kCounty});
  const ExtensionGranted extension{5, "情况复杂", "分管领导"};
  b.op(extension, {.actor = "decider", .log = kCounty});
  BOOST_CHECK_EQUAL(b.fold().state, CaseState::kExtended);
  b.op(extension, {.actor = "decider", .log = kCounty});
  BOOST_CHECK_EQUAL(b.last_refusal(), "extended_twice");
  BOOST_CHECK_EQUAL(b.fold().extension_days, 5);
}

BOOST_AUTO_TEST_CASE(waiting_ops_are_marked_until_the_county_has_them) {
  CaseBuilder b;
  b.opened().submitted();
  b.op(NoteAdded{"请尽快"}, {.actor = "clerk", .waiting = true});
  const Case c = b.fold();
  BOOST_CHECK(c.timeline[1].transit == Transit::kReceived);
  BOOST_CHECK(c.timeline[2].transit == Transit::kWaiting);
  BOOST_CHECK_EQUAL(c.county_ops, 2u);
  BOOST_CHECK_EQUAL(c.ops, 3u);
}

BOOST_AUTO_TEST_CASE(screens_offer_only_what_the_fold_would_take) {
  CaseBuilder b;
  b.opened().submitted();
  const auto offers = [&](const char* who, Action action) {
    const auto list = allowed_actions(b.fold(), b.world.staff.at(who), b.world.context());
    return std::find(list.begin(), list.end(), action) != list.end();
  };
  BOOST_CHECK(offers("clerk", Action::kEdit));
  BOOST_CHECK(!offers("clerk2", Action::kEdit));
  BOOST_CHECK(offers("reviewer", Action::kAccept));
  BOOST_CHECK(!offers("village", Action::kAccept));
  BOOST_CHECK(!offers("clerk", Action::kRate));
  b.accepted("both");
  BOOST_CHECK(!offers("both", Action::kDecide));
  BOOST_CHECK(offers("decider", Action::kDecide));
  b.decided();
  BOOST_CHECK(offers("exit", Action::kDispatchParcel));
  BOOST_CHECK(!offers("clerk", Action::kHandOut));
}

BOOST_AUTO_TEST_CASE(a_conflict_is_offered_for_settling_to_those_who_may) {
  CaseBuilder b;
  b.opened().submitted().correction();
  const auto offers = [&](const char* who) {
    const auto list = allowed_actions(b.fold(), b.world.staff.at(who), b.world.context());
    return std::find(list.begin(), list.end(), Action::kSettleConflict) != list.end();
  };
  b.answered("/data/x", "1", {.actor = "clerk", .log = kStationA, .base = 3});
  BOOST_CHECK(!offers("reviewer"));
  b.answered("/data/x", "2", {.actor = "clerk2", .log = kStationB, .base = 3});
  BOOST_CHECK(offers("reviewer"));
  BOOST_CHECK(offers("decider"));
  BOOST_CHECK(!offers("clerk"));
}

BOOST_AUTO_TEST_SUITE_END()
