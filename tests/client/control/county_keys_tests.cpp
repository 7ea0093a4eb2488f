// The county gets other keys, and this station follows: it leaves its data key for the new opening
// key, and takes what the new authority signs; nobody else can tell it so.
#include <boost/test/unit_test.hpp>

#include "client/control/station_identity.h"
#include "client/control/transport_key.h"
#include "sync/base/hex.h"
#include "sync/envelope/certificates.h"
#include "sync/envelope/sealing.h"
#include "sync/wire/outbox.h"
#include "sync/wire/stick_file.h"
#include "tests/support/sealed_station.h"

using namespace jiujin;
using namespace jiujin::client::control;
using namespace jiujin::sync::casework;
using tests::kClerk;
using tests::kPassword;
using tests::SealedStation;
namespace envelope = jiujin::sync::envelope;
namespace wire = jiujin::sync::wire;

namespace {

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

envelope::Certified authority(std::int64_t days = 3650) {
  const auto now = tests::kMondayMorningMs;
  auto made = envelope::make_authority("青溪县", {now - kDayMs, now + days * kDayMs},
                                       envelope::system_random());
  BOOST_REQUIRE(made.ok());
  return *std::move(made);
}

std::string name_of(const envelope::Certified& one) {
  return *envelope::certificate_name(one.certificate);
}

struct World {
  SealedStation station;
  envelope::Certified first = authority(), second = authority();

  // `trusted`: PEM, as the enrolment code said; "": the system's.
  explicit World(bool pinned = true) {
    auto store = static_cast<tests::DemoStation&>(station).options().open_store(station.folder());
    BOOST_REQUIRE(store.ok());
    auto identity = read_identity(**store);
    BOOST_REQUIRE(identity.ok() && *identity);
    (*identity)->authority = pinned ? first.certificate : "";
    BOOST_REQUIRE(write_identity(**store, **identity).ok());
  }

  envelope::KeyPair publish_opening_key() {
    auto pair = (*envelope::find_sealing(1))->generate_opening_key(envelope::system_random());
    says(OpeningKeyPublished{1, sync::base::to_hex(pair.public_key)});
    return pair;
  }
  template <typename Body>
  void says(const Body& body) {
    station.county_writes({draft_op({}, 0, "", body)});
    station.hear_county();
  }
  std::unique_ptr<StationSession> open() {
    auto session = station.locked();
    const auto in = session->perform(LogIn{kClerk, kPassword});
    BOOST_REQUIRE_MESSAGE(in.ok(), (in.ok() ? "" : in.error().line()));
    return session;
  }
  // The names of those that it trusts, in this order.
  std::vector<std::string> trusted() {
    auto session = open();
    const auto identity = read_identity(session->store());
    BOOST_REQUIRE(identity.ok() && *identity);
    const auto file = read_transport_file(station.folder());
    BOOST_REQUIRE(file.ok());
    BOOST_TEST(file->line.authority == (*identity)->authority);
    std::vector<std::string> names;
    for (const auto& one : envelope::split_certificates((*identity)->authority))
      names.push_back(*envelope::certificate_name(one));
    return names;
  }
};

template <typename Body>
std::vector<Body> written(StationSession& session) {
  std::vector<Body> found;
  const auto ops = session.store().register_ops();
  BOOST_REQUIRE(ops.ok());
  for (const auto& op : *ops) {
    const auto header = sync::oplog::decode_header(op.header);
    if (header.ok() && header->type == static_cast<std::uint32_t>(Body::kType))
      found.push_back(*read_body<Body>(op.body));
  }
  return found;
}

bool opens(const World& world, const RecoverySealed& left, const envelope::KeyPair& county) {
  const auto key = envelope::open_data_key(
      {*sync::base::from_hex(left.capsule), *sync::base::from_hex(left.sealed)}, 1, county,
      world.station.id(), "");
  return key.ok() && key->bytes() == world.station.data_key.bytes();
}

using Names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(county_keys_tests)

BOOST_AUTO_TEST_CASE(each_opening_key_that_is_heard_of_gets_the_data_key_once) {
  World world;
  const auto former = world.publish_opening_key();
  BOOST_TEST(written<RecoverySealed>(*world.open()).size() == 1u);
  const auto fresh = world.publish_opening_key();
  auto session = world.open();
  const auto left = written<RecoverySealed>(*session);
  BOOST_REQUIRE_EQUAL(left.size(), 2u);
  BOOST_TEST(left[0].key == sync::base::to_hex(former.public_key));
  BOOST_TEST(left[1].key == sync::base::to_hex(fresh.public_key));
  BOOST_TEST(opens(world, left[0], former));
  BOOST_TEST(opens(world, left[1], fresh));
  BOOST_TEST(!opens(world, left[1], former));
  session.reset();
  BOOST_TEST(written<RecoverySealed>(*world.open()).size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_waits_is_sealed_to_the_newest_key) {
  World world;
  world.publish_opening_key();
  const auto fresh = world.publish_opening_key();
  auto session = world.open();
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  const auto files = wire::outbox_files(world.station.folder());
  BOOST_REQUIRE(!files.empty());
  auto file =
      wire::StickFileReader::open(wire::outbox_folder(world.station.folder()) + "/" + files[0]);
  BOOST_REQUIRE(file.ok());
  const auto header = envelope::read_sealed_header(
      [&](char* buffer, std::size_t size) { return file->read(buffer, size); });
  BOOST_REQUIRE(header.ok());
  BOOST_CHECK(header->mark == envelope::key_mark(fresh.public_key));
}

BOOST_AUTO_TEST_CASE(a_data_key_changed_since_stands_under_the_newest_key) {
  World world;
  world.publish_opening_key();
  const auto fresh = world.publish_opening_key();
  auto session = world.station.locked();
  const auto changed = session->change_data_key(LogIn{kClerk, kPassword});
  BOOST_REQUIRE_MESSAGE(changed.ok(), (changed.ok() ? "" : changed.error().line()));
  const auto left = written<RecoverySealed>(*session);
  BOOST_REQUIRE(!left.empty());
  BOOST_TEST(left.back().key == sync::base::to_hex(fresh.public_key));
  BOOST_TEST(!opens(world, left.back(), fresh));  // it is of another data key
}

BOOST_AUTO_TEST_CASE(an_announced_authority_is_trusted_beside_the_other_until_that_ends) {
  World world;
  BOOST_TEST(world.trusted() == Names{name_of(world.first)});
  world.says(AuthorityAnnounced{world.second.certificate, name_of(world.first)});
  BOOST_TEST(world.trusted() == (Names{name_of(world.first), name_of(world.second)}));
  const auto told = written<AuthorityTrusted>(*world.open());
  BOOST_REQUIRE_EQUAL(told.size(), 1u);
  BOOST_TEST(told[0].authority == name_of(world.second));
  world.says(AuthorityEnded{name_of(world.first)});
  BOOST_TEST(world.trusted() == Names{name_of(world.second)});
  // For good: the same word again brings it back to nobody.
  world.says(AuthorityAnnounced{world.first.certificate, name_of(world.second)});
  BOOST_TEST(world.trusted() == Names{name_of(world.second)});
  BOOST_TEST(written<AuthorityTrusted>(*world.open()).size() == 1u);
}

BOOST_AUTO_TEST_CASE(who_missed_the_announcement_hears_both_at_once) {
  World world;
  world.says(AuthorityAnnounced{world.second.certificate, name_of(world.first)});
  world.says(AuthorityEnded{name_of(world.first)});
  BOOST_TEST(world.trusted() == Names{name_of(world.second)});
}

BOOST_AUTO_TEST_CASE(what_another_log_announces_counts_nothing) {
  World world;
  {
    auto session = world.open();
    const auto identity = read_identity(session->store());
    BOOST_REQUIRE(identity.ok() && *identity);
    sync::store::AppendBatch forged;
    forged.ops.push_back(
        draft_op({}, 0, "", AuthorityAnnounced{world.second.certificate, name_of(world.first)}));
    forged.ops.push_back(draft_op({}, 0, "", AuthorityEnded{name_of(world.first)}));
    BOOST_REQUIRE(session->store().append((*identity)->incarnation, forged).ok());
  }
  BOOST_TEST(world.trusted() == Names{name_of(world.first)});
  BOOST_TEST(written<AuthorityTrusted>(*world.open()).empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_authority_is_not_trusted) {
  World world;
  const std::string hosts[] = {"127.0.0.1"};
  const auto now = tests::kMondayMorningMs;
  const auto leaf = envelope::issue_server_certificate(world.second, hosts, {now, now + kDayMs},
                                                       envelope::system_random());
  BOOST_REQUIRE(leaf.ok());
  const auto own = envelope::split_certificates(leaf->certificate).front();
  for (const auto& bad : {own, leaf->certificate, std::string("-----BEGIN"), std::string(),
                          world.second.certificate + std::string(20000, ' ')})
    world.says(AuthorityAnnounced{bad, name_of(world.first)});
  BOOST_TEST(world.trusted() == Names{name_of(world.first)});
}

BOOST_AUTO_TEST_CASE(the_last_one_is_never_dropped) {
  World world;
  world.says(AuthorityAnnounced{world.second.certificate, name_of(world.first)});
  world.says(AuthorityEnded{name_of(world.first)});
  world.says(AuthorityEnded{name_of(world.second)});
  BOOST_TEST(world.trusted() == Names{name_of(world.first)});  // never its system's instead
}

BOOST_AUTO_TEST_CASE(a_station_that_trusts_its_system_goes_on_doing_so) {
  World world(false);
  world.says(AuthorityAnnounced{world.second.certificate, name_of(world.first)});
  BOOST_TEST(world.trusted().empty());
  BOOST_TEST(written<AuthorityTrusted>(*world.open()).size() == 1u);  // the county waits for it
}

BOOST_AUTO_TEST_SUITE_END()
