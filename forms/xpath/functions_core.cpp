// The core function library of XPath 1.0, section 4, as far as ODK leaves it as it is.
#include <algorithm>
#include <cmath>

#include "forms/xpath/dates.h"
#include "forms/xpath/function_library.h"

namespace jiujin::forms::xpath {

namespace {

const Node* first_or_context(Call& call) {
  if (call.size() == 0) return call.node();
  const NodeSet nodes = call.nodes(0);
  return nodes.empty() ? nullptr : nodes.front();
}

Value local_name(Call& call) {
  const Node* node = first_or_context(call);
  return node == nullptr ? std::string() : node->name;
}
Value qualified_name(Call& call) {
  const Node* node = first_or_context(call);
  return node == nullptr ? std::string() : node->qualified_name();
}
Value namespace_uri(Call& call) {
  const Node* node = first_or_context(call);
  return node == nullptr || node->kind == NodeKind::kNamespace ? std::string()
                                                               : node->namespace_uri;
}

Value lang(Call& call) {
  std::string wanted = call.text(0);
  std::ranges::transform(wanted, wanted.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const Node* at = call.node(); at != nullptr; at = at->parent) {
    const Node* attribute = nullptr;
    for (const auto& each : at->attributes) {
      if (each->name == "lang" && each->prefix == "xml") attribute = each.get();
    }
    if (attribute == nullptr) continue;
    std::string has = attribute->text;
    std::ranges::transform(has, has.begin(), [](unsigned char c) { return std::tolower(c); });
    return has == wanted || has.starts_with(wanted + "-");
  }
  return false;
}

void collect_ids(const Node& node, const std::vector<std::string>& ids, NodeSet& into) {
  for (const auto& child : node.children) {
    if (!child->is_element()) continue;
    const Node* id = nullptr;
    for (const auto& each : child->attributes) {
      if (each->name == "id") id = each.get();
    }
    if (id != nullptr && std::ranges::find(ids, id->text) != ids.end()) into.push_back(child.get());
    collect_ids(*child, ids, into);
  }
}

Value by_id(Call& call) {
  std::vector<std::string> ids;
  for (const Value& each : call.spread(0)) {
    const std::string text = to_string(each);
    std::size_t at = 0;
    while (at < text.size()) {
      const auto begin = text.find_first_not_of(" \t\r\n", at);
      if (begin == std::string::npos) break;
      const auto end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
      ids.push_back(text.substr(begin, end - begin));
      at = end;
    }
  }
  const Node* top = call.node();
  while (top != nullptr && top->parent != nullptr) top = top->parent;
  NodeSet found;
  if (top != nullptr) collect_ids(*top, ids, found);
  return found;
}

Value sum(Call& call) {
  double total = 0;
  for (const Node* node : call.nodes(0)) {
    total += to_number(Value(string_value(*node)), call.environment());
  }
  return total;
}

}  // namespace

void add_core_functions(FunctionLibrary& library) {
  library.add(
      {.name = "last", .run = [](Call& c) -> Value { return static_cast<double>(c.last()); }});
  library.add({.name = "count",
               .least = 1,
               .most = 1,
               .run = [](Call& c) -> Value { return static_cast<double>(c.nodes(0).size()); },
               .aggregate = true});
  library.add({.name = "sum", .least = 1, .most = 1, .run = sum, .aggregate = true});
  library.add({.name = "id", .least = 1, .most = 1, .run = by_id});
  library.add({.name = "local-name", .most = 1, .run = local_name});
  library.add({.name = "name", .most = 1, .run = qualified_name});
  library.add({.name = "namespace-uri", .most = 1, .run = namespace_uri});
  library.add({.name = "lang", .least = 1, .most = 1, .run = lang});
  library.add({.name = "boolean", .least = 1, .most = 1, .run = [](Call& c) -> Value {
                 return c.truth(0);
               }});
  library.add(
      {.name = "not", .least = 1, .most = 1, .run = [](Call& c) -> Value { return !c.truth(0); }});
  library.add({.name = "true", .run = [](Call&) -> Value { return true; }});
  library.add({.name = "false", .run = [](Call&) -> Value { return false; }});
  library.add({.name = "number", .most = 1, .run = [](Call& c) -> Value {
                 if (c.size() == 1) return c.number(0);
                 return to_number(Value(NodeSet{c.node()}), c.environment());
               }});
  library.add({.name = "string", .most = 1, .run = [](Call& c) -> Value {
                 return c.size() == 1 ? c.text(0) : string_value(*c.node());
               }});
  library.add({.name = "floor", .least = 1, .most = 1, .run = [](Call& c) -> Value {
                 return std::floor(c.number(0));
               }});
  library.add({.name = "ceiling", .least = 1, .most = 1, .run = [](Call& c) -> Value {
                 return std::ceil(c.number(0));
               }});
}

}  // namespace jiujin::forms::xpath
