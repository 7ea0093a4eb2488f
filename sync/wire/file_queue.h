// Which files wait to be sent to the county or fetched from it, kept as local rows of the store.
//
//   wire/scanned/<incarnation>  seq up to which own ops were searched for cited files
//   wire/send/<hash>            "seq preview-of-size case media-type preview-of" of a file to send
//   wire/want/<hash>            "size media-type" of a file to fetch
//   wire/tail                   "position check", where the feed was read to (FeedPiece::tail)
//   wire/underway               hashes, 32 bytes each: what the county holds of them is uncertain
//   wire/underway-ops           present: so is how many ops it holds
//   wire/line                   "bytes-per-second exchanges": the line as last measured; for so
//                               many further exchanges it is taken for one that buffers
// A send row and the mark that its op was searched are written together. A want row is written
// before the feed that cites it is applied: after a crash it may be superfluous, never missing. A
// file stands in wire/underway before its first byte travels.
//
// Order: previews of scans that would take longer than kPreviewSeconds; then by the rank of their
// case, as the program above gives it (oldest promise first); then by the seq that cites them. No
// other preview travels, nobody waits for one, and it is forgotten once its scan is there. While
// scans are held back (hold_scans) the previews of all of them travel, and small files.
// Thread rule: belongs to the thread of its store.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sync/base/identity.h"
#include "sync/bundle/messages.h"
#include "sync/engine/station_exchange.h"
#include "sync/store/log_store.h"
#include "sync/wire/set_aside.h"

namespace jiujin::sync::wire {

struct FeedTail {
  std::uint64_t position = 0;
  bundle::HashCheck check;  // of the op that stood there
};

struct LineMemory {
  std::uint64_t bytes_per_second = 0;  // upwards; 0 = never measured
  std::uint32_t buffers_for = 0;       // exchanges; 0 = answers are expected to come through
};

// Smaller travels earlier. Asked once for each case of a run.
using CaseRank = std::function<std::int64_t(const base::CaseId& case_id)>;

class FileQueue {
 public:
  static constexpr std::uint64_t kPreviewSeconds = 30;
  static constexpr std::uint64_t kSmallBytes = 32 * 1024;  // no line minds as much

  FileQueue(store::LogStore& store, const base::StationId& station, CaseRank rank = {})
      : m_store(store), m_station(station), m_rank(std::move(rank)) {}

  // Asked whenever a file is chosen: whether scans may travel now. Empty: they may.
  void hold_scans(std::function<bool()> may_travel) { m_scans_may = std::move(may_travel); }

  // Searches own ops that were not searched yet, and reads what waits. To be called before the
  // others, and again when ops were written.
  Result<void> refresh();

  // --- up ---
  struct Waiting {
    engine::FileToSend file;  // offset = what the county has acknowledged
    std::uint64_t seq = 0;    // that cites it first
    base::CaseId case_id;
    std::uint64_t preview_of = 0;  // bytes of its scan; 0: no preview
    base::ContentHash scan{};
    std::int64_t rank = 0;
    bool taken = false;
  };
  // The next one to travel, taken from now on; nothing: none waits that may. `cited_to`: only files
  // whose op the county holds. What is not certain is left until it was asked about.
  Result<std::optional<engine::FileToSend>> take_next(std::uint64_t bytes_per_second,
                                                      std::uint64_t cited_to = UINT64_MAX);
  // All that wait but previews, in order, taken or not: for a stick, on which nothing counts as
  // sent.
  std::vector<engine::FileToSend> all_in_order() const;
  const Waiting* find(const base::ContentHash& hash) const;
  std::uint64_t bytes_waiting() const;  // not taken yet, and not held back
  std::size_t files_waiting() const;    // not acknowledged whole
  std::uint64_t bytes_unacknowledged() const;
  // Files whose state at the county is not certain, at most `max`.
  std::vector<base::ContentHash> uncertain(std::size_t max) const;
  // More ops travel than are worth sending twice: after a break the county is asked first. Settled
  // by an exchange that ended well.
  Result<void> ops_travel();
  bool ops_uncertain() const { return m_ops_uncertain; }
  Result<void> ops_settled();
  // The exchange that sent these has ended: they wait again unless acknowledged whole. One that
  // broke leaves them uncertain: to be asked about before they travel again.
  Result<void> settle(const std::vector<base::ContentHash>& sent, bool broke);

  // The county holds so much of a file of ours. True when it has become more than before.
  Result<bool> acknowledged(const bundle::FileHeld& file);
  // It cannot travel as it is (set_aside.h): until it is taken up again it does not wait.
  Result<void> set_aside(const base::ContentHash& hash, AsideReason reason,
                         const std::string& cause, std::int64_t now_ms);
  // All of it was sent, and the county kept nothing: is it damaged here, or refused there?
  Result<void> not_taken(const base::ContentHash& hash, std::int64_t now_ms);
  // The county lost what it had acknowledged: every file we cite is asked about again.
  Result<void> doubt_everything();

  // --- down ---
  // Questions "send me the rest"; rows of files that are complete are removed.
  Result<std::vector<bundle::Asked>> to_fetch();
  Result<bool> is_wanted(const base::ContentHash& hash);
  // Before a piece of feed is applied: notes what the county's ops cite and where the feed stands.
  Result<void> feed_comes(const bundle::FeedPiece& piece);
  Result<std::optional<FeedTail>> tail();
  Result<void> forget_tail();

  Result<LineMemory> line();
  Result<void> remember_line(const LineMemory& line);

 private:
  using Rows = std::vector<std::pair<std::string, std::optional<base::Bytes>>>;
  Result<std::vector<base::IncarnationId>> own_logs();
  Result<void> search_own_ops();
  Result<bool> search_piece(const base::IncarnationId& log);  // false: all was searched
  Result<std::vector<oplog::StoredOp>> unsearched(const base::IncarnationId& log);
  Result<void> note_cited(const oplog::StoredOp& op, std::set<base::ContentHash>& scans,
                          Rows& rows);
  struct Done {
    base::ContentHash file;   // whose row is superfluous ...
    base::ContentHash whole;  // ... since the county holds this one whole: itself or its scan
  };
  Result<void> forget_done(const std::vector<Done>& done);
  Result<void> read_waiting();
  Result<std::uint64_t> held_here(const base::ContentHash& hash);
  std::int64_t rank_of(const base::CaseId& case_id);
  Result<bool> is_there(const base::ContentHash& hash);
  Result<void> forget_previews_of(const base::ContentHash& scan);
  bool scans_held() const { return m_scans_may && !m_scans_may(); }
  Waiting* best(std::uint64_t bytes_per_second, std::uint64_t cited_to);
  Result<void> mark_underway(std::uint64_t bytes_per_second, std::uint64_t cited_to);
  Result<void> write_underway();

  store::LogStore& m_store;
  base::StationId m_station;
  CaseRank m_rank;
  std::function<bool()> m_scans_may;
  std::map<base::CaseId, std::int64_t> m_ranks;
  std::map<base::ContentHash, Waiting> m_waiting;
  std::set<base::ContentHash> m_underway;   // as the row says
  std::set<base::ContentHash> m_uncertain;  // of them, those that an earlier exchange left
  bool m_underway_read = false;
  bool m_ops_uncertain = false;  // as the row says when the run began
  bool m_ops_travel = false;     // as the row says now
};

}  // namespace jiujin::sync::wire
