// The county gets another opening key: what was sealed for the former one opens until it is
// forgotten, and it is not forgotten while a station needs it.
#include <boost/test/unit_test.hpp>

#include "sync/envelope/key_slots.h"
#include "village_fixture.h"

using namespace jiujin;
using namespace jiujin::tests;
using State = wire::StickBundle::State;

namespace {

struct OpeningKeyFixture : VillageFixture {
  std::string current() { return (*service->opening_keys())[0].id; }

  envelope::OpeningKey said() {
    const auto world = service->world();
    must(world);
    const auto key = *(*world)->registry.opening_key();
    return {static_cast<std::uint8_t>(key.suite), *base::from_hex(key.key)};
  }

  // As its program does it with what the county says now.
  envelope::DataKey leave_data_key(Village& village) {
    auto key = envelope::DataKey::random(envelope::system_random());
    const auto county = said();
    const auto sealed = envelope::seal_data_key(key, county, village.identity.station, "",
                                                envelope::system_random());
    must(sealed);
    say(village,
        casework::draft_op(
            {}, 0, "",
            casework::RecoverySealed{county.suite, base::to_hex(county.public_key),
                                     base::to_hex(sealed->capsule), base::to_hex(sealed->sealed)}));
    sync(village);
    return key;
  }

  void sync(Village& village) {
    wire::HttpTransport transport(line);
    wire::SyncRunner runner(village.store, village.identity, kClocks, envelope::system_random());
    must(runner.run(transport, {}));
  }

  State stick(const Village& village) {
    const auto told = service->import_folder(wire::outbox_folder(village.folder), {});
    must(told);
    BOOST_REQUIRE_EQUAL(told->size(), 1u);
    return told->front().state;
  }

  // Whether the county still gives this very key to a member of staff.
  bool gives(const Village& village, const envelope::DataKey& key) {
    const auto granted = service->grant_data_key(village.identity.station, "clerk", "admin");
    if (!granted.ok()) return false;
    const envelope::StaffKeys keys{static_cast<std::uint8_t>(granted->opening.suite),
                                   *base::from_hex(granted->opening.key),
                                   *base::from_hex(granted->opening.wrapped)};
    const auto pair = envelope::open_staff_keys(keys, "clerk", "password-clerk");
    must(pair);
    const auto found = envelope::open_data_key(
        {*base::from_hex(granted->capsule), *base::from_hex(granted->sealed)}, keys.suite, *pair,
        village.identity.station, "clerk");
    return found.ok() && found->bytes() == key.bytes();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(opening_key_tests, OpeningKeyFixture)

BOOST_AUTO_TEST_CASE(what_was_sealed_for_the_former_key_opens) {
  auto village = known("枫林村");
  const auto key = leave_data_key(*village);
  const auto by_stick = take_in(*village);
  leave(*village);
  const auto before = current();
  const auto renewed = service->renew_opening_key("admin");
  must(renewed);
  BOOST_TEST(*renewed == current());
  BOOST_TEST(current() != before);
  BOOST_CHECK(stick(*village) == State::kTaken);
  BOOST_TEST(ops_of(by_stick) == 1u);
  BOOST_TEST(gives(*village, key));
}

BOOST_AUTO_TEST_CASE(a_file_of_a_locked_station_opens_too) {
  auto village = known("枫林村");
  const auto id = take_in(*village);
  const auto file = left(*village, leave(*village).at(0));
  must(service->renew_opening_key("admin"));
  must(service->renew_opening_key("admin"));  // however many have followed
  BOOST_CHECK(carry(village->transport, file).verdict == Verdict::kServed);
  BOOST_TEST(ops_of(id) == 1u);
}

BOOST_AUTO_TEST_CASE(stations_hear_of_it_from_the_county_s_log) {
  auto village = known("枫林村");
  must(service->renew_opening_key("admin"));
  sync(*village);
  const auto logs = casework::county_logs(village->store);
  must(logs);
  const auto heard = casework::CountyRegister::load(
      village->store, [&](const base::IncarnationId& log) { return logs->contains(log); });
  must(heard);
  BOOST_REQUIRE(heard->opening_key().has_value());
  BOOST_TEST(heard->opening_key()->key == base::to_hex(said().public_key));
  // What is enrolled from now on begins with it.
  const auto code = service->add_station({"桃源村", "430190101202", "", 6}, "admin");
  must(code);
  const auto answer = service->enrol(enrolment(code->code));
  must(answer);
  BOOST_TEST((answer->county_opening_key.public_key == said().public_key));
}

BOOST_AUTO_TEST_CASE(a_station_cannot_say_the_county_s_key) {
  auto village = known("枫林村"), other = known("桃源村");
  const auto right = said();
  say(*village, casework::draft_op({}, 0, "", casework::OpeningKeyPublished{2, "abcd"}));
  sync(*village);
  sync(*other);
  BOOST_TEST((said().public_key == right.public_key));
  const auto held = other->store.register_ops();
  must(held);
  for (const auto& op : *held) BOOST_TEST(op.body.find("abcd") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(it_is_forgotten_only_when_every_station_has_another) {
  auto first = known("枫林村"), second = known("桃源村");
  leave_data_key(*first);
  const auto old = leave_data_key(*second);
  const auto former = current();
  BOOST_TEST((service->forget_opening_key(former, {}).error().code == ErrorCode::kRefused));
  must(service->renew_opening_key("admin"));
  const auto fresh = leave_data_key(*first);
  const auto refused = service->forget_opening_key(former, {});
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code == ErrorCode::kRefused));
  BOOST_TEST(refused.error().cause.find("桃源村") != std::string::npos);
  BOOST_TEST(refused.error().cause.find("枫林村") == std::string::npos);
  const auto lines = service->opening_keys();
  must(lines);
  BOOST_REQUIRE_EQUAL(lines->size(), 2u);
  BOOST_REQUIRE_EQUAL((*lines)[1].stations.size(), 1u);
  BOOST_TEST((*lines)[1].stations[0].name == "桃源村");
  BOOST_TEST(gives(*second, old));

  const auto last = leave_data_key(*second);
  leave(*second);
  must(service->forget_opening_key(former, {}));
  BOOST_TEST(service->opening_keys()->size() == 1u);
  BOOST_TEST(gives(*first, fresh));
  BOOST_TEST(gives(*second, last));
  BOOST_TEST((service->forget_opening_key(former, {}).error().code == ErrorCode::kNotFound));
}

BOOST_AUTO_TEST_CASE(a_station_that_has_left_none_yet_holds_it_back_until_it_is_given_up) {
  auto village = known("枫林村");
  const auto former = current();
  take_in(*village);
  leave(*village);
  must(service->renew_opening_key("admin"));
  BOOST_TEST((service->forget_opening_key(former, {}).error().code == ErrorCode::kRefused));
  must(service->forget_opening_key(former, {village->identity.station}));
  BOOST_CHECK(stick(*village) == State::kForeign);  // and the next export is sealed to the new one
  for (const auto& name : std::filesystem::directory_iterator(wire::outbox_folder(village->folder)))
    std::filesystem::remove(name);
  leave(*village);
  BOOST_CHECK(stick(*village) == State::kTaken);
}

// A thief of the county's disk finds no trace of what was forgotten.
BOOST_AUTO_TEST_CASE(a_forgotten_key_is_nowhere_in_the_county_s_folder) {
  std::string secret;
  {
    auto store = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
    must(store);
    secret = base::to_hex((*wire::opening_pair(**store))->keys.private_key);
  }
  const auto former = current();
  must(service->renew_opening_key("admin"));
  const auto found = [&] {
    std::size_t times = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder + "/data")) {
      if (!entry.is_regular_file()) continue;
      const auto bytes = base::read_whole_file(entry.path().string(), 256u << 20);
      if (bytes.ok() && bytes->find(secret) != std::string::npos) ++times;
    }
    return times;
  };
  BOOST_TEST(found() > 0u);
  must(service->forget_opening_key(former, {}));
  BOOST_TEST(found() == 0u);
}

BOOST_AUTO_TEST_CASE(two_programs_that_change_it_at_once_change_it_twice_or_once) {
  auto other = county::CountyService::open(folder + "/data", options());
  must(other);
  must(service->renew_opening_key("admin"));
  must((*other)->renew_opening_key("admin"));
  const auto lines = service->opening_keys();
  must(lines);
  BOOST_TEST(lines->size() == 3u);
  BOOST_TEST(lines->front().id == (*(*other)->opening_keys())[0].id);
}

BOOST_AUTO_TEST_SUITE_END()
