// One exchange of a station, driven: the engine's requests answered from the store, its bytes
// carried by the transport. Private to SyncRunner.
// Thread rule: belongs to the runner's thread.
#pragma once

#include <functional>
#include <optional>

#include "sync/engine/rate_meter.h"
#include "sync/engine/station_exchange.h"
#include "sync/wire/citations.h"
#include "sync/wire/delta_sender.h"
#include "sync/wire/file_queue.h"
#include "sync/wire/heard.h"
#include "sync/wire/sync_runner.h"

namespace jiujin::sync::wire {

struct RoundResult {
  engine::Outcome outcome;
  bool forked = false;
  bool damaged = false;     // ... by our own disk: an op that was to be sent is not whole
  bool progressed = false;  // something was acknowledged, applied or received
  std::optional<bundle::Bound> bound{};  // the county knows our new log
  bool feed_forgotten = false;           // the feed was rewound: read it anew
  bool healed = false;  // ... because of a log of ours that ended; this exchange is void
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::chrono::milliseconds elapsed{0};
};

// What the lanes of one run share.
struct Run {
  store::LogStore& store;
  const StationIdentity& identity;
  const RunnerClocks& clocks;
  FileQueue& files;
  const SyncRunner::ProgressSink& progress;
  SyncReport& report;
  const std::atomic<bool>& cancelled;
  engine::RateMeter meter{};
  LineMemory line{};                    // as remembered from earlier runs
  std::uint64_t sent = 0;               // by all lanes together
  unsigned side_lanes = 0;              // under way
  std::set<base::ContentHash> plain{};  // files whose pieces the county did not take

  std::uint64_t bytes_per_second() const {
    const std::uint64_t measured = meter.bytes_per_second();
    return measured > 0 ? measured : line.bytes_per_second;
  }
};

// How often a station has taken feed positions back; read before the rest of what a HELLO says.
Result<base::Bytes> times_rewound(store::LogStore& store);

class Round final : public Conversation {
 public:
  // `rewound`: as times_rewound() said before the summary was made.
  Round(Run& run, engine::StationSummary summary, base::Bytes rewound);

  void opened() override;
  Result<Piece> fill(char* buffer, std::size_t size) override;
  Result<void> take(base::BytesView bytes) override;
  void ended(const Result<void>& how) override;

  bool over() const { return m_over; }
  const RoundResult& result() const { return m_result; }
  bool heard_early() const { return m_exchange.heard_early(); }
  // Ends after the file that travels (a side lane that carries nothing).
  void end_after_file() { m_ends_after_file = true; }
  const std::vector<base::ContentHash>& files_sent() const { return m_files_sent; }
  std::uint64_t ops_sent_to() const { return m_ops_sent_to; }

 private:
  void pump();
  void answer(engine::NeedOps& ask);
  Result<void> look_through(const std::vector<oplog::StoredOp>& ops, std::uint64_t after);
  void answer(engine::NeedNextFile& ask);
  void answer(engine::NeedFilePart& ask);
  void answer(engine::CommitAck& ask);
  void answer(engine::CommitFeed& ask);
  void answer(engine::CommitFilePart& ask);
  void answer(engine::CommitCopy& ask);
  void answer(engine::CommitBound& ask);
  void answer(engine::CommitCountersignature& ask);
  void answer(engine::OpsQueued& told);
  void answer(engine::FileQueued& told);
  void answer(engine::Noticed& told);
  void answer(engine::Done& end);

  // What an answer says is written down together, and only where no other exchange of ours has
  // taken positions back since this one began: the answer may be older than the county's backup.
  Result<void> record(const std::function<Result<void>()>& write);
  Result<void> commit_ack(const bundle::Ack& ack);
  Result<void> commit_log_held(const bundle::LogHeld& held);
  Result<void> commit_file_held(const bundle::FileHeld& held);
  void file_taken(const Result<std::optional<store::FileProgress>>& taken);
  Result<void> judge_sent_files();
  void tell(SyncProgress progress);

  Run& m_run;
  store::LogStore& m_store;
  StoredCaseKeys m_keys;
  DeltaSender m_deltas;
  Heard m_heard;
  base::Bytes m_rewound;  // before HELLO, and by this exchange itself
  bool m_recording = false;
  std::vector<SyncProgress> m_untold;  // of what is being recorded
  bool m_side_lane;
  std::uint64_t m_known_at_hello;  // of our log, held by the county
  std::uint64_t m_head_seq;
  std::uint64_t m_ops_sent_to = 0;
  std::uint64_t m_files_known_to;  // ops up to here were searched for files
  std::chrono::milliseconds m_began;
  engine::StationExchange m_exchange;
  std::vector<base::ContentHash> m_files_sent;  // taken from the queue
  std::map<base::ContentHash, std::uint64_t> m_copied_to;
  std::set<base::ContentHash> m_sent_whole;
  std::map<base::ContentHash, std::uint64_t> m_held_of_sent;  // as last told, of those
  bool m_ends_after_file = false;
  bool m_done = false;  // the engine's last word
  bool m_over = false;  // and the transport's
  RoundResult m_result;
};

}  // namespace jiujin::sync::wire
