// Instances of repeats, and finding nodes by their paths.
#include <charconv>
#include <cmath>

#include "forms/xforms/session_state.h"

namespace jiujin::forms::xforms {

namespace {

using xpath::Node;

// jr:count beyond this is a slip of a calculation, not a household.
constexpr double kMaxInstances = 10'000;
constexpr std::size_t kMaxNodes = 300'000;  // counts within counts multiply; about 100 MB

bool named(const Node& node, std::string_view qualified) {
  if (!node.is_element()) return false;
  if (node.prefix.empty()) return node.name == qualified;
  return node.qualified_name() == qualified;
}

std::size_t depth_of(const Node& node) {
  std::size_t depth = 0;
  for (const Node* at = node.parent; at != nullptr; at = at->parent) ++depth;
  return depth;
}

}  // namespace

bool is_leaf(const Node& node) {
  return std::ranges::none_of(node.children, [](const auto& child) { return child->is_element(); });
}

// All nodes of a schema path that lie on the scope's own line of ancestors, at it or below it.
std::vector<Node*> FormSession::State::nodes_at(const std::vector<std::string>& steps,
                                                const Node* scope) {
  std::vector<const Node*> line;  // scope's ancestors from the document element down
  for (const Node* at = scope; at != nullptr && at->parent != nullptr; at = at->parent) {
    line.insert(line.begin(), at);
  }
  std::vector<Node*> nodes = {&m_tree.document()};
  bool following = true;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (following && i < line.size() && named(*line[i], steps[i])) {
      nodes = {const_cast<Node*>(line[i])};
      continue;
    }
    following = false;
    std::vector<Node*> next;
    const bool attribute = steps[i].starts_with('@');
    for (Node* node : nodes) {
      for (const auto& child : attribute ? node->attributes : node->children) {
        const bool fits =
            attribute ? child->qualified_name() == steps[i].substr(1) : named(*child, steps[i]);
        if (fits) next.push_back(child.get());
      }
    }
    nodes = std::move(next);
  }
  return nodes;
}

Node* FormSession::State::first_at(const std::string& path, const Node* scope) {
  const auto nodes = nodes_at(steps_of(path), scope);
  return nodes.empty() ? nullptr : nodes.front();
}

Node* FormSession::State::node_by_path(std::string_view path) const {
  Node* at = const_cast<Node*>(&m_tree.document());
  for (const std::string& step : steps_of(path)) {
    std::string_view name = step;
    std::uint32_t wanted = 1;
    if (const auto bracket = name.find('['); bracket != std::string_view::npos) {
      std::from_chars(name.data() + bracket + 1, name.data() + name.size(), wanted);
      name = name.substr(0, bracket);
    }
    Node* next = nullptr;
    for (const auto& child : at->children) {
      if (named(*child, name) && child->ordinal == wanted) next = child.get();
    }
    if (next == nullptr && name.starts_with('@')) {
      next = const_cast<Node*>(at->attribute(name.substr(1)));
    }
    if (next == nullptr) return nullptr;
    at = next;
  }
  return at->parent == nullptr ? nullptr : at;
}

std::vector<Node*> FormSession::State::instances(const std::string& repeat, Node& parent) const {
  const std::string name = repeat.substr(repeat.rfind('/') + 1);
  std::vector<Node*> result;
  for (const auto& child : parent.children) {
    if (named(*child, name)) result.push_back(child.get());
  }
  return result;
}

// Where the form's own instance has the parent of a repeat; nullptr if that is itself repeated.
const Node* FormSession::State::blank_parent_of(const std::string& repeat) const {
  const auto steps = steps_of(repeat);
  const Node* at = m_definition->primary().root();
  for (std::size_t i = 1; at != nullptr && i + 1 < steps.size(); ++i) {
    const Node* next = nullptr;
    for (const auto& child : at->children) {
      if (named(*child, steps[i])) next = child.get();
    }
    at = next;
  }
  return at;
}

Node& FormSession::State::add_instance(const std::string& repeat, Node& parent,
                                       const Node* pattern) {
  if (pattern == nullptr) pattern = m_definition->repeat_template(repeat);
  Assert(pattern != nullptr);
  const std::string name = repeat.substr(repeat.rfind('/') + 1);
  std::size_t place = parent.children.size();  // behind the last one
  while (place > 0 && !named(*parent.children[place - 1], name)) --place;
  const Node* model = place == 0 ? blank_parent_of(repeat) : nullptr;
  if (place == 0) place = parent.children.size();
  if (model != nullptr) {
    // After what stands before it in the form's own instance.
    std::size_t before = 0;
    while (before < model->children.size() && !named(*model->children[before], name)) ++before;
    if (before < model->children.size()) place = std::min<std::size_t>(before, place);
  }
  Node& added = m_tree.insert_copy(parent, place, *pattern);
  index_nodes(added);
  m_structure_changed = true;
  wake_rules_within(added);
  wake_within(repeat, &parent);
  return added;
}

void FormSession::State::remove_instance(Node& instance) {
  const std::string repeat = schema_path(instance);
  Node* parent = instance.parent;
  for (auto& [rank, scopes] : m_awake) {  // nothing may wait for a node that is gone
    std::erase_if(scopes, [&](const Node* scope) {
      for (const Node* at = scope; at != nullptr; at = at->parent) {
        if (at == &instance) return true;
      }
      return false;
    });
  }
  // Those behind it move up: what reads their positions is computed anew, the others stay.
  const FormGraph& graph = m_definition->graph();
  for (const std::size_t rule : graph.rules_within(repeat)) {
    if (!graph.rules()[rule].positional) continue;
    for (const Node* each : instances(repeat, *parent)) {
      if (each->index > instance.index) m_awake[graph.rules()[rule].rank].insert(each);
    }
  }
  forget_nodes(instance);
  m_tree.remove(instance);
  m_structure_changed = true;
  wake_within(repeat, parent);
}

// A count that is no number says nothing: what stands stays, and a fresh form begins with none.
// Instances that the form itself holds come before copies of the template.
void FormSession::State::fit_count(const std::string& repeat, Node& parent,
                                   const std::string& count) {
  if (m_definition->repeat_template(repeat) == nullptr) return;
  double number = xpath::to_plain_number(xpath::Value(count));
  if (std::isnan(number)) {
    if (!m_fresh) return;
    number = 0;
  }
  const double bounded = std::min(std::floor(std::max(number, 0.0)), kMaxInstances);
  const auto wanted = static_cast<std::size_t>(bounded);
  auto present = instances(repeat, parent);
  while (present.size() > wanted) {
    remove_instance(*present.back());
    present.pop_back();
  }
  std::vector<const Node*> own;
  if (const Node* model = present.size() < wanted ? blank_parent_of(repeat) : nullptr) {
    const std::string name = repeat.substr(repeat.rfind('/') + 1);
    for (const auto& child : model->children) {
      if (named(*child, name)) own.push_back(child.get());
    }
  }
  for (std::size_t have = present.size(); have < wanted && m_nodes.size() < kMaxNodes; ++have) {
    Node& added = add_instance(repeat, parent, have < own.size() ? own[have] : nullptr);
    run_actions("odk-new-repeat", &added, repeat);
  }
}

Node* FormSession::State::node(std::uint32_t id) const {
  const auto found = m_nodes.find(id);
  return found == m_nodes.end() ? nullptr : found->second;
}

NodeState& FormSession::State::state_of(const Node& node) {
  return m_states[node.id];
}

void FormSession::State::index_nodes(Node& node) {
  m_nodes[node.id] = &node;
  for (const auto& attribute : node.attributes) m_nodes[attribute->id] = attribute.get();
  for (const auto& child : node.children) {
    if (child->is_element()) index_nodes(*child);
  }
}

void FormSession::State::forget_nodes(Node& node) {
  m_nodes.erase(node.id);
  m_states.erase(node.id);
  m_changed.erase(node.id);
  for (const auto& attribute : node.attributes) m_nodes.erase(attribute->id);
  for (const auto& child : node.children) forget_nodes(*child);
}

bool FormSession::State::is_relevant(const Node& node) const {
  for (const Node* at = &node; at != nullptr; at = at->parent) {
    if (!at->relevant) return false;
  }
  return true;
}

bool FormSession::State::is_readonly(const Node& node) {
  for (const Node* at = &node; at->parent != nullptr; at = at->parent) {
    if (state_of(*at).readonly) return true;
  }
  return false;
}

// Wakes what reads nodes of `path` or below in the scope of a place whose instances came or went.
void FormSession::State::wake_within(const std::string& path, const Node* scope) {
  const FormGraph& graph = m_definition->graph();
  std::vector<Reader> readers;
  graph.readers_within(path, readers);
  const std::size_t depth = scope == nullptr ? 0 : depth_of(*scope);
  for (const Reader& reader : readers) {
    if (reader.bound_depth > depth)
      continue;  // reads only inside instances that stayed as they are
    const Node* at = scope;
    for (std::size_t d = depth; at != nullptr && d > reader.bound_depth; --d) at = at->parent;
    if (reader.bound_depth == 0) at = nullptr;
    m_awake[graph.rules()[reader.rule].rank].insert(at);
  }
}

}  // namespace jiujin::forms::xforms
