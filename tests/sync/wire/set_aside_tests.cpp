// One file that cannot travel stops no other, is listed with its reason, and is taken up again.
#include "sync/wire/set_aside.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/sync/wire/stick_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;

namespace {

// A disk that has forgotten something of a file.
struct BadDisk : store::MemoryStore {
  enum class Fault { kUnreadable, kMissing, kDamaged };
  explicit BadDisk(const store::MemoryStore& good) : store::MemoryStore(good) {}
  std::map<base::ContentHash, Fault> faults;
  Result<Bytes> read_file(const base::ContentHash& hash, std::uint64_t offset,
                          std::size_t bytes_max) override {
    const auto fault = faults.find(hash);
    auto bytes = store::MemoryStore::read_file(hash, offset, bytes_max);
    if (fault == faults.end() || !bytes.ok()) return bytes;
    if (fault->second == Fault::kUnreadable)
      return Error{ErrorCode::kCorrupt, "database", "a page is damaged"};
    if (fault->second == Fault::kMissing) return Bytes();
    if (!bytes->empty()) bytes->back() = static_cast<char>(bytes->back() ^ 1);
    return bytes;
  }
};

struct World {
  CountyEnd county;
  StationEnd station{county, 1};
  base::ContentHash bad, good;
  std::unique_ptr<BadDisk> disk;
  std::int64_t now_ms = 1795312000000;

  explicit World() {
    bad = station.take_in(9, Bytes(40'000, 'b') + "ad");
    good = station.take_in(10, Bytes(40'000, 'g') + "ood");
    disk = std::make_unique<BadDisk>(station.store);
  }
  std::size_t sync() {
    Pipe pipe(county);
    wire::SyncRunner runner(
        *disk, station.identity(),
        {[this] { return now_ms; }, [] { return std::chrono::milliseconds(0); }},
        envelope::system_random());
    std::size_t sent = 0;
    auto report = runner.run(pipe);
    BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
    BOOST_CHECK(report->outcome == wire::SyncOutcome::kUpToDate);
    sent = report->bytes_sent;
    return sent;
  }
  bool county_holds(const base::ContentHash& hash) {
    auto info = county.store.file_info(hash);
    return info.ok() && *info && (*info)->complete;
  }
  std::vector<wire::SetAside> aside() { return *wire::set_aside(*disk); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(set_aside_tests)

BOOST_AUTO_TEST_CASE(a_file_at_fault_here_is_set_aside_and_the_rest_goes_on) {
  for (const auto& [fault, reason] :
       {std::pair(BadDisk::Fault::kUnreadable, wire::AsideReason::kUnreadable),
        std::pair(BadDisk::Fault::kMissing, wire::AsideReason::kMissing),
        std::pair(BadDisk::Fault::kDamaged, wire::AsideReason::kDamaged)}) {
    World world;
    world.disk->faults[world.bad] = fault;
    world.sync();
    BOOST_CHECK(world.county_holds(world.good));
    BOOST_CHECK(!world.county_holds(world.bad));
    BOOST_CHECK_EQUAL(world.county.told_ops, 8u);
    const auto aside = world.aside();
    BOOST_REQUIRE_EQUAL(aside.size(), 1u);
    BOOST_CHECK(aside[0].hash == world.bad);
    BOOST_CHECK(aside[0].reason == reason);
    BOOST_CHECK_EQUAL(aside[0].since_ms, world.now_ms);
    BOOST_CHECK_LT(world.sync(), 400u);  // it costs nothing any more
    BOOST_REQUIRE_EQUAL(world.aside().size(), 1u);
    world.disk->faults.clear();  // the file came back
    world.sync();
    BOOST_CHECK(world.county_holds(world.bad));
    BOOST_CHECK(world.aside().empty());
  }
}

BOOST_AUTO_TEST_CASE(what_the_county_refuses_is_set_aside_and_tried_again_a_day_later) {
  World world;
  // Cited with another size than it has: the county takes nothing of it.
  const auto file = *world.disk->put_file(Bytes(9'000, 'r'), "image/jpeg");
  auto lie = file;
  lie.size = 9'001;
  store::AppendBatch batch;
  batch.ops = {
      {3, case_of(9), 0, "clerk", R"({"files":[)" + file_json(lie) + R"(],"slot":"M01"})", {}}};
  BOOST_REQUIRE(world.disk->append(world.station.incarnation.id, batch).ok());
  world.sync();
  BOOST_CHECK(world.county_holds(world.good) && world.county_holds(world.bad));
  auto aside = world.aside();
  BOOST_REQUIRE_EQUAL(aside.size(), 1u);
  BOOST_CHECK(aside[0].reason == wire::AsideReason::kRefused);
  BOOST_CHECK_EQUAL(aside[0].tries, wire::SetAside::kRefusalsMin);
  BOOST_CHECK_LT(world.sync(), 400u);
  world.now_ms += 25 * 3600 * 1000;
  BOOST_CHECK_GT(world.sync(), 100u);
  BOOST_REQUIRE_EQUAL(world.aside().size(), 1u);
  // A right citation, and the county takes it.
  batch.ops[0].body = R"({"files":[)" + file_json(file) + R"(],"slot":"M01"})";
  BOOST_REQUIRE(world.disk->append(world.station.incarnation.id, batch).ok());
  world.now_ms += 25 * 3600 * 1000;
  world.sync();
  BOOST_CHECK(world.county_holds(file.hash));
  BOOST_CHECK(world.aside().empty());
}

BOOST_AUTO_TEST_CASE(a_damaged_file_is_not_carried_on_a_stick) {
  World world;
  StickCountyEnd end(world.county);
  Stick stick;
  world.disk->faults[world.bad] = BadDisk::Fault::kDamaged;
  wire::ExportOptions options;
  options.folder = stick.folder();
  options.station_name = "x";
  options.county_key = end.opening.key();
  auto exported = wire::export_to_stick(
      *world.disk, world.station.identity(),
      {[&] { return world.now_ms; }, [] { return std::chrono::milliseconds(0); }},
      envelope::system_random(), options);
  BOOST_REQUIRE_MESSAGE(exported.ok(), (exported.ok() ? "" : exported.error().line()));
  BOOST_CHECK_EQUAL(exported->scans, 1u);
  end.take_in(stick);
  BOOST_CHECK(world.county_holds(world.good));
  BOOST_REQUIRE_EQUAL(world.aside().size(), 1u);
  BOOST_CHECK(world.aside()[0].reason == wire::AsideReason::kDamaged);
}

BOOST_AUTO_TEST_SUITE_END()
