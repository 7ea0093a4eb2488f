#include "forms/xlsform/replay/replay.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <nlohmann/json.hpp>

#include "forms/xforms/form_definition.h"
#include "forms/xlsform/convert.h"
#include "forms/xlsform/replay/expected_findings.h"
#include "forms/xlsform/replay/form_text.h"

namespace jiujin::forms::xlsform::replay {

namespace {

using nlohmann::json;

Result<std::string> read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorCode::kIo, path.string(), "cannot be read"};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::vector<std::string> texts(const json& row, const char* name) {
  std::vector<std::string> out;
  for (const auto& each : row.value(name, json::array())) out.push_back(each.get<std::string>());
  return out;
}

std::string all_words(const Findings& findings) {
  std::string out;
  for (const auto& finding : findings.all()) {
    if (finding.severity == Severity::kHint) continue;
    out +=
        (out.empty() ? "" : " | ") + finding.where() + " " + finding.rule + ": " + finding.words();
  }
  return out.empty() ? "no findings" : out;
}

// Attachments are not part of the cases: an empty table of the wanted kind stands in for them.
Result<std::string> stand_in(std::string_view source) {
  if (source.ends_with(".csv")) return std::string("name,label,id,title\n");
  if (source.ends_with(".geojson")) {
    return std::string(R"({"type": "FeatureCollection", "features": []})");
  }
  return std::string("<root><item><name/><label/></item></root>");
}

// One row: what it asks for against what the converter makes.
class Case {
 public:
  Case(const json& row, std::filesystem::path folder, Report& report)
      : m_row(row), m_folder(std::move(folder)), m_report(report) {}

  void run() {
    const auto workbook = read();
    if (!workbook.ok()) return complain("the workbook", "read", workbook.error().line());
    Options options;
    options.form_name = m_row.value("name", "data");
    // A table that was written out in a test has no file name of its own.
    if (!m_row.contains("md")) options.fallback_id = id_from_file_name(m_row.value("xlsx", ""));
    const Conversion conversion = convert(*workbook, options);
    if (m_row.value("errored", false)) {
      check_refusal(conversion);
    } else if (!conversion.xform) {
      complain("the workbook", "accepted", all_words(conversion.findings));
      count_lost_assertions();
    } else {
      check_form(*conversion.xform);
      check_warnings(conversion.findings);
    }
  }

  bool passed() const { return m_passed; }

 private:
  void complain(std::string what, std::string expected, std::string actual) {
    m_passed = false;
    m_report.cases.failures.push_back(
        {m_row.value("id", ""), std::move(what), std::move(expected), std::move(actual)});
  }

  Result<Workbook> read() const {
    const std::string xlsx = m_row.value("xlsx", "");
    if (xlsx.empty()) return read_markdown(m_row.value("md", ""), "case.md");
    const auto path = m_folder / "forms" / xlsx;
    const auto bytes = read_bytes(path);
    if (!bytes.ok()) return bytes.error();
    return read_workbook(*bytes, path.string());
  }

  void check_refusal(const Conversion& conversion);
  void check_form(const std::string& xform);
  void check_xpath(const FormText& form);
  void check_pieces(const FormText& form);
  void check_peer(const FormText& form, const std::string& xform);
  void check_warnings(const Findings& findings);
  void count_lost_assertions();
  void count(bool holds) {
    ++m_report.assertions;
    m_report.assertions_passed += holds ? 1 : 0;
  }

  const json& m_row;
  std::filesystem::path m_folder;
  Report& m_report;
  bool m_passed = true;
};

void Case::check_refusal(const Conversion& conversion) {
  if (conversion.xform) return complain("the workbook", "refused", "accepted");
  auto messages = texts(m_row, "errors");
  if (messages.empty()) messages = texts(m_row, "error__contains");
  const auto& findings = conversion.findings.all();
  for (const auto& message : messages) {
    if (!is_among(read_message(message), findings, Severity::kError)) {
      complain("an error", message, all_words(conversion.findings));
    }
  }
  // Where the peer does not say where, we still do; only a missing sheet has no row.
  for (const auto& finding : findings) {
    if (finding.severity != Severity::kError) continue;
    const bool whole_sheet = finding.rule == "sheet.missing" || finding.place.sheet == "settings";
    if (finding.place.sheet.empty() || (finding.place.row == 0 && !whole_sheet)) {
      complain("an error's place", "sheet and row", finding.rule + ": " + finding.words());
    }
  }
  for (const auto& message : texts(m_row, "error__not_contains")) {
    for (const auto& word : quoted_words(message)) {
      if (all_words(conversion.findings).find("\"" + word + "\"") != std::string::npos) {
        complain("an error", "not about " + word, all_words(conversion.findings));
      }
    }
  }
}

void Case::check_form(const std::string& xform) {
  const auto form = FormText::parse(xform, "the XForm");
  if (!form.ok()) {
    count_lost_assertions();
    return complain("the XForm", "well-formed", form.error().line());
  }
  check_xpath(*form);
  check_pieces(*form);
  check_peer(*form, xform);
}

void Case::check_xpath(const FormText& form) {
  const auto compare = [&](const std::string& expression, std::size_t wanted) {
    const auto found = form.find(expression);
    const bool holds = found && found->size() == wanted;
    count(holds);
    if (!holds) {
      complain(expression, std::to_string(wanted) + " matches",
               found ? std::to_string(found->size()) : "no such expression");
    }
  };
  for (const auto& expression : texts(m_row, "xml__xpath_match")) compare(expression, 1);
  for (const auto& pair : m_row.value("xml__xpath_count", json::array())) {
    compare(pair.at(0).get<std::string>(), pair.at(1).get<std::size_t>());
  }
  for (const auto& pair : m_row.value("xml__xpath_exact", json::array())) {
    const auto expression = pair.at(0).get<std::string>();
    std::set<std::string> wanted, got;
    for (const auto& each : pair.at(1)) wanted.insert(normal_xml(each.get<std::string>()));
    const auto found = form.find(expression);
    for (const auto& each : found.value_or(std::vector<std::string>())) {
      got.insert(normal_xml(each));
    }
    count(wanted == got);
    if (wanted != got) complain(expression, json(wanted).dump(), json(got).dump());
  }
}

void Case::count_lost_assertions() {
  for (const char* name : {"xml__xpath_match", "xml__xpath_count", "xml__xpath_exact"}) {
    m_report.assertions += m_row.value(name, json::array()).size();
  }
}

void Case::check_pieces(const FormText& form) {
  for (const char* name : {"xml__contains", "model__contains", "instance__contains"}) {
    for (const auto& piece : texts(m_row, name)) {
      if (!form.contains(piece)) complain("the XForm", "holds " + piece, "does not");
    }
  }
  for (const auto& piece : texts(m_row, "xml__excludes")) {
    if (form.contains(piece)) complain("the XForm", "is without " + piece, "holds it");
  }
}

// The same elements as in the peer's form, and the engine takes it if it takes the peer's.
void Case::check_peer(const FormText& form, const std::string& xform) {
  const std::string name = m_row.value("xform", "");
  if (name.empty()) return;
  const auto xml = read_bytes(m_folder / "forms" / name);
  if (!xml.ok()) return;
  const auto peer = FormText::parse(*xml, name);
  if (!peer.ok()) return;
  const auto wanted = peer->outline(), got = form.outline();
  const auto [theirs, ours] = std::mismatch(wanted.begin(), wanted.end(), got.begin(), got.end());
  if (theirs != wanted.end() || ours != got.end()) {
    complain("the same form as " + name, theirs == wanted.end() ? "its end" : *theirs,
             ours == got.end() ? "the end" : *ours);
  }
  const auto loaded = xforms::FormDefinition::parse(xform, stand_in, "the XForm");
  if (loaded.ok() || !xforms::FormDefinition::parse(*xml, stand_in, name).ok()) return;
  complain("the XForm", "loads", loaded.error().line());
}

void Case::check_warnings(const Findings& findings) {
  const auto& all = findings.all();
  auto messages = texts(m_row, "warnings__contains");
  for (const auto& message : texts(m_row, "warnings")) messages.push_back(message);
  for (const auto& message : messages) {
    if (!is_among(read_message(message), all, Severity::kWarning)) {
      complain("a warning", message, all_words(findings));
    }
  }
  for (const auto& message : texts(m_row, "warnings__not_contains")) {
    const auto expected = read_message(message);
    if (!expected.rule.empty() && is_among(expected, all, Severity::kWarning)) {
      complain("a warning", "not: " + message, all_words(findings));
    }
  }
  const bool none = m_row.contains("warnings_count") && m_row["warnings_count"] == 0;
  const auto warnings = std::count_if(all.begin(), all.end(), [](const Finding& finding) {
    return finding.severity == Severity::kWarning;
  });
  if (none && warnings > 0) complain("warnings", "none", all_words(findings));
}

}  // namespace

Result<Report> verify_xlsform(const std::string& file, const conformance::ReplayOptions& options) {
  std::ifstream in(file);
  if (!in) return Error{ErrorCode::kIo, file, "cannot be read"};
  Report report;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    const json row = json::parse(line, nullptr, false);
    if (!row.is_object()) {
      return Error{ErrorCode::kInvalidData, file + ":" + std::to_string(number),
                   "a line is no JSON object"};
    }
    if (row.value("source", "").find(options.origin) == std::string::npos) continue;
    try {
      Case each(row, std::filesystem::path(file).parent_path(), report);
      each.run();
      ++(each.passed() ? report.cases.passed : report.cases.failed);
    } catch (const json::exception& error) {
      return Error{ErrorCode::kInvalidData, file + ":" + std::to_string(number), error.what()};
    }
  }
  return report;
}

}  // namespace jiujin::forms::xlsform::replay
