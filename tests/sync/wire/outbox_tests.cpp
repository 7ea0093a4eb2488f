// What is left for a locked station to hand over: pieces that each stand for themselves, and a
// county that takes a file from the station that has written it and from no other.
#include "sync/wire/outbox.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "tests/sync/wire/stick_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;
using BundleState = wire::StickBundle::State;

namespace {

struct World {
  CountyEnd county;
  StationEnd station{county, 1};
  StickCountyEnd end{county};
  Stick folder;  // a station's folder

  World() { BOOST_REQUIRE(wire::make_outbox(folder.folder()).ok()); }

  Result<wire::ExportReport> leave(std::size_t files_max = wire::kOutboxFilesMax,
                                   const wire::StickWatch& watch = {}, bool scans = true,
                                   const std::string& scans_name = "") {
    wire::ExportOptions options;
    options.scans = scans;
    options.scans_name = scans_name;
    options.folder = wire::outbox_folder(folder.folder());
    options.station_name = wire::kOutboxName;
    options.county_key = end.opening.key();
    options.file_bytes_max = wire::kStickFileBytesMin;
    options.piecewise = files_max;
    return wire::export_to_stick(
        station.store, station.identity(),
        {[] { return std::int64_t{1795312000000}; }, [] { return std::chrono::milliseconds(0); }},
        envelope::system_random(), options, watch);
  }
  Bytes read(const std::string& name) const { return folder.read("outbox/" + name); }
  wire::StickBundle carry(const std::string& name, const base::StationId& carrier,
                          Bytes* answer = nullptr) {
    Bytes kept;
    auto told = wire::serve_carried(read(name), carrier, end.end(), answer ? *answer : kept);
    BOOST_REQUIRE(told.ok());
    return *told;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(outbox_tests)

BOOST_AUTO_TEST_CASE(nothing_is_written_where_nothing_waits) {
  World world;
  const auto report = world.leave();
  BOOST_REQUIRE(report.ok());
  BOOST_TEST(report->files.empty());
  BOOST_TEST(!report->rest);
  BOOST_TEST(wire::outbox_files(world.folder.folder()).empty());
}

BOOST_AUTO_TEST_CASE(pieces_are_small_tell_nothing_by_their_names_and_are_everything) {
  World world;
  for (std::uint8_t i = 1; i <= 4; ++i)
    world.station.take_in(i, scan_of(static_cast<char>('a' + i), 200'000));
  const auto report = world.leave();
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  BOOST_TEST(!report->rest);
  BOOST_REQUIRE_GT(report->files.size(), 3u);
  BOOST_TEST(wire::outbox_files(world.folder.folder()) == report->files,
             boost::test_tools::per_element());
  for (std::size_t i = 0; i < report->files.size(); ++i) {
    const auto& name = report->files[i];
    BOOST_TEST(name == "outbox-" + std::to_string(i + 1) + ".jjb");
    BOOST_TEST(world.read(name).size() <= wire::kStickFileBytesMin);
    const auto told = world.carry(name, world.station.id);
    BOOST_CHECK(told.state == BundleState::kTaken);
    BOOST_TEST(told.answered);
    BOOST_CHECK(world.carry(name, world.station.id).state == BundleState::kKnown);
  }
  BOOST_TEST(world.county.told_files.size() == 4u);
}

BOOST_AUTO_TEST_CASE(what_is_whole_stays_when_the_writing_ends_early) {
  World world;
  for (std::uint8_t i = 1; i <= 4; ++i)
    world.station.take_in(i, scan_of(static_cast<char>('a' + i), 200'000));
  const auto capped = world.leave(2);
  BOOST_REQUIRE(capped.ok());
  BOOST_TEST(capped->files.size() == 2u);
  BOOST_TEST(capped->rest);
  wire::StickWatch watch;
  std::uint64_t asked = 0;
  watch.stop = [&asked] { return ++asked > 3; };
  const auto stopped = world.leave(wire::kOutboxFilesMax, watch);
  BOOST_REQUIRE(stopped.ok());
  BOOST_TEST(stopped->rest);
  for (const auto& name : world.folder.names()) BOOST_TEST(!name.ends_with(".part"));
  for (const auto& name : wire::outbox_files(world.folder.folder()))
    BOOST_CHECK(world.carry(name, world.station.id).answered);
  Pipe pipe(world.county);
  auto runner = world.station.runner();
  BOOST_REQUIRE(runner.run(pipe).ok());  // the line works out the rest
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(scans_that_have_their_hours_stand_in_files_of_their_own_behind_the_text) {
  World world;
  world.station.take_in(8, scan_of('q', 200'000));
  world.station.take_in(9, scan_of('r', 20'000));  // small enough
  world.station.take_in(10, scan_of('s', 300'000));
  const auto report = world.leave(wire::kOutboxFilesMax, {}, true, wire::kOutboxScansName);
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  BOOST_TEST(!report->rest);
  BOOST_REQUIRE_GT(report->files.size(), 2u);
  BOOST_TEST(wire::outbox_files(world.folder.folder()) == report->files,
             boost::test_tools::per_element());
  const auto standing = wire::outbox_standing(world.folder.folder());
  BOOST_TEST(standing.waiting == report->files.size());
  BOOST_TEST(standing.scans == report->files.size() - 1);
  BOOST_TEST(!wire::waits_for_hours(report->files[0]));
  const auto text = world.carry(report->files[0], world.station.id);
  BOOST_TEST(text.ops == 12u);
  BOOST_TEST(text.file_bytes == 20'000u);
  std::uint64_t scans = 0;
  for (std::size_t i = 1; i < report->files.size(); ++i) {
    BOOST_TEST(wire::waits_for_hours(report->files[i]), report->files[i]);
    const auto told = world.carry(report->files[i], world.station.id);
    BOOST_CHECK(told.state == BundleState::kTaken);
    BOOST_TEST(told.ops == 0u);
    scans += told.file_bytes;
  }
  BOOST_TEST(scans == 500'000u);
  BOOST_TEST(world.county.told_files.size() == 3u);
}

BOOST_AUTO_TEST_CASE(where_only_scans_wait_there_is_no_other_file) {
  World world;
  world.station.take_in(8, scan_of('q', 200'000));
  Pipe pipe(world.county);
  auto runner = world.station.runner();
  runner.hold_scans([] { return false; });
  BOOST_REQUIRE(runner.run(pipe).ok());
  const auto report = world.leave(wire::kOutboxFilesMax, {}, true, wire::kOutboxScansName);
  BOOST_REQUIRE(report.ok() && !report->files.empty());
  std::uint64_t scans = 0;
  for (const auto& name : report->files) {
    BOOST_TEST(wire::waits_for_hours(name), name);
    scans += world.carry(name, world.station.id).file_bytes;
  }
  BOOST_TEST(scans == 200'000u);
}

BOOST_AUTO_TEST_CASE(where_scans_wait_for_a_person_s_word_the_text_goes_alone) {
  World world;
  world.station.take_in(9, scan_of('s', 200'000));
  world.station.take_in(10, scan_of('t', 20'000));  // small enough
  const auto report = world.leave(wire::kOutboxFilesMax, {}, false);
  BOOST_REQUIRE(report.ok() && report->files.size() == 1u);
  BOOST_TEST(report->rest);
  const auto told = world.carry(report->files[0], world.station.id);
  BOOST_TEST(told.ops == 8u);
  BOOST_TEST(told.file_bytes == 20'000u);
}

BOOST_AUTO_TEST_CASE(another_station_s_file_is_not_taken_in) {
  World world;
  StationEnd other(world.county, 2);
  world.station.take_in(9, scan_of('s', 10'000));
  const auto report = world.leave();
  BOOST_REQUIRE(report.ok() && report->files.size() == 1u);
  Bytes answer;
  const auto told = world.carry(report->files[0], other.id, &answer);
  BOOST_CHECK(told.state == BundleState::kUnknown);
  BOOST_TEST(!told.answered);
  BOOST_TEST(answer.empty());
  BOOST_TEST(world.county.told_ops == 0u);
}

BOOST_AUTO_TEST_CASE(the_answer_is_sealed_to_the_station_and_settles_what_waited) {
  World world;
  world.station.take_in(9, scan_of('s', 10'000));
  const auto report = world.leave();
  BOOST_REQUIRE(report.ok());
  Bytes answer;
  world.carry(report->files[0], world.station.id, &answer);
  BOOST_TEST(answer.starts_with("JJEN"));
  for (const char* word : {"JJBS", "JJST", "QX-001"}) BOOST_CHECK(answer.find(word) == Bytes::npos);
  Stick inbox;
  inbox.write("outbox-1.answer.jjb", answer);
  const auto taken = take_answers(world.station, inbox);
  BOOST_TEST(taken.ops_acknowledged == 4u);
  require_in_step(world.county, world.station);
}

BOOST_AUTO_TEST_CASE(altered_anywhere_it_takes_nothing_in_behind_that_place) {
  World world;
  world.station.take_in(9, scan_of('s', 10'000));
  const auto report = world.leave();
  BOOST_REQUIRE(report.ok());
  const Bytes whole = world.read(report->files[0]);
  for (std::size_t at = 0; at < whole.size(); at += 97) {
    Bytes altered = whole;
    altered[at] ^= 1;
    Bytes answer;
    const auto told = wire::serve_carried(altered, world.station.id, world.end.end(), answer);
    BOOST_REQUIRE(told.ok());
    BOOST_TEST(told->ops == 0u);
  }
  BOOST_TEST(world.county.told_ops == 0u);
}

BOOST_AUTO_TEST_CASE(how_it_stands_is_told_without_a_key) {
  Stick folder;
  auto standing = wire::outbox_standing(folder.folder());
  BOOST_TEST(standing.waiting == 0u);
  BOOST_TEST(!standing.whole);
  BOOST_REQUIRE(wire::make_outbox(folder.folder()).ok());
  struct stat info {};
  BOOST_REQUIRE_EQUAL(stat(wire::outbox_folder(folder.folder()).c_str(), &info), 0);
  BOOST_TEST((info.st_mode & 0777) == 0700u);
  folder.write("outbox/outbox-10.jjb", "x");
  folder.write("outbox/outbox-9.jjb", "x");
  folder.write("outbox/outbox-11.jjb.part", "x");
  folder.write("inbox/outbox-8.answer.jjb", "x");
  BOOST_REQUIRE(wire::mark_outbox_whole(folder.folder(), true).ok());
  standing = wire::outbox_standing(folder.folder());
  BOOST_TEST(standing.waiting == 2u);
  BOOST_TEST(standing.answered == 1u);
  BOOST_TEST(standing.answered_ms > 1'700'000'000'000);
  BOOST_TEST(standing.whole);
  BOOST_TEST(wire::outbox_files(folder.folder()).front() == "outbox-9.jjb");
  BOOST_REQUIRE(wire::mark_outbox_whole(folder.folder(), false).ok());
  BOOST_REQUIRE(wire::mark_outbox_whole(folder.folder(), false).ok());
  BOOST_TEST(!wire::outbox_standing(folder.folder()).whole);
}

BOOST_AUTO_TEST_SUITE_END()
