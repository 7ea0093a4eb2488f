#include "forms/xforms/form_graph.h"

#include <algorithm>
#include <queue>

#include "forms/xpath/dependencies.h"

namespace jiujin::forms::xforms {

namespace {

std::string parent_path(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

// The innermost repeat around the repeat at `path`; "" if there is none.
std::string outer_repeat(const std::string& path, const std::vector<std::string>& repeats) {
  std::string outer;
  for (const std::string& repeat : repeats) {
    const bool around = repeat != path && xpath::lies_within(path, repeat);
    if (around && repeat.size() > outer.size()) outer = repeat;
  }
  return outer;
}

// Everything at or below `path` in a map ordered by path: [path] itself and [path + "/" ...].
template <typename Map, typename Visit>
void visit_within(const Map& map, const std::string& path, Visit visit) {
  if (const auto exact = map.find(path); exact != map.end()) visit(exact->second);
  const std::string below = path + "/";
  for (auto at = map.lower_bound(below); at != map.end() && at->first.starts_with(below); ++at) {
    visit(at->second);
  }
}

}  // namespace

std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> steps;
  for (std::size_t at = path.starts_with('/') ? 1 : 0; at < path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    steps.emplace_back(path.substr(at, end - at));
    at = end + 1;
  }
  return steps;
}

Result<std::unique_ptr<FormGraph>> FormGraph::build(const FormDefinition& definition) {
  auto graph = std::make_unique<FormGraph>();
  graph->collect_rules(definition);
  graph->collect_readers(definition);
  const auto ordered = graph->order();
  if (!ordered) {
    Error error = ordered.error();
    error.place = definition.file;
    return error;
  }
  return graph;
}

void FormGraph::add(RuleKind kind, const std::string& path,
                    const std::shared_ptr<const xpath::Expression>& expression, const Bind* bind,
                    const BodyElement* element) {
  if (expression == nullptr) return;
  Rule rule;
  rule.kind = kind;
  rule.path = path;
  rule.steps = steps_of(kind == RuleKind::kCount ? parent_path(path) : path);
  rule.expression = expression.get();
  rule.bind = bind;
  rule.element = element;
  rule.positional = expression->text().find("position(") != std::string::npos;
  m_rules_at[path].push_back(m_rules.size());
  m_rules.push_back(std::move(rule));
}

void FormGraph::add_text(const TextRef& text, const BodyElement& element) {
  for (const TextPiece& piece : text.plain) {
    add(RuleKind::kText, element.path, piece.output, nullptr, &element);
  }
  add(RuleKind::kText, element.path, text.itext_ref, nullptr, &element);
}

void FormGraph::collect_body(const std::vector<BodyElement>& elements) {
  for (const BodyElement& element : elements) {
    if (!element.path.empty()) {
      m_elements_at[element.path].push_back(&element);
      add(RuleKind::kCount, element.path, element.count, nullptr, &element);
      if (element.itemset && chooses(element.control)) {
        add(RuleKind::kChoices, element.path, element.itemset->nodes, nullptr, &element);
      }
      add_text(element.label, element);
      add_text(element.hint, element);
    }
    collect_body(element.children);
  }
}

void FormGraph::collect_rules(const FormDefinition& definition) {
  for (const Bind& bind : definition.binds) {
    add(RuleKind::kRelevant, bind.path, bind.relevant, &bind, nullptr);
    add(RuleKind::kCalculate, bind.path, bind.calculate, &bind, nullptr);
    add(RuleKind::kRequired, bind.path, bind.required, &bind, nullptr);
    add(RuleKind::kReadonly, bind.path, bind.readonly, &bind, nullptr);
    add(RuleKind::kConstraint, bind.path, bind.constraint, &bind, nullptr);
  }
  collect_body(definition.body);
}

void FormGraph::collect_readers(const FormDefinition& definition) {
  for (std::size_t i = 0; i < m_rules.size(); ++i) {
    Rule& rule = m_rules[i];
    // A count is asked at the repeat itself, so that ".." in it is what the repeat stands in.
    rule.lone = std::ranges::none_of(definition.repeats, [&](const std::string& repeat) {
      const bool own = rule.kind == RuleKind::kCount && repeat == rule.path;
      return !own && xpath::lies_within(rule.path, repeat);
    });
    for (auto read : rule.expression->dependencies(rule.path, definition.repeats)) {
      if (rule.kind == RuleKind::kCount && read.bound == rule.path) {
        read.bound = outer_repeat(rule.path, definition.repeats);
      }
      if (read.own_value || read.path.starts_with("instance(")) continue;
      Reader reader{i, read.bound, steps_of(read.bound).size()};
      if (read.path == rule.path && reader.bound_depth == 0 && !definition.repeats.empty()) {
        rule.sweeps = true;
      }
      if (read.subtree) {
        m_subtree_readers.emplace_back(read.path, std::move(reader));
      } else {
        m_readers[read.path].push_back(std::move(reader));
      }
    }
  }
}

void FormGraph::readers_of(const std::string& path, std::vector<Reader>& into) const {
  if (const auto found = m_readers.find(path); found != m_readers.end()) {
    into.insert(into.end(), found->second.begin(), found->second.end());
  }
  for (const auto& [read, reader] : m_subtree_readers) {
    if (xpath::lies_within(path, read)) into.push_back(reader);
  }
}

void FormGraph::readers_within(const std::string& path, std::vector<Reader>& into) const {
  visit_within(m_readers, path, [&](const std::vector<Reader>& readers) {
    into.insert(into.end(), readers.begin(), readers.end());
  });
  for (const auto& [read, reader] : m_subtree_readers) {
    if (xpath::lies_within(path, read) || xpath::lies_within(read, path)) into.push_back(reader);
  }
}

std::vector<std::size_t> FormGraph::rules_within(const std::string& path) const {
  std::vector<std::size_t> result;
  visit_within(m_rules_at, path, [&](const std::vector<std::size_t>& rules) {
    result.insert(result.end(), rules.begin(), rules.end());
  });
  return result;
}

const std::vector<const BodyElement*>& FormGraph::elements_at(const std::string& path) const {
  static const std::vector<const BodyElement*> kNone;
  const auto found = m_elements_at.find(path);
  return found == m_elements_at.end() ? kNone : found->second;
}

// Rules that must be computed after `index`, because it may change what they read.
std::vector<std::size_t> FormGraph::successors(std::size_t index) const {
  const Rule& rule = m_rules[index];
  std::vector<Reader> readers;
  std::vector<std::size_t> result;
  switch (rule.kind) {
    case RuleKind::kCalculate:
    case RuleKind::kChoices:
      readers_of(rule.path, readers);
      break;
    case RuleKind::kRelevant:
    case RuleKind::kCount:
      readers_within(rule.path, readers);
      result = rules_within(rule.path);
      break;
    default:
      return {};  // nothing reads what the others write
  }
  for (const Reader& reader : readers) result.push_back(reader.rule);
  std::ranges::sort(result);
  result.erase(std::unique(result.begin(), result.end()), result.end());
  std::erase(result, index);
  // A rule about the repeat's own nodes cannot come before the repeat decides how many there are.
  if (rule.kind == RuleKind::kRelevant) {
    std::erase_if(result, [&](std::size_t each) {
      const bool peer =
          m_rules[each].kind == RuleKind::kRelevant || m_rules[each].kind == RuleKind::kCount;
      return peer && m_rules[each].path == rule.path;
    });
  }
  return result;
}

// How many instances there are, and which choices, may hang on what stands inside them: forms in
// the field do that, and it settles after a round or two. Only if a circle remains among values and
// relevance alone is the form refused.
Result<void> FormGraph::order() {
  const auto strict = order_without({});
  if (strict) return strict;
  if (order_without({RuleKind::kCount})) return {};
  if (order_without({RuleKind::kCount, RuleKind::kChoices})) return {};
  return strict;
}

// Kahn's algorithm; of those that may come next, the one that stands first in the form does.
// What rules of the kinds in `weak` lead to is left out of account.
Result<void> FormGraph::order_without(const std::vector<RuleKind>& weak) {
  m_by_rank.clear();
  std::vector<std::vector<std::size_t>> after(m_rules.size());
  std::vector<std::size_t> waiting(m_rules.size(), 0);
  for (std::size_t i = 0; i < m_rules.size(); ++i) {
    if (std::ranges::find(weak, m_rules[i].kind) == weak.end()) after[i] = successors(i);
    for (const std::size_t each : after[i]) ++waiting[each];
  }
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < m_rules.size(); ++i) {
    if (waiting[i] == 0) ready.push(i);
  }
  while (!ready.empty()) {
    const std::size_t next = ready.top();
    ready.pop();
    m_rules[next].rank = m_by_rank.size();
    m_by_rank.push_back(next);
    for (const std::size_t each : after[next]) {
      if (--waiting[each] == 0) ready.push(each);
    }
  }
  if (m_by_rank.size() == m_rules.size()) return {};
  return Error{ErrorCode::kInvalidData,
               {},
               "these wait for each other in a circle: " + circle(after, waiting)};
}

// One circle among the rules that still wait: each of them waits for another that does, so going
// back from any leads into one. Its paths, in the order in which they wait.
std::string FormGraph::circle(const std::vector<std::vector<std::size_t>>& after,
                              const std::vector<std::size_t>& waiting) const {
  std::vector<std::size_t> before(m_rules.size(), m_rules.size());
  std::size_t at = m_rules.size();
  for (std::size_t i = 0; i < m_rules.size(); ++i) {
    if (waiting[i] == 0) continue;
    for (const std::size_t each : after[i]) before[each] = i;
    at = i;
  }
  std::vector<bool> seen(m_rules.size(), false);
  for (; at < m_rules.size() && !seen[at]; at = before[at]) seen[at] = true;
  std::vector<std::string> paths;
  for (std::size_t end = at; at < m_rules.size();) {
    if (paths.empty() || paths.back() != m_rules[at].path) paths.push_back(m_rules[at].path);
    at = before[at];
    if (at == end) break;
  }
  std::string names;
  for (auto path = paths.rbegin(); path != paths.rend(); ++path) {
    names += (names.empty() ? "" : ", ") + *path;
  }
  return names;
}

}  // namespace jiujin::forms::xforms
