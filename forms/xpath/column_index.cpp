#include "forms/xpath/column_index.h"

#include <cmath>

#include "forms/xpath/value.h"

namespace jiujin::forms::xpath {

namespace {

const Rows kNoRows;

void add_row(Rows& rows, const Node& row) {
  if (rows.empty() || rows.back() != &row) rows.push_back(&row);
}

// Calls `visit(row, cell)` for each cell `name` of each row.
template <typename Visit>
void visit_cells(const Node& list, std::string_view row, std::string_view name, Visit visit) {
  const bool attribute = name.starts_with('@');
  const std::string_view local = attribute ? name.substr(1) : name;
  for (const auto& each : list.children) {
    if (!each->is_element() || (!row.empty() && each->name != row)) continue;
    for (const auto& cell : attribute ? each->attributes : each->children) {
      const bool fits = attribute ? cell->kind == NodeKind::kAttribute : cell->is_element();
      if (fits && cell->name == local && cell->prefix.empty()) visit(*each, *cell);
    }
  }
}

const Rows* found(const std::unordered_map<std::string, Rows>& map, const std::string& key) {
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

ColumnIndex::Column& ColumnIndex::column(const Node& list, std::string_view row,
                                         std::string_view name) {
  const auto [at, fresh] =
      m_columns.try_emplace({&list, std::string(row), std::string(name)}, Column());
  if (!fresh) return at->second;
  Column& column = at->second;
  visit_cells(list, row, name, [&](const Node& each, const Node& cell) {
    std::string text = string_value(cell);
    column.dated = column.dated || date_like(text);
    add_row(column.by_text[std::move(text)], each);
  });
  return column;
}

const Rows* ColumnIndex::with_text(const Node& list, std::string_view row, std::string_view name,
                                   const std::string& text) {
  const Column& where = column(list, row, name);
  if (where.dated && date_like(text)) return nullptr;
  return found(where.by_text, text);
}

const Rows* ColumnIndex::with_number(const Node& list, std::string_view row, std::string_view name,
                                     double number) {
  Column& where = column(list, row, name);
  if (where.dated) return nullptr;
  if (std::isnan(number)) return &kNoRows;
  if (!where.numbered) {
    where.numbered = true;
    visit_cells(list, row, name, [&](const Node& each, const Node& cell) {
      const double value = number_from_text(string_value(cell));
      if (!std::isnan(value)) add_row(where.by_number[number_to_text(value)], each);
    });
  }
  return found(where.by_number, number_to_text(number));
}

}  // namespace jiujin::forms::xpath
