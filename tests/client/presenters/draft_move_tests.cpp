// A draft whose item the county has published anew since it was begun.
#include "client/presenters/draft_move.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "client/presenters/frame_presenter.h"
#include "forms/catalogue/catalogue.h"
#include "tests/client/presenters/filled_intake.h"
#include "tests/support/demo_station.h"

using namespace jiujin;
using namespace jiujin::client;
using namespace jiujin::client::presenters;

namespace {

void replace_all(std::string* text, const std::string& from, const std::string& to) {
  for (auto at = text->find(from); at != std::string::npos; at = text->find(from, at + to.size()))
    text->replace(at, from.size(), to);
}

// One question more, one under another name (so that it is another one), the identity card as
// another paper.
void second_version(nlohmann::json& item) {
  if (item.at("code") != "QX-001") return;
  auto text = item.dump();
  replace_all(&text, "live_address", "home_address");
  replace_all(&text, "\"M02\"", "\"M07\"");
  item = nlohmann::json::parse(text);
  item["version"] = 2;
  item["name"] = "生育登记（新）";
  auto xml = item.at("form_xml").get<std::string>();
  replace_all(&xml, "id=\"QX-001\" version=\"1\"", "id=\"QX-001\" version=\"2\"");
  replace_all(&xml, "<parity/>", "<parity/><birth_place/>");
  replace_all(&xml, "</h:body>",
              "<input ref=\"/data/birth_place\"><label>出生地点</label></input></h:body>");
  item["form_xml"] = xml;
}

std::string told(const FormPresenter& form) {
  std::string all = form.report().title + "\n" + form.report().text + "\n";
  for (const auto& row : form.report().rows) all += row.text + " @" + row.target + "\n";
  return all;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A draft of version 1 with three answers and the scan of an identity card, saved and left.
struct BegunDraft {
  BegunDraft() : window(station) {
    tests::write_file(folder.file("card.jpg"), tests::small_jpeg());
    IntakePresenter begun(window.workplace);
    begun.begin_item("QX-001");
    window.settle();
    begun.set_applicant("王桂英", "111", "430190199001011221", "", true);
    tests::answer(begun, "parity", "2");
    tests::answer(begun, "live_address", "枫林村一组 12 号");
    begun.go(IntakeStep::kMaterials);
    begun.materials().import("M02", {folder.file("card.jpg")});
    window.settle();
    begun.go(IntakeStep::kConfirm);
    window.wait(900);
    id = begun.view().draft_id;
    BOOST_REQUIRE(begun.saved_revision() == begun.revision());
    BOOST_REQUIRE(kept().draft.item_version == 1);
  }
  control::DraftLoaded kept() {
    auto loaded = window.control.session()->ask<control::DraftLoaded>(control::LoadDraft{id});
    BOOST_REQUIRE(loaded.ok());
    return *loaded;
  }
  void resume(IntakePresenter* intake) {
    intake->resume(id);
    window.settle();
    BOOST_REQUIRE_MESSAGE(intake->form(), intake->view().notice.text);
  }
  tests::TemporaryFolder folder;
  tests::DemoStation station;
  tests::DemoWindow window;
  std::string id;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(draft_move_tests)

BOOST_AUTO_TEST_CASE(a_draft_opens_under_the_version_that_came_down_and_says_what_changed) {
  BegunDraft draft;
  draft.station.publish(2, second_version);
  IntakePresenter again(draft.window.workplace);
  draft.resume(&again);
  BOOST_TEST(again.view().title == "生育登记（新） · 王桂英");
  BOOST_TEST((again.view().step == IntakeStep::kForm));  // where the changes are told
  BOOST_TEST(again.form()->field_at("/data/parity")->value == "2");
  const auto report = told(*again.form());
  BOOST_TEST(contains(report, "version 1 of the item and goes on under version 2"));
  BOOST_TEST(contains(report, "New: 出生地点 @/data/birth_place\n"));
  BOOST_TEST(contains(report, " @/data/home_address\n"));
  BOOST_TEST(contains(report, "No longer asked: live_address"));
  BOOST_TEST(contains(report, "New material: 登记人居民身份证"));
  BOOST_TEST(contains(report, "its pages are kept: 登记人居民身份证"));
  BOOST_TEST(!contains(report, "New: 孩次"));
}

BOOST_AUTO_TEST_CASE(nothing_of_a_draft_that_moved_is_lost_in_the_store) {
  BegunDraft draft;
  const auto before = draft.kept().draft;
  draft.station.publish(2, second_version);
  {
    IntakePresenter again(draft.window.workplace);
    draft.resume(&again);
    tests::answer(again, "birth_place", "县人民医院");
    draft.window.wait(900);
  }
  auto after = draft.kept();
  BOOST_TEST(after.draft.item_version == 2);
  BOOST_TEST(after.draft.form_version == 2);
  for (const auto& [path, value] : before.answers) BOOST_TEST(after.draft.answers[path] == value);
  BOOST_TEST(after.draft.answers["/data/birth_place"] == "\"县人民医院\"");
  // The scan has no slot in version 2 and goes on with the draft; a version that has the slot again
  // shows it there.
  const auto held = std::ranges::find(before.materials, "M02", &sync::casework::Material::slot);
  BOOST_REQUIRE((held != before.materials.end() && held->files.size() == 1));
  const auto hash = held->files.front().hash.hex();
  BOOST_TEST(contains(after.extra_json, hash));
  draft.station.publish(3, [](nlohmann::json& item) {
    if (item.at("code") == "QX-001") item["version"] = 3;
  });
  IntakePresenter third(draft.window.workplace);
  draft.resume(&third);
  third.go(IntakeStep::kMaterials);
  bool there = false;
  for (const auto& slot : third.materials().view().slots)
    there = there || (slot.slot == "M02" && slot.pages.size() == 1);
  BOOST_TEST(there);
  BOOST_TEST(third.form()->field_at("/data/live_address")->value == "枫林村一组 12 号");
}

BOOST_AUTO_TEST_CASE(what_changed_is_told_until_somebody_says_that_it_was_read) {
  BegunDraft draft;
  draft.station.publish(2, second_version);
  for (int opening = 0; opening < 2; ++opening) {
    IntakePresenter again(draft.window.workplace);
    draft.resume(&again);
    BOOST_TEST(contains(told(*again.form()), "New: 出生地点"));
    if (opening == 1) again.form()->dismiss_report();
    draft.window.wait(900);
  }
  IntakePresenter again(draft.window.workplace);
  draft.resume(&again);
  BOOST_TEST(!contains(told(*again.form()), "New: 出生地点"));
}

BOOST_AUTO_TEST_CASE(an_item_published_anew_with_the_same_questions_says_so) {
  BegunDraft draft;
  draft.station.publish(2, [](nlohmann::json& item) {
    if (item.at("code") == "QX-001") item["version"] = 2;
  });
  IntakePresenter again(draft.window.workplace);
  draft.resume(&again);
  BOOST_TEST(contains(told(*again.form()), "nothing else is asked for"));
  BOOST_TEST(again.form()->report().rows.empty());
}

BOOST_AUTO_TEST_CASE(a_draft_of_an_item_that_is_no_longer_offered_stays_as_it_is_and_says_so) {
  BegunDraft draft;
  draft.station.publish(2, [](nlohmann::json& item) {
    second_version(item);
    if (item.at("code") == "QX-001") item["state"] = "suspended";
  });
  IntakePresenter again(draft.window.workplace);
  draft.resume(&again);
  BOOST_TEST((again.view().notice.tone == Tone::kAmber));
  BOOST_TEST(again.form()->report().title == "");
  BOOST_TEST(again.form()->field_at("/data/live_address")->value == "枫林村一组 12 号");
  draft.window.wait(900);
  BOOST_TEST(draft.kept().draft.item_version == 1);
}

BOOST_AUTO_TEST_CASE(a_version_that_is_no_longer_at_hand_is_named) {
  BegunDraft draft;
  IntakePresenter again(draft.window.workplace);
  draft.resume(&again);
  again.form()->tell_move({4, 5, false, {}});
  BOOST_TEST(contains(told(*again.form()), "version 4 is no longer kept here"));
}

BOOST_AUTO_TEST_CASE(a_tick_counts_only_for_the_rule_that_was_ticked) {
  forms::catalogue::Item before, now;
  const auto add = [](forms::catalogue::Item* item, const char* id, const char* holds) {
    forms::catalogue::PrecheckRule rule;
    rule.id = id;
    rule.text = "甲";
    rule.holds = holds;
    item->prechecks.push_back(rule);
  };
  add(&before, "P01", "1");
  add(&before, "P02", "1");
  add(&now, "P01", "2");
  add(&now, "P02", "1");
  const std::set<std::string> ticked{"P01", "P02", "P03"};
  BOOST_TEST((still_confirmed(ticked, &before, now) == std::set<std::string>{"P02"}));
  BOOST_TEST(still_confirmed(ticked, nullptr, now).empty());
}

BOOST_AUTO_TEST_CASE(a_catalogue_that_comes_down_is_shown_at_once) {
  tests::DemoStation station;
  tests::DemoWindow window(station);
  ItemPickPresenter items(window.workplace);
  items.refresh();
  window.settle();
  station.publish(2, second_version);
  FramePresenter frame(window.workplace);
  frame.refresh();  // any question; the window polls every second
  window.settle();
  bool shown = false;
  for (const auto& entry : items.view().entries) shown = shown || entry.name == "生育登记（新）";
  BOOST_TEST(shown);
  IntakePresenter fresh(window.workplace);
  fresh.begin_item("QX-001");
  window.settle();
  BOOST_TEST(fresh.view().title == "生育登记（新）");
}

BOOST_AUTO_TEST_SUITE_END()
