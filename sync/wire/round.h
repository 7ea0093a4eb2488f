// One exchange of a station, driven: the engine's requests answered from the store, its bytes
// carried by the transport. Private to SyncRunner.
// Thread rule: belongs to the runner's thread.
#pragma once

#include <optional>

#include "sync/engine/station_exchange.h"
#include "sync/wire/citations.h"
#include "sync/wire/file_queue.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::sync::wire {

struct RoundResult {
  engine::Outcome outcome;
  bool forked = false;
  bool progressed = false;      // something was acknowledged, applied or received
  bool doubted = false;         // the county lost files: ask before sending the next
  bool feed_forgotten = false;  // the feed was rewound: read it anew
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::chrono::milliseconds elapsed{0};
};

class Round {
 public:
  Round(store::LogStore& store, const StationIdentity& identity, FileQueue& files,
        const SyncRunner::ProgressSink& progress, SyncReport& report)
      : m_store(store),
        m_identity(identity),
        m_files(files),
        m_progress(progress),
        m_report(report),
        m_keys(store) {}

  // Ends early when `cancelled` becomes true.
  RoundResult run(Transport& transport, engine::StationSummary summary, const RunnerClocks& clocks,
                  const std::atomic<bool>& cancelled);

 private:
  void pump();
  void answer(engine::NeedOps& ask);
  void answer(engine::NeedFilePart& ask);
  void answer(engine::CommitAck& ask);
  void answer(engine::CommitFeed& ask);
  void answer(engine::CommitFilePart& ask);
  void answer(engine::OpsQueued& told);
  void answer(engine::FileQueued& told);
  void answer(engine::Noticed& told);
  void answer(engine::Done& end);

  // True when the county's word about our log fits our log; else the log is forked.
  Result<bool> fits_our_log(const bundle::LogHeld& held);
  Result<void> commit_ack(const bundle::Ack& ack);
  Result<void> commit_log_held(const bundle::LogHeld& held);
  Result<void> commit_part(const bundle::FilePart& part);
  Result<void> forget_feed();
  void tell(SyncProgress progress) {
    if (m_progress) m_progress(progress);
  }

  store::LogStore& m_store;
  const StationIdentity& m_identity;
  FileQueue& m_files;
  const SyncRunner::ProgressSink& m_progress;
  SyncReport& m_report;
  StoredCaseKeys m_keys;
  std::optional<engine::StationExchange> m_exchange;
  std::vector<store::Acknowledgement> m_heard;  // of our logs, in this round
  std::uint64_t m_head_seq = 0;
  bool m_done = false;
  RoundResult m_result;
};

}  // namespace jiujin::sync::wire
