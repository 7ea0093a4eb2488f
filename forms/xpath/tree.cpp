#include "forms/xpath/tree.h"

#include <algorithm>

#include "localization/error.h"

namespace jiujin::forms::xpath {

namespace {

void collect_text(const Node& node, std::string& into) {
  for (const auto& child : node.children) {
    if (child->kind == NodeKind::kText) into += child->text;
    if (child->kind == NodeKind::kElement) collect_text(*child, into);
  }
}

std::string written_path(const Node& node, bool with_positions) {
  std::string path;
  for (const Node* at = &node; at->parent != nullptr; at = at->parent) {
    std::string step = at->kind == NodeKind::kAttribute ? "/@" : "/";
    step += at->qualified_name();
    if (with_positions && at->repeat) step += "[" + std::to_string(at->ordinal) + "]";
    path.insert(0, step);
  }
  return path;
}

// Nodes from the document down to `node`.
std::vector<const Node*> chain(const Node& node) {
  std::vector<const Node*> result;
  for (const Node* at = &node; at != nullptr; at = at->parent) result.push_back(at);
  std::ranges::reverse(result);
  return result;
}

std::size_t rank_below_parent(const Node& node) {
  if (node.kind != NodeKind::kAttribute && node.kind != NodeKind::kNamespace) {
    return node.parent->attributes.size() + node.index;
  }
  return node.index;  // attributes come before children
}

}  // namespace

const Node* Node::attribute(std::string_view local_name) const {
  for (const auto& each : attributes) {
    if (each->kind == NodeKind::kAttribute && each->name == local_name) return each.get();
  }
  return nullptr;
}

const Node* Node::child(std::string_view local_name) const {
  for (const auto& each : children) {
    if (each->is_element() && each->name == local_name) return each.get();
  }
  return nullptr;
}

Node* Node::child(std::string_view local_name) {
  return const_cast<Node*>(static_cast<const Node*>(this)->child(local_name));
}

std::string string_value(const Node& node) {
  if (node.kind != NodeKind::kElement && node.kind != NodeKind::kDocument) return node.text;
  if (node.children.size() == 1 && node.children[0]->kind == NodeKind::kText) {
    return node.children[0]->text;
  }
  std::string text;
  collect_text(node, text);
  return text;
}

std::string path_of(const Node& node) {
  return written_path(node, true);
}
std::string schema_path_of(const Node& node) {
  return written_path(node, false);
}

Tree::Tree() : m_document(std::make_unique<Node>()) {
  m_document->kind = NodeKind::kDocument;
}

const Node* Tree::root() const {
  for (const auto& child : m_document->children) {
    if (child->is_element()) return child.get();
  }
  return nullptr;
}

Node* Tree::root() {
  return const_cast<Node*>(static_cast<const Tree*>(this)->root());
}

Node& Tree::append(Node& parent, NodeKind kind, std::string name, std::string text) {
  auto node = std::make_unique<Node>();
  node->kind = kind;
  node->id = m_next_id++;
  node->parent = &parent;
  node->text = std::move(text);
  const auto colon = name.find(':');
  if (colon == std::string::npos) {
    node->name = std::move(name);
  } else {
    node->prefix = name.substr(0, colon);
    node->name = name.substr(colon + 1);
  }
  node->index = static_cast<std::uint32_t>(parent.children.size());
  for (auto each = parent.children.rbegin(); each != parent.children.rend(); ++each) {
    if ((*each)->kind == kind && (*each)->name == node->name && (*each)->prefix == node->prefix) {
      node->ordinal = (*each)->ordinal + 1;
      break;
    }
  }
  parent.children.push_back(std::move(node));
  return *parent.children.back();
}

Node& Tree::add_attribute(Node& element, std::string name, std::string text) {
  auto node = std::make_unique<Node>();
  node->kind = NodeKind::kAttribute;
  node->id = m_next_id++;
  node->parent = &element;
  node->text = std::move(text);
  node->index = static_cast<std::uint32_t>(element.attributes.size());
  const auto colon = name.find(':');
  if (colon != std::string::npos) node->prefix = name.substr(0, colon);
  node->name = colon == std::string::npos ? std::move(name) : name.substr(colon + 1);
  element.attributes.push_back(std::move(node));
  return *element.attributes.back();
}

std::unique_ptr<Node> Tree::clone(const Node& source, Node* parent) {
  auto node = std::make_unique<Node>();
  node->kind = source.kind;
  node->repeat = source.repeat;
  node->relevant = source.relevant;
  node->id = m_next_id++;
  node->index = source.index;
  node->ordinal = source.ordinal;
  node->parent = parent;
  node->prefix = source.prefix;
  node->name = source.name;
  node->namespace_uri = source.namespace_uri;
  node->text = source.text;
  node->children.reserve(source.children.size());
  for (const auto& child : source.children) node->children.push_back(clone(*child, node.get()));
  for (const auto& each : source.attributes) node->attributes.push_back(clone(*each, node.get()));
  return node;
}

Node& Tree::insert_copy(Node& parent, std::size_t index, const Node& source) {
  Assert(index <= parent.children.size());
  const auto place = parent.children.begin() + static_cast<std::ptrdiff_t>(index);
  Node& node = **parent.children.insert(place, clone(source, &parent));
  renumber_siblings(parent, index);
  return node;
}

void Tree::remove(Node& node) {
  Node& parent = *node.parent;
  const std::size_t index = node.index;
  Assert(parent.children[index].get() == &node);
  parent.children.erase(parent.children.begin() + static_cast<std::ptrdiff_t>(index));
  renumber_siblings(parent, index);
}

void Tree::set_text(Node& element, std::string_view text) {
  if (element.kind != NodeKind::kElement) {
    element.text = text;
    return;
  }
  if (text.empty()) {
    element.children.clear();
  } else if (element.children.size() == 1 && element.children[0]->kind == NodeKind::kText) {
    element.children[0]->text = text;
  } else {
    element.children.clear();
    append(element, NodeKind::kText, {}, std::string(text));
  }
}

Tree Tree::copy() const {
  Tree result;
  result.m_document = result.clone(*m_document, nullptr);
  return result;
}

void Tree::renumber_siblings(Node& parent, std::size_t from) {
  for (std::size_t i = from; i < parent.children.size(); ++i) {
    Node& node = *parent.children[i];
    node.index = static_cast<std::uint32_t>(i);
    node.ordinal = 1;
    for (std::size_t j = i; j-- > 0;) {
      const Node& earlier = *parent.children[j];
      if (earlier.kind == node.kind && earlier.name == node.name && earlier.prefix == node.prefix) {
        node.ordinal = earlier.ordinal + 1;
        break;
      }
    }
  }
}

bool document_order(const Node& a, const Node& b) {
  if (&a == &b) return false;
  if (a.parent == b.parent && a.parent != nullptr) {
    const bool a_attribute = a.kind == NodeKind::kAttribute || a.kind == NodeKind::kNamespace;
    const bool b_attribute = b.kind == NodeKind::kAttribute || b.kind == NodeKind::kNamespace;
    return a_attribute == b_attribute ? a.index < b.index : a_attribute;
  }
  const auto chain_a = chain(a);
  const auto chain_b = chain(b);
  std::size_t i = 0;
  while (i < chain_a.size() && i < chain_b.size() && chain_a[i] == chain_b[i]) ++i;
  if (i == chain_a.size()) return true;  // an ancestor comes first
  if (i == chain_b.size()) return false;
  if (i == 0) return chain_a[0] < chain_b[0];  // two documents: any order, but a stable one
  return rank_below_parent(*chain_a[i]) < rank_below_parent(*chain_b[i]);
}

}  // namespace jiujin::forms::xpath
