// What a recorded message of a peer says, apart from its words: a row, a sheet, a kind.
// Thread rule: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/findings.h"

namespace jiujin::forms::xlsform::replay {

struct ExpectedFinding {
  int row = 0;        // 0: the message names none
  std::string sheet;  // "": the message names none
  std::string rule;   // of ours that means the same; "" if any will do
};
ExpectedFinding read_message(std::string_view message);

// Whether one of our findings of this severity is the expected one.
bool is_among(const ExpectedFinding& expected, const std::vector<Finding>& findings,
              Severity severity);
// Words between single quotes.
std::vector<std::string> quoted_words(std::string_view message);

}  // namespace jiujin::forms::xlsform::replay
