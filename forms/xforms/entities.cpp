// Entities: what a filling says about people, places and things that outlive it (ODK Entities:
// <entity dataset="..." id="..." create="1"> in a meta element, entities:saveto on binds).
#include "forms/xforms/session_state.h"

namespace jiujin::forms::xforms {

namespace {

using xpath::Node;

std::string attribute_text(const Node& node, std::string_view name) {
  const Node* found = node.attribute(name);
  return found == nullptr || !found->relevant ? std::string() : found->text;
}

bool says_yes(const std::string& value) {
  return value == "1" || value == "true";
}

// The instance of a repeat, or the root, that an entity speaks of.
const Node& owner_of(const Node& entity) {
  const Node* at = entity.parent;
  while (at->parent->parent != nullptr && !at->repeat) at = at->parent;
  return *at;
}

}  // namespace

std::vector<Entity> FormSession::State::entities() const {
  std::vector<Entity> result;
  const auto visit = [&](auto&& self, const Node& node) -> void {
    for (const auto& child : node.children) {
      if (!child->is_element() || !child->relevant) continue;
      if (child->name != "entity" || node.name != "meta") {
        self(self, *child);
        continue;
      }
      Entity entity;
      entity.dataset = attribute_text(*child, "dataset");
      entity.id = attribute_text(*child, "id");
      entity.create = says_yes(attribute_text(*child, "create"));
      entity.update = says_yes(attribute_text(*child, "update"));
      entity.base_version = attribute_text(*child, "baseVersion");
      if (const Node* label = child->child("label")) entity.label = string_value(*label);
      if (!entity.create && !entity.update) continue;
      const Node& owner = owner_of(*child);
      for (const Bind& bind : m_definition->binds) {
        const auto name = bind.attributes.find("entities:saveto");
        if (name == bind.attributes.end()) continue;
        for (const Node* each : const_cast<State*>(this)->nodes_at(steps_of(bind.path), &owner)) {
          if (is_relevant(*each)) entity.properties[name->second] = string_value(*each);
        }
      }
      result.push_back(std::move(entity));
    }
  };
  visit(visit, m_tree.document());
  return result;
}

}  // namespace jiujin::forms::xforms
