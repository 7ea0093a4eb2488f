// FunctionLibrary: which functions an expression may call, with their arity and character.
//
// standard() holds XPath 1.0's core and ODK XForms'; extend a copy of it to add a vocabulary (see
// domain_functions.h). A function reports a failure with Call::fail and returns what that gives.
// Thread rule: built once, then read by any number of threads.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xpath/ast.h"
#include "forms/xpath/environment.h"
#include "forms/xpath/expression.h"
#include "forms/xpath/value.h"

namespace jiujin::forms::xpath {

class Evaluation;

// One call: arguments are evaluated when asked for, so that if() leaves its other branch alone.
class Call {
 public:
  Call(Evaluation& evaluation, const Ast& ast, const Node* node, std::size_t position,
       std::size_t last)
      : m_evaluation(evaluation), m_ast(ast), m_node(node), m_position(position), m_last(last) {}

  std::size_t size() const { return m_ast.args.size(); }
  Value value(std::size_t i);
  std::string text(std::size_t i);  // node-set: its first node
  double number(std::size_t i);     // a date reads as days
  bool truth(std::size_t i);
  NodeSet nodes(std::size_t i);  // fails if the argument is no node-set
  // Every string an aggregate means: each node of a node-set argument, or the one value.
  std::vector<Value> spread(std::size_t from);
  const Ast& argument(std::size_t i) const { return m_ast.args[i]; }
  const std::string& own_text() const { return m_ast.text; }

  const Node* node() const { return m_node; }
  const Node* current() const;
  std::size_t position() const { return m_position; }
  std::size_t last() const { return m_last; }
  const Environment& environment() const;
  const Host* host() const;  // may be null
  // Evaluates a sub-expression of this call with another context node.
  Value evaluate_at(const Ast& ast, const Node* node);

  bool spend(std::size_t steps);         // of work that grows faster than its arguments
  Value fail(const std::string& cause);  // ends the evaluation

 private:
  Evaluation& m_evaluation;
  const Ast& m_ast;
  const Node* m_node;
  std::size_t m_position, m_last;
};

struct FunctionSpec {
  std::string name;  // with prefix: "jr:choice-name", "jj:age"
  std::size_t least = 0;
  std::size_t most = 0;  // kAny: no upper bound
  std::function<Value(Call&)> run;
  bool is_volatile = false;  // another answer each time: clock, chance
  bool aggregate = false;    // its paths mean every instance of a repeat, not the current one
  bool reads_own_value = false;

  static constexpr std::size_t kAny = 1000;
};

class FunctionLibrary {
 public:
  static const FunctionLibrary& standard();
  void add(FunctionSpec spec);  // replaces one of the same name
  const FunctionSpec* find(std::string_view name) const;

 private:
  std::map<std::string, FunctionSpec, std::less<>> m_functions;
};

// The parts of standard(), each in its own source file.
void add_core_functions(FunctionLibrary& library);
void add_text_functions(FunctionLibrary& library);
void add_number_functions(FunctionLibrary& library);
void add_date_functions(FunctionLibrary& library);
void add_select_functions(FunctionLibrary& library);
void add_form_functions(FunctionLibrary& library);
void add_geo_functions(FunctionLibrary& library);

}  // namespace jiujin::forms::xpath
