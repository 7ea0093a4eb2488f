#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "forms/catalogue/check.h"
#include "tests/forms/catalogue/demo.h"

using namespace jiujin::forms::catalogue;

namespace {

Item copy_of(const char* code) {
  return *test::demo().item(code);
}

std::vector<std::string> errors_of(const Item& item) {
  std::vector<std::string> rules;
  Catalogue catalogue = test::demo();
  for (Item& each : catalogue.items) {
    if (each.code == item.code) each = item;
  }
  for (const CheckFinding& finding : check_item(catalogue, item)) {
    if (finding.severity == Severity::kError) rules.push_back(finding.rule);
  }
  return rules;
}

bool says(const std::vector<std::string>& rules, const std::string& rule) {
  return std::ranges::find(rules, rule) != rules.end();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check_tests)

BOOST_AUTO_TEST_CASE(the_demonstration_county_may_publish) {
  for (const CheckFinding& finding : check_catalogue(test::demo())) {
    BOOST_TEST((finding.severity != Severity::kError),
               finding.place << ": " << finding.rule << " " << finding.message);
  }
}

BOOST_AUTO_TEST_CASE(decided_at_once_means_promised_at_once) {
  Item item = copy_of("QX-001");
  item.promised.unit = LimitUnit::kWorkingDays;
  item.promised.value = 3;
  BOOST_TEST(says(errors_of(item), "row33"));
}

BOOST_AUTO_TEST_CASE(a_promise_longer_than_the_law_allows_is_refused) {
  Item item = copy_of("QX-003");
  item.promised.value = 21;  // the statutory limit is 20
  BOOST_TEST(says(errors_of(item), "row30"));
}

BOOST_AUTO_TEST_CASE(elements_that_contradict_each_other_are_named_by_their_row) {
  const auto spoilt = [](const char* code, void (*spoil)(Item&)) {
    Item item = copy_of(code);
    spoil(item);
    return errors_of(item);
  };
  BOOST_TEST(says(spoilt("QX-003", [](Item& i) { i.process.clear(); }), "row35"));
  BOOST_TEST(says(spoilt("QX-001", [](Item& i) { i.onsite_reason = "须到场"; }), "row39"));
  BOOST_TEST(says(spoilt("QX-001", [](Item& i) { i.service_modes.clear(); }), "row43"));
  BOOST_TEST(says(spoilt("QX-001", [](Item& i) { i.online_depth = {}; }), "row41"));
  BOOST_TEST(says(spoilt("QX-001", [](Item& i) { i.fee.online_pay = true; }), "row46"));
  BOOST_TEST(says(spoilt("QX-001", [](Item& i) { i.fee.charged = true; }), "row50"));
  BOOST_TEST(says(spoilt("QX-001", [](Item& i) { i.supervise_phone = i.consult_phone; }), "row57"));
  BOOST_TEST(says(spoilt("QX-001", [](Item& i) { i.consult_phone = "12345"; }), "row57"));
  BOOST_TEST(says(spoilt("QX-011", [](Item& i) { i.result.type = "other"; }), "row61"));
  BOOST_TEST(says(spoilt("QX-011", [](Item& i) { i.result.sample = {}; }), "row63"));
  BOOST_TEST(says(spoilt("QX-030", [](Item& i) { i.questions.clear(); }), "row66"));
  BOOST_TEST(says(spoilt("QX-001", [](Item& i) { i.power_source = "5"; }), "row21"));
  BOOST_TEST(says(spoilt("QX-001", [](Item& i) { i.implement_code[17] = '7'; }), "row4"));
  BOOST_TEST(says(spoilt("QX-001", [](Item& i) { i.materials.clear(); }), "row73"));
}

BOOST_AUTO_TEST_CASE(vague_papers_and_conditions_are_refused) {
  Item item = copy_of("QX-003");
  item.materials[0].name = "其他材料";
  item.conditions.push_back("符合有关规定");
  const auto errors = errors_of(item);
  BOOST_TEST(says(errors, "V01"));
  BOOST_TEST(says(errors, "V07"));
}

BOOST_AUTO_TEST_CASE(a_paper_may_not_follow_later_than_the_result) {
  Item item = copy_of("QX-003");
  for (MaterialSlot& slot : item.materials) {
    if (slot.deferral.allowed) slot.deferral.max_workdays = 11;  // promised: 10 working days
  }
  BOOST_TEST(says(errors_of(item), "material.deferral"));
}

BOOST_AUTO_TEST_CASE(a_certificate_needs_a_legal_basis) {
  Item item = copy_of("QX-003");
  item.legal_basis.clear();
  BOOST_TEST(says(errors_of(item), "gate1"));
}

BOOST_AUTO_TEST_CASE(a_certificate_that_may_be_promised_is_not_demanded) {
  Item item = copy_of("QX-003");
  item.materials[1].commitment = {true, "以承诺替代"};  // 申请人居民身份证, required
  BOOST_TEST(says(errors_of(item), "gate3"));
  item.materials[1].necessity = Necessity::kConditional;
  item.materials[1].need_condition = "读卡核验不到的";
  BOOST_TEST(!says(errors_of(item), "gate3"));
}

BOOST_AUTO_TEST_CASE(codes_outside_the_closed_lists_are_refused) {
  Item item = copy_of("QX-001");
  item.state = "perhaps";
  item.power_source = "7";
  item.item_type = "99";
  item.service_objects = {"1", "8"};
  item.onsite_visits = -1;
  const auto errors = errors_of(item);
  for (const char* row : {"row8", "row17", "row6", "row24", "row38"}) {
    BOOST_TEST(says(errors, row), row);
  }
}

BOOST_AUTO_TEST_CASE(a_paper_that_a_licence_proves_is_not_demanded) {
  Catalogue catalogue = test::demo();
  MaterialSlot& slot = catalogue.items[2].materials[1];
  slot.name = catalogue.licence_types[0].name;
  slot.licence = {};
  const auto findings = check_item(catalogue, catalogue.items[2]);
  BOOST_TEST(!may_publish(findings));
  BOOST_TEST(std::ranges::any_of(findings, [](const auto& f) { return f.rule == "gate2"; }));
}

BOOST_AUTO_TEST_CASE(a_rule_must_speak_of_what_exists_and_compile) {
  Item item = copy_of("QX-001");
  item.prechecks[0].holds = "/data/no_such_field = 1";
  item.prechecks[1].holds = "1 +";
  item.prechecks[2].places = {"M99"};
  const auto errors = errors_of(item);
  BOOST_TEST(says(errors, "rule.field"));
  BOOST_TEST(says(errors, "rule.expression"));
  BOOST_TEST(says(errors, "rule.place"));
}

BOOST_AUTO_TEST_CASE(a_sentence_without_a_rule_stops_publication) {
  Item item = copy_of("QX-001");
  item.unmapped.push_back("prechecks.P01: 年龄");
  BOOST_TEST(says(errors_of(item), "unmapped"));
}

BOOST_AUTO_TEST_CASE(a_joint_item_that_goes_in_a_circle_is_refused) {
  JointItem joint = *test::demo().joint_item("YJS-01");
  joint.edges.push_back({"QX-033", "QX-029", "x"});
  const auto findings = check_joint_item(test::demo(), joint);
  BOOST_TEST(std::ranges::any_of(findings, [](const auto& f) { return f.rule == "joint.order"; }));
}

BOOST_AUTO_TEST_CASE(a_joint_item_cannot_promise_less_than_its_longest_way) {
  JointItem joint = *test::demo().joint_item("YJS-01");
  joint.promised.value = 6;  // 营业执照 at once, then 食品经营许可 in 7 days
  const auto findings = check_joint_item(test::demo(), joint);
  BOOST_TEST(
      std::ranges::any_of(findings, [](const auto& f) { return f.rule == "joint.promised"; }));
}

BOOST_AUTO_TEST_SUITE_END()
