// One exchange as the station lives it: a pure state machine between store, transport and clock.
//
// The driver asks poll() what to do until it says nothing, answers each request by the method named
// beside it, sends what take() gives, and hands in what arrives. Order up: HELLO, questions, ops by
// seq, files; before each part of a file new ops go first (the urgent lane). Down, while the
// request still travels or behind it: ACK, feed, files. What the county sends is committed by the
// driver before the next frame is looked at. Two of a kind are never outstanding; sending and
// committing may be.
//
// Driving it, step by step:
//   1. s.poll(now): answer until nothing comes;  2. s.take(n): put it on the line;  3. nothing to
//   take: request_complete() ends the request, else wait for bytes or for wake_at(), then 1.
//   When the line stands: opened(now). Bytes of the answer: receive(). At its end: answer_ended(),
//   or transport_failed() however the line died. Then poll() until Done, the last output.
// This file knows no socket, store, clock, thread or dice: nonce, times and keys are handed in.
// Thread rule: an object belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "sync/base/identity.h"
#include "sync/bundle/copy_frame.h"
#include "sync/bundle/countersignature.h"
#include "sync/bundle/feed_frame.h"
#include "sync/bundle/frame.h"
#include "sync/bundle/messages.h"
#include "sync/bundle/ops_frame.h"
#include "sync/bundle/reborn_frame.h"
#include "sync/bundle/wipe_order.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::engine {

using base::Bytes;
using base::BytesView;
using Milliseconds = std::chrono::milliseconds;

// How long an asked-for early ACK is waited for before the line is taken for one that buffers.
inline constexpr Milliseconds kEarlyAckPatience{10'000};
// On a line that buffers a request ends after so long, so that decisions come down in between.
inline constexpr Milliseconds kSliceTime{30'000};

struct FileToSend {
  base::ContentHash hash;
  std::uint64_t size = 0;
  std::string media_type;
  std::uint64_t offset = 0;  // what the county holds already
};

// How an exchange begins.
enum class Opening {
  kGoOn,        // say what there is to say; the county answers early by itself behind ops
  kTellFirst,   // ask for an early ACK, and go on meanwhile with what is certain; only the files
                // that are asked about wait for it
  kWaitForAck,  // how many ops the county holds is not certain (an unclean end): hear it first
};

struct StationSummary {
  base::StationId station;
  store::Incarnation own;
  store::Incarnation county;
  std::uint64_t head_seq = 0;      // of our log
  std::uint64_t county_holds = 0;  // of our log, as last heard
  std::uint64_t feed_cursor = 0;
  std::uint64_t tail_position = 0;  // last feed entry seen; 0 = none
  bundle::HashCheck tail;           // bundle::tail_check of its address
  std::int64_t wall_ms = 0;
  bundle::Nonce nonce;                 // random
  std::uint64_t answer_bytes_max = 0;  // 0 = as the county pleases
  bool write_commitments = false;      // the county asked for them
  Opening opening = Opening::kGoOn;
  bool side_lane = false;            // files only: no op goes up, no feed comes down
  bool line_buffers = false;         // no early answer is to be expected: do not wait for one
  std::vector<bundle::Asked> asked;  // at most bundle::kAskedMax
  // Our log has forked: nothing is said but this (its signature is made here).
  std::optional<bundle::Reborn> reborn{};
  // Not everything that the county holds of our log has been countersigned to us.
  bool countersign = false;
};

// --- outputs ---
struct NeedOps {  // -> ops()
  std::uint64_t after = 0;
  std::size_t bytes_max = 0;
};
struct NeedNextFile {};  // the next one to send -> next_file()
struct NeedFilePart {    // -> file_part()
  base::ContentHash hash;
  std::uint64_t offset = 0;
  std::size_t bytes_max = 0;
};
struct CommitAck {  // -> committed()
  bundle::Ack ack;
};
struct CommitFeed {  // -> committed()
  bundle::FeedPiece piece;
};
struct CommitFilePart {  // -> committed()
  bundle::FilePart part;
};
struct CommitCopy {  // nothing is taken unless all its sources are held -> committed()
  bundle::Copy copy;
};
struct CommitBound {  // the county knows our new log -> committed()
  bundle::Bound bound;
};
struct CommitCountersignature {  // to be judged by our own log -> committed()
  bundle::Countersignature countersignature;
};
struct OpsQueued {  // progress: on their way, not acknowledged
  std::uint64_t seq = 0;
  std::uint64_t head_seq = 0;
};
struct FileQueued {  // progress
  base::ContentHash hash;
  std::uint64_t sent = 0;
  std::uint64_t size = 0;
};
struct Noticed {
  bundle::Notice notice;
};
struct Outcome {
  std::optional<Error> error;                 // why it ended early; what was committed stays
  std::optional<bundle::Notice> notice;       // the last one
  std::optional<bundle::WipeOrder> wipe;      // the county's order to this station, checked
  bool more = false;                          // the county has more to tell
  bool everything_sent = false;               // no op and no file was left behind
  bool line_buffers = false;                  // an early ACK was due and did not come
  bool heard_early = false;                   // an ACK came while the request still travelled
  std::optional<std::uint64_t> county_holds;  // of our log; absent: not heard
  std::uint64_t county_ms = 0;                // 0: not heard
};
struct Done {
  Outcome outcome;
};
using StationOutput =
    std::variant<NeedOps, NeedNextFile, NeedFilePart, CommitAck, CommitFeed, CommitFilePart,
                 CommitCopy, CommitBound, CommitCountersignature, OpsQueued, FileQueued, Noticed,
                 Done>;

class StationExchange {
 public:
  StationExchange(StationSummary summary, bundle::Signer sign, bundle::CaseKeys keys);

  // Nothing: waits for bytes or for wake_at() (or, after Done, is over). `now`: any monotonic
  // clock.
  std::optional<StationOutput> poll(Milliseconds now);
  // When poll() has something to say even if nothing arrives; nothing = never.
  std::optional<Milliseconds> wake_at() const;
  // Up to `max` bytes of the request; "" = nothing ready: poll, or request_complete().
  Bytes take(std::size_t max);
  bool request_complete() const { return m_phase == Phase::kSent && m_out.empty(); }
  // An ACK has come while our request still travels: nothing between us keeps answers back.
  bool heard_early() const { return m_outcome.heard_early; }

  void opened(Milliseconds now);  // the line stands: from here on waiting is counted
  // What the line carries as measured; sizes the frames to about a second (4..60 KiB). 0: unknown.
  void carries(std::uint64_t bytes_per_second) { m_bytes_per_second = bytes_per_second; }

  void ops(std::vector<oplog::StoredOp> ops);      // empty: there are no new ones
  void next_file(std::optional<FileToSend> file);  // nothing: none is left, the request ends
  // The request has no room for all: its END says that another one follows.
  void leave_rest() { m_rest_is_left = true; }
  void file_part(Bytes bytes);                     // empty: not held any more, left out
  void file_copy(const bundle::Copy& copy);        // instead: pieces the county holds, from offset
  void committed();
  void failed(Error error);  // what was asked for could not be done: the exchange ends
  void receive(BytesView bytes);
  void answer_ended();
  void transport_failed(Error error);

 private:
  enum class Phase { kHello, kWaiting, kOps, kFile, kPart, kSent };
  void advance_sending();
  void send_hello();
  void send_reborn();
  void send_end(bool more);
  void wait_for_ack();
  bool waits_for_standing() const;
  bool slice_is_over() const;
  std::size_t frame_bytes() const;
  void advance_receiving();
  bool salvage_cut_frame();
  void handle(const bundle::Frame& frame);
  Result<void> heed_wipe_order(const bundle::Frame& frame);
  void note_ack(const bundle::Ack& ack);
  void part_done(bool file_done);
  void end_with(Error error);

  StationSummary m_summary;
  bundle::Signer m_sign;
  bundle::CaseKeys m_keys;
  bundle::StreamReader m_reader{bundle::Direction::kDown};
  std::deque<StationOutput> m_outputs;
  Bytes m_out;
  base::ContentHash m_contact;  // what an order must answer: our HELLO
  Phase m_phase = Phase::kHello;
  Milliseconds m_now{0};
  std::optional<Milliseconds> m_opened_at;
  std::uint64_t m_bytes_per_second = 0;
  std::uint64_t m_ops_sent_to = 0;
  bool m_ops_sent = false;  // in this exchange
  bool m_files_sent = false;
  std::optional<FileToSend> m_file;  // the one that travels
  unsigned m_unsqueezed = 0;         // parts of it to be sent as they are: deflating gained nothing
  bool m_asked_store = false;        // a Need... is out
  bool m_committing = false;         // a Commit... is out
  bool m_ack_heard = false;
  bool m_rest_is_left = false;
  bool m_all_sent = false;  // neither op nor file was left when the request ended
  bool m_salvaged = false;
  std::optional<Error> m_line_error;
  std::optional<std::uint64_t> m_next_cursor;
  bool m_ended = false;  // END came, or an error: only what is queued remains
  bool m_done = false;
  Outcome m_outcome;
};

}  // namespace jiujin::sync::engine
