// Carries a station's log to its county and the county's feed back, round by round, until nothing
// waits on either side.
//
// Drives engine::StationExchange with a store and a transport; where more connections carry more,
// side lanes take whole files from the same queue (engine/lane_plan.h). It refuses to know what an
// op means (files to send and to fetch are found as FILE objects in bodies, see citations.h),
// schedules nothing (engine::Schedule does) and keeps no state but in the store. Thread rule: run()
// belongs to the thread that owns the store; cancel() may come from any thread. Two runs at once on
// one station do no harm, only double work; callers hold a lock to save it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sync/base/identity.h"
#include "sync/bundle/reborn_frame.h"
#include "sync/bundle/wipe_order.h"
#include "sync/oplog/op.h"
#include "sync/store/log_store.h"
#include "sync/wire/transport.h"

namespace jiujin::sync::engine {
class LanePlan;
struct StationSummary;
}  // namespace jiujin::sync::engine

namespace jiujin::sync::wire {

class FileQueue;
class Round;
struct LineMemory;
struct RoundResult;
struct Run;

// What a station's rows say once it goes on under a new log; written with it (store::Rebirth).
struct RebornRows {
  std::vector<std::pair<std::string, std::optional<base::Bytes>>> rows;
  std::vector<std::pair<std::string, std::optional<base::Bytes>>> expected;
};

// The station as its county knows it (from enrolment).
struct StationIdentity {
  base::StationId station;
  store::Incarnation incarnation;  // our own log
  store::Incarnation county;       // id, suite and pinned public key of the county's log
  std::function<Result<base::Bytes>(base::BytesView message)> sign;  // by the incarnation's key
  // Empty: a fork is told (kForked) and not healed. Else the rows that make `fresh`, with this
  // private key, the station's own log from the next run on.
  std::function<Result<RebornRows>(const store::Incarnation& fresh, base::BytesView private_key)>
      reborn{};
};

// Where the hands of the clocks stand; read by the runner when it needs them.
struct RunnerClocks {
  std::function<std::int64_t()> wall_ms;            // Unix milliseconds
  std::function<std::chrono::milliseconds()> mono;  // for rates
};

struct SyncProgress {
  enum class Kind {
    kConnecting,        // a round begins
    kOpsSent,           // done/total: seq of own log on the wire / head; nothing acknowledged yet
    kOpsAcknowledged,   // done/total: committed at the county / head
    kFileSent,          // file, done/total bytes on the wire
    kFileAcknowledged,  // file, done = held by the county, total = size
    kFeedApplied,       // done = new cursor; cases = whose ops came
    kFileReceived,      // file, done/total bytes held here
    kNotice,            // text: what the county wants to be known
  };
  Kind kind = Kind::kConnecting;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  base::ContentHash file{};
  std::vector<base::CaseId> cases{};
  std::string text{};
};

enum class SyncOutcome {
  kUpToDate,    // nothing waits on either side
  kForked,      // the county holds another log under our name, and nobody here may heal it
  kSuspended,   // the county has suspended this station
  kRetryLater,  // the county asked for patience: retry_after
};

struct SyncReport {
  SyncOutcome outcome = SyncOutcome::kUpToDate;
  std::chrono::seconds retry_after{0};
  std::string notice;           // what the county wants to be known, for a person
  std::string reason{};         // with kSuspended: the county's own words
  // With kSuspended: the county's order to destroy the keys to what is here, checked.
  std::optional<bundle::WipeOrder> wipe{};
  std::uint64_t county_ms = 0;  // county time as last heard; 0 = not heard
  std::uint64_t rounds = 0;
  std::uint64_t side_lanes = 0;  // further connections that were opened
  std::uint64_t ops_acknowledged = 0;
  std::optional<base::IncarnationId> reborn{};  // a fork was healed: our log from now on
  std::uint64_t feed_entries = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
};

// What still waits to be sent; for the status line. Exact, from the store alone.
struct SyncBacklog {
  std::uint64_t ops = 0;
  std::uint64_t files = 0;
  std::uint64_t file_bytes = 0;
};

class SyncRunner {
 public:
  using ProgressSink = std::function<void(const SyncProgress&)>;
  // Whose scans travel first: smaller before larger (the day of a promise). Empty: by seq alone.
  using CaseRank = std::function<std::int64_t(const base::CaseId& case_id)>;
  SyncRunner(store::LogStore& store, StationIdentity identity, RunnerClocks clocks,
             base::RandomSource random, CaseRank rank = {});

  // Asked whenever a file is chosen: whether scans may travel now. Those that may not are left
  // waiting; what else there is travels, and previews of all of them. To be set before run().
  void hold_scans(std::function<bool()> may_travel) { m_scans_may = std::move(may_travel); }

  // Rounds until nothing waits, the county says stop, or an error. What was acknowledged before an
  // error stays so. Errors: the transport's, the store's, kProtocol (the county said nonsense).
  Result<SyncReport> run(Transport& transport, const ProgressSink& progress = {});
  // Ends the run under way with kCancelled; from any thread.
  void cancel();
  Result<SyncBacklog> backlog();

 private:
  struct State;
  Result<void> play(State& state);
  Result<void> begin_main(State& state);
  Result<void> begin_side_lane(State& state);
  Result<void> plan_lanes(State& state);
  Result<void> conclude_main(State& state);
  Result<void> conclude_side_lanes(State& state);
  Result<void> forked(State& state, bool damaged = false);
  Result<void> be_reborn(State& state, const bundle::Bound& bound);
  Result<void> judge_notice(State& state, const RoundResult& round);
  Result<void> remember_line(State& state, const RoundResult& round);
  Result<engine::StationSummary> summary_of(State& state);
  void measure_answer(const RoundResult& round);
  void abandon(State& state);

  store::LogStore& m_store;
  StationIdentity m_identity;
  RunnerClocks m_clocks;
  base::RandomSource m_random;
  CaseRank m_rank;
  std::function<bool()> m_scans_may;
  std::atomic<bool> m_cancelled{false};
  std::atomic<Transport*> m_transport{nullptr};
  std::uint64_t m_answer_bytes;
};

}  // namespace jiujin::sync::wire
