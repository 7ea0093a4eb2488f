#include "sync/county/console/sessions.h"

#include <boost/test/unit_test.hpp>

#include "county_fixture.h"
#include "sync/county/case_actions.h"
#include "sync/county/county_rows.h"

using namespace jiujin::sync::county::console;
using jiujin::tests::seeded;

BOOST_AUTO_TEST_SUITE(sessions_tests)

BOOST_AUTO_TEST_CASE(quiet_visits_keep_nobody_signed_in) {
  Sessions sessions;
  const auto token = sessions.start("rev", 0, seeded(1));
  BOOST_TEST(sessions.find(token, kIdleMs, true).has_value());
  BOOST_TEST(!sessions.find(token, kIdleMs + 1, true).has_value());
}

BOOST_AUTO_TEST_CASE(session_ends_after_a_working_day_however_busy) {
  Sessions sessions;
  const auto token = sessions.start("rev", 0, seeded(1));
  for (std::int64_t at = 0; at <= kSessionMs; at += kIdleMs) {
    BOOST_TEST(sessions.find(token, at).has_value());
  }
  BOOST_TEST(!sessions.find(token, kSessionMs + 1).has_value());
}

BOOST_AUTO_TEST_CASE(waits_double_and_end_with_success) {
  AttemptGuard guard;
  for (int i = 0; i < 5; ++i) BOOST_TEST(guard.begin("a", 0) == 0);
  BOOST_TEST(guard.begin("a", 0) == 30'000);
  BOOST_TEST(guard.begin("a", 30'000) == 0);
  BOOST_TEST(guard.wait_ms("a", 30'000) == 60'000);
  BOOST_TEST(guard.wait_ms("b", 0) == 0);
  guard.succeeded("a");
  BOOST_TEST(guard.wait_ms("a", 30'000) == 0);
}

BOOST_AUTO_TEST_CASE(who_waits_at_one_gate_is_counted_at_none) {
  AttemptGuard names({.free = 1}), addresses({.free = 2});
  const std::vector<Gate> gates{{&names, "rev"}, {&addresses, "10.0.0.1"}};
  BOOST_TEST(begin_at_all(gates, 0) == 0);
  BOOST_TEST(begin_at_all(gates, 0) == 30'000);
  BOOST_TEST(addresses.begin("10.0.0.1", 0) == 0);  // its second, not its third
  BOOST_TEST(addresses.wait_ms("10.0.0.1", 0) == 30'000);
}

BOOST_AUTO_TEST_CASE(failures_are_forgotten_one_by_one) {
  AttemptGuard guard({.free = 2, .first_ms = 1'000, .longest_ms = 2'000,
                      .forgotten_each_ms = 60'000});
  for (int i = 0; i < 2; ++i) BOOST_TEST(guard.begin("a", 0) == 0);
  BOOST_TEST(guard.begin("a", 0) == 1'000);
  BOOST_TEST(guard.begin("a", 120'000) == 0);  // both are forgotten: this one is the first
  BOOST_TEST(guard.wait_ms("a", 120'000) == 0);
  for (int i = 0; i < 3; ++i) guard.begin("b", i * 10'000);
  BOOST_TEST(guard.wait_ms("b", 20'000) == 2'000);  // never longer than that
}

BOOST_AUTO_TEST_CASE(file_is_what_its_first_bytes_say) {
  using jiujin::sync::county::sniff_media_type;
  BOOST_TEST(sniff_media_type("%PDF-1.5\n") == "application/pdf");
  BOOST_TEST(sniff_media_type("\xff\xd8\xff\xe0") == "image/jpeg");
  BOOST_TEST(sniff_media_type("<svg onload=alert(1)>") == "");
  BOOST_TEST(sniff_media_type("") == "");
}

BOOST_AUTO_TEST_CASE(codes_are_read_as_people_type_them) {
  using jiujin::sync::county::normalised_code;
  BOOST_TEST(normalised_code("k7qm 2xhd-9rta") == "K7QM2XHD9RTA");
  BOOST_TEST(normalised_code("K7QM/2XHD") == "");
}

BOOST_AUTO_TEST_SUITE_END()
