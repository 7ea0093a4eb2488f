// Ast: the compiled shape of an expression. Internal to forms/xpath.
// Thread rule: immutable after parsing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace jiujin::forms::xpath {

struct FunctionSpec;

enum class Op : std::uint8_t {
  kNumber,
  kString,
  kVariable,
  kOr,
  kAnd,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kNegate,
  kUnion,
  kFunction,
  kPath,
};

enum class Axis : std::uint8_t {
  kChild,
  kDescendant,
  kParent,
  kAncestor,
  kFollowingSibling,
  kPrecedingSibling,
  kFollowing,
  kPreceding,
  kAttribute,
  kNamespace,
  kSelf,
  kDescendantOrSelf,
  kAncestorOrSelf,
};

enum class TestKind : std::uint8_t {
  kName,
  kAnyName,
  kAnyInNamespace,
  kNode,
  kText,
  kComment,
  kInstruction
};

struct Ast;

struct Step {
  Axis axis = Axis::kChild;
  TestKind test = TestKind::kNode;
  std::string prefix, name;
  std::string namespace_uri;  // what the prefix commonly means, "" if nothing is known
  std::vector<Ast> predicates;
};

struct Ast {
  Op op = Op::kNumber;
  std::size_t offset = 0;  // byte in the expression where it begins
  double number = 0;
  std::string text;  // literal, variable name
  const FunctionSpec* function = nullptr;
  std::vector<Ast> args;  // operands; of a path: its base, if it has one
  // Path: from the document, from a base expression (args[0]) or from the context node.
  bool absolute = false;
  bool bind_repeats = true;  // instances of repeats around the context are meant
  std::vector<Ast> base_predicates;
  std::vector<Step> steps;

  bool has_base() const { return op == Op::kPath && !args.empty(); }
};

}  // namespace jiujin::forms::xpath
