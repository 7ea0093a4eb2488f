#include "forms/xlsform/sheet_xml.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "forms/xlsform/limits.h"
#include "forms/xlsform/xml_part.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

using Event = XmlPart::Event;

bool over(Event event) {
  return event == Event::kDone || event == Event::kFailed;
}

template <typename T>
bool parse_number(std::string_view text, T& value) {
  return std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc();
}

// "AB12": column 27, row 12. False if it is no such reference.
bool parse_reference(std::string_view reference, std::size_t& column, std::size_t& row) {
  std::size_t letters = 0, value = 0;
  while (letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z') {
    if (letters == 3) return false;
    value = value * 26 + static_cast<std::size_t>(reference[letters++] - 'A' + 1);
  }
  if (letters == 0 || !parse_number(reference.substr(letters), row) || row == 0) return false;
  column = value - 1;
  return true;
}

DateKind built_in_kind(int format) {
  if (format >= 14 && format <= 17) return DateKind::kDate;
  if (format >= 18 && format <= 21) return DateKind::kTime;
  if (format == 22) return DateKind::kDateTime;
  if (format >= 45 && format <= 47) return DateKind::kTime;
  // 27-36 and 50-58 are dates of East Asian versions, 32-35 and 55-56 times of day among them.
  if ((format >= 27 && format <= 36) || (format >= 50 && format <= 58)) {
    return format >= 32 && format <= 35 ? DateKind::kTime : DateKind::kDate;
  }
  return DateKind::kNone;
}

// Gathers the cells of one sheet and keeps to the limits.
class SheetBuilder {
 public:
  SheetBuilder(const std::string& place, const CellContext& context, Sheet& sheet,
               std::size_t& text_bytes)
      : m_place(place), m_context(context), m_sheet(sheet), m_text_bytes(text_bytes) {}

  void start_row(const std::string& number) {
    std::size_t given = 0;
    m_row = parse_number(std::string_view(number), given) && given > 0 ? given : m_row + 1;
    m_column = 0;
  }
  void start_cell(const std::string& reference, const std::string& type, const std::string& style) {
    std::size_t column = 0, row = 0;
    if (parse_reference(reference, column, row)) {
      m_column = column;
      m_row = row;
    }
    m_type = type;
    m_style = 0;
    parse_number(std::string_view(style), m_style);
    m_value.clear();
  }
  void add_text(std::string_view text) { m_value += text; }
  Result<void> end_cell();

 private:
  std::string shown_value() const;

  const std::string& m_place;
  const CellContext& m_context;
  Sheet& m_sheet;
  std::size_t& m_text_bytes;
  std::size_t m_row = 0, m_column = 0, m_cells = 0, m_style = 0;
  std::string m_type, m_value;
};

std::string SheetBuilder::shown_value() const {
  if (m_type == "s") {
    std::size_t index = 0;
    if (!parse_number(std::string_view(m_value), index) || index >= m_context.shared_texts.size()) {
      return {};
    }
    return m_context.shared_texts[index];
  }
  if (m_type == "b") return m_value == "1" ? "TRUE" : "FALSE";
  if (m_type.empty() || m_type == "n") {
    const DateKind kind =
        m_style < m_context.styles.size() ? m_context.styles[m_style] : DateKind::kNone;
    return number_text(m_value, kind, m_context.epoch_1904);
  }
  return m_value;
}

Result<void> SheetBuilder::end_cell() {
  std::string shown = shown_value();
  const std::string_view text = trimmed(shown);
  const std::size_t column = m_column++;
  if (text.empty()) return {};
  const auto too_large = [&](std::string cause) {
    return Error{ErrorCode::kTooLarge,
                 m_place + ":" + column_letters(column) + std::to_string(m_row), std::move(cause)};
  };
  if (m_row > kRowsMax) return too_large(_t("A sheet of a form has at most 300,000 rows"));
  if (column >= kColumnsMax) return too_large(_t("A sheet of a form has at most 512 columns"));
  if (text.size() > kCellBytesMax) return too_large(_t("A cell holds at most 128 KB of text"));
  m_text_bytes += text.size();
  if (++m_cells > kCellsMax || m_text_bytes > kTextBytesMax) {
    return too_large(_t("The workbook holds more text than a form can have"));
  }
  auto& sheet = m_sheet;
  if (m_row > 1 && sheet.rows.size() < m_row - 1) sheet.rows.resize(m_row - 1);
  auto& row = m_row == 1 ? sheet.header : sheet.rows[m_row - 2];
  if (row.size() <= column) row.resize(column + 1);
  row[column] = text;
  return {};
}

}  // namespace

Result<WorkbookXml> read_workbook_xml(std::string_view xml, const std::string& place) {
  XmlPart part(xml, place);
  WorkbookXml out;
  Event event;
  while (!over(event = part.next())) {
    if (event != Event::kStart) continue;
    if (part.name() == "sheet") {
      out.sheets.push_back({part.attribute("name"), part.attribute("id")});
    } else if (part.name() == "workbookPr") {
      const std::string flag = part.attribute("date1904");
      out.epoch_1904 = flag == "1" || flag == "true";
    }
  }
  if (event == Event::kFailed) return part.error();
  return out;
}

Result<std::vector<Relation>> read_relations_xml(std::string_view xml, const std::string& place) {
  XmlPart part(xml, place);
  std::vector<Relation> out;
  Event event;
  while (!over(event = part.next())) {
    if (event == Event::kStart && part.name() == "Relationship") {
      out.push_back({part.attribute("Id"), part.attribute("Type"), part.attribute("Target")});
    }
  }
  if (event == Event::kFailed) return part.error();
  return out;
}

Result<std::vector<std::string>> read_shared_texts_xml(std::string_view xml,
                                                       const std::string& place) {
  XmlPart part(xml, place);
  std::vector<std::string> out;
  bool in_text = false;
  int phonetic = 0;  // readings of East Asian text are no part of it
  std::size_t bytes = 0;
  Event event;
  while (!over(event = part.next())) {
    const bool start = event == Event::kStart;
    if (event == Event::kText) {
      if (!in_text || phonetic > 0 || out.empty()) continue;
      out.back() += part.text();
      bytes += part.text().size();
    } else if (part.name() == "si" && start) {
      out.emplace_back();
    } else if (part.name() == "rPh") {
      phonetic += start ? 1 : -1;
    } else if (part.name() == "t") {
      in_text = start;
    }
    if (out.size() > kSharedStringsMax || bytes > kTextBytesMax) {
      return Error{ErrorCode::kTooLarge, place,
                   _t("The workbook holds more text than a form can have")};
    }
  }
  if (event == Event::kFailed) return part.error();
  return out;
}

Result<std::vector<DateKind>> read_styles_xml(std::string_view xml, const std::string& place) {
  XmlPart part(xml, place);
  std::vector<DateKind> out;
  std::map<int, DateKind> own;
  bool in_cell_formats = false;
  Event event;
  while (!over(event = part.next())) {
    if (part.name() == "cellXfs") in_cell_formats = event == Event::kStart;
    if (event != Event::kStart) continue;
    int format = 0;
    const std::string id = part.attribute("numFmtId");
    if (!parse_number(std::string_view(id), format)) continue;
    if (part.name() == "numFmt") {
      own[format] = date_kind(part.attribute("formatCode"));
    } else if (part.name() == "xf" && in_cell_formats) {
      const auto found = own.find(format);
      out.push_back(found == own.end() ? built_in_kind(format) : found->second);
    }
  }
  if (event == Event::kFailed) return part.error();
  return out;
}

Result<void> read_sheet_xml(std::string_view xml, const std::string& place,
                            const CellContext& context, Sheet& sheet, std::size_t& text_bytes) {
  XmlPart part(xml, place);
  SheetBuilder builder(place, context, sheet, text_bytes);
  bool in_cell = false, in_value = false;
  int phonetic = 0;
  Event event;
  while (!over(event = part.next())) {
    const bool start = event == Event::kStart;
    if (event == Event::kText) {
      if (in_cell && in_value && phonetic == 0) builder.add_text(part.text());
    } else if (part.name() == "row" && start) {
      builder.start_row(part.attribute("r"));
    } else if (part.name() == "c" && start) {
      in_cell = true;
      builder.start_cell(part.attribute("r"), part.attribute("t"), part.attribute("s"));
    } else if (part.name() == "c") {
      in_cell = false;
      const auto added = builder.end_cell();
      if (!added.ok()) return added.error();
    } else if (part.name() == "rPh") {
      phonetic += start ? 1 : -1;
    } else if (part.name() == "v" || part.name() == "t") {
      in_value = start;
    }
  }
  if (event == Event::kFailed) return part.error();
  return {};
}

}  // namespace jiujin::forms::xlsform
