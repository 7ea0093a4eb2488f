// jiujinctl form check|fill|verify; workbooks are in xlsform_commands.cpp
#include <chrono>
#include <filesystem>
#include <iostream>

#include "client/ctl/command.h"
#include "client/ctl/xlsform_commands.h"
#include "forms/conformance/replay.h"
#include "forms/xforms/form_definition.h"
#include "forms/xforms/form_session.h"
#include "forms/xlsform/workbook.h"

namespace jiujin::client::ctl {

using nlohmann::json;
namespace xforms = forms::xforms;

namespace {

Result<std::shared_ptr<const xforms::FormDefinition>> load_form(const std::string& path) {
  auto xml = read_text_file(path);
  if (!xml.ok()) return xml.error();
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return xforms::FormDefinition::parse(
      *xml, xforms::folder_resources(folder.empty() ? "." : folder), path);
}

void check(Context& context, const std::vector<std::string>& files) {
  for (const auto& file : files) {
    if (forms::xlsform::is_workbook_name(file)) {
      check_workbook(context, file);
      continue;
    }
    const auto form = load_form(file);
    if (form.ok()) {
      context.say("ok " + file,
                  json{{"file", file}, {"ok", true}, {"warnings", (*form)->warnings}});
      if (!context.json) {
        for (const auto& warning : (*form)->warnings) std::cout << "  warning " << warning << '\n';
      }
      continue;
    }
    const Error& error = form.error();
    context.say(
        "error " + error.line(),
        json{{"file", file}, {"ok", false}, {"place", error.place}, {"reason", error.cause}});
    context.status = kNo;
  }
}

// Answers in JSON: paths below the root, repeats as arrays (form_session.h).
void fill(Context& context, const std::string& file, const std::string& answers_file,
          const std::string& out) {
  auto form = load_form(file);
  if (!form.ok()) return context.fail(form.error());
  auto text = read_text_file(answers_file);
  if (!text.ok()) return context.fail(text.error());
  const json answers = json::parse(*text, nullptr, false);
  if (!answers.is_object()) {
    return context.fail({ErrorCode::kInvalidData, answers_file, "not a JSON object"});
  }
  xforms::SessionOptions options;
  options.environment.now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  options.answers = &answers;
  auto session = xforms::FormSession::create(*form, std::move(options));
  if (!session.ok()) return context.fail(session.error());
  (*session)->finalise();
  json relevant = json::array(), required = json::array();
  for (const auto id : (*session)->questions()) {
    const xforms::Item item = (*session)->item(id);
    relevant.push_back(item.path);
    if (item.required) required.push_back(item.path);
    if (!context.json) {
      std::cout << (item.required ? "required " : "relevant ") << item.path << " = " << item.value
                << '\n';
    }
  }
  json invalid = json::array();
  for (const auto& violation : (*session)->validate()) {
    invalid.push_back({{"path", violation.path}, {"message", violation.message}});
    if (!context.json) {
      std::cout << "invalid " << violation.path << ": " << violation.message << '\n';
    }
    context.status = kNo;
  }
  const auto& report = (*session)->load_report();
  if (!context.json) {
    for (const auto& path : report.unknown) std::cout << "unknown " << path << " (kept)\n";
    for (const auto& [from, to] : report.moved)
      std::cout << "moved " << from << " to " << to << '\n';
    for (const auto& path : report.not_offered) std::cout << "not offered " << path << " (kept)\n";
    for (const auto& path : report.misfits) std::cout << "misfit " << path << " (kept)\n";
  }
  if (context.json) {
    context.say("", json{{"relevant", relevant},
                         {"required", required},
                         {"invalid", invalid},
                         {"unknown", report.unknown},
                         {"moved", report.moved},
                         {"not_offered", report.not_offered},
                         {"misfits", report.misfits},
                         {"answers", (*session)->answers()}});
  }
  if (!out.empty()) {
    const auto written = write_text_file(out, (*session)->instance_xml());
    if (!written.ok()) context.fail(written.error());
  }
}

using Verify = Result<forms::conformance::Tally> (*)(const std::string&,
                                                     const forms::conformance::ReplayOptions&);

void verify(Context& context, Verify replay, const std::string& file, bool failures,
            const std::string& origin) {
  const auto tally = replay(file, {.origin = origin});
  if (!tally.ok()) return context.fail(tally.error());
  if (failures) {
    for (const auto& failure : tally->failures) {
      context.say(failure.id + "  " + failure.what + "\n  expected " + failure.expected +
                      "\n  actual   " + failure.actual,
                  json{{"id", failure.id},
                       {"what", failure.what},
                       {"expected", failure.expected},
                       {"actual", failure.actual}});
    }
  }
  context.say(
      std::to_string(tally->passed) + " passed, " + std::to_string(tally->failed) + " failed, " +
          std::to_string(tally->skipped) + " skipped",
      json{{"passed", tally->passed}, {"failed", tally->failed}, {"skipped", tally->skipped}});
  if (tally->failed > 0) context.status = kNo;
}

}  // namespace

void add_form_commands(CLI::App& app, Context& context) {
  auto* form = app.add_subcommand("form", "Check and fill forms")->require_subcommand(1);
  {
    auto* command =
        form->add_subcommand("check", "A line per form: ok FILE or error FILE:LINE: REASON");
    auto files = std::make_shared<std::vector<std::string>>();
    command->add_option("FILE", *files)->required();
    command->callback([&context, files] { check(context, *files); });
  }
  {
    auto* command = form->add_subcommand(
        "fill", "Fill a form as a clerk would; say what is relevant, required, invalid");
    auto file = std::make_shared<std::string>(), answers = std::make_shared<std::string>(),
         out = std::make_shared<std::string>();
    command->add_option("FORM", *file)->required();
    command->add_option("--answers", *answers, "JSON object of answers")->required();
    command->add_option("--out", *out, "Write the submission instance here");
    command->callback([&context, file, answers, out] { fill(context, *file, *answers, *out); });
  }
  auto* verify_group = form->add_subcommand("verify", "Replay recorded cases against the engine")
                           ->require_subcommand(1);
  const auto add_verify = [&](const char* name, const char* what, Verify replay) {
    auto* command = verify_group->add_subcommand(name, what);
    auto file = std::make_shared<std::string>(), origin = std::make_shared<std::string>();
    auto failures = std::make_shared<bool>(false);
    command->add_option("FILE", *file)->required();
    command->add_flag("--failures", *failures, "Print each failed case");
    command->add_option("--origin", *origin, "Only rows of this origin");
    command->callback([&context, replay, file, failures, origin] {
      verify(context, replay, *file, *failures, *origin);
    });
  };
  namespace conformance = forms::conformance;
  add_verify("expressions", "XPath rows with expected values", conformance::verify_expressions);
  add_verify("walks", "Forms filled in from a seed", conformance::verify_walks);
  add_verify("traces", "Forms filled in step by step", conformance::verify_traces);
  add_xlsform_commands(*form, *verify_group, context);
}

}  // namespace jiujin::client::ctl
