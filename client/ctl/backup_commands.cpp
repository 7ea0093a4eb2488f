// jiujinctl county backup|restore|escrow|check-escrow
#include <iostream>

#include "client/ctl/command.h"
#include "localization/text.h"
#include "sync/base/hex.h"
#include "sync/county/escrow.h"
#include "sync/envelope/data_key.h"

namespace jiujin::client::ctl {

using nlohmann::json;
namespace county = sync::county;

namespace {

struct BackupOptions {
  std::string data, actor, folder;
  std::vector<std::string> shares;
  int people = 3, needed = 2;
};

void backup(Context& context, const BackupOptions& options) {
  auto service = county::CountyService::open(options.data);
  if (!service.ok()) return context.fail(service.error());
  const auto report = (*service)->backup(options.folder);
  if (!report.ok()) return context.fail(report.error());
  const auto& key = report->sealed_for;
  context.say("backed up to " + report->file +
                  (key ? ", sealed for the key " + county::escrow_key_words(*key) : ""),
              json{{"file", report->file},
                   {"bytes", report->bytes},
                   {"position", report->position},
                   {"sealed", key.has_value()}});
  if (!key)
    std::cerr << _t("Whoever has this folder can read everything in it; jiujinctl county escrow "
                    "makes a key with which later backups are sealed.")
              << '\n';
}

void restore(Context& context, const BackupOptions& options) {
  const auto done = county::CountyService::restore(options.folder, options.data, options.shares);
  if (!done.ok()) return context.fail(done.error());
  context.say("restored into " + options.data, json{{"folder", options.data}});
}

void escrow(Context& context, const BackupOptions& options) {
  auto service = county::CountyService::open(options.data);
  if (!service.ok()) return context.fail(service.error());
  const auto made =
      (*service)->make_escrow(options.folder, options.people, options.needed, options.actor);
  if (!made.ok()) return context.fail(made.error());
  context.say("backups are sealed for the key " + county::escrow_key_words(made->key) +
                  " from now on; any " + std::to_string(options.needed) + " of these " +
                  std::to_string(options.people) + " shares open them:",
              json{{"key", sync::base::to_hex(made->key.view())},
                   {"people", options.people},
                   {"needed", options.needed},
                   {"shares", made->files}});
  if (context.json) return;
  for (const auto& file : made->files) context.say(file, {});
  std::cerr << _t("Give each person one share and keep none of them here.") << '\n';
}

void check_escrow(Context& context, const BackupOptions& options) {
  auto opened = county::open_escrow_files(options.shares);
  if (!opened.ok()) return context.fail(opened.error());
  sync::envelope::wipe(opened->keys.private_key);
  const auto& facts = opened->facts;
  context.say("together these " + std::to_string(options.shares.size()) + " open backups of " +
                  facts.county + " that are sealed for the key " +
                  county::escrow_key_words(facts.key) + ", made on " +
                  county::escrow_day(facts.made_ms),
              json{{"county", facts.county},
                   {"key", sync::base::to_hex(facts.key.view())},
                   {"made", county::escrow_day(facts.made_ms)},
                   {"people", facts.people},
                   {"needed", facts.needed}});
}

}  // namespace

void add_county_backup_commands(CLI::App& group, Context& context) {
  const auto make = [&](const char* name, const char* help, bool county) {
    auto options = std::make_shared<BackupOptions>();
    auto* command = group.add_subcommand(name, help);
    if (county)
      command->add_option("--data", options->data, "Folder of the county")
          ->required()
          ->envname("JIUJIN_DATA");
    return std::pair(command, options);
  };
  {
    auto [command, o] = make("backup", "Copy the county into a folder while work goes on", true);
    command->add_option("--actor", o->actor, "Staff id of who does this");
    command->add_option("DIR", o->folder)->required();
    command->callback([&context, o = o] { backup(context, *o); });
  }
  {
    auto [command, o] =
        make("restore", "Restore a backup into a folder that holds no county", true);
    command->add_option("--actor", o->actor, "Staff id of who does this");
    command->add_option("DIR", o->folder)->required();
    command
        ->add_option("--share", o->shares, "A share of the key of a sealed backup; once for each")
        ->take_all();
    command->callback([&context, o = o] { restore(context, *o); });
  }
  {
    auto [command, o] = make("escrow",
                             "Make a key for backups whose private half nobody has alone, in "
                             "shares for several people",
                             true);
    command->add_option("--actor", o->actor, "Staff id of who does this")->required();
    command->add_option("--to", o->folder, "Folder for the shares, a file each")->required();
    command->add_option("--people", o->people, "How many get a share (3)");
    command->add_option("--needed", o->needed, "How many of them open a backup together (2)");
    command->callback([&context, o = o] { escrow(context, *o); });
  }
  {
    auto [command, o] =
        make("check-escrow", "Whether these shares together are the key that they name", false);
    command->add_option("SHARE", o->shares, "Files")->required();
    command->callback([&context, o = o] { check_escrow(context, *o); });
  }
}

}  // namespace jiujin::client::ctl
