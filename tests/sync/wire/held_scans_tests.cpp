// Scans that wait for the night or for a person's word, while all else travels.
#include <boost/test/unit_test.hpp>

#include "tests/sync/wire/exchange_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;

namespace {

struct World {
  CountyEnd county;
  StationEnd station{county, 1};
  base::ContentHash scan, preview, small;
  bool night = false;
  wire::SyncRunner runner = station.runner();
  Pipe pipe{county};

  World() {
    scan = *put(Bytes(200'000, 's'));
    preview = *put(Bytes(9'000, 'p'));
    small = *put(Bytes(20'000, 'd'));
    auto cited = json_of(scan);
    cited.insert(cited.size() - 1, ",\"preview\":" + json_of(preview));
    station.write(case_of(5), 1, R"({"key":")" + std::string(64, 'a') + R"("})");
    station.write(case_of(5), 3,
                  R"({"slot":"M01","files":[)" + cited + "," + json_of(small) + "]}");
    runner.hold_scans([this] { return night; });
    pipe.keep_request = false;
  }
  Result<base::ContentHash> put(const Bytes& bytes) {
    auto info = station.store.put_file(bytes, "image/jpeg");
    if (!info.ok()) return info.error();
    return info->hash;
  }
  std::string json_of(const base::ContentHash& hash) {
    return file_json(**station.store.file_info(hash));
  }
  bool county_has(const base::ContentHash& hash) {
    const auto info = county.store.file_info(hash);
    return info.ok() && *info && (*info)->complete;
  }
  std::size_t sync() {
    pipe.exchanges = 0;
    const auto report = runner.run(pipe);
    BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
    BOOST_TEST((report->outcome == wire::SyncOutcome::kUpToDate));
    return pipe.exchanges;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(held_scans_tests)

BOOST_FIXTURE_TEST_CASE(texts_previews_and_small_files_travel_while_scans_wait, World) {
  sync();
  BOOST_TEST(county.store.head(station.incarnation.id)->seq == 2u);
  BOOST_TEST(county_has(preview));
  BOOST_TEST(county_has(small));
  BOOST_TEST(!county_has(scan));
  BOOST_TEST(runner.backlog()->file_bytes == 200'000u);  // told as waiting all the same
  // And nobody asks again and again for what may not go.
  BOOST_TEST(sync() == 1u);
}

BOOST_FIXTURE_TEST_CASE(they_travel_when_they_may, World) {
  sync();
  night = true;
  sync();
  BOOST_TEST(county_has(scan));
  BOOST_TEST(runner.backlog()->files == 0u);
  require_in_step(county, station);
}

BOOST_FIXTURE_TEST_CASE(the_end_of_the_window_stops_the_next_scan_in_the_midst_of_a_run, World) {
  night = true;
  std::vector<base::ContentHash> more;
  station.write(case_of(6), 1, R"({"key":")" + std::string(64, 'b') + R"("})");
  for (char c : {'1', '2', '3'}) {
    more.push_back(*put(Bytes(300'000, c)));
    station.write(case_of(6), 3, R"({"slot":"M01","files":[)" + json_of(more.back()) + "]}");
  }
  pipe.before_piece = [&] { night = !county_has(scan); };
  sync();
  BOOST_TEST(county_has(scan));
  BOOST_TEST(!county_has(more.back()));
  pipe.before_piece = {};
  night = true;
  sync();
  for (const auto& each : more) BOOST_TEST(county_has(each));
}

BOOST_AUTO_TEST_SUITE_END()
