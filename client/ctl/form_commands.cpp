// jiujinctl form check|fill|verify; workbooks are in xlsform_commands.cpp
#include <iostream>

#include "client/ctl/command.h"
#include "client/ctl/form_fill.h"
#include "client/ctl/xlsform_commands.h"
#include "forms/conformance/replay.h"
#include "forms/xforms/form_definition.h"
#include "forms/xlsform/workbook.h"

namespace jiujin::client::ctl {

using nlohmann::json;

namespace {

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
    auto order = std::make_shared<FillOrder>();
    command->add_option("FORM", order->form)->required();
    command->add_option("--answers", order->answers, "JSON object of answers, or instance XML")
        ->required();
    command->add_option("--begun-under", order->begun_under,
                        "The form's version in which the answers were begun: says what is new");
    command->add_option("--out", order->out, "Write the submission instance here");
    command->add_option("--submission", order->submission,
                        "Folder for what is sent: the instance and its files, encrypted if the "
                        "form names a key");
    command->callback([&context, order] { fill_form(context, *order); });
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
