// Table: a sheet whose columns are understood. A row gives its values by path, each with its place.
// Thread rule: values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/columns.h"
#include "forms/xlsform/findings.h"
#include "forms/xlsform/workbook.h"

namespace jiujin::forms::xlsform {

// A text, in one language or in several. Plain text has one entry without a language.
struct Localised {
  struct Entry {
    std::string language, text;
  };
  bool by_language = false;
  std::vector<Entry> entries;

  bool empty() const { return entries.empty(); }
  const std::string& plain() const;  // of the first entry; "" if there is none
  std::string* find(std::string_view language);
  static Localised of(std::string text);
};

struct Field {
  Path path;
  std::string text;
  int column = 0;
};

struct Header {
  std::string written;
  Path path;
  int column = 0;
};

class Row {
 public:
  Place place;  // of the row as a whole
  std::vector<Field> fields;

  int number() const { return place.row; }
  bool has(const Path& path) const { return find(path) != nullptr; }
  bool has_any(std::string_view first_step) const;
  const Field* find(const Path& path) const;
  // The text at exactly this path, "" if there is none.
  std::string_view text(const Path& path) const;
  // The text at this path and in the languages below it. Plain text beside languages counts as
  // the default language, unless that one is there by name.
  Localised localised(const Path& path, const std::string& default_language) const;
};

struct Table {
  SheetKind kind = SheetKind::kSurvey;
  std::vector<Header> headers;
  std::vector<Row> rows;

  Place place() const;
  // Of a field in this row; of the row if the path has no column.
  Place place_of(const Row& row, const Path& path) const;
  const Header* find_column(const Path& path) const;  // exactly this, or in a language
};

struct TableOptions {
  bool collapse_spaces = false;       // runs of white space in cells become one space
  bool clean = true;                  // typographic quotes and spaces become plain
  std::vector<std::string> required;  // first steps that must have a column
};

// Understands the header and the cells. Errors: two columns that mean the same, a required column
// that is missing, cells below no header. Hints: columns that are nearly known ones.
Table read_table(const Sheet& sheet, SheetKind kind, const TableOptions& options,
                 Findings& findings);

}  // namespace jiujin::forms::xlsform
