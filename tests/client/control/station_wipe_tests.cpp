// A station that the county has had wiped: nobody can open it, nothing is lost, and what was cut
// off is finished.
#include "client/control/station_wipe.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "client/control/held_key.h"
#include "client/control/station_keys.h"
#include "client/control/transport_key.h"
#include "sync/base/atomic_file.h"
#include "sync/base/file_lock.h"
#include "sync/base/hex.h"
#include "sync/envelope/suite.h"
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
constexpr const char* kAnother = "another-2026";

struct World {
  SealedStation station;
  sync::bundle::WipeOrder order{sync::bundle::WipeId::random(sync::envelope::system_random()),
                                "signed"};

  std::string path(const std::string& name) const { return station.folder() + "/" + name; }
  bool stands(const std::string& name) const { return fs::exists(path(name)); }
  std::string bytes(const std::string& name) const {
    auto read = sync::base::read_whole_file(path(name), 1 << 20);
    BOOST_REQUIRE(read.ok());
    return *read;
  }
  std::unique_ptr<StationSession> opened() {
    auto session = station.locked();
    BOOST_REQUIRE(session->perform(LogIn{kClerk, kPassword}).ok());
    return session;
  }
  // Something that was not sent yet.
  void take_in() {
    auto session = opened();
    BOOST_REQUIRE(session->perform(SaveDraft{tests::canary_draft(), "{}", 1}).ok());
    BOOST_REQUIRE(session->perform(LogOut{}).ok());
  }
  Result<void> try_to_wipe(const std::function<void()>& destroyed = {}) {
    Wiping wiping{station.id(), order, "电脑被盗", station.now_ms()};
    wiping.destroyed = destroyed;
    return wipe_station(station.folder(), wiping, sync::envelope::system_random());
  }
  void wipe(const std::function<void()>& destroyed = {}) {
    const auto done = try_to_wipe(destroyed);
    BOOST_REQUIRE_MESSAGE(done.ok(), (done.ok() ? "" : done.error().line()));
  }
  void hear_county_key() {
    station.county_writes({draft_op(
        {}, 0, "", OpeningKeyPublished{1, sync::base::to_hex(station.county.public_key)})});
    station.hear_county();
  }
  DataKeyGranted granted(const char* password) { return granted(password, station.data_key); }
  DataKeyGranted granted(const char* password, const sync::envelope::DataKey& key) {
    DataKeyGranted grant;
    grant.station = station.id();
    grant.staff = kClerk;
    grant.opening = tests::staff_opening(kClerk, password);
    const auto sealed =
        sync::envelope::seal_data_key(key, {1, *sync::base::from_hex(grant.opening.key)},
                                      station.id(), kClerk, sync::envelope::system_random());
    BOOST_REQUIRE(sealed.ok());
    grant.capsule = sync::base::to_hex(sealed->capsule);
    grant.sealed = sync::base::to_hex(sealed->sealed);
    return grant;
  }
  void draft_is_there(StationSession& session) {
    const auto draft = session.ask<DraftLoaded>(LoadDraft{kId});
    BOOST_REQUIRE(draft.ok());
    BOOST_TEST(draft->draft.applicant.name == tests::kCanary);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(station_wipe_tests, World)

BOOST_AUTO_TEST_CASE(nobody_can_open_it_any_more_and_the_store_stays) {
  take_in();
  BOOST_REQUIRE(stands("transport.key"));
  const auto size = fs::file_size(path("station.db"));
  wipe();
  BOOST_TEST(!stands("station.keys"));
  BOOST_TEST(!stands("transport.key"));
  BOOST_TEST(fs::file_size(path("station.db")) == size);
  auto session = station.locked();
  BOOST_TEST(session->info().wiped);
  BOOST_TEST(session->info().enrolled);
  BOOST_TEST(session->info().staff.empty());
  BOOST_TEST(session->info().name == "枫林村便民服务站");
  BOOST_TEST(session->info().wiped_reason == "电脑被盗");
  BOOST_TEST(session->info().wiped_ms == station.now_ms());
  for (const char* who : {kClerk, kColleague})
    BOOST_TEST(!session->perform(LogIn{who, kPassword}).ok());
  BOOST_TEST(!session->perform(LoadDraft{kId}).ok());
  const auto enrolled = session->perform(Enrol{"https://qingxi", "AAAA-AAAA-AAAA", ""});
  BOOST_TEST(!enrolled.ok());
  BOOST_TEST(fs::file_size(path("station.db")) == size);
}

BOOST_AUTO_TEST_CASE(an_open_session_closes_at_once_and_its_key_is_gone) {
  auto options = station.options();
  options.key = std::make_shared<HeldKey>();
  auto session = StationSession::open(options);
  BOOST_REQUIRE(session.ok());
  BOOST_REQUIRE((*session)->perform(LogIn{kClerk, kPassword}).ok());
  BOOST_REQUIRE((*session)->perform(SaveDraft{tests::canary_draft(), "{}", 1}).ok());
  BOOST_TEST(!(*session)->follow_wipe());
  wipe([&] {
    BOOST_TEST(!stands("station.keys"));  // the key in memory is the last
    BOOST_TEST(options.key->copy().has_value());
    options.key->wipe();
  });
  BOOST_TEST((*session)->wiped_meanwhile());
  BOOST_TEST((*session)->follow_wipe());
  BOOST_TEST(!(*session)->follow_wipe());
  BOOST_TEST((*session)->locked());
  BOOST_TEST((*session)->info().wiped);
  BOOST_TEST(!(*session)->person().has_value());
  BOOST_TEST(!(*session)->perform(LoadDraft{kId}).ok());
  BOOST_TEST((*session)->leave_outbox().ok());
}

BOOST_AUTO_TEST_CASE(whoever_still_holds_the_key_opens_nothing_new_with_it) {
  auto options = station.options();
  options.key = std::make_shared<HeldKey>();
  options.key->put(station.data_key.copy());
  wipe();
  auto session = StationSession::open(options);
  BOOST_REQUIRE(session.ok());
  BOOST_TEST((*session)->locked());
  BOOST_TEST(!options.key->copy().has_value());
}

BOOST_AUTO_TEST_CASE(a_program_that_has_it_open_still_makes_no_key_anew) {
  auto session = opened();  // of another program than the one that hears the order
  BOOST_REQUIRE(session->perform(SubmitIntake{tests::canary_draft()}).ok());
  wipe();
  BOOST_TEST(session->leave_outbox().ok());
  BOOST_TEST(session->perform(LogOut{}).ok());
  for (const char* name : {"station.keys", "transport.key"}) BOOST_TEST(!stands(name));
  BOOST_TEST(session->info().wiped);
}

BOOST_AUTO_TEST_CASE(a_wipe_that_was_cut_off_at_any_place_is_finished_at_the_next_start) {
  take_in();
  const auto slots = bytes("station.keys");
  const auto transport = bytes("transport.key");
  wipe();
  // Killed behind the first step, in the overwriting, and before the transport key went; a program
  // that was killed earlier has left a copy of the slots.
  for (const auto& left :
       {slots, std::string(slots.size(), '\0'), slots.substr(0, 100), std::string()}) {
    if (!left.empty()) tests::write_file(path("station.keys"), left);
    tests::write_file(path("station.keys.Xy12Zq"), slots);
    tests::write_file(path("transport.key"), transport);
    tests::write_file(path("enrolling-1"), "beginning");
    auto session = station.locked();
    BOOST_TEST(session->info().wiped);
    for (const char* name : {"station.keys", "station.keys.Xy12Zq", "transport.key", "enrolling-1"})
      BOOST_TEST(!stands(name));
    BOOST_TEST(!session->perform(LogIn{kClerk, kPassword}).ok());
  }
  // Killed before it: nothing has happened.
  fs::remove(path("station.wiped"));
  tests::write_file(path("station.keys"), slots);
  draft_is_there(*opened());
}

BOOST_AUTO_TEST_CASE(what_was_not_sent_is_there_once_the_station_is_let_in_again) {
  hear_county_key();
  take_in();
  wipe();
  for (const bool new_password : {false, true}) {
    const char* password = new_password ? kAnother : kPassword;
    auto session = station.locked();
    BOOST_TEST(session->info().wiped);
    BOOST_TEST(!session->admit(granted(password), "wrong-2026").ok());
    auto foreign = granted(password);
    foreign.station.bytes[0] ^= 1;
    BOOST_TEST(!session->admit(foreign, password).ok());
    BOOST_TEST(stands("station.wiped"));
    const auto admitted = session->admit(granted(password), password);
    BOOST_REQUIRE_MESSAGE(admitted.ok(), (admitted.ok() ? "" : admitted.error().line()));
    BOOST_TEST(!stands("station.wiped"));
    BOOST_TEST(session->info().name == "枫林村便民服务站");
    draft_is_there(*session);
    // Its colleague is let in by the county's word, with the password of before.
    BOOST_REQUIRE(session->perform(LogOut{}).ok());
    BOOST_REQUIRE(session->perform(LogIn{kClerk, password}).ok());
    BOOST_REQUIRE(session->perform(LogOut{}).ok());
    BOOST_TEST(read_transport_file(station.folder()).ok());
    BOOST_TEST(!station.locked()->info().wiped);
    wipe();  // and once more
  }
}

BOOST_AUTO_TEST_CASE(letting_in_that_was_cut_off_is_done_once_more) {
  take_in();
  wipe();
  const auto marker = bytes("station.wiped");
  BOOST_REQUIRE(station.locked()->admit(granted(kPassword), kPassword).ok());
  tests::write_file(path("station.wiped"), marker);  // the slots stood, the mark had not gone
  auto session = station.locked();
  BOOST_TEST(session->info().wiped);
  BOOST_TEST(!stands("station.keys"));
  BOOST_REQUIRE(session->admit(granted(kPassword), kPassword).ok());
  draft_is_there(*session);
}

BOOST_AUTO_TEST_CASE(a_key_of_another_store_lets_nobody_in) {
  take_in();
  wipe();
  SealedStation other;
  auto session = station.locked();
  BOOST_TEST(!session->admit(granted(kPassword, other.data_key), kPassword).ok());
  BOOST_TEST(stands("station.wiped"));
  BOOST_TEST(!stands("station.keys"));
  BOOST_REQUIRE(session->admit(granted(kPassword), kPassword).ok());
  draft_is_there(*session);
}

// The county knows the key of before, at most: what opens the store lies in the mark.
BOOST_AUTO_TEST_CASE(a_key_of_which_the_county_has_never_heard_is_not_lost) {
  hear_county_key();
  take_in();
  BOOST_REQUIRE(station.locked()->change_data_key({kClerk, kPassword}).ok());
  wipe();
  auto session = station.locked();
  const auto refused = session->admit(granted(kPassword), kPassword);
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code == ErrorCode::kCorrupt));
  BOOST_TEST(refused.error().cause.find("--sealed") != std::string::npos);
  const auto key = station.key_for_county(path("station.wiped"));
  BOOST_TEST((key.bytes() != station.data_key.bytes()));
  const auto admitted = session->admit(granted(kPassword, key), kPassword);
  BOOST_REQUIRE_MESSAGE(admitted.ok(), (admitted.ok() ? "" : admitted.error().line()));
  draft_is_there(*session);
  // And it stands for the county from now on, too.
  BOOST_TEST((station.key_for_county(path("station.keys")).bytes() == key.bytes()));
}

// Killed in a change of the key, behind its moment and before it: the one that counts is found.
BOOST_AUTO_TEST_CASE(a_store_that_waits_for_its_place_is_not_lost_with_the_keys) {
  hear_county_key();
  take_in();
  SealedStation before;  // holds copies of the two
  const auto copy = [&](const std::string& from, const std::string& to) {
    fs::copy_file(from, to, fs::copy_options::overwrite_existing);
  };
  const auto old_store = before.folder() + "/old-store", old_slots = before.folder() + "/old-slots";
  copy(path("station.db"), old_store);
  copy(path("station.keys"), old_slots);
  BOOST_REQUIRE(station.locked()->change_data_key({kClerk, kPassword}).ok());
  const auto new_key = station.key_for_county(path("station.keys"));
  const auto new_slots = bytes("station.keys");
  const auto lies = [&](bool new_counts) {
    fs::create_directory(path("next"));
    fs::rename(path("station.db"), path("next/station.db"));
    copy(old_store, path("station.db"));
    if (new_counts) return tests::write_file(path("station.keys"), new_slots);
    copy(old_slots, path("station.keys"));
  };
  for (const bool new_counts : {true, false}) {
    lies(new_counts);
    wipe();
    BOOST_TEST(stands("next/station.db"));
    const auto key = station.key_for_county(path("station.wiped"));
    BOOST_TEST((key.bytes() == (new_counts ? new_key : station.data_key).bytes()));
    auto session = station.locked();
    const auto admitted = session->admit(granted(kPassword, key), kPassword);
    BOOST_REQUIRE_MESSAGE(admitted.ok(), (admitted.ok() ? "" : admitted.error().line()));
    draft_is_there(*session);
    BOOST_TEST(!stands("next"));
  }
}

BOOST_AUTO_TEST_CASE(where_nothing_stands_for_the_county_nothing_is_destroyed) {
  take_in();
  auto slots = read_key_slots(station.folder());
  BOOST_REQUIRE(slots.ok());
  slots->recovery.reset();
  const auto bare =
      sync::envelope::encode_key_slots(*slots, station.data_key, sync::envelope::system_random());
  BOOST_REQUIRE(bare.ok());
  tests::write_file(path("station.keys"), *bare);
  const auto refused = try_to_wipe([] { BOOST_TEST(false); });
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code == ErrorCode::kRefused));
  BOOST_TEST(!stands("station.wiped"));
  BOOST_TEST(stands("transport.key"));
  draft_is_there(*opened());
  // Whoever logs in once the county has told its key leaves it.
  hear_county_key();
  opened();
  BOOST_TEST((station.key_for_county(path("station.keys")).bytes() == station.data_key.bytes()));
  wipe();
}

BOOST_AUTO_TEST_CASE(while_another_program_is_at_the_keys_nothing_is_destroyed) {
  take_in();
  {
    const auto lock = sync::base::FileLock::acquire(path("keys.lock"));
    BOOST_REQUIRE(lock.ok());
    const auto refused = try_to_wipe([] { BOOST_TEST(false); });
    BOOST_REQUIRE(!refused.ok());
    BOOST_TEST((refused.error().code == ErrorCode::kBusy));
  }
  BOOST_TEST(!stands("station.wiped"));
  draft_is_there(*opened());
  wipe();
}

// A thief who puts a key of his own in the mark gets nothing sealed to it.
BOOST_AUTO_TEST_CASE(letting_in_again_believes_no_county_key_in_the_mark) {
  hear_county_key();
  take_in();
  wipe();
  const auto thief =
      (*sync::envelope::find_sealing(1))->generate_opening_key(sync::envelope::system_random());
  auto mark = bytes("station.wiped");
  const auto county = sync::base::to_hex(station.county.public_key);
  mark.replace(mark.find(county), county.size(), sync::base::to_hex(thief.public_key));
  tests::write_file(path("station.wiped"), mark);
  BOOST_REQUIRE(station.locked()->admit(granted(kPassword), kPassword).ok());
  BOOST_TEST((station.key_for_county(path("station.keys")).bytes() == station.data_key.bytes()));
}

BOOST_AUTO_TEST_CASE(an_old_copy_of_the_slots_beside_the_mark_goes_too) {
  const auto slots = bytes("station.keys");
  wipe();
  tests::write_file(path("station.keys"), slots);
  auto session = station.locked();
  BOOST_TEST(session->info().wiped);
  BOOST_TEST(!session->perform(LogIn{kClerk, kPassword}).ok());
  BOOST_TEST(!stands("station.keys"));
}

BOOST_AUTO_TEST_CASE(what_was_practised_cannot_be_opened_either) {
  auto options = station.options();
  options.folder = station.folder() + "-practice";
  options.practice = true;
  options.practice_source = station.folder();
  BOOST_REQUIRE((*StationSession::open(options))->perform(LogIn{kClerk, kPassword}).ok());
  wipe();
  auto session = StationSession::open(options);
  BOOST_REQUIRE(session.ok());
  BOOST_TEST((*session)->info().wiped);
  BOOST_TEST((*session)->info().practice);
  BOOST_TEST(!(*session)->perform(LogIn{kClerk, kPassword}).ok());
}

BOOST_AUTO_TEST_SUITE_END()
