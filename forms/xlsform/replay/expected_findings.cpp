#include "forms/xlsform/replay/expected_findings.h"

#include <algorithm>
#include <charconv>

namespace jiujin::forms::xlsform::replay {

namespace {

// Words by which recorded warnings are known, and our rule that says the same.
constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
    {"Choices should have a label", "choice.no_label"},
    {"uses or_other and translations", "select.other_language"},
    {"similar names were found", "sheet.spelling"},
    {"valid machine-readable codes", "language.code"},
    {"is missing the", "language.columns"},
    {"max-pixels parameter to speed up", "photo.max_pixels"},
    {"has no label", "control.no_label"},
    {"case-insensitive match", "name.case"},
    {"only meant for filtered selects", "select.external"},
    {"no longer supported on most devices", "type.deprecated"},
    {"'disabled' column", "column.disabled"},
    {"is being skipped", "row.skipped"},
};

std::string sheet_in(std::string_view message) {
  for (const std::string_view sheet :
       {"external_choices", "survey", "choices", "settings", "entities", "osm"}) {
    const std::string quoted = "'" + std::string(sheet) + "' sheet";
    if (message.find(quoted) != std::string_view::npos) return std::string(sheet);
  }
  return {};
}

}  // namespace

ExpectedFinding read_message(std::string_view message) {
  ExpectedFinding out;
  constexpr std::string_view kRow = "[row : ";
  const auto at = message.find(kRow);
  if (at != std::string_view::npos) {
    const auto digits = message.substr(at + kRow.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), out.row);
  }
  // "On the 'survey' sheet" says where; "from the 'survey' sheet" explains.
  const auto on = message.find("On the '");
  if (on != std::string_view::npos) {
    out.sheet =
        sheet_in(message.substr(on, std::string_view("On the 'external_choices' sheet").size()));
  }
  for (const auto& [words, rule] : kKinds) {
    if (message.find(words) != std::string_view::npos) {
      out.rule = rule;
      break;
    }
  }
  // The settings have one row of values, which some peers call the first and some the second.
  if (out.sheet == "settings") out.row = 0;
  return out;
}

bool is_among(const ExpectedFinding& expected, const std::vector<Finding>& findings,
              Severity severity) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    if (finding.severity != severity) return false;
    if (expected.row != 0 && finding.place.row != expected.row) return false;
    if (!expected.sheet.empty() && finding.place.sheet != expected.sheet) return false;
    return severity == Severity::kError || expected.rule.empty() || finding.rule == expected.rule;
  });
}

std::vector<std::string> quoted_words(std::string_view message) {
  std::vector<std::string> out;
  for (auto open = message.find('\''); open != std::string_view::npos;) {
    const auto close = message.find('\'', open + 1);
    if (close == std::string_view::npos) break;
    out.emplace_back(message.substr(open + 1, close - open - 1));
    open = message.find('\'', close + 1);
  }
  return out;
}

}  // namespace jiujin::forms::xlsform::replay
