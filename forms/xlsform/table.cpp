#include "forms/xlsform/table.h"

#include <algorithm>
#include <map>

#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

bool begins_with(const Path& path, const Path& beginning) {
  return path.size() >= beginning.size() &&
         std::equal(beginning.begin(), beginning.end(), path.begin());
}

std::string with_plain_characters(std::string text) {
  static constexpr std::pair<std::string_view, char> kQuotes[] = {
      {"\u2018", '\''}, {"\u2019", '\''}, {"\u201C", '"'}, {"\u201D", '"'}, {"\u00A0", ' '}};
  for (const auto& [typographic, plain] : kQuotes) {
    for (auto at = text.find(typographic); at != std::string::npos;
         at = text.find(typographic, at + 1)) {
      text.replace(at, typographic.size(), 1, plain);
    }
  }
  return text;
}

std::string collapsed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool white = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
    if (!white) {
      out += c;
    } else if (!out.ends_with(' ')) {
      out += ' ';
    }
  }
  return out;
}

class TableReader {
 public:
  TableReader(const Sheet& sheet, SheetKind kind, const TableOptions& options, Findings& findings)
      : m_sheet(sheet), m_options(options), m_findings(findings) {
    m_table.kind = kind;
  }

  Table read() {
    read_headers();
    check_required();
    for (std::size_t i = 0; i < m_sheet.rows.size(); ++i) read_row(i);
    return std::move(m_table);
  }

 private:
  Place header_place(const Header& header) const {
    return {m_sheet.name, 1, header.column, header.written};
  }

  void read_headers() {
    const bool double_colon =
        std::any_of(m_sheet.header.begin(), m_sheet.header.end(),
                    [](const auto& name) { return name.find("::") != std::string::npos; });
    std::map<Path, std::string> seen;
    for (std::size_t column = 0; column < m_sheet.header.size(); ++column) {
      const std::string& written = m_sheet.header[column];
      if (written.empty()) continue;
      Header header{collapsed(written), column_path(m_table.kind, collapsed(written), double_colon),
                    static_cast<int>(column)};
      const auto [other, is_new] = seen.emplace(header.path, header.written);
      if (!is_new) {
        m_findings.error(header_place(header), "column.twice",
                         format(_t("The columns \"{0}\" and \"{1}\" mean the same."), other->second,
                                header.written),
                         _t("Remove one of them or give it another name."));
        continue;
      }
      hint_at_slip(header);
      m_table.headers.push_back(std::move(header));
    }
  }

  void hint_at_slip(const Header& header) {
    // Choice lists have columns of their own, which filters speak of.
    const bool own_columns =
        m_table.kind != SheetKind::kSurvey && m_table.kind != SheetKind::kSettings;
    if (own_columns || is_known_column(m_table.kind, header.path)) return;
    const std::string meant = nearest(snake_case(header.path.front()), column_names(m_table.kind));
    if (meant.empty()) return;
    m_findings.hint(header_place(header), "column.unknown",
                    format(_t("There is no column \"{0}\"; it is left out."), header.written),
                    did_you_mean(meant));
  }

  void check_required() {
    for (const auto& step : m_options.required) {
      if (m_table.find_column({step}) != nullptr) continue;
      std::vector<std::string> written;
      for (const auto& header : m_table.headers) written.push_back(snake_case(header.written));
      const std::string meant = nearest(step, written);
      m_findings.error(
          {m_sheet.name, 1, -1, {}}, "column.missing",
          format(_t("The column \"{0}\" is missing from the first row."), step),
          meant.empty() ? std::string() : format(_t("Did you mean it by \"{0}\"?"), meant));
    }
  }

  void read_row(std::size_t index) {
    Row row;
    row.place = {m_sheet.name, static_cast<int>(index) + 2, -1, {}};
    for (const auto& header : m_table.headers) {
      const auto column = static_cast<std::size_t>(header.column);
      std::string text(m_sheet.cell(index, column));
      if (m_options.clean) text = with_plain_characters(std::move(text));
      if (m_options.clean && m_options.collapse_spaces) text = collapsed(text);
      if (!text.empty()) row.fields.push_back({header.path, std::move(text), header.column});
    }
    check_cells_below_header(index);
    m_table.rows.push_back(std::move(row));
  }

  // Cells without a header mean nothing; the first of them is told where it may matter.
  void check_cells_below_header(std::size_t index) {
    if (m_told_headless || m_table.kind != SheetKind::kSurvey) return;
    const auto& cells = m_sheet.rows[index];
    for (std::size_t column = 0; column < cells.size(); ++column) {
      if (cells[column].empty()) continue;
      if (column < m_sheet.header.size() && !m_sheet.header[column].empty()) continue;
      m_told_headless = true;
      m_findings.hint({m_sheet.name, static_cast<int>(index) + 2, static_cast<int>(column), {}},
                      "column.headless",
                      _t("This cell stands below no column name; it is left out."));
      return;
    }
  }

  const Sheet& m_sheet;
  const TableOptions& m_options;
  Findings& m_findings;
  Table m_table;
  bool m_told_headless = false;
};

}  // namespace

const std::string& Localised::plain() const {
  static const std::string none;
  return entries.empty() ? none : entries.front().text;
}

std::string* Localised::find(std::string_view language) {
  for (auto& entry : entries) {
    if (entry.language == language) return &entry.text;
  }
  return nullptr;
}

Localised Localised::of(std::string text) {
  Localised out;
  if (!text.empty()) out.entries.push_back({{}, std::move(text)});
  return out;
}

bool Row::has_any(std::string_view first_step) const {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const Field& field) { return field.path.front() == first_step; });
}

const Field* Row::find(const Path& path) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const Field& field) { return field.path == path; });
  return found == fields.end() ? nullptr : &*found;
}

std::string_view Row::text(const Path& path) const {
  const Field* field = find(path);
  return field == nullptr ? std::string_view() : field->text;
}

Localised Row::localised(const Path& path, const std::string& default_language) const {
  Localised out;
  for (const auto& field : fields) {
    if (!begins_with(field.path, path) || field.path.size() > path.size() + 1) continue;
    const bool plain = field.path.size() == path.size();
    if (!plain) out.by_language = true;
    out.entries.push_back({plain ? std::string() : field.path.back(), field.text});
  }
  if (!out.by_language) return out;
  const bool named = std::any_of(out.entries.begin(), out.entries.end(), [&](const auto& entry) {
    return entry.language == default_language;
  });
  if (named) {
    std::erase_if(out.entries, [](const auto& entry) { return entry.language.empty(); });
  }
  for (auto& entry : out.entries) {
    if (entry.language.empty()) entry.language = default_language;
  }
  return out;
}

Place Table::place() const {
  return {std::string(sheet_name(kind)), 0, -1, {}};
}

Place Table::place_of(const Row& row, const Path& path) const {
  const Header* column = find_column(path);
  return column == nullptr ? row.place : row.place.at(column->column, column->written);
}

const Header* Table::find_column(const Path& path) const {
  for (const auto& header : headers) {
    if (header.path == path) return &header;
  }
  for (const auto& header : headers) {
    if (begins_with(header.path, path)) return &header;
  }
  return nullptr;
}

Table read_table(const Sheet& sheet, SheetKind kind, const TableOptions& options,
                 Findings& findings) {
  return TableReader(sheet, kind, options, findings).read();
}

}  // namespace jiujin::forms::xlsform
