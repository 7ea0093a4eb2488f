// jiujinctl station enrol|sync|export|import|status
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "client/ctl/command.h"
#include "sync/base/clock.h"
#include "sync/wire/set_aside.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::client::ctl {

using nlohmann::json;

namespace {

constexpr std::chrono::seconds kLoopPause{30};

struct StationOptions {
  std::string data, server, code;
  std::uint64_t limit_rate = 0;
  bool once = false;
};

void enrol(Context& context, const StationOptions& options) {
  auto session = open_station(options.data, {});
  if (!session.ok()) return context.fail(session.error());
  const auto done = (*session)->perform(control::Enrol{options.server, options.code});
  if (!done.ok()) return context.fail(done.error());
  const auto& info = (*session)->info();
  context.say("enrolled as " + info.name, json{{"name", info.name}, {"division", info.division}});
}

// True when the county holds everything.
bool sync_once(Context& context, control::StationSession& session, const StationOptions& options) {
  const auto report = session.sync({}, options.limit_rate);
  if (!report.ok()) {
    context.fail(report.error());
    return false;
  }
  const auto overview = session.ask<control::Overview>(control::AskOverview{});
  const auto aside = sync::wire::set_aside(session.store());
  const bool all = report->outcome == sync::wire::SyncOutcome::kUpToDate && overview.ok() &&
                   overview->waiting_ops == 0 && overview->waiting_bytes == 0 && aside.ok() &&
                   aside->empty();
  context.say((all ? "the county holds everything: " : "something still waits: ") +
                  std::to_string(report->ops_acknowledged) + " ops acknowledged, " +
                  std::to_string(report->feed_entries) + " feed entries, " +
                  std::to_string(report->bytes_sent) + " B up, " +
                  std::to_string(report->bytes_received) + " B down" +
                  (aside.ok() && !aside->empty() ? "; " + std::to_string(aside->size()) +
                                                       " files set aside, see station status"
                                                 : "") +
                  (report->notice.empty() ? "" : "; " + report->notice),
              json{{"complete", all},
                   {"rounds", report->rounds},
                   {"ops_acknowledged", report->ops_acknowledged},
                   {"feed_entries", report->feed_entries},
                   {"bytes_sent", report->bytes_sent},
                   {"bytes_received", report->bytes_received},
                   {"set_aside", aside.ok() ? aside->size() : 0},
                   {"notice", report->notice}});
  context.status = all ? kDone : kNo;
  return all;
}

void sync(Context& context, const StationOptions& options) {
  auto session = open_station(options.data, {});
  if (!session.ok()) return context.fail(session.error());
  sync_once(context, **session, options);
  if (options.once) return;
  // Waits for the next exchange or for the word to stop, whichever comes first.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  sigprocmask(SIG_BLOCK, &stop, nullptr);
  const timespec pause{kLoopPause.count(), 0};
  while (sigtimedwait(&stop, nullptr, &pause) < 0) sync_once(context, **session, options);
}

// Scans that cannot travel as they are, with the cases that they stand in.
Result<json> aside_json(control::StationSession& session) {
  auto items = sync::wire::set_aside(session.store());
  if (!items.ok()) return items.error();
  json list = json::array();
  if (items->empty()) return list;
  const auto index = session.ask<control::IndexReady>(control::AskIndex{});
  for (const auto& item : *items) {
    json cases = json::array();
    if (index.ok()) {
      for (const auto& entry : index->index->entries) {
        const auto& files = entry.summary.files;
        if (std::find(files.begin(), files.end(), item.hash.hex()) != files.end())
          cases.push_back(entry.summary.id);
      }
    }
    list.push_back({{"file", item.hash.hex()},
                    {"reason", sync::wire::aside_reason_name(item.reason)},
                    {"cause", item.cause},
                    {"since_ms", item.since_ms},
                    {"cases", std::move(cases)}});
  }
  return list;
}

std::string aside_words(const json& list) {
  if (list.empty()) return "";
  std::string words = "\n  set aside: " + std::to_string(list.size()) + " files";
  for (const auto& item : list) {
    words += "\n    " + item["file"].get<std::string>().substr(0, 16) + " " +
             item["reason"].get<std::string>() + ": " + item["cause"].get<std::string>();
    for (const auto& id : item["cases"]) words += ", case " + id.get<std::string>();
  }
  return words;
}

void status(Context& context, const StationOptions& options) {
  auto session = open_station(options.data, {});
  if (!session.ok()) return context.fail(session.error());
  const auto overview = (*session)->ask<control::Overview>(control::AskOverview{});
  if (!overview.ok()) return context.fail(overview.error());
  const auto aside = aside_json(**session);
  if (!aside.ok()) return context.fail(aside.error());
  const auto& info = (*session)->info();
  std::error_code code;
  const auto space = std::filesystem::space(info.folder, code);
  const std::uint64_t free_bytes = code ? 0 : space.available;
  context.say(info.name + (info.enrolled ? "" : " (not enrolled)") +
                  "\n  waiting: " + std::to_string(overview->waiting_cases) + " cases, " +
                  std::to_string(overview->waiting_ops) + " ops, " +
                  std::to_string(overview->waiting_bytes) +
                  " B\n  last contact: " + std::to_string(overview->last_contact_ms) +
                  "\n  clock: " + std::to_string((*session)->now_ms()) +
                  "\n  disk free: " + std::to_string(free_bytes) + " B" + aside_words(*aside),
              json{{"name", info.name},
                   {"enrolled", info.enrolled},
                   {"division", info.division},
                   {"server", info.server_url},
                   {"cases", overview->all},
                   {"drafts", overview->drafts},
                   {"waiting_cases", overview->waiting_cases},
                   {"waiting_ops", overview->waiting_ops},
                   {"waiting_bytes", overview->waiting_bytes},
                   {"last_contact_ms", overview->last_contact_ms},
                   {"clock_ms", (*session)->now_ms()},
                   {"disk_free", free_bytes},
                   {"set_aside", *aside}});
}

}  // namespace

void add_station_commands(CLI::App& app, Context& context) {
  auto* group =
      app.add_subcommand("station", "This station: enrolment and sync")->require_subcommand(1);
  auto make = [&](const char* name, const char* help) {
    auto options = std::make_shared<StationOptions>();
    auto* command = group->add_subcommand(name, help);
    command->add_option("--data", options->data, "Folder of the station")->envname("JIUJIN_DATA");
    return std::pair(command, options);
  };
  {
    auto [command, options] = make("enrol", "Become a station of a county, with its one-time code");
    command->add_option("--server", options->server, "https://county:8443")->required();
    command->add_option("--code", options->code)->required();
    command->callback([&context, options = options] { enrol(context, *options); });
  }
  {
    auto [command, options] = make("sync", "One exchange (--once) or the periodic loop");
    command->add_flag("--once", options->once);
    command->add_option("--limit-rate", options->limit_rate, "Bytes a second, 0 = no limit");
    command->callback([&context, options = options] { sync(context, *options); });
  }
  add_station_stick_commands(*group, context);
  {
    auto [command, options] = make("status", "Outbox, last contact, clock, disk");
    command->callback([&context, options = options] { status(context, *options); });
  }
}

}  // namespace jiujin::client::ctl
