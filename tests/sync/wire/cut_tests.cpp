// A small world, its line cut at every byte of request and answer: nothing is lost or doubled.
#include <boost/test/unit_test.hpp>

#include "tests/sync/wire/exchange_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;

namespace {

// A case with a scan goes up; a decision with a file waits to come down.
struct SmallWorld {
  CountyEnd county;
  StationEnd station{county, 1};
  base::ContentHash scan;
  base::ContentHash licence;

  SmallWorld() {
    station.write(case_of(7), 1, R"({"key":")" + std::string(64, 'b') + "\"}");
    scan = station.take_in(9, std::string(700, 's') + "can");
    const auto file = *county.store.put_file(std::string(300, 'l') + "icence", "application/pdf");
    licence = file.hash;
    county.say({}, 63, R"({"version":1,"file":)" + file_json(file) + "}");
    county.say({}, 60, R"({"id":"s1"})");
  }

  void require_whole() {
    require_in_step(county, station);
    BOOST_REQUIRE(county.store.file_info(scan)->value().complete);
    BOOST_REQUIRE(station.store.file_info(licence)->value().complete);
    BOOST_REQUIRE_EQUAL(county.told_ops, 5u);
    BOOST_REQUIRE_EQUAL(county.told_files.size(), 1u);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(cut_tests)

BOOST_AUTO_TEST_CASE(a_request_cut_at_any_byte_is_resumed) {
  const SmallWorld fresh;
  SmallWorld whole = fresh;
  Pipe measure(whole.county);
  auto first = whole.station.runner();
  BOOST_REQUIRE(first.run(measure).ok());
  whole.require_whole();
  BOOST_TEST_MESSAGE("request of " << measure.request_bytes << " bytes");
  for (std::size_t cut = 0; cut < measure.request_bytes; ++cut) {
    SmallWorld world = fresh;
    Pipe pipe(world.county);
    pipe.cut_request = cut;
    auto runner = world.station.runner();
    auto broken = runner.run(pipe);
    // A signature is a byte longer or shorter each time: the last cuts may miss.
    BOOST_REQUIRE(!broken.ok() || pipe.request_bytes <= cut);
    pipe.cut_request = kNever;
    auto again = world.station.runner();
    auto report = again.run(pipe);
    BOOST_REQUIRE_MESSAGE(report.ok(), "cut at " << cut);
    world.require_whole();
  }
}

BOOST_AUTO_TEST_CASE(an_answer_cut_at_any_byte_is_resumed) {
  const SmallWorld fresh;
  SmallWorld whole = fresh;
  Pipe measure(whole.county);
  auto first = whole.station.runner();
  BOOST_REQUIRE(first.run(measure).ok());
  BOOST_TEST_MESSAGE("answer of " << measure.answer_bytes << " bytes");
  // Byte 0: the answer is lost altogether, after the county has committed.
  for (std::size_t cut = 0; cut < measure.answer_bytes; ++cut) {
    SmallWorld world = fresh;
    Pipe pipe(world.county);
    pipe.cut_answer = cut;
    auto runner = world.station.runner();
    auto broken = runner.run(pipe);
    BOOST_REQUIRE(!broken.ok() || pipe.answer_bytes <= cut);
    pipe.cut_answer = kNever;
    auto again = world.station.runner();
    auto report = again.run(pipe);
    BOOST_REQUIRE_MESSAGE(report.ok(), "cut at " << cut);
    world.require_whole();
  }
}

BOOST_AUTO_TEST_CASE(a_large_scan_continues_where_the_county_stands) {
  CountyEnd county;
  StationEnd station(county, 1);
  std::string scan;
  for (unsigned i = 0, seed = 5; i < 220000; ++i) {
    seed = seed * 1664525 + 1013904223;
    scan.push_back(static_cast<char>(seed >> 24));
  }
  station.take_in(9, scan);
  Pipe pipe(county);
  pipe.cut_request = 120000;  // two parts of 48 KiB have arrived
  auto runner = station.runner();
  BOOST_REQUIRE(!runner.run(pipe).ok());
  pipe.cut_request = kNever;
  auto again = station.runner();
  auto report = again.run(pipe);
  BOOST_REQUIRE(report.ok());
  BOOST_TEST(report->bytes_sent < 220000u - 2 * 48000u);
  require_in_step(county, station);
}

BOOST_AUTO_TEST_SUITE_END()
