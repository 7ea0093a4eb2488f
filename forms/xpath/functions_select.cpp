// Functions on choices, conditions and lists: ODK XForms "Select", "Utility" and checklists.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include "forms/xpath/characters.h"
#include "forms/xpath/dates.h"
#include "forms/xpath/digest.h"
#include "forms/xpath/function_library.h"

namespace jiujin::forms::xpath {

namespace {

Value selected(Call& call) {
  const auto chosen = words(call.text(0));
  const auto wanted = words(call.text(1));
  if (wanted.empty()) return false;
  return std::ranges::find(chosen, wanted.front()) != chosen.end();
}

Value selected_at(Call& call) {
  const auto chosen = words(call.text(0));
  const double at = call.number(1);
  if (!(at >= 0) || at >= static_cast<double>(chosen.size())) return std::string();
  return chosen[static_cast<std::size_t>(at)];
}

Value coalesce(Call& call) {
  for (std::size_t i = 0; i < call.size(); ++i) {
    std::string text = call.text(i);
    if (!text.empty() && text != "NaN") return text;  // no number is no answer
  }
  return std::string();
}

Value boolean_from_string(Call& call) {
  const std::string text = call.text(0);
  return text == "true" || text == "1";
}

Value once(Call& call) {
  const Node* own = call.node();
  std::string text = own == nullptr ? std::string() : string_value(*own);
  if (!text.empty()) return text;
  text = call.text(0);
  return text == "NaN" ? std::string() : text;
}

bool within(double found, double least, double most) {
  return (least < 0 || found >= least) && (most < 0 || found <= most);
}

// A mark on a list counts as boolean() has it: a text, also a node's, if there is one.
bool counts(const Value& value) {
  return to_boolean(value);
}

Value checklist(Call& call) {
  double found = 0;
  for (const Value& each : call.spread(2)) found += counts(each) ? 1 : 0;
  return within(found, call.number(0), call.number(1));
}

Value weighted_checklist(Call& call) {
  if (call.size() % 2 != 0) return call.fail("weighted-checklist() wants pairs");
  double found = 0;
  for (std::size_t i = 2; i + 1 < call.size(); i += 2) {
    const Value mark = call.value(i);
    const Value weight = call.value(i + 1);
    if (mark.is_nodes() && weight.is_nodes()) {
      const std::size_t pairs = std::min(mark.nodes().size(), weight.nodes().size());
      for (std::size_t j = 0; j < pairs; ++j) {
        if (counts(Value(string_value(*mark.nodes()[j])))) {
          found += number_from_text(string_value(*weight.nodes()[j]));
        }
      }
    } else if (counts(mark.is_nodes() ? Value(to_string(mark)) : mark)) {
      found += to_number(weight, call.environment());
    }
  }
  return within(found, call.number(0), call.number(1));
}

Value count_non_empty(Call& call) {
  const NodeSet nodes = call.nodes(0);
  return static_cast<double>(
      std::ranges::count_if(nodes, [](const Node* node) { return !string_value(*node).empty(); }));
}

// Park and Miller's minimal standard generator (1988), whose shuffles the ODK specification fixes.
class ParkMiller {
 public:
  explicit ParkMiller(std::int64_t seed) : m_state(seed % kModulus) {
    if (m_state <= 0) m_state += kModulus - 1;
  }
  double next() {
    m_state = m_state * 16807 % kModulus;
    return static_cast<double>(m_state - 1) / (kModulus - 1);
  }

 private:
  static constexpr std::int64_t kModulus = 2147483647;
  std::int64_t m_state;
};

// A seed that is no number is digested: the first eight bytes of its SHA-256, read as a signed
// number of double precision, make the seed. ODK XForms, randomize().
std::int64_t seed_from(const Value& value, const Environment& environment) {
  const double number = to_number(value, environment);
  if (!std::isnan(number)) {
    return std::isfinite(number) ? static_cast<std::int64_t>(number) : 0;
  }
  const std::string text = to_string(value);
  if (text.empty()) return 0;
  const auto hex = digest(text, "SHA-256", "hex");
  if (!hex) return 0;
  const auto bits = static_cast<std::int64_t>(std::stoull(hex->substr(0, 16), nullptr, 16));
  const auto rounded = static_cast<double>(bits);
  return rounded >= 0x1p63 ? INT64_MAX : static_cast<std::int64_t>(rounded);
}

Value randomize(Call& call) {
  const NodeSet nodes = call.nodes(0);
  std::int64_t seed = 0;
  if (call.size() > 1) {
    seed = seed_from(call.value(1), call.environment());
  } else if (call.host() != nullptr) {  // one order for a whole sitting: lists must not dance
    seed = call.host()->shuffle_seed();
  } else {
    seed = static_cast<std::int64_t>(call.environment().random() * 2147483646.0) + 1;
  }
  ParkMiller dice(seed);
  NodeSet shuffled;  // Fisher and Yates, inside out
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto j = static_cast<std::size_t>(dice.next() * static_cast<double>(i + 1));
    if (j >= i) {
      shuffled.push_back(nodes[i]);
    } else {
      shuffled.push_back(shuffled[j]);
      shuffled[j] = nodes[i];
    }
  }
  return shuffled;
}

}  // namespace

void add_select_functions(FunctionLibrary& library) {
  constexpr std::size_t kAny = FunctionSpec::kAny;
  library.add({.name = "selected", .least = 2, .most = 2, .run = selected});
  library.add({.name = "selected-at", .least = 2, .most = 2, .run = selected_at});
  library.add({.name = "count-selected", .least = 1, .most = 1, .run = [](Call& c) -> Value {
                 return static_cast<double>(words(c.text(0)).size());
               }});
  library.add({.name = "if", .least = 3, .most = 3, .run = [](Call& c) {
                 return c.value(c.truth(0) ? 1 : 2);
               }});
  library.add({.name = "coalesce", .least = 2, .most = kAny, .run = coalesce});
  // The first argument; the others are named only so that a change of them computes it anew.
  library.add(
      {.name = "depend", .least = 1, .most = kAny, .run = [](Call& c) { return c.value(0); }});
  library.add({.name = "once", .least = 1, .most = 1, .run = once, .reads_own_value = true});
  library.add({.name = "boolean-from-string", .least = 1, .most = 1, .run = boolean_from_string});
  library.add({.name = "checklist", .least = 2, .most = kAny, .run = checklist, .aggregate = true});
  library.add({.name = "weighted-checklist",
               .least = 2,
               .most = kAny,
               .run = weighted_checklist,
               .aggregate = true});
  library.add({.name = "count-non-empty",
               .least = 1,
               .most = 1,
               .run = count_non_empty,
               .aggregate = true});
  library.add({.name = "randomize", .least = 1, .most = 2, .run = randomize});
}

}  // namespace jiujin::forms::xpath
