// SyncMeter: what is told of syncing: what a run has carried so far and how fast, and how it ended.
//
// Counts what lay on the wire as well as what was acknowledged: on a slow line half an hour may
// pass between two acknowledgements. Refuses to know stores and clocks: times are handed in.
// Thread rule: a value; belongs to one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>

#include "client/control/control.h"
#include "sync/base/identity.h"
#include "sync/engine/rate_meter.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::client::control {

class SyncMeter {
 public:
  using Milliseconds = std::chrono::milliseconds;
  // What the county held of a file before the run; asked once for each.
  using HeldBefore = std::function<std::uint64_t(const sync::base::ContentHash&)>;

  // A run begins with so many bytes of scans waiting.
  void begin(std::uint64_t bytes_waiting);
  void note(const sync::wire::SyncProgress& progress, const HeldBefore& held, Milliseconds now,
            std::int64_t wall_ms);
  void ended(const sync::wire::SyncReport& report, std::int64_t wall_ms);
  void failed(const Error& error);
  void use(const LineUse& line) { m_status.line = line; }
  // Without its state and next try: those are the schedule's.
  const SyncStatus& status() const { return m_status; }

 private:
  struct File {
    std::uint64_t before = 0, now = 0, size = 0;
    bool whole = false;
  };
  void count(const sync::wire::SyncProgress& progress, const HeldBefore& held, Milliseconds now);
  void fill();

  SyncStatus m_status;
  std::map<sync::base::ContentHash, File> m_up, m_down;
  std::uint64_t m_waiting = 0;
  sync::engine::RateMeter m_rate;
};

}  // namespace jiujin::client::control
