#include "client/control/login_guard.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/support/temporary_folder.h"

using namespace jiujin;
using namespace jiujin::client::control;

namespace {

constexpr std::int64_t kNow = 1'795'401'120'000;

std::string wait_of(const std::string& folder, std::int64_t now_ms) {
  const auto may = may_log_in(folder, now_ms);
  if (may.ok()) return "";
  BOOST_REQUIRE((may.error().code == ErrorCode::kBusy));
  return may.error().cause;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(login_guard_tests)

BOOST_AUTO_TEST_CASE(five_tries_are_free_then_each_has_to_wait_longer) {
  const tests::TemporaryFolder folder;
  for (int i = 0; i < 4; ++i) note_wrong_password(folder.path(), kNow);
  BOOST_TEST(wait_of(folder.path(), kNow) == "");
  note_wrong_password(folder.path(), kNow);
  BOOST_TEST(wait_of(folder.path(), kNow) == "30");
  BOOST_TEST(wait_of(folder.path(), kNow + 29'001) == "1");
  BOOST_TEST(wait_of(folder.path(), kNow + 30'000) == "");
  note_wrong_password(folder.path(), kNow);
  BOOST_TEST(wait_of(folder.path(), kNow) == "60");
  for (int i = 0; i < 100; ++i) note_wrong_password(folder.path(), kNow);
  BOOST_TEST(wait_of(folder.path(), kNow) == "900");  // never longer than a quarter of an hour
}

BOOST_AUTO_TEST_CASE(a_right_password_forgets_them) {
  const tests::TemporaryFolder folder;
  for (int i = 0; i < 9; ++i) note_wrong_password(folder.path(), kNow);
  forget_wrong_passwords(folder.path());
  BOOST_TEST(wait_of(folder.path(), kNow) == "");
}

BOOST_AUTO_TEST_CASE(a_clock_that_was_set_back_keeps_nobody_out_for_long) {
  const tests::TemporaryFolder folder;
  for (int i = 0; i < 5; ++i) note_wrong_password(folder.path(), kNow);
  BOOST_TEST(wait_of(folder.path(), kNow - 86'400'000) == "30");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_none_keeps_nobody_out) {
  const tests::TemporaryFolder folder;
  for (const char* text : {"", "[]", R"({"failures":-3,"last_ms":0})", R"({"failures":"9"})",
                           R"({"failures":9,"last_ms":"x"})"}) {
    std::ofstream(folder.path() + "/log-in.json") << text;
    BOOST_TEST(wait_of(folder.path(), kNow) == "");
  }
}

BOOST_AUTO_TEST_SUITE_END()
