// Two stores exchanging over an unbroken line: everything arrives once, in order, and no more.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "tests/sync/wire/exchange_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;

namespace {

wire::SyncReport sync_once(CountyEnd& county, StationEnd& station) {
  Pipe pipe(county);
  auto runner = station.runner();
  auto report = runner.run(pipe);
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  return *report;
}

std::string big_file(std::size_t size, unsigned seed) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    seed = seed * 1664525 + 1013904223;
    out.push_back(static_cast<char>(seed >> 24));
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(serve_exchange_tests)

BOOST_AUTO_TEST_CASE(a_case_and_its_scan_arrive_once_and_the_decision_comes_down) {
  CountyEnd county;
  StationEnd station(county, 1);
  const auto scan = station.take_in(9, big_file(200000, 1));
  const auto report = sync_once(county, station);
  BOOST_TEST((report.outcome == wire::SyncOutcome::kUpToDate));
  BOOST_TEST(report.ops_acknowledged == 4u);
  BOOST_TEST(report.county_ms == county.options.now_ms);
  BOOST_TEST(county.store.file_info(scan)->value().complete);
  BOOST_TEST(county.told_ops == 4u);
  BOOST_TEST(county.told_files.size() == 1u);
  require_in_step(county, station);

  const auto licence = *county.store.put_file(big_file(120000, 2), "application/pdf");
  county.say(case_of(9), 23, R"({"granted":true,"files":[)" + file_json(licence) + "]}");
  sync_once(county, station);
  require_in_step(county, station);
  BOOST_TEST(station.store.file_info(licence.hash)->value().complete);
  // Nothing is sent or taken twice.
  const auto idle = sync_once(county, station);
  BOOST_TEST(idle.rounds == 1u);
  BOOST_TEST(idle.feed_entries == 0u);
  BOOST_TEST(county.told_ops == 4u);
}

BOOST_AUTO_TEST_CASE(stations_on_sqlite_speak_the_same_way) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("jiujin-wire-" + std::to_string(::getpid()));
  {
    CountyEnd county;
    StationEnd station(county, 1);
    auto opened = store::SqliteStore::open(folder.string(), store::StoreRole::kStation);
    BOOST_REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? "" : opened.error().line()));
    store::LogStore& disk = **opened;
    BOOST_REQUIRE(disk.add_incarnation(station.incarnation).ok());
    const auto scan = *disk.put_file(big_file(150000, 3), "image/jpeg");
    store::AppendBatch batch;
    batch.ops = {{1, case_of(9), 0, "clerk", R"({"key":")" + std::string(64, 'c') + "\"}", {}},
                 {3, case_of(9), 0, "clerk", R"({"files":[)" + file_json(scan) + "]}", {}}};
    BOOST_REQUIRE(disk.append(station.incarnation.id, batch).ok());
    county.say({}, 60, R"({"id":"s1"})");
    wire::SyncRunner runner(
        disk, station.identity(),
        {[] { return std::int64_t{0}; }, [] { return std::chrono::milliseconds(0); }},
        envelope::system_random());
    Pipe pipe(county);
    auto report = runner.run(pipe);
    BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
    BOOST_TEST(county.store.file_info(scan.hash)->value().complete);
    BOOST_TEST(disk.acknowledgement(station.incarnation.id)->committed_seq == 2u);
    BOOST_TEST(*disk.feed_cursor() == *county.store.feed_end());
    BOOST_TEST(runner.backlog()->files == 0u);
  }
  std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(nothing_to_say_costs_few_bytes) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(9, "scan");
  sync_once(county, station);
  Pipe pipe(county);
  auto runner = station.runner();
  BOOST_REQUIRE(runner.run(pipe).ok());
  BOOST_TEST_MESSAGE("noop: " << pipe.request_bytes << " up, " << pipe.answer_bytes << " down");
  BOOST_TEST(pipe.request_bytes + pipe.answer_bytes <= 250u);
}

BOOST_AUTO_TEST_CASE(where_thousands_of_own_ops_stand_is_told_in_few_bytes) {
  CountyEnd county;
  StationEnd station(county, 1);
  for (int i = 0; i < 2'000; ++i) {
    station.write({}, 60, R"({"id":"s)" + std::to_string(i) + R"(","name":"a station"})");
  }
  Pipe pipe(county);
  auto runner = station.runner();
  BOOST_REQUIRE(runner.run(pipe).ok());
  BOOST_TEST_MESSAGE("own ops: " << pipe.answer_bytes << " down");
  BOOST_TEST(pipe.answer_bytes <= 500u);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(many_ops_of_others_come_down_as_short_as_they_went_up) {
  CountyEnd county;
  StationEnd author(county, 1), reader(county, 2);
  for (int i = 0; i < 2'000; ++i) {
    author.write({}, 60, R"({"id":"s)" + std::to_string(i) + R"(","name":"a station"})");
  }
  Pipe up(county), down(county);
  auto writes = author.runner();
  auto reads = reader.runner();
  BOOST_REQUIRE(writes.run(up).ok());
  BOOST_REQUIRE(reads.run(down).ok());
  BOOST_TEST_MESSAGE(up.request_bytes << " up, " << down.answer_bytes << " down");
  BOOST_TEST(down.answer_bytes < up.request_bytes + up.request_bytes / 4 + 1'000);
  require_in_step(county, reader);
}

BOOST_AUTO_TEST_CASE(ops_come_before_files_and_long_logs_take_many_frames) {
  CountyEnd county;
  StationEnd station(county, 1);
  for (std::uint8_t i = 1; i < 40; ++i) station.take_in(i, big_file(30000, i));
  station.write(case_of(1), 11, R"({"text":")" + std::string(48000, 'x') + "\"}");
  const auto report = sync_once(county, station);
  BOOST_TEST(report.ops_acknowledged == 157u);
  BOOST_TEST(report.rounds == 1u);
  BOOST_TEST(county.told_files.size() == 39u);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(a_station_sees_what_its_scope_allows) {
  CountyEnd county;
  StationEnd one(county, 1), two(county, 2);
  one.take_in(9, "scan nine");
  one.take_in(8, "scan eight");
  sync_once(county, one);
  county.hidden = {case_of(8)};
  const auto report = sync_once(county, two);
  BOOST_TEST(report.feed_entries == 4u);
  BOOST_TEST(two.store.ops_of_case(case_of(9))->size() == 4u);
  BOOST_TEST(two.store.ops_of_case(case_of(8))->empty());
  // Hidden entries move the cursor all the same.
  BOOST_TEST(*two.store.feed_cursor() == *county.store.feed_end());
  // Its own cases a station always sees.
  BOOST_TEST(sync_once(county, one).feed_entries == 0u);
  require_in_step(county, one);
}

BOOST_AUTO_TEST_CASE(a_suspended_and_an_unknown_station_learn_nothing) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(9, "scan");
  county.enrolled[0].suspended = true;
  county.enrolled[0].reason = "reported stolen";
  const auto report = sync_once(county, station);
  BOOST_TEST((report.outcome == wire::SyncOutcome::kSuspended));
  BOOST_TEST(report.notice.find("reported stolen") != std::string::npos);
  county.enrolled.clear();
  Pipe pipe(county);
  auto runner = station.runner();
  auto refused = runner.run(pipe);
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code == ErrorCode::kUnauthenticated));
  BOOST_TEST(*county.store.feed_end() == 0u);
}

BOOST_AUTO_TEST_CASE(retry_after_is_heard) {
  CountyEnd county;
  StationEnd station(county, 1);
  county.options.retry_after = std::chrono::seconds(90);
  const auto report = sync_once(county, station);
  BOOST_TEST((report.outcome == wire::SyncOutcome::kRetryLater));
  BOOST_TEST(report.retry_after.count() == 90);
}

BOOST_AUTO_TEST_CASE(a_restored_station_that_wrote_on_is_a_fork) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(9, "scan");
  sync_once(county, station);
  StationEnd backup = station;
  station.write(case_of(9), 11, R"({"text":"first life"})");
  sync_once(county, station);
  // Not a word written since: it still knows that it lost something.
  StationEnd silent = backup;
  BOOST_TEST((sync_once(county, silent).outcome == wire::SyncOutcome::kForked));
  backup.write(case_of(9), 11, R"({"text":"second life"})");
  BOOST_TEST((sync_once(county, backup).outcome == wire::SyncOutcome::kForked));
  backup.write(case_of(9), 11, R"({"text":"longer than the first"})");
  BOOST_TEST((sync_once(county, backup).outcome == wire::SyncOutcome::kForked));
  // What the county does not hold is not believed to be held.
  BOOST_TEST(backup.store.acknowledgement(backup.incarnation.id)->committed_seq == 4u);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(a_county_restored_from_a_backup_gets_again_what_it_lost) {
  CountyEnd county;
  StationEnd station(county, 1), other(county, 2);
  station.take_in(9, big_file(70000, 1));
  sync_once(county, station);
  const store::MemoryStore backup = county.store;
  const auto lost = station.take_in(8, big_file(70000, 2));
  sync_once(county, station);
  county.store = backup;
  // Somebody else comes first, so that positions are taken by other ops.
  other.take_in(7, "other");
  sync_once(county, other);
  sync_once(county, station);
  require_in_step(county, station);
  BOOST_TEST(county.store.file_info(lost)->value().complete);
  BOOST_TEST(station.store.ops_of_case(case_of(7))->size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_replayed_request_changes_nothing) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(9, "scan");
  Pipe pipe(county);
  auto runner = station.runner();
  BOOST_REQUIRE(runner.run(pipe).ok());
  const Bytes request = pipe.last_request;
  const auto feed_end = *county.store.feed_end();
  for (int i = 0; i < 3; ++i) BOOST_TEST(!county.answer(request).empty());
  BOOST_TEST(*county.store.feed_end() == feed_end);
  BOOST_TEST(county.told_ops == 4u);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_SUITE_END()
