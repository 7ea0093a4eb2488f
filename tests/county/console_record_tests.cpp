// What the console writes down about those who use it, and how an auditor finds it.
#include <boost/test/unit_test.hpp>

#include "console_browser.h"

using namespace jiujin;
using namespace jiujin::tests;

BOOST_FIXTURE_TEST_SUITE(console_record_tests, DeskFixture)

BOOST_AUTO_TEST_CASE(name_and_numbers_are_shown_on_request_on_the_record_and_for_a_while) {
  const auto id = hand_in("王桂英", "");
  const std::string path = "/case/" + id.hex();
  const auto shows = [](const Response& page, const char* text) {
    return page.body.find(text) != std::string::npos;
  };
  Browser browser{*console, {}}, other{*console, {}};
  browser.login("rev", "password-rev");
  other.login("dec", "password-dec");
  const auto masked = browser.get(path);
  for (const char* text : {"王桂英", "430190195803120173", "13800000000"}) {
    BOOST_TEST(!shows(masked, text));
    BOOST_TEST(!shows(browser.get(path + "?reveal=1"), text));  // no address shows it
  }
  BOOST_TEST(shows(masked, "王*英"));
  BOOST_TEST(shows(masked, "430190********0173"));
  const auto before = service->case_ops(id)->size();
  const std::string once(64, 'a');
  BOOST_TEST(browser.post(path + "/reveal", {{"once", once}}).status == 403);
  BOOST_TEST(!shows(browser.get(path), "王桂英"));
  BOOST_TEST(
      browser.post(path + "/reveal", {{"csrf", browser.csrf()}, {"once", once}}).status == 303);
  for (const char* text : {"王桂英", "430190195803120173", "13800000000"}) {
    BOOST_TEST(shows(browser.get(path), text));
    BOOST_TEST(!shows(other.get(path), text));
  }
  const auto ops = *service->case_ops(id);
  BOOST_REQUIRE(ops.size() == before + 1);
  const auto header = *oplog::decode_header(ops.back().header);
  BOOST_TEST(header.type == static_cast<std::uint32_t>(casework::OpType::kCaseRevealed));
  BOOST_TEST(header.actor == "rev");
  clock.wall_ms += kRevealMs + 1;
  BOOST_TEST(!shows(browser.get(path), "王桂英"));
}

BOOST_AUTO_TEST_CASE(a_sign_in_says_how_many_wrong_codes_came_before_it) {
  Browser rogue{*console, {}}, reviewer{*console, {}}, admin{*console, {}};
  rogue.password("rev", "password-rev");
  for (int i = 0; i < 3; ++i) BOOST_TEST(rogue.code("00000" + std::to_string(i)).status == 401);
  reviewer.login("rev", "password-rev");
  admin.login("admin", "long enough");
  admin.get("/language?to=en");
  const auto page = admin.get("/audit?kind=access&who=rev").body;
  BOOST_TEST(page.find("behind 3 wrong codes") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(audit_page_finds_who_did_what_by_person_day_and_kind) {
  const auto id = hand_in("王桂英", "");
  Browser reviewer{*console, {}}, admin{*console, {}};
  reviewer.login("rev", "password-rev");
  reviewer.post("/case/" + id.hex() + "/reveal",
                {{"csrf", reviewer.csrf()}, {"once", std::string(64, 'a')}});
  const auto station = service->stations()->front().id;
  admin.login("admin", "long enough");
  admin.get("/language?to=en");
  BOOST_TEST(admin.post("/stations/suspend", {{"csrf", admin.csrf()},
                                              {"station", station.hex()},
                                              {"suspended", "1"}}).status == 303);
  const auto rows = [&](const std::string& query) {
    const auto page = admin.get("/audit?" + query).body;
    return page.find("<tbody>") == std::string::npos ? "" : page.substr(page.find("<tbody>"));
  };
  const auto has = [](const std::string& text, const char* word) {
    return text.find(word) != std::string::npos;
  };
  const auto access = rows("kind=access");
  BOOST_TEST(has(access, "Numbers shown in full"));
  BOOST_TEST(has(access, "Signed in at the console"));
  BOOST_TEST(!has(access, "Case opened"));
  BOOST_TEST(has(rows("kind=office"), "Station suspended or let in"));
  const auto of_reviewer = rows("who=rev");
  BOOST_TEST(has(of_reviewer, id.hex().substr(0, 8).c_str()));
  BOOST_TEST(!has(of_reviewer, "Station suspended"));
  BOOST_TEST(rows("who=rev&day=2026-11-21") == "");
  BOOST_TEST(has(rows("who=rev&day=2026-11-22"), "Numbers shown in full"));
  BOOST_TEST(!has(rows(""), "王"));  // what was done, not what was written
}

BOOST_AUTO_TEST_CASE(audit_page_shows_the_last_result_and_verifies_when_asked) {
  hand_in("王桂英", "");
  Browser browser{*console, {}};
  browser.login("admin", "long enough");
  browser.get("/language?to=en");
  BOOST_TEST(browser.get("/audit").body.find("Not verified yet") != std::string::npos);
  while (*service->audit_step()) {
  }
  BOOST_TEST(browser.get("/audit").body.find("every one unchanged") != std::string::npos);
  BOOST_TEST(browser.post("/audit/verify", {}).status == 403);  // without the token
  BOOST_TEST(!service->audit_standing()->running);
  BOOST_TEST(browser.post("/audit/verify", {{"csrf", browser.csrf()}}).status == 303);
  BOOST_TEST(service->audit_standing()->running);
  const auto page = browser.get("/audit");
  BOOST_TEST(page.body.find("Being verified") != std::string::npos);
  BOOST_TEST(page.body.find("Verify everything now") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
