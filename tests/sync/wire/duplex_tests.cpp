// Both ends speak at once: early acknowledgements, news that overtake, lines that buffer.
#include <boost/test/unit_test.hpp>
#include <map>
#include <random>

#include "tests/sync/wire/exchange_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;
using namespace std::chrono_literals;

namespace {

std::string noise(std::size_t size, unsigned seed) {
  std::mt19937 dice(seed);
  std::string out(size, '\0');
  for (char& c : out) c = static_cast<char>(dice());
  return out;
}

wire::SyncReport run(StationEnd& station, Pipe& pipe) {
  auto runner = station.runner();
  auto report = runner.run(pipe);
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  return *report;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(duplex_tests)

BOOST_AUTO_TEST_CASE(text_is_acknowledged_while_its_scans_travel_and_all_goes_in_one_request) {
  CountyEnd county;
  StationEnd station(county, 1);
  for (std::uint8_t i = 1; i <= 20; ++i) station.take_in(i, noise(100'000, i));
  Pipe pipe(county);
  std::uint64_t acknowledged_at = 0;  // bytes of the request when the text was acknowledged
  auto runner = station.runner();
  auto report = runner.run(pipe, [&](const wire::SyncProgress& progress) {
    if (progress.kind == wire::SyncProgress::Kind::kOpsAcknowledged && acknowledged_at == 0) {
      acknowledged_at = pipe.request_bytes;
    }
  });
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  BOOST_TEST(report->rounds == 1u);
  BOOST_TEST(pipe.turns == 2u);
  BOOST_TEST(acknowledged_at > 0u);
  BOOST_TEST(acknowledged_at < 100'000u);
  BOOST_TEST(pipe.request_bytes > 2'000'000u);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(nothing_new_takes_one_turn) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(9, "scan");
  Pipe pipe(county);
  run(station, pipe);
  pipe.turns = pipe.exchanges = 0;
  run(station, pipe);
  BOOST_TEST(pipe.exchanges == 1u);
  BOOST_TEST(pipe.turns == 1u);
}

BOOST_AUTO_TEST_CASE(an_op_written_while_a_scan_travels_overtakes_the_rest_of_it) {
  CountyEnd county;
  StationEnd station(county, 1);
  const auto scan = station.take_in(9, noise(400'000, 1));
  Pipe pipe(county);
  std::uint64_t written_at = 0;
  std::uint64_t held_at = 0;
  pipe.before_piece = [&] {
    if (written_at == 0 && pipe.request_bytes > 100'000) {
      station.write(case_of(9), 11, R"({"text":"hurry"})");
      written_at = pipe.request_bytes;
    }
    if (held_at == 0 && written_at > 0 && county.store.head(station.incarnation.id)->seq == 5) {
      held_at = pipe.request_bytes;
    }
  };
  const auto report = run(station, pipe);
  BOOST_TEST(report.rounds == 1u);
  BOOST_TEST(held_at > written_at);
  // Behind one part of the scan and what was being read, not behind the scan.
  BOOST_TEST(held_at < written_at + 80'000);
  BOOST_TEST(county.store.file_info(scan)->value().complete);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(a_file_of_an_op_that_came_late_travels_in_the_same_request) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(9, noise(200'000, 1));
  Pipe pipe(county);
  base::ContentHash late;
  bool written = false;
  pipe.before_piece = [&] {
    if (!written && pipe.request_bytes > 60'000) late = station.take_in(8, noise(50'000, 2));
    written |= pipe.request_bytes > 60'000;
  };
  BOOST_TEST(run(station, pipe).rounds == 1u);
  BOOST_TEST(county.store.file_info(late)->value().complete);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(a_decision_comes_down_while_scans_go_up) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(9, noise(600'000, 1));
  Pipe pipe(county);
  std::chrono::milliseconds clock{0};
  county.options.mono = [&] { return clock; };
  std::uint64_t said_at = 0, heard_at = 0;
  pipe.before_piece = [&] {
    clock += 10ms;
    if (said_at == 0 && pipe.request_bytes > 200'000) {
      county.say(case_of(9), 23, R"({"granted":true})");
      said_at = pipe.request_bytes;
    }
    if (heard_at == 0 && said_at > 0 && station.store.ops_of_case(case_of(9))->size() == 5) {
      heard_at = pipe.request_bytes;
    }
  };
  BOOST_TEST(run(station, pipe).rounds == 1u);
  BOOST_TEST(heard_at > said_at);
  // A second of this clock is a hundred pieces of 1,000 bytes.
  BOOST_TEST(heard_at <= said_at + 170'000);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(after_a_cut_the_station_hears_first_and_goes_on_in_the_same_request) {
  CountyEnd county;
  StationEnd station(county, 1);
  const std::string bytes = noise(300'000, 1);
  station.take_in(9, bytes);
  Pipe pipe(county);
  std::size_t sent = 0;
  for (std::size_t cut : {50'000, 70'000, 90'000}) {
    pipe.cut_request = cut;
    auto runner = station.runner();
    BOOST_REQUIRE(!runner.run(pipe).ok());
    sent += pipe.request_bytes;
  }
  pipe.cut_request = kNever;
  pipe.exchanges = 0;
  run(station, pipe);
  sent += pipe.request_bytes;
  BOOST_TEST(pipe.exchanges == 1u);
  // What was cut counts as far as it came; each cut costs a HELLO, a question and a frame's head.
  BOOST_TEST_MESSAGE("three cuts cost " << sent - bytes.size() << " bytes in all");
  BOOST_TEST(sent < bytes.size() + 4 * 1'000);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(after_a_cut_other_scans_travel_until_the_county_has_told_where_it_stands) {
  CountyEnd county;
  StationEnd station(county, 1);
  std::map<base::ContentHash, std::size_t> scans;
  for (std::uint8_t i = 1; i < 12; ++i) {
    scans[station.take_in(i, noise(200'000, i))] = 200'000;  // all of them are not begun at once
  }
  Pipe pipe(county);
  pipe.cut_request = 300'000;
  auto broken = station.runner();
  BOOST_REQUIRE(!broken.run(pipe).ok());
  base::ContentHash begun;
  const auto partial = *county.store.incomplete_files();
  for (const auto& file : partial) begun = file.hash;
  BOOST_REQUIRE(!begun.is_zero());
  pipe.cut_request = kNever;
  const auto report = run(station, pipe);
  BOOST_TEST(report.rounds == 1u);
  // The scan that was cut is not the first to go on, and nothing of it goes twice.
  const auto& request = pipe.last_request;
  const auto asked = request.find(begun.view());
  const auto resumed = request.find(begun.view(), asked + 1);
  BOOST_REQUIRE(resumed != base::Bytes::npos);
  BOOST_TEST(resumed > 150'000u);
  BOOST_TEST(pipe.request_bytes < 11 * 200'000u - 250'000u);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(many_ops_that_were_cut_are_not_sent_from_the_beginning) {
  CountyEnd county;
  StationEnd station(county, 1);
  for (int i = 0; i < 60; ++i) {
    std::string text;
    for (int k = 0; k < 2'000; ++k) text += std::to_string((i * 7919 + k * 104729) % 1'000'003);
    station.write({}, 60, R"({"id":"s)" + std::to_string(i) + R"(","name":")" + text + "\"}");
  }
  Pipe whole(county);
  Pipe pipe(county);
  pipe.cut_request = 200'000;
  auto runner = station.runner();
  BOOST_REQUIRE(!runner.run(pipe).ok());
  const auto held = county.store.head(station.incarnation.id)->seq;
  BOOST_TEST(held > 10u);
  pipe.cut_request = kNever;
  const auto report = run(station, pipe);
  BOOST_TEST(report.rounds == 1u);
  BOOST_TEST(pipe.request_bytes < 60 * 12'000 * 5 / 10);
  BOOST_TEST(county.last.ops_committed == 60u - held);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(a_download_that_was_cut_goes_on_where_it_stopped) {
  CountyEnd county;
  StationEnd station(county, 1);
  const auto licence = *county.store.put_file(noise(200'000, 2), "application/pdf");
  county.say({}, 63, R"({"version":1,"file":)" + file_json(licence) + "}");
  Pipe pipe(county);
  pipe.cut_answer = 60'000;  // inside the second part
  auto runner = station.runner();
  BOOST_REQUIRE(!runner.run(pipe).ok());
  const auto held = station.store.incomplete_files()->at(0).held;
  BOOST_TEST(held > 59'000u);
  pipe.cut_answer = kNever;
  run(station, pipe);
  BOOST_TEST(pipe.answer_bytes < 200'000 - held + 1'000);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(a_line_that_buffers_is_noticed_remembered_and_sliced) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(9, noise(300'000, 1));
  Pipe pipe(county);
  pipe.cut_request = 80'000;
  auto first = station.runner();
  BOOST_REQUIRE(!first.run(pipe).ok());
  pipe.cut_request = kNever;
  pipe.buffers = true;
  std::size_t waited = 0;
  pipe.on_silence = [&] {
    ++waited;
    station.now += 2s;
  };
  run(station, pipe);
  BOOST_TEST(waited == 5u);  // ten seconds, once
  require_in_step(county, station);
  // The next break: the question goes alone, nobody waits.
  station.take_in(8, noise(300'000, 2));
  pipe.cut_request = 80'000;
  auto second = station.runner();
  BOOST_REQUIRE(!second.run(pipe).ok());
  pipe.cut_request = kNever;
  waited = 0;
  run(station, pipe);
  BOOST_TEST(waited == 0u);
  require_in_step(county, station);
  // And a long upload is cut into pieces of half a minute.
  for (std::uint8_t i = 20; i < 30; ++i) station.take_in(i, noise(100'000, i));
  pipe.before_piece = [&] { station.now += 100ms; };  // 10,000 bytes a second
  pipe.exchanges = 0;
  run(station, pipe);
  BOOST_TEST(pipe.exchanges >= 3u);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(previews_of_slow_scans_go_first_then_the_nearest_promise) {
  CountyEnd county;
  StationEnd station(county, 1);
  const auto late = station.take_in(3, noise(20'000, 3));
  const auto soon = station.take_in(4, noise(20'000, 4));
  // A scan of over half a minute at the rate that is taken before anything was measured.
  const auto scan = *station.store.put_file(noise(4'000'000, 5), "image/jpeg");
  const auto preview = *station.store.put_file(noise(9'000, 6), "image/jpeg");
  std::string cited = file_json(scan);
  cited.insert(cited.size() - 1, ",\"preview\":" + file_json(preview));
  station.write(case_of(5), 1, R"({"key":")" + std::string(64, 'a') + R"("})");
  station.write(case_of(5), 3, R"({"slot":"M01","files":[)" + cited + "]}");
  Pipe pipe(county);
  pipe.keep_request = false;
  auto runner = station.runner([](const base::CaseId& id) {
    return id == case_of(4) ? 20261201 : id == case_of(3) ? 20261215 : 20270101;
  });
  BOOST_REQUIRE(runner.run(pipe).ok());
  const std::vector<base::ContentHash> expected{preview.hash, soon, late, scan.hash};
  BOOST_TEST((county.told_files == expected));
}

BOOST_AUTO_TEST_CASE(a_preview_is_not_sent_where_its_scan_travels_fast_and_nothing_waits_for_it) {
  CountyEnd county;
  StationEnd station(county, 1);
  const auto scan = *station.store.put_file(noise(300'000, 5), "image/jpeg");
  const auto preview = *station.store.put_file(noise(9'000, 6), "image/jpeg");
  std::string cited = file_json(scan);
  cited.insert(cited.size() - 1, ",\"preview\":" + file_json(preview));
  station.write(case_of(5), 1, R"({"key":")" + std::string(64, 'a') + R"("})");
  station.write(case_of(5), 3, R"({"slot":"M01","files":[)" + cited + "]}");
  Pipe pipe(county);
  auto runner = station.runner();
  BOOST_TEST(runner.backlog()->files == 1u);
  BOOST_TEST(runner.backlog()->file_bytes == 300'000u);
  BOOST_TEST(run(station, pipe).rounds == 1u);
  BOOST_TEST((county.told_files == std::vector<base::ContentHash>{scan.hash}));
  BOOST_TEST(runner.backlog()->files == 0u);
  pipe.exchanges = 0;
  run(station, pipe);
  BOOST_TEST(pipe.exchanges == 1u);
  BOOST_TEST(!county.store.file_info(preview.hash)->has_value());
  // Handed in as a page of its own it travels as any other.
  station.write(case_of(5), 3, R"({"slot":"M02","files":[)" + file_json(preview) + "]}");
  run(station, pipe);
  BOOST_TEST(county.store.file_info(preview.hash)->value().complete);
}

BOOST_AUTO_TEST_CASE(a_corrected_page_travels_as_pieces_of_the_scan_that_the_county_holds) {
  CountyEnd county;
  StationEnd station(county, 1);
  std::string pages = noise(400'000, 1);
  station.take_in(9, pages);
  Pipe pipe(county);
  run(station, pipe);
  pages.replace(150'000, 10'000, noise(12'000, 2));
  const auto corrected = *station.store.put_file(pages, "image/jpeg");
  station.write(case_of(9), 3, R"({"slot":"M01","files":[)" + file_json(corrected) + "]}");
  run(station, pipe);
  BOOST_TEST_MESSAGE("a replaced page of 12,000 bytes cost " << pipe.request_bytes);
  BOOST_TEST(pipe.request_bytes < 60'000u);
  BOOST_TEST(county.store.file_info(corrected.hash)->value().complete);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_CASE(frames_are_committed_in_groups_and_told_after_the_commit) {
  CountyEnd county;
  StationEnd station(county, 1);
  for (std::uint8_t i = 1; i <= 10; ++i) station.take_in(i, noise(50'000, i));
  Pipe pipe(county);
  run(station, pipe);
  // The early acknowledgement, and the last one.
  BOOST_TEST(county.last.commits == 2u);
  BOOST_TEST(county.told_ops == 40u);
  BOOST_TEST(county.told_files.size() == 10u);
}

BOOST_AUTO_TEST_SUITE_END()
