#include "forms/xpath/evaluation.h"

#include <algorithm>
#include <cmath>

#include "forms/xpath/dates.h"

namespace jiujin::forms::xpath {

namespace {

bool is_reverse(Axis axis) {
  return axis == Axis::kAncestor || axis == Axis::kAncestorOrSelf || axis == Axis::kPreceding ||
         axis == Axis::kPrecedingSibling;
}

// Whether steps from several nodes in document order stay in order and without doubles.
bool keeps_order(Axis axis) {
  return axis == Axis::kChild || axis == Axis::kAttribute || axis == Axis::kSelf ||
         axis == Axis::kNamespace;
}

void sort_and_unique(NodeSet& nodes) {
  std::ranges::sort(nodes, [](const Node* a, const Node* b) { return document_order(*a, *b); });
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
}

bool in_relevant_part(const Node* node) {
  for (; node != nullptr; node = node->parent) {
    if (!node->relevant) return false;
  }
  return true;
}

double arithmetic(Op op, double a, double b) {
  switch (op) {
    case Op::kAdd:
      return a + b;
    case Op::kSubtract:
      return a - b;
    case Op::kMultiply:
      return a * b;
    case Op::kDivide:
      return a / b;
    default:
      return std::fmod(a, b);
  }
}

bool compares(Op op) {
  return op >= Op::kEqual && op <= Op::kGreaterEqual;
}

}  // namespace

Value Evaluation::fail(const Ast& ast, const std::string& cause) {
  if (!m_failed) {
    m_failed = true;
    m_failure = cause + " at offset " + std::to_string(ast.offset);
  }
  return Value();
}

bool Evaluation::spend(const Ast& ast, std::size_t visited) {
  m_visited += visited;
  if (m_visited > kMaxEvaluationSteps) fail(ast, "the expression visits too many nodes");
  if (m_scope.budget != nullptr) {
    if (*m_scope.budget < visited) fail(ast, "the form computes too much for one answer");
    *m_scope.budget -= std::min(*m_scope.budget, visited);
  }
  return !m_failed;
}

const Node* Evaluation::document_of(const Node* node) const {
  if (m_scope.host != nullptr) return m_scope.host->primary();
  while (node != nullptr && node->parent != nullptr) node = node->parent;
  return node;
}

Value Evaluation::evaluate(const Ast& ast, const Node* node, std::size_t position,
                           std::size_t last) {
  if (m_failed) return Value();
  switch (ast.op) {
    case Op::kNumber:
      return ast.number;
    case Op::kString:
      return ast.text;
    case Op::kVariable:
      return fail(ast, "unknown variable");
    case Op::kOr:
      return to_boolean(evaluate(ast.args[0], node, position, last)) ||
             to_boolean(evaluate(ast.args[1], node, position, last));
    case Op::kAnd:
      return to_boolean(evaluate(ast.args[0], node, position, last)) &&
             to_boolean(evaluate(ast.args[1], node, position, last));
    case Op::kNegate:
      return -to_number(evaluate(ast.args[0], node, position, last), *m_scope.environment);
    case Op::kFunction: {
      Call call(*this, ast, node, position, last);
      return ast.function->run(call);
    }
    case Op::kPath:
      return path(ast, node, position, last);
    default:
      break;
  }
  const Value left = evaluate(ast.args[0], node, position, last);
  const Value right = evaluate(ast.args[1], node, position, last);
  if (ast.op == Op::kUnion) {
    if (!left.is_nodes() || !right.is_nodes()) return fail(ast, "'|' joins node-sets only");
    NodeSet nodes = left.nodes();
    nodes.insert(nodes.end(), right.nodes().begin(), right.nodes().end());
    sort_and_unique(nodes);
    return nodes;
  }
  if (compares(ast.op)) return compare_values(ast.op, left, right, *m_scope.environment);
  return arithmetic(ast.op, to_number(left, *m_scope.environment),
                    to_number(right, *m_scope.environment));
}

Value Evaluation::path(const Ast& ast, const Node* node, std::size_t position, std::size_t last) {
  // While rows are filtered, a path from the root gives the same for each of them.
  const bool steady = m_filtering > 0 && ast.absolute && !ast.has_base();
  if (steady) {
    for (const auto& [known, nodes] : m_steady) {
      if (known == &ast) return nodes;
    }
  }
  NodeSet nodes;
  const Node* bind_to = nullptr;  // the ancestor that the path has followed so far
  if (ast.has_base()) {
    Value base = evaluate(ast.args[0], node, position, last);
    if (m_failed) return base;
    if (!base.is_nodes()) return fail(ast, "a path can only go on from a node-set");
    nodes = filter(ast.base_predicates, base.nodes());
  } else if (ast.absolute) {
    const Node* document = document_of(m_scope.node != nullptr ? m_scope.node : node);
    if (document == nullptr) return NodeSet();
    nodes.push_back(document);
    if (ast.bind_repeats) bind_to = document;
  } else if (node != nullptr) {
    nodes.push_back(node);
  }
  for (const Step& each : ast.steps) {
    const Node* next_bind = nullptr;
    if (bind_to != nullptr && each.axis == Axis::kChild && each.test == TestKind::kName) {
      // The child of bind_to that lies on the way to the context node, if this step names it.
      for (const Node* at = m_scope.node; at != nullptr && at != bind_to; at = at->parent) {
        if (at->parent == bind_to) next_bind = at;
      }
      if (next_bind != nullptr && !passes_test(each, *next_bind)) next_bind = nullptr;
      if (!each.predicates.empty()) next_bind = nullptr;
    }
    nodes = step(ast, each, nodes, next_bind != nullptr && next_bind->repeat ? next_bind : nullptr);
    bind_to = next_bind;
    if (m_failed) return Value();
  }
  std::erase_if(nodes, [](const Node* each) { return !in_relevant_part(each); });
  if (steady && !m_failed) m_steady.emplace_back(&ast, nodes);
  return nodes;
}

NodeSet Evaluation::step(const Ast& ast, const Step& step, const NodeSet& from,
                         const Node* bind_to) {
  if (bind_to != nullptr) return {bind_to};
  NodeSet result;
  NodeSet along;
  for (const Node* node : from) {
    along.clear();
    if (const auto* rows = step.predicates.empty() ? nullptr : candidates(step, *node)) {
      along = *rows;
    } else {
      collect_axis(step, *node, along);
    }
    if (!spend(ast, along.size() + 1)) return {};
    if (!step.predicates.empty()) along = filter(step.predicates, std::move(along));
    if (is_reverse(step.axis)) std::ranges::reverse(along);
    result.insert(result.end(), along.begin(), along.end());
  }
  if (from.size() > 1 && !keeps_order(step.axis)) sort_and_unique(result);
  return result;
}

NodeSet Evaluation::filter(const std::vector<Ast>& predicates, NodeSet nodes) {
  for (const Ast& predicate : predicates) {
    NodeSet kept;
    const std::size_t last = nodes.size();
    if (predicate.op == Op::kNumber) {
      const double wanted = predicate.number;
      const bool exists =
          wanted >= 1 && wanted <= static_cast<double>(last) && wanted == std::floor(wanted);
      if (exists) kept.push_back(nodes[static_cast<std::size_t>(wanted) - 1]);
      nodes = std::move(kept);
      continue;
    }
    ++m_filtering;
    for (std::size_t i = 0; i < last; ++i) {
      if (!spend(predicate, 1)) break;
      const Value value = evaluate(predicate, nodes[i], i + 1, last);
      const bool keep = value.is_number()
                            ? std::get<double>(value.data) == static_cast<double>(i + 1)
                            : to_boolean(value);
      if (keep) kept.push_back(nodes[i]);
    }
    --m_filtering;
    if (m_failed) return {};
    nodes = std::move(kept);
  }
  return nodes;
}

Value Call::value(std::size_t i) {
  return m_evaluation.evaluate(m_ast.args[i], m_node, m_position, m_last);
}
std::string Call::text(std::size_t i) {
  std::string text = to_string(value(i));
  m_evaluation.spend(m_ast, text.size() / 64);  // long texts cost, too
  return text;
}
double Call::number(std::size_t i) {
  return to_number(value(i), environment());
}
bool Call::truth(std::size_t i) {
  return to_boolean(value(i));
}
NodeSet Call::nodes(std::size_t i) {
  Value result = value(i);
  if (result.is_nodes()) return result.nodes();
  fail(m_ast.function->name + "() wants a node-set");
  return {};
}
std::vector<Value> Call::spread(std::size_t from) {
  std::vector<Value> result;
  for (std::size_t i = from; i < size(); ++i) {
    Value each = value(i);
    if (!each.is_nodes()) {
      result.push_back(std::move(each));
      continue;
    }
    for (const Node* node : each.nodes()) {
      std::string text = string_value(*node);
      if (!m_evaluation.spend(m_ast, text.size() / 64)) return result;
      result.emplace_back(std::move(text));
    }
  }
  return result;
}
const Node* Call::current() const {
  return m_evaluation.scope().node;
}
const Environment& Call::environment() const {
  return *m_evaluation.scope().environment;
}
const Host* Call::host() const {
  return m_evaluation.scope().host;
}
Value Call::evaluate_at(const Ast& ast, const Node* node) {
  return m_evaluation.evaluate(ast, node, 1, 1);
}
bool Call::spend(std::size_t steps) {
  return m_evaluation.spend(m_ast, steps);
}
Value Call::fail(const std::string& cause) {
  return m_evaluation.fail(m_ast, cause);
}

}  // namespace jiujin::forms::xpath
