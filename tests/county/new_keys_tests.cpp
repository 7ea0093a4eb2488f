// A station gets new keys: its log goes on under another name, nothing is lost, and whoever has a
// copy of the old keys can do nothing with them any more.
#include <boost/test/unit_test.hpp>

#include "sync/bundle/reborn_frame.h"
#include "sync/wire/rebirth.h"
#include "village_fixture.h"

using namespace jiujin;
using namespace jiujin::tests;
using bundle::RebornReason;

namespace {

struct NewKeysFixture : VillageFixture {
  // What a station writes once its new log stands; a test looks at it.
  struct Life {
    std::optional<store::Incarnation> log;
    base::Bytes private_key;
    bool fails = false;  // its program is killed before it has written anything
  };

  wire::StationIdentity with(Village& village, Life& life) {
    auto identity = village.identity;
    identity.reborn = [&life](const store::Incarnation& fresh,
                              base::BytesView private_key) -> Result<wire::RebornRows> {
      if (life.fails) return Error{ErrorCode::kCancelled, "test", "killed"};
      life.log = fresh;
      life.private_key = base::Bytes(private_key);
      return wire::RebornRows{};
    };
    return identity;
  }

  Result<wire::SyncReport> sync(Village& village, const wire::StationIdentity& identity) {
    wire::HttpTransport transport(line);
    wire::SyncRunner runner(village.store, identity, kClocks, envelope::system_random());
    return runner.run(transport, {});
  }

  wire::NewLog ask(Village& village, RebornReason reason = RebornReason::kNewKeys) {
    auto next = wire::begin_next_life(village.store, 1, envelope::system_random(), reason);
    must(next);
    return *next;
  }

  // As its own program does it; the identity from then on.
  void renew(Village& village) {
    Life life;
    const auto next = ask(village);
    const auto report = sync(village, with(village, life));
    must(report);
    BOOST_REQUIRE(report->reborn && *report->reborn == next.id);
    BOOST_REQUIRE(life.log && life.log->id == next.id);
    go_on(village, life);
  }

  static void go_on(Village& village, const Life& life) {
    village.identity.incarnation = *life.log;
    village.identity.sign = [key = life.private_key](base::BytesView message) {
      return envelope::default_suite().sign(key, message, envelope::system_random());
    };
  }

  // Somebody who has copied a station's folder, at that moment.
  std::unique_ptr<Village> thief_of(const Village& village) {
    auto thief = std::make_unique<Village>();
    thief->identity = village.identity;
    thief->transport = village.transport;
    thief->folder = folder + "/thief";
    std::filesystem::create_directory(thief->folder);
    must(thief->store.add_incarnation(village.identity.incarnation));
    must(thief->store.add_incarnation(village.identity.county));
    return thief;
  }

  std::size_t logs_of(const Village& village) {
    const auto world = service->world();
    must(world);
    return (*world)->registry.station(village.identity.station)->incarnations.size();
  }

  bool ended(const base::IncarnationId& log) {
    const auto world = service->world();
    must(world);
    return (*world)->registry.ended(log);
  }

  // Refused, and nothing of it has come in.
  void check_refused(Village& thief) {
    const auto logs = logs_of(thief);
    const auto end = *service->feed_end();
    const auto report = sync(thief, thief.identity);
    BOOST_TEST((!report.ok() || report->outcome != wire::SyncOutcome::kUpToDate));
    BOOST_TEST(logs_of(thief) == logs);
    BOOST_TEST(*service->feed_end() == end);
    BOOST_TEST(*thief.store.feed_cursor() == 0u);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(new_keys_tests, NewKeysFixture)

BOOST_AUTO_TEST_CASE(what_waits_goes_on_under_the_new_keys_and_comes_once) {
  auto village = known("枫林村");
  const auto old = village->identity.incarnation;
  const auto sent = take_in(*village);
  must(sync(*village, village->identity));
  const auto waits = take_in(*village);
  renew(*village);
  BOOST_TEST(ops_of(sent) == 1u);
  BOOST_TEST(ops_of(waits) == 1u);
  BOOST_TEST(ended(old.id));
  BOOST_TEST(!ended(village->identity.incarnation.id));
  BOOST_TEST((village->identity.incarnation.public_key != old.public_key));
  const auto later = take_in(*village);
  must(sync(*village, village->identity));
  BOOST_TEST(ops_of(later) == 1u);
  BOOST_TEST(*village->store.feed_cursor() == *service->feed_end());
}

BOOST_AUTO_TEST_CASE(ops_under_the_old_key_keep_verifying) {
  auto village = known("枫林村");
  const auto old = village->identity.incarnation;
  take_in(*village);
  must(sync(*village, village->identity));
  renew(*village);
  // Its key is known for ever, at either end, and its chain stands.
  for (auto* store : {static_cast<store::LogStore*>(&village->store)}) {
    const auto logs = store->incarnations();
    must(logs);
    const auto found =
        std::find_if(logs->begin(), logs->end(), [&](const auto& log) { return log.id == old.id; });
    BOOST_REQUIRE(found != logs->end());
    BOOST_TEST((found->public_key == old.public_key));
  }
  auto at_county = store::SqliteStore::open(folder + "/data", store::StoreRole::kCounty);
  must(at_county);
  const auto head = (*at_county)->head(old.id);
  must(head);
  BOOST_TEST(head->seq == 2u);
  BOOST_TEST((head->hash == village->store.head(old.id)->hash));
}

BOOST_AUTO_TEST_CASE(the_old_key_is_refused) {
  auto village = known("枫林村");
  auto thief = thief_of(*village);
  renew(*village);
  const auto forged = take_in(*thief);
  check_refused(*thief);
  BOOST_TEST(ops_of(forged) == 0u);
  // Nor does it begin a log of its own.
  for (const auto reason : {RebornReason::kNewKeys, RebornReason::kForkedLog}) {
    auto other = thief_of(*thief);
    Life life;
    ask(*other, reason);
    other->identity = with(*other, life);
    check_refused(*other);
    BOOST_TEST(!life.log.has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_log_that_somebody_began_with_the_old_key_ends_too) {
  auto village = known("枫林村");
  auto thief = thief_of(*village);
  Life life;
  ask(*thief, RebornReason::kForkedLog);
  must(sync(*thief, with(*thief, life)));
  BOOST_REQUIRE(life.log.has_value());
  go_on(*thief, life);
  BOOST_TEST(!ended(life.log->id));
  renew(*village);
  BOOST_TEST(ended(life.log->id));
  auto again = thief_of(*thief);
  take_in(*again);
  check_refused(*again);
}

BOOST_AUTO_TEST_CASE(another_computer_of_the_same_station_goes_on) {
  auto village = known("枫林村");
  const auto code = service->renew_code(village->identity.station, "admin");
  must(code);
  Village second;
  enrol(second, code->code);
  renew(*village);
  BOOST_TEST(!ended(second.identity.incarnation.id));
  const auto id = take_in(second);
  must(sync(second, second.identity));
  BOOST_TEST(ops_of(id) == 1u);
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_given_again) {
  auto village = known("枫林村");
  const auto id = take_in(*village);
  Life life;
  const auto next = ask(*village);
  life.fails = true;
  BOOST_TEST(!sync(*village, with(*village, life)).ok());
  BOOST_TEST(ended(village->identity.incarnation.id));  // the county has done it
  const auto logs = logs_of(*village);
  life.fails = false;
  const auto report = sync(*village, with(*village, life));
  BOOST_REQUIRE_MESSAGE(report.ok(), (report.ok() ? "" : report.error().line()));
  BOOST_REQUIRE(life.log.has_value());
  BOOST_TEST((life.log->id == next.id));
  BOOST_TEST((life.private_key == next.keys.private_key));
  BOOST_TEST(logs_of(*village) == logs);
  BOOST_TEST(ops_of(id) == 1u);
}

BOOST_AUTO_TEST_CASE(a_request_that_the_old_key_has_not_signed_changes_nothing) {
  auto village = known("枫林村");
  Life life;
  ask(*village);
  auto identity = with(*village, life);
  identity.sign = [right = village->identity.sign](base::BytesView message) {
    if (!message.starts_with("jiujin-reborn-1")) return right(message);
    const auto other = envelope::default_suite().generate_signing_key(envelope::system_random());
    return envelope::default_suite().sign(other.private_key, message, envelope::system_random());
  };
  const auto logs = logs_of(*village);
  const auto report = sync(*village, identity);
  BOOST_TEST((!report.ok() || !report->reborn));
  BOOST_TEST(logs_of(*village) == logs);
  BOOST_TEST(!ended(village->identity.incarnation.id));
  BOOST_TEST(!life.log.has_value());
}

BOOST_AUTO_TEST_CASE(a_suspended_station_gets_none) {
  auto village = known("枫林村");
  must(service->suspend_station(village->identity.station, true, "电脑被盗", "admin"));
  Life life;
  ask(*village);
  const auto logs = logs_of(*village);
  const auto report = sync(*village, with(*village, life));
  BOOST_TEST((!report.ok() || report->outcome == wire::SyncOutcome::kSuspended));
  BOOST_TEST(logs_of(*village) == logs);
  BOOST_TEST(!ended(village->identity.incarnation.id));
}

BOOST_AUTO_TEST_CASE(the_old_transport_key_carries_nothing_any_more) {
  auto village = known("枫林村");
  const auto id = take_in(*village);
  const auto file = left(*village, leave(*village).at(0));
  const auto old = village->transport;
  renew(*village);
  BOOST_CHECK(carry(old, file).verdict == Verdict::kUnknown);
  village->transport.keys =
      envelope::default_suite().generate_signing_key(envelope::system_random());
  say(*village, casework::draft_op({}, 0, "",
                                   casework::TransportKeyBound{
                                       1, base::to_hex(village->transport.keys.public_key)}));
  must(sync(*village, village->identity));
  BOOST_CHECK(carry(old, file).verdict == Verdict::kUnknown);
  // What the old log has signed is taken in from nobody, but it is here already.
  BOOST_TEST(ops_of(id) == 1u);
  const auto answer = carry(village->transport, file);
  BOOST_TEST(ops_of(id) == 1u);
  const auto next = take_in(*village);
  wire::remove_from_outbox(village->folder, wire::outbox_files(village->folder));
  const auto fresh = left(*village, leave(*village).at(0));
  BOOST_CHECK(carry(village->transport, fresh).verdict == Verdict::kServed);
  BOOST_TEST(ops_of(next) == 1u);
}

BOOST_AUTO_TEST_CASE(an_old_stick_brings_nothing_in) {
  auto village = known("枫林村");
  auto thief = thief_of(*village);
  renew(*village);
  const auto forged = take_in(*thief);
  leave(*thief);
  const auto told = service->import_folder(wire::outbox_folder(thief->folder), {});
  must(told);
  BOOST_REQUIRE_EQUAL(told->size(), 1u);
  BOOST_CHECK(told->front().state == wire::StickBundle::State::kRefused);
  BOOST_TEST(ops_of(forged) == 0u);
}

BOOST_AUTO_TEST_CASE(it_can_be_done_again_and_again) {
  auto village = known("枫林村");
  for (int i = 0; i < 3; ++i) {
    const auto id = take_in(*village);
    renew(*village);
    BOOST_TEST(ops_of(id) == 1u);
  }
  BOOST_TEST(logs_of(*village) == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
