#include "forms/catalogue/check.h"

#include <algorithm>
#include <map>
#include <set>

#include "forms/catalogue/check_sink.h"
#include "forms/catalogue/joint_path.h"
#include "forms/xpath/domain_functions.h"
#include "forms/xpath/expression.h"
#include "localization/text.h"

namespace jiujin::forms::catalogue {

namespace {

void check_test(const std::string& test, const std::string& place, CheckSink& sink) {
  const auto compiled = xpath::Expression::compile(test, xpath::domain_library(), place);
  if (!compiled) {
    sink.error("joint.expression", place, compiled.error().cause);
  } else if (!compiled->doubt().empty()) {
    sink.error("joint.expression", place, compiled->doubt() + ": " + test.substr(0, 200));
  }
}

void check_references(const Catalogue& catalogue, const JointItem& joint, CheckSink& sink) {
  std::set<std::string> parts;
  for (const JointPart& part : joint.parts) {
    parts.insert(part.item);
    sink.expect(catalogue.item(part.item) != nullptr, "joint.part", "parts." + part.item,
                _t("There is no such item"));
    check_test(part.include_test, "parts." + part.item + ".include_test", sink);
  }
  const auto expect_part = [&](const std::string& code, const std::string& place) {
    sink.expect(parts.contains(code), "joint.part", place,
                format(_t("\"{0}\" is no part of it"), code));
  };
  for (const JointEdge& edge : joint.edges) {
    expect_part(edge.before, "edges");
    expect_part(edge.after, "edges");
  }
  for (const auto& group : joint.exclusive_groups) {
    for (const std::string& code : group) expect_part(code, "exclusive_groups");
  }
  for (const SharedField& shared : joint.shared_fields) {
    for (const auto& [code, field] : shared.maps) {
      expect_part(code, "shared_fields." + shared.name);
      const Item* item = catalogue.item(code);
      sink.expect(item != nullptr && item->field(field) != nullptr, "joint.shared",
                  "shared_fields." + shared.name,
                  format(_t("The form has no field \"{0}\""), code + "." + field));
    }
  }
  for (const GuideQuestion& question : joint.questions) {
    for (const GuideEffect& effect : question.effects) {
      check_test(effect.when, "questions." + question.id, sink);
      if (!effect.include.empty()) expect_part(effect.include, "questions." + question.id);
    }
  }
}

}  // namespace

std::vector<CheckFinding> check_item(const Catalogue& catalogue, const Item& item) {
  std::vector<CheckFinding> findings;
  CheckSink sink(item.code, findings);
  check_elements(catalogue, item, sink);
  check_materials(catalogue, item, sink);
  check_rules(item, sink);
  check_form(catalogue, item, sink);
  return findings;
}

std::vector<CheckFinding> check_joint_item(const Catalogue& catalogue, const JointItem& joint) {
  std::vector<CheckFinding> findings;
  CheckSink sink(joint.code, findings);
  check_references(catalogue, joint, sink);
  std::vector<std::string> applied;  // stopping a payment runs by itself and delays nothing
  for (const JointPart& part : joint.parts) {
    if (part.action == "apply") applied.push_back(part.item);
  }
  const auto path = longest_path(catalogue, joint, applied);
  if (!path) {
    sink.error("joint.order", "edges", path.error().cause);
  } else {
    sink.expect(path->first <= joint.promised.value.value_or(0), "joint.promised", "promised",
                format(_t("The longest way through takes {0} days"), std::to_string(path->first)));
  }
  return findings;
}

std::vector<CheckFinding> check_catalogue(const Catalogue& catalogue) {
  std::vector<CheckFinding> findings;
  for (const Item& item : catalogue.items) {
    std::ranges::move(check_item(catalogue, item), std::back_inserter(findings));
  }
  for (const JointItem& joint : catalogue.joint_items) {
    std::ranges::move(check_joint_item(catalogue, joint), std::back_inserter(findings));
  }
  return findings;
}

bool may_publish(const std::vector<CheckFinding>& findings) {
  return std::ranges::none_of(
      findings, [](const CheckFinding& finding) { return finding.severity == Severity::kError; });
}

}  // namespace jiujin::forms::catalogue
