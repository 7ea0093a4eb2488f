// The county has a station wiped: the order, whom it reaches, and what comes back.
#include <boost/test/unit_test.hpp>

#include "sync/envelope/key_slots.h"
#include "village_fixture.h"

using namespace jiujin;
using namespace jiujin::tests;

namespace {

struct WipeFixture : VillageFixture {
  // What a station leaves with the county when it is enrolled.
  void leave_data_key(Village& village) {
    auto at_county = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
    must(at_county);
    const auto pair = wire::opening_pair(**at_county);
    BOOST_REQUIRE(pair.ok() && *pair);
    const auto key = envelope::DataKey::random(envelope::system_random());
    const auto sealed = envelope::seal_data_key(key, (*pair)->key(), village.identity.station, "",
                                                envelope::system_random());
    must(sealed);
    say(village,
        casework::draft_op(
            {}, 0, "",
            casework::RecoverySealed{(*pair)->suite, base::to_hex((*pair)->keys.public_key),
                                     base::to_hex(sealed->capsule), base::to_hex(sealed->sealed)}));
    wire::HttpTransport transport(line);
    wire::SyncRunner runner(village.store, village.identity, kClocks, envelope::system_random());
    must(runner.run(transport, {}));
    village.transport.county_suite = 1;
    village.transport.county_key = village.identity.county.public_key;
  }

  county::StationLine line_of(const Village& village) {
    const auto lines = service->stations();
    must(lines);
    for (const auto& each : *lines)
      if (each.id == village.identity.station) return each;
    throw std::runtime_error("no such station");
  }

  wire::Handed hand_over(const wire::TransportKey& key, base::BytesView file) {
    auto handed = wire::hand_over(line, key, file, envelope::system_random());
    must(handed);
    return *handed;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(station_wipe_tests, WipeFixture)

BOOST_AUTO_TEST_CASE(a_station_whose_data_could_never_be_opened_again_is_not_wiped) {
  auto village = known("枫林村");
  const auto refused = service->order_wipe(village->identity.station, "电脑被盗", "admin");
  BOOST_REQUIRE(!refused.ok());
  BOOST_CHECK(refused.error().code == ErrorCode::kRefused);
  BOOST_TEST(!line_of(*village).suspended);
  BOOST_TEST(line_of(*village).wipe_ordered_ms == 0);
}

BOOST_AUTO_TEST_CASE(a_locked_station_gets_its_order_and_says_its_last_word) {
  auto village = known("枫林村");
  leave_data_key(*village);
  const auto id = take_in(*village);
  const auto file = left(*village, leave(*village).at(0));
  BOOST_TEST(!hand_over(village->transport, "").wipe.has_value());
  must(service->order_wipe(village->identity.station, "电脑被盗", "admin"));
  BOOST_TEST(line_of(*village).suspended);
  BOOST_TEST(line_of(*village).wipe_ordered_ms == clock.wall_ms);
  BOOST_TEST(line_of(*village).wipe_handed_out_ms == 0);
  const auto handed = hand_over(village->transport, file);
  BOOST_CHECK(handed.answer.verdict == Verdict::kSuspended);
  BOOST_TEST(handed.answer.cause == "电脑被盗");
  BOOST_REQUIRE(handed.wipe.has_value());
  BOOST_TEST(ops_of(id) == 0u);
  // With nothing to hand over it hears it, too.
  const auto asked = hand_over(village->transport, "");
  BOOST_REQUIRE(asked.wipe.has_value());
  BOOST_CHECK(asked.wipe->id == handed.wipe->id);
  BOOST_TEST(line_of(*village).wipe_handed_out_ms == clock.wall_ms);
  BOOST_TEST(line_of(*village).wiped_ms == 0);
  // A word about another order is none.
  clock.wall_ms += 1000;
  auto other = handed.wipe->id;
  other.bytes[0] ^= 1;
  hand_over(village->transport, bundle::encode_wiped_word(other));
  BOOST_TEST(line_of(*village).wiped_ms == 0);
  hand_over(village->transport, bundle::encode_wiped_word(handed.wipe->id));
  BOOST_TEST(line_of(*village).wiped_ms == clock.wall_ms);
  // A copy of the folder gets it again, and what is on the record stays.
  clock.wall_ms += 1000;
  BOOST_TEST(hand_over(village->transport, file).wipe.has_value());
  hand_over(village->transport, bundle::encode_wiped_word(handed.wipe->id));
  BOOST_TEST(line_of(*village).wiped_ms == clock.wall_ms - 1000);
}

BOOST_AUTO_TEST_CASE(an_order_answers_one_request_of_one_station) {
  auto village = known("枫林村");
  auto neighbour = known("石桥村");
  leave_data_key(*village);
  leave_data_key(*neighbour);
  must(service->order_wipe(village->identity.station, "", "admin"));
  BOOST_TEST(!hand_over(neighbour->transport, "").wipe.has_value());
  const auto request = [](const wire::TransportKey& key, base::BytesView file) {
    auto written = wire::write_carried(key, file, envelope::system_random());
    must(written);
    base::BytesView rest(*written);
    auto head = wire::read_carried_head([&rest](char* buffer, std::size_t size) {
      const std::size_t count = rest.copy(buffer, size);
      rest.remove_prefix(count);
      return Result<std::size_t>(count);
    });
    must(head);
    return *head;
  };
  const auto said = hand_over(village->transport, "").answer;
  BOOST_REQUIRE(!said.answer.empty());
  // To the neighbour, to the same station a second time, to the same one with a new key.
  for (const auto* key : {&neighbour->transport, &village->transport}) {
    const auto order = wire::order_in(said, request(*key, ""), *key);
    BOOST_REQUIRE(!order.ok());
    BOOST_CHECK(order.error().code == ErrorCode::kProtocol);
  }
  // Nobody judges it who does not know the county's key, or knows another one.
  auto key = village->transport;
  key.county_key.clear();
  const auto unknown = wire::order_in(said, request(key, ""), key);
  BOOST_TEST((unknown.ok() && !unknown->has_value()));
  key.county_key = village->transport.keys.public_key;
  BOOST_TEST(!wire::hand_over(line, key, "", envelope::system_random()).ok());
  // The neighbour's last word is not the village's.
  const auto order = bundle::decode_wipe_order(said.answer);
  must(order);
  auto posing = neighbour->transport;
  posing.station = village->transport.station;
  for (const auto& stranger : {neighbour->transport, posing})
    hand_over(stranger, bundle::encode_wiped_word(order->id));
  BOOST_TEST(line_of(*village).wiped_ms == 0);
}

BOOST_AUTO_TEST_CASE(an_exchange_brings_the_order_and_letting_in_again_takes_it_back) {
  auto village = known("枫林村");
  leave_data_key(*village);
  const auto id = take_in(*village);
  const auto exchange = [&] {
    wire::HttpTransport transport(line);
    wire::SyncRunner runner(village->store, village->identity, kClocks, envelope::system_random());
    const auto report = runner.run(transport, {});
    must(report);
    return *report;
  };
  must(service->order_wipe(village->identity.station, "电脑被盗", "admin"));
  const auto report = exchange();
  BOOST_CHECK(report.outcome == wire::SyncOutcome::kSuspended);
  BOOST_TEST(report.reason == "电脑被盗");
  BOOST_REQUIRE(report.wipe.has_value());
  BOOST_TEST(line_of(*village).wipe_handed_out_ms == clock.wall_ms);
  BOOST_TEST(ops_of(id) == 0u);
  must(service->suspend_station(village->identity.station, false, "", "admin"));
  BOOST_TEST(line_of(*village).wipe_ordered_ms == 0);
  const auto after = exchange();
  BOOST_CHECK(after.outcome == wire::SyncOutcome::kUpToDate);
  BOOST_TEST(!after.wipe.has_value());
  BOOST_TEST(!hand_over(village->transport, "").wipe.has_value());
  BOOST_TEST(ops_of(id) == 1u);
  // Suspended without it there is none; a second order is another one.
  must(service->suspend_station(village->identity.station, true, "", "admin"));
  BOOST_TEST(!exchange().wipe.has_value());
  must(service->order_wipe(village->identity.station, "", "admin"));
  const auto second = exchange();
  BOOST_REQUIRE(second.wipe.has_value());
  BOOST_CHECK(second.wipe->id != report.wipe->id);
}

BOOST_AUTO_TEST_SUITE_END()
