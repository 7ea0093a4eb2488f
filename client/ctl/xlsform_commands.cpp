// jiujinctl form import, form verify xlsform, and form check for workbooks
#include "client/ctl/xlsform_commands.h"

#include <filesystem>
#include <iostream>

#include "forms/xforms/form_definition.h"
#include "forms/xlsform/convert.h"
#include "forms/xlsform/replay/replay.h"

namespace jiujin::client::ctl {

using nlohmann::json;
namespace xlsform = forms::xlsform;

namespace {

const char* severity_name(xlsform::Severity severity) {
  return severity == xlsform::Severity::kError     ? "error"
         : severity == xlsform::Severity::kWarning ? "warning"
                                                   : "hint";
}

json finding_json(const xlsform::Finding& finding) {
  const auto& place = finding.place;
  json out = {{"severity", severity_name(finding.severity)},
              {"rule", finding.rule},
              {"sheet", place.sheet},
              {"reason", finding.message}};
  if (place.row > 0) out["row"] = place.row;
  if (place.column >= 0) {
    out["column"] = xlsform::column_letters(static_cast<std::size_t>(place.column));
  }
  if (!place.header.empty()) out["header"] = place.header;
  if (!finding.suggestion.empty()) out["suggestion"] = finding.suggestion;
  return out;
}

std::string finding_line(const std::string& file, const xlsform::Finding& finding) {
  const std::string where = finding.where();
  return file + (where.empty() ? "" : ":" + where) + ": " + finding.words();
}

Result<xlsform::Conversion> convert_file(const std::string& file) {
  auto bytes = read_text_file(file);
  if (!bytes.ok()) return bytes.error();
  auto workbook = xlsform::read_workbook(*bytes, file);
  if (!workbook.ok()) return workbook.error();
  return xlsform::convert(*workbook, {.fallback_id = xlsform::id_from_file_name(file)});
}

std::string folder_of(const std::string& file) {
  const std::string folder = std::filesystem::path(file).parent_path().string();
  return folder.empty() ? "." : folder;
}

// Attachments lie beside the workbook, if they are there yet; an import does not need them.
Result<std::string> attachment(const forms::xforms::ResourceLoader& beside, std::string_view name) {
  auto bytes = beside(name);
  if (bytes.ok() || bytes.error().code != ErrorCode::kNotFound) return bytes;
  if (name.ends_with(".csv")) return std::string("name,label\n");
  if (name.ends_with(".geojson")) {
    return std::string(R"({"type": "FeatureCollection", "features": []})");
  }
  return std::string("<root/>");
}

// Whether the engine takes what came out; if not, where in the workbook the fault lies: a line of
// the XForm, which nobody wrote, would help nobody.
void try_engine(xlsform::Conversion& conversion, const std::string& file) {
  if (!conversion.xform) return;
  const auto beside = forms::xforms::folder_resources(folder_of(file));
  const auto loaded = forms::xforms::FormDefinition::parse(
      *conversion.xform, [&](std::string_view name) { return attachment(beside, name); }, "form");
  if (loaded.ok()) return;
  const Error& error = loaded.error();
  const auto element = error.place.find(' ');  // "form:16 calculate of /data/age"
  const std::string what =
      element == std::string::npos ? std::string() : error.place.substr(element + 1) + ": ";
  conversion.findings.error(xlsform::place_of_path(conversion, error.line()), "expression",
                            what + error.cause);
  conversion.xform.reset();
}

void print_findings(Context& context, const std::string& file, const xlsform::Findings& findings) {
  for (const auto& finding : findings.all()) {
    const std::string line =
        std::string(severity_name(finding.severity)) + " " + finding_line(file, finding);
    if (!context.json) std::cerr << line << '\n';
  }
}

json findings_json(const xlsform::Findings& findings) {
  json out = json::array();
  for (const auto& finding : findings.all()) out.push_back(finding_json(finding));
  return out;
}

void import_workbook(Context& context, const std::string& file, const std::string& out) {
  auto conversion = convert_file(file);
  if (!conversion.ok()) return context.fail(conversion.error());
  try_engine(*conversion, file);
  print_findings(context, file, conversion->findings);
  if (!conversion->xform) {
    context.status = kNo;
    if (context.json) {
      context.say(
          "",
          json{{"file", file}, {"ok", false}, {"findings", findings_json(conversion->findings)}});
    }
    return;
  }
  const auto written = write_text_file(out, *conversion->xform);
  if (!written.ok()) return context.fail(written.error());
  if (!conversion->itemsets_csv.empty()) {
    const auto beside = (std::filesystem::path(folder_of(out)) / "itemsets.csv").string();
    const auto table = write_text_file(beside, conversion->itemsets_csv);
    if (!table.ok()) return context.fail(table.error());
  }
  context.say("ok " + out, json{{"file", file},
                                {"ok", true},
                                {"out", out},
                                {"findings", findings_json(conversion->findings)}});
}

void verify_cases(Context& context, const std::string& file, bool failures,
                  const std::string& origin) {
  const auto report = xlsform::replay::verify_xlsform(file, {.origin = origin});
  if (!report.ok()) return context.fail(report.error());
  const auto& cases = report->cases;
  for (const auto& failure : cases.failures) {
    if (!failures) break;
    context.say(failure.id + "  " + failure.what + "\n  expected " + failure.expected +
                    "\n  actual   " + failure.actual,
                json{{"id", failure.id},
                     {"what", failure.what},
                     {"expected", failure.expected},
                     {"actual", failure.actual}});
  }
  if (!context.json) {
    std::cout << report->assertions_passed << " of " << report->assertions
              << " XPath assertions hold\n";
  }
  context.say(std::to_string(cases.passed) + " passed, " + std::to_string(cases.failed) +
                  " failed, " + std::to_string(cases.skipped) + " skipped",
              json{{"passed", cases.passed},
                   {"failed", cases.failed},
                   {"skipped", cases.skipped},
                   {"assertions", report->assertions},
                   {"assertions_passed", report->assertions_passed}});
  if (cases.failed > 0) context.status = kNo;
}

}  // namespace

void check_workbook(Context& context, const std::string& file) {
  auto conversion = convert_file(file);
  if (!conversion.ok()) {
    const Error& error = conversion.error();
    context.say(
        "error " + error.line(),
        json{{"file", file}, {"ok", false}, {"place", error.place}, {"reason", error.cause}});
    context.status = kNo;
    return;
  }
  try_engine(*conversion, file);
  const json findings = findings_json(conversion->findings);
  if (conversion->xform) {
    context.say("ok " + file, json{{"file", file}, {"ok", true}, {"findings", findings}});
    return;
  }
  context.status = kNo;
  for (const auto& finding : conversion->findings.all()) {
    if (finding.severity != xlsform::Severity::kError) continue;
    context.say("error " + finding_line(file, finding),
                json{{"file", file},
                     {"ok", false},
                     {"place", file + ":" + finding.where()},
                     {"reason", finding.words()},
                     {"findings", findings}});
    return;  // one line for each file; `form import` tells all
  }
}

void add_xlsform_commands(CLI::App& form, CLI::App& verify, Context& context) {
  {
    auto* command = form.add_subcommand(
        "import", "XLSForm (.xlsx, .csv, .md) to XForm; says what is wrong by sheet, row, column");
    auto file = std::make_shared<std::string>(), out = std::make_shared<std::string>();
    command->add_option("FORM", *file)->required();
    command->add_option("--out", *out, "Write the XForm here")->required();
    command->callback([&context, file, out] { import_workbook(context, *file, *out); });
  }
  auto* command = verify.add_subcommand("xlsform", "Workbooks with what must come out of them");
  auto file = std::make_shared<std::string>(), origin = std::make_shared<std::string>();
  auto failures = std::make_shared<bool>(false);
  command->add_option("FILE", *file)->required();
  command->add_flag("--failures", *failures, "Print each failed case");
  command->add_option("--origin", *origin, "Only rows of this origin");
  command->callback(
      [&context, file, failures, origin] { verify_cases(context, *file, *failures, *origin); });
}

}  // namespace jiujin::client::ctl
