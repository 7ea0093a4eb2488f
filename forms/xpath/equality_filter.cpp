// Equality filters on lists: `instance('areas')/root/item[level='county' and parent=/data/city]`
// looks its rows up by hash instead of comparing every one.
#include <algorithm>
#include <array>

#include "forms/xpath/column_index.h"
#include "forms/xpath/evaluation.h"

namespace jiujin::forms::xpath {

namespace {

// Functions without arguments that do not ask for the context node.
constexpr std::array<std::string_view, 6> kFree = {"true",  "false", "pi",
                                                   "today", "now",   "current"};

bool any_position(const Ast& ast) {
  if (ast.op == Op::kFunction && ast.args.empty() &&
      (ast.function->name == "position" || ast.function->name == "last")) {
    return true;
  }
  for (const Ast& each : ast.args) {
    if (any_position(each)) return true;
  }
  for (const Ast& each : ast.base_predicates) {
    if (any_position(each)) return true;
  }
  return false;
}

// The value is the same whatever row it is asked at.
bool context_free(const Ast& ast) {
  if (ast.op == Op::kVariable) return false;
  if (ast.op == Op::kPath && !ast.absolute && !ast.has_base()) return false;
  if (ast.op == Op::kFunction) {
    const FunctionSpec& function = *ast.function;
    if (function.is_volatile && function.name != "today" && function.name != "now") return false;
    if (function.reads_own_value || function.name == "lang" || function.name == "id") return false;
    if (ast.args.empty()) {
      return std::find(kFree.begin(), kFree.end(), function.name) != kFree.end();
    }
  }
  for (const Ast& each : ast.args) {
    if (!context_free(each)) return false;
  }
  return true;
}

// "name", "@id" or "./name"; "" for whatever is no cell of the row.
std::string column_of(const Ast& ast) {
  if (ast.op != Op::kPath || ast.absolute || ast.has_base() || ast.steps.empty()) return {};
  const std::size_t first =
      ast.steps[0].axis == Axis::kSelf && ast.steps[0].test == TestKind::kNode ? 1 : 0;
  if (ast.steps.size() != first + 1) return {};
  if (first == 1 && !ast.steps[0].predicates.empty()) return {};
  const Step& step = ast.steps[first];
  const bool named = step.test == TestKind::kName && step.prefix.empty() && step.predicates.empty();
  if (!named) return {};
  if (step.axis == Axis::kAttribute) return "@" + step.name;
  return step.axis == Axis::kChild ? step.name : std::string();
}

struct Term {
  std::string column;
  const Ast* key = nullptr;
};

void collect_terms(const Ast& ast, std::vector<Term>& into) {
  if (ast.op == Op::kAnd) {
    for (const Ast& each : ast.args) collect_terms(each, into);
    return;
  }
  if (ast.op != Op::kEqual) return;
  for (std::size_t i = 0; i < 2; ++i) {
    std::string column = column_of(ast.args[i]);
    if (column.empty() || !context_free(ast.args[1 - i])) continue;
    into.push_back({std::move(column), &ast.args[1 - i]});
    return;
  }
}

// The list's name if the path begins at instance('...') by its name alone.
std::string instance_of(const Ast& path) {
  if (!path.has_base() || !path.base_predicates.empty()) return {};
  const Ast& base = path.args[0];
  const bool named = base.op == Op::kFunction && base.function->name == "instance" &&
                     base.args.size() == 1 && base.args[0].op == Op::kString;
  return named ? base.args[0].text : std::string();
}

void collect_of_path(const Ast& path, std::vector<IndexedColumn>& into) {
  const std::string instance = instance_of(path);
  if (instance.empty()) return;
  std::vector<std::string> steps;
  for (const Step& step : path.steps) {
    if (step.axis != Axis::kChild || step.test != TestKind::kName || !step.prefix.empty()) return;
    if (step.predicates.empty()) {
      steps.push_back(step.name);
      continue;
    }
    std::vector<Term> terms;
    if (!any_position(step.predicates.front())) collect_terms(step.predicates.front(), terms);
    for (const Term& term : terms) {
      into.push_back({instance, steps, step.name, term.column, term.key->op == Op::kNumber});
    }
    return;
  }
}

void collect_columns(const Ast& ast, std::vector<IndexedColumn>& into) {
  if (ast.op == Op::kPath) collect_of_path(ast, into);
  if (ast.op == Op::kFunction && ast.function->name == "pulldata" && ast.args.size() == 4 &&
      ast.args[0].op == Op::kString && ast.args[2].op == Op::kString) {
    into.push_back({ast.args[0].text, {"*"}, {}, ast.args[2].text, false});
  }
  for (const Ast& each : ast.args) collect_columns(each, into);
  for (const Ast& each : ast.base_predicates) collect_columns(each, into);
  for (const Step& step : ast.steps) {
    for (const Ast& each : step.predicates) collect_columns(each, into);
  }
}

bool lies_in_primary(const Node& node, const Host& host) {
  const Node* top = &node;
  while (top->parent != nullptr) top = top->parent;
  const Node* primary = host.primary();
  while (primary != nullptr && primary->parent != nullptr) primary = primary->parent;
  return top == primary;
}

}  // namespace

std::vector<IndexedColumn> indexed_columns(const Expression& expression) {
  std::vector<IndexedColumn> columns;
  collect_columns(expression.ast(), columns);
  return columns;
}

const Rows* Evaluation::candidates(const Step& step, const Node& list) {
  const Host* host = m_scope.host;
  if (host == nullptr || step.axis != Axis::kChild || step.test != TestKind::kName) return nullptr;
  const Ast& predicate = step.predicates.front();
  if (!step.prefix.empty() || (predicate.op != Op::kAnd && predicate.op != Op::kEqual)) {
    return nullptr;
  }
  ColumnIndex* columns = host->columns();
  if (columns == nullptr || list.children.size() < 8 || lies_in_primary(list, *host)) {
    return nullptr;
  }
  std::vector<Term> terms;
  if (!any_position(predicate)) collect_terms(predicate, terms);
  const Rows* fewest = nullptr;
  const std::size_t read_before = columns->nodes_read();
  for (const Term& term : terms) {
    const Value key = evaluate(*term.key, &list, 1, 1);
    const Rows* rows = nullptr;
    static const Rows kNone;
    if (key.is_number()) {
      rows = columns->with_number(list, step.name, term.column, std::get<double>(key.data));
    } else if (key.is_nodes() && key.nodes().empty()) {
      rows = &kNone;
    } else if (key.is_string() || (key.is_nodes() && key.nodes().size() == 1)) {
      rows = columns->with_text(list, step.name, term.column, to_string(key));
    }
    if (rows != nullptr && (fewest == nullptr || rows->size() < fewest->size())) fewest = rows;
  }
  return spend(predicate, columns->nodes_read() - read_before) ? fewest : nullptr;
}

}  // namespace jiujin::forms::xpath
