// The self-service screen: what a resident gets to see, what nobody else does, and that it is gone
// after a minute.
#include "client/presenters/kiosk_presenter.h"

#include <boost/test/unit_test.hpp>

#include "tests/client/presenters/filled_intake.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;
using Page = KioskView::Page;

namespace {

// A station at which an application was handed in, and its receipt.
struct World : tests::SubmittedIntake {
  std::string receipt, code;
  KioskPresenter kiosk{window.workplace, "枫林村便民服务站", tests::kClerk};

  World() {
    const auto session = station.session();
    const auto ready = session->ask<control::CaseReady>(control::AskCase{id});
    BOOST_REQUIRE(ready.ok());
    receipt = ready->the_case->receipt;
    code = ready->the_case->query_code;
    BOOST_REQUIRE_EQUAL(receipt.size(), 10u);
    BOOST_REQUIRE_EQUAL(code.size(), 6u);
    window.settle();
  }
  void type(const std::string& digits) {
    for (const char digit : digits) kiosk.type(digit);
  }
  void look_up(const std::string& r, const std::string& c) {
    kiosk.home();
    kiosk.choose("progress");
    type(r);
    type(c);
    kiosk.ask();
    window.settle();
  }
  void answered() {
    window.wait(1000);
    window.settle();
  }
  // Everything that is on the screen.
  std::string shown() const {
    const auto& v = kiosk.view();
    std::string all =
        v.title + v.text + v.receipt + v.code + v.notice.title + v.notice.text + v.mark.word;
    for (const auto& fact : v.facts) all += fact.label + fact.value;
    for (const auto& choice : v.choices) all += choice.word + choice.hint;
    for (const auto& section : v.sections) all += section.title;
    return all;
  }
  std::string other(std::string digits) {
    digits[0] = digits[0] == '9' ? '1' : '9';
    return digits;
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(kiosk_presenter_tests, World)

BOOST_AUTO_TEST_CASE(both_numbers_tell_how_far_it_is_and_no_name) {
  look_up(receipt, code);
  BOOST_TEST((kiosk.view().page == Page::kNumbers));  // not before a second has passed
  answered();
  BOOST_REQUIRE((kiosk.view().page == Page::kProgress));
  BOOST_TEST(!kiosk.view().text.empty());
  BOOST_TEST(!kiosk.view().mark.word.empty());
  BOOST_TEST(has(shown(), "王*英"));
  for (const char* hidden : {"王桂英", "430190199001011221", "13800000000"})
    BOOST_TEST(!has(shown(), hidden));
  BOOST_TEST(!has(shown(), code));
}

BOOST_AUTO_TEST_CASE(a_wrong_code_and_an_unknown_receipt_get_one_answer_after_one_time) {
  std::vector<std::string> answers;
  for (const auto& [r, c] : {std::pair(receipt, other(code)), std::pair(other(receipt), code)}) {
    look_up(r, c);
    for (int i = 0; i < 3; ++i) {
      window.wait(300);
      BOOST_TEST(kiosk.view().notice.empty());
      BOOST_TEST(kiosk.view().busy.active);
    }
    answered();
    BOOST_TEST((kiosk.view().page == Page::kNumbers));
    answers.push_back(kiosk.view().notice.title + kiosk.view().notice.text);
  }
  BOOST_TEST(answers[0] == answers[1]);
  BOOST_TEST(!answers[0].empty());
}

BOOST_AUTO_TEST_CASE(after_five_wrong_tries_each_further_one_waits_wiped_or_not) {
  for (int i = 0; i < 5; ++i) {
    look_up(receipt, other(code));
    answered();
  }
  look_up(receipt, code);
  BOOST_TEST(kiosk.view().notice.title == "Too many wrong numbers");
  answered();
  BOOST_TEST((kiosk.view().page == Page::kNumbers));
  window.wait(25'000);
  look_up(receipt, code);
  answered();
  BOOST_TEST((kiosk.view().page == Page::kNumbers));
  window.wait(5'000);
  look_up(receipt, code);
  answered();
  BOOST_TEST((kiosk.view().page == Page::kProgress));
  // It is no wrong one, and forgives none: whoever has a receipt could try others for ever.
  look_up(receipt, other(code));
  answered();
  look_up(receipt, code);
  BOOST_TEST(kiosk.view().notice.title == "Too many wrong numbers");
  window.wait(60'000);
  look_up(receipt, code);
  answered();
  BOOST_TEST((kiosk.view().page == Page::kProgress));
}

BOOST_AUTO_TEST_CASE(every_ten_minutes_a_wrong_try_is_forgiven) {
  for (int i = 0; i < 5; ++i) {
    look_up(receipt, other(code));
    answered();
  }
  window.wait(2 * 600'000);  // three of them count still
  for (int i = 0; i < 2; ++i) {
    look_up(receipt, other(code));
    BOOST_TEST(kiosk.view().notice.empty());
    answered();
  }
  look_up(receipt, code);
  BOOST_TEST(kiosk.view().notice.title == "Too many wrong numbers");
}

BOOST_AUTO_TEST_CASE(a_minute_without_a_touch_wipes_it_and_the_last_quarter_is_counted) {
  look_up(receipt, code);
  answered();
  kiosk.touched();
  window.wait(44'000);
  BOOST_TEST(kiosk.view().seconds_left == 0);
  window.wait(1'000);
  BOOST_TEST(kiosk.view().seconds_left == 15);
  window.wait(10'000);
  BOOST_TEST(kiosk.view().seconds_left == 5);
  kiosk.touched();
  BOOST_TEST(kiosk.view().seconds_left == 0);
  window.wait(59'000);
  BOOST_TEST((kiosk.view().page == Page::kProgress));
  window.wait(1'000);
  BOOST_TEST((kiosk.view().page == Page::kStart));
  for (const auto& gone : {receipt, std::string("王*英")}) BOOST_TEST(!has(shown(), gone));
  BOOST_TEST(kiosk.view().facts.empty());
  kiosk.rate();  // of nobody's case
  BOOST_TEST((kiosk.view().page == Page::kStart));
}

BOOST_AUTO_TEST_CASE(what_was_typed_is_gone_too_and_an_answer_that_comes_late_is_shown_to_nobody) {
  kiosk.choose("progress");
  type(receipt.substr(0, 7));
  window.wait(60'000);
  BOOST_TEST((kiosk.view().page == Page::kStart));
  kiosk.choose("progress");
  BOOST_TEST(kiosk.view().receipt.empty());
  type(receipt);
  type(code);
  kiosk.ask();
  kiosk.home();  // the next person
  answered();
  BOOST_TEST((kiosk.view().page == Page::kStart));
}

BOOST_AUTO_TEST_CASE(guides_are_found_in_pages_of_five_and_printed) {
  kiosk.choose("guides");
  window.settle();
  std::size_t offices = 0, items = 0;
  for (;;) {
    BOOST_REQUIRE(!kiosk.view().choices.empty());
    BOOST_TEST(kiosk.view().choices.size() <= kKioskChoicesMax);
    for (const auto& choice : kiosk.view().choices) BOOST_TEST(!choice.picture.empty());
    offices += kiosk.view().choices.size();
    if (!kiosk.view().later.visible || !kiosk.view().later.enabled) break;
    kiosk.later();
  }
  BOOST_TEST(offices > 0u);
  kiosk.home();
  kiosk.choose("guides");
  kiosk.choose(kiosk.view().choices.front().code);
  for (;;) {
    BOOST_TEST(kiosk.view().choices.size() <= kKioskChoicesMax);
    items += kiosk.view().choices.size();
    if (!kiosk.view().later.visible || !kiosk.view().later.enabled) break;
    kiosk.later();
  }
  BOOST_TEST(items > 0u);
  const auto last = kiosk.view().choices.back();
  kiosk.choose(last.code);
  window.settle();
  BOOST_TEST((kiosk.view().page == Page::kGuide));
  BOOST_TEST(kiosk.view().title == last.word);
  BOOST_TEST(kiosk.view().sections.size() > 2u);
  BOOST_TEST(kiosk.view().sections.front().title == "Materials");
  BOOST_TEST(kiosk.view().print.enabled);
  kiosk.back();
  BOOST_TEST((kiosk.view().page == Page::kItems));
  kiosk.back();
  BOOST_TEST((kiosk.view().page == Page::kOffices));
  kiosk.back();
  BOOST_TEST((kiosk.view().page == Page::kStart));
}

BOOST_AUTO_TEST_CASE(only_the_password_of_its_account_ends_it) {
  int ended = 0;
  kiosk.on_end = [&] { ++ended; };
  kiosk.end(tests::kPassword);  // nobody has asked
  window.settle();
  BOOST_TEST(ended == 0);
  kiosk.ask_staff();
  kiosk.end("guess");
  window.settle();
  BOOST_TEST(ended == 0);
  BOOST_TEST(!kiosk.view().notice.empty());
  window.wait(60'000);
  BOOST_TEST((kiosk.view().page == Page::kStart));
  kiosk.ask_staff();
  kiosk.end(tests::kPassword);
  window.settle();
  BOOST_TEST(ended == 1);
}

BOOST_AUTO_TEST_SUITE_END()
