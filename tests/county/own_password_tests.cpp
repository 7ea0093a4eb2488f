#include <boost/test/unit_test.hpp>

#include "console_browser.h"
#include "sync/base/hex.h"
#include "sync/envelope/staff_keys.h"

using namespace jiujin;
using namespace jiujin::tests;

namespace {

constexpr const char* kOld = "password-rev";
constexpr const char* kNew = "another password";

struct PasswordFixture : DeskFixture {
  Browser browser{*console};
  PasswordFixture() { BOOST_REQUIRE_EQUAL(browser.login("rev", kOld).status, 303); }

  Response change(std::map<std::string, std::string> otherwise = {}) {
    clock.wall_ms += 30'000;  // no code is taken twice
    std::map<std::string, std::string> form{
        {"old", kOld}, {"new", kNew}, {"again", kNew}, {"code", code_now()}};
    form["csrf"] = browser.csrf();
    for (const auto& [name, value] : otherwise) form[name] = value;
    return browser.post("/password", form);
  }
  bool opens(const std::string& password) { return service->check_login("rev", password).ok(); }
  std::vector<store::FeedEntry> grants_by(const std::string& actor) {
    return *service->feed(0, *service->feed_end(), [&](const oplog::StoredOp& op) {
      const auto header = oplog::decode_header(op.header);
      return header->type == static_cast<std::uint32_t>(casework::OpType::kStaffGranted) &&
             header->actor == actor;
    });
  }
};

envelope::StaffKeys keys_of(county::CountyService& service, const std::string& id) {
  const auto world = *service.world();
  const auto* opening = world->registry.staff().opening(id);
  BOOST_REQUIRE(opening);
  return {static_cast<std::uint8_t>(opening->suite), *base::from_hex(opening->key),
          *base::from_hex(opening->wrapped)};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(own_password_tests, PasswordFixture)

BOOST_AUTO_TEST_CASE(old_password_and_code_change_it_and_other_sessions_end) {
  Browser elsewhere{*console};
  BOOST_REQUIRE_EQUAL(elsewhere.login("rev", kOld).status, 303);
  Browser halfway{*console};  // has given the old password and no code yet
  BOOST_REQUIRE_EQUAL(halfway.password("rev", kOld).status, 303);
  const auto session = browser.cookies["jj_session"];
  const auto changed = change();
  BOOST_TEST(changed.status == 303);
  BOOST_TEST(browser.cookies["jj_session"] != session);
  BOOST_TEST(browser.get("/password?done=1").status == 200);
  BOOST_TEST(elsewhere.get("/").status == 303);
  clock.wall_ms += 30'000;
  BOOST_TEST(halfway.code(code_now()).status == 303);  // to the first page, not in
  BOOST_TEST(halfway.get("/").status == 303);
  BOOST_TEST(!opens(kOld));
  BOOST_TEST(opens(kNew));
  BOOST_TEST(Browser{*console}.login("rev", kOld).status == 401);
  BOOST_TEST(Browser{*console}.login("rev", kNew).status == 303);
  const auto recorded = grants_by("rev");
  BOOST_REQUIRE_EQUAL(recorded.size(), 1u);
  const auto body = casework::read_body<casework::StaffGranted>(recorded[0].op->body);
  BOOST_TEST(body->id == "rev");
  BOOST_TEST(body->verifier == "");  // of the county's own staff it stays in the county
  BOOST_TEST((body->roles == std::vector{Role::kReview, Role::kPrereview}));
}

BOOST_AUTO_TEST_CASE(without_either_half_nothing_is_changed) {
  const auto end = *service->feed_end();
  BOOST_TEST(change({{"old", "password-dec"}}).status == 403);
  BOOST_TEST(change({{"code", "000000"}}).status == 403);
  BOOST_TEST(change({{"code", ""}}).status == 403);
  BOOST_TEST(change({{"csrf", std::string(64, 'a')}}).status == 403);
  BOOST_TEST(change({{"again", "another passwort"}}).status == 400);
  BOOST_TEST(change({{"new", "short"}, {"again", "short"}}).status == 400);
  BOOST_TEST(change({{"new", kOld}, {"again", kOld}}).status == 400);
  BOOST_TEST(Browser{*console}.get("/password").status == 303);  // to the sign-in
  BOOST_TEST(opens(kOld));
  BOOST_TEST(*service->feed_end() == end);
}

BOOST_AUTO_TEST_CASE(who_found_a_session_open_does_not_guess_the_password_there) {
  int waits = 0;
  for (int guess = 0; guess < 12; ++guess)
    waits += change({{"old", "guess " + std::to_string(guess)}}).status == 429;
  BOOST_TEST(waits > 3);
  BOOST_TEST(opens(kOld));
  const auto tried = service->record_failed_sign_ins([](const auto&) { return true; });
  BOOST_TEST(*tried > 0u);  // on the record, as at a sign-in
}

BOOST_AUTO_TEST_CASE(a_code_that_was_used_is_worth_nothing) {
  BOOST_REQUIRE_EQUAL(change().status, 303);
  const auto used = code_now();
  auto form = std::map<std::string, std::string>{{"old", kNew},
                                                 {"new", "a third password"},
                                                 {"again", "a third password"},
                                                 {"code", used},
                                                 {"csrf", browser.csrf()}};
  BOOST_TEST(browser.post("/password", form).status == 403);
  BOOST_TEST(opens(kNew));
}

BOOST_AUTO_TEST_CASE(what_is_sealed_to_a_clerk_opens_with_the_new_password) {
  add_staff("clerk", {Role::kIntake}, "430190101201");
  const auto before = keys_of(*service, "clerk");
  const auto pair = envelope::open_staff_keys(before, "clerk", "password-clerk");
  BOOST_REQUIRE(pair.ok());
  BOOST_REQUIRE(service->change_password("clerk", "password-clerk", kNew).ok());
  const auto after = keys_of(*service, "clerk");
  BOOST_TEST((after.public_key == before.public_key));
  BOOST_TEST(!envelope::open_staff_keys(after, "clerk", "password-clerk").ok());
  const auto same = envelope::open_staff_keys(after, "clerk", kNew);
  BOOST_REQUIRE(same.ok());
  BOOST_TEST((same->private_key == pair->private_key));
  BOOST_TEST((*service->world())->registry.staff().verifier("clerk").starts_with("$argon2id$"));
  const auto wrong = service->change_password("clerk", "password-clerk", "a third password");
  BOOST_TEST((wrong.error().code == ErrorCode::kUnauthenticated));
  BOOST_TEST(
      (service->change_password("nobody", kOld, kNew).error().code == ErrorCode::kUnauthenticated));
}

BOOST_AUTO_TEST_CASE(an_administrator_s_own_needs_the_old_one_too) {
  Browser admin{*console};
  BOOST_REQUIRE_EQUAL(admin.login("admin", "long enough").status, 303);
  const auto end = *service->feed_end();
  const auto refused = admin.post("/staff", {{"csrf", admin.csrf()},
                                             {"id", "admin"},
                                             {"name", "管理员"},
                                             {"division", "430190000000"},
                                             {"role", "administer"},
                                             {"active", "1"},
                                             {"password", kNew}});
  BOOST_TEST(refused.status == 400);
  BOOST_TEST(*service->feed_end() == end);
  BOOST_TEST(service->check_login("admin", "long enough").ok());
}

BOOST_AUTO_TEST_SUITE_END()
