// ColumnIndex: where in a list the rows with a given cell are, found by hash instead of by looking.
//
// A list is an element of a tree that nobody changes while the index lives (a secondary instance);
// a row is a child of it, a cell a child or attribute of a row. An index is made when a column is
// first asked for and shared by all selects, calculations and pulldata() of a sitting.
// Thread rule: one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "forms/xpath/tree.h"

namespace jiujin::forms::xpath {

using Rows = std::vector<const Node*>;  // in document order

class ColumnIndex {
 public:
  // Rows of `list` called `row` (any if empty) that have a cell `column` ("name", "@id") with
  // exactly this text. Nothing at all: the index cannot tell (a text that is a date equals other
  // ways to write it).
  const Rows* with_text(const Node& list, std::string_view row, std::string_view column,
                        const std::string& text);
  // Likewise whose cell is this number ("01" is 1); nullptr: the column holds dates.
  const Rows* with_number(const Node& list, std::string_view row, std::string_view column,
                          double number);
  std::size_t built() const { return m_columns.size(); }  // for tests

 private:
  struct Column {
    std::unordered_map<std::string, Rows> by_text;
    std::unordered_map<std::string, Rows> by_number;  // as number_to_text writes it
    bool numbered = false;                            // by_number has been filled
    bool dated = false;                               // a cell looks like a date
  };
  Column& column(const Node& list, std::string_view row, std::string_view column);

  std::map<std::tuple<const Node*, std::string, std::string>, Column> m_columns;
};

// "2024-01-31": what might be a date, told by its shape alone.
bool date_like(std::string_view text);

}  // namespace jiujin::forms::xpath
