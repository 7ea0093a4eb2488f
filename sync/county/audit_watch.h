// AuditWatch: keeps what is known about the logs' integrity up to date, a piece at a time.
//
// What came in since the last look is verified by itself; a full verification from the first op on
// is done when somebody asks for it, because only that notices a change to what was verified
// before. The result and how far each log was verified stand in one local row.
// It refuses to know threads and pages. Thread rule: one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sync/store/audit.h"

namespace jiujin::sync::county {

struct AuditStanding {
  // The last verification that came to its end; finished_ms 0 = none yet.
  std::int64_t finished_ms = 0, full_ms = 0;  // full_ms: from the first op on
  std::size_t logs = 0;
  std::uint64_t ops = 0;
  std::optional<store::AuditFault> fault;
  std::uint64_t waiting = 0;  // feed entries that came in since
  // The one that runs or was asked for.
  bool running = false;
  std::uint64_t done = 0, of = 0;  // ops
};

class AuditWatch {
 public:
  void want_full() { m_full_wanted = true; }
  // Verifies one piece; true while there is more to do. Errors: those of the store.
  Result<bool> step(store::LogStore& store, std::size_t bytes_max, std::int64_t now_ms);
  Result<AuditStanding> standing(store::LogStore& store) const;

 private:
  struct Run {
    bool full = false;
    std::vector<store::Incarnation> logs;
    std::size_t at = 0;
    std::map<base::IncarnationId, store::AuditMark> marks;
    std::uint64_t position = 0;  // of the feed when it began
    std::uint64_t done = 0, of = 0;
    std::optional<store::AuditFault> fault;
  };
  Result<bool> begin(store::LogStore& store);
  Result<void> finish(store::LogStore& store, std::int64_t now_ms);

  bool m_full_wanted = false;
  std::optional<Run> m_run;
};

}  // namespace jiujin::sync::county
