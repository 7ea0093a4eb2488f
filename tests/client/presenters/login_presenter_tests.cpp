#include "client/presenters/login_presenter.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "client/control/station_wipe.h"
#include "client/presenters/wording.h"
#include "sync/envelope/suite.h"
#include "tests/client/presenters/scripted_control.h"
#include "tests/support/sealed_station.h"

using namespace jiujin;
using namespace jiujin::client::presenters;

BOOST_AUTO_TEST_SUITE(login_presenter_tests)

BOOST_AUTO_TEST_CASE(the_stations_own_people_are_offered_and_let_in_by_password) {
  tests::DemoStation station;
  tests::DemoWindow window(station, false);
  LoginPresenter login(window.workplace);
  login.open();
  window.settle();
  BOOST_TEST((login.view().stage == LoginView::Stage::kChoosePerson));
  BOOST_TEST(login.view().people.size() == 3u);
  login.choose(tests::kClerk);
  login.log_in("wrong");
  window.settle();
  BOOST_TEST((login.view().stage == LoginView::Stage::kChoosePerson));
  BOOST_TEST(!login.view().notice.empty());
  login.log_in(tests::kPassword);
  window.settle();
  BOOST_TEST((login.view().stage == LoginView::Stage::kLoggedIn));
  BOOST_TEST(window.workplace.me().name == "李敏");
}

BOOST_AUTO_TEST_CASE(a_second_window_names_the_first_and_takes_nothing_from_it) {
  tests::DemoStation station;
  auto first = std::make_unique<tests::DemoWindow>(station);
  tests::DemoWindow second(station, false);
  LoginPresenter login(second.workplace);
  login.open();
  second.settle();
  BOOST_TEST((login.view().stage == LoginView::Stage::kCannotOpen));
  BOOST_TEST(login.view().notice.title == "This program is open already");
  BOOST_TEST(login.view().notice.text.find("(process " + std::to_string(getpid()) + ")") !=
             std::string::npos);
  bool saved = false;
  const auto token = std::make_shared<int>(0);
  first->workplace.ask(client::control::SaveRow{"note", "still at work"}, token,
                       [&](client::control::Reply reply) { saved = reply.result.ok(); });
  first->settle();
  BOOST_TEST(saved);
  BOOST_TEST(station.session()->info().enrolled);  // a script beside the window
  first.reset();
  login.open();
  second.settle();
  BOOST_TEST((login.view().stage == LoginView::Stage::kChoosePerson));
}

BOOST_AUTO_TEST_CASE(idle_time_locks_and_touching_does_not) {
  tests::DemoStation station;
  tests::DemoWindow window(station, false);
  LoginPresenter login(window.workplace);
  login.open();
  window.settle();
  login.choose(tests::kClerk);
  login.log_in(tests::kPassword);
  window.settle();
  window.wait(9 * 60'000);
  login.touched();
  window.wait(9 * 60'000);
  BOOST_TEST((login.view().stage == LoginView::Stage::kLoggedIn));
  window.wait(60'000);
  BOOST_TEST((login.view().stage == LoginView::Stage::kLocked));
}

BOOST_AUTO_TEST_CASE(a_station_says_itself_after_how_long_it_is_locked) {
  tests::DemoStation station;
  BOOST_REQUIRE(
      station.session()->perform(client::control::SaveRow{kIdleMinutesRow, "3"}).ok());
  tests::DemoWindow window(station, false);
  LoginPresenter login(window.workplace);
  login.open();
  window.settle();
  login.choose(tests::kClerk);
  login.log_in(tests::kPassword);
  window.settle();
  window.wait(2 * 60'000);
  BOOST_TEST((login.view().stage == LoginView::Stage::kLoggedIn));
  window.wait(60'000);
  BOOST_TEST((login.view().stage == LoginView::Stage::kLocked));
}

BOOST_AUTO_TEST_CASE(a_locked_station_is_opened_by_its_people_and_closed_when_idle) {
  tests::SealedStation station;
  client::control::InlineControl control(station.options());
  Workplace workplace(control, [&station] { return station.now_ms(); });
  const auto settle = [&] {
    for (int i = 0; i < 8; ++i) workplace.drain();
  };
  LoginPresenter login(workplace);
  login.open();
  settle();
  BOOST_TEST((login.view().stage == LoginView::Stage::kChoosePerson));
  BOOST_TEST(login.view().people.size() == 2u);
  BOOST_TEST(login.view().station_name == "枫林村便民服务站");
  login.choose(tests::kClerk);
  for (int i = 0; i < 5; ++i) {
    login.log_in("wrong");
    settle();
    BOOST_TEST(login.view().notice.title == "The password is not right");
  }
  login.log_in(tests::kPassword);
  settle();
  BOOST_TEST(login.view().notice.title == "Too many wrong passwords");
  BOOST_TEST(login.view().notice.text.find("30 seconds") != std::string::npos);
  station.advance(30'000);
  login.log_in(tests::kPassword);
  settle();
  BOOST_TEST((login.view().stage == LoginView::Stage::kLoggedIn));
  BOOST_TEST(!control.session()->locked());
  station.advance(10 * 60'000);
  workplace.tick();
  settle();
  BOOST_TEST((login.view().stage == LoginView::Stage::kLocked));
  BOOST_TEST(control.session()->locked());
  login.log_in(tests::kPassword);
  settle();
  BOOST_TEST((login.view().stage == LoginView::Stage::kLoggedIn));
  BOOST_TEST(!control.session()->locked());
}

BOOST_AUTO_TEST_CASE(a_station_that_was_wiped_says_so_and_whom_to_call) {
  tests::SealedStation station;
  client::control::InlineControl control(station.options());
  Workplace workplace(control, [&station] { return station.now_ms(); });
  const auto settle = [&] {
    for (int i = 0; i < 8; ++i) workplace.drain();
  };
  LoginPresenter login(workplace);
  int wiped = 0;
  login.on_wiped = [&] { ++wiped; };
  login.open();
  settle();
  login.choose(tests::kClerk);
  login.log_in(tests::kPassword);
  settle();
  BOOST_TEST((login.view().stage == LoginView::Stage::kLoggedIn));
  // Another program of this station has heard the order.
  const auto random = sync::envelope::system_random();
  const client::control::Wiping order{
      station.id(), {sync::bundle::WipeId::random(random), "signed"}, "电脑被盗", station.now_ms()};
  BOOST_REQUIRE(client::control::wipe_station(station.folder(), order, random).ok());
  login.open();
  settle();
  BOOST_TEST((login.view().stage == LoginView::Stage::kWiped));
  BOOST_TEST(wiped == 1);
  BOOST_TEST(!workplace.me().logged_in);
  BOOST_TEST(login.view().people.empty());
  BOOST_TEST(login.view().chosen.empty());
  BOOST_TEST((login.view().notice.tone == Tone::kRed));
  BOOST_TEST(login.view().notice.text.find("电脑被盗") != std::string::npos);
  BOOST_TEST(login.view().notice.text.find("Call the county's administrator") != std::string::npos);
  BOOST_TEST(control.session()->locked());
}

BOOST_AUTO_TEST_CASE(the_page_of_a_locked_station_says_what_it_sends) {
  using client::control::LeftToSend;
  tests::ScriptedControl control;
  const std::int64_t now = tests::kMondayMorningMs;
  Workplace workplace(control, [&] { return now; });
  LoginPresenter login(workplace);
  int told = 0, redrawn = 0;
  login.on_left = [&] { ++told; };
  login.on_changed = [&] { ++redrawn; };
  const auto says = [&](const LeftToSend& left) {
    control.told.push_back(client::control::Event(left));
    workplace.drain();
    return login.view().left;
  };
  BOOST_TEST(says({}) == "");
  BOOST_TEST(says({.waiting = 3}) ==
             "3 sealed files are being sent to the county. Nobody has to log in for that.");
  BOOST_TEST(says({.waiting = 1,
                   .next_try_ms = now + 120'000,
                   .error = Error{ErrorCode::kNetwork, "https://county", "no route"}}) ==
             "1 sealed file waits to be sent. The county could not be reached; the next try is at "
             "10:34.");
  BOOST_TEST(says({.waiting = 2, .next_try_ms = now + 120'000, .refusal = "reported stolen"}) ==
             "2 sealed files wait to be sent, but the county does not take them: reported stolen");
  BOOST_TEST(says({.waiting = 2, .held = 2, .next_try_ms = now + 120'000}) ==
             "2 sealed files with scans wait for the hours in which scans travel, from 10:34. "
             "Nobody has to log in for that.");
  BOOST_TEST(says({.waiting = 3, .held = 2}).starts_with("3 sealed files are being sent"));
  BOOST_TEST(says({.answered = 2, .answered_ms = now - 3'600'000, .whole = true}) ==
             "Everything was sent by " + moment_text(now - 3'600'000, now) +
                 ", and the county has answered. Log in to read it.");
  BOOST_TEST(says({.answered = 2, .answered_ms = now - 3'600'000}).starts_with("What was left"));
  BOOST_TEST(says({.whole = true}) == "Nothing waits to be sent.");
  BOOST_TEST(told == 9);
  BOOST_TEST(redrawn == 0);  // a password that is being typed stays
}

BOOST_AUTO_TEST_SUITE_END()
