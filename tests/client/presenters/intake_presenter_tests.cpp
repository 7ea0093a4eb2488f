#include "client/presenters/intake_presenter.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/presenters/case_list_presenter.h"
#include "client/presenters/frame_presenter.h"
#include "forms/prereview/facts.h"
#include "tests/client/presenters/filled_intake.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;

namespace {

std::string gap_texts(const IntakePresenter& intake) {
  std::string all;
  for (const auto& gap : intake.view().gaps) all += gap.target + " " + gap.text + "\n";
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(intake_presenter_tests)

BOOST_AUTO_TEST_CASE(six_steps_end_in_a_case_with_a_receipt) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  tests::TemporaryFolder folder;
  setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
  tests::write_file(folder.file("card.jpg"), tests::small_jpeg());
  IntakePresenter intake(window.workplace);
  tests::fill_birth_registration(window, intake, folder.file("card.jpg"));
  BOOST_REQUIRE_MESSAGE(intake.view().confirm.submit.enabled,
                        gap_texts(intake) + intake.view().confirm.submit.why_not);
  intake.submit();
  intake.submit();  // a double click
  window.settle();
  BOOST_REQUIRE_MESSAGE(intake.view().submitted.done, intake.view().confirm.notice.text);
  BOOST_TEST(intake.view().submitted.receipt.size() == 10u);
  BOOST_TEST(std::filesystem::exists(intake.view().submitted.receipt_pdf));
  CaseListPresenter list(window.workplace, Place::kAll);
  list.refresh();
  window.settle();
  BOOST_REQUIRE(list.view().row_count == 1u);
  BOOST_TEST(list.row(0).id == intake.view().submitted.case_id);
  BOOST_TEST(list.row(0).applicant.find("桂") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_was_typed_is_saved_within_a_second_and_survives_a_kill) {
  tests::DemoStation station;
  std::string id;
  {
    tests::DemoWindow window(station);
    IntakePresenter intake(window.workplace);
    intake.begin_item("QX-001");
    window.settle();
    intake.set_applicant("王桂英", "111", "", "", true);
    tests::answer(intake, "parity", "2");
    BOOST_TEST(intake.view().saved.find("10:32") == std::string::npos);
    window.wait(900);
    BOOST_TEST(intake.view().saved.find("10:32") != std::string::npos);
    BOOST_TEST(intake.saved_revision() == intake.revision());
    id = intake.view().draft_id;
    tests::answer(intake, "parity", "3");  // the power goes before this one is saved
  }
  tests::DemoWindow window(station);
  FramePresenter frame(window.workplace);
  frame.refresh();
  window.settle();
  BOOST_TEST(frame.view().recover_draft == id);
  IntakePresenter again(window.workplace);
  again.resume(id);
  window.settle();
  BOOST_REQUIRE(again.form());
  BOOST_TEST(again.form()->field_at("/data/parity")->value == "2");
  BOOST_TEST(again.view().applicant.name.value == "王桂英");
  BOOST_TEST(again.view().applicant.no_mobile);
}

// The expected date is asked for during pregnancy alone.
BOOST_AUTO_TEST_CASE(what_is_not_asked_for_just_now_is_kept_with_the_draft_and_not_handed_in) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  std::string id;
  {
    IntakePresenter intake(window.workplace);
    intake.begin_item("QX-001");
    window.settle();
    tests::answer(intake, "reg_stage", "o2");
    tests::answer(intake, "expected_date", "2027-03-01");
    tests::answer(intake, "reg_stage", "o3");
    BOOST_TEST(!intake.form()->field_at("/data/expected_date"));
    window.wait(900);
    id = intake.view().draft_id;
  }
  const auto kept = window.control.session()->ask<control::DraftLoaded>(control::LoadDraft{id});
  BOOST_REQUIRE(kept.ok());
  BOOST_TEST(!kept->draft.answers.contains("/data/expected_date"));
  IntakePresenter again(window.workplace);
  again.resume(id);
  window.settle();
  BOOST_REQUIRE(again.form());
  BOOST_TEST(!again.form()->field_at("/data/expected_date"));
  tests::answer(again, "reg_stage", "o2");
  BOOST_REQUIRE(again.form()->field_at("/data/expected_date"));
  BOOST_TEST(again.form()->field_at("/data/expected_date")->value == "2027-03-01");
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_listed_with_the_way_there) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  IntakePresenter intake(window.workplace);
  intake.begin_item("QX-001");
  window.settle();
  intake.set_applicant("王桂英", "111", "430190199001011220", "13800000000", false);
  BOOST_REQUIRE(!intake.view().gaps.empty());
  const auto first = intake.view().gaps.front();
  BOOST_TEST((first.step == JumpStep::kApplicant));
  BOOST_TEST(first.target == "id_no");  // the check digit is 1
  intake.jump({Tone::kRed, "", JumpStep::kMaterials, "M02"});
  BOOST_TEST((intake.view().step == IntakeStep::kMaterials));
  BOOST_TEST(intake.materials().view().selected == "M02");
  intake.submit();
  window.settle();
  BOOST_TEST(!intake.view().submitted.done);
}

BOOST_AUTO_TEST_CASE(leaving_during_a_save_keeps_what_was_typed_last) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  IntakePresenter intake(window.workplace);
  intake.begin_item("QX-001");
  window.settle();
  intake.set_applicant("王桂英", "111", "", "", true);
  tests::answer(intake, "parity", "2");
  const auto id = intake.view().draft_id;
  intake.save_now();  // not answered yet
  tests::answer(intake, "parity", "3");
  intake.leave();
  intake.begin_item("QX-001");
  window.settle();
  // The answer to the old draft's save says nothing about the new draft.
  BOOST_TEST(intake.saved_revision() <= intake.revision());
  tests::answer(intake, "parity", "1");
  window.wait(900);
  BOOST_TEST(intake.saved_revision() == intake.revision());
  intake.resume(id);
  window.settle();
  BOOST_REQUIRE(intake.form());
  BOOST_TEST(intake.form()->field_at("/data/parity")->value == "3");
}

BOOST_AUTO_TEST_CASE(a_new_intake_begun_during_a_submission_stays_open) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  tests::TemporaryFolder folder;
  setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
  tests::write_file(folder.file("card.jpg"), tests::small_jpeg());
  IntakePresenter intake(window.workplace);
  tests::fill_birth_registration(window, intake, folder.file("card.jpg"));
  intake.submit();
  intake.begin_item("QX-001");
  window.settle();
  BOOST_TEST(!intake.view().submitted.done);
  BOOST_TEST((intake.view().notice.tone == Tone::kGreen));
  intake.set_applicant("李建国", "111", "", "", true);
  window.wait(900);
  BOOST_TEST(intake.saved_revision() == intake.revision());
}

BOOST_AUTO_TEST_CASE(leaving_keeps_the_draft_and_discarding_does_not) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  IntakePresenter intake(window.workplace);
  CaseListPresenter drafts(window.workplace, Place::kDrafts);
  intake.begin_item("QX-001");
  window.settle();
  intake.set_applicant("王桂英", "111", "", "", true);
  intake.leave();
  drafts.refresh();
  window.settle();
  BOOST_TEST(drafts.view().row_count == 1u);
  intake.discard();
  window.settle();
  drafts.refresh();
  window.settle();
  BOOST_TEST(drafts.view().row_count == 0u);
}

BOOST_AUTO_TEST_CASE(a_draft_is_offered_again_only_while_it_is_open) {
  tests::DemoStation station;
  const auto offered = [&station] {
    tests::DemoWindow window(station);
    FramePresenter frame(window.workplace);
    frame.refresh();
    window.settle();
    return frame.view().recover_draft;
  };
  std::string id;
  {
    tests::DemoWindow window(station);
    IntakePresenter intake(window.workplace);
    intake.begin_item("QX-001");
    window.settle();
    intake.set_applicant("王桂英", "111", "", "", true);
    id = intake.view().draft_id;
    intake.save_now();  // on the disk; the answer to it never comes back
  }
  BOOST_TEST(offered() == id);
  {
    tests::DemoWindow window(station);
    IntakePresenter intake(window.workplace);
    intake.resume(id);
    window.settle();
    tests::answer(intake, "parity", "2");
    intake.save_now();
    tests::answer(intake, "parity", "3");
    bool elsewhere = false;
    intake.leave_for([&] { elsewhere = true; });  // a search, another case, "+ New case"
    BOOST_TEST(!elsewhere);
    window.settle();
    BOOST_TEST(elsewhere);
    window.wait(900);
  }
  BOOST_TEST(offered() == "");
}

BOOST_AUTO_TEST_CASE(an_answer_meant_for_the_intake_before_changes_nothing) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  IntakePresenter intake(window.workplace);
  intake.begin_item("QX-001");
  intake.begin_item("QX-007");  // the form of QX-001 is still under way
  window.settle();
  BOOST_REQUIRE(intake.form());
  BOOST_TEST(intake.form()->view().title.find("出生") == std::string::npos);
  const auto first = intake.view().draft_id;
  intake.set_applicant("王桂英", "111", "", "", true);
  window.wait(900);
  intake.resume(first);
  intake.begin();
  window.settle();
  BOOST_TEST(!intake.form());
  BOOST_TEST((intake.view().step == IntakeStep::kItem));
}

BOOST_AUTO_TEST_CASE(pages_read_for_one_intake_do_not_come_into_the_next) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  tests::TemporaryFolder folder;
  tests::write_file(folder.file("card.jpg"), tests::small_jpeg());
  IntakePresenter intake(window.workplace);
  intake.begin_item("QX-001");
  window.settle();
  intake.go(IntakeStep::kMaterials);
  BOOST_REQUIRE(!intake.materials().view().slots.empty());
  intake.materials().import(intake.materials().view().slots.front().slot,
                            {folder.file("card.jpg")});
  intake.begin_item("QX-001");
  window.settle();
  for (const auto& slot : intake.materials().view().slots) BOOST_TEST(slot.pages.empty());
}

BOOST_AUTO_TEST_CASE(a_rule_about_earlier_cases_sees_those_of_this_station) {
  tests::SubmittedIntake first;
  auto& window = first.window;
  const auto facts = window.control.session()->ask<control::HeldFactsReady>(
      control::AskHeldFacts{"QX-001", 0, ""});
  BOOST_REQUIRE(facts.ok());
  BOOST_REQUIRE(facts->facts->earlier_cases.size() == 1u);
  const auto& earlier = facts->facts->earlier_cases.front();
  BOOST_TEST(earlier.item == "QX-001");
  BOOST_TEST(earlier.subject == "430190199001011221");
  BOOST_TEST(earlier.opened == "2026-11-23");
  BOOST_TEST(earlier.open);
  BOOST_TEST(earlier.answers.at("reg_stage") == "o1");
  // The case itself is not among the earlier ones.
  const auto own = window.control.session()->ask<control::HeldFactsReady>(
      control::AskHeldFacts{"QX-001", 0, first.id});
  BOOST_REQUIRE(own.ok());
  BOOST_TEST(own->facts->earlier_cases.empty());
}

BOOST_AUTO_TEST_CASE(a_promise_is_made_as_a_paper_for_the_applicant) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  tests::TemporaryFolder folder;
  setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
  IntakePresenter intake(window.workplace);
  std::string shown;
  intake.on_document = [&](std::string path) { shown = path; };
  intake.begin_item("QX-001");
  window.settle();
  intake.set_applicant("王桂英", "111", "430190199001011221", "", true);
  intake.materials().set_mode("M04", "commitment");
  intake.materials().make_promise("M04", false);
  window.settle();
  BOOST_TEST(shown.ends_with(".pdf"));
  BOOST_TEST(std::filesystem::exists(shown));
  BOOST_TEST(intake.view().notice.empty());
}

BOOST_AUTO_TEST_CASE(the_preview_of_a_large_scan_goes_through_draft_and_op) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  tests::TemporaryFolder folder;
  setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
  tests::write_file(folder.file("large.jpg"), tests::noise_jpeg(800, 600));
  IntakePresenter intake(window.workplace);
  tests::fill_birth_registration(window, intake, folder.file("large.jpg"));
  const auto id = intake.view().draft_id;
  intake.save_now();
  window.settle();
  IntakePresenter again(window.workplace);
  again.resume(id);
  window.settle();
  again.submit();
  window.settle();
  BOOST_REQUIRE(again.view().submitted.done);
  const auto ready = window.control.session()->ask<control::CaseReady>(control::AskCase{id});
  BOOST_REQUIRE(ready.ok());
  std::size_t scans = 0;
  for (const auto& material : ready->the_case->materials)
    for (const auto& file : material.files) {
      ++scans;
      BOOST_REQUIRE(file.preview);
      BOOST_TEST(file.preview->size <= 24u * 1024u);
      BOOST_TEST(file.preview->media_type == "image/jpeg");
    }
  BOOST_TEST(scans > 0u);
}

BOOST_AUTO_TEST_CASE(a_list_tells_text_that_arrived_from_scans_on_their_way) {
  tests::SubmittedIntake of;
  auto& window = of.window;
  CaseListPresenter list(window.workplace, Place::kAll);
  list.refresh();
  window.settle();
  BOOST_TEST(list.row(0).transit == "waiting to be sent");
  of.station.exchange(window.control.session()->store());  // ops only
  list.refresh();
  window.settle();
  BOOST_TEST(list.row(0).transit == "text received, scans 0/1");
}

BOOST_AUTO_TEST_SUITE_END()
