// The XML parts of an .xlsx workbook that matter to a form: the list of sheets, the shared texts,
// which number formats are dates, and the cells of one sheet (ECMA-376 part 1, sections 18.2-18.8).
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/workbook.h"

namespace jiujin::forms::xlsform {

struct SheetEntry {
  std::string name, relation;  // as written; the id that the relations file explains
};
struct WorkbookXml {
  std::vector<SheetEntry> sheets;
  bool epoch_1904 = false;
};
struct Relation {
  std::string id, type, target;
};

enum class DateKind : char { kNone, kDate, kTime, kDateTime };

struct CellContext {
  std::vector<std::string> shared_texts;
  std::vector<DateKind> styles;  // by cell style index
  bool epoch_1904 = false;
};

Result<WorkbookXml> read_workbook_xml(std::string_view xml, const std::string& place);
Result<std::vector<Relation>> read_relations_xml(std::string_view xml, const std::string& place);
Result<std::vector<std::string>> read_shared_texts_xml(std::string_view xml,
                                                       const std::string& place);
Result<std::vector<DateKind>> read_styles_xml(std::string_view xml, const std::string& place);
// Fills header and rows of `sheet`. `text_bytes` counts what all sheets hold so far.
Result<void> read_sheet_xml(std::string_view xml, const std::string& place,
                            const CellContext& context, Sheet& sheet, std::size_t& text_bytes);

// What a cell with this number shows: 3 for 3.0, 0.1 for 0.1, and for a date its ISO 8601 form.
std::string number_text(std::string_view number, DateKind kind, bool epoch_1904);
// Which kind of date a number format shows: "yyyy-mm-dd", "[h]:mm", "General".
DateKind date_kind(std::string_view number_format);

}  // namespace jiujin::forms::xlsform
