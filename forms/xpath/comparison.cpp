// How two values compare: XPath 1.0 section 3.4, dates read as days.
#include <cmath>

#include "forms/xpath/dates.h"
#include "forms/xpath/evaluation.h"

namespace jiujin::forms::xpath {

namespace {

bool ordered(Op op, double a, double b) {
  switch (op) {
    case Op::kEqual:
      return a == b;
    case Op::kNotEqual:
      return a != b;
    case Op::kLess:
      return a < b;
    case Op::kLessEqual:
      return a <= b;
    case Op::kGreater:
      return a > b;
    default:
      return a >= b;
  }
}

bool equality(Op op) {
  return op == Op::kEqual || op == Op::kNotEqual;
}

bool compare_texts(Op op, const std::string& a, const std::string& b,
                   const Environment& environment) {
  if (!equality(op)) {
    return ordered(op, to_number(Value(a), environment), to_number(Value(b), environment));
  }
  if (a == b) return op == Op::kEqual;
  // Two ways to write one instant are equal; the first character spares the look at most texts.
  if (!a.empty() && !b.empty() && a[0] >= '0' && a[0] <= '9' && b[0] >= '0' && b[0] <= '9') {
    const auto left = days_from_text(a, environment);
    const auto right = left ? days_from_text(b, environment) : std::nullopt;
    if (left && right) return ordered(op, *left, *right);
  }
  return op == Op::kNotEqual;
}

bool node_equals(Op op, const Node& node, const std::string& wanted,
                 const Environment& environment) {
  const bool plain = node.children.size() == 1 && node.children[0]->kind == NodeKind::kText;
  if (plain) return compare_texts(op, node.children[0]->text, wanted, environment);
  return compare_texts(op, string_value(node), wanted, environment);
}

bool compare_single(Op op, const Value& a, const Value& b, const Environment& environment) {
  if (equality(op)) {
    if (a.is_boolean() || b.is_boolean()) {
      return (to_boolean(a) == to_boolean(b)) == (op == Op::kEqual);
    }
    if (a.is_string() && b.is_string()) {
      return compare_texts(op, to_string(a), to_string(b), environment);
    }
  }
  return ordered(op, to_number(a, environment), to_number(b, environment));
}

}  // namespace

bool compare_values(Op op, const Value& left, const Value& right, const Environment& environment) {
  // Equality asks whether the set is empty; order, as browsers and both peers do it, asks each
  // node.
  if (equality(op) && left.is_nodes() && right.is_boolean()) {
    return compare_single(op, Value(to_boolean(left)), right, environment);
  }
  if (equality(op) && right.is_nodes() && left.is_boolean()) {
    return compare_single(op, left, Value(to_boolean(right)), environment);
  }
  if (left.is_nodes() && right.is_string() && equality(op)) {  // what filters ask of every row
    const std::string& wanted = std::get<std::string>(right.data);
    for (const Node* node : left.nodes()) {
      if (node_equals(op, *node, wanted, environment)) return true;
    }
    return false;
  }
  if (left.is_nodes()) {
    for (const Node* node : left.nodes()) {
      if (compare_values(op, Value(string_value(*node)), right, environment)) return true;
    }
    return false;
  }
  if (right.is_nodes()) {
    for (const Node* node : right.nodes()) {
      if (compare_single(op, left, Value(string_value(*node)), environment)) return true;
    }
    return false;
  }
  return compare_single(op, left, right, environment);
}

}  // namespace jiujin::forms::xpath
