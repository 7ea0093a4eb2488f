// Value: the four types of XPath 1.0 and their conversions as ODK XForms defines them.
//
// Dates are strings in ISO 8601 form: what makes `'2026-03-01' < '2026-03-02'` true is that
// arithmetic and order comparison read a string of that form as days since 1970-01-01 in the
// environment's time zone (see dates.h), not a fifth type.
// Thread rule: values; node-sets point into Trees and live as long as those stay unchanged.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "forms/xpath/tree.h"

namespace jiujin::forms::xpath {

using NodeSet = std::vector<const Node*>;  // in document order, each node once

struct Value {
  std::variant<std::string, double, bool, NodeSet> data;

  Value() = default;
  Value(std::string text) : data(std::move(text)) {}    // NOLINT: implicit
  Value(const char* text) : data(std::string(text)) {}  // NOLINT: implicit
  Value(double number) : data(number) {}                // NOLINT: implicit
  Value(bool truth) : data(truth) {}                    // NOLINT: implicit
  Value(NodeSet nodes) : data(std::move(nodes)) {}      // NOLINT: implicit

  bool is_string() const { return data.index() == 0; }
  bool is_number() const { return data.index() == 1; }
  bool is_boolean() const { return data.index() == 2; }
  bool is_nodes() const { return data.index() == 3; }
  const NodeSet& nodes() const { return std::get<NodeSet>(data); }
};

std::string to_string(const Value& value);   // a node-set is its first node
double to_plain_number(const Value& value);  // XPath 1.0 number(): a date is NaN here
bool to_boolean(const Value& value);

// The grammar of section 4.4: optional '-', digits, optional fraction; else NaN. No exponents.
double number_from_text(std::string_view text);
// "NaN", "Infinity", "-0" prints as "0"; integers plainly, others with the fewest digits that read
// back the same, never with an exponent.
std::string number_to_text(double number);

}  // namespace jiujin::forms::xpath
