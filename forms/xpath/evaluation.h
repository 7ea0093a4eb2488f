// Evaluation: one run of one compiled expression. Internal to forms/xpath.
//
// Failures are sticky: the first one is kept, everything after it comes to nothing quickly.
// Thread rule: lives on one stack.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "forms/xpath/ast.h"
#include "forms/xpath/expression.h"
#include "forms/xpath/function_library.h"
#include "forms/xpath/value.h"

namespace jiujin::forms::xpath {

class Evaluation {
 public:
  explicit Evaluation(const Scope& scope) : m_scope(scope) {}

  Value evaluate(const Ast& ast, const Node* node, std::size_t position, std::size_t last);
  const Scope& scope() const { return m_scope; }
  // Rows of `list` that may satisfy the step's first predicate, found by hash; nothing if the
  // predicate is no equality of a cell, or the list may change (equality_filter.cpp).
  const std::vector<const Node*>* candidates(const Step& step, const Node& list);
  // Counts nodes visited and text copied; false and failed beyond kMaxEvaluationSteps.
  bool spend(const Ast& ast, std::size_t visited);
  bool failed() const { return m_failed; }
  const std::string& failure() const { return m_failure; }
  Value fail(const Ast& ast, const std::string& cause);

 private:
  Value path(const Ast& ast, const Node* node, std::size_t position, std::size_t last);
  NodeSet step(const Ast& ast, const Step& step, const NodeSet& from, const Node* bind_to);
  NodeSet filter(const std::vector<Ast>& predicates, NodeSet nodes);
  const Node* document_of(const Node* node) const;

  const Scope& m_scope;
  bool m_failed = false;
  std::string m_failure;
  std::size_t m_visited = 0;
  int m_filtering = 0;  // predicates around what is evaluated now
  std::vector<std::pair<const Ast*, NodeSet>> m_steady;
};

// Nodes along an axis that pass the step's test, in axis order (reverse axes: nearest first).
void collect_axis(const Step& step, const Node& node, NodeSet& into);
bool passes_test(const Step& step, const Node& node);

// The comparison of XPath 1.0 section 3.4 with ODK's reading of dates.
bool compare_values(Op op, const Value& left, const Value& right, const Environment& environment);

}  // namespace jiujin::forms::xpath
