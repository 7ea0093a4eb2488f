// jiujinctl station enrol|sync|export|import|settings|admit|new-data-key|new-keys|rejoin
//              |status
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include "client/control/outbox_carrier.h"
#include "client/control/station_keys.h"
#include "client/control/station_wipe.h"
#include "client/ctl/command.h"
#include "client/presenters/login_presenter.h"
#include "sync/base/clock.h"
#include "sync/casework/op_bodies.h"
#include "sync/envelope/data_key.h"
#include "sync/wire/damaged_ops.h"
#include "sync/wire/outbox.h"
#include "sync/wire/set_aside.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::client::ctl {

using nlohmann::json;

namespace {

constexpr std::chrono::seconds kLoopPause{30};

struct StationOptions {
  std::string data, server, code, authority, file;
  std::uint64_t limit_rate = 0;
  bool once = false, unsealed = false;
  std::optional<int> lock_after;
  std::string scans;
  Credentials credentials;
};

void enrol(Context& context, const StationOptions& options) {
  control::SessionOptions opening;
  opening.folder = options.data;
  opening.unsealed = options.unsealed;
  auto session = control::StationSession::open(std::move(opening));
  if (!session.ok()) return context.fail(session.error());
  Result<std::string> authority = std::string();
  if (!options.authority.empty()) authority = read_text_file(options.authority);
  if (!authority.ok()) return context.fail(authority.error());
  const auto done =
      (*session)->perform(control::Enrol{options.server, options.code, *authority});
  if (!done.ok()) return context.fail(done.error());
  const auto& info = (*session)->info();
  context.say("enrolled as " + info.name, json{{"name", info.name}, {"division", info.division}});
}

// As it lies on the disk: nobody is logged in.
Result<std::unique_ptr<control::StationSession>> open_locked(const std::string& folder) {
  control::SessionOptions opening;
  opening.folder = folder;
  return control::StationSession::open(std::move(opening));
}

// The county has sealed the lost data key to a member of staff (county grant-key): lets them in.
void admit(Context& context, const StationOptions& options) {
  auto text = read_text_file(options.file);
  if (!text.ok()) return context.fail(text.error());
  auto granted = sync::casework::read_body<sync::casework::DataKeyGranted>(*text);
  if (!granted.ok())
    return context.fail({ErrorCode::kInvalidData, options.file, granted.error().cause});
  auto password = read_password(options.credentials);
  if (!password.ok()) return context.fail(password.error());
  auto session = open_locked(options.data);
  if (!session.ok()) return context.fail(session.error());
  const auto done = (*session)->admit(*granted, *password);
  if (!done.ok()) return context.fail(done.error());
  context.say(granted->staff + " can open this station again", json{{"staff", granted->staff}});
}

// Copies of the key slots as they were, and whoever had one in them, open nothing from now on.
void new_data_key(Context& context, const StationOptions& options) {
  auto password = read_password(options.credentials);
  if (!password.ok()) return context.fail(password.error());
  auto session = open_locked(options.data);
  if (!session.ok()) return context.fail(session.error());
  const auto done = (*session)->change_data_key({options.credentials.staff, *password});
  sync::envelope::wipe(*password);
  if (!done.ok()) return context.fail(done.error());
  const auto slots = control::read_key_slots((*session)->info().folder);
  const std::size_t members = slots.ok() ? slots->slots.size() : 0;
  // The county's copy of the key leaves as soon as there is a line.
  (void)(*session)->perform(control::LogOut{}).ok();
  context.say("sealed under a new key; " + std::to_string(members) +
                  " can open it; the county gets it with the next exchange",
              json{{"members", members}});
}

// Whoever has copied the station's keys can do nothing with them from now on.
void new_keys(Context& context, const StationOptions& options) {
  auto session = open_station(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  const auto log = (*session)->renew_keys();
  if (!log.ok()) return context.fail(log.error());
  context.say("the county knows this station by new keys; from the old ones it takes nothing more",
              json{{"log", log->hex()}});
}

void say_wiped(Context& context, const std::string& reason) {
  context.say("the county has had this station wiped" + (reason.empty() ? "" : ": " + reason) +
                  "\n  nobody can open it here any more; what was not sent lies here, sealed",
              json{{"complete", false}, {"wiped", true}, {"notice", reason}});
  context.status = kNo;
}

// What a copy of the folder from before that still holds goes on, with a code of the county's.
void rejoin(Context& context, const StationOptions& options) {
  auto session = open_station(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  const auto log = (*session)->rejoin(options.code);
  if (!log.ok()) return context.fail(log.error());
  context.say("the county takes this station's work again, what waited too",
              json{{"log", log->hex()}});
}

// True when the county holds everything.
bool sync_once(Context& context, control::StationSession& session, const control::LineUse& line) {
  const auto report = session.sync({}, line);
  if (!report.ok()) {
    context.fail(report.error());
    return false;
  }
  if (session.follow_wipe()) {
    say_wiped(context, session.info().wiped_reason);
    return false;
  }
  const auto overview = session.ask<control::Overview>(control::AskOverview{});
  const auto aside = sync::wire::set_aside(session.store());
  const auto ops_aside = sync::wire::ops_set_aside(session.store());
  const bool all = report->outcome == sync::wire::SyncOutcome::kUpToDate && overview.ok() &&
                   overview->waiting_ops == 0 && overview->waiting_bytes == 0 && aside.ok() &&
                   aside->empty() && ops_aside.ok() && ops_aside->empty();
  context.say((all ? "the county holds everything: " : "something still waits: ") +
                  std::to_string(report->ops_acknowledged) + " ops acknowledged, " +
                  std::to_string(report->feed_entries) + " feed entries, " +
                  std::to_string(report->bytes_sent) + " B up, " +
                  std::to_string(report->bytes_received) + " B down" +
                  (aside.ok() && !aside->empty() ? "; " + std::to_string(aside->size()) +
                                                       " files set aside, see station status"
                                                 : "") +
                  (ops_aside.ok() && !ops_aside->empty()
                       ? "; " + std::to_string(ops_aside->size()) +
                             " damaged ops set aside, see station status"
                       : "") +
                  (report->notice.empty() ? "" : "; " + report->notice),
              json{{"complete", all},
                   {"rounds", report->rounds},
                   {"ops_acknowledged", report->ops_acknowledged},
                   {"feed_entries", report->feed_entries},
                   {"bytes_sent", report->bytes_sent},
                   {"bytes_received", report->bytes_received},
                   {"set_aside", aside.ok() ? aside->size() : 0},
                   {"ops_set_aside", ops_aside.ok() ? ops_aside->size() : 0},
                   {"notice", report->notice}});
  context.status = all ? kDone : kNo;
  return all;
}

Result<void> keep_settings(control::StationSession& session, const StationOptions& options) {
  if (!options.scans.empty()) {
    const auto times = sync::engine::read_scan_times(options.scans);
    if (!times.ok()) return times.error();
    const auto kept = session.sync_settings();
    if (!kept.ok()) return kept.error();
    auto line = kept->line;
    line.scans = *times;
    if (auto done = session.perform(control::UseLine{line}); !done.ok()) return done.error();
  }
  if (!options.lock_after) return {};
  const auto done = session.perform(
      control::SaveRow{presenters::kIdleMinutesRow, std::to_string(*options.lock_after)});
  return done.ok() ? Result<void>() : done.error();
}

void settings(Context& context, const StationOptions& options) {
  auto session = open_unnamed(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  const auto done = keep_settings(**session, options);
  if (!done.ok()) return context.fail(done.error());
  std::string words;
  json told = json::object();
  if (!options.scans.empty()) {
    words = "scans travel by themselves: " + options.scans;
    told["scans"] = options.scans;
  }
  if (options.lock_after) {
    words += words.empty() ? "" : "\n";
    words += *options.lock_after == 0 ? "never locked by itself"
                                      : "locked after " + std::to_string(*options.lock_after) +
                                            " minutes without a key or a movement";
    told["lock_after"] = *options.lock_after;
  }
  context.say(words, told);
}

std::string count_of(std::size_t files) {
  return std::to_string(files) + (files == 1 ? " sealed file" : " sealed files");
}

// Without a password: what was left in the outbox is handed over. True when nothing is left and the
// station had nothing else.
bool carry_once(Context& context, const std::string& folder) {
  const auto report = control::carry_locked(folder);
  if (!report.ok()) {
    context.fail(report.error());
    return false;
  }
  if (report->wipe) {
    say_wiped(context, report->cause);
    return false;
  }
  const auto standing = sync::wire::outbox_standing(folder);
  const bool all = report->waiting == 0 && standing.whole;
  context.say(std::string(all ? "the county holds everything: "
                          : report->waiting > 0 ? "something still waits: "
                                                : "what was left here is sent; log in for more: ") +
                  count_of(report->carried) + " sent, " + count_of(report->waiting) + " left" +
                  (report->cause.empty() ? "" : "; " + report->cause),
              json{{"locked", true},
                   {"complete", all},
                   {"carried", report->carried},
                   {"waiting", report->waiting},
                   {"answered", standing.answered},
                   {"notice", report->cause}});
  context.status = all ? kDone : kNo;
  return all;
}

// Repeats it every half minute until it is told to stop, or the station was wiped.
void every_pause(const std::string& folder, const std::function<void()>& work) {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  sigprocmask(SIG_BLOCK, &stop, nullptr);
  const timespec pause{kLoopPause.count(), 0};
  while (!control::is_wiped(folder) && sigtimedwait(&stop, nullptr, &pause) < 0) work();
}

// Nobody was named: the outbox, if there is one.
bool sync_locked(Context& context, const StationOptions& options) {
  if (!options.credentials.staff.empty()) return false;
  const auto folder =
      options.data.empty() ? control::default_station_folder() : options.data;
  const auto standing = sync::wire::outbox_standing(folder);
  if (!control::has_key_slots(folder) || (standing.waiting == 0 && !standing.whole)) return false;
  carry_once(context, folder);
  if (!options.once) every_pause(folder, [&] { carry_once(context, folder); });
  return true;
}

void sync(Context& context, const StationOptions& options) {
  if (sync_locked(context, options)) return;
  auto session = open_unnamed(options.data, options.credentials);
  if (!session.ok()) return context.fail(session.error());
  control::LineUse line{options.limit_rate};
  sync_once(context, **session, line);
  if (!options.once)
    every_pause((*session)->info().folder, [&] {
      // Who asks for one exchange wants everything sent; the loop keeps to what the station sets.
      if (const auto kept = (*session)->sync_settings(); kept.ok()) line.scans = kept->line.scans;
      sync_once(context, **session, line);
    });
  // What the county has not got now, it gets without a password.
  const auto left = (*session)->leave_outbox();
  if (!left.ok() && context.status != kDone) context.fail(left.error());
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

// Ops that this disk has damaged before the county had them.
Result<json> ops_aside_json(control::StationSession& session) {
  auto ops = sync::wire::ops_set_aside(session.store());
  if (!ops.ok()) return ops.error();
  json list = json::array();
  for (const auto& op : *ops)
    list.push_back({{"log", op.op.incarnation.hex()},
                    {"seq", op.op.seq},
                    {"case", op.case_id.is_zero() ? "" : op.case_id.hex()},
                    {"cause", op.cause}});
  return list;
}

std::string ops_aside_words(const json& list) {
  if (list.empty()) return "";
  std::string words =
      "\n  damaged before the county had it: " + std::to_string(list.size()) + " ops";
  for (const auto& op : list)
    words += "\n    " + op["log"].get<std::string>().substr(0, 16) + ":" +
             std::to_string(op["seq"].get<std::uint64_t>()) + " " +
             op["cause"].get<std::string>() +
             (op["case"] == "" ? "" : ", case " + op["case"].get<std::string>());
  return words;
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

std::uint64_t disk_free(const std::string& folder) {
  std::error_code code;
  const auto space = std::filesystem::space(folder, code);
  return code ? 0 : space.available;
}

// What stands outside the sealed data.
void locked_status(Context& context, const control::StationSession& session) {
  const auto& info = session.info();
  const std::uint64_t free_bytes = disk_free(info.folder);
  const auto standing = sync::wire::outbox_standing(info.folder);
  if (info.wiped)
    return context.say(info.name + "\n  the county has had it wiped: nobody can open it" +
                           (info.wiped_reason.empty() ? "" : "\n  reason: " + info.wiped_reason),
                       json{{"name", info.name},
                            {"enrolled", info.enrolled},
                            {"locked", true},
                            {"wiped", true},
                            {"reason", info.wiped_reason},
                            {"wiped_ms", info.wiped_ms}});
  context.say(info.name + "\n  locked: log in to see what waits\n  outbox: " +
                  count_of(standing.waiting) + " to be sent, " + count_of(standing.answered) +
                  " of answers" + (standing.whole ? "" : "; there may be more to send") +
                  "\n  clock: " +
                  std::to_string(session.now_ms()) + "\n  disk free: " +
                  std::to_string(free_bytes) + " B",
              json{{"name", info.name},
                   {"enrolled", info.enrolled},
                   {"locked", true},
                   {"division", info.division},
                   {"server", info.server_url},
                   {"outbox", standing.waiting},
                   {"answers", standing.answered},
                   {"outbox_whole", standing.whole},
                   {"clock_ms", session.now_ms()},
                   {"disk_free", free_bytes}});
}

void status(Context& context, const StationOptions& options) {
  auto session = open_locked(options.data);
  if (!session.ok()) return context.fail(session.error());
  if ((*session)->locked()) {
    if (options.credentials.staff.empty()) return locked_status(context, **session);
    session = open_unnamed(options.data, options.credentials);
    if (!session.ok()) return context.fail(session.error());
  }
  const auto overview = (*session)->ask<control::Overview>(control::AskOverview{});
  if (!overview.ok()) return context.fail(overview.error());
  const auto aside = aside_json(**session);
  if (!aside.ok()) return context.fail(aside.error());
  const auto ops_aside = ops_aside_json(**session);
  if (!ops_aside.ok()) return context.fail(ops_aside.error());
  const auto& info = (*session)->info();
  const std::uint64_t free_bytes = disk_free(info.folder);
  context.say(info.name + (info.enrolled ? "" : " (not enrolled)") +
                  "\n  waiting: " + std::to_string(overview->waiting_cases) + " cases, " +
                  std::to_string(overview->waiting_ops) + " ops, " +
                  std::to_string(overview->waiting_bytes) +
                  " B\n  last contact: " + std::to_string(overview->last_contact_ms) +
                  "\n  clock: " + std::to_string((*session)->now_ms()) +
                  "\n  disk free: " + std::to_string(free_bytes) + " B" + aside_words(*aside) +
                  ops_aside_words(*ops_aside),
              json{{"name", info.name},
                   {"enrolled", info.enrolled},
                   {"locked", false},
                   {"sealed", (*session)->sealed()},
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
                   {"set_aside", *aside},
                   {"ops_set_aside", *ops_aside}});
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
    command->add_option("--authority", options->authority,
                        "PEM file of the only authority to trust (else as the code says)");
    command->add_flag("--unsealed", options->unsealed,
                      "Leave the data readable on this disk, for tests that look into them");
    command->callback([&context, options = options] { enrol(context, *options); });
  }
  {
    auto [command, options] = make(
        "sync", "One exchange (--once) or the periodic loop; locked and without a password: what "
                "was left to be sent");
    add_credentials(*command, options->credentials);
    command->add_flag("--once", options->once);
    command->add_option("--limit-rate", options->limit_rate, "Bytes a second, 0 = no limit");
    command->callback([&context, options = options] { sync(context, *options); });
  }
  add_station_stick_commands(*group, context);
  {
    auto [command, options] = make("settings", "What holds at this station");
    add_credentials(*command, options->credentials);
    auto* group = command->add_option_group("what is to be set")->require_option(1, 0);
    group->add_option("--lock-after", options->lock_after, "Minutes; 0 = never")
        ->check(CLI::Range(0, presenters::kIdleMinutesMax));
    group->add_option("--scans", options->scans,
                      "When scans travel by themselves: any, asked (\"Synchronise now\") or a "
                      "window of each day such as 22:00-06:00");
    command->callback([&context, options = options] { settings(context, *options); });
  }
  {
    auto [command, options] = make("admit", "Let in a member to whom the county has given the key");
    command->add_option("FILE", options->file, "Of county grant-key")->required();
    command->add_option("--password-fd", options->credentials.password_fd,
                        "Read the password from this file descriptor (else JIUJIN_PASSWORD)");
    command->callback([&context, options = options] { admit(context, *options); });
  }
  {
    auto [command, options] =
        make("new-data-key", "Seal this station's data anew: old copies of its keys open nothing");
    add_credentials(*command, options->credentials);
    command->callback([&context, options = options] { new_data_key(context, *options); });
  }
  {
    auto [command, options] =
        make("new-keys", "Other keys towards the county, where these may have been copied");
    add_credentials(*command, options->credentials);
    command->callback([&context, options = options] { new_keys(context, *options); });
  }
  {
    auto [command, options] = make("rejoin",
                                   "Go on from a backup that is older than the station's keys, "
                                   "with a code of `county code`");
    command->add_option("--code", options->code)->required();
    add_credentials(*command, options->credentials);
    command->callback([&context, options = options] { rejoin(context, *options); });
  }
  {
    auto [command, options] = make("status", "Outbox, last contact, clock, disk");
    add_credentials(*command, options->credentials);
    command->callback([&context, options = options] { status(context, *options); });
  }
}

}  // namespace jiujin::client::ctl
