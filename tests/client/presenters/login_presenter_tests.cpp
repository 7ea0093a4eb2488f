#include "client/presenters/login_presenter.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/demo_station.h"

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

BOOST_AUTO_TEST_SUITE_END()
