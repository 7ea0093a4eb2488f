// The store seam: what the engine, the casework and both programs may ask of durable storage.
//
// One contract, several stores: SQLite at the station and the embedded county, memory in the
// simulator. tests/sync/store/ holds the contract suite; every store passes the same one, the real
// ones also over the crash shim. A call that returns ok has reached the disk (synchronous=FULL).
// What must be true together is one call, and one call is one transaction.
// This file does not know what an op means, nor SQL.
// Thread rule: an object belongs to one thread; several processes may open the same folder.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sync/base/identity.h"
#include "sync/oplog/op.h"

namespace jiujin::sync::store {

using base::Bytes;
using base::BytesView;

// One life of one log, ours or another's.
struct Incarnation {
  base::IncarnationId id;
  base::StationId owner;  // zero = the county
  std::uint8_t suite = 1;
  Bytes public_key;                // SubjectPublicKeyInfo DER; verifies its signed heads
  std::uint32_t number_block = 0;  // this incarnation's block of printed numbers (PROTOCOL 4)
  bool operator==(const Incarnation&) const = default;
};

// The last line of a log: seq 0 and h_0 for an empty one.
struct Head {
  std::uint64_t seq = 0;
  base::Digest hash;
};

// How far the county holds a log of ours: committed = survives a crash there; backed_up = survives
// the loss of its disk. Logs are pruned only below backed_up.
struct Acknowledgement {
  base::IncarnationId incarnation;
  std::uint64_t committed_seq = 0;
  std::uint64_t backed_up_seq = 0;
};

// One entry of the county's feed, in the county's order.
struct FeedEntry {
  std::uint64_t position = 0;  // 1, 2, 3 ... may have gaps after filtering
  base::OpAddress address;
  std::optional<oplog::StoredOp> op;  // absent: an op of the reader's own, named only
  bool superseded = false;  // a copy of an op that stands earlier in the feed (PROTOCOL 6)
};

// A file as ops cite it: its address is the hash of its plain bytes.
struct FileInfo {
  base::ContentHash hash;
  std::uint64_t size = 0;
  std::string media_type;  // "image/jpeg", "application/pdf"; sniffed, never a claim
  bool complete = false;
};

// How many bytes of a file from its beginning are held.
struct FileProgress {
  base::ContentHash hash;
  std::uint64_t size = 0;
  std::uint64_t held = 0;
};

// A local row that changes with every rewind(): whoever keeps what was read of the feed reads anew.
inline constexpr std::string_view kRewindsRow = "feed/rewinds";

// A set of ops to append with the local rows that must become true with them.
struct AppendBatch {
  std::vector<oplog::OpDraft> ops;
  oplog::AuthorTime time;
  // Local rows written in the same transaction (drafts removed, snapshots, counters).
  std::vector<std::pair<std::string, std::optional<Bytes>>> rows;  // key -> value or delete
  // What its author relied on, looked at again inside the transaction; where one is otherwise,
  // nothing is written (kConflict). Several processes may write to one folder.
  std::vector<std::pair<std::string, std::optional<Bytes>>> expected_rows{};  // nothing: no row
  struct ExpectedCase {
    base::CaseId id;
    std::uint64_t ops = 0;  // how many are held, from whomever
  };
  std::optional<ExpectedCase> expected_case{};
};

// A log of ours that has forked goes on under another name (PROTOCOL 3); also what a county that
// was restored has forgotten of a log of ours that ended long ago.
struct Rebirth {
  base::IncarnationId old;
  std::uint64_t after = 0;     // what the county surely holds of `old`; what is behind it ...
  std::uint64_t head_seq = 0;  // ... up to here, where `old` ended when `again` was planned
  Incarnation fresh;
  bool others_too = false;  // also what came from the feed under our name and lost its position
  // ... is written again, each op with the clocks its author read.
  std::vector<std::pair<oplog::OpDraft, oplog::AuthorTime>> again;
  std::vector<std::pair<std::string, std::optional<Bytes>>> rows;
  std::vector<std::pair<std::string, std::optional<Bytes>>> expected_rows;
};

class LogStore {
 public:
  virtual ~LogStore() = default;

  // --- groups: many calls, one commit ---
  // What is written between begin and commit becomes durable together when commit_group() says ok,
  // and is promised to nobody before. Each call in between still stands or falls by itself. Other
  // writers wait meanwhile: keep groups short. After an error of commit_group(), and after
  // abandon_group(), nothing of the group is there. Groups do not nest (kInvalidArgument).
  virtual Result<void> begin_group() = 0;
  virtual Result<void> commit_group() = 0;
  virtual void abandon_group() = 0;  // without a group: nothing happens

  // --- logs ---
  virtual Result<void> add_incarnation(const Incarnation& incarnation) = 0;  // idempotent
  virtual Result<std::vector<Incarnation>> incarnations() = 0;
  virtual Result<Head> head(const base::IncarnationId& incarnation) = 0;

  // Appends to our own log in one BEGIN IMMEDIATE that reads the head inside; case keys for the
  // commitments come from the case's case.opened op (or from the batch itself).
  // Errors: kTooLarge (body), kConflict (an expectation, or a case opened a second time with
  // another key), kDiskFull, kIo, kBusy. Nothing is written on error.
  virtual Result<std::vector<oplog::StoredOp>> append(const base::IncarnationId& own,
                                                      const AppendBatch& batch) = 0;

  // In one transaction: introduces `fresh`, takes the ops of `old` behind `after` that have no
  // position out of it (the county may hold others under their numbers; ops without a hash are
  // another disk's and stay, unless `others_too`), writes `again` under `fresh`, and ends `old`:
  // from then on append() to it is kConflict. kConflict also when an expectation does not hold,
  // `old` has grown since or `fresh` has ended; then nothing is written.
  virtual Result<std::vector<oplog::StoredOp>> begin_anew(const Rebirth& rebirth) = 0;

  // Ops of one log with seq > after, in order, until `bytes_max` of header+body (at least one).
  virtual Result<std::vector<oplog::StoredOp>> ops_after(const base::IncarnationId& incarnation,
                                                         std::uint64_t after,
                                                         std::size_t bytes_max) = 0;
  virtual Result<std::optional<oplog::StoredOp>> find_op(const base::OpAddress& address) = 0;

  // Ops of one case in the order of the case: county position first, then own unacknowledged ones
  // by seq (data order rule 9).
  virtual Result<std::vector<oplog::StoredOp>> ops_of_case(const base::CaseId& case_id) = 0;
  // What is said about the county itself (case id zero, types from kRegisterTypeMin), in the order
  // of a case; recorded events of unknown cases are not among it.
  virtual Result<std::vector<oplog::StoredOp>> register_ops() = 0;
  // Every recorded event (kEventRecordedType), in the order in which they came in. `visit` runs
  // inside the read and must not call the store.
  using OpVisitor = std::function<void(const oplog::StoredOp& op)>;
  virtual Result<void> visit_events(const OpVisitor& visit) = 0;
  // Cases with any op, the one whose newest op came in last first.
  virtual Result<std::vector<base::CaseId>> cases() = 0;

  // The next value (1, 2, 3 ...) of a named counter; durable, so that a value once given is never
  // given again, whatever crashes. Gaps are allowed. Printed numbers come from here.
  virtual Result<std::uint64_t> next_serial(std::string_view counter) = 0;

  // --- the other side's ops ---
  // County: takes verified ops of a station's log (must continue its head exactly; re-sent ops that
  // we already hold are skipped), gives each the next feed position, durably, all or nothing.
  // Bodies are checked against their commitments wherever the case's key is held. Errors:
  // kConflict (another op under a seq, names it), kInvalidData (gap, header), kCorrupt (body).
  virtual Result<Head> receive_ops(const base::IncarnationId& from,
                                   std::span<const oplog::StoredOp> ops) = 0;
  // Station: applies feed entries and the cursor in one transaction; known positions are skipped.
  // A cursor below the one held is an older answer of another run: it stays where it is.
  // Ops that go on with a log of our own (a restored or cloned disk gets them back) have the hash
  // of their chain, others from the feed have none.
  // kConflict when a position or seq is held by another op, kNotFound for an unheld op of ours.
  virtual Result<void> apply_feed(std::span<const FeedEntry> entries, std::uint64_t cursor) = 0;
  virtual Result<std::uint64_t> feed_cursor() = 0;
  // County: entries after `position` for which `wanted` says yes, up to bytes_max; `*scanned` is
  // the position up to which the feed was read (the reader's next cursor). `wanted` runs inside the
  // read and must not call the store.
  using FeedFilter = std::function<bool(const oplog::StoredOp& op)>;
  virtual Result<std::vector<FeedEntry>> feed_after(std::uint64_t position, std::size_t bytes_max,
                                                    const FeedFilter& wanted,
                                                    std::uint64_t* scanned) = 0;
  virtual Result<std::uint64_t> feed_end() = 0;
  // Station, when the county was restored from a backup and has forgotten: positions above
  // `position` are taken back, the cursor and the acknowledgements become what the county says,
  // even where that is less than before. Ops of other logs take no effect until the feed names
  // them again: what the county has forgotten it no longer stands by. One transaction.
  virtual Result<void> rewind(std::uint64_t position,
                              std::span<const Acknowledgement> acknowledgements) = 0;

  virtual Result<void> set_acknowledgement(
      const Acknowledgement& acknowledgement) = 0;  // monotonic
  virtual Result<Acknowledgement> acknowledgement(const base::IncarnationId& incarnation) = 0;

  // --- files ---
  // Stores a whole file (hash computed inside), idempotent.
  virtual Result<FileInfo> put_file(BytesView bytes, std::string_view media_type) = 0;
  // Appends bytes at `offset` == held (bytes below held are skipped, so a part may come twice; a
  // gap is kInvalidArgument); when size is reached the hash is checked: a mismatch throws the
  // partial bytes away and returns kCorrupt. An unfinished file that was begun with another size is
  // begun anew from offset 0 (which size is right only the hash can tell); kConflict when the file
  // is held whole with another size.
  virtual Result<FileProgress> put_file_part(const base::ContentHash& hash, std::uint64_t size,
                                             std::string_view media_type, std::uint64_t offset,
                                             BytesView bytes) = 0;
  virtual Result<std::optional<FileInfo>> file_info(const base::ContentHash& hash) = 0;
  virtual Result<std::vector<FileProgress>> incomplete_files() = 0;
  virtual Result<Bytes> read_file(const base::ContentHash& hash, std::uint64_t offset,
                                  std::size_t bytes_max) = 0;
  // Which of our files the other side has acknowledged whole, and how far the others are.
  virtual Result<void> set_file_acknowledged(const base::ContentHash& hash, std::uint64_t held) = 0;
  virtual Result<std::uint64_t> file_acknowledged(const base::ContentHash& hash) = 0;

  // Nobody waits just now: what was put off may be done.
  virtual void rest() = 0;

  // Keys that begin with "store/" are the store's own: writing one is kInvalidArgument.
  // --- local rows (drafts, settings, snapshots): key -> bytes, prefix scans, one transaction ---
  virtual Result<std::optional<Bytes>> row(std::string_view key) = 0;
  virtual Result<void> write_rows(
      std::span<const std::pair<std::string, std::optional<Bytes>>> rows) = 0;
  virtual Result<std::vector<std::pair<std::string, Bytes>>> rows(std::string_view prefix) = 0;

  // Another value than last time when anything was committed since, here or by another process.
  // Cheap enough for every second; counts nothing else.
  virtual Result<std::uint64_t> change_counter() = 0;
};

// Abandons the group that was not committed when it goes out of scope.
class GroupGuard {
 public:
  explicit GroupGuard(LogStore& store) : m_store(store) {}
  ~GroupGuard() { m_store.abandon_group(); }
  GroupGuard(const GroupGuard&) = delete;
  GroupGuard& operator=(const GroupGuard&) = delete;

 private:
  LogStore& m_store;
};

}  // namespace jiujin::sync::store
