// Workbooks of forms, as anybody may hand them in: whatever the bytes, reading and converting end,
// keep to their limits, and a form that comes out is one that can be read. The first byte chooses
// the part: a whole .xlsx, one of its XML parts, CSV or Markdown.
#include <algorithm>

#include "forms/xforms/xml_document.h"
#include "forms/xlsform/convert.h"
#include "forms/xlsform/limits.h"
#include "forms/xlsform/sheet_xml.h"
#include "tests/fuzz/require.h"

using namespace jiujin;
using namespace jiujin::forms;
using namespace jiujin::forms::xlsform;

namespace {

void check_form(const Result<Workbook>& workbook) {
  if (!workbook.ok()) return;
  for (const auto& sheet : workbook->sheets) {
    REQUIRE(is_form_sheet(sheet.name));
    REQUIRE(sheet.rows.size() <= kRowsMax);
    for (const auto& row : sheet.rows) REQUIRE(row.size() <= kColumnsMax);
  }
  const Conversion conversion = convert(*workbook, {});
  REQUIRE(conversion.xform.has_value() != conversion.findings.failed());
  for (const auto& finding : conversion.findings.all()) {
    REQUIRE(finding.severity != Severity::kError || !finding.where().empty());
  }
  if (!conversion.xform) return;
  constexpr std::size_t kFormBytesMax = 64u << 20;
  const auto form = xforms::XmlDocument::parse(*conversion.xform, "form", kFormBytesMax);
  REQUIRE(form.ok());
}

void check_sheet(std::string_view xml) {
  CellContext context;
  context.shared_texts = {"type", "name", "label", "text"};
  context.styles = {DateKind::kNone, DateKind::kDate, DateKind::kTime, DateKind::kDateTime};
  Workbook workbook;
  workbook.sheets.push_back({"survey", {}, {}});
  std::size_t bytes = 0;
  if (!read_sheet_xml(xml, "sheet", context, workbook.sheets.front(), bytes).ok()) return;
  REQUIRE(bytes <= kTextBytesMax);
  check_form(workbook);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1 || size > 64 * 1024) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 7) {
    case 0:
      check_form(read_xlsx(bytes, "f.xlsx"));
      break;
    case 1:
      check_form(read_markdown(bytes, "f.md"));
      break;
    case 2:
      check_form(read_csv(bytes, "f.csv"));
      break;
    case 3:
      check_sheet(bytes);
      break;
    case 4:
      static_cast<void>(read_shared_texts_xml(bytes, "texts"));
      break;
    case 5:
      static_cast<void>(read_styles_xml(bytes, "styles"));
      break;
    default:
      static_cast<void>(read_workbook_xml(bytes, "workbook"));
      static_cast<void>(read_relations_xml(bytes, "relations"));
  }
  return 0;
}
