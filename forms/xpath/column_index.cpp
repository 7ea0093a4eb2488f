#include "forms/xpath/column_index.h"

#include <cmath>

#include "forms/xpath/value.h"

namespace jiujin::forms::xpath {

namespace {

const Rows kNoRows;

void add_row(Rows& rows, const Node& row) {
  if (rows.empty() || rows.back() != &row) rows.push_back(&row);
}

// Calls `visit(row, cell)` for each cell `name` of each row; how many nodes were looked at.
template <typename Visit>
std::size_t visit_cells(const Node& list, std::string_view row, std::string_view name,
                        Visit visit) {
  std::size_t looked_at = list.children.size();
  const bool attribute = name.starts_with('@');
  const std::string_view local = attribute ? name.substr(1) : name;
  for (const auto& each : list.children) {
    if (!each->is_element() || (!row.empty() && each->name != row)) continue;
    const auto& cells = attribute ? each->attributes : each->children;
    looked_at += cells.size();
    for (const auto& cell : cells) {
      const bool fits = attribute ? cell->kind == NodeKind::kAttribute : cell->is_element();
      if (fits && cell->name == local && cell->prefix.empty()) visit(*each, *cell);
    }
  }
  return looked_at;
}

// The string value where it stands in one node, as it nearly always does.
std::optional<std::string_view> text_in_place(const Node& cell) {
  if (!cell.is_element()) return cell.text;
  if (cell.children.empty()) return std::string_view();
  if (cell.children.size() > 1 || cell.children[0]->kind != NodeKind::kText) return std::nullopt;
  return cell.children[0]->text;
}

template <typename Map, typename Key>
const Rows* found(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? &kNoRows : &at->second;
}

}  // namespace

bool date_like(std::string_view text) {
  if (text.size() < 8 || text[4] != '-') return false;
  for (std::size_t i = 0; i < 4; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

std::optional<std::string_view> ColumnIndex::only_row(const Node& list) const {
  const auto known = m_only_row.find(&list);
  if (known != m_only_row.end()) return known->second;
  return m_shared == nullptr ? std::nullopt : m_shared->only_row(list);
}

// Where all rows have one name, that name says nothing: one column for both ways to ask.
ColumnIndex::KeyView ColumnIndex::key_of(const Node& list, std::string_view row,
                                         std::string_view column) {
  auto only = only_row(list);
  if (!only) {
    const Node* first = nullptr;
    bool mixed = false;
    for (const auto& each : list.children) {
      if (!each->is_element()) continue;
      if (first == nullptr) first = each.get();
      mixed = mixed || each->name != first->name;
    }
    m_nodes_read += list.children.size();
    const std::string name = first == nullptr || mixed ? std::string() : first->name;
    only = m_only_row.emplace(&list, name).first->second;
  }
  return {&list, row == *only ? std::string_view() : row, column};
}

const ColumnIndex::Texts& ColumnIndex::texts(const KeyView& key) {
  if (m_shared != nullptr) {
    if (const auto ready = m_shared->m_texts.find(key); ready != m_shared->m_texts.end()) {
      return ready->second;
    }
  }
  if (const auto known = m_texts.find(key); known != m_texts.end()) return known->second;
  const auto& [list, row, name] = key;
  Texts& column = m_texts[Key(key)];
  m_nodes_read += visit_cells(*list, row, name, [&](const Node& each, const Node& cell) {
    auto text = text_in_place(cell);
    if (!text) text = column.joined.emplace_back(string_value(cell));
    column.dated = column.dated || date_like(*text);
    add_row(column.rows[*text], each);
  });
  return column;
}

const ColumnIndex::Numbers& ColumnIndex::numbers(const KeyView& key) {
  if (m_shared != nullptr) {
    if (const auto ready = m_shared->m_numbers.find(key); ready != m_shared->m_numbers.end()) {
      return ready->second;
    }
  }
  if (const auto known = m_numbers.find(key); known != m_numbers.end()) return known->second;
  const auto& [list, row, name] = key;
  Numbers& column = m_numbers[Key(key)];
  m_nodes_read += visit_cells(*list, row, name, [&](const Node& each, const Node& cell) {
    const double value = number_from_text(string_value(cell));
    if (!std::isnan(value)) add_row(column[value], each);
  });
  return column;
}

const Rows* ColumnIndex::with_text(const Node& list, std::string_view row, std::string_view name,
                                   const std::string& text) {
  const Texts& column = texts(key_of(list, row, name));
  if (column.dated && date_like(text)) return nullptr;
  return found(column.rows, std::string_view(text));
}

const Rows* ColumnIndex::with_number(const Node& list, std::string_view row, std::string_view name,
                                     double number) {
  const KeyView key = key_of(list, row, name);
  if (texts(key).dated) return nullptr;
  if (std::isnan(number)) return &kNoRows;
  return found(numbers(key), number);
}

void ColumnIndex::prepare(const Node& list, std::string_view row, std::string_view name,
                          bool with_numbers) {
  const KeyView key = key_of(list, row, name);
  if (!texts(key).dated && with_numbers) numbers(key);
}

}  // namespace jiujin::forms::xpath
