#include "forms/prereview/joint_plan.h"

#include <algorithm>

#include "forms/xpath/domain_functions.h"
#include "forms/xpath/environment.h"
#include "forms/xpath/expression.h"

namespace jiujin::forms::prereview {

using catalogue::JointItem;
using catalogue::JointPart;
using xpath::Node;
using xpath::NodeKind;
using xpath::Tree;

namespace {

// /guide/<question> and the county's parameters: all that a guide's tests may read.
class GuideWorld : public xpath::Host {
 public:
  GuideWorld(const catalogue::Catalogue& catalogue, const JointItem& joint,
             const std::map<std::string, std::string>& answers) {
    Node& guide = m_guide.append(m_guide.document(), NodeKind::kElement, "guide");
    for (const catalogue::GuideQuestion& question : joint.questions) {
      Node& node = m_guide.append(guide, NodeKind::kElement, question.id);
      const auto answer = answers.find(question.id);
      if (answer != answers.end()) m_guide.set_text(node, answer->second);
    }
    Node& root = m_parameters.append(m_parameters.document(), NodeKind::kElement, "root");
    for (const catalogue::Parameter& each : catalogue.parameters) {
      Node& row = m_parameters.append(root, NodeKind::kElement, "parameter");
      for (const auto& [name, value] :
           {std::pair{"name", each.name}, {"key", each.key}, {"value", each.value}}) {
        m_parameters.set_text(m_parameters.append(row, NodeKind::kElement, name), value);
      }
    }
  }

  Result<bool> holds(const std::string& test, const std::string& place) const {
    const auto compiled = xpath::Expression::compile(test, xpath::domain_library(), place);
    if (!compiled) return compiled.error();
    const auto value = compiled->evaluate({&m_guide.document(), &m_environment, this});
    if (!value) return value.error();
    return xpath::to_boolean(*value);
  }

  const Node* primary() const override { return &m_guide.document(); }
  const Node* instance(std::string_view id) const override {
    return id == "parameters" ? &m_parameters.document() : nullptr;
  }
  std::string itext(std::string_view) const override { return {}; }
  std::string choice_name(std::string_view value, std::string_view, const Node*) const override {
    return std::string(value);
  }
  std::string form_version() const override { return {}; }

 private:
  Tree m_guide, m_parameters;
  xpath::Environment m_environment;
};

Result<void> refuse_exclusive(const JointItem& joint, const std::vector<std::string>& codes) {
  for (const auto& group : joint.exclusive_groups) {
    std::vector<std::string> both;
    for (const std::string& code : group) {
      if (std::ranges::find(codes, code) != codes.end()) both.push_back(code);
    }
    if (both.size() > 1) {
      return Error{ErrorCode::kConflict, joint.code,
                   both[0] + " and " + both[1] + " exclude each other"};
    }
  }
  return {};
}

}  // namespace

Result<JointPlan> plan_joint_item(const catalogue::Catalogue& catalogue, const JointItem& joint,
                                  const std::map<std::string, std::string>& answers) {
  const GuideWorld world(catalogue, joint, answers);
  JointPlan plan;
  std::map<std::string, const JointPart*> included;
  std::vector<std::string> codes, applied;
  for (const JointPart& part : joint.parts) {
    const auto holds = world.holds(part.include_test, joint.code + " parts." + part.item);
    if (!holds) return holds.error();
    if (!*holds) continue;
    included[part.item] = &part;
    codes.push_back(part.item);
    if (part.action == "apply") applied.push_back(part.item);
  }
  if (const auto fine = refuse_exclusive(joint, codes); !fine) return fine.error();
  for (const catalogue::GuideQuestion& question : joint.questions) {
    for (const catalogue::GuideEffect& effect : question.effects) {
      if (effect.notice.empty()) continue;
      const auto holds = world.holds(effect.when, joint.code + " questions." + question.id);
      if (!holds) return holds.error();
      if (*holds) plan.notices.push_back(effect.notice);
    }
  }
  auto stages = catalogue::stages_of(joint, codes);
  if (!stages) return stages.error();
  plan.stages = std::move(*stages);
  for (const auto& stage : plan.stages) {
    for (const std::string& code : stage) plan.parts.push_back(included[code]);
  }
  const auto path = catalogue::longest_path(catalogue, joint, applied);
  if (!path) return path.error();
  plan.longest_path_days = path->first;
  plan.longest_path = path->second;
  return plan;
}

std::map<std::string, std::string> carry_over(const JointItem& joint, std::string_view from_item,
                                              const std::map<std::string, std::string>& answers,
                                              std::string_view to_item) {
  std::map<std::string, std::string> carried;
  for (const catalogue::SharedField& shared : joint.shared_fields) {
    const auto from = std::ranges::find(shared.maps, from_item,
                                        [](const auto& m) { return std::string_view(m.first); });
    const auto to = std::ranges::find(shared.maps, to_item,
                                      [](const auto& m) { return std::string_view(m.first); });
    if (from == shared.maps.end() || to == shared.maps.end()) continue;
    const auto answer = answers.find(from->second);
    if (answer != answers.end() && !answer->second.empty()) carried[to->second] = answer->second;
  }
  return carried;
}

}  // namespace jiujin::forms::prereview
