#include "sync/county/console/console.h"

#include <boost/test/unit_test.hpp>

#include "console_browser.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync::county::console;
using casework::Role;

BOOST_FIXTURE_TEST_SUITE(console_tests, DeskFixture)

BOOST_AUTO_TEST_CASE(stranger_is_sent_to_the_login) {
  Browser browser{*console, {}};
  const auto response = browser.get("/");
  BOOST_TEST(response.status == 303);
  BOOST_TEST(response.headers.front().second.starts_with("/login"));
}

BOOST_AUTO_TEST_CASE(reviewer_signs_in_and_sees_a_masked_applicant) {
  hand_in("王桂英", "");
  Browser browser{*console, {}};
  BOOST_TEST(browser.login("rev", "password-rev").status == 303);
  const auto page = browser.get("/");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(page.body.find("王*英") != std::string::npos);
  BOOST_TEST(page.body.find("王桂英") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(post_without_the_token_changes_nothing) {
  const auto id = hand_in("王桂英", "");
  Browser browser{*console, {}};
  browser.login("rev", "password-rev");
  const auto before = *service->feed_end();
  const std::string once(64, 'a');
  BOOST_TEST(browser.post("/case/" + id.hex() + "/start", {{"once", once}}).status == 403);
  BOOST_TEST(
      browser.post("/case/" + id.hex() + "/start", {{"once", once}, {"csrf", once}}).status == 403);
  BOOST_TEST(*service->feed_end() == before);
}

BOOST_AUTO_TEST_CASE(case_goes_from_review_over_acceptance_to_a_decision_with_its_paper) {
  const auto id = hand_in("王桂英", "");
  const std::string path = "/case/" + id.hex();
  Browser reviewer{*console, {}};
  reviewer.login("rev", "password-rev");
  const auto csrf = reviewer.csrf();
  BOOST_TEST(
      reviewer.post(path + "/start", {{"csrf", csrf}, {"once", std::string(64, 'a')}}).status ==
      303);
  BOOST_TEST(
      reviewer.post(path + "/accept", {{"csrf", csrf}, {"once", std::string(64, 'b')}}).status ==
      303);
  // Sent twice by an impatient hand: one effect.
  const auto before = *service->feed_end();
  BOOST_TEST(
      reviewer.post(path + "/accept", {{"csrf", csrf}, {"once", std::string(64, 'b')}}).status ==
      303);
  BOOST_TEST(*service->feed_end() == before);
  // Who accepted may not decide, and has no decide role.
  BOOST_TEST(reviewer
                 .post(path + "/grant",
                       {{"csrf", csrf}, {"once", std::string(64, 'c')}, {"opinion", "同意"}})
                 .status == 409);
  Browser decider{*console, {}};
  decider.login("dec", "password-dec");
  BOOST_TEST(decider
                 .post(path + "/grant", {{"csrf", decider.csrf()},
                                         {"once", std::string(64, 'd')},
                                         {"opinion", "同意"},
                                         {"result_name", "登记证"}})
                 .status == 303);
  const auto decided = service->load_case(id);
  BOOST_REQUIRE(decided.ok());
  BOOST_TEST(decided->granted.value_or(false));
  BOOST_REQUIRE(decided->result_files.size() == 1u);
  BOOST_TEST(service->read_file(decided->result_files[0].hash, 0, 5)->starts_with("%PDF-"));
  const auto file = decider.get(path + "/file/0");
  BOOST_TEST(file.media_type == "application/pdf");
  bool sandboxed = false, attachment = false;
  for (const auto& [name, value] : file.headers) {
    sandboxed |= name == "Content-Security-Policy" && value.find("sandbox") != std::string::npos;
    attachment |= name == "Content-Disposition" && value.starts_with("attachment");
  }
  BOOST_TEST(sandboxed);
  BOOST_TEST(attachment);
}

BOOST_AUTO_TEST_CASE(correction_names_fields_and_materials_at_once) {
  const auto id = hand_in("王桂英", "");
  Browser browser{*console, {}};
  browser.login("rev", "password-rev");
  const auto csrf = browser.csrf();
  const std::string path = "/case/" + id.hex() + "/correct";
  const auto empty =
      browser.post(path, {{"csrf", csrf}, {"once", std::string(64, 'a')}, {"due", "2026-12-04"}});
  BOOST_TEST(empty.status == 400);
  BOOST_TEST(browser
                 .post(path, {{"csrf", csrf},
                              {"once", std::string(64, 'b')},
                              {"due", "2026-12-04"},
                              {"place:/data/parity", "与户口簿不一致"},
                              {"place:M01", "缺反面"}})
                 .status == 303);
  const auto c = service->load_case(id);
  BOOST_TEST((c->state == casework::CaseState::kAwaitingCorrection));
  BOOST_REQUIRE(c->corrections.size() == 1u);
  BOOST_TEST(c->corrections[0].items.size() == 2u);
}

BOOST_AUTO_TEST_CASE(preview_stands_in_for_a_scan_that_still_travels) {
  const auto id = hand_in("王桂英", "");
  const std::string scan = "\xff\xd8\xff\xe0 a page", small = "\xff\xd8\xff\xe0 small";
  casework::FileRef page{envelope::content_hash(scan), scan.size(), "image/jpeg", "page.jpg"};
  page.preview = {envelope::content_hash(small), small.size(), "image/jpeg"};
  must(service->append(
      {casework::draft_op(id, 0, "clerk", casework::MaterialAdded{"M01", {page}})}, ""));
  const std::string path = "/case/" + id.hex();
  const std::string shown = "src=\"" + path + "/file/0?preview=1\"";
  Browser reviewer{*console, {}};
  reviewer.login("rev", "password-rev");
  BOOST_TEST(reviewer.get(path).body.find(shown) == std::string::npos);
  must(service->put_file(small, "image/jpeg"));
  BOOST_TEST(reviewer.get(path).body.find(shown) != std::string::npos);
  BOOST_TEST(reviewer.get(path).body.find("class=\"travelling\"") != std::string::npos);
  BOOST_TEST(reviewer.get(path + "/file/0?preview=1").body == small);
  BOOST_TEST(reviewer.get(path + "/file/0").status == 404);
  must(service->put_file(scan, "image/jpeg"));
  BOOST_TEST(reviewer.get(path).body.find("?preview=1") == std::string::npos);
  BOOST_TEST(reviewer.get(path + "/file/0").body == scan);
}

BOOST_AUTO_TEST_CASE(of_two_contradicting_answers_the_one_chosen_stands) {
  const auto id = hand_in("王桂英", "一组");
  // Written by the same clerk elsewhere, who had not seen what the station wrote.
  must(service->append(
      {casework::draft_op(id, 0, "clerk",
                          casework::FormAnswered{"QX-900", 1, {{"/data/parity", "\"2\""}}})},
      ""));
  BOOST_REQUIRE(service->load_case(id)->conflicts.size() == 1u);
  const std::string path = "/case/" + id.hex();
  Browser decider{*console, {}};
  decider.login("dec", "password-dec");
  const auto page = decider.get(path).body;
  BOOST_TEST(page.find("value=\"ours\" type=\"submit\">一孩<") != std::string::npos);
  BOOST_TEST(page.find("value=\"theirs\" type=\"submit\">二孩<") != std::string::npos);
  const auto csrf = decider.csrf();
  const auto settle = [&](const std::string& choice, char once) {
    return decider
        .post(path + "/settle", {{"csrf", csrf},
                                 {"once", std::string(64, once)},
                                 {"path", "/data/parity"},
                                 {"choice", choice}})
        .status;
  };
  BOOST_TEST(settle("", 'a') == 400);
  BOOST_TEST(settle("theirs", 'b') == 303);
  const auto settled = service->load_case(id);
  BOOST_TEST(settled->conflicts.empty());
  BOOST_TEST(settled->answers.at("/data/parity") == "\"2\"");
  BOOST_TEST(settle("ours", 'c') == 409);  // there is none any more
}

BOOST_AUTO_TEST_CASE(script_in_any_field_comes_out_as_text) {
  const std::string evil = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{BODY}}";
  const auto id = hand_in(evil, evil);
  const std::string evil_id = "x\"><script>alert(1)</script>";
  must(service->grant_staff({evil_id, evil, evil, "430190000000", {Role::kReview}, true, ""},
                            "admin"));
  must(service->add_station({evil, "430190101201", "", 6}, "admin"));
  must(service->append({casework::draft_op(id, 0, "rev", casework::NoteAdded{evil})}, ""));
  Browser browser{*console, {}};
  browser.login("rev", "password-rev");
  Browser admin{*console, {}};
  admin.login("admin", "long enough");
  std::vector<std::string> pages{
      browser.get("/?q=" + encode_component(evil)).body,
      browser.get("/").body,
      browser.get("/case/" + id.hex()).body,
      browser.get("/case/" + id.hex() + "?do=correct").body,
      browser.get("/case/" + id.hex() + "?tab=" + encode_component(evil)).body,
      admin.get("/staff").body,
      admin.get("/staff?id=" + encode_component(evil_id)).body,
      admin.get("/stations").body,
      admin.get("/audit").body,
      browser.post("/q", {{"r", evil}, {"c", evil}}).body};
  Browser stranger{*console, {}};
  pages.push_back(stranger.get("/login?back=" + encode_component(evil)).body);
  pages.push_back(stranger.login(evil, evil).body);
  for (const auto& page : pages) {
    BOOST_TEST(page.size() > 500u);
    BOOST_TEST(page.find("<script>") == std::string::npos);
    BOOST_TEST(page.find("<img src=x") == std::string::npos);
  }
  BOOST_TEST(pages[2].find("&lt;script&gt;") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(fifth_wrong_password_makes_even_the_right_one_wait) {
  Browser browser{*console, {}};
  for (int i = 0; i < 5; ++i) BOOST_TEST(browser.login("rev", "wrong").status == 401);
  BOOST_TEST(browser.login("rev", "password-rev").status == 429);
  clock.wall_ms += 31'000;
  BOOST_TEST(browser.login("rev", "password-rev").status == 303);
}

BOOST_AUTO_TEST_CASE(session_left_alone_ends) {
  Browser browser{*console, {}};
  browser.login("rev", "password-rev");
  clock.wall_ms += kIdleMs + 1;
  BOOST_TEST(browser.get("/").status == 303);
}

BOOST_AUTO_TEST_CASE(reviewer_may_not_open_administration) {
  Browser browser{*console, {}};
  browser.login("rev", "password-rev");
  BOOST_TEST(browser.get("/staff").status == 404);
  BOOST_TEST(browser.post("/staff", {{"csrf", browser.csrf()}, {"id", "rev"}}).status == 403);
}

BOOST_AUTO_TEST_CASE(query_page_tells_only_who_holds_both_numbers) {
  hand_in("王桂英", "");
  Browser browser{*console, {}};
  const auto right = browser.post("/q", {{"r", "0000000001"}, {"c", "123456"}});
  BOOST_TEST(right.status == 200);
  BOOST_TEST(right.body.find("王*英") != std::string::npos);
  const auto wrong = browser.post("/q", {{"r", "0000000001"}, {"c", "123457"}});
  const auto unknown = browser.post("/q", {{"r", "0000000009"}, {"c", "123456"}});
  BOOST_TEST(wrong.status == 404);
  BOOST_TEST(unknown.status == 404);
  BOOST_TEST(wrong.body.find("王") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_wrong_query_code_costs_the_county_what_an_unknown_receipt_costs) {
  hand_in("王桂英", "");
  Browser browser{*console, {}};
  browser.post("/q", {{"r", "0000000009"}, {"c", "123456"}});
  const auto work = [&](const char* receipt, const char* code) {
    const auto before = service->desk_work()->folds;
    browser.post("/q", {{"r", receipt}, {"c", code}});
    return service->desk_work()->folds - before;
  };
  BOOST_TEST(work("0000000001", "123457") == work("0000000009", "123456"));
  BOOST_TEST(work("0000000001", "") == 0u);
}

BOOST_AUTO_TEST_CASE(login_goes_back_only_to_this_site) {
  Browser browser{*console, {}};
  const auto response = browser.login("rev", "password-rev", "//evil.example/");
  BOOST_TEST(response.status == 303);
  BOOST_TEST(response.headers.front().second == "/");
}

BOOST_AUTO_TEST_CASE(the_password_alone_opens_nothing) {
  Browser browser{*console, {}};
  BOOST_TEST(browser.password("rev", "password-rev").headers.front().second == "/login/second");
  BOOST_TEST(browser.get("/").status == 303);
  BOOST_TEST(console->sessions_now() == 0u);
  BOOST_TEST(browser.code("000000").status == 401);
  BOOST_TEST(browser.get("/").status == 303);
  BOOST_TEST(browser.code(code_now()).status == 303);
  BOOST_TEST(browser.get("/").status == 200);
}

BOOST_AUTO_TEST_CASE(a_code_that_was_looked_at_over_a_shoulder_is_worth_nothing) {
  Browser browser{*console, {}}, thief{*console, {}};
  browser.password("rev", "password-rev");
  thief.password("rev", "password-rev");
  const auto digits = code_now();
  BOOST_TEST(browser.code(digits).status == 303);
  BOOST_TEST(thief.code(digits).status == 401);
  BOOST_TEST(thief.get("/").status == 303);
}

BOOST_AUTO_TEST_CASE(codes_cannot_be_tried_one_after_another) {
  Browser browser{*console, {}};
  browser.password("rev", "password-rev");
  for (int i = 0; i < kFailuresFree; ++i) {
    BOOST_TEST(browser.code("99999" + std::to_string(i)).status == 401);
  }
  BOOST_TEST(browser.code(code_now()).status == 429);
  Browser other{*console, {}};  // a fresh first half does not help
  other.password("rev", "password-rev");
  BOOST_TEST(other.code(code_now()).status == 429);
}

BOOST_AUTO_TEST_CASE(the_first_code_proves_that_the_app_has_the_secret) {
  must(service->take_second_factor("rev"));
  Browser browser{*console, {}}, late{*console, {}};
  BOOST_TEST(browser.get("/login/second.svg").status == 303);  // to nobody
  browser.password("rev", "password-rev");
  late.password("rev", "password-rev");
  const auto page = browser.get("/login/second");
  std::string secret = between(page.body, "id=\"secret\">", "<");
  std::erase(secret, ' ');
  BOOST_TEST(secret.size() == 32u);
  BOOST_TEST(browser.get("/login/second.svg").body.starts_with("<svg"));
  BOOST_TEST(browser.code("000000").status == 401);
  BOOST_TEST(!service->has_second_factor("rev").value());
  BOOST_TEST(browser.code(code_now(secret)).status == 303);
  BOOST_TEST(service->has_second_factor("rev").value());
  // Who was shown another secret before that does not replace it.
  std::string other = between(late.get("/login/second").body, "id=\"secret\">", "<");
  std::erase(other, ' ');
  BOOST_TEST(late.code(code_now(other)).headers.front().second == "/login");
  BOOST_TEST(late.get("/").status == 303);
}

BOOST_AUTO_TEST_CASE(a_half_sign_in_ends_by_itself) {
  Browser browser{*console, {}};
  browser.password("rev", "password-rev");
  clock.wall_ms += kPendingMs + 1;
  BOOST_TEST(browser.get("/login/second").status == 303);
  BOOST_TEST(browser.post("/login/second", {{"code", code_now()}}).status == 303);
  BOOST_TEST(browser.get("/").status == 303);
}

BOOST_AUTO_TEST_CASE(every_page_forbids_foreign_and_inline_script) {
  Browser browser{*console, {}};
  for (const auto* path : {"/login", "/q", "/static/console.js"}) {
    bool strict = false;
    for (const auto& [name, value] : browser.get(path).headers) {
      strict |= name == "Content-Security-Policy" &&
                value.find("script-src 'self';") != std::string::npos &&
                value.find("unsafe") == std::string::npos;
    }
    BOOST_TEST(strict);
  }
}

BOOST_AUTO_TEST_CASE(long_queue_is_turned_by_its_links) {
  for (unsigned n = 1; n <= 51; ++n) hand_in("王桂英", "", "430190101201", n);
  Browser browser{*console, {}};
  browser.login("rev", "password-rev");
  browser.get("/language?to=en");
  const auto first = browser.get("/");
  BOOST_TEST(first.body.find("1 to 50 of 51") != std::string::npos);
  const auto next = between(first.body, "href=\"/?after=", "\"");
  const auto second = browser.get("/?after=" + next);
  BOOST_TEST(second.body.find("51 to 51 of 51") != std::string::npos);
  BOOST_TEST(second.body.find("/?before=") != std::string::npos);
  BOOST_TEST(browser.get("/?after=rubbish").body.find("1 to 50 of 51") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
