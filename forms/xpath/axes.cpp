#include "forms/xpath/evaluation.h"

namespace jiujin::forms::xpath {

namespace {

class Collector {
 public:
  Collector(const Step& step, NodeSet& into) : m_step(step), m_into(into) {}

  void take(const Node& node) {
    if (passes_test(m_step, node)) m_into.push_back(&node);
  }
  void descendants(const Node& node) {
    for (const auto& child : node.children) {
      take(*child);
      descendants(*child);
    }
  }
  void descendants_backwards(const Node& node) {
    for (auto child = node.children.rbegin(); child != node.children.rend(); ++child) {
      descendants_backwards(**child);
      take(**child);
    }
  }
  void ancestors(const Node& node) {
    for (const Node* at = node.parent; at != nullptr; at = at->parent) take(*at);
  }

 private:
  const Step& m_step;
  NodeSet& m_into;
};

bool beside_children(const Node& node) {
  return node.kind == NodeKind::kAttribute || node.kind == NodeKind::kNamespace;
}

void collect_following(const Node& node, Collector& collect) {
  const Node* at = &node;
  if (beside_children(node)) {  // what follows an attribute begins with its element's children
    at = node.parent;
    collect.descendants(*at);
  }
  for (; at->parent != nullptr; at = at->parent) {
    const auto& siblings = at->parent->children;
    for (std::size_t i = at->index + 1; i < siblings.size(); ++i) {
      collect.take(*siblings[i]);
      collect.descendants(*siblings[i]);
    }
  }
}

void collect_preceding(const Node& node, Collector& collect) {
  const Node* at = beside_children(node) ? node.parent : &node;
  for (; at->parent != nullptr; at = at->parent) {
    const auto& siblings = at->parent->children;
    for (std::size_t i = at->index; i-- > 0;) {
      collect.descendants_backwards(*siblings[i]);
      collect.take(*siblings[i]);
    }
  }
}

void collect_siblings(const Node& node, bool following, Collector& collect) {
  if (node.parent == nullptr || beside_children(node)) return;
  const auto& siblings = node.parent->children;
  if (following) {
    for (std::size_t i = node.index + 1; i < siblings.size(); ++i) collect.take(*siblings[i]);
  } else {
    for (std::size_t i = node.index; i-- > 0;) collect.take(*siblings[i]);
  }
}

}  // namespace

bool passes_test(const Step& step, const Node& node) {
  switch (step.test) {
    case TestKind::kNode:
      return true;
    case TestKind::kText:
      return node.kind == NodeKind::kText;
    case TestKind::kComment:
      return node.kind == NodeKind::kComment;
    case TestKind::kInstruction:
      return node.kind == NodeKind::kInstruction && (step.name.empty() || step.name == node.name);
    default:
      break;
  }
  const NodeKind principal = step.axis == Axis::kAttribute   ? NodeKind::kAttribute
                             : step.axis == Axis::kNamespace ? NodeKind::kNamespace
                                                             : NodeKind::kElement;
  if (node.kind != principal) return false;
  if (step.test == TestKind::kAnyName) return true;
  if (step.test == TestKind::kName && step.name != node.name) return false;
  // A name without prefix means the form's own elements, whatever their default namespace is
  // called; elements of XHTML around them are never meant.
  if (step.prefix.empty() && node.prefix.empty() &&
      node.namespace_uri == "http://www.w3.org/1999/xhtml") {
    return false;
  }
  if (step.prefix == node.prefix) return true;
  return !step.namespace_uri.empty() && step.namespace_uri == node.namespace_uri;
}

void collect_axis(const Step& step, const Node& node, NodeSet& into) {
  Collector collect(step, into);
  switch (step.axis) {
    case Axis::kChild:
      for (const auto& child : node.children) collect.take(*child);
      break;
    case Axis::kDescendant:
      collect.descendants(node);
      break;
    case Axis::kDescendantOrSelf:
      collect.take(node);
      collect.descendants(node);
      break;
    case Axis::kParent:
      if (node.parent != nullptr) collect.take(*node.parent);
      break;
    case Axis::kAncestorOrSelf:
      collect.take(node);
      collect.ancestors(node);
      break;
    case Axis::kAncestor:
      collect.ancestors(node);
      break;
    case Axis::kSelf:
      collect.take(node);
      break;
    case Axis::kAttribute:
      for (const auto& each : node.attributes) {
        if (each->kind == NodeKind::kAttribute) collect.take(*each);
      }
      break;
    case Axis::kNamespace:
      for (const auto& each : node.attributes) {
        if (each->kind == NodeKind::kNamespace) collect.take(*each);
      }
      break;
    case Axis::kFollowing:
      collect_following(node, collect);
      break;
    case Axis::kPreceding:
      collect_preceding(node, collect);
      break;
    case Axis::kFollowingSibling:
      collect_siblings(node, true, collect);
      break;
    case Axis::kPrecedingSibling:
      collect_siblings(node, false, collect);
      break;
  }
}

}  // namespace jiujin::forms::xpath
