// Recalculation: rules that are awake run in rank order, each only where something changed.
#include "forms/xforms/session_state.h"
#include "forms/xpath/characters.h"

namespace jiujin::forms::xforms {

namespace {

using xpath::Node;
using xpath::Value;

// A form whose counts chase their own contents may never settle. One that does settle runs each of
// its rules at each node once or a few times; stop far behind that.
constexpr std::size_t kMaxRuns = 2'000'000;
constexpr std::size_t kMaxRunsOfSmall = 20'000;
constexpr std::size_t kMaxRunsPerNode = 100;

}  // namespace

Value FormSession::State::evaluate(const xpath::Expression& expression, const Node& node) const {
  auto value = expression.evaluate({&node, &m_environment, this, &m_budget});
  // An expression that fails at run time (a missing instance, a pattern it cannot read) counts as
  // empty: one bad rule must not stop a clerk from filling in the rest.
  return value ? std::move(*value) : Value();
}

// Something that others may read has changed at one node.
void FormSession::State::wake_readers(const Node& changed) {
  std::vector<Reader> readers;
  const FormGraph& graph = m_definition->graph();
  graph.readers_of(schema_path(changed), readers);
  if (readers.empty()) return;
  std::vector<const Node*> line;
  for (const Node* at = &changed; at->parent != nullptr; at = at->parent) line.push_back(at);
  for (const Reader& reader : readers) {
    const Node* scope = nullptr;
    if (reader.bound_depth > 0 && reader.bound_depth <= line.size()) {
      scope = line[line.size() - reader.bound_depth];
    }
    if (graph.rules()[reader.rule].sweeps) scope = nullptr;
    m_awake[graph.rules()[reader.rule].rank].insert(scope);
  }
}

// Everything about a node and what is below it: it has appeared, or come back.
void FormSession::State::wake_rules_within(Node& node) {
  const FormGraph& graph = m_definition->graph();
  for (const std::size_t rule : graph.rules_within(schema_path(node))) {
    m_awake[graph.rules()[rule].rank].insert(&node);
  }
}

void FormSession::State::wake_all() {
  for (std::size_t rank = 0; rank < m_definition->graph().rules().size(); ++rank) {
    m_awake[rank].insert(nullptr);
  }
}

void FormSession::State::set_value(Node& node, std::string_view value, ValueSource source) {
  if (!is_leaf(node)) return;  // what it holds are other answers
  const Bind* bind = m_definition->bind(schema_path(node));
  const DataType type = bind == nullptr ? DataType::kString : bind->type;
  const std::string stored = xpath::sound_utf8(stored_form(type, source, value));
  if (string_value(node) == stored) return;
  m_tree.set_text(node, stored);
  m_changed.insert(node.id);
  state_of(node).type_ok = type_fits(node, bind);
  wake_readers(node);
}

// The choices that a stored answer names; only where several may be chosen does a space part them.
std::vector<std::string> FormSession::State::chosen_values(const BodyElement& element,
                                                           const std::string& answer) {
  if (element.control != ControlKind::kSelectOne) return xpath::words(answer);
  return answer.empty() ? std::vector<std::string>() : std::vector<std::string>{answer};
}

// After a filter has changed: what is no longer offered is no longer the answer. It is kept aside
// and comes back when it is offered again: a clerk who corrects a slip loses nothing.
void FormSession::State::drop_stale_choices(const BodyElement& element, Node& node) {
  m_changed.insert(node.id);
  if (m_opening) return;
  const auto held = m_withheld.find(node.id);
  const std::string wanted = held == m_withheld.end() ? string_value(node) : held->second;
  const auto chosen = chosen_values(element, wanted);
  if (chosen.empty()) return;
  const std::set<std::string> offered = offered_values(element, node);
  std::string kept;
  std::size_t count = 0;
  for (const std::string& value : chosen) {
    if (!offered.contains(value)) continue;
    kept += (kept.empty() ? "" : " ") + value;
    ++count;
  }
  if (count == chosen.size()) {
    m_withheld.erase(node.id);
  } else {
    m_withheld[node.id] = wanted;
  }
  set_value(node, kept);
}

// The count of instances, asked where the next one would stand.
std::string FormSession::State::count_value(const Rule& rule, const Node& parent) const {
  Node place;
  place.name = rule.path.substr(rule.path.rfind('/') + 1);
  place.parent = const_cast<Node*>(&parent);
  return to_string(evaluate(*rule.expression, place));
}

// One rule at one node.
void FormSession::State::run(const Rule& rule, Node& node) {
  const auto note = [&](bool& now, bool value) {
    if (now == value) return;
    now = value;
    m_changed.insert(node.id);
  };
  switch (rule.kind) {
    case RuleKind::kRelevant: {
      const bool relevant = to_boolean(evaluate(*rule.expression, node));
      if (node.relevant == relevant) return;
      node.relevant = relevant;
      m_changed.insert(node.id);
      m_structure_changed = true;
      // Readers of anything below see it come or go; its own rules slept while it was away.
      wake_within(rule.path, &node);
      wake_readers(node);
      if (relevant) wake_rules_within(node);
      return;
    }
    case RuleKind::kCalculate: {
      if (!is_relevant(node)) return;
      // A sum over what is not answered yet is not a number; it is stored as no answer.
      const std::string value = to_string(evaluate(*rule.expression, node));
      m_withheld.erase(node.id);
      return set_value(node, value == "NaN" ? std::string() : value);
    }
    case RuleKind::kCount:
      return fit_count(rule.path, node, count_value(rule, node));
    case RuleKind::kChoices:
      return drop_stale_choices(*rule.element, node);
    case RuleKind::kRequired:
      return note(state_of(node).required, to_boolean(evaluate(*rule.expression, node)));
    case RuleKind::kReadonly:
      return note(state_of(node).readonly, to_boolean(evaluate(*rule.expression, node)));
    case RuleKind::kConstraint: {
      const bool holds = string_value(node).empty() || to_boolean(evaluate(*rule.expression, node));
      return note(state_of(node).constraint_ok, holds);
    }
    case RuleKind::kText:
      m_changed.insert(node.id);
      return;
  }
}

// The only node of a rule outside repeats; such nodes never come or go.
Node* FormSession::State::lone_target(std::size_t rule) {
  const FormGraph& graph = m_definition->graph();
  if (m_lone_targets.empty()) m_lone_targets.resize(graph.rules().size());
  std::uint32_t& known = m_lone_targets[rule];
  if (known == 0) {
    const auto nodes = nodes_at(graph.rules()[rule].steps, nullptr);
    if (nodes.empty()) return nullptr;
    known = nodes.front()->id;
  }
  return node(known);
}

void FormSession::State::settle() {
  const FormGraph& graph = m_definition->graph();
  std::size_t runs = 0;
  m_budget = kMaxSettlingSteps;
  const auto enough = [&] {  // asked anew: counts make nodes
    const std::size_t size = m_nodes.size() + graph.rules().size();
    return runs >= std::min(kMaxRuns, kMaxRunsOfSmall + kMaxRunsPerNode * size);
  };
  while (!m_awake.empty() && !enough()) {
    const auto first = m_awake.begin();
    const std::size_t index = graph.by_rank()[first->first];
    const Rule& rule = graph.rules()[index];
    std::set<const Node*> scopes = std::move(first->second);
    m_awake.erase(first);
    if (rule.lone) {
      ++runs;
      if (Node* target = lone_target(index)) run(rule, *target);
      continue;
    }
    if (rule.sweeps || scopes.contains(nullptr)) scopes = {nullptr};
    std::vector<std::uint32_t> places;  // by id: a run may remove nodes; 0 is everywhere
    for (const Node* scope : scopes) places.push_back(scope == nullptr ? 0 : scope->id);
    for (const std::uint32_t place : places) {
      const Node* scope = place == 0 ? nullptr : node(place);
      if (place != 0 && scope == nullptr) continue;
      std::vector<std::uint32_t> targets;
      for (const Node* each : nodes_at(rule.steps, scope)) targets.push_back(each->id);
      for (const std::uint32_t id : targets) {
        ++runs;
        if (Node* target = id == 0 ? &m_tree.document() : node(id)) run(rule, *target);
      }
    }
  }
  m_awake.clear();
  m_budget = kMaxSettlingSteps;  // for what views ask until the next answer
}

Changes FormSession::State::take_changes() {
  Changes changes;
  changes.structure = m_structure_changed;
  std::vector<const Node*> nodes;
  for (const std::uint32_t id : m_changed) {
    if (const Node* changed = node(id)) nodes.push_back(changed);
  }
  std::ranges::sort(nodes, [](auto* a, auto* b) { return xpath::document_order(*a, *b); });
  for (const Node* changed : nodes) {
    for (const BodyElement* element : m_definition->graph().elements_at(schema_path(*changed))) {
      const ItemKind kind = element->kind == BodyKind::kQuestion ? ItemKind::kQuestion
                            : element->kind == BodyKind::kGroup  ? ItemKind::kGroup
                                                                 : ItemKind::kRepeatInstance;
      changes.items.push_back(id_of(*element, *changed, kind));
    }
  }
  m_changed.clear();
  m_structure_changed = false;
  return changes;
}

}  // namespace jiujin::forms::xforms
