#include "forms/xpath/expression.h"

#include "forms/xpath/dependencies.h"
#include "forms/xpath/evaluation.h"
#include "forms/xpath/parser.h"

namespace jiujin::forms::xpath {

namespace {

bool calls_volatile(const Ast& ast);

bool any_volatile(const std::vector<Ast>& all) {
  for (const Ast& each : all) {
    if (calls_volatile(each)) return true;
  }
  return false;
}

bool calls_volatile(const Ast& ast) {
  if (ast.op == Op::kFunction && ast.function->is_volatile) return true;
  if (any_volatile(ast.args) || any_volatile(ast.base_predicates)) return true;
  for (const Step& step : ast.steps) {
    if (any_volatile(step.predicates)) return true;
  }
  return false;
}

}  // namespace

Expression::Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

Result<Expression> Expression::compile(std::string_view text, const FunctionLibrary& library,
                                       std::string_view place) {
  auto ast = parse(text, library);
  if (!ast) {
    Error error = ast.error();
    error.place = place;
    error.cause += " of `" + std::string(text.substr(0, 200)) + "`";
    return error;
  }
  Expression expression;
  expression.m_text = text;
  expression.m_place = place;
  expression.m_doubt = std::move(ast->doubt);
  expression.m_ast = std::make_unique<const Ast>(std::move(ast->ast));
  return expression;
}

Result<Value> Expression::evaluate(const Scope& scope) const {
  Evaluation evaluation(scope);
  Value value = evaluation.evaluate(*m_ast, scope.node, 1, 1);
  if (evaluation.failed()) {
    return Error{ErrorCode::kInvalidData, m_place,
                 evaluation.failure() + " of `" + m_text.substr(0, 200) + "`"};
  }
  return value;
}

bool Expression::is_volatile() const {
  return calls_volatile(*m_ast);
}

std::vector<Dependency> Expression::dependencies(std::string_view context_path,
                                                 const std::vector<std::string>& repeats) const {
  return find_dependencies(*m_ast, context_path, repeats);
}

}  // namespace jiujin::forms::xpath
