// A sealed station: locked until somebody logs in, and nothing readable beside it.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "client/control/control_thread.h"
#include "client/control/station_keys.h"
#include "sync/base/atomic_file.h"
#include "sync/base/hex.h"
#include "tests/support/memory_search.h"
#include "tests/support/sealed_station.h"

using namespace jiujin;
using namespace jiujin::client::control;
using namespace jiujin::sync::casework;
using tests::kClerk;
using tests::kColleague;
using tests::kPassword;
using tests::SealedStation;

namespace {

const std::string kId = tests::canary_draft().id;

ErrorCode refusal(const Result<Answer>& result) {
  BOOST_REQUIRE(!result.ok());
  return result.error().code;
}

bool found_in(const std::string& folder, const std::string& words) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    if (bytes.str().find(words) != std::string::npos) return true;
  }
  return false;
}

StaffGranted as_now(const char* id, const char* name, bool active, const char* password) {
  StaffGranted grant;
  grant.id = id;
  grant.name = name;
  grant.roles = {Role::kIntake};
  grant.division = "430190101000";
  grant.active = active;
  grant.verifier = sync::envelope::hash_password(password, sync::envelope::system_random(), 64, 1);
  grant.opening = tests::staff_opening(id, password);
  return grant;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sealed_station_tests)

BOOST_AUTO_TEST_CASE(a_locked_station_says_names_and_nothing_else) {
  SealedStation station;
  auto session = station.locked();
  BOOST_TEST(session->info().name == "枫林村便民服务站");
  BOOST_TEST(session->info().enrolled);
  BOOST_TEST(session->info().server_url == "https://qingxi");
  BOOST_REQUIRE_EQUAL(session->info().staff.size(), 2u);
  BOOST_TEST(session->info().staff[0].name == "李敏");
  BOOST_TEST((refusal(session->perform(AskOverview{})) == ErrorCode::kUnauthenticated));
  BOOST_TEST((refusal(session->perform(LoadDraft{kId})) == ErrorCode::kUnauthenticated));
  BOOST_TEST(!session->sync().ok());
  BOOST_TEST(!session->export_to_stick(station.folder()).ok());
  BOOST_TEST(session->store().cases()->empty());
}

BOOST_AUTO_TEST_CASE(the_right_password_opens_it_and_logging_out_closes_it) {
  SealedStation station;
  auto session = station.locked();
  BOOST_TEST((refusal(session->perform(LogIn{kClerk, "guess"})) == ErrorCode::kUnauthenticated));
  BOOST_TEST(
      (refusal(session->perform(LogIn{"nobody", kPassword})) == ErrorCode::kUnauthenticated));
  BOOST_TEST(session->locked());
  BOOST_REQUIRE(session->perform(LogIn{kClerk, kPassword}).ok());
  BOOST_TEST(!session->locked());
  BOOST_TEST(session->ask<FormReady>(AskForm{"QX-001", 0}).ok());
  BOOST_REQUIRE(session->perform(SaveDraft{tests::canary_draft(), "{}", 1}).ok());
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  BOOST_TEST(session->locked());
  BOOST_TEST((refusal(session->perform(LoadDraft{kId})) == ErrorCode::kUnauthenticated));
  BOOST_TEST(!found_in(station.folder(), tests::kCanary));
  BOOST_REQUIRE(session->perform(LogIn{kClerk, kPassword}).ok());
  const auto draft = session->ask<DraftLoaded>(LoadDraft{kId});
  BOOST_REQUIRE(draft.ok());
  BOOST_TEST(draft->draft.applicant.name == tests::kCanary);
}

BOOST_AUTO_TEST_CASE(once_it_is_locked_the_key_is_nowhere_in_memory,
                     *boost::unit_test::precondition(tests::memory_can_be_searched)) {
  SealedStation station;
  const tests::MemorySearch key(station.data_key.bytes());
  // This test's own copies are gone before it looks.
  station.page_key = *sync::store::PageKey::from_bytes(std::string(32, 'x'), 1);
  station.data_key = sync::envelope::DataKey::random(sync::envelope::system_random());
  BOOST_TEST(key.count() == 0u);
  auto session = station.locked();
  for (int i = 0; i < 3; ++i) {
    BOOST_REQUIRE(session->perform(LogIn{kClerk, kPassword}).ok());
    BOOST_REQUIRE(session->perform(SaveDraft{tests::canary_draft(), "{}", 1}).ok());
    BOOST_TEST(key.count() > 0u);  // the search finds it while somebody works
    BOOST_REQUIRE(session->perform(LogOut{}).ok());
    BOOST_TEST(key.count() == 0u);
  }
  BOOST_TEST(!session->perform(LogIn{kClerk, "guess"}).ok());
  BOOST_TEST(key.count() == 0u);
}

BOOST_AUTO_TEST_CASE(without_sealing_the_same_search_finds_the_name) {
  tests::DemoStation station;
  BOOST_REQUIRE(station.session()->perform(SaveDraft{tests::canary_draft(), "{}", 1}).ok());
  BOOST_TEST(found_in(station.folder(), tests::kCanary));
}

BOOST_AUTO_TEST_CASE(after_five_wrong_passwords_the_right_one_has_to_wait) {
  SealedStation station;
  auto session = station.locked();
  for (int i = 0; i < 5; ++i) BOOST_TEST(!session->perform(LogIn{kClerk, "guess"}).ok());
  BOOST_TEST((refusal(session->perform(LogIn{kClerk, kPassword})) == ErrorCode::kBusy));
  BOOST_TEST((refusal(station.locked()->perform(LogIn{kClerk, kPassword})) == ErrorCode::kBusy));
  station.advance(30'000);
  BOOST_TEST(session->perform(LogIn{kClerk, kPassword}).ok());
}

BOOST_AUTO_TEST_CASE(a_damaged_slots_file_is_no_wrong_password) {
  SealedStation station;
  const auto path = station.folder() + "/station.keys";
  auto bytes = sync::base::read_whole_file(path, 1 << 20);
  BOOST_REQUIRE(bytes.ok());
  auto session = station.locked();
  (*bytes)[bytes->size() / 2] ^= 1;
  tests::write_file(path, *bytes);
  BOOST_TEST((refusal(session->perform(LogIn{kClerk, kPassword})) == ErrorCode::kCorrupt));
  const auto opened = StationSession::open(station.options());
  BOOST_REQUIRE(!opened.ok());
  BOOST_TEST((opened.error().code == ErrorCode::kCorrupt));
}

BOOST_AUTO_TEST_CASE(it_is_closed_whatever_has_become_of_the_slots) {
  SealedStation station;
  auto session = station.locked();
  BOOST_REQUIRE(session->perform(LogIn{kClerk, kPassword}).ok());
  BOOST_REQUIRE(session->perform(SaveDraft{tests::canary_draft(), "{}", 1}).ok());
  std::filesystem::remove(station.folder() + "/station.keys");
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  BOOST_TEST(session->locked());
  BOOST_TEST(!session->perform(LoadDraft{kId}).ok());
}

BOOST_AUTO_TEST_CASE(a_colleague_may_log_in_while_it_is_open) {
  SealedStation station;
  auto session = station.locked();
  BOOST_REQUIRE(session->perform(LogIn{kClerk, kPassword}).ok());
  BOOST_TEST(!session->perform(LogIn{kColleague, "guess"}).ok());
  BOOST_REQUIRE(session->perform(LogIn{kColleague, kPassword}).ok());
  BOOST_TEST(session->person()->name == "赵强");
}

BOOST_AUTO_TEST_CASE(who_was_revoked_is_out_and_loses_the_slot) {
  SealedStation station;
  station.county_writes({draft_op({}, 0, "", as_now(kClerk, "李敏", false, kPassword))});
  station.hear_county();
  auto session = station.locked();
  BOOST_TEST((refusal(session->perform(LogIn{kClerk, kPassword})) == ErrorCode::kUnauthenticated));
  BOOST_TEST(session->locked());
  BOOST_REQUIRE(session->perform(LogIn{kColleague, kPassword}).ok());
  const auto slots = read_key_slots(station.folder());
  BOOST_REQUIRE(slots.ok());
  BOOST_TEST(slots->find(kClerk) == nullptr);
  BOOST_TEST(slots->find(kColleague) != nullptr);
}

BOOST_AUTO_TEST_CASE(a_password_set_anew_replaces_the_old_one) {
  SealedStation station;
  station.county_writes({draft_op({}, 0, "", as_now(kClerk, "李敏", true, "another-2026"))});
  station.hear_county();
  auto session = station.locked();
  // The slot still opens with the old one, the county's word no longer lets it in.
  BOOST_TEST((refusal(session->perform(LogIn{kClerk, kPassword})) == ErrorCode::kUnauthenticated));
  BOOST_TEST(session->locked());
  BOOST_REQUIRE(session->perform(LogIn{kColleague, kPassword}).ok());
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  BOOST_TEST(!session->perform(LogIn{kClerk, kPassword}).ok());
  BOOST_TEST(session->perform(LogIn{kClerk, "another-2026"}).ok());
}

BOOST_AUTO_TEST_CASE(a_new_member_gets_a_slot_from_whoever_is_logged_in) {
  SealedStation station;
  station.county_writes({draft_op({}, 0, "", as_now("xinlai", "新来", true, "brand-new-1"))});
  station.hear_county();
  auto session = station.locked();
  BOOST_TEST(!session->perform(LogIn{"xinlai", "brand-new-1"}).ok());
  BOOST_REQUIRE(session->perform(LogIn{kClerk, kPassword}).ok());
  BOOST_REQUIRE(session->perform(LogOut{}).ok());
  BOOST_REQUIRE_EQUAL(session->info().staff.size(), 4u);  // and who decides for the county
  BOOST_TEST(session->perform(LogIn{"xinlai", "brand-new-1"}).ok());
}

BOOST_AUTO_TEST_CASE(slots_that_somebody_put_in_without_the_key_are_not_made_right) {
  SealedStation station;
  auto slots = read_key_slots(station.folder());
  BOOST_REQUIRE(slots.ok());
  const auto other = sync::envelope::DataKey::random(sync::envelope::system_random());
  slots->slots[1].note = R"({"name":"贼","roles":[]})";
  const auto forged =
      sync::envelope::encode_key_slots(*slots, other, sync::envelope::system_random());
  BOOST_REQUIRE(forged.ok());
  tests::write_file(station.folder() + "/station.keys", *forged);
  auto session = station.locked();
  BOOST_TEST((refusal(session->perform(LogIn{kClerk, kPassword})) == ErrorCode::kCorrupt));
}

BOOST_AUTO_TEST_CASE(the_county_lets_in_who_has_forgotten_the_password) {
  SealedStation station;
  DataKeyGranted granted;
  granted.station = station.id();
  granted.staff = kClerk;
  granted.opening = tests::staff_opening(kClerk, "another-2026");
  const auto sealed = sync::envelope::seal_data_key(
      station.data_key, {1, *sync::base::from_hex(granted.opening.key)}, station.id(), kClerk,
      sync::envelope::system_random());
  BOOST_REQUIRE(sealed.ok());
  granted.capsule = sync::base::to_hex(sealed->capsule);
  granted.sealed = sync::base::to_hex(sealed->sealed);
  auto grant = as_now(kClerk, "李敏", true, "another-2026");
  grant.opening = granted.opening;
  station.county_writes({draft_op({}, 0, "", grant)});

  auto session = station.locked();
  BOOST_TEST(!session->admit(granted, "wrong-2026").ok());
  auto foreign = granted;
  foreign.station.bytes[0] ^= 1;
  BOOST_TEST((refusal(session->admit(foreign, "another-2026")) == ErrorCode::kForbidden));
  // The station has not heard of the new password yet.
  BOOST_TEST(session->admit(granted, "another-2026").ok());
  for (const bool heard : {false, true}) {
    if (heard) station.hear_county();
    BOOST_REQUIRE(session->perform(LogOut{}).ok());
    BOOST_TEST(!session->perform(LogIn{kClerk, kPassword}).ok());
    BOOST_TEST(session->perform(LogIn{kClerk, "another-2026"}).ok());
    BOOST_REQUIRE(session->perform(LogOut{}).ok());
    BOOST_TEST(session->perform(LogIn{kColleague, kPassword}).ok());
    const auto slots = read_key_slots(station.folder());
    BOOST_REQUIRE(slots.ok());
    BOOST_TEST((slots->find(kClerk)->note.find("instead_of") != std::string::npos) == !heard);
  }
}

BOOST_AUTO_TEST_CASE(practice_beside_a_sealed_station_is_sealed_too) {
  SealedStation station;
  auto options = station.options();
  options.folder = station.folder() + "-practice";
  options.practice = true;
  options.practice_source = station.folder();
  auto session = StationSession::open(options);
  BOOST_REQUIRE(session.ok());
  BOOST_TEST((*session)->locked());
  BOOST_REQUIRE((*session)->perform(LogIn{kClerk, kPassword}).ok());
  BOOST_TEST((*session)->ask<FormReady>(AskForm{"QX-001", 0}).ok());
  BOOST_REQUIRE((*session)->perform(SaveDraft{tests::canary_draft(), "{}", 1}).ok());
  BOOST_REQUIRE((*session)->perform(LogOut{}).ok());
  BOOST_TEST(!found_in(options.folder, tests::kCanary));
  BOOST_REQUIRE((*session)->perform(LogIn{kClerk, kPassword}).ok());
  BOOST_TEST((*session)->ask<DraftLoaded>(LoadDraft{kId}).ok());
}

BOOST_AUTO_TEST_SUITE_END()
