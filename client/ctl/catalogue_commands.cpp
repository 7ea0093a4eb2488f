// jiujinctl catalogue check|publish|diff
#include <filesystem>

#include "client/ctl/command.h"
#include "forms/catalogue/check.h"
#include "forms/catalogue/diff.h"
#include "forms/catalogue/published.h"
#include "sync/county/catalogue_source.h"

namespace jiujin::client::ctl {

using nlohmann::json;
namespace catalogue = forms::catalogue;

namespace {

// A folder as authored, or one published file.
Result<catalogue::Catalogue> load_catalogue(const std::string& path) {
  if (std::filesystem::is_directory(path)) return catalogue::load_folder(path);
  auto bytes = read_text_file(path);
  if (!bytes.ok()) return bytes.error();
  return catalogue::load_published(*bytes);
}

std::string severity_word(catalogue::Severity severity) {
  switch (severity) {
    case catalogue::Severity::kError:
      return "error";
    case catalogue::Severity::kWarning:
      return "warn";
    case catalogue::Severity::kInformation:
      return "info";
  }
  return "error";
}

void check(Context& context, const std::string& path) {
  const auto source = sync::county::load_catalogue_source(path);
  if (!source.ok()) return context.fail(source.error());
  const auto findings = source->findings();
  for (const auto& finding : findings) {
    const std::string severity = severity_word(finding.severity);
    context.say(severity + " " + finding.rule + " " + finding.place + ": " + finding.message,
                json{{"severity", severity},
                     {"rule", finding.rule},
                     {"place", finding.place},
                     {"message", finding.message}});
  }
  const bool may = catalogue::may_publish(findings);
  if (!may) context.status = kNo;
  if (!context.json) {
    const auto& all = source->catalogue;
    using Kind = sync::county::CatalogueSource::Kind;
    std::string what = std::to_string(all.items.size()) + " items, " +
                       std::to_string(all.joint_items.size()) + " joint items";
    if (source->kind == Kind::kForm) what = "a form";
    if (source->kind == Kind::kItem) what = source->item;
    context.say((may ? "ok " : "refused ") + path + ": " + what + ", " +
                    std::to_string(findings.size()) + " findings",
                {});
  }
}

void publish(Context& context, const std::string& path, const std::string& county,
             const std::string& staff) {
  auto service = sync::county::CountyService::open(county);
  if (!service.ok()) return context.fail(service.error());
  const auto version = (*service)->publish_catalogue(path, staff);
  if (!version.ok()) return context.fail(version.error());
  context.say("published version " + std::to_string(*version), json{{"version", *version}});
}

void diff(Context& context, const std::string& before, const std::string& after) {
  const auto a = load_catalogue(before);
  if (!a.ok()) return context.fail(a.error());
  const auto b = load_catalogue(after);
  if (!b.ok()) return context.fail(b.error());
  for (const auto& difference : catalogue::diff_catalogues(*a, *b)) {
    context.say(difference.place + ": " + (difference.before.empty() ? "-" : difference.before) +
                    " -> " + (difference.after.empty() ? "-" : difference.after),
                json{{"place", difference.place},
                     {"before", difference.before},
                     {"after", difference.after}});
  }
}

}  // namespace

void add_catalogue_commands(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("catalogue", "Service items: completeness, lint, publication")
                    ->require_subcommand(1);
  {
    auto* command = group->add_subcommand("check", "A line per finding, with its rule");
    auto path = std::make_shared<std::string>();
    command->add_option("PATH", *path, "Folder, published file, item file, or form")->required();
    command->callback([&context, path] { check(context, *path); });
  }
  {
    auto* command = group->add_subcommand("publish", "Publish a new version at the county");
    auto path = std::make_shared<std::string>(), county = std::make_shared<std::string>(),
         staff = std::make_shared<std::string>();
    command->add_option("PATH", *path, "Folder, published file, or one item's file")->required();
    command->add_option("--county", *county, "Folder of the county")->required();
    command->add_option("--staff", *staff, "Staff id of who publishes")->envname("JIUJIN_STAFF");
    command->callback(
        [&context, path, county, staff] { publish(context, *path, *county, *staff); });
  }
  auto* command = group->add_subcommand("diff", "What changed, element by element");
  auto before = std::make_shared<std::string>(), after = std::make_shared<std::string>();
  command->add_option("BEFORE", *before)->required();
  command->add_option("AFTER", *after)->required();
  command->callback([&context, before, after] { diff(context, *before, *after); });
}

}  // namespace jiujin::client::ctl
