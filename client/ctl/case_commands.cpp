// jiujinctl case import|list|show|export|documents - as the station or the county knows them.
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "client/control/case_package.h"
#include "client/ctl/command.h"
#include "client/ctl/progress.h"
#include "sync/casework/states.h"

namespace jiujin::client::ctl {

using nlohmann::json;
namespace casework = sync::casework;

namespace {

struct CaseOptions {
  std::string data, id, out, text;
  bool keep_damaged = false;
  Credentials credentials;
};

void say_line(Context& context, const casework::CaseSummary& line) {
  context.say(line.id + "  " + line.receipt + "  " + line.item + "  " +
                  std::string(casework::state_row(line.state).name) + "  " + line.applicant_masked +
                  "  " + line.due,
              summary_json(line));
}

Result<std::vector<std::string>> packages_in(const std::string& folder) {
  std::vector<std::string> packages;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder, code)) {
    if (entry.is_directory()) packages.push_back(entry.path().string());
  }
  if (code) return Error{ErrorCode::kIo, folder, code.message()};
  std::sort(packages.begin(), packages.end());
  return packages;
}

struct ImportTally {
  std::size_t taken = 0, changed = 0, known = 0, failed = 0;
};

void say_package(Context& context, const std::string& package,
                 const Result<control::PackageTaken>& taken, ImportTally* tally) {
  using Kind = control::PackageTaken::Kind;
  if (!taken.ok()) {
    ++tally->failed;
    return context.fail(taken.error());
  }
  const char* word = taken->kind == Kind::kNew       ? "taken in"
                     : taken->kind == Kind::kChanged ? "changed"
                                                     : "known";
  ++(taken->kind == Kind::kNew       ? tally->taken
     : taken->kind == Kind::kChanged ? tally->changed
                                     : tally->known);
  context.say(std::string(word) + " " + package + " as " + taken->case_id,
              json{{"package", package},
                   {"case", taken->case_id},
                   {"new", taken->kind == Kind::kNew},
                   {"changed", taken->changed}});
}

void import(Context& context, const std::string& folder, const CaseOptions& options) {
  auto session = open_station(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  const auto packages = packages_in(folder);
  if (!packages.ok()) return context.fail(packages.error());
  ImportTally tally;
  {
    Progress progress("packages");
    std::uint64_t done = 0;
    const auto sink = [&](const std::string& package,
                          const Result<control::PackageTaken>& taken) {
      say_package(context, std::filesystem::path(package).filename().string(), taken, &tally);
      progress.show(++done, packages->size());
    };
    if (auto all = (*session)->import_packages(
            *packages, sink,
            options.keep_damaged ? control::DamagedScans::kKeep : control::DamagedScans::kRefuse);
        !all.ok())
      return context.fail(all.error());
  }
  if (!context.json) {
    context.say(std::to_string(tally.taken) + " taken in, " + std::to_string(tally.changed) +
                    " changed, " + std::to_string(tally.known) + " known already, " +
                    std::to_string(tally.failed) + " failed",
                {});
  }
}

void list(Context& context, const CaseOptions& options) {
  if (is_county_folder(options.data)) {
    auto county = sync::county::CountyService::open(options.data);
    if (!county.ok()) return context.fail(county.error());
    casework::CaseFilter filter;
    filter.text = options.text;
    const auto lines = (*county)->list_cases(filter);
    if (!lines.ok()) return context.fail(lines.error());
    for (const auto& line : lines->lines) say_line(context, line);
    return;
  }
  auto session = open_station(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  control::AskIndex ask;
  ask.text = options.text;
  const auto index = (*session)->ask<control::IndexReady>(ask);
  if (!index.ok()) return context.fail(index.error());
  for (const auto& entry : index->index->entries) say_line(context, entry.summary);
}

// By internal id, 办件编号 or receipt number.
Result<casework::Case> county_case(sync::county::CountyService& county, const std::string& name) {
  auto id = sync::base::CaseId::from_hex(name);
  if (!id.ok()) {
    const auto found = county.find_case(name);
    if (!found.ok()) return found.error();
    if (!*found) return Error{ErrorCode::kNotFound, name, "no such case here"};
    id = **found;
  }
  return county.load_case(*id);
}

void show(Context& context, const CaseOptions& options) {
  if (is_county_folder(options.data)) {
    auto county = sync::county::CountyService::open(options.data);
    if (!county.ok()) return context.fail(county.error());
    const auto loaded = county_case(**county, options.id);
    if (!loaded.ok()) return context.fail(loaded.error());
    const json object = case_json(*loaded);
    context.say(object.dump(2), object);
    return;
  }
  auto session = open_station(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  const auto id = resolve_case(**session, options.id);
  if (!id.ok()) return context.fail(id.error());
  const auto loaded = (*session)->ask<control::CaseReady>(control::AskCase{*id});
  if (!loaded.ok()) return context.fail(loaded.error());
  const json object = case_json(*loaded->the_case);
  context.say(object.dump(2), object);
}

void export_at_county(Context& context, const CaseOptions& options) {
  auto county = sync::county::CountyService::open(options.data);
  if (!county.ok()) return context.fail(county.error());
  const auto loaded = county_case(**county, options.id);
  if (!loaded.ok()) return context.fail(loaded.error());
  const auto written = control::write_package(
      *loaded, options.out, [&](const auto& hash, auto offset, auto bytes_max) {
        return (*county)->read_file(hash, offset, bytes_max);
      });
  if (!written.ok()) return context.fail(written.error());
  context.say("written to " + options.out,
              json{{"case", loaded->id.hex()}, {"folder", options.out}});
}

void export_one(Context& context, const CaseOptions& options) {
  if (is_county_folder(options.data)) return export_at_county(context, options);
  auto session = open_station(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  const auto id = resolve_case(**session, options.id);
  if (!id.ok()) return context.fail(id.error());
  const auto written = (*session)->export_case(*id, options.out);
  if (!written.ok()) return context.fail(written.error());
  context.say("written to " + options.out, json{{"case", *id}, {"folder", options.out}});
}

void documents(Context& context, const CaseOptions& options) {
  auto session = open_station(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  const auto id = resolve_case(**session, options.id);
  if (!id.ok()) return context.fail(id.error());
  const auto kinds = (*session)->documents_of(*id);
  if (!kinds.ok()) return context.fail(kinds.error());
  std::error_code code;
  std::filesystem::create_directories(options.out, code);
  if (code) return context.fail({ErrorCode::kIo, options.out, code.message()});
  for (const auto& kind : *kinds) {
    control::MakeDocument make;
    make.case_id = *id;
    make.kind = kind;
    make.path = (std::filesystem::path(options.out) / (kind + ".pdf")).string();
    const auto made = (*session)->ask<control::DocumentMade>(make);
    if (!made.ok()) {
      context.fail(made.error());
      continue;
    }
    context.say(made->path, json{{"kind", kind}, {"file", made->path}});
  }
}

}  // namespace

void add_case_commands(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("case", "Cases as the station or the county knows them")
                    ->require_subcommand(1);
  auto make = [&](const char* name, const char* help) {
    auto options = std::make_shared<CaseOptions>();
    auto* command = group->add_subcommand(name, help);
    command->add_option("--data", options->data, "Folder of the station or county")
        ->envname("JIUJIN_DATA");
    add_credentials(*command, options->credentials);
    return std::pair(command, options);
  };
  {
    auto [command, options] = make("import", "Take in a folder of packages, each once");
    auto folder = std::make_shared<std::string>();
    command->add_option("DIR", *folder)->required();
    command->add_flag("--keep-damaged", options->keep_damaged,
                      "Take in scans that are damaged, as old archives hold them");
    command->callback(
        [&context, folder, options = options] { import(context, *folder, *options); });
  }
  {
    auto [command, options] = make("list", "A line per case, newest change first");
    command->add_option("--find", options->text, "Number, receipt, name, item, pinyin");
    command->callback([&context, options = options] { list(context, *options); });
  }
  {
    auto [command, options] = make("show", "One case, with its timeline");
    command->add_option("ID", options->id)->required();
    command->callback([&context, options = options] { show(context, *options); });
  }
  {
    auto [command, options] = make("export", "Answers, papers and files of a case into a folder");
    command->add_option("ID", options->id)->required();
    command->add_option("--out", options->out)->required();
    command->callback([&context, options = options] { export_one(context, *options); });
  }
  {
    auto [command, options] = make("documents", "The papers of a case as PDF");
    command->add_option("ID", options->id)->required();
    command->add_option("--out", options->out)->required();
    command->callback([&context, options = options] { documents(context, *options); });
  }
}

}  // namespace jiujin::client::ctl
