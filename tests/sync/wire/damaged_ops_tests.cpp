// An op that the station's own disk has damaged stops nothing but itself, and is kept for a person.
#include "sync/wire/damaged_ops.h"

#include <boost/test/unit_test.hpp>

#include "sync/store/audit.h"
#include "tests/sync/wire/stick_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;

namespace {

using Damage = std::function<void(oplog::StoredOp&)>;

// A disk on which some ops are not as they were written.
struct BadDisk : store::MemoryStore {
  explicit BadDisk(const store::MemoryStore& good) : store::MemoryStore(good) {}
  std::map<base::OpAddress, Damage> damages;

  void damage(oplog::StoredOp& op) const {
    if (const auto found = damages.find(op.address); found != damages.end()) found->second(op);
  }
  Result<std::vector<oplog::StoredOp>> ops_after(const base::IncarnationId& log,
                                                 std::uint64_t after,
                                                 std::size_t bytes_max) override {
    auto ops = store::MemoryStore::ops_after(log, after, bytes_max);
    for (auto& op : *ops) damage(op);
    return ops;
  }
  Result<std::optional<oplog::StoredOp>> find_op(const base::OpAddress& address) override {
    auto op = store::MemoryStore::find_op(address);
    if (*op) damage(**op);
    return op;
  }
  Result<std::vector<oplog::StoredOp>> ops_of_case(const base::CaseId& id) override {
    auto ops = store::MemoryStore::ops_of_case(id);
    for (auto& op : *ops) damage(op);
    return ops;
  }
};

void turn_a_letter(oplog::StoredOp& op) {
  op.body.back() = static_cast<char>(op.body.back() ^ 1);
}
void cut_the_body(oplog::StoredOp& op) {
  op.body.pop_back();
}
void cut_the_header(oplog::StoredOp& op) {
  op.header.pop_back();
}
void change_the_author(oplog::StoredOp& op) {
  op.header.replace(op.header.find("clerk"), 5, "thief");
}
void change_the_key(oplog::StoredOp& op) {
  op.body.replace(op.body.find("aaaa"), 4, "bbbb");
}

// Two cases of four ops each, of which the county has heard nothing.
struct World {
  CountyEnd county;
  StationEnd station{county, 1};
  std::unique_ptr<BadDisk> disk;
  wire::SyncReport report;

  World() {
    station.take_in(9, Bytes(900, 'n'));
    station.take_in(10, Bytes(1'000, 't'));
    disk = std::make_unique<BadDisk>(station.store);
  }
  wire::StationIdentity identity() {
    auto identity = station.identity();
    identity.reborn = [this](const store::Incarnation& fresh,
                             BytesView key) -> Result<wire::RebornRows> {
      station.incarnation = fresh;
      station.keys.pair = {Bytes(key), fresh.public_key};
      return wire::RebornRows{};
    };
    return identity;
  }
  void damage(std::uint64_t seq, Damage damage) {
    disk->damages[{station.incarnation.id, seq}] = std::move(damage);
  }
  void sync() {
    Pipe pipe(county);
    wire::SyncRunner runner(
        *disk, identity(),
        {[] { return std::int64_t{1795312000000}; }, [] { return std::chrono::milliseconds(0); }},
        envelope::system_random());
    auto ran = runner.run(pipe);
    BOOST_REQUIRE_MESSAGE(ran.ok(), (ran.ok() ? "" : ran.error().line()));
    report = *ran;
  }
  std::size_t ops_at_county(std::uint8_t number) {
    return county.store.ops_of_case(case_of(number))->size();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(damaged_ops_tests)

BOOST_AUTO_TEST_CASE(a_damaged_op_is_set_aside_and_all_others_go_on) {
  for (const auto& damage : {turn_a_letter, cut_the_body, cut_the_header, change_the_author}) {
    World world;
    world.damage(2, damage);
    const auto log = world.station.incarnation.id;
    const auto was = *world.disk->find_op({log, 2});
    world.sync();
    BOOST_REQUIRE(world.report.reborn.has_value());
    BOOST_CHECK(world.report.outcome == wire::SyncOutcome::kUpToDate);
    BOOST_CHECK_EQUAL(world.ops_at_county(9), 3u);
    BOOST_CHECK_EQUAL(world.ops_at_county(10), 4u);
    const auto aside = *wire::ops_set_aside(*world.disk);
    BOOST_REQUIRE_EQUAL(aside.size(), 1u);
    BOOST_CHECK(aside[0].op == was->address);
    BOOST_CHECK(!aside[0].cause.empty());
    const bool readable = oplog::decode_header(was->header).ok();
    BOOST_CHECK(aside[0].case_id == (readable ? case_of(9) : base::CaseId{}));
    // A person hears which case is not whole.
    BOOST_CHECK_EQUAL(world.report.notice.find(case_of(9).hex()) != std::string::npos, readable);
    BOOST_CHECK(!world.report.notice.empty());
    world.sync();
    BOOST_CHECK(!world.report.reborn && world.report.notice.empty());
    BOOST_CHECK_LT(world.report.bytes_sent, 400u);
    BOOST_CHECK(!store::verify_audit(world.county.store)->first_fault);
  }
}

BOOST_AUTO_TEST_CASE(a_case_whose_opening_is_damaged_is_set_aside_whole) {
  World world;
  world.damage(1, change_the_key);
  world.sync();
  BOOST_REQUIRE(world.report.reborn.has_value());
  BOOST_CHECK_EQUAL(world.ops_at_county(9), 0u);
  BOOST_CHECK_EQUAL(world.ops_at_county(10), 4u);
  const auto aside = *wire::ops_set_aside(*world.disk);
  BOOST_REQUIRE_EQUAL(aside.size(), 4u);
  for (const auto& one : aside) BOOST_CHECK(one.case_id == case_of(9));
}

// As in a log into which was written again, at its end, what a county that was set back forgot.
BOOST_AUTO_TEST_CASE(a_case_whose_opening_stands_behind_its_other_ops_is_whole) {
  World world;
  store::AppendBatch batch;
  batch.ops = {{2, case_of(11), 0, "clerk", R"({"answers":{"/data/name":"李四"}})", {}},
               {1, case_of(11), 0, "clerk", R"({"key":")" + std::string(64, 'c') + R"("})", {}}};
  BOOST_REQUIRE(world.disk->append(world.station.incarnation.id, batch).ok());
  world.damage(2, turn_a_letter);
  world.sync();
  BOOST_REQUIRE(world.report.reborn.has_value());
  BOOST_CHECK_EQUAL(world.ops_at_county(9), 3u);
  BOOST_CHECK_EQUAL(world.ops_at_county(11), 2u);
  BOOST_CHECK_EQUAL(wire::ops_set_aside(*world.disk)->size(), 1u);
}

BOOST_AUTO_TEST_CASE(several_damaged_ops_take_one_new_log) {
  World world;
  world.damage(3, turn_a_letter);
  world.damage(4, change_the_author);
  world.damage(8, cut_the_header);
  world.sync();
  BOOST_REQUIRE(world.report.reborn.has_value());
  BOOST_CHECK_EQUAL(world.ops_at_county(9), 2u);
  BOOST_CHECK_EQUAL(world.ops_at_county(10), 3u);
  BOOST_CHECK_EQUAL(wire::ops_set_aside(*world.disk)->size(), 3u);
  BOOST_CHECK_EQUAL(world.county.enrolled.size(), 2u);
}

BOOST_AUTO_TEST_CASE(damage_to_what_the_county_holds_disturbs_nothing) {
  World world;
  world.sync();
  world.damage(2, turn_a_letter);
  store::AppendBatch batch;
  batch.ops = {{4, case_of(9), 0, "clerk", "{}", {}}};
  BOOST_REQUIRE(world.disk->append(world.station.incarnation.id, batch).ok());
  world.sync();
  BOOST_CHECK(!world.report.reborn);
  BOOST_CHECK_EQUAL(world.ops_at_county(9), 5u);
  BOOST_CHECK(wire::ops_set_aside(*world.disk)->empty());
}

BOOST_AUTO_TEST_CASE(on_a_stick_the_log_goes_on_in_the_same_way) {
  World world;
  Stick stick;
  StickCountyEnd county(world.county);
  world.damage(2, turn_a_letter);
  const wire::RunnerClocks clocks{[] { return std::int64_t{1795312000000}; },
                                  [] { return std::chrono::milliseconds(0); }};
  for (const bool first : {true, false}) {
    wire::ExportOptions options;
    options.folder = stick.folder();
    options.station_name = "枫林村";
    options.county_name = "青溪县";
    options.county_key = county.opening.key();
    BOOST_REQUIRE(wire::export_to_stick(*world.disk, world.identity(), clocks,
                                        envelope::system_random(), options)
                      .ok());
    county.take_in(stick);
    const auto answers = wire::import_from_stick(*world.disk, world.identity(), clocks,
                                                 envelope::system_random(), stick.folder());
    BOOST_REQUIRE(answers.ok());
    BOOST_CHECK_EQUAL(answers->reborn.has_value(), first);
    BOOST_CHECK_EQUAL(answers->export_again, first);
    BOOST_CHECK_EQUAL(answers->notice.find(case_of(9).hex()) != std::string::npos, first);
    stick.clear();
  }
  BOOST_CHECK_EQUAL(world.ops_at_county(9), 3u);
  BOOST_CHECK_EQUAL(world.ops_at_county(10), 4u);
  BOOST_CHECK_EQUAL(wire::ops_set_aside(*world.disk)->size(), 1u);
}

// Nobody may begin a new log here: the place is named, and what came before is at the county.
BOOST_AUTO_TEST_CASE(without_a_way_to_heal_the_op_is_named) {
  World world;
  world.damage(2, turn_a_letter);
  Pipe pipe(world.county);
  wire::SyncRunner runner(
      *world.disk, world.station.identity(),
      {[] { return std::int64_t{1795312000000}; }, [] { return std::chrono::milliseconds(0); }},
      envelope::system_random());
  const auto ran = runner.run(pipe);
  BOOST_REQUIRE(!ran.ok());
  BOOST_CHECK(ran.error().code == ErrorCode::kCorrupt);
  BOOST_CHECK(ran.error().place.ends_with(" op 2"));
}

BOOST_AUTO_TEST_SUITE_END()
