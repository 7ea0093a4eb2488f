// Workbook: the sheets of an XLSForm as plain tables, whatever notation they came in.
//
// A cell is text; its place is the sheet's name, the row's number as a spreadsheet shows it (the
// header is row 1) and the column's index from 0. It knows neither question types nor languages.
// Reads .xlsx (Office Open XML, ECMA-376), .csv (the sheet's name stands in the first column) and
// .md (a table whose first column names the sheet). Whatever is too large, not well-formed, holds
// entity declarations or is encrypted is refused with the part and line; limits.h says how large.
// Thread rule: values and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "localization/error.h"

namespace jiujin::forms::xlsform {

struct Sheet {
  std::string name;                            // in lower case, e.g. "survey"
  std::vector<std::string> header;             // row 1, trimmed; may hold empty names
  std::vector<std::vector<std::string>> rows;  // rows[i] is row i + 2; as long as it has cells

  // Text of a cell, "" where there is none.
  std::string_view cell(std::size_t row_index, std::size_t column) const;
};

struct Workbook {
  std::string file;                      // as it was named, for places
  std::vector<Sheet> sheets;             // those that an XLSForm has a use for
  std::vector<std::string> sheet_names;  // all of them, as written

  const Sheet* find(std::string_view name) const;
};

// The notation follows the name's ending (.xlsx, .xlsm, .csv, .md); anything else, .xls included,
// is kUnsupported. Errors: kInvalidData, kTooLarge, kUnsupported, kCorrupt; places name the part.
Result<Workbook> read_workbook(std::string_view bytes, const std::string& file);
bool is_workbook_name(std::string_view file);  // by its ending, .xls included

Result<Workbook> read_xlsx(std::string_view bytes, const std::string& file);
Result<Workbook> read_csv(std::string_view bytes, const std::string& file);
Result<Workbook> read_markdown(std::string_view bytes, const std::string& file);

// The six sheets that mean something: survey, choices, settings, external_choices, osm, entities.
bool is_form_sheet(std::string_view lower_case_name);
std::string column_letters(std::size_t column);  // 0 is "A", 26 is "AA"
std::string lower_case(std::string_view ascii);
std::string_view trimmed(std::string_view text);  // of ASCII white space and U+00A0

}  // namespace jiujin::forms::xlsform
