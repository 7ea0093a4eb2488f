#include "client/presenters/sync_presenter.h"

#include <boost/test/unit_test.hpp>

#include "tests/client/presenters/scripted_control.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;
using control::SyncStatus;

namespace {

const std::string kCard(64, 'a'), kForm(64, 'b');

// A station with one case: its text is at the county, of its two scans one is.
struct Panel {
  Panel() {
    control::CaseTransfer transfer;
    transfer.case_id = std::string(32, '1');
    transfer.item_name = "生育登记";
    transfer.applicant = "王*";
    transfer.ops_total = transfer.ops_received = 4;
    transfer.scans_total = 2;
    transfer.scans_received = 1;
    transfer.bytes_total = 1'500'000;
    transfer.bytes_received = 500'000;
    transfer.waiting = {{kForm, 1'000'000, 0}};
    control.transfers.transfers = {transfer};
    control.transfers.overview.waiting_bytes = 1'000'000;
    page.refresh();
    workplace.drain();
  }
  void tell(SyncStatus status) {
    control.told.push_back(control::Event(status));
    workplace.drain();
  }
  SyncStatus running() const {
    SyncStatus status;
    status.state = SyncStatus::State::kRunning;
    status.bytes_total = 1'000'000;
    status.bytes_done = 250'000;
    status.bytes_per_second = 25'000;
    status.sent[kForm] = 250'000;
    return status;
  }
  tests::ScriptedControl control;
  std::int64_t now = tests::kMondayMorningMs;
  Workplace workplace{control, [this] { return now; }};
  SyncPresenter page{workplace};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sync_presenter_tests)

BOOST_AUTO_TEST_CASE(a_case_tells_text_and_scans_apart) {
  Panel panel;
  const auto& view = panel.page.view();
  BOOST_REQUIRE(view.cases.size() == 1u);
  BOOST_TEST(view.cases[0].text_percent == 100);
  BOOST_TEST(view.cases[0].scans_percent == 33);  // 500,000 of 1,500,000
  BOOST_TEST(view.cases[0].text_detail == "text received");
  BOOST_TEST(view.cases[0].scans_detail.starts_with("1 of 2 received"));
}

BOOST_AUTO_TEST_CASE(what_is_on_the_wire_moves_the_bar_before_the_county_has_answered) {
  Panel panel;
  panel.tell(panel.running());
  const auto& view = panel.page.view();
  BOOST_TEST(view.percent == 25);
  BOOST_TEST(view.cases[0].scans_percent == 50);  // 500,000 held and 250,000 sent
  BOOST_TEST(view.cases[0].scans_detail.starts_with("1 of 2 received"));
  BOOST_TEST(view.cases[0].mark.word == "being sent");
  BOOST_TEST(view.time_left.find("30 seconds") != std::string::npos);  // 750,000 at 25,000 a second
}

BOOST_AUTO_TEST_CASE(the_list_is_read_again_when_the_county_has_confirmed_but_not_all_the_time) {
  Panel panel;
  const auto lists = [&] {
    return std::count_if(panel.control.asked.begin(), panel.control.asked.end(), [](auto& each) {
      return std::holds_alternative<control::AskTransfers>(each);
    });
  };
  auto status = panel.running();
  status.receipts = 1;
  panel.tell(status);
  BOOST_TEST(lists() == 1);
  panel.now += 1'500;
  panel.tell(status);
  BOOST_TEST(lists() == 2);
  panel.now += 1'500;
  panel.tell(status);  // no new receipt
  BOOST_TEST(lists() == 2);
}

BOOST_AUTO_TEST_CASE(why_it_waits_and_until_when_is_said) {
  Panel panel;
  SyncStatus status;
  status.state = SyncStatus::State::kWaiting;
  status.next_try_ms = panel.now + 600'000;  // 10:42
  status.wait = SyncStatus::Wait::kNotReached;
  status.last_error = Error{ErrorCode::kIo, "http://county", "no route"};
  panel.tell(status);
  BOOST_TEST(!panel.page.view().why_waiting.empty());
  BOOST_TEST(panel.page.view().next_try == "Next try at 10:42");
  status.wait = SyncStatus::Wait::kCountyBusy;
  status.online = true;
  panel.tell(status);
  BOOST_TEST(panel.page.view().why_waiting.find("patience") != std::string::npos);
  status.wait = SyncStatus::Wait::kOtherProgram;
  panel.tell(status);
  BOOST_TEST(panel.page.view().why_waiting.find("Another program") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_pause_is_said_plainly_and_sync_now_works_all_the_same) {
  Panel panel;
  SyncStatus status;
  status.state = SyncStatus::State::kPaused;
  panel.tell(status);
  const auto& view = panel.page.view();
  BOOST_TEST(view.paused);
  BOOST_TEST(view.pause.label == "Go on");
  BOOST_TEST(view.why_waiting.find("restart") != std::string::npos);
  BOOST_TEST(view.sync_now.enabled);
  panel.page.sync_now();
  BOOST_TEST(panel.control.asked_last<control::SyncNow>());
  panel.page.pause_or_continue();
  BOOST_REQUIRE(panel.control.asked_last<control::PauseSync>());
  BOOST_TEST(!panel.control.asked_last<control::PauseSync>()->paused);
}

BOOST_AUTO_TEST_CASE(the_limit_that_is_kept_is_shown_even_if_a_script_has_set_it) {
  Panel panel;
  SyncStatus status;
  status.line.bytes_per_second_max = 5'000;
  panel.tell(status);
  const auto& limits = panel.page.view().limits;
  BOOST_TEST(limits.back().value == "5000");
  BOOST_TEST(limits.back().selected);
  panel.page.choose_limit("16000");
  BOOST_REQUIRE(panel.control.asked_last<control::UseLine>());
  BOOST_TEST(panel.control.asked_last<control::UseLine>()->line.bytes_per_second_max == 16'000u);
  panel.control.answer(panel.control.last, control::Done{});
  panel.workplace.drain();
  const auto chosen =
      std::find_if(limits.begin(), limits.end(), [](const Option& each) { return each.selected; });
  BOOST_REQUIRE(chosen != limits.end());
  BOOST_TEST(chosen->value == "16000");
}

// The panel's clock stands at 10:32.
BOOST_AUTO_TEST_CASE(scans_that_wait_for_the_night_are_said_to) {
  Panel panel;
  panel.control.transfers.transfers = {control::CaseTransfer{"c1", "生育登记", "王**"}};
  panel.page.refresh();
  SyncStatus status;
  status.online = true;
  status.line.scans = sync::engine::read_scan_times("22:00-06:00").value();
  panel.tell(status);
  const auto& view = panel.page.view();
  BOOST_TEST(view.why_waiting.find("until 22:00") != std::string::npos, view.why_waiting);
  status.line.scans = sync::engine::read_scan_times("08:00-11:00").value();
  panel.tell(status);
  BOOST_TEST(view.why_waiting == "");
  BOOST_TEST(view.scan_times.back().value == "08:00-11:00");
  BOOST_TEST(view.scan_times.back().selected);
}

BOOST_AUTO_TEST_CASE(when_scans_travel_is_chosen_beside_the_limit) {
  Panel panel;
  SyncStatus status;
  status.line.bytes_per_second_max = 16'000;
  panel.tell(status);
  panel.page.choose_scan_times("asked");
  BOOST_REQUIRE(panel.control.asked_last<control::UseLine>());
  const auto line = panel.control.asked_last<control::UseLine>()->line;
  BOOST_TEST((line.scans.kind == sync::engine::ScanTimes::Kind::kAsked));
  BOOST_TEST(line.bytes_per_second_max == 16'000u);
}

BOOST_AUTO_TEST_CASE(what_the_disk_has_damaged_is_told_with_its_case) {
  Panel panel;
  panel.control.transfers.ops_set_aside = {{"c1", "生育登记", "王**", 2}};
  panel.page.refresh();
  panel.workplace.drain();
  const auto& aside = panel.page.view().set_aside;
  BOOST_REQUIRE(aside.size() == 1u);
  BOOST_TEST(aside[0].title.find("生育登记 · 王**") != std::string::npos);
  BOOST_TEST(aside[0].reason.starts_with("2 entries"));
  BOOST_TEST(aside[0].case_id == "c1");
}

BOOST_AUTO_TEST_CASE(what_the_county_says_and_a_healed_fork_stand_on_top) {
  Panel panel;
  SyncStatus status;
  status.online = status.healed = true;
  status.county_notice = "from the county";
  panel.tell(status);
  const auto& aside = panel.page.view().set_aside;
  BOOST_REQUIRE(aside.size() == 2u);
  BOOST_TEST((aside[0].tone == Tone::kAmber));
  BOOST_TEST(aside[1].reason == "from the county");
}

BOOST_AUTO_TEST_CASE(a_scan_that_is_set_aside_is_named_with_its_reason_and_remedy) {
  using sync::wire::AsideReason;
  Panel panel;
  panel.control.transfers.set_aside = {
      {AsideReason::kDamaged, std::string(32, '1'), "生育登记", "王*"},
      {AsideReason::kRefused, "", "", ""}};
  panel.page.refresh();
  panel.workplace.drain();
  const auto& aside = panel.page.view().set_aside;
  BOOST_REQUIRE(aside.size() == 2u);
  BOOST_TEST(aside[0].title == "A scan cannot be sent: 生育登记 · 王*");
  BOOST_TEST(aside[0].reason.find("damaged") != std::string::npos);
  BOOST_TEST(aside[0].case_id == std::string(32, '1'));
  BOOST_TEST(aside[1].reason != aside[0].reason);
  BOOST_TEST(aside[1].remedy.find("every day") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_very_many_cases_only_the_first_are_rows) {
  Panel panel;
  const auto one = panel.control.transfers.transfers[0];
  panel.control.transfers.transfers.assign(200, one);
  panel.page.refresh();
  panel.workplace.drain();
  const auto& view = panel.page.view();
  BOOST_TEST(view.cases.size() < 100u);
  BOOST_TEST(view.more_cases.starts_with(std::to_string(200 - view.cases.size()) + " "));
}

BOOST_AUTO_TEST_CASE(practice_and_a_station_without_a_county_can_do_nothing_here) {
  for (const auto state : {SyncStatus::State::kPractice, SyncStatus::State::kNotEnrolled}) {
    Panel panel;
    panel.control.transfers = {};
    panel.control.transfers.status.state = state;
    panel.page.refresh();
    panel.workplace.drain();
    const auto& view = panel.page.view();
    BOOST_TEST(!view.sync_now.enabled);
    BOOST_TEST(!view.pause.enabled);
    BOOST_TEST(!view.may_limit);
    BOOST_TEST(!panel.page.stick().view().write.enabled);
    BOOST_TEST(!panel.page.stick().view().write.why_not.empty());
    BOOST_TEST(!view.empty_text.empty());
    BOOST_TEST(view.headline.empty());  // nothing has reached any county
  }
}

BOOST_AUTO_TEST_CASE(a_stick_is_written_in_the_background_and_can_be_stopped) {
  Panel panel;
  auto& stick = panel.page.stick();
  stick.write_to("/media/stick");
  BOOST_REQUIRE(panel.control.asked_last<control::ExportToStick>());
  BOOST_TEST(panel.control.asked_last<control::ExportToStick>()->folder == "/media/stick");
  const auto ticket = panel.control.last;
  BOOST_TEST(stick.view().busy.active);
  BOOST_TEST(!stick.view().read.enabled);  // one at a time
  panel.control.told.push_back(control::Event(control::Progress{ticket, 30, 120}));
  panel.workplace.drain();
  BOOST_TEST(stick.view().busy.percent == 25);
  stick.stop();
  BOOST_TEST((panel.control.cancelled == std::vector<control::Ticket>{ticket}));
  panel.control.told.push_back(
      control::Reply{ticket, Error{ErrorCode::kCancelled, "", "cancelled"}});
  panel.workplace.drain();
  BOOST_TEST(!stick.view().busy.active);
  BOOST_TEST((stick.view().notice.tone == Tone::kAmber));
  BOOST_TEST(stick.view().read.enabled);
}

BOOST_AUTO_TEST_CASE(answers_that_cannot_be_taken_in_are_named_with_their_remedy) {
  using sync::wire::StickAnswer;
  Panel panel;
  auto& stick = panel.page.stick();
  stick.read_from("/media/stick");
  control::StickRead read;
  read.report.ops_acknowledged = 7;
  StickAnswer taken, cut, foreign;
  taken.file = "village-1.answer.jjb";
  taken.state = StickAnswer::State::kTaken;
  cut.file = "village-2.answer.jjb";
  cut.state = StickAnswer::State::kCut;
  foreign.file = "hill-1.answer.jjb";
  foreign.state = StickAnswer::State::kNotOurs;
  read.report.answers = {taken, cut, foreign};
  panel.control.answer(panel.control.last, read);
  panel.workplace.drain();
  const auto& notice = stick.view().notice;
  BOOST_TEST((notice.tone == Tone::kAmber));
  BOOST_TEST(notice.text.starts_with("7 records"));
  BOOST_TEST(notice.text.find("village-1") == std::string::npos);
  BOOST_TEST(notice.text.find("village-2.answer.jjb: ends too early") != std::string::npos);
  BOOST_TEST(notice.text.find("hill-1.answer.jjb: for another station") != std::string::npos);
  BOOST_TEST(panel.control.asked_last<control::AskTransfers>());
}

BOOST_AUTO_TEST_CASE(a_folder_without_answers_is_no_success) {
  Panel panel;
  auto& stick = panel.page.stick();
  stick.read_from("/media/stick");
  panel.control.answer(panel.control.last, control::StickRead{});
  panel.workplace.drain();
  BOOST_TEST((stick.view().notice.tone == Tone::kAmber));
  stick.dismiss();
  BOOST_TEST(stick.view().notice.empty());
}

BOOST_AUTO_TEST_SUITE_END()
