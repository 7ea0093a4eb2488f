// One exchange as the station lives it: a pure state machine between store, transport and clock.
//
// The driver asks poll() what to do until it says nothing, answers each request by the method named
// beside it, sends what take() gives, and hands in what arrives. Order up: HELLO, questions, ops by
// seq, files; down: ACK, feed, files. What the county sends is committed by the driver before the
// next frame is looked at. Two of a kind are never outstanding; sending and committing may be.
// This file knows no socket, store, clock, thread or dice: nonce, times and keys are handed in.
// Thread rule: an object belongs to one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "sync/base/identity.h"
#include "sync/bundle/feed_frame.h"
#include "sync/bundle/frame.h"
#include "sync/bundle/messages.h"
#include "sync/bundle/ops_frame.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::engine {

using base::Bytes;
using base::BytesView;

struct FileToSend {
  base::ContentHash hash;
  std::uint64_t size = 0;
  std::string media_type;
  std::uint64_t offset = 0;  // what the county holds already
};

struct StationSummary {
  base::StationId station;
  store::Incarnation own;
  store::Incarnation county;
  std::uint64_t head_seq = 0;      // of our log
  std::uint64_t county_holds = 0;  // of our log, as last heard
  std::uint64_t feed_cursor = 0;
  std::uint64_t tail_position = 0;  // last feed entry seen; 0 = none
  base::OpAddress tail;
  std::int64_t wall_ms = 0;
  bundle::Nonce nonce;                 // random
  std::uint64_t answer_bytes_max = 0;  // 0 = as the county pleases
  std::uint64_t upload_bytes_max = 0;  // of file bytes and op frames; one op frame always passes
  bool write_commitments = false;      // the county asked for them
  bool only_ask = false;               // no op, no file: first hear what the county holds
  std::vector<bundle::Asked> asked;    // at most bundle::kAskedMax
  std::vector<FileToSend> files;       // in the order in which they are to travel
};

// --- outputs ---
struct NeedOps {  // -> ops()
  std::uint64_t after = 0;
  std::size_t bytes_max = 0;
};
struct NeedFilePart {  // -> file_part()
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
  bool more = false;                          // the county has more to tell
  bool everything_sent = false;               // no op and no file was left behind
  std::optional<std::uint64_t> county_holds;  // of our log; absent: not heard
  std::uint64_t county_ms = 0;                // 0: not heard
};
struct Done {
  Outcome outcome;
};
using StationOutput = std::variant<NeedOps, NeedFilePart, CommitAck, CommitFeed, CommitFilePart,
                                   OpsQueued, FileQueued, Noticed, Done>;

class StationExchange {
 public:
  StationExchange(StationSummary summary, bundle::Signer sign, bundle::CaseKeys keys);

  // Nothing: waits for bytes (or, after Done, is over).
  std::optional<StationOutput> poll();
  // Up to `max` bytes of the request; "" = nothing ready: poll, or request_complete().
  Bytes take(std::size_t max);
  bool request_complete() const { return m_phase == Phase::kSent && m_out.empty(); }

  void ops(std::vector<oplog::StoredOp> ops);  // empty: there are no more after all
  void file_part(Bytes bytes);                 // empty: not held any more, left out
  void committed();
  void failed(Error error);  // what was asked for could not be done: the exchange ends
  void receive(BytesView bytes);
  void answer_ended();
  void transport_failed(Error error);

 private:
  enum class Phase { kHello, kOps, kFiles, kSent };
  void advance_sending();
  void send_hello();
  void advance_receiving();
  void handle(const bundle::Frame& frame);
  void end_with(Error error);
  bool within_budget() const { return m_spent < m_summary.upload_bytes_max; }

  StationSummary m_summary;
  bundle::Signer m_sign;
  bundle::CaseKeys m_keys;
  bundle::StreamReader m_reader{bundle::Direction::kDown};
  std::deque<StationOutput> m_outputs;
  Bytes m_out;
  Phase m_phase = Phase::kHello;
  std::uint64_t m_spent = 0;  // of the upload budget
  std::uint64_t m_ops_sent_to = 0;
  std::size_t m_file = 0;      // index of the file that travels
  bool m_asked_store = false;  // a NeedOps or NeedFilePart is out
  bool m_committing = false;   // a Commit... is out
  std::optional<std::uint64_t> m_next_cursor;
  bool m_ended = false;  // END came, or an error: only what is queued remains
  bool m_done = false;
  Outcome m_outcome;
};

}  // namespace jiujin::sync::engine
