#include "forms/xforms/form_session.h"

#include "forms/xforms/session_state.h"

namespace jiujin::forms::xforms {

namespace {

using xpath::Node;

Error missing(std::string_view what) {
  return {ErrorCode::kNotFound, std::string(what), "the form has no such item now"};
}

}  // namespace

FormSession::FormSession(std::unique_ptr<State> state) : m_state(std::move(state)) {}
FormSession::~FormSession() = default;

Result<std::unique_ptr<FormSession>> FormSession::create(
    std::shared_ptr<const FormDefinition> definition, SessionOptions options) {
  auto state = std::make_unique<State>(std::move(definition), std::move(options.environment));
  if (auto opened = state->open(options); !opened) return opened.error();
  return std::unique_ptr<FormSession>(new FormSession(std::move(state)));
}

const FormDefinition& FormSession::definition() const {
  return *m_state->m_definition;
}
xpath::Environment& FormSession::environment() {
  return m_state->m_environment;
}
std::string FormSession::language() const {
  return m_state->m_environment.language;
}
const LoadReport& FormSession::load_report() const {
  return m_state->m_report;
}

Changes FormSession::set_language(std::string_view name) {
  m_state->m_environment.language = name;
  m_state->wake_all();  // calculations may hold texts and names of choices
  m_state->settle();
  Changes changes = m_state->take_changes();
  changes.structure = true;
  return changes;
}

std::vector<NodeId> FormSession::roots() const {
  return m_state->children_of(m_state->m_definition->body, m_state->m_tree.document());
}

std::vector<NodeId> FormSession::children(NodeId id) const {
  if (id == NodeId::kNone || static_cast<std::uint32_t>(id) > m_state->m_items.size()) return {};
  return m_state->children(id);
}

Item FormSession::item(NodeId id) const {
  return m_state->item(id);
}

std::vector<NodeId> FormSession::questions() const {
  std::vector<NodeId> result;
  m_state->collect_questions(roots(), result);
  return result;
}

NodeId FormSession::find(std::string_view path) const {
  const Node* node = m_state->node_by_path(path);
  if (node == nullptr) return NodeId::kNone;
  const auto& elements = m_state->m_definition->graph().elements_at(schema_path_of(*node));
  if (elements.empty()) return NodeId::kNone;
  const BodyElement& element = *elements.front();
  const ItemKind kind = element.kind == BodyKind::kQuestion ? ItemKind::kQuestion
                        : element.kind == BodyKind::kGroup  ? ItemKind::kGroup
                                                            : ItemKind::kRepeatInstance;
  return m_state->id_of(element, *node, kind);
}

NodeId FormSession::series(std::string_view path) const {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return NodeId::kNone;
  const Node* parent = m_state->node_by_path(path.substr(0, slash));
  if (parent == nullptr) return NodeId::kNone;
  const std::string schema = schema_path_of(*parent) + std::string(path.substr(slash));
  for (const BodyElement* element : m_state->m_definition->graph().elements_at(schema)) {
    if (element->kind == BodyKind::kRepeat) {
      return m_state->id_of(*element, *parent, ItemKind::kRepeat);
    }
  }
  return NodeId::kNone;
}

std::vector<NodeReport> FormSession::nodes() const {
  std::vector<NodeReport> result;
  const auto visit = [&](auto&& self, const Node& node, bool relevant, bool readonly) -> void {
    const NodeState& state = m_state->state_of(node);
    relevant = relevant && node.relevant;
    readonly = readonly || state.readonly;
    const bool leaf = is_leaf(node);
    result.push_back({path_of(node), leaf ? string_value(node) : std::string(), leaf, relevant,
                      state.required, readonly, state.constraint_ok});
    for (const auto& each : node.attributes) self(self, *each, relevant, readonly);
    for (const auto& each : node.children) {
      if (each->is_element()) self(self, *each, relevant, readonly);
    }
  };
  if (const Node* root = m_state->m_tree.root()) visit(visit, *root, true, false);
  return result;
}

Result<Changes> FormSession::answer(NodeId id, std::string_view value) {
  if (id == NodeId::kNone || static_cast<std::uint32_t>(id) > m_state->m_items.size()) {
    return missing("item");
  }
  const auto ref = m_state->m_items[static_cast<std::uint32_t>(id) - 1];
  Node* node = m_state->node(ref.node);
  if (node == nullptr) return missing("item");
  const std::string place = path_of(*node);
  if (ref.kind != ItemKind::kQuestion || !is_leaf(*node)) {
    return Error{ErrorCode::kRefused, place, "a group holds no answer of its own"};
  }
  if (m_state->is_readonly(*node)) {
    return Error{ErrorCode::kRefused, place, "the question is read only"};
  }
  if (string_value(*node) == value) return Changes();
  m_state->m_withheld.erase(node->id);
  m_state->set_value(*node, value, ValueSource::kPerson);
  m_state->run_actions("xforms-value-changed", node, ref.element->path);
  m_state->settle();
  return m_state->take_changes();
}

Result<Changes> FormSession::answer_path(std::string_view path, std::string_view value) {
  const NodeId id = find(path);
  return id == NodeId::kNone ? Result<Changes>(missing(path)) : answer(id, value);
}

Result<Changes> FormSession::add_instance(NodeId repeat) {
  const Item item = m_state->item(repeat);
  if (item.id == NodeId::kNone) return missing("item");
  if (!item.can_add) return Error{ErrorCode::kRefused, item.path, "no instance may be added here"};
  const auto ref = m_state->m_items[static_cast<std::uint32_t>(repeat) - 1];
  Node* parent = m_state->node(ref.node);
  if (parent == nullptr) return missing(item.path);
  Node& added = m_state->add_instance(ref.element->path, *parent);
  m_state->run_actions("odk-new-repeat", &added, ref.element->path);
  m_state->settle();
  return m_state->take_changes();
}

Result<Changes> FormSession::remove_instance(NodeId instance) {
  const Item item = m_state->item(instance);
  if (item.id == NodeId::kNone || item.path.empty()) return missing("item");
  if (!item.can_remove) return Error{ErrorCode::kRefused, item.path, "it may not be removed"};
  Node* node = m_state->node(m_state->m_items[static_cast<std::uint32_t>(instance) - 1].node);
  m_state->remove_instance(*node);
  m_state->settle();
  return m_state->take_changes();
}

std::string FormSession::value_at(std::string_view path) const {
  const Node* node = m_state->node_by_path(path);
  return node == nullptr || !is_leaf(*node) ? std::string() : string_value(*node);
}

bool FormSession::relevant_at(std::string_view path) const {
  const Node* node = m_state->node_by_path(path);
  return node != nullptr && m_state->is_relevant(*node);
}

std::vector<Violation> FormSession::validate() const {
  return m_state->validate();
}
Changes FormSession::finalise() {
  return m_state->finalise();
}
std::string FormSession::instance_xml() const {
  return m_state->instance_xml();
}
std::vector<Entity> FormSession::entities() const {
  return m_state->entities();
}
nlohmann::json FormSession::answers(Irrelevant irrelevant) const {
  return m_state->answers(irrelevant);
}

}  // namespace jiujin::forms::xforms
