// Functions that ask the form around the expression: instances, texts, positions, metadata.
#include <cmath>
#include <set>

#include "forms/xpath/column_index.h"
#include "forms/xpath/dates.h"
#include "forms/xpath/function_library.h"

namespace jiujin::forms::xpath {

namespace {

const Node* find_instance(const Node& within, std::string_view id) {
  for (const auto& child : within.children) {
    if (!child->is_element()) continue;
    if (child->name == "instance") {
      const Node* attribute = child->attribute("id");
      if (attribute != nullptr && attribute->text == id) return child.get();
    }
    if (const Node* found = find_instance(*child, id)) return found;
  }
  return nullptr;
}

// Without a form around it, an instance is an element of the document at hand.
const Node* instance_node(Call& call, const std::string& id) {
  if (call.host() != nullptr) return call.host()->instance(id);
  const Node* top = call.node();
  while (top != nullptr && top->parent != nullptr) top = top->parent;
  return top == nullptr ? nullptr : find_instance(*top, id);
}

Value instance(Call& call) {
  const std::string id = call.text(0);
  const Node* node = instance_node(call, id);
  if (node == nullptr) return call.fail("there is no instance '" + id + "'");
  return NodeSet{node};
}

Value current(Call& call) {
  return call.current() == nullptr ? NodeSet() : NodeSet{call.current()};
}

Value position(Call& call) {
  if (call.size() == 0) return static_cast<double>(call.position());
  const NodeSet nodes = call.nodes(0);
  if (nodes.empty()) return std::nan("");
  return static_cast<double>(nodes.front()->ordinal);
}

// A column is a child, or with '@' an attribute, of a row.
const Node* cell_of(const Node& row, std::string_view column) {
  return column.starts_with('@') ? row.attribute(column.substr(1)) : row.child(column);
}
std::string cell_text(const Node& row, std::string_view column) {
  const Node* cell = cell_of(row, column);
  return cell == nullptr ? std::string() : string_value(*cell);
}

// pulldata(instance, column, key column, key): the column of the first item whose key matches.
Value pulldata(Call& call) {
  const std::string id = call.text(0);
  const Node* document = instance_node(call, id);
  if (document == nullptr) return call.fail("there is no instance '" + id + "'");
  const Node* root = nullptr;
  for (const auto& each : document->children) {
    if (root == nullptr && each->is_element()) root = each.get();
  }
  if (root == nullptr) return std::string();
  const std::string column = call.text(1);
  const std::string key_column = call.text(2);
  const std::string key = call.text(3);
  ColumnIndex own;  // outside a form nothing is remembered
  ColumnIndex* columns = call.host() == nullptr ? nullptr : call.host()->columns();
  const auto* rows = (columns == nullptr ? own : *columns).with_text(*root, {}, key_column, key);
  if (rows != nullptr) return rows->empty() ? std::string() : cell_text(*rows->front(), column);
  for (const auto& item : root->children) {
    const Node* cell = cell_of(*item, key_column);
    if (cell != nullptr && string_value(*cell) == key) return cell_text(*item, column);
  }
  return std::string();
}

bool below_one_of(const Node* node, const std::set<const Node*>& ancestors) {
  for (; node != nullptr; node = node->parent) {
    if (ancestors.contains(node)) return true;
  }
  return false;
}

// indexed-repeat(target, repeat, index [, inner repeat, index]...)
Value indexed_repeat(Call& call) {
  if (call.size() % 2 == 0) return call.fail("indexed-repeat() wants pairs of repeat and index");
  NodeSet targets = call.nodes(0);
  std::set<const Node*> chosen;
  for (std::size_t i = 1; i + 1 < call.size(); i += 2) {
    const double index = call.number(i + 1);
    std::set<const Node*> next;
    for (const Node* node : call.nodes(i)) {
      if (static_cast<double>(node->ordinal) != index) continue;
      if (i == 1 || below_one_of(node->parent, chosen)) next.insert(node);
    }
    chosen = std::move(next);
  }
  std::erase_if(targets, [&](const Node* node) { return !below_one_of(node, chosen); });
  return targets;
}

Value itext(Call& call) {
  if (call.host() == nullptr) return call.fail("jr:itext() outside a form");
  return call.host()->itext(call.text(0));
}

Value choice_name(Call& call) {
  if (call.host() == nullptr) return call.fail("jr:choice-name() outside a form");
  return call.host()->choice_name(call.text(0), call.text(1), call.current());
}

Value property(Call& call) {
  const auto& ask = call.environment().property;
  return ask ? ask(call.text(0)) : std::string();
}

Value version(Call& call) {
  return call.host() == nullptr ? std::string() : call.host()->form_version();
}

}  // namespace

void add_form_functions(FunctionLibrary& library) {
  library.add({.name = "instance", .least = 1, .most = 1, .run = instance});
  library.add({.name = "current", .run = current});
  library.add({.name = "position", .most = 1, .run = position});
  library.add({.name = "pulldata", .least = 4, .most = 4, .run = pulldata});
  library.add(
      {.name = "indexed-repeat", .least = 3, .most = 99, .run = indexed_repeat, .aggregate = true});
  library.add({.name = "jr:itext", .least = 1, .most = 1, .run = itext});
  library.add({.name = "jr:choice-name", .least = 2, .most = 2, .run = choice_name});
  library.add({.name = "property", .least = 1, .most = 1, .run = property});
  library.add({.name = "version", .run = version});
}

}  // namespace jiujin::forms::xpath
