// A paper that was to follow is brought to the window, and two answers to one field are settled.
#include <boost/test/unit_test.hpp>

#include "client/presenters/case_page_presenter.h"
#include "sync/casework/draft.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;
using namespace jiujin::sync::casework;

namespace {

constexpr const char* kPath = "/data/contact_child";

// A case of QX-003 whose bank card (M04) and one more paper (M05) were to follow.
struct DeferredCase {
  DeferredCase() : window(station), page(window.workplace) {
    tests::write_file(folder.file("card.jpg"), tests::small_jpeg());
    Draft draft;
    draft.id = id;
    draft.item = draft.form = "QX-003";
    draft.item_version = draft.form_version = 1;
    draft.division = "430190101201";
    draft.applicant = {"王桂英", "111", "430190195803120173", ""};
    draft.answers[kPath] = "\"13800000000\"";
    draft.delivery.mode = "station";
    draft.owner = tests::kClerk;
    for (const char* slot : {"M04", "M05"}) {
      Material later;
      later.slot = slot;
      later.mode = MaterialMode::kDeferred;
      later.due = "2026-12-04";
      draft.materials.push_back(later);
    }
    const PrintedNumbers numbers{std::string(46, '1'), "0000000001", "123456", "2026-11-20"};
    auto ops = intake_ops(draft, numbers, {});
    BOOST_REQUIRE_MESSAGE(ops.ok(), (ops.ok() ? "" : ops.error().line()));
    station.county_writes(*ops);
    exchange();
  }
  void exchange() {
    station.advance(60'000);
    station.exchange(window.control.session()->store());
    page.show(id);
    window.settle();
  }
  template <typename Body>
  void county(const char* who, const Body& body) {
    station.county_writes({draft_op(*sync::base::CaseId::from_hex(id), 0, who, body)});
    exchange();
  }
  void accept() {
    AcceptanceDecided accepted;
    accepted.accepted = accepted.deferral = true;
    county("zhaoqiang", accepted);
  }
  Case held() {
    const auto ready = window.control.session()->ask<control::CaseReady>(control::AskCase{id});
    BOOST_REQUIRE(ready.ok());
    return *ready->the_case;
  }
  void bring(const char* slot) {
    page.act(CaseAction::kBringDeferred);
    window.settle();
    BOOST_REQUIRE(page.deferred_materials());
    page.deferred_materials()->import(slot, {folder.file("card.jpg")});
    window.settle();
  }
  bool offers_to_bring() const {
    for (const auto& [action, button] : page.view().actions)
      if (action == CaseAction::kBringDeferred) return button.enabled;
    return false;
  }
  const std::string id = std::string(31, '0') + "7";
  tests::TemporaryFolder folder;
  tests::DemoStation station;
  tests::DemoWindow window;
  CasePagePresenter page;
};

// Two answers to one field, by two who did not know of each other.
struct Contradicted : DeferredCase {
  Contradicted() {
    county(tests::kClerk, FormAnswered{"QX-003", 1, {{kPath, "\"13811111111\""}}});
    auto late = draft_op({}, 1, "", FormAnswered{"QX-003", 1, {{kPath, "\"13822222222\""}}});
    const auto written =
        window.control.session()->perform(control::AppendOps{id, {late}, std::nullopt, "", ""});
    BOOST_REQUIRE_MESSAGE(written.ok(), (written.ok() ? "" : written.error().line()));
    exchange();
    BOOST_REQUIRE(page.view().conflicts.size() == 1u);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(case_deferred_tests)

BOOST_FIXTURE_TEST_CASE(the_last_paper_brought_lets_the_county_decide, DeferredCase) {
  accept();
  BOOST_TEST((held().state == CaseState::kAwaitingDeferred));
  BOOST_REQUIRE(offers_to_bring());
  bring("M04");
  page.deferred_materials()->set_mode("M05", "paper");
  BOOST_REQUIRE(page.view().deferred.hand_in.enabled);
  page.hand_in_deferred();
  page.hand_in_deferred();  // an impatient hand
  window.settle();
  BOOST_TEST(!page.deferred_materials());
  BOOST_TEST((page.view().notice.tone == Tone::kGreen));
  BOOST_TEST(!offers_to_bring());
  BOOST_TEST((held().state == CaseState::kInHandling));
  BOOST_TEST(held().ops == 8u);  // opened, answered, 2 declared, submitted, accepted, and 2 now
  exchange();
  DecisionMade granted;
  granted.granted = true;
  granted.opinion = "同意";
  county("sunli", granted);
  BOOST_TEST(held().granted.value_or(false));
}

BOOST_FIXTURE_TEST_CASE(one_of_two_papers_leaves_the_other_open, DeferredCase) {
  accept();
  bring("M04");
  page.hand_in_deferred();
  window.settle();
  BOOST_TEST((held().state == CaseState::kAwaitingDeferred));
  BOOST_REQUIRE(offers_to_bring());
  page.begin_deferred();
  window.settle();
  BOOST_REQUIRE(page.deferred_materials());
  const auto& slots = page.deferred_materials()->view().slots;
  BOOST_REQUIRE(slots.size() == 1u);
  BOOST_TEST(slots.front().slot == "M05");
}

BOOST_FIXTURE_TEST_CASE(what_is_not_there_is_not_handed_in_and_not_put_off_again, DeferredCase) {
  accept();
  page.begin_deferred();
  window.settle();
  BOOST_REQUIRE(page.deferred_materials());
  BOOST_TEST(!page.view().deferred.hand_in.enabled);
  for (const auto& slot : page.deferred_materials()->view().slots)
    for (const auto& mode : slot.modes) {
      BOOST_TEST(mode.value != "deferred");
      BOOST_TEST(mode.value != "not_needed");
    }
  const auto before = held().ops;
  page.hand_in_deferred();
  window.settle();
  BOOST_TEST(held().ops == before);
}

BOOST_FIXTURE_TEST_CASE(a_page_imported_before_the_case_was_left_is_still_there, DeferredCase) {
  accept();
  bring("M04");
  page.cancel_deferred();
  BOOST_TEST(!page.deferred_materials());
  page.show(id);
  window.settle();
  page.begin_deferred();
  window.settle();
  BOOST_REQUIRE(page.deferred_materials());
  BOOST_TEST(page.deferred_materials()->view().slots.front().slot == "M04");
  BOOST_TEST(page.deferred_materials()->view().slots.front().pages.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_decided_case_takes_no_paper_that_was_to_follow, DeferredCase) {
  accept();
  county("zhaoqiang", CaseWithdrawn{"不办了"});
  BOOST_TEST(!offers_to_bring());
}

BOOST_FIXTURE_TEST_CASE(the_other_answer_is_taken_once_somebody_says_so, Contradicted) {
  BOOST_TEST(page.view().conflicts[0].may_settle);
  BOOST_TEST(held().answers.at(kPath) == "\"13811111111\"");
  page.settle_conflict(page.view().conflicts[0].path, true);
  window.settle();
  BOOST_TEST(page.view().conflicts.empty());
  BOOST_TEST(held().conflicts.empty());
  BOOST_TEST(held().answers.at(kPath) == "\"13822222222\"");
}

BOOST_FIXTURE_TEST_CASE(the_answer_that_stands_may_be_kept, Contradicted) {
  page.settle_conflict(kPath, false);
  window.settle();
  BOOST_TEST(held().conflicts.empty());
  BOOST_TEST(held().answers.at(kPath) == "\"13811111111\"");
}

BOOST_FIXTURE_TEST_CASE(who_only_takes_in_sees_the_contradiction_and_settles_none, Contradicted) {
  StaffGranted intake;
  intake.id = tests::kClerk;
  intake.name = "李敏";
  intake.roles = {Role::kIntake};
  intake.division = "430190101201";
  station.county_writes({draft_op({}, 0, "", intake)});
  exchange();
  BOOST_REQUIRE(page.view().conflicts.size() == 1u);
  BOOST_TEST(!page.view().conflicts[0].may_settle);
  page.settle_conflict(kPath, true);
  window.settle();
  BOOST_TEST(held().conflicts.size() == 1u);
  BOOST_TEST((page.view().notice.tone == Tone::kRed));
}

BOOST_AUTO_TEST_SUITE_END()
