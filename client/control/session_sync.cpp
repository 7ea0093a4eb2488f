#include "client/control/session_sync.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <limits>
#include <set>
#include <string>

#include "client/control/session_outbox.h"
#include "client/control/session_stick.h"
#include "client/control/station_keys.h"
#include "client/control/station_wipe.h"
#include "client/control/trusted_authorities.h"
#include "localization/formats.h"
#include "localization/text.h"
#include "sync/casework/case_summary.h"
#include "sync/wire/damaged_ops.h"
#include "sync/wire/file_queue.h"
#include "sync/wire/http_transport.h"
#include "sync/wire/tls_sessions.h"

namespace jiujin::client::control {
namespace {

using namespace sync::wire;

constexpr const char* kSettingsRow = "sync/settings";

RunnerClocks clocks_of(const SessionState& state) {
  return {[&state] { return state.now_ms(); },
          [&state] { return std::chrono::milliseconds(state.options.time().mono_ms); }};
}

Result<void> note_contact(SessionState& state, const SyncReport& report) {
  state.last_contact_ms = state.now_ms();
  if (report.county_ms > 0) state.county_ms = report.county_ms;
  const nlohmann::json json{{"contact_ms", state.last_contact_ms}, {"county_ms", state.county_ms}};
  const std::pair<std::string, std::optional<sync::base::Bytes>> row{"sync/contact", json.dump()};
  return state.store->write_rows({&row, 1});
}

// What is wrong in an answer is told with the address that gave it.
Error with_address(Error error, const std::string& url) {
  if (error.place.starts_with("answer")) error.place = url + ": " + error.place;
  return error;
}

int minute_of_day(const SessionState& state) {
  const std::chrono::sys_seconds now{std::chrono::seconds(state.now_ms() / 1000)};
  return localization::local_minute(now);
}

// The store is open: its own key is the one for the county, whatever stands in the slots.
Result<void> heed_wipe(SessionState& state, const SyncReport& report) {
  Wiping wiping{state.identity->station, *report.wipe, report.reason, state.now_ms()};
  wiping.destroyed = [&state] { state.options.key->wipe(); };
  const auto key = state.options.key->copy();
  const auto county = county_opening_key(state);
  if (key && county.ok()) {
    auto recovery =
        sync::envelope::make_recovery(*key, *county, state.identity->station, state.options.random);
    if (!recovery.ok()) return recovery.error();
    wiping.recovery = *std::move(recovery);
  }
  return wipe_station(state.options.folder, wiping, state.options.random);
}

class RunnerInUse {
 public:
  RunnerInUse(SessionState& state, SyncRunner& runner) : m_state(state) {
    const std::lock_guard lock(m_state.runner_mutex);
    m_state.runner = &runner;
  }
  ~RunnerInUse() {
    const std::lock_guard lock(m_state.runner_mutex);
    m_state.runner = nullptr;
  }
  RunnerInUse(const RunnerInUse&) = delete;

 private:
  SessionState& m_state;
};

// The caller holds sync.lock.
Result<SyncReport> exchange_once(SessionState& state,
                                 const std::function<void(const SyncProgress&)>& progress,
                                 const LineUse& line) {
  // Another program may have healed a fork since we read it.
  auto kept = read_identity(*state.store);
  if (!kept.ok()) return kept.error();
  state.identity = *kept;
  auto identity = wire_identity(*state.store, *state.identity, state.options.random);
  if (!identity.ok()) return identity.error();
  HttpOptions options;
  options.url = state.identity->server_url;
  options.authority = state.identity->authority;
  options.bytes_per_second_max = line.bytes_per_second_max;
  if (!state.tls_sessions) state.tls_sessions = std::make_shared<TlsSessions>();
  options.sessions = state.tls_sessions;
  HttpTransport transport(options);
  SyncRunner runner(*state.store, *identity, clocks_of(state), state.options.random,
                    promise_rank(state));
  runner.hold_scans([&state, scans = line.scans] {
    return sync::engine::may_travel(scans, minute_of_day(state));
  });
  const RunnerInUse in_use(state, runner);
  auto report = runner.run(transport, progress);
  if (!report.ok()) return with_address(report.error(), options.url);
  if (report->wipe && state.sealed) {
    if (auto wiped = heed_wipe(state, *report); !wiped.ok()) return wiped.error();
    return report;
  }
  if (auto noted = note_contact(state, *report); !noted.ok()) return noted.error();
  if (auto read = read_world_if_changed(state); !read.ok()) return read.error();
  if (auto slots = refresh_key_slots(state); !slots.ok()) return slots.error();
  return report;
}

void add(const SyncReport& more, SyncReport* report) {
  report->rounds += more.rounds;
  report->side_lanes += more.side_lanes;
  report->ops_acknowledged += more.ops_acknowledged;
  report->feed_entries += more.feed_entries;
  report->bytes_sent += more.bytes_sent;
  report->bytes_received += more.bytes_received;
}

}  // namespace

Result<SyncReport> run_sync(SessionState& state,
                            const std::function<void(const SyncProgress&)>& progress,
                            const LineUse& line) {
  if (state.options.practice)
    return Error{ErrorCode::kRefused, "practice", "practice data never travels"};
  if (!state.identity)
    return Error{ErrorCode::kNotFound, state.options.folder, "the station is not enrolled"};
  auto lock = sync::base::FileLock::acquire(state.options.folder + "/sync.lock");
  if (!lock.ok()) return lock.error();
  if (auto taken = take_inbox(state); !taken.ok()) return taken.error();
  auto report = exchange_once(state, progress, line);
  if (!report.ok() || report->wipe) return report;
  const auto answers = follow_county(state);
  if (!answers.ok()) return answers.error();
  if (report->outcome != SyncOutcome::kUpToDate) return report;
  if (*answers) {  // it waits for that; where the line fails now the next exchange brings it
    const auto more = exchange_once(state, progress, line);
    if (more.ok() && more->wipe) return more;
    if (!more.ok() || more->outcome != SyncOutcome::kUpToDate) return report;
    add(*more, &*report);
  }
  empty_outbox(state);
  return report;
}

// The lists are read anew at the first question, which only comes when scans wait, and for a case
// that was taken in meanwhile.
SyncRunner::CaseRank promise_rank(SessionState& state) {
  return [&state, fresh = false](const sync::base::CaseId& id) mutable {
    constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
    const auto* line = state.registry->line(id.hex());
    if (!fresh || !line) {
      fresh = state.registry->catch_up(state.today()).ok();
      line = state.registry->line(id.hex());
    }
    const auto due = localization::parse_date(line ? line->due : "");
    if (!due.ok()) return kLast;
    return std::int64_t{due->time_since_epoch().count()};
  };
}

void cancel_sync(SessionState& state) {
  const std::lock_guard lock(state.runner_mutex);
  if (state.runner) state.runner->cancel();
}

Result<SyncBacklog> backlog(SessionState& state) {
  if (!state.identity || state.options.practice) return SyncBacklog{};
  auto identity = wire_identity(*state.store, *state.identity, state.options.random);
  if (!identity.ok()) return identity.error();
  return SyncRunner(*state.store, *identity, clocks_of(state), state.options.random).backlog();
}

Result<SyncSettings> sync_settings(SessionState& state) {
  auto row = state.store->row(kSettingsRow);
  if (!row.ok()) return row.error();
  SyncSettings settings;
  if (!*row) return settings;
  const auto json = nlohmann::json::parse(**row, nullptr, false);
  if (!json.is_object()) return settings;  // as new: nothing but a convenience is lost
  if (const auto paused = json.find("paused"); paused != json.end() && paused->is_boolean())
    settings.paused = *paused;
  const auto limit = json.find("bytes_per_second_max");
  if (limit != json.end() && limit->is_number_unsigned())
    settings.line.bytes_per_second_max = *limit;
  if (const auto scans = json.find("scans"); scans != json.end() && scans->is_string()) {
    const auto times = sync::engine::read_scan_times(scans->get_ref<const std::string&>());
    if (times.ok()) settings.line.scans = *times;
  }
  return settings;
}

Result<void> keep_sync_settings(SessionState& state, const SyncSettings& settings) {
  const nlohmann::json json{{"paused", settings.paused},
                            {"bytes_per_second_max", settings.line.bytes_per_second_max},
                            {"scans", sync::engine::to_text(settings.line.scans)}};
  const std::pair<std::string, std::optional<sync::base::Bytes>> row{kSettingsRow, json.dump()};
  return state.store->write_rows({&row, 1});
}

std::int64_t last_contact(SessionState& state) {
  const auto row = state.store->row("sync/contact");
  if (row.ok() && *row) {
    const auto json = nlohmann::json::parse(**row, nullptr, false);
    if (json.is_object() && json.contains("contact_ms") && json["contact_ms"].is_number_integer())
      state.last_contact_ms =
          std::max(state.last_contact_ms, json["contact_ms"].get<std::int64_t>());
  }
  return state.last_contact_ms;
}

namespace {

bool any_waits(const FileQueue& queue, const sync::casework::CaseSummary& line) {
  return std::any_of(line.files.begin(), line.files.end(), [&](const std::string& hex) {
    const auto hash = sync::base::ContentHash::from_hex(hex);
    return hash.ok() && queue.find(*hash);
  });
}

}  // namespace

// The ops may have come before the scans that they cite.
Result<void> count_scans(SessionState& state, std::vector<CaseEntry>* entries) {
  if (!state.identity || state.options.practice) return {};
  FileQueue queue(*state.store, state.identity->station);
  if (auto read = queue.refresh(); !read.ok()) return read.error();
  if (queue.files_waiting() == 0) return {};
  for (auto& entry : *entries) {
    if (!any_waits(queue, entry.summary)) continue;
    int waiting = 0, received = 0;
    // One scan may stand in several slots; it travels once.
    const std::set<std::string> files(entry.summary.files.begin(), entry.summary.files.end());
    for (const auto& hex : files) {
      auto hash = sync::base::ContentHash::from_hex(hex);
      if (!hash.ok()) continue;
      if (queue.find(*hash)) {
        ++waiting;
        continue;
      }
      // Result files come down; only what went up is counted.
      const auto held = state.store->file_acknowledged(*hash);
      if (held.ok() && *held > 0) ++received;
    }
    if (waiting == 0) continue;
    entry.scans_received = received;
    entry.scans_total = received + waiting;
  }
  return {};
}

namespace {

// Bytes and number of a case's scans, and which of them still wait.
void count_bytes(SessionState& state, const FileQueue& queue,
                 const sync::casework::CaseSummary& line, CaseTransfer* transfer) {
  // One scan may stand in several slots; it travels once.
  const std::set<std::string> files(line.files.begin(), line.files.end());
  for (const auto& hex : files) {
    auto hash = sync::base::ContentHash::from_hex(hex);
    if (!hash.ok()) continue;
    auto info = state.store->file_info(*hash);
    auto held = state.store->file_acknowledged(*hash);
    if (!info.ok() || !*info || !held.ok()) continue;
    const auto* waiting = queue.find(*hash);
    if (!waiting && *held == 0) continue;  // a result: it comes down
    ++transfer->scans_total;
    transfer->bytes_total += (*info)->size;
    transfer->bytes_received += *held;
    if (waiting) transfer->waiting.push_back({hex, (*info)->size, *held});
    else ++transfer->scans_received;
  }
}

Result<std::vector<CaseTransfer>> waiting_cases(SessionState& state) {
  FileQueue queue(*state.store, state.identity->station);
  if (auto read = queue.refresh(); !read.ok()) return read.error();
  const bool scans_wait = queue.files_waiting() > 0;
  std::vector<CaseTransfer> waiting;
  state.registry->each_line([&](const sync::casework::CaseSummary& line) {
    if (line.waiting_ops == 0 && !(scans_wait && any_waits(queue, line))) return;
    CaseTransfer transfer;
    transfer.case_id = line.id;
    transfer.item_name = line.item_name.get(localization::current_language());
    transfer.applicant = line.applicant_masked;
    transfer.due = line.due;
    transfer.ops_total = line.ops;
    transfer.ops_received = line.ops - line.waiting_ops;
    count_bytes(state, queue, line, &transfer);
    waiting.push_back(std::move(transfer));
  });
  // Oldest promise first, those without one at the end: as they travel.
  std::stable_sort(waiting.begin(), waiting.end(), [](const auto& a, const auto& b) {
    if (a.due.empty() != b.due.empty()) return b.due.empty();
    return a.due < b.due;
  });
  return waiting;
}

Result<std::vector<ScanSetAside>> scans_set_aside(SessionState& state) {
  auto items = set_aside(*state.store);
  if (!items.ok()) return items.error();
  std::vector<ScanSetAside> scans;
  for (const auto& item : *items) {
    if (!item.holds()) continue;
    ScanSetAside scan{item.reason, "", "", ""};
    const auto hex = item.hash.hex();
    state.registry->each_line([&](const sync::casework::CaseSummary& line) {
      if (std::find(line.files.begin(), line.files.end(), hex) == line.files.end()) return;
      scan.case_id = line.id;
      scan.item_name = line.item_name.get(localization::current_language());
      scan.applicant = line.applicant_masked;
    });
    scans.push_back(std::move(scan));
  }
  return scans;
}

Result<std::vector<OpsSetAside>> count_ops_aside(SessionState& state) {
  auto ops = ops_set_aside(*state.store);
  if (!ops.ok()) return ops.error();
  std::map<sync::base::CaseId, OpsSetAside> by_case;
  for (const auto& op : *ops) ++by_case[op.case_id].ops;
  std::vector<OpsSetAside> out;
  for (auto& [id, aside] : by_case) {
    const auto* line = state.registry->line(id.hex());
    if (!id.is_zero()) aside.case_id = id.hex();
    if (line) aside.item_name = line->item_name.get(localization::current_language());
    if (line) aside.applicant = line->applicant_masked;
    out.push_back(std::move(aside));
  }
  return out;
}

}  // namespace

Result<Answer> transfers(SessionState& state) {
  auto counted = overview(state);
  if (!counted.ok()) return counted.error();
  TransfersReady ready;
  ready.overview = std::get<Overview>(*counted);
  ready.status.last_contact_ms = ready.overview.last_contact_ms;
  if (state.options.practice) {
    ready.status.state = SyncStatus::State::kPractice;
    return Answer(std::move(ready));
  }
  if (!state.identity) {
    ready.status.state = SyncStatus::State::kNotEnrolled;
    return Answer(std::move(ready));
  }
  auto settings = sync_settings(state);
  if (!settings.ok()) return settings.error();
  if (settings->paused) ready.status.state = SyncStatus::State::kPaused;
  ready.status.line = settings->line;
  auto waiting = waiting_cases(state);
  if (!waiting.ok()) return waiting.error();
  ready.transfers = std::move(*waiting);
  auto aside = scans_set_aside(state);
  if (!aside.ok()) return aside.error();
  ready.set_aside = std::move(*aside);
  auto ops = count_ops_aside(state);
  if (!ops.ok()) return ops.error();
  ready.ops_set_aside = std::move(*ops);
  return Answer(std::move(ready));
}

}  // namespace jiujin::client::control
