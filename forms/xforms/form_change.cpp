// A filling begun under one version of a form and opened under another: what has moved, what does
// not fit any more, and what is asked anew.
#include "forms/xforms/session_state.h"

namespace jiujin::forms::xforms {

namespace {

using nlohmann::json;
using xpath::Node;

// All steps of `part` occur in `path`, in their order.
bool holds_steps(const std::string& path, const std::string& part) {
  const auto steps = steps_of(path), wanted = steps_of(part);
  std::size_t matched = 0;
  for (const std::string& step : steps) {
    if (matched < wanted.size() && step == wanted[matched]) ++matched;
  }
  return matched == wanted.size();
}

bool asks(const FormDefinition& form, const std::string& path) {
  const auto& elements = form.graph().elements_at(path);
  return std::ranges::any_of(
      elements, [](const BodyElement* element) { return element->kind == BodyKind::kQuestion; });
}

// Whether `then` asked the question at `path` of `now`: there, or before it went into a group or
// out of one (as move_answer() tells).
bool asked_before(const FormDefinition& then, const FormDefinition& now, const std::string& path) {
  if (asks(then, path)) return true;
  const std::string name = path.substr(path.rfind('/'));
  std::size_t found = 0;
  for (const auto& [former, elements] : then.graph().all_elements()) {
    const bool same = former.ends_with(name) && asks(then, former) && !asks(now, former);
    if (same && (holds_steps(former, path) || holds_steps(path, former))) ++found;
  }
  return found == 1;
}

}  // namespace

// A question that another version of the form has put into a group, or taken out of one: if exactly
// one node of that name stands below the same instance, one path holds all steps of the other, and
// the answers do not speak of it, it is the same question. A group of another name may be about
// somebody else; nothing is guessed there.
bool FormSession::State::move_answer(Node& base, const std::string& key, const std::string& text,
                                     const json& object) {
  const std::string name = key.substr(key.rfind('/') + 1);
  std::vector<std::pair<std::string, Node*>> found;
  const auto search = [&](auto&& self, Node& node, const std::string& prefix) -> void {
    for (const auto& child : node.children) {
      if (!child->is_element() || child->repeat) continue;
      const std::string below = prefix + child->qualified_name();
      if (!is_leaf(*child)) {
        self(self, *child, below + "/");
      } else if (child->qualified_name() == name) {
        found.emplace_back(below, child.get());
      }
    }
  };
  search(search, base, {});
  if (found.size() != 1 || object.contains(found[0].first)) return false;
  if (!holds_steps(found[0].first, key) && !holds_steps(key, found[0].first)) return false;
  set_value(*found[0].second, text, ValueSource::kPerson);
  const std::string place = path_of(base) + "/";
  m_report.moved.emplace_back(place + key, place + found[0].first);
  return true;
}

// Answers of an earlier sitting that this version of the form would not take now.
void FormSession::State::report_misfits() {
  for (const auto& [path, elements] : m_definition->graph().all_elements()) {
    for (const BodyElement* element : elements) {
      if (!chooses(element->control)) continue;
      for (const Node* each : nodes_at(steps_of(path), nullptr)) {
        const auto chosen = chosen_values(*element, string_value(*each));
        if (chosen.empty() || !is_relevant(*each)) continue;
        const auto offered = offered_values(*element, *each);
        const bool all = std::ranges::all_of(
            chosen, [&](const std::string& value) { return offered.contains(value); });
        if (!all) m_report.not_offered.push_back(path_of(*each));
      }
    }
  }
  for (const Bind& bind : m_definition->binds) {
    for (const Node* each : nodes_at(steps_of(bind.path), nullptr)) {
      if (!state_of(*each).type_ok) m_report.misfits.push_back(path_of(*each));
    }
  }
}

// What a person who goes on with older answers has to answer yet, because nobody asked it before.
void FormSession::State::report_added(const FormDefinition* begun_under) {
  const FormDefinition& now = *m_definition;
  if (begun_under != nullptr && m_report.version.empty()) m_report.version = begun_under->version;
  const bool tells = !m_brought.empty() && m_report.version != now.version;
  if (begun_under == nullptr && !tells) return;
  std::vector<NodeId> questions;
  collect_questions(children_of(now.body, m_tree.document()), questions);
  for (const NodeId id : questions) {
    const ItemRef ref = m_items[static_cast<std::uint32_t>(id) - 1];
    const Node& node = *this->node(ref.node);
    const Bind* bind = now.bind(ref.element->path);
    const bool told = is_readonly(node) || (bind != nullptr && bind->calculate);
    if (told || !string_value(node).empty()) continue;
    const std::string path = path_of(node);
    const bool known = begun_under != nullptr ? asked_before(*begun_under, now, ref.element->path)
                                              : m_brought.contains(path);
    const bool moved = std::ranges::any_of(
        m_report.moved, [&](const auto& from_to) { return from_to.second == path; });
    if (!known && !moved) m_report.added.push_back(path);
  }
}

}  // namespace jiujin::forms::xforms
