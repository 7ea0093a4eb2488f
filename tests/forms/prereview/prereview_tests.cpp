#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/forms/prereview/sample.h"

using namespace jiujin;
using namespace jiujin::forms::prereview;
using jiujin::forms::catalogue::Severity;
using test::find;
using test::Sample;

namespace {

// Changes a sample as one entry of negative_cases.json says.
void apply(const nlohmann::json& change, Sample& sample) {
  const auto answers = change.value("answers", nlohmann::json::object());
  for (const auto& [field, value] : answers.items()) {
    sample.answers[field] = value;
  }
  const auto more = facts_from_json(
      {{"register_entries", change.value("register_entries", nlohmann::json::array())},
       {"earlier_cases", change.value("earlier_cases", nlohmann::json::array())},
       {"materials", change.value("materials", nlohmann::json::array())}});
  BOOST_REQUIRE(more.ok());
  for (const auto& each : more->register_entries) sample.facts.register_entries.push_back(each);
  for (const auto& each : more->earlier_cases) sample.facts.earlier_cases.push_back(each);
  for (const auto& each : more->materials) sample.set_slot(each);
  const auto unticked = change.value("without_confirmation", nlohmann::json::array());
  for (const auto& each : unticked) {
    std::erase(sample.facts.confirmations, each.get<std::string>());
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(prereview_tests)

BOOST_AUTO_TEST_CASE(a_complete_sample_of_every_item_may_be_submitted) {
  for (const auto& item : forms::catalogue::test::demo().items) {
    for (const Finding& finding : Sample(item.code).findings()) {
      const std::string places = finding.places.empty() ? "" : finding.places[0];
      BOOST_TEST((finding.severity != Severity::kError), item.code << " " << finding.rule << " "
                                                                   << places << " "
                                                                   << finding.message.chinese());
    }
  }
}

// Written from the sentences of the authorities, each with the answers that break it.
BOOST_AUTO_TEST_CASE(answers_that_break_a_rule_are_found_out) {
  std::ifstream file(std::string(JIUJIN_TEST_SOURCE_DIR) + "/negative_cases.json");
  const auto cases = nlohmann::json::parse(file);
  BOOST_TEST(cases.size() == 210U);
  for (const auto& each : cases) {
    const std::string code = each["item"], rule = each["expect"];
    Sample sample(code);
    apply(each, sample);
    const auto findings = sample.findings();
    const Finding* finding = find(findings, rule);
    BOOST_TEST((finding != nullptr && finding->kind == FindingKind::kRule), each.dump());
  }
}

// Applications that a careless reading of the same sentences would turn away.
BOOST_AUTO_TEST_CASE(answers_that_a_rule_allows_are_let_through) {
  std::ifstream file(std::string(JIUJIN_TEST_SOURCE_DIR) + "/allowed_cases.json");
  const auto cases = nlohmann::json::parse(file);
  BOOST_TEST(!cases.empty());
  for (const auto& each : cases) {
    const std::string code = each["item"], rule = each["silent"];
    const std::string place = each.value("place", "");
    Sample sample(code);
    apply(each, sample);
    for (const Finding& finding : sample.findings()) {
      const bool there =
          place.empty() || std::ranges::find(finding.places, place) != finding.places.end();
      BOOST_TEST((finding.rule != rule || !there), each["why"] << ": " << each.dump());
    }
  }
}

BOOST_AUTO_TEST_CASE(everything_wrong_is_told_at_once) {
  Sample sample("QX-003");
  sample.answers.erase("applicant_name");
  sample.answers["bank_account"] = "6217003020001234569";
  sample.answers["other_pension"] = "yes";
  sample.set_slot({.slot = "M01"});
  const auto findings = sample.findings();
  BOOST_TEST(find(findings, "form.required") != nullptr);
  BOOST_TEST(find(findings, "form.constraint") != nullptr);
  BOOST_TEST(find(findings, "material.missing") != nullptr);
  BOOST_TEST(find(findings, "P04") != nullptr);
  BOOST_TEST(!may_submit(findings));
}

BOOST_AUTO_TEST_CASE(a_list_that_is_not_at_hand_makes_a_rule_to_be_verified) {
  Sample sample("QX-002");
  sample.facts.registers.clear();
  const auto findings = sample.findings();
  const Finding* finding = find(findings, "P04");
  BOOST_REQUIRE(finding != nullptr);
  BOOST_TEST((finding->kind == FindingKind::kUnverified));
  BOOST_TEST((finding->severity == Severity::kInformation));
  BOOST_TEST(may_submit(findings));
}

// 残疾人两项补贴 P04 asks two lists, 惠民殡葬补贴 P04 is content with either of two.
BOOST_AUTO_TEST_CASE(a_name_on_the_list_at_hand_counts_though_another_list_is_not) {
  Sample sample("QX-010");
  sample.facts.registers = {{"work-injury-care", true, "2026-11-23"}};
  BOOST_REQUIRE(find(sample.findings(), "P04") != nullptr);
  BOOST_TEST((find(sample.findings(), "P04")->kind == FindingKind::kUnverified));
  sample.facts.register_entries.push_back(
      {"work-injury-care", sample.answers["applicant_id_no"], "", ""});
  BOOST_REQUIRE(find(sample.findings(), "P04") != nullptr);
  BOOST_TEST((find(sample.findings(), "P04")->kind == FindingKind::kRule));
  Sample either("QX-028");
  either.answers["dead_id_no"] = "430105193804090218";
  either.facts.registers = {{"population", true, "2026-11-23"}};
  BOOST_REQUIRE(find(either.findings(), "P04") != nullptr);
  BOOST_TEST((find(either.findings(), "P04")->kind == FindingKind::kUnverified));
  either.facts.register_entries.push_back({"population", "430105193804090218", "", ""});
  BOOST_TEST((find(either.findings(), "P04") == nullptr));
}

BOOST_AUTO_TEST_CASE(a_rule_for_people_waits_for_their_tick) {
  Sample sample("QX-006");
  std::erase(sample.facts.confirmations, "P02");
  auto findings = sample.findings();
  const Finding* finding = find(findings, "P02");
  BOOST_REQUIRE(finding != nullptr);
  BOOST_TEST(finding->confirmable);
  BOOST_TEST(!may_submit(findings));
  sample.facts.confirmations.push_back("P02");
  BOOST_TEST(find(sample.findings(), "P02") == nullptr);
}

BOOST_AUTO_TEST_CASE(findings_speak_both_languages_and_point_at_their_place) {
  Sample sample("QX-001");
  sample.answers["parity"] = "5";
  const auto findings = sample.findings();
  const Finding* finding = find(findings, "P02");
  BOOST_REQUIRE(finding != nullptr);
  BOOST_TEST(finding->message.get("zh") == "孩次应等于现有子女数加 1，请核对后更正。");
  BOOST_TEST(finding->message.get("en") ==
             "The child's rank must be the number of children plus one.");
  const std::vector<std::string> places = {"/data/existing_children", "/data/parity"};
  BOOST_TEST(finding->places == places, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_same_application_is_judged_the_same_twice) {
  const Sample sample("QX-018");
  const auto once = sample.findings();
  const auto again = sample.findings();
  BOOST_REQUIRE(once.size() == again.size());
  for (std::size_t i = 0; i < once.size(); ++i) {
    BOOST_TEST(once[i].rule == again[i].rule);
    BOOST_TEST((once[i].message == again[i].message));
  }
}

BOOST_AUTO_TEST_SUITE_END()
