#include "forms/xpath/parser.h"

#include <array>
#include <optional>

#include "forms/xpath/lexer.h"

namespace jiujin::forms::xpath {

namespace {

struct AxisName {
  std::string_view name;
  Axis axis;
};
constexpr std::array<AxisName, 13> kAxes = {{{"child", Axis::kChild},
                                             {"descendant", Axis::kDescendant},
                                             {"parent", Axis::kParent},
                                             {"ancestor", Axis::kAncestor},
                                             {"following-sibling", Axis::kFollowingSibling},
                                             {"preceding-sibling", Axis::kPrecedingSibling},
                                             {"following", Axis::kFollowing},
                                             {"preceding", Axis::kPreceding},
                                             {"attribute", Axis::kAttribute},
                                             {"namespace", Axis::kNamespace},
                                             {"self", Axis::kSelf},
                                             {"descendant-or-self", Axis::kDescendantOrSelf},
                                             {"ancestor-or-self", Axis::kAncestorOrSelf}}};

struct Level {
  std::string_view text;
  Op op;
  int level;
};
constexpr std::array<Level, 13> kOperators = {{{"or", Op::kOr, 0},
                                               {"and", Op::kAnd, 1},
                                               {"=", Op::kEqual, 2},
                                               {"!=", Op::kNotEqual, 2},
                                               {"<", Op::kLess, 3},
                                               {"<=", Op::kLessEqual, 3},
                                               {">", Op::kGreater, 3},
                                               {">=", Op::kGreaterEqual, 3},
                                               {"+", Op::kAdd, 4},
                                               {"-", Op::kSubtract, 4},
                                               {"*", Op::kMultiply, 5},
                                               {"div", Op::kDivide, 5},
                                               {"mod", Op::kModulo, 5}}};
constexpr int kUnaryLevel = 6;

// Forms write these prefixes by custom; a document may give the same name another prefix.
std::string_view common_namespace(std::string_view prefix) {
  if (prefix == "h" || prefix == "xhtml") return "http://www.w3.org/1999/xhtml";
  if (prefix == "jr") return "http://openrosa.org/javarosa";
  if (prefix == "orx") return "http://openrosa.org/xforms";
  if (prefix == "odk") return "http://www.opendatakit.org/xforms";
  if (prefix == "mathml") return "http://www.w3.org/1998/Math/MathML";
  if (prefix == "xml") return "http://www.w3.org/XML/1998/namespace";
  return {};
}

class Parser {
 public:
  Parser(std::vector<Token> tokens, const FunctionLibrary& library)
      : m_tokens(std::move(tokens)), m_library(library) {}

  Result<Parsed> run() {
    Ast ast = binary(0);
    if (!m_error && peek().kind != TokenKind::kEnd) fail("unexpected '" + peek().text + "'");
    if (m_error) return *m_error;
    return Parsed{std::move(ast), std::move(m_doubt)};
  }

 private:
  const Token& peek(std::size_t ahead = 0) const {
    return m_tokens[std::min(m_at + ahead, m_tokens.size() - 1)];
  }
  bool at(TokenKind kind, std::string_view text) const {
    return peek().kind == kind && peek().text == text;
  }
  bool eat(TokenKind kind, std::string_view text) {
    if (!at(kind, text)) return false;
    ++m_at;
    return true;
  }
  bool eat_punctuation(std::string_view text) { return eat(TokenKind::kPunctuation, text); }

  Ast fail(const std::string& what, ErrorCode code = ErrorCode::kInvalidData) {
    if (!m_error) {
      m_error = Error{code, {}, what + " at offset " + std::to_string(peek().offset)};
    }
    m_at = m_tokens.size() - 1;  // every loop below ends at the end token
    return {};
  }
  Ast node(Op op) const {
    Ast ast;
    ast.op = op;
    ast.offset = peek().offset;
    return ast;
  }

  // Operators of `level` and above, left associative.
  Ast binary(int level) {
    if (level == 0 && ++m_depth > kMaxExpressionDepth) {
      return fail("expression nested too deeply", ErrorCode::kTooLarge);
    }
    Ast left = level < kUnaryLevel ? binary(level + 1) : unary();
    while (level < kUnaryLevel && peek().kind == TokenKind::kOperator) {
      const Level* found = nullptr;
      for (const auto& each : kOperators) {
        if (each.level == level && each.text == peek().text) found = &each;
      }
      if (found == nullptr) break;
      Ast ast = node(found->op);
      ++m_at;
      ast.args.push_back(std::move(left));
      ast.args.push_back(binary(level + 1));
      left = std::move(ast);
      if (++m_chain > 4 * kMaxExpressionDepth) {
        return fail("too many operators", ErrorCode::kTooLarge);
      }
    }
    if (level == 0) --m_depth;
    return left;
  }

  Ast unary() {
    if (!at(TokenKind::kOperator, "-")) return union_of();
    Ast ast = node(Op::kNegate);
    int signs = 0;
    while (eat(TokenKind::kOperator, "-")) ++signs;
    ast.args.push_back(union_of());
    if (signs % 2 == 1) return ast;
    Ast twice = node(Op::kNegate);
    twice.args.push_back(std::move(ast));
    return twice;
  }

  Ast union_of() {
    Ast left = path();
    while (at(TokenKind::kOperator, "|")) {
      Ast ast = node(Op::kUnion);
      ++m_at;
      ast.args.push_back(std::move(left));
      ast.args.push_back(path());
      left = std::move(ast);
    }
    return left;
  }

  bool begins_step() const {
    const Token& token = peek();
    if (token.kind == TokenKind::kName || token.kind == TokenKind::kAxisName ||
        token.kind == TokenKind::kNodeType) {
      return true;
    }
    return token.kind == TokenKind::kPunctuation &&
           (token.text == "." || token.text == ".." || token.text == "@");
  }

  Ast path() {
    Ast ast = node(Op::kPath);
    if (eat(TokenKind::kOperator, "/")) {
      ast.absolute = true;
      if (begins_step()) relative(ast);
      return ast;
    }
    if (eat(TokenKind::kOperator, "//")) {
      ast.absolute = true;
      ast.steps.push_back({Axis::kDescendantOrSelf, TestKind::kNode, {}, {}, {}, {}});
      relative(ast);
      return ast;
    }
    if (begins_step()) {
      relative(ast);
      return ast;
    }
    Ast base = primary();
    if (m_error) return base;
    predicates(ast.base_predicates);
    const bool slash = at(TokenKind::kOperator, "/");
    if (!slash && !at(TokenKind::kOperator, "//")) {
      if (ast.base_predicates.empty()) return base;
      ast.args.push_back(std::move(base));
      return ast;
    }
    ++m_at;
    if (!slash) ast.steps.push_back({Axis::kDescendantOrSelf, TestKind::kNode, {}, {}, {}, {}});
    ast.args.push_back(std::move(base));
    relative(ast);
    return ast;
  }

  void relative(Ast& ast) {
    while (true) {
      ast.steps.push_back(step());
      if (m_error) return;
      if (eat(TokenKind::kOperator, "/")) continue;
      if (!eat(TokenKind::kOperator, "//")) return;
      ast.steps.push_back({Axis::kDescendantOrSelf, TestKind::kNode, {}, {}, {}, {}});
    }
  }

  Step step() {
    Step result;
    if (eat_punctuation(".")) {
      result.axis = Axis::kSelf;
      predicates(result.predicates);  // beyond the grammar, but forms write .[1]
      return result;
    }
    if (eat_punctuation("..")) {
      result.axis = Axis::kParent;
      predicates(result.predicates);
      return result;
    }
    if (eat_punctuation("@")) {
      result.axis = Axis::kAttribute;
    } else if (peek().kind == TokenKind::kAxisName) {
      bool known = false;
      for (const auto& each : kAxes) {
        if (each.name == peek().text) {
          result.axis = each.axis;
          known = true;
        }
      }
      if (!known) fail("unknown axis '" + peek().text + "'");
      ++m_at;
      if (!eat_punctuation("::")) fail("'::' expected");
    }
    node_test(result);
    predicates(result.predicates);
    return result;
  }

  void node_test(Step& step) {
    const Token token = peek();
    if (token.kind == TokenKind::kNodeType) {
      ++m_at;
      eat_punctuation("(");
      step.test = token.text == "node"      ? TestKind::kNode
                  : token.text == "text"    ? TestKind::kText
                  : token.text == "comment" ? TestKind::kComment
                                            : TestKind::kInstruction;
      if (step.test == TestKind::kInstruction && peek().kind == TokenKind::kLiteral) {
        step.name = peek().text;
        ++m_at;
      }
      if (!eat_punctuation(")")) fail("')' expected");
      return;
    }
    if (token.kind != TokenKind::kName) {
      fail("a name or node test expected");
      return;
    }
    ++m_at;
    const auto colon = token.text.find(':');
    if (colon != std::string::npos) {
      step.prefix = token.text.substr(0, colon);
      step.namespace_uri = common_namespace(step.prefix);
    }
    step.name = colon == std::string::npos ? token.text : token.text.substr(colon + 1);
    step.test = step.name != "*"      ? TestKind::kName
                : step.prefix.empty() ? TestKind::kAnyName
                                      : TestKind::kAnyInNamespace;
  }

  void predicates(std::vector<Ast>& into) {
    while (eat_punctuation("[")) {
      into.push_back(binary(0));
      if (!eat_punctuation("]")) fail("']' expected");
      if (m_error) return;
    }
  }

  Ast primary() {
    const Token token = peek();
    if (eat_punctuation("(")) {
      Ast inner = binary(0);
      if (!eat_punctuation(")")) return fail("')' expected");
      return inner;
    }
    if (token.kind == TokenKind::kFunctionName) return call();
    Ast ast = node(Op::kNumber);
    if (token.kind == TokenKind::kNumber) {
      ast.number = token.number;
    } else if (token.kind == TokenKind::kLiteral) {
      ast.op = Op::kString;
      ast.text = token.text;
    } else if (token.kind == TokenKind::kVariable) {
      return fail("variables are not part of ODK XForms: '" + token.text + "'");
    } else {
      return fail(token.kind == TokenKind::kEnd ? "the expression ends too early"
                                                : "unexpected '" + token.text + "'");
    }
    ++m_at;
    return ast;
  }

  Ast call() {
    Ast ast = node(Op::kFunction);
    const std::string name = peek().text;
    ast.function = m_library.find(name);
    if (ast.function == nullptr) {
      doubt("unknown function '" + name + "'");
      ast.function = never_callable();
      ast.text = "unknown function '" + name + "'";
    }
    m_at += 2;  // the name and its "("
    if (!eat_punctuation(")")) {
      do {
        ast.args.push_back(binary(0));
      } while (!m_error && eat_punctuation(","));
      if (!eat_punctuation(")")) return fail("')' expected");
    }
    if (ast.args.size() < ast.function->least || ast.args.size() > ast.function->most) {
      ast.text = name + "() does not take " + std::to_string(ast.args.size()) + " arguments";
      doubt(ast.text);
      ast.function = never_callable();
    }
    if (ast.function->aggregate) {
      const bool indexed = name == "indexed-repeat";  // its indexes are those of this instance
      for (std::size_t i = 0; i < ast.args.size(); ++i) {
        if (!indexed || i == 0 || i % 2 == 1) release(ast.args[i]);
      }
    }
    return ast;
  }

  // Stands where a call can be read but not be made; says why when it is reached.
  static const FunctionSpec* never_callable() {
    static const FunctionSpec kNever{.name = "?",
                                     .most = FunctionSpec::kAny,
                                     .run = [](Call& call) { return call.fail(call.own_text()); }};
    return &kNever;
  }
  void doubt(const std::string& what) {
    if (m_doubt.empty()) m_doubt = what + " at offset " + std::to_string(peek().offset);
  }

  // Paths given to an aggregate mean all instances. Their predicates keep the current one.
  static void release(Ast& ast) {
    ast.bind_repeats = false;
    if (ast.op == Op::kFunction && !ast.function->aggregate && ast.function->name != "randomize") {
      return;
    }
    for (Ast& argument : ast.args) release(argument);
  }

  std::vector<Token> m_tokens;
  const FunctionLibrary& m_library;
  std::size_t m_at = 0;
  int m_depth = 0;
  int m_chain = 0;
  std::string m_doubt;
  std::optional<Error> m_error;
};

}  // namespace

Result<Parsed> parse(std::string_view expression, const FunctionLibrary& library) {
  if (expression.size() > kMaxExpressionLength) {
    return Error{ErrorCode::kTooLarge, {}, "expression longer than 64 KiB"};
  }
  auto tokens = tokenize(expression);
  if (!tokens) return tokens.error();
  return Parser(std::move(*tokens), library).run();
}

}  // namespace jiujin::forms::xpath
