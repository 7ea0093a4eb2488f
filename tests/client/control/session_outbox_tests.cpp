// A station that is locked has left in its outbox what waits, with a key beside it that opens
// nothing; what came meanwhile is there once somebody logs in.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/control/outbox_carrier.h"
#include "client/control/transport_key.h"
#include "localization/formats.h"
#include "sync/base/atomic_file.h"
#include "sync/base/hex.h"
#include "sync/envelope/sealing.h"
#include "sync/wire/outbox.h"
#include "tests/support/sealed_station.h"

using namespace jiujin;
using namespace jiujin::client::control;
using namespace jiujin::sync::casework;
using tests::kClerk;
using tests::kPassword;
using tests::SealedStation;
namespace wire = jiujin::sync::wire;

namespace {

// A county that has told its opening key.
struct World {
  SealedStation station;
  sync::envelope::KeyPair county;

  World() {
    const auto& sealing = **sync::envelope::find_sealing(1);
    county = sealing.generate_opening_key(sync::envelope::system_random());
    station.county_writes(
        {draft_op({}, 0, "", OpeningKeyPublished{1, sync::base::to_hex(county.public_key)})});
    station.hear_county();
  }
  std::unique_ptr<StationSession> open() {
    auto session = station.locked();
    BOOST_REQUIRE(session->perform(LogIn{kClerk, kPassword}).ok());
    return session;
  }
  wire::OutboxStanding standing() { return wire::outbox_standing(station.folder()); }
};

std::vector<TransportKeyBound> bound_in(StationSession& session) {
  std::vector<TransportKeyBound> found;
  const auto ops = session.store().register_ops();
  BOOST_REQUIRE(ops.ok());
  for (const auto& op : *ops) {
    const auto header = sync::oplog::decode_header(op.header);
    if (header.ok() && header->type == static_cast<std::uint32_t>(OpType::kTransportKeyBound))
      found.push_back(*read_body<TransportKeyBound>(op.body));
  }
  return found;
}

// Every file of these folders, and their names.
std::string everything_in(const std::string& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    all += entry.path().filename().string() + "\n";
    if (entry.is_regular_file())
      all += *sync::base::read_whole_file(entry.path().string(), 64u << 20);
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session_outbox_tests)

BOOST_AUTO_TEST_CASE(a_station_that_had_no_transport_key_gets_one_at_its_next_log_in) {
  World world;
  BOOST_TEST(!read_transport_file(world.station.folder()).ok());
  auto session = world.open();
  const auto file = read_transport_file(world.station.folder());
  BOOST_REQUIRE(file.ok());
  BOOST_CHECK(file->key.station == world.station.id());
  auto named = bound_in(*session);
  BOOST_REQUIRE_EQUAL(named.size(), 1u);
  BOOST_TEST(named[0].key == sync::base::to_hex(file->key.keys.public_key));
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  session = world.open();
  BOOST_TEST(bound_in(*session).size() == 1u);  // the same key, said once
}

BOOST_AUTO_TEST_CASE(a_lost_or_broken_transport_key_is_followed_by_another) {
  World world;
  world.open();
  const auto path = world.station.folder() + "/transport.key";
  tests::write_file(path, "{\"version\":1}");
  BOOST_CHECK(read_transport_file(world.station.folder()).error().code == ErrorCode::kCorrupt);
  auto session = world.open();
  const auto named = bound_in(*session);
  const auto file = read_transport_file(world.station.folder());
  BOOST_REQUIRE(file.ok());
  BOOST_REQUIRE(!named.empty());  // this station's dice repeat: it may be the same again
  BOOST_TEST(named.back().key == sync::base::to_hex(file->key.keys.public_key));
}

BOOST_AUTO_TEST_CASE(logging_out_leaves_what_waits_and_nothing_that_can_be_read) {
  World world;
  auto session = world.open();
  BOOST_REQUIRE(session->perform(SubmitIntake{tests::canary_draft()}).ok());
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  BOOST_TEST(world.standing().waiting == 1u);
  BOOST_TEST(world.standing().whole);
  const auto all = everything_in(wire::outbox_folder(world.station.folder()));
  for (const auto& word : {tests::kCanary, std::string("430190196203041222"), std::string("枫林村"),
                           std::string("QX-001"), std::string("JJBS")})
    BOOST_TEST(all.find(word) == std::string::npos);
  // The transport key is there to be read, and opens none of it.
  const auto file = read_transport_file(world.station.folder());
  BOOST_REQUIRE(file.ok());
  BOOST_CHECK(file->key.keys.public_key != world.county.public_key);
}

BOOST_AUTO_TEST_CASE(what_lay_there_makes_way_for_what_waits_now) {
  World world;
  auto session = world.open();
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  const auto first = wire::outbox_files(world.station.folder());
  session = world.open();
  BOOST_TEST(!world.standing().whole);
  BOOST_REQUIRE(session->perform(SubmitIntake{tests::canary_draft()}).ok());
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  const auto second = wire::outbox_files(world.station.folder());
  BOOST_REQUIRE_EQUAL(second.size(), 1u);
  BOOST_TEST((first.empty() || first[0] != second[0]));
  // Once the county holds everything nothing is left.
  world.station.hear_county();
  session = world.open();
  const auto logs = session->store().incarnations();
  BOOST_REQUIRE(logs.ok());
  for (const auto& log : *logs) {
    const auto head = session->store().head(log.id);
    if (log.owner == world.station.id())
      BOOST_REQUIRE(session->store().set_acknowledgement({log.id, head->seq, 0}).ok());
  }
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  BOOST_TEST(world.standing().waiting == 0u);
  BOOST_TEST(world.standing().whole);
}

BOOST_AUTO_TEST_CASE(what_a_person_has_paused_is_not_sent_by_a_locked_station_either) {
  World world;
  auto session = world.open();
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  BOOST_TEST(world.standing().waiting == 1u);
  session = world.open();
  BOOST_REQUIRE(session->perform(PauseSync{true}).ok());
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  BOOST_TEST(world.standing().waiting == 0u);
  BOOST_TEST(!world.standing().whole);
}

BOOST_AUTO_TEST_CASE(the_carrier_keeps_to_the_limit_that_a_person_has_set) {
  World world;
  auto session = world.open();
  LineUse line;
  line.bytes_per_second_max = 20'000;
  BOOST_REQUIRE(session->perform(UseLine{line}).ok());
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  const auto file = read_transport_file(world.station.folder());
  BOOST_REQUIRE(file.ok());
  BOOST_TEST(file->line.bytes_per_second_max == 20'000u);
}

BOOST_AUTO_TEST_CASE(scans_wait_for_their_hours_in_files_that_the_carrier_leaves_until_then) {
  using sync::engine::ScanTimes;
  World world;
  auto session = world.open();
  auto draft = tests::canary_draft();
  const auto scan = session->store().put_file(std::string(100'000, 's'), "image/jpeg");
  BOOST_REQUIRE(scan.ok());
  Material card;
  card.slot = "M02";
  card.mode = MaterialMode::kFiles;
  card.files = {{scan->hash, scan->size, "image/jpeg", "card.jpg"}};
  draft.materials = {card};
  BOOST_REQUIRE(session->perform(SubmitIntake{draft}).ok());
  const auto files_with = [&](const ScanTimes& times) {
    LineUse line;
    line.scans = times;
    BOOST_REQUIRE(session->perform(UseLine{line}).ok());
    BOOST_REQUIRE(session->perform(LogOut{}).ok());
    const auto file = read_transport_file(world.station.folder());
    BOOST_REQUIRE(file.ok());
    BOOST_CHECK(file->scans == times);
    auto names = wire::outbox_files(world.station.folder());
    session = world.open();
    return names;
  };
  const auto held = [](const std::vector<std::string>& names) {
    return std::count_if(names.begin(), names.end(), wire::waits_for_hours);
  };
  const auto at_night = files_with({ScanTimes::Kind::kWindow, 22 * 60, 6 * 60});
  BOOST_TEST(at_night.size() == 2u);
  BOOST_TEST(held(at_night) == 1);
  BOOST_TEST(held(files_with({ScanTimes::Kind::kAny})) == 0);
  // A line that is paid by the byte: the scan stays in the store.
  const auto asked = files_with({ScanTimes::Kind::kAsked});
  BOOST_TEST(asked.size() == 1u);
  BOOST_TEST(held(asked) == 0);
  // The carrier looks at the clock of the wall: no county answers here, and nothing of the scan
  // would even be tried.
  const std::chrono::sys_seconds now =
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const int minute = localization::local_minute(now);
  const auto day = [](int at) { return (at + 24 * 60) % (24 * 60); };
  files_with({ScanTimes::Kind::kWindow, day(minute + 120), day(minute + 240)});
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  for (const auto& name : wire::outbox_files(world.station.folder()))
    if (!wire::waits_for_hours(name)) wire::remove_from_outbox(world.station.folder(), {name});
  const auto outside = carry_locked(world.station.folder());
  BOOST_REQUIRE_MESSAGE(outside.ok(), (outside.ok() ? "" : outside.error().line()));
  BOOST_TEST(outside->held == 1u);
  session = world.open();
  files_with({ScanTimes::Kind::kWindow, day(minute - 120), day(minute + 120)});
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  BOOST_TEST(!carry_locked(world.station.folder()).ok());  // in its hours it is tried
}

BOOST_AUTO_TEST_CASE(who_comes_back_at_once_waits_for_no_outbox) {
  World world;
  auto session = world.open();
  BOOST_REQUIRE(session->perform(SubmitIntake{tests::canary_draft()}).ok());
  const auto stop = [](std::uint64_t, std::uint64_t) { return false; };
  BOOST_REQUIRE(session->perform(LogOut{}, stop).ok());
  BOOST_TEST(session->locked());
  BOOST_TEST(world.standing().waiting == 0u);
  BOOST_TEST(!world.standing().whole);
}

BOOST_AUTO_TEST_CASE(before_the_county_has_told_its_key_there_is_no_outbox) {
  SealedStation station;
  auto session = station.locked();
  BOOST_REQUIRE(session->perform(LogIn{kClerk, kPassword}).ok());
  BOOST_REQUIRE(session->perform(SubmitIntake{tests::canary_draft()}).ok());
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  BOOST_TEST(session->locked());
  BOOST_TEST(wire::outbox_standing(station.folder()).waiting == 0u);
  BOOST_TEST(!wire::outbox_standing(station.folder()).whole);
}

BOOST_AUTO_TEST_CASE(answers_that_are_none_are_cleared_away_and_keep_nobody_out) {
  World world;
  BOOST_REQUIRE(wire::make_outbox(world.station.folder()).ok());
  const auto inbox = wire::inbox_folder(world.station.folder());
  tests::write_file(inbox + "/outbox-1.answer.jjb", "no answer at all");
  auto session = world.open();
  BOOST_TEST(!session->locked());
  BOOST_TEST(std::filesystem::is_empty(inbox));
}

BOOST_AUTO_TEST_SUITE_END()
