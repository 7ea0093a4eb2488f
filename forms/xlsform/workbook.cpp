#include "forms/xlsform/workbook.h"

#include <algorithm>

#include "forms/xlsform/limits.h"
#include "localization/text.h"

namespace jiujin::forms::xlsform {

namespace {

std::string ending_of(std::string_view file) {
  const auto dot = file.rfind('.');
  return dot == std::string_view::npos ? std::string() : lower_case(file.substr(dot));
}

}  // namespace

std::string_view Sheet::cell(std::size_t row_index, std::size_t column) const {
  if (row_index >= rows.size() || column >= rows[row_index].size()) return {};
  return rows[row_index][column];
}

const Sheet* Workbook::find(std::string_view name) const {
  const auto found = std::find_if(sheets.begin(), sheets.end(),
                                  [&](const Sheet& sheet) { return sheet.name == name; });
  return found == sheets.end() ? nullptr : &*found;
}

bool is_form_sheet(std::string_view name) {
  for (const char* known :
       {"survey", "choices", "settings", "external_choices", "osm", "entities"}) {
    if (name == known) return true;
  }
  return false;
}

bool is_workbook_name(std::string_view file) {
  const std::string ending = ending_of(file);
  return ending == ".xlsx" || ending == ".xlsm" || ending == ".xls" || ending == ".csv" ||
         ending == ".md";
}

Result<Workbook> read_workbook(std::string_view bytes, const std::string& file) {
  if (bytes.size() > kFileBytesMax) {
    return Error{ErrorCode::kTooLarge, file, _t("The workbook is larger than 64 MB")};
  }
  const std::string ending = ending_of(file);
  if (ending == ".xlsx" || ending == ".xlsm") return read_xlsx(bytes, file);
  if (ending == ".csv") return read_csv(bytes, file);
  if (ending == ".md") return read_markdown(bytes, file);
  if (ending == ".xls") {
    return Error{ErrorCode::kUnsupported, file,
                 _t("This is a workbook of the old kind (.xls): save it as .xlsx and try again")};
  }
  return Error{ErrorCode::kUnsupported, file,
               _t("An XLSForm is a file that ends in .xlsx, .csv or .md")};
}

std::string column_letters(std::size_t column) {
  std::string out;
  for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
    out.insert(out.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return out;
}

std::string lower_case(std::string_view ascii) {
  std::string out(ascii);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
  constexpr std::string_view kWhite = " \t\r\n\v\f";
  for (;;) {
    if (!text.empty() && kWhite.find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
    } else if (text.starts_with(kNoBreakSpace)) {
      text.remove_prefix(kNoBreakSpace.size());
    } else if (!text.empty() && kWhite.find(text.back()) != std::string_view::npos) {
      text.remove_suffix(1);
    } else if (text.ends_with(kNoBreakSpace)) {
      text.remove_suffix(kNoBreakSpace.size());
    } else {
      return text;
    }
  }
}

}  // namespace jiujin::forms::xlsform
