// Packages taken in: once, again, elsewhere, changed.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/control/station_session.h"
#include "sync/casework/op_types.h"
#include "tests/support/demo_station.h"
#include "tests/support/temporary_folder.h"

using namespace jiujin;
using namespace jiujin::client::control;
using Kind = PackageTaken::Kind;
using nlohmann::json;

namespace {

struct Desk {
  tests::DemoStation station;
  std::unique_ptr<StationSession> session = station.session();
  tests::TemporaryFolder folder;
  json told{{"item", "QX-001"},
            {"applicant", {{"name", "王桂英"}, {"id_no", "430190196203041222"}}},
            {"answers", {{"parity", "2"}, {"no_phone", "no"}}},
            {"materials", {{"M02", {"card.jpg"}}}}};

  std::string put(const std::string& name) {
    const std::string package = folder.file(name);
    std::filesystem::create_directories(package);
    tests::write_file(package + "/card.jpg", tests::small_jpeg());
    tests::write_file(package + "/case.json", told.dump());
    return package;
  }
  PackageTaken take(const std::string& package) {
    auto taken = session->import_package(package);
    BOOST_REQUIRE_MESSAGE(taken.ok(), (taken.ok() ? "" : taken.error().line()));
    return *taken;
  }
  CaseHandle case_of(const PackageTaken& taken) {
    return session->ask<CaseReady>(AskCase{taken.case_id})->the_case;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(case_package_tests)

BOOST_AUTO_TEST_CASE(a_changed_folder_becomes_its_difference) {
  Desk desk;
  const auto first = desk.take(desk.put("a"));
  const auto ops = desk.case_of(first)->ops;
  desk.told["answers"]["parity"] = "3";
  desk.told["answers"].erase("no_phone");
  desk.told["materials"]["M03"] = {{"mode", "paper"}};
  const auto changed = desk.take(desk.put("a"));
  BOOST_TEST((changed.kind == Kind::kChanged));
  BOOST_TEST(changed.case_id == first.case_id);
  BOOST_TEST(
      (changed.changed == std::vector<std::string>{"/data/no_phone", "/data/parity", "M03"}));
  const auto now = desk.case_of(first);
  BOOST_TEST(now->ops == ops + 2);  // one form.answered, one material.declared
  BOOST_TEST(now->answers.at("/data/parity") == "\"3\"");
  BOOST_TEST((desk.take(desk.put("a")).kind == Kind::kKnown));
  BOOST_TEST(desk.case_of(first)->ops == ops + 2);
}

BOOST_AUTO_TEST_CASE(a_copy_elsewhere_is_the_same_case) {
  Desk desk;
  const auto first = desk.take(desk.put("a"));
  const auto copy = desk.take(desk.put("b"));
  BOOST_TEST((copy.kind == Kind::kKnown));
  BOOST_TEST(copy.case_id == first.case_id);
}

BOOST_AUTO_TEST_CASE(a_named_package_is_known_wherever_it_stands) {
  Desk desk;
  desk.told["package"] = "2026-0001";
  const auto first = desk.take(desk.put("a"));
  desk.told["answers"]["parity"] = "3";
  const auto moved = desk.take(desk.put("b"));
  BOOST_TEST((moved.kind == Kind::kChanged));
  BOOST_TEST(moved.case_id == first.case_id);
}

BOOST_AUTO_TEST_CASE(what_the_window_changed_meanwhile_stays) {
  Desk desk;
  const auto first = desk.take(desk.put("a"));
  sync::casework::FormAnswered by_hand{"QX-001", 1, {{"/data/parity", "\"4\""}}};
  AppendOps edit;
  edit.case_id = first.case_id;
  edit.ops = {sync::casework::draft_op({}, 0, "", by_hand)};
  BOOST_REQUIRE(desk.session->perform(edit).ok());
  desk.told["answers"]["no_phone"] = "yes";
  const auto changed = desk.take(desk.put("a"));
  BOOST_TEST((changed.changed == std::vector<std::string>{"/data/no_phone"}));
  BOOST_TEST(desk.case_of(first)->answers.at("/data/parity") == "\"4\"");
}

BOOST_AUTO_TEST_CASE(another_applicant_is_refused_and_nothing_is_written) {
  Desk desk;
  const auto first = desk.take(desk.put("a"));
  const auto ops = desk.case_of(first)->ops;
  desk.told["applicant"]["name"] = "李四";
  desk.told["answers"]["parity"] = "3";
  const auto refused = desk.session->import_package(desk.put("a"));
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code == ErrorCode::kRefused));
  BOOST_TEST(desk.case_of(first)->ops == ops);
}

BOOST_AUTO_TEST_CASE(one_bad_package_among_many_is_left_out) {
  Desk desk;
  std::vector<std::string> packages{desk.put("a")};
  desk.told["item"] = "QX-999";
  packages.push_back(desk.put("b"));
  desk.told["item"] = "QX-001";
  desk.told["answers"]["parity"] = "1";
  packages.push_back(desk.put("c"));
  std::vector<std::string> heard;
  const auto all = desk.session->import_packages(
      packages, [&](const std::string&, const Result<PackageTaken>& taken) {
        heard.push_back(taken.ok() ? "taken" : taken.error().place);
      });
  BOOST_REQUIRE(all.ok());
  BOOST_REQUIRE_EQUAL(heard.size(), 3u);
  BOOST_TEST(heard[1] == packages[1] + "/case.json: item");
  BOOST_TEST(desk.session->ask<Overview>(AskOverview{})->all == 2);
}

BOOST_AUTO_TEST_CASE(a_large_scan_comes_with_a_preview_also_when_it_is_changed) {
  Desk desk;
  const auto package = desk.put("a");
  const auto preview_of_card = [&](const PackageTaken& taken) {
    const auto the_case = desk.case_of(taken);
    const auto card = std::find_if(the_case->materials.begin(), the_case->materials.end(),
                                   [](const auto& material) { return material.slot == "M02"; });
    BOOST_REQUIRE((card != the_case->materials.end() && card->files.size() == 1u));
    return card->files[0].preview;
  };
  const auto taken = desk.take(package);
  BOOST_TEST(!preview_of_card(taken));
  tests::write_file(package + "/card.jpg", tests::noise_jpeg(800, 600));
  BOOST_TEST((desk.take(package).kind == Kind::kChanged));
  const auto preview = preview_of_card(taken);
  BOOST_REQUIRE(preview);
  BOOST_TEST(preview->size <= 24u * 1024u);
  BOOST_TEST(desk.session->store().file_info(preview->hash)->value().complete);
}

BOOST_AUTO_TEST_SUITE_END()
