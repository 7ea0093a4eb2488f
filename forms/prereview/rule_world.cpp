#include "forms/prereview/rule_world.h"

#include <nlohmann/json.hpp>

#include "forms/xpath/domain_functions.h"

namespace jiujin::forms::prereview {

using nlohmann::json;
using xpath::Node;
using xpath::NodeKind;
using xpath::Tree;

namespace {

void add_leaf(Tree& tree, Node& parent, const std::string& name, const json& from) {
  Node& node = tree.append(parent, NodeKind::kElement, name);
  const auto found = from.find(name);
  if (found != from.end() && found->is_string()) tree.set_text(node, found->get<std::string>());
}

void add_rows(Tree& tree, Node& parent, const catalogue::FormField& table, const json& answers) {
  const auto found = answers.find(table.id);
  if (found == answers.end() || !found->is_array()) return;
  for (const json& row : *found) {
    Node& node = tree.append(parent, NodeKind::kElement, table.id);
    for (const catalogue::FormField& column : table.columns) {
      add_leaf(tree, node, column.id, row);
    }
  }
}

Tree answer_tree(const catalogue::Item& item, const json& answers) {
  Tree tree;
  Node& data = tree.append(tree.document(), NodeKind::kElement, "data");
  for (const catalogue::FormField& field : item.fields) {
    if (field.type == catalogue::FieldType::kTable) {
      add_rows(tree, data, field, answers);
    } else {
      add_leaf(tree, data, field.id, answers);
    }
  }
  return tree;
}

// Noon in China: the day is the same one whichever way an expression asks for it.
xpath::Environment environment_of(localization::Date today,
                                  const localization::HolidayCalendar& calendar) {
  xpath::Environment environment;
  environment.now = today + std::chrono::hours(4);
  environment.add_working_days = [&calendar](localization::Date from, int days) {
    std::optional<localization::Date> result;
    if (days >= 0) result = localization::add_working_days(calendar, from, days).day;
    return result;
  };
  return environment;
}

}  // namespace

RuleWorld::RuleWorld(const catalogue::Item& item,
                     const std::vector<catalogue::Parameter>& parameters,
                     const xforms::FormSession& session, const Facts& facts,
                     localization::Date today, const localization::HolidayCalendar& calendar)
    : m_answers(answer_tree(item, session.answers())),
      m_facts(fact_instances(facts, item, parameters)),
      m_environment(environment_of(today, calendar)) {}

const Node* RuleWorld::instance(std::string_view id) const {
  const auto found = m_facts.find(std::string(id));
  return found == m_facts.end() ? nullptr : &found->second.document();
}

std::string RuleWorld::choice_name(std::string_view value, std::string_view,
                                   const xpath::Node*) const {
  return std::string(value);
}

Result<bool> RuleWorld::holds(const std::string& expression, const std::string& place) const {
  const auto compiled = xpath::Expression::compile(expression, xpath::domain_library(), place);
  if (!compiled) return compiled.error();
  const xpath::Scope scope{&m_answers.document(), &m_environment, this};
  const auto value = compiled->evaluate(scope);
  if (!value) return value.error();
  return xpath::to_boolean(*value);
}

std::string RuleWorld::answer(std::string_view field) const {
  const Node* data = m_answers.document().child("data");
  const Node* node = data == nullptr ? nullptr : data->child(field);
  return node == nullptr ? std::string() : xpath::string_value(*node);
}

}  // namespace jiujin::forms::prereview
