// What the console writes down about those who use it, and how an auditor finds it.
#include <boost/test/unit_test.hpp>

#include <fstream>

#include "console_browser.h"

using namespace jiujin;
using namespace jiujin::tests;

namespace {

// The lines that the audit page shows to a search, in English.
std::string audit_rows(Browser& admin, const std::string& query) {
  const auto page = admin.get("/audit?" + query).body;
  return page.find("<tbody>") == std::string::npos ? "" : page.substr(page.find("<tbody>"));
}

bool has(const std::string& text, const std::string& word) {
  return text.find(word) != std::string::npos;
}

std::vector<casework::SignInsRefused> refused_in(county::CountyService& service) {
  std::vector<casework::SignInsRefused> found;
  const auto wanted = [](const oplog::StoredOp& op) {
    return oplog::decode_header(op.header)->type ==
           static_cast<std::uint32_t>(casework::OpType::kSignInsRefused);
  };
  const auto entries = service.feed(0, *service.feed_end(), wanted);
  BOOST_REQUIRE(entries.ok());
  for (const auto& entry : *entries)
    found.push_back(*casework::read_body<casework::SignInsRefused>(entry.op->body));
  return found;
}

// Every byte that the county keeps.
std::string all_bytes(const std::string& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}

}  // namespace

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
  const auto rows = [&](const std::string& query) { return audit_rows(admin, query); };
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

BOOST_AUTO_TEST_CASE(another_key_for_backups_is_an_entry_with_who_and_how_many) {
  BOOST_REQUIRE(service->make_escrow(folder + "/shares", 5, 3, "rev").ok());
  Browser admin{*console, {}};
  admin.login("admin", "long enough");
  admin.get("/language?to=en");
  const auto rows = audit_rows(admin, "kind=office&who=rev");
  BOOST_TEST(has(rows, "Key for backups made"), rows);
  BOOST_TEST(has(rows, "any 3 of 5 people open it"), rows);
  BOOST_TEST(!has(audit_rows(admin, "kind=office&who=dec"), "Key for backups made"));
}

BOOST_AUTO_TEST_CASE(wrong_tries_are_an_entry_with_their_number_and_address) {
  Browser guesser{*console, {}, "10.9.8.7"}, admin{*console, {}};
  for (int i = 0; i < 4; ++i) guesser.password("rev", "wrong " + std::to_string(i));
  clock.wall_ms += 5 * 60'000;  // 10:05, from 10:00
  guesser.password("rev", "wrong again");
  guesser.password("no such person", "wrong");
  Browser insider{*console, {}, "10.0.0.2"};
  insider.password("dec", "password-dec");
  for (int i = 0; i < 3; ++i) insider.code("00000" + std::to_string(i));
  clock.wall_ms += 2 * 60'000;
  admin.login("admin", "long enough");
  admin.get("/language?to=en");
  const auto rows = audit_rows(admin, "kind=refused");
  BOOST_TEST(has(rows, "5 wrong passwords from 10.9.8.7, 10:00–10:05"), rows);
  BOOST_TEST(has(rows, "somebody as 工作人员rev"), rows);
  BOOST_TEST(has(rows, "an unknown number"), rows);
  BOOST_TEST(has(rows, "1 wrong password from 10.9.8.7, 10:05"), rows);
  BOOST_TEST(has(rows, "3 wrong codes from 10.0.0.2, 10:05"), rows);
  BOOST_TEST(!has(rows, "Signed in at the console"), rows);
  // Found by whose number was tried, with all who asked for something, and on its day.
  BOOST_TEST(has(audit_rows(admin, "who=rev"), "10.9.8.7"));
  BOOST_TEST(!has(audit_rows(admin, "who=rev"), "10.0.0.2"));
  BOOST_TEST(has(audit_rows(admin, "kind=access&day=2026-11-22"), "5 wrong passwords"));
  BOOST_TEST(audit_rows(admin, "kind=refused&day=2026-11-21") == "");
  BOOST_TEST(refused_in(*service).size() == 3u);
}

BOOST_AUTO_TEST_CASE(nothing_that_was_typed_stands_in_the_record) {
  Browser browser{*console, {}}, admin{*console, {}};
  // A password in the wrong field, as it happens to everybody.
  for (const char* typed : {"Canary-Passw0rd", "<script>rev", "rev "})
    browser.password(typed, "Canary-S3cret");
  browser.password("rev", "Canary-S3cret");
  browser.password("rev", "password-rev");
  browser.code("918273");
  clock.wall_ms += 2 * 60'000;
  admin.login("admin", "long enough");
  const auto page = admin.get("/audit").body;
  BOOST_TEST(refused_in(*service).size() == 3u);  // unknown, rev's password, rev's code
  const auto kept = all_bytes(folder);
  for (const char* typed : {"Canary-Passw0rd", "Canary-S3cret", "<script>rev", "918273"}) {
    BOOST_TEST(!has(page, typed));
    BOOST_TEST(!has(kept, typed), typed);
  }
}

BOOST_AUTO_TEST_CASE(whoever_guesses_for_a_long_time_does_not_fill_the_record) {
  constexpr int kTries = 1'000;
  const auto begin = *service->feed_end();
  for (int i = 0; i < kTries; ++i) {
    // Each from another address, half of them under a number that is somebody's.
    const auto who = i % 2 == 0 ? std::string("rev") : "guess" + std::to_string(i);
    must(service->note_failed_sign_in(
        who, "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250), "password"));
    clock.wall_ms += 1'000;
    if (i % 60 == 0) must(service->record_failed_sign_ins([](const auto&) { return false; }));
  }
  BOOST_TEST(*service->feed_end() == begin);  // a quarter of an hour: nothing is over yet
  clock.wall_ms += 3600'000;
  const auto written = service->record_failed_sign_ins([](const auto&) { return false; });
  must(written);
  BOOST_TEST(*written == county::FailedSignIns::kSeriesMax);
  int counted = 0;
  for (const auto& body : refused_in(*service)) counted += body.count;
  BOOST_TEST(counted == kTries);  // none is forgotten
  must(service->record_failed_sign_ins([](const auto&) { return true; }));
  BOOST_TEST(*service->feed_end() == begin + county::FailedSignIns::kSeriesMax);
}

BOOST_AUTO_TEST_CASE(what_was_tried_outlives_the_program) {
  must(service->note_failed_sign_in("rev", "10.0.0.1", "password"));
  must(service->note_failed_sign_in("rev", "10.0.0.1", "password"));
  console.reset();
  service = std::move(county::CountyService::open(folder + "/data", options())).value();
  must(service->note_failed_sign_in("rev", "10.0.0.1", "password"));
  clock.wall_ms += 3600'000;
  must(service->record_failed_sign_ins([](const auto&) { return false; }));
  const auto found = refused_in(*service);
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].count == 3);
  BOOST_TEST(found[0].who == "rev");
}

BOOST_AUTO_TEST_CASE(tries_stand_before_the_sign_in_that_they_led_to) {
  Browser browser{*console, {}};
  browser.password("rev", "a guess");
  browser.login("rev", "password-rev");
  const auto all = service->feed(0, *service->feed_end(), [](const auto&) { return true; });
  must(all);
  std::vector<std::uint32_t> op_types;
  for (const auto& entry : *all) op_types.push_back(oplog::decode_header(entry.op->header)->type);
  BOOST_REQUIRE(op_types.size() >= 2u);
  BOOST_TEST(op_types[op_types.size() - 2] ==
             static_cast<std::uint32_t>(casework::OpType::kSignInsRefused));
  BOOST_TEST(op_types.back() == static_cast<std::uint32_t>(casework::OpType::kSignedIn));
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
