#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/forms/prereview/sample.h"

using namespace jiujin::forms::prereview;
using test::Sample;

namespace {

const ChecklistEntry& entry(const std::vector<ChecklistEntry>& list, const std::string& slot) {
  const auto found =
      std::ranges::find_if(list, [&](const auto& each) { return each.slot->id == slot; });
  BOOST_REQUIRE(found != list.end());
  return *found;
}

bool allows(const ChecklistEntry& entry, SlotMode mode) {
  return std::ranges::find(entry.allowed, mode) != entry.allowed.end();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(material_checklist_tests)

BOOST_AUTO_TEST_CASE(a_paper_for_a_condition_is_needed_when_the_condition_holds) {
  Sample sample("QX-001");
  BOOST_TEST(!entry(sample.checklist(), "M05").needed);
  sample.answers["reg_stage"] = "o3";
  sample.answers["child_birth_date"] = "2026-10-01";
  const auto list = sample.checklist();
  BOOST_TEST(entry(list, "M05").needed);
  BOOST_TEST(entry(list, "M05").why == "孩子已出生的补登记");
}

BOOST_AUTO_TEST_CASE(a_card_that_was_read_spares_the_household_book) {
  Sample sample("QX-001");
  BOOST_TEST(!entry(sample.checklist(), "M03").needed);
  sample.facts.card_read = false;
  BOOST_TEST(entry(sample.checklist(), "M03").needed);
}

BOOST_AUTO_TEST_CASE(what_the_office_finds_out_itself_is_not_asked_for) {
  const auto list = Sample("QX-002").checklist();
  BOOST_TEST(std::ranges::none_of(list, [](const auto& each) { return each.slot->id == "M05"; }));
}

BOOST_AUTO_TEST_CASE(a_valid_licence_of_the_applicant_stands_in_and_an_expired_one_does_not) {
  Sample sample("QX-001");
  LicenceFact licence{.type = "EL01",
                      .holder = sample.answers["applicant_id_no"],
                      .holder_name = "龙吉花",
                      .number = "A1",
                      .valid_until = "2030-01-01",
                      .grade = "A"};
  sample.facts.licences = {licence};
  sample.set_slot({.slot = "M02", .mode = SlotMode::kLicence, .licence_number = "A1"});
  auto list = sample.checklist();
  BOOST_TEST(entry(list, "M02").settled);
  BOOST_TEST((entry(list, "M02").allowed.front() == SlotMode::kLicence));
  sample.facts.licences[0].valid_until = "2026-11-22";  // yesterday
  BOOST_TEST(!entry(sample.checklist(), "M02").settled);
  sample.facts.licences[0].valid_until = "";
  sample.facts.licences[0].holder = "430190195803120157";  // somebody else's
  BOOST_TEST(!entry(sample.checklist(), "M02").settled);
}

// Received on Monday 2026-11-23, promised in 10 working days: Monday 2026-12-07.
BOOST_AUTO_TEST_CASE(a_paper_may_follow_until_the_result_is_promised) {
  Sample sample("QX-003");
  sample.set_slot(
      {.slot = "M04", .mode = SlotMode::kDeferred, .due = "2026-12-07", .signed_paper = true});
  auto list = sample.checklist();
  BOOST_TEST(entry(list, "M04").latest_due == "2026-12-07");
  BOOST_TEST(entry(list, "M04").settled);
  sample.set_slot(
      {.slot = "M04", .mode = SlotMode::kDeferred, .due = "2026-12-08", .signed_paper = true});
  BOOST_TEST(!entry(sample.checklist(), "M04").settled);
  BOOST_TEST(test::find(sample.findings(), "material.due_late") != nullptr);
}

BOOST_AUTO_TEST_CASE(an_unsigned_promise_to_bring_a_paper_later_is_only_a_reminder) {
  Sample sample("QX-003");
  sample.set_slot({.slot = "M04", .mode = SlotMode::kDeferred, .due = "2026-12-04"});
  const auto findings = sample.findings();
  BOOST_TEST(test::find(findings, "material.unsigned") != nullptr);
  BOOST_TEST(may_submit(findings));
}

BOOST_AUTO_TEST_CASE(a_promise_that_nobody_signed_does_not_count) {
  Sample sample("QX-003");
  sample.set_slot({.slot = "M06", .mode = SlotMode::kCommitment});
  BOOST_TEST(test::find(sample.findings(), "material.unsigned") != nullptr);
  sample.set_slot({.slot = "M06", .mode = SlotMode::kCommitment, .signed_paper = true});
  BOOST_TEST(test::find(sample.findings(), "material.unsigned") == nullptr);
}

BOOST_AUTO_TEST_CASE(what_is_decided_at_once_waits_for_no_paper) {
  Sample sample("QX-001");
  BOOST_TEST(!allows(entry(sample.checklist(), "M02"), SlotMode::kDeferred));
  sample.set_slot(
      {.slot = "M02", .mode = SlotMode::kDeferred, .due = "2026-11-30", .signed_paper = true});
  BOOST_TEST(test::find(sample.findings(), "material.mode") != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
