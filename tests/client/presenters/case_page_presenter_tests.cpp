#include "client/presenters/case_page_presenter.h"

#include <boost/test/unit_test.hpp>

#include "client/presenters/correction_draft.h"
#include "client/presenters/exit_presenter.h"
#include "client/presenters/frame_presenter.h"
#include "tests/client/presenters/filled_intake.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;
using namespace jiujin::sync::casework;

namespace {

constexpr const char* kAddress = "/data/live_address";
constexpr const char* kNewAddress = "枫林村二组 3 号";

// A case that the county holds; what its reviewers write comes down by exchange().
struct SubmittedCase : tests::SubmittedIntake {
  SubmittedCase() : page(window.workplace) { exchange(); }
  void exchange() {
    station.exchange(window.control.session()->store());
    page.show(id);
    window.settle();
  }
  template <typename Body>
  void county(const char* who, const Body& body) {
    station.advance(60'000);
    station.county_writes({draft_op(*sync::base::CaseId::from_hex(id), 0, who, body)});
    exchange();
  }
  // The county asks for another address, and it is typed.
  FormPresenter& begin_address_correction() {
    CorrectionRequested request;
    request.reason = "地址不详";
    request.items = {{kAddress, "请写明组别"}};
    request.due = "2026-12-04";
    county("zhaoqiang", request);
    page.begin_correction();
    window.settle();
    BOOST_REQUIRE(page.correction_form());
    auto& form = *page.correction_form();
    form.type(form.field_at(kAddress)->id, kNewAddress);
    return form;
  }
  CasePagePresenter page;
};

// Everything that the page shows but what is being typed.
std::string all_shown(const CaseView& view) {
  std::string all = view.title + "\n" + view.headline + "\n";
  for (const auto& section : view.form) {
    for (const auto& line : section.lines) all += line.value + "\n";
    for (const auto& row : section.table)
      for (const auto& cell : row) all += cell + "\n";
  }
  for (const auto& day : view.timeline)
    for (const auto& row : day.rows) all += row.detail + "\n";
  for (const auto& slot : view.materials) all += slot.licence_number + "\n";
  for (const auto& conflict : view.conflicts) all += conflict.ours + conflict.theirs + "\n";
  return all;
}

bool has(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

bool offers(const CaseView& view, CaseAction wanted) {
  for (const auto& [action, button] : view.actions)
    if (action == wanted) return true;
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(case_page_presenter_tests)

BOOST_AUTO_TEST_CASE(a_case_shows_what_happened_newest_first_and_hides_numbers) {
  SubmittedCase of;
  const auto& view = of.page.view();
  BOOST_REQUIRE(view.loaded);
  BOOST_TEST(view.clocks.size() == 3u);
  BOOST_REQUIRE(!view.timeline.empty());
  BOOST_TEST(view.timeline.front().rows.front().time == "10:32");
  for (const auto& section : view.form)
    for (const auto& line : section.lines)
      BOOST_TEST(line.value.find("430190199001011221") == std::string::npos);
  of.page.reveal();
  of.window.settle();
  bool shown = false;
  for (const auto& section : view.form)
    for (const auto& line : section.lines)
      shown = shown || line.value == "430190199001011221";
  BOOST_TEST(shown);
}

BOOST_AUTO_TEST_CASE(names_are_masked_until_one_press_shows_them_with_the_numbers_for_a_while) {
  SubmittedCase of;
  const auto& view = of.page.view();
  // Whoever signed for the parcel stands in the timeline, too.
  ResultCollected collected;
  collected.by.name = "王桂英";
  of.county("zhaoqiang", collected);
  const auto masked = all_shown(view);
  BOOST_TEST(!has(masked, "王桂英"), masked);
  BOOST_TEST(!has(masked, "430190199001011221"), masked);
  BOOST_TEST(has(view.title, "王*英"));
  const auto ops = [&] {
    const auto loaded =
        of.window.control.session()->ask<control::CaseReady>(control::AskCase{of.id});
    return loaded->the_case->ops;
  };
  const auto before = ops();
  of.page.reveal();
  of.window.settle();
  BOOST_TEST(ops() == before + 1);  // on the record, once
  BOOST_TEST(has(view.title, "王桂英"));
  BOOST_TEST(has(all_shown(view), "430190199001011221"));
  of.window.wait(kRevealMs - 1'000);
  of.page.refresh();
  of.window.settle();
  BOOST_TEST(has(view.title, "王桂英"));
  of.window.wait(1'000);
  BOOST_TEST(view.masked);
  BOOST_TEST(!has(all_shown(view), "王桂英"));
  // Another case, or this one again, begins masked.
  of.page.reveal();
  of.window.settle();
  of.page.show(of.id);
  of.window.settle();
  BOOST_TEST(!has(all_shown(view), "王桂英"));
}

BOOST_AUTO_TEST_CASE(a_correction_edits_only_the_difference_and_is_answered_once) {
  SubmittedCase of;
  const auto& view = of.page.view();
  BOOST_TEST(!view.correction.open);
  auto& form = of.begin_address_correction();
  BOOST_TEST(view.correction.open);
  BOOST_REQUIRE(view.correction.items.size() == 1u);
  BOOST_TEST((view.correction.items[0].jump.step == JumpStep::kForm));
  const auto* parity = form.field_at("/data/parity");  // not asked for: to be read at most
  BOOST_TEST((!parity || parity->readonly));
  BOOST_TEST(view.correction.items[0].answered);
  const auto before = of.window.control.session()->ask<control::CaseReady>(control::AskCase{of.id});
  of.page.answer_correction("");
  of.page.answer_correction("");
  of.window.settle();
  BOOST_TEST(!view.correction.open);
  const auto after = of.window.control.session()->ask<control::CaseReady>(control::AskCase{of.id});
  BOOST_REQUIRE(after.ok());
  BOOST_TEST(after->the_case->ops == before->the_case->ops + 2);  // the field, and the answer
  BOOST_TEST(after->the_case->answers.at("/data/live_address") == "\"枫林村二组 3 号\"");
}

BOOST_AUTO_TEST_CASE(a_correction_that_failed_is_not_called_recorded_later) {
  SubmittedCase of;
  of.begin_address_correction();
  of.page.begin_correction();  // a double click does not open the form anew
  of.window.settle();
  // The applicant withdrew at another window, before the county's answer was read here.
  of.station.county_writes({draft_op(*sync::base::CaseId::from_hex(of.id), 0, "zhaoqiang",
                                     CaseWithdrawn{"不办了"})});
  of.station.exchange(of.window.control.session()->store());
  of.page.answer_correction("");
  of.window.settle();
  BOOST_TEST((of.page.view().notice.tone != Tone::kGreen));
  of.page.add_note("申请人下午在家");
  of.window.settle();
  BOOST_TEST(of.page.view().notice.title.find("corrections") == std::string::npos);
  BOOST_REQUIRE(of.page.correction_form());  // what was typed is still there to be copied
  BOOST_TEST(of.page.correction_form()->field_at("/data/live_address")->value ==
             "枫林村二组 3 号");
}

BOOST_AUTO_TEST_CASE(a_field_that_changed_during_a_correction_becomes_a_conflict) {
  SubmittedCase of;
  of.begin_address_correction();
  FormAnswered elsewhere{"QX-001", 1, {{"/data/live_address", "\"枫林村五组 1 号\""}}};
  of.station.county_writes(
      {draft_op(*sync::base::CaseId::from_hex(of.id), 0, tests::kClerk, elsewhere)});
  of.station.exchange(of.window.control.session()->store());
  of.page.answer_correction("");
  of.window.settle();
  const auto after = of.window.control.session()->ask<control::CaseReady>(control::AskCase{of.id});
  BOOST_REQUIRE(after.ok());
  BOOST_REQUIRE(after->the_case->conflicts.size() == 1u);
  BOOST_TEST(after->the_case->conflicts[0].path == "/data/live_address");
}

BOOST_AUTO_TEST_CASE(a_correction_typed_before_the_power_went_is_offered_and_gone_on_with) {
  SubmittedCase of;
  CorrectionRequested request;
  request.items = {{"/data/live_address", "请写明组别"}, {"M02", "请重新扫描"}};
  request.due = "2026-12-04";
  of.county("zhaoqiang", request);
  const auto asked = [&](CasePagePresenter& page, std::size_t index) {
    return page.view().correction.items[index].answered;
  };
  {
    CasePagePresenter page(of.window.workplace);
    page.show(of.id);
    of.window.settle();
    BOOST_TEST(!page.view().correction.begun);
    page.begin_correction();
    of.window.settle();
    auto& form = *page.correction_form();
    form.type(form.field_at("/data/live_address")->id, "枫林村二组 3 号");
    BOOST_TEST(page.view().correction.saved.find("10:3") == std::string::npos);
    of.window.wait(900);
    BOOST_TEST(page.view().correction.saved.find("10:3") != std::string::npos);
    page.correction_materials()->set_mode("M02", "paper");
    page.save_now();  // its answer never comes back
  }
  FramePresenter frame(of.window.workplace);
  frame.refresh();
  of.window.settle();
  BOOST_TEST(frame.view().recover_case == of.id);
  CasePagePresenter page(of.window.workplace);
  page.show_correction(of.id);
  of.window.settle();
  BOOST_REQUIRE(page.correction_form());
  BOOST_TEST(page.correction_form()->field_at("/data/live_address")->value == "枫林村二组 3 号");
  BOOST_TEST(asked(page, 0));
  BOOST_TEST(asked(page, 1));
  page.answer_correction("");
  of.window.settle();
  BOOST_TEST(!page.view().correction.open);
  const auto row = of.window.control.session()->ask<control::RowLoaded>(
      control::LoadRow{correction_row(of.id)});
  BOOST_REQUIRE(row.ok());
  BOOST_TEST(!row->value);
  const auto after = of.window.control.session()->ask<control::CaseReady>(control::AskCase{of.id});
  BOOST_REQUIRE(after.ok());
  BOOST_TEST(after->the_case->answers.at("/data/live_address") == "\"枫林村二组 3 号\"");
  FramePresenter later(of.window.workplace);
  later.refresh();
  of.window.settle();
  BOOST_TEST(later.view().recover_case == "");
}

BOOST_AUTO_TEST_CASE(answering_later_keeps_what_was_typed) {
  SubmittedCase of;
  of.begin_address_correction();
  of.page.cancel_correction();
  of.window.settle();
  BOOST_TEST(!of.page.correction_form());
  BOOST_TEST(of.page.view().correction.begun);
  of.page.begin_correction();
  of.window.settle();
  BOOST_REQUIRE(of.page.correction_form());
  BOOST_TEST(of.page.correction_form()->field_at("/data/live_address")->value ==
             "枫林村二组 3 号");
  FramePresenter frame(of.window.workplace);
  frame.refresh();
  of.window.settle();
  BOOST_TEST(frame.view().recover_case == "");  // closed, not left open
}

BOOST_AUTO_TEST_CASE(a_message_to_the_county_appears_as_ours_and_waits) {
  SubmittedCase of;
  BOOST_REQUIRE(offers(of.page.view(), CaseAction::kNote));
  of.page.add_note("申请人下午在家");
  of.window.settle();
  BOOST_REQUIRE(of.page.view().messages.size() == 1u);
  BOOST_TEST(of.page.view().messages[0].ours);
}

BOOST_AUTO_TEST_CASE(papers_are_made_on_demand) {
  SubmittedCase of;
  std::string shown;
  of.page.on_document = [&](std::string path) { shown = path; };
  of.page.open_document("intake_receipt");
  of.window.settle();
  BOOST_TEST(shown.ends_with(".pdf"));
}

BOOST_AUTO_TEST_CASE(a_wrong_waybill_cannot_be_recorded) {
  SubmittedCase of;
  ExitPresenter exit(of.window.workplace);
  exit.show(of.id);
  of.window.settle();
  exit.set_waybill("EE473124828CN");  // the check digit is 9
  BOOST_TEST(exit.view().waybill_error != "");
  BOOST_TEST(!exit.view().dispatch.enabled);
  exit.set_waybill("EE473124829CN");
  BOOST_TEST(exit.view().waybill_error == "");
}

BOOST_AUTO_TEST_CASE(an_envelope_is_written_in_full_under_a_masked_title) {
  SubmittedCase of;
  ExitPresenter exit(of.window.workplace);
  exit.show(of.id);
  of.window.settle();
  BOOST_TEST(has(exit.view().title, "王*英"));
  BOOST_TEST(!has(exit.view().title, "王桂英"));
  BOOST_TEST(exit.view().to_name == "王桂英");
  BOOST_TEST(exit.view().collector == "王桂英");
}

BOOST_AUTO_TEST_CASE(a_case_is_found_by_the_full_name_and_shown_masked) {
  SubmittedCase of;
  FramePresenter frame(of.window.workplace);
  for (const char* typed : {"王桂英", "桂英"}) {
    frame.find(typed);
    of.window.settle();
    const auto& hits = frame.find_view().hits;
    BOOST_REQUIRE_MESSAGE(!hits.empty(), typed);
    BOOST_TEST(hits.front().id == of.id);
    BOOST_TEST(has(hits.front().title, "王*英"));
    BOOST_TEST(!has(hits.front().title, "王桂英"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
