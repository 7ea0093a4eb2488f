#include <boost/test/unit_test.hpp>

#include "sync/casework/deadlines.h"
#include "tests/sync/casework/support/case_builder.h"

using namespace jiujin;
using namespace jiujin::sync::casework;
using namespace jiujin::sync::casework::testing;
using jiujin::localization::Lamp;

BOOST_AUTO_TEST_SUITE(deadlines_tests)

constexpr std::int64_t kDayMs = 86'400'000;

struct Row {
  const char* accept;
  int days;
  const char* due;
};

// Published calendars of 2025 and 2026; counted by hand on them.
BOOST_AUTO_TEST_CASE(promised_days_are_working_days_after_acceptance) {
  for (const Row& row : {Row{"2026-02-12", 5, "2026-02-26"}, Row{"2026-09-30", 3, "2026-10-10"},
                         Row{"2025-12-30", 5, "2026-01-07"}, Row{"2026-04-30", 20, "2026-06-01"},
                         Row{"2026-02-28", 1, "2026-03-02"}}) {
    CaseBuilder b;
    b.world.item.promised.value = row.days;
    b.on(row.accept).opened().submitted().accepted();
    BOOST_CHECK_EQUAL(b.fold(row.accept).clocks.promised_due, row.due);
  }
}

BOOST_AUTO_TEST_CASE(natural_days_that_end_on_a_rest_day_roll_on) {
  CaseBuilder b;
  b.world.item.promised = {7, forms::catalogue::LimitUnit::kNaturalDays, {}};
  b.on("2026-02-10").opened().submitted().accepted();
  BOOST_CHECK_EQUAL(b.fold("2026-02-10").clocks.promised_due, "2026-02-24");
}

BOOST_AUTO_TEST_CASE(special_procedures_are_not_counted) {
  CaseBuilder b;
  b.on("2026-05-06").opened().submitted().accepted();
  b.on("2026-05-08").op(SpecialStarted{"听证", "2", {}, "r", ""},
                        {.actor = "reviewer", .log = kCounty});
  BOOST_CHECK(lamp_of(b.fold("2026-05-12"), localization::HolidayCalendar::built_in(),
                      localization::make_date(2026, 5, 12)) == Lamp::kBlue);
  b.on("2026-05-20").op(SpecialEnded{""}, {.actor = "reviewer", .log = kCounty});
  const Case c = b.fold("2026-05-20");
  BOOST_CHECK_EQUAL(c.clocks.promised_due, "2026-06-02");
  // Handling: 6 to 8 May, then from 20 May on; the stop itself is on no clock.
  BOOST_CHECK_EQUAL(clock_totals(c, morning_of("2026-05-21")).handling_ms, 3 * kDayMs);
}

BOOST_AUTO_TEST_CASE(an_extension_is_added_to_both_limits) {
  CaseBuilder b;
  b.opened().submitted().accepted();
  BOOST_CHECK_EQUAL(b.fold().clocks.promised_due, "2026-03-16");
  BOOST_CHECK_EQUAL(b.fold().clocks.statutory_due, "2026-03-30");
  b.op(ExtensionGranted{3, "r", "a"}, {.actor = "decider", .log = kCounty});
  BOOST_CHECK_EQUAL(b.fold().clocks.promised_due, "2026-03-19");
  BOOST_CHECK_EQUAL(b.fold().clocks.statutory_due, "2026-04-02");
}

BOOST_AUTO_TEST_CASE(the_notice_clock_is_five_working_days_and_starts_again_after_a_correction) {
  CaseBuilder b;
  b.on("2026-06-17").opened().submitted();
  Case c = b.fold("2026-06-25");
  BOOST_CHECK_EQUAL(c.clocks.notice_due, "2026-06-25");
  BOOST_CHECK_EQUAL(due_of(c), "2026-06-25");
  BOOST_CHECK(!c.deemed_projected);
  BOOST_CHECK(b.fold("2026-06-26").deemed_projected);
  BOOST_CHECK_EQUAL(b.fold("2026-06-26").state, CaseState::kReceived);  // a projection only

  b.correction("2026-07-10");
  BOOST_CHECK_EQUAL(due_of(b.fold("2026-06-26")), "2026-07-10");
  BOOST_CHECK(!b.fold("2026-06-26").deemed_projected);
  b.on("2026-07-06").correction_done();
  BOOST_CHECK_EQUAL(b.fold("2026-07-06").clocks.notice_due, "2026-07-13");
}

BOOST_AUTO_TEST_CASE(time_before_acceptance_is_never_counted) {
  CaseBuilder b;
  b.on("2026-03-02").opened().submitted().correction("2026-03-20");
  b.on("2026-03-12").correction_done();
  b.on("2026-03-13").accepted();
  BOOST_CHECK_EQUAL(b.fold("2026-03-13").clocks.promised_due, "2026-03-27");
  BOOST_CHECK_EQUAL(clock_totals(b.fold(), 0).circulation_ms, 11 * kDayMs);
}

BOOST_AUTO_TEST_CASE(a_deferred_material_due_earlier_comes_first) {
  CaseBuilder b;
  b.opened().deferred("M02", "2026-03-06").submitted().accepted();
  BOOST_CHECK_EQUAL(due_of(b.fold()), "2026-03-06");
}

BOOST_AUTO_TEST_CASE(the_lamp_turns_with_the_days_left) {
  CaseBuilder b;
  b.opened().submitted().accepted();  // due Monday 2026-03-16
  const auto& calendar = localization::HolidayCalendar::built_in();
  const auto on = [&](unsigned day) {
    return *lamp_of(b.fold(), calendar, localization::make_date(2026, 3, day));
  };
  BOOST_CHECK(on(11) == Lamp::kGreen);   // three days left
  BOOST_CHECK(on(12) == Lamp::kYellow);  // two
  BOOST_CHECK(on(16) == Lamp::kYellow);
  BOOST_CHECK(on(17) == Lamp::kRed);
  b.decided();
  BOOST_CHECK(!lamp_of(b.fold(), calendar, localization::make_date(2026, 3, 11)));
}

BOOST_AUTO_TEST_CASE(years_without_an_official_list_are_provisional) {
  CaseBuilder b;
  b.on("2026-12-28").opened().submitted().accepted();
  BOOST_CHECK(b.fold("2026-12-28").clocks.provisional);
}

BOOST_AUTO_TEST_CASE(courier_time_is_a_clock_of_its_own) {
  CaseBuilder b;
  b.opened().submitted("courier").accepted().decided();
  b.on("2026-03-04").dispatched();
  b.on("2026-03-07").op(ParcelDelivered{"EE473124829CN", "本人", {}, "2026-03-07"},
                        {.actor = "exit"});
  const ClockTotals totals = clock_totals(b.fold(), morning_of("2026-04-01"));
  BOOST_CHECK_EQUAL(totals.courier_ms, 3 * kDayMs);
  BOOST_CHECK_EQUAL(totals.circulation_ms, 2 * kDayMs);
  BOOST_CHECK_EQUAL(totals.handling_ms, 0);
}

BOOST_AUTO_TEST_SUITE_END()
