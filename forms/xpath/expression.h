// Expression: one XPath expression with ODK's functions, compiled once, evaluated often.
//
// Refuses: what is no XPath 1.0, more than kMaxExpressionLength bytes, nesting deeper than
// kMaxExpressionDepth. Calls of unknown functions or with wrong numbers of arguments fail when they
// are reached; doubt() names them, so that a form can be refused before. It does not know binds,
// questions or recomputation; it tells which paths it reads, and the engine above orders them.
// Thread rule: immutable after compile; evaluate() is const and may run on many threads, each with
// its own Scope.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xpath/environment.h"
#include "forms/xpath/value.h"
#include "localization/error.h"

namespace jiujin::forms::xpath {

inline constexpr std::size_t kMaxExpressionLength = 64 * 1024;  // longest in practice: about 20 KiB
inline constexpr int kMaxExpressionDepth =
    400;  // parser and evaluator recurse; measured: 2 to 4 MiB of stack at -O1
inline constexpr std::size_t kMaxTextBytes = 4u << 20;          // one text made by an expression
inline constexpr std::size_t kMaxEvaluationSteps = 20'000'000;  // nodes visited by one evaluation

class FunctionLibrary;
struct Ast;

// A path that an expression reads, resolved against the schema path it is evaluated at.
struct Dependency {
  std::string path;      // "/data/member/age", "instance('areas')/root/item", no predicates
  bool subtree = false;  // a wildcard or // lies in it: anything below `path` is read
  // The expression's own instances of repeats to which the path is bound: "/data/member" if only
  // the same instance's node is read, "" if nodes of every instance are.
  std::string bound;
  bool own_value = false;  // the node's own former value under once(): no edge of the graph
};

// Where an expression is evaluated.
struct Scope {
  const Node* node = nullptr;  // context node; also current()
  const Environment* environment = nullptr;
  const Host* host = nullptr;     // may be null for expressions that need no form
  std::size_t* budget = nullptr;  // steps left to all evaluations of one call; null: no such bound
};

class Expression {
 public:
  // `place` names the expression in errors ("forms/a.xml:12 calculate of /data/x").
  static Result<Expression> compile(std::string_view text, const FunctionLibrary& library,
                                    std::string_view place = {});
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;
  ~Expression();

  Result<Value> evaluate(const Scope& scope) const;

  // What cannot be evaluated although it can be read: unknown functions, wrong numbers of
  // arguments. Where such a call is never reached it does no harm (XPath 1.0); "" if there is none.
  const std::string& doubt() const { return m_doubt; }
  const std::string& text() const { return m_text; }
  const std::string& place() const { return m_place; }
  bool is_volatile() const;  // reads the clock, chance or the like: run it when a form opens
  // Paths read when evaluated at `context_path` ("/data/member/name"); `repeats` lists the schema
  // paths of the form's repeats.
  std::vector<Dependency> dependencies(std::string_view context_path,
                                       const std::vector<std::string>& repeats) const;
  const Ast& ast() const { return *m_ast; }

 private:
  Expression();
  std::string m_text;
  std::string m_place;
  std::string m_doubt;
  std::unique_ptr<const Ast> m_ast;
};

}  // namespace jiujin::forms::xpath
