// Another data key: nothing is lost, copies of the old keys open nothing, and a program that was
// killed on the way leaves the one or the other.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>

#include "client/control/held_key.h"
#include "client/control/new_data_key.h"
#include "client/control/station_keys.h"
#include "sync/base/atomic_file.h"
#include "sync/base/hex.h"
#include "sync/envelope/sealed_stream.h"
#include "sync/oplog/op.h"
#include "sync/store/resealing.h"
#include "tests/support/sealed_station.h"

using namespace jiujin;
using namespace jiujin::client::control;
using namespace jiujin::sync::casework;
using tests::kClerk;
using tests::kColleague;
using tests::kPassword;
using tests::SealedStation;

namespace fs = std::filesystem;

namespace {

const std::string kId = tests::canary_draft().id;
const LogIn kWho{kClerk, kPassword};

// The county has told its opening key, and a draft is kept.
struct ToldStation : SealedStation {
  ToldStation() {
    county_writes(
        {draft_op({}, 0, "", OpeningKeyPublished{1, sync::base::to_hex(county.public_key)})});
    hear_county();
    auto session = locked();
    BOOST_REQUIRE(session->perform(kWho).ok());
    BOOST_REQUIRE(session->perform(SaveDraft{tests::canary_draft(), "{}", 1}).ok());
  }
  std::string file(const char* name) const { return folder() + "/" + name; }
  bool sealed_under_first_key() const {
    const auto under = sync::store::is_sealed_under(folder(), data_key.bytes(), 1);
    BOOST_REQUIRE(under.ok());
    return *under;
  }
  // Somebody logs in and finds what was there.
  void check_content(const char* staff = kClerk) const {
    auto session = locked();
    const auto in = session->perform(LogIn{staff, kPassword});
    BOOST_REQUIRE_MESSAGE(in.ok(), (in.ok() ? "" : in.error().line()));
    const auto draft = session->ask<DraftLoaded>(LoadDraft{kId});
    BOOST_REQUIRE(draft.ok());
    BOOST_TEST(draft->draft.applicant.name == tests::kCanary);
    BOOST_TEST(!fs::exists(file("next")));
  }
};

ErrorCode refusal(const Result<Answer>& result) {
  BOOST_REQUIRE(!result.ok());
  return result.error().code;
}

// The county's copies of the key, as the station's log holds them: the newest.
sync::envelope::DataKey recovered(const ToldStation& place, StationSession& session) {
  std::optional<RecoverySealed> newest;
  const auto ops = session.store().register_ops();
  BOOST_REQUIRE(ops.ok());
  for (const auto& op : *ops) {
    const auto header = sync::oplog::decode_header(op.header);
    if (!header.ok() || header->type != static_cast<std::uint32_t>(OpType::kRecoverySealed))
      continue;
    auto body = read_body<RecoverySealed>(op.body);
    BOOST_REQUIRE(body.ok());
    newest = *body;
  }
  BOOST_REQUIRE(newest.has_value());
  auto key = sync::envelope::open_data_key(
      {*sync::base::from_hex(newest->capsule), *sync::base::from_hex(newest->sealed)}, 1,
      place.county, place.id(), "");
  BOOST_REQUIRE(key.ok());
  return *std::move(key);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(new_data_key_tests)

BOOST_AUTO_TEST_CASE(everybody_gets_in_as_before_and_finds_everything) {
  ToldStation place;
  auto session = place.locked();
  const auto changed = session->change_data_key(kWho);
  BOOST_REQUIRE_MESSAGE(changed.ok(), (changed.ok() ? "" : changed.error().line()));
  BOOST_TEST(!session->locked());
  BOOST_TEST(session->ask<DraftLoaded>(LoadDraft{kId}).ok());
  BOOST_TEST(session->ask<FormReady>(AskForm{"QX-001", 0}).ok());
  BOOST_TEST(!place.sealed_under_first_key());
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  place.check_content();
  place.check_content(kColleague);
}

BOOST_AUTO_TEST_CASE(an_old_copy_of_the_slots_opens_nothing) {
  ToldStation place;
  const auto old = sync::base::read_whole_file(place.file("station.keys"), 1 << 20);
  BOOST_REQUIRE(old.ok());
  BOOST_REQUIRE(place.locked()->change_data_key(kWho).ok());
  const auto now = sync::base::read_whole_file(place.file("station.keys"), 1 << 20);
  BOOST_REQUIRE(now.ok());
  // The password of then still opens the copy, and gives a key that fits nothing.
  const auto key = sync::envelope::unlock_key_slots(*old, kClerk, kPassword);
  BOOST_REQUIRE(key.ok());
  BOOST_TEST((key->bytes() == place.data_key.bytes()));
  BOOST_TEST(!sync::envelope::check_key_slots(*now, *key).ok());
  tests::write_file(place.file("station.keys"), *old);
  auto session = place.locked();
  BOOST_TEST((refusal(session->perform(kWho)) == ErrorCode::kCorrupt));
  BOOST_TEST(session->locked());
  // Nothing was spoilt by the attempt.
  tests::write_file(place.file("station.keys"), *now);
  place.check_content();
}

BOOST_AUTO_TEST_CASE(the_county_gets_the_new_key_and_the_old_copy_is_worth_nothing) {
  ToldStation place;
  auto session = place.locked();
  BOOST_REQUIRE(session->change_data_key(kWho).ok());
  const auto key = recovered(place, *session);
  BOOST_TEST((key.bytes() != place.data_key.bytes()));
  const auto under = sync::store::is_sealed_under(place.folder(), key.bytes(), 1);
  BOOST_TEST((under.ok() && *under));
}

BOOST_AUTO_TEST_CASE(a_key_of_which_the_county_has_not_heard_stands_for_it_beside_the_store) {
  ToldStation place;
  BOOST_TEST((place.key_for_county(place.file("station.keys")).bytes() == place.data_key.bytes()));
  BOOST_REQUIRE(place.locked()->change_data_key(kWho).ok());
  const auto key = place.key_for_county(place.file("station.keys"));
  BOOST_TEST((key.bytes() != place.data_key.bytes()));
  const auto under = sync::store::is_sealed_under(place.folder(), key.bytes(), 1);
  BOOST_TEST((under.ok() && *under));
}

BOOST_AUTO_TEST_CASE(who_was_revoked_gets_no_slot_of_the_new_key) {
  ToldStation place;
  StaffGranted gone;
  gone.id = kColleague;
  gone.name = "赵强";
  gone.roles = {Role::kIntake};
  gone.division = "430190101000";
  gone.active = false;
  gone.opening = tests::staff_opening(kColleague, kPassword);
  place.county_writes({draft_op({}, 0, "", gone)});
  place.hear_county();
  BOOST_REQUIRE(place.locked()->change_data_key(kWho).ok());
  const auto slots = read_key_slots(place.folder());
  BOOST_REQUIRE(slots.ok());
  BOOST_TEST(slots->find(kColleague) == nullptr);
  BOOST_TEST(!place.locked()->perform(LogIn{kColleague, kPassword}).ok());
  place.check_content();
}

BOOST_AUTO_TEST_CASE(while_somebody_has_it_open_nothing_changes) {
  ToldStation place;
  auto other = place.locked();
  BOOST_REQUIRE(other->perform(LogIn{kColleague, kPassword}).ok());
  BOOST_TEST((refusal(place.locked()->change_data_key(kWho)) == ErrorCode::kBusy));
  BOOST_TEST(!fs::exists(place.file("next")));
  BOOST_REQUIRE(other->perform(SaveDraft{tests::canary_draft(), "{}", 2}).ok());
  BOOST_REQUIRE(other->perform(LogOut{}).ok());
  BOOST_TEST(place.sealed_under_first_key());
  place.check_content();
}

BOOST_AUTO_TEST_CASE(a_wrong_password_changes_nothing) {
  ToldStation place;
  BOOST_TEST(
      (refusal(place.locked()->change_data_key({kClerk, "guess"})) == ErrorCode::kUnauthenticated));
  BOOST_TEST(place.sealed_under_first_key());
  place.check_content();
}

BOOST_AUTO_TEST_CASE(without_a_key_of_the_county_s_nothing_changes) {
  SealedStation station;
  auto session = station.locked();
  BOOST_TEST((refusal(session->change_data_key(kWho)) == ErrorCode::kNotFound));
  BOOST_TEST(session->locked());
  BOOST_TEST(session->perform(kWho).ok());
}

BOOST_AUTO_TEST_CASE(data_that_lie_readable_have_no_key_to_change) {
  tests::DemoStation station;
  BOOST_TEST((refusal(station.session()->change_data_key(kWho)) == ErrorCode::kRefused));
}

BOOST_AUTO_TEST_CASE(cut_off_before_its_moment_the_old_key_counts) {
  ToldStation place;
  // As a program leaves it that was killed just before: a whole store under a key nobody has.
  const auto unknown = sync::envelope::DataKey::random(sync::envelope::system_random());
  {
    const auto pages = sync::store::PageKey::from_bytes(unknown.bytes(), 1);
    BOOST_REQUIRE(pages.ok());
    sync::store::SqliteStoreOptions disk;
    disk.page_key = &place.page_key;
    auto sole = sync::store::SoleUse::take(place.folder(), disk);
    BOOST_REQUIRE(sole.ok());
    fs::create_directory(place.file("next"));
    BOOST_REQUIRE(sole->copy_to(place.file("next"), *pages).ok());
  }
  BOOST_REQUIRE(fs::exists(place.file("next/station.db")));
  place.check_content();
  BOOST_TEST(place.sealed_under_first_key());
}

BOOST_AUTO_TEST_CASE(cut_off_behind_its_moment_the_new_key_counts) {
  ToldStation place;
  fs::copy_file(place.file("station.db"), place.file("before"));
  BOOST_REQUIRE(place.locked()->change_data_key(kWho).ok());
  fs::create_directory(place.file("next"));
  fs::rename(place.file("station.db"), place.file("next/station.db"));
  fs::rename(place.file("before"), place.file("station.db"));
  place.check_content();
  BOOST_TEST(!place.sealed_under_first_key());
  place.check_content(kColleague);
}

BOOST_AUTO_TEST_CASE(where_neither_store_opens_none_is_thrown_away) {
  ToldStation place;
  BOOST_REQUIRE(place.locked()->change_data_key(kWho).ok());
  fs::create_directory(place.file("next"));
  fs::rename(place.file("station.db"), place.file("next/station.db"));
  auto bytes = sync::base::read_whole_file(place.file("next/station.db"), 1 << 28);
  BOOST_REQUIRE(bytes.ok());
  auto damaged = *bytes;
  damaged[100] ^= 1;
  tests::write_file(place.file("next/station.db"), damaged);
  tests::write_file(place.file("station.db"), damaged);
  BOOST_TEST((refusal(place.locked()->perform(kWho)) == ErrorCode::kCorrupt));
  BOOST_REQUIRE(fs::exists(place.file("next/station.db")));
  tests::write_file(place.file("next/station.db"), *bytes);
  place.check_content();
}

BOOST_AUTO_TEST_CASE(a_key_that_was_changed_meanwhile_opens_no_store) {
  ToldStation place;
  const auto old = sync::base::read_whole_file(place.file("station.db"), 1 << 28);
  BOOST_REQUIRE(old.ok());
  auto options = place.options();
  options.key = std::make_shared<HeldKey>();
  options.key->put(place.data_key.copy());
  BOOST_REQUIRE(place.locked()->change_data_key(kWho).ok());
  // As if it had opened the file just before it was renamed away.
  const auto now = sync::base::read_whole_file(place.file("station.db"), 1 << 28);
  tests::write_file(place.file("station.db"), *old);
  const auto opened = StationSession::open(options);
  BOOST_REQUIRE(!opened.ok());
  BOOST_TEST((opened.error().code == ErrorCode::kBusy));
  tests::write_file(place.file("station.db"), *now);
  place.check_content();
}

BOOST_AUTO_TEST_CASE(it_can_be_done_again_and_again) {
  ToldStation place;
  for (int i = 0; i < 3; ++i) BOOST_REQUIRE(place.locked()->change_data_key(kWho).ok());
  place.check_content();
}

BOOST_AUTO_TEST_CASE(practice_beside_it_comes_along) {
  ToldStation place;
  // The station of this user lies where this test's station does.
  const auto home = place.folder() + "-home";
  fs::create_directories(home + "/jiujin");
  fs::create_directory_symlink(place.folder(), home + "/jiujin/station");
  setenv("XDG_DATA_HOME", home.c_str(), 1);
  auto options = place.options();
  options.folder = default_station_folder(true);
  options.practice = true;
  options.practice_source = place.folder();
  const auto practised = [&] {
    auto session = StationSession::open(options);
    BOOST_REQUIRE(session.ok());
    BOOST_REQUIRE((*session)->perform(kWho).ok());
    return (*session)->ask<DraftLoaded>(LoadDraft{kId}).ok();
  };
  {
    auto session = StationSession::open(options);
    BOOST_REQUIRE(session.ok());
    BOOST_REQUIRE((*session)->perform(kWho).ok());
    BOOST_REQUIRE((*session)->perform(SaveDraft{tests::canary_draft(), "{}", 1}).ok());
    // It is open: nothing changes.
    BOOST_TEST((refusal(place.locked()->change_data_key(kWho)) == ErrorCode::kBusy));
  }
  BOOST_TEST(practised());
  BOOST_REQUIRE(place.locked()->change_data_key(kWho).ok());
  const auto under = sync::store::is_sealed_under(options.folder, place.data_key.bytes(), 1);
  BOOST_TEST((under.ok() && !*under));
  BOOST_TEST(practised());
  unsetenv("XDG_DATA_HOME");
}

BOOST_AUTO_TEST_SUITE_END()
