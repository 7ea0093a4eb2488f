// The two notations of plain text. In both, the first column names the sheet that begins there, and
// the first line of a sheet is its header.
#include "forms/xlsform/limits.h"
#include "forms/xlsform/names.h"
#include "forms/xlsform/workbook.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

using Line = std::vector<std::string>;

// Puts lines into sheets; keeps to the limits.
class SheetSorter {
 public:
  SheetSorter(Workbook& workbook, const std::string& file) : m_workbook(workbook), m_file(file) {}

  Result<void> add(Line line, std::size_t number) {
    if (line.empty()) return {};
    for (const auto& cell : line) {
      if (is_utf8(cell)) continue;
      return Error{ErrorCode::kInvalidData, m_file + ":" + std::to_string(number),
                   _t("This line is not in UTF-8: save the file in that encoding")};
    }
    const std::string name(trimmed(line.front()));
    line.erase(line.begin());
    for (auto& cell : line) cell = std::string(trimmed(cell));
    while (!line.empty() && line.back().empty()) line.pop_back();
    if (!name.empty()) start_sheet(name);
    if (line.empty()) return {};
    return add_row(std::move(line), number);
  }

 private:
  void start_sheet(const std::string& name) {
    m_workbook.sheet_names.push_back(name);
    const std::string lower = lower_case(name);
    m_current = nullptr;
    if (!is_form_sheet(lower) || m_workbook.find(lower) != nullptr) return;
    m_workbook.sheets.push_back({lower, {}, {}});
    m_current = &m_workbook.sheets.back();
  }

  Result<void> add_row(Line line, std::size_t number) {
    if (m_current == nullptr) return {};
    bool too_large = m_current->rows.size() >= kRowsMax || line.size() > kColumnsMax;
    for (const auto& cell : line) {
      m_text_bytes += cell.size();
      too_large = too_large || cell.size() > kCellBytesMax;
    }
    if (too_large || m_text_bytes > kTextBytesMax) {
      return Error{ErrorCode::kTooLarge, m_file + ":" + std::to_string(number),
                   _t("The workbook holds more text than a form can have")};
    }
    if (m_current->header.empty()) {
      m_current->header = std::move(line);
    } else {
      m_current->rows.push_back(std::move(line));
    }
    return {};
  }

  Workbook& m_workbook;
  const std::string& m_file;
  Sheet* m_current = nullptr;  // null: a sheet that a form has no use for
  std::size_t m_text_bytes = 0;
};

std::string_view without_mark(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  return text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
}

// One record of RFC 4180; `at` moves behind it, `line` counts the lines it spans.
Result<Line> next_record(std::string_view text, std::size_t& at, std::size_t& line,
                         const std::string& file) {
  Line out(1);
  const std::size_t first_line = line;
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') ++line;
    if (quoted) {
      if (c != '"') {
        out.back() += c;
      } else if (at + 1 < text.size() && text[at + 1] == '"') {
        out.back() += text[++at];
      } else {
        quoted = false;
      }
    } else if (c == '"' && trimmed(out.back()).empty()) {
      quoted = true;
      out.back().clear();
    } else if (c == ',') {
      out.emplace_back();
    } else if (c == '\n') {
      ++at;
      return out;
    } else if (c != '\r') {
      out.back() += c;
    }
  }
  if (quoted) {
    return Error{ErrorCode::kInvalidData, file + ":" + std::to_string(first_line),
                 _t("A quotation mark that opens here is never closed")};
  }
  return out;
}

// The cells between the bars of `| a | b \| c |`; nothing if the line is no table row.
Line cells_of(std::string_view line) {
  line = trimmed(line);
  if (!line.starts_with('|')) return {};
  line.remove_prefix(1);
  Line out(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
      out.back() += line[++i];
    } else if (line[i] == '|') {
      out.emplace_back();
    } else {
      out.back() += line[i];
    }
  }
  if (trimmed(out.back()).empty()) out.pop_back();  // behind the last bar
  return out;
}

bool is_separator(std::string_view line) {
  return line.find_first_not_of("|-: \t\r") == std::string_view::npos &&
         line.find('-') != std::string_view::npos;
}

}  // namespace

Result<Workbook> read_csv(std::string_view bytes, const std::string& file) {
  Workbook out;
  out.file = file;
  out.sheets.reserve(6);
  SheetSorter sorter(out, file);
  const std::string_view text = without_mark(bytes);
  std::size_t at = 0, line = 1;
  while (at < text.size()) {
    const std::size_t number = line;
    auto record = next_record(text, at, line, file);
    if (!record.ok()) return record.error();
    const auto added = sorter.add(std::move(*record), number);
    if (!added.ok()) return added.error();
  }
  return out;
}

Result<Workbook> read_markdown(std::string_view bytes, const std::string& file) {
  Workbook out;
  out.file = file;
  out.sheets.reserve(6);
  SheetSorter sorter(out, file);
  std::string_view text = without_mark(bytes);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (is_separator(line)) continue;
    const auto added = sorter.add(cells_of(line), number);
    if (!added.ok()) return added.error();
  }
  return out;
}

}  // namespace jiujin::forms::xlsform
