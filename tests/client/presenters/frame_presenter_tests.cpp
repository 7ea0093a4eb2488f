#include "client/presenters/frame_presenter.h"

#include <boost/test/unit_test.hpp>

#include "tests/client/presenters/scripted_control.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;

BOOST_AUTO_TEST_SUITE(frame_presenter_tests)

BOOST_AUTO_TEST_CASE(the_last_contact_goes_on_while_a_sync_runs) {
  tests::ScriptedControl control;
  Workplace workplace(control, [] { return tests::kMondayMorningMs + 60'000; });
  FramePresenter frame(workplace);
  control.overview.last_contact_ms = tests::kMondayMorningMs - 86'400'000;  // yesterday
  frame.refresh();
  workplace.drain();
  BOOST_TEST(frame.view().status.last_contact.find("10:32") != std::string::npos);
  control::SyncStatus running;
  running.state = control::SyncStatus::State::kRunning;
  running.last_contact_ms = tests::kMondayMorningMs + 60'000;
  control.told.push_back(control::Event(running));
  workplace.drain();
  BOOST_TEST(frame.view().status.last_contact.find("10:33") != std::string::npos);
  // What was counted before that says nothing newer.
  frame.refresh();
  workplace.drain();
  BOOST_TEST(frame.view().status.last_contact.find("10:33") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
