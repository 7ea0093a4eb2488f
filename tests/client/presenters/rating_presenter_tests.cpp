#include "client/presenters/rating_presenter.h"

#include <boost/test/unit_test.hpp>

#include "tests/client/presenters/filled_intake.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;

BOOST_AUTO_TEST_SUITE(rating_presenter_tests)

BOOST_AUTO_TEST_CASE(the_screen_wipes_itself_after_a_minute_without_a_touch) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  RatingPresenter rating(window.workplace);
  bool closed = false;
  rating.on_closed = [&] { closed = true; };
  rating.show(std::string(32, 'a'));
  BOOST_TEST(rating.view().grades.size() == 5u);
  window.wait(59'000);
  rating.choose("fair");
  window.wait(59'000);
  BOOST_TEST((rating.view().stage == RatingView::Stage::kAsking));
  window.wait(1'000);
  BOOST_TEST((rating.view().stage == RatingView::Stage::kWiped));
  BOOST_TEST(rating.view().grades.empty());
  BOOST_TEST(closed);
}

BOOST_AUTO_TEST_CASE(the_thanks_give_the_screen_back_within_seconds) {
  tests::SubmittedIntake of;
  auto& window = of.window;
  RatingPresenter rating(window.workplace);
  rating.show(of.id);
  window.settle();
  rating.choose("satisfied");
  rating.send();
  window.settle();
  BOOST_REQUIRE((rating.view().stage == RatingView::Stage::kThanks));
  window.wait(4'000);
  BOOST_TEST((rating.view().stage == RatingView::Stage::kThanks));
  window.wait(2'000);
  BOOST_TEST((rating.view().stage == RatingView::Stage::kWiped));
}

BOOST_AUTO_TEST_SUITE_END()
