#include "client/control/sync_meter.h"

#include <algorithm>

namespace jiujin::client::control {

using Kind = sync::wire::SyncProgress::Kind;

void SyncMeter::begin(std::uint64_t bytes_waiting) {
  m_up.clear();
  m_down.clear();
  m_rate = {};
  m_waiting = bytes_waiting;
  fill();
}

void SyncMeter::note(const sync::wire::SyncProgress& progress, const HeldBefore& held,
                     Milliseconds now, std::int64_t wall_ms) {
  if (progress.kind == Kind::kNotice) m_status.county_notice = progress.text;
  const bool received =
      progress.kind == Kind::kOpsAcknowledged || progress.kind == Kind::kFileAcknowledged;
  if (received) ++m_status.receipts;
  // Whatever the county has answered is contact, however long the run takes.
  if (received || progress.kind == Kind::kFeedApplied || progress.kind == Kind::kFileReceived ||
      progress.kind == Kind::kNotice) {
    m_status.last_contact_ms = wall_ms;
    m_status.online = true;
  }
  count(progress, held, now);
  fill();
}

void SyncMeter::ended(const sync::wire::SyncReport& report, std::int64_t wall_ms) {
  using Outcome = sync::wire::SyncOutcome;
  using Wait = SyncStatus::Wait;
  begin(0);
  m_status.online = true;
  m_status.last_contact_ms = wall_ms;
  m_status.last_error.reset();
  m_status.county_notice = report.notice;
  m_status.healed = m_status.healed || report.reborn.has_value();
  m_status.wait = report.outcome == Outcome::kRetryLater  ? Wait::kCountyBusy
                  : report.outcome == Outcome::kSuspended ? Wait::kSuspended
                  : report.outcome == Outcome::kForked    ? Wait::kForked
                                                          : Wait::kNothing;
}

void SyncMeter::failed(const Error& error) {
  begin(0);
  m_status.wait = SyncStatus::Wait::kNothing;
  if (error.code == ErrorCode::kCancelled) return;  // by a person: no fault of the line
  const bool other = error.code == ErrorCode::kBusy;
  if (!other) m_status.online = false;
  m_status.wait = other ? SyncStatus::Wait::kOtherProgram : SyncStatus::Wait::kNotReached;
  m_status.last_error = error;
}

void SyncMeter::count(const sync::wire::SyncProgress& progress, const HeldBefore& held,
                      Milliseconds now) {
  const bool up = progress.kind == Kind::kFileSent || progress.kind == Kind::kFileAcknowledged;
  if (!up && progress.kind != Kind::kFileReceived) return;
  auto& files = up ? m_up : m_down;
  auto [at, fresh] = files.try_emplace(progress.file);
  File& file = at->second;
  if (fresh) {
    // What came down is told after it was written: its part is counted from the next one on.
    file.before = up ? std::min(held(progress.file), progress.done) : progress.done;
    file.size = progress.total;
  }
  file.now = progress.done;
  file.whole = progress.kind != Kind::kFileSent && progress.done >= progress.total;
  std::uint64_t moved = 0;
  for (const auto* all : {&m_up, &m_down})
    for (const auto& [hash, one] : *all) moved += one.now - std::min(one.now, one.before);
  m_rate.note(now, moved);
}

void SyncMeter::fill() {
  m_status.bytes_per_second = m_rate.bytes_per_second();
  m_status.bytes_done = 0;
  m_status.sent.clear();
  for (const auto& [hash, file] : m_up) {
    m_status.bytes_done += file.now - std::min(file.now, file.before);
    if (!file.whole) m_status.sent[hash.hex()] = file.now;
  }
  m_status.bytes_total = std::max(m_waiting, m_status.bytes_done);
  m_status.down_done = m_status.down_total = 0;
  for (const auto& [hash, file] : m_down) {
    m_status.down_done += file.now;
    m_status.down_total += file.size;
  }
}

}  // namespace jiujin::client::control
