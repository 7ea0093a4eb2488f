#include "client/control/outbox_carrier.h"

#include <algorithm>
#include <utility>

#include "client/control/guarded.h"
#include "client/control/now.h"
#include "client/control/station_wipe.h"
#include "client/control/transport_key.h"
#include "localization/formats.h"
#include "sync/envelope/suite.h"

namespace jiujin::client::control {
namespace {

using std::chrono::milliseconds;
using Verdict = sync::wire::CarriedAnswer::Verdict;

// A computer that sleeps, or whose clock was set, is not late by more.
constexpr milliseconds kLookForHours{std::chrono::minutes(15)};
// How often a locked station that has nothing to hand over is heard of; after a line that failed.
constexpr std::chrono::minutes kAskEvery{60};
constexpr std::chrono::minutes kAskAgain{5};

milliseconds until_scans(const sync::engine::ScanTimes& times) {
  const std::chrono::sys_seconds now{std::chrono::seconds(wall_ms() / 1000)};
  const std::chrono::minutes left{
      sync::engine::minutes_until(times, localization::local_minute(now))};
  return left;
}

// Of the station in this folder; 0 where nobody can tell: then the carrying itself says why.
milliseconds until_scans(const std::string& folder) {
  const auto file = read_transport_file(folder);
  return file.ok() ? until_scans(file->scans) : milliseconds(0);
}

}  // namespace

Result<sync::wire::CarryReport> carry_locked(const std::string& folder,
                                             const sync::wire::CarryWatch& watch) {
  auto file = read_transport_file(folder);
  if (!file.ok()) return file.error();
  auto within = watch;
  within.scans_may = [&file] { return until_scans(file->scans) == milliseconds(0); };
  const auto random = sync::envelope::system_random();
  auto report = sync::wire::carry_outbox(folder, file->line, file->key, random, within);
  if (!report.ok() || !report->wipe) return report;
  auto wiped =
      wipe_station(folder, {file->key.station, *report->wipe, report->cause, wall_ms()}, random);
  if (!wiped.ok()) return wiped.error();
  return report;
}

Result<void> ask_locked(const std::string& folder, const std::function<bool()>& stop) {
  auto file = read_transport_file(folder);
  if (!file.ok()) return file.error();
  const auto random = sync::envelope::system_random();
  auto handed = sync::wire::hand_over(file->line, file->key, "", random, stop);
  if (!handed.ok()) return handed.error();
  if (!handed->wipe) return {};
  return wipe_station(folder, {file->key.station, *handed->wipe, handed->answer.cause, wall_ms()},
                      random);
}

OutboxCarrier::OutboxCarrier(std::function<void(const LeftToSend&)> tell)
    : m_tell(std::move(tell)),
      m_schedule(
          {}, [this] { return std::uniform_real_distribution<>(0, 1)(m_dice); }, mono_now()),
      m_thread([this] { run(); }) {}

OutboxCarrier::~OutboxCarrier() {
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
  }
  m_work.notify_all();
  m_thread.join();
}

void OutboxCarrier::follow(const StationInfo& station) {
  {
    const std::lock_guard lock(m_mutex);
    m_folder.reset();
    if (!station.locked || station.wiped || station.practice) return;
    m_folder = station.folder;
    m_done = false;
    m_ask_at = mono_now();
    ++m_begun;
    m_schedule.sync_now(mono_now());
  }
  m_work.notify_all();
}

bool OutboxCarrier::over(const std::string& folder) const {
  const std::lock_guard lock(m_mutex);
  return m_stopping || m_folder != folder;
}

void OutboxCarrier::run() {
  for (;;) {
    std::string folder;
    {
      std::unique_lock lock(m_mutex);
      const auto due = [&] {
        if (!m_folder) return false;
        return m_done ? mono_now() >= m_ask_at : m_schedule.due(mono_now());
      };
      while (!m_stopping && !due()) {
        const auto at = wake_at();
        if (at)
          m_work.wait_for(lock, std::max(milliseconds(1), *at - mono_now()));
        else
          m_work.wait(lock);
      }
      if (m_stopping) return;
      folder = *m_folder;
      m_schedule.started();
    }
    if (auto done = guarded([&] { carry(folder); }); !done.ok()) {
      const std::lock_guard lock(m_mutex);
      m_schedule.failed(mono_now());
    }
  }
}

std::optional<milliseconds> OutboxCarrier::wake_at() const {
  if (!m_folder) return std::nullopt;
  return m_done ? m_ask_at : m_schedule.wake_at();
}

// Nobody is told how it goes: nobody waits for it.
void OutboxCarrier::ask(const std::string& folder) {
  {
    const std::lock_guard lock(m_mutex);
    if (mono_now() < m_ask_at) return;
    m_ask_at = mono_now() + kAskEvery;
  }
  if (ask_locked(folder, [&] { return over(folder); }).ok()) return;
  const std::lock_guard lock(m_mutex);
  m_ask_at = mono_now() + kAskAgain;
}

void OutboxCarrier::carry(const std::string& folder) {
  int begun = 0;
  {
    const std::lock_guard lock(m_mutex);
    begun = m_begun;
  }
  sync::wire::CarryWatch watch;
  watch.carried = [&](const auto&) { told(folder, std::nullopt, ""); };
  watch.stop = [&] { return over(folder); };
  Result<sync::wire::CarryReport> report = sync::wire::CarryReport{};
  // With nothing to hand over nobody needs a key, nor waits for one.
  if (sync::wire::outbox_standing(folder).waiting > 0) {
    told(folder, std::nullopt, "");
    report = carry_locked(folder, watch);
  } else {
    ask(folder);
  }
  ended(report.ok() ? &*report : nullptr, folder, begun);
  const bool refused = report.ok() && report->verdict != Verdict::kServed;
  told(folder, report.ok() ? std::nullopt : std::optional(report.error()),
       refused ? report->cause : "");
}

// `report`: null where it failed.
void OutboxCarrier::ended(const sync::wire::CarryReport* report, const std::string& folder,
                          int begun) {
  const bool left = !report || report->waiting > 0;
  const bool only_held = left && report && report->waiting == report->held;
  const auto hours =
      only_held ? std::optional(std::min(until_scans(folder), kLookForHours)) : std::nullopt;
  const std::lock_guard lock(m_mutex);
  m_done = !left && begun == m_begun;  // else more was left behind meanwhile
  if (!left || only_held) m_schedule.succeeded(mono_now());
  if (left) m_schedule.failed(mono_now(), hours);
}

void OutboxCarrier::told(const std::string& folder, const std::optional<Error>& error,
                         const std::string& refusal) {
  const auto standing = sync::wire::outbox_standing(folder);
  LeftToSend now;
  const auto hours = standing.scans > 0 ? until_scans(folder) : milliseconds(0);
  now.waiting = standing.waiting;
  if (hours > milliseconds(0)) now.held = standing.scans;
  now.answered = standing.answered;
  now.answered_ms = standing.answered_ms;
  now.whole = standing.whole;
  now.error = error;
  now.refusal = refusal;
  {
    const std::lock_guard lock(m_mutex);
    if (m_stopping || m_folder != folder) return;
    const auto at = m_schedule.running() ? std::nullopt : m_schedule.wake_at();
    if (at && standing.waiting > 0)
      now.next_try_ms = wall_ms() + std::max(milliseconds(0), *at - mono_now()).count();
    if (now.held > 0 && now.held == now.waiting) now.next_try_ms = wall_ms() + hours.count();
  }
  m_tell(now);
}

}  // namespace jiujin::client::control
