// ColumnIndex: where in a list the rows with a given cell are, found by hash instead of by looking.
//
// A list is an element of a tree that nobody changes while the index lives (a secondary instance);
// a row is a child of it, a cell a child or attribute of a row. A form's definition makes the
// columns ready that its expressions will ask for, and every filling of it shares them; a column
// that nobody foresaw is read when it is first asked for.
// Thread rule: one thread at a time; an index that is only shared from is read by any number.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "forms/xpath/tree.h"

namespace jiujin::forms::xpath {

class Expression;

using Rows = std::vector<const Node*>;  // in document order

class ColumnIndex {
 public:
  // Takes from `shared` what is ready there; it lives as long as this one. May be null.
  explicit ColumnIndex(const ColumnIndex* shared = nullptr) : m_shared(shared) {}

  // Rows of `list` called `row` (any if empty) that have a cell `column` ("name", "@id") with
  // exactly this text. Nothing at all: the index cannot tell (a text that is a date equals other
  // ways to write it).
  const Rows* with_text(const Node& list, std::string_view row, std::string_view column,
                        const std::string& text);
  // Likewise whose cell is this number ("01" is 1); nullptr: the column holds dates.
  const Rows* with_number(const Node& list, std::string_view row, std::string_view column,
                          double number);
  // Reads a column before it is asked for.
  void prepare(const Node& list, std::string_view row, std::string_view column, bool numbers);

  std::size_t built() const { return m_texts.size() + m_numbers.size(); }  // own columns
  std::size_t nodes_read() const { return m_nodes_read; }                  // to build them

 private:
  using Key = std::tuple<const Node*, std::string, std::string>;  // list, row, column
  using KeyView = std::tuple<const Node*, std::string_view, std::string_view>;
  struct KeyOrder {
    using is_transparent = void;
    static KeyView view(const Key& key) { return key; }
    static const KeyView& view(const KeyView& key) { return key; }
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return view(a) < view(b);
    }
  };
  struct Texts {
    std::unordered_map<std::string_view, Rows> rows;
    std::deque<std::string> joined;  // texts that stand in no single node
    bool dated = false;              // a cell looks like a date
  };
  using Numbers = std::unordered_map<double, Rows>;

  std::optional<std::string_view> only_row(const Node& list) const;
  KeyView key_of(const Node& list, std::string_view row, std::string_view column);
  const Texts& texts(const KeyView& key);
  const Numbers& numbers(const KeyView& key);

  const ColumnIndex* m_shared;
  std::map<Key, Texts, KeyOrder> m_texts;
  std::map<Key, Numbers, KeyOrder> m_numbers;
  std::map<const Node*, std::string> m_only_row;  // of lists whose rows all have one name
  std::size_t m_nodes_read = 0;
};

// A column that an equality filter or pulldata() of an expression looks its rows up in.
struct IndexedColumn {
  std::string instance;            // "areas" of instance('areas')
  std::vector<std::string> steps;  // from its document to the list: {"root"}; "*" is any name
  std::string row, column;         // row "": any
  bool numbers = false;            // the key is a number
};
std::vector<IndexedColumn> indexed_columns(const Expression& expression);

// "2024-01-31": what might be a date, told by its shape alone.
bool date_like(std::string_view text);

}  // namespace jiujin::forms::xpath
