#include "client/control/sync_meter.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin;
using namespace jiujin::client::control;
using namespace std::chrono_literals;
using sync::wire::SyncProgress;
using Kind = SyncProgress::Kind;

namespace {

sync::base::ContentHash file(char digit) {
  return *sync::base::ContentHash::from_hex(std::string(64, digit));
}

struct Run {
  void note(Kind kind, char name, std::uint64_t done, std::uint64_t total) {
    SyncProgress progress{.kind = kind, .done = done, .total = total, .file = file(name)};
    meter.note(
        progress, [this](const auto&) { return held; }, now, 1'000);
  }
  SyncMeter meter;
  std::uint64_t held = 0;
  std::chrono::milliseconds now{0};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sync_meter_tests)

BOOST_AUTO_TEST_CASE(only_what_this_run_has_carried_counts) {
  Run run;
  run.meter.begin(900'000);
  run.held = 100'000;  // of a file of 1,000,000
  run.note(Kind::kFileSent, 'a', 150'000, 1'000'000);
  BOOST_TEST(run.meter.status().bytes_done == 50'000u);
  BOOST_TEST(run.meter.status().bytes_total == 900'000u);
  BOOST_TEST(run.meter.status().sent.at(std::string(64, 'a')) == 150'000u);
  run.note(Kind::kFileAcknowledged, 'a', 1'000'000, 1'000'000);
  BOOST_TEST(run.meter.status().bytes_done == 900'000u);
  BOOST_TEST(run.meter.status().sent.empty());
  BOOST_TEST(run.meter.status().receipts == 1u);
}

BOOST_AUTO_TEST_CASE(the_rate_is_that_of_all_files_together) {
  Run run;
  run.meter.begin(1'000'000);
  for (int i = 1; i <= 60; ++i) {
    run.now += 100ms;
    run.note(Kind::kFileSent, 'a', i * 1'000u, 500'000);
    run.note(Kind::kFileSent, 'b', i * 1'500u, 500'000);
  }
  const auto rate = run.meter.status().bytes_per_second;  // 2,500 bytes in 100 ms
  BOOST_TEST(rate > 24'000u);
  BOOST_TEST(rate < 26'000u);
}

BOOST_AUTO_TEST_CASE(what_was_sent_and_lost_is_not_counted_twice) {
  Run run;
  run.meter.begin(100'000);
  run.note(Kind::kFileSent, 'a', 80'000, 100'000);
  run.note(Kind::kFileAcknowledged, 'a', 30'000, 100'000);  // the line was cut
  run.note(Kind::kFileSent, 'a', 40'000, 100'000);
  BOOST_TEST(run.meter.status().bytes_done == 40'000u);
}

BOOST_AUTO_TEST_CASE(files_from_the_county_are_counted_apart) {
  Run run;
  run.meter.begin(0);
  run.note(Kind::kFileReceived, 'c', 10'000, 40'000);
  run.note(Kind::kFileReceived, 'c', 20'000, 40'000);
  BOOST_TEST(run.meter.status().down_done == 20'000u);
  BOOST_TEST(run.meter.status().down_total == 40'000u);
  BOOST_TEST(run.meter.status().bytes_total == 0u);
}

BOOST_AUTO_TEST_CASE(how_a_run_ended_says_why_it_waits) {
  SyncMeter meter;
  meter.failed({ErrorCode::kIo, "http://county", "no route"});
  BOOST_TEST((meter.status().wait == SyncStatus::Wait::kNotReached));
  BOOST_TEST(!meter.status().online);
  sync::wire::SyncReport busy;
  busy.outcome = sync::wire::SyncOutcome::kRetryLater;
  meter.ended(busy, 5);
  BOOST_TEST((meter.status().wait == SyncStatus::Wait::kCountyBusy));
  BOOST_TEST(meter.status().online);
  meter.failed({ErrorCode::kBusy, "", "another program"});
  BOOST_TEST((meter.status().wait == SyncStatus::Wait::kOtherProgram));
  BOOST_TEST(meter.status().online);  // that says nothing about the line
  meter.failed({ErrorCode::kCancelled, "", "paused"});
  BOOST_TEST((meter.status().wait == SyncStatus::Wait::kNothing));
}

BOOST_AUTO_TEST_CASE(a_healed_fork_is_remembered_over_later_runs) {
  SyncMeter meter;
  sync::wire::SyncReport report;
  report.reborn = sync::base::IncarnationId{};
  meter.ended(report, 5);
  meter.ended({}, 6);
  BOOST_TEST(meter.status().healed);
}

BOOST_AUTO_TEST_SUITE_END()
