// One exchange as the county lives it: a pure state machine between a stream and a store.
//
// Like StationExchange: poll() until it says nothing, answer each request by the method named
// beside it, hand in bytes, send what take() gives (at once when the request has not ended:
// somebody waits for it). At most one request is outstanding. Frames are applied one by one as they
// arrive; the driver makes them durable in groups as it pleases, at the latest at MakeDurable,
// which comes before everything that acknowledges. The answer begins early, while the request still
// travels, in two cases: HELLO says "tell first", or a file arrives behind ops of this exchange.
// About once a second the feed is looked at; news for the speaker goes down behind a fresh
// acknowledgement. This file knows no socket, store, clock, thread or dice, and not who may see
// what. Thread rule: an object belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
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

struct CountySummary {
  store::Incarnation county;
  std::uint64_t now_ms = 0;
  std::uint64_t answer_bytes_max = 0;               // never 0: bounds feed and files of one answer
  std::optional<std::chrono::seconds> retry_after;  // overloaded: tell so and nothing else
  // By stick: its HELLO says where the log stood when it was written, which is no sign of a fork.
  bool may_be_old = false;
};

// Who speaks, as the driver found it.
struct Speaker {
  base::StationId station;
  store::Incarnation log;
  std::uint64_t held_seq = 0;  // of that log, by the county
  bool suspended = false;
  std::string reason;
  bool ended = false;  // another log, under other keys, goes on for it
  std::optional<bundle::WipeId> wipe{};  // with suspended: the order that it gets
};

// --- outputs ---
struct FindSpeaker {  // -> speaker()
  base::IncarnationId incarnation;
};
struct CheckTail {  // does the feed hold this op at this position? -> tail()
  std::uint64_t position = 0;
  bundle::HashCheck check;  // bundle::tail_check of its address
};
struct Bind {  // the speaker's log has forked; what goes on with it is to be known -> bound()
  bundle::Reborn reborn;  // its signature is right
};
struct MakeDurable {};  // all that was applied so far, on the disk -> durable()
struct LookFeed {       // anything new for the speaker behind its cursor? -> feed_news()
  std::uint64_t after = 0;
};
struct FindHash {  // chain hash of the speaker's op `seq` -> hash()
  std::uint64_t seq = 0;
};
struct CommitOps {  // -> ops_committed()
  std::vector<oplog::StoredOp> ops;
};
struct FindFile {  // -> file()
  base::ContentHash hash;
};
struct TakeFilePart {  // -> part_committed()
  bundle::FilePart part;
};
struct TakeCopy {  // kNotFound where a source is not the speaker's to cite -> part_committed()
  bundle::Copy copy;
};
struct NeedAcknowledgements {};  // of the speaker's logs -> acknowledgements()
struct NeedFeed {                // -> feed()
  std::uint64_t after = 0;
  std::size_t bytes_max = 0;  // of ops
  // Of the speaker's own log, to be named only, without their ops: what it wrote it has; what it
  // wrote and lost again it gets back whole.
  std::uint64_t speaker_holds = 0;
};
struct NeedFile {  // to send down, if the speaker may have it -> file_bytes()
  base::ContentHash hash;
  std::uint64_t offset = 0;
  std::size_t bytes_max = 0;
};
struct Served {                          // the last output
  std::optional<Error> fault;            // why the request was not read to its end
  std::optional<Error> own_fault;        // our side failed; the station was told to come back
  std::optional<bundle::Notice> notice;  // what was answered
  bool gap = false;                      // ops behind a gap were passed over
};
using CountyOutput =
    std::variant<FindSpeaker, CheckTail, Bind, FindHash, CommitOps, FindFile, TakeFilePart,
                 TakeCopy, MakeDurable, NeedAcknowledgements, LookFeed, NeedFeed, NeedFile, Served>;

// How often the feed is looked at while a request travels.
inline constexpr Milliseconds kFeedLookEvery{1'000};
// How much of the feed goes down in one piece while a request still travels.
inline constexpr std::uint64_t kEarlyFeedBytes = 64 * 1024;

// What is known of a file that somebody wants to send or asks about.
struct FileStanding {
  bool may_send = false;   // an op of the speaker's cites it
  std::uint64_t size = 0;  // as cited
  std::uint64_t held = 0;
};
struct FeedPage {
  std::vector<store::FeedEntry> entries;
  std::uint64_t scanned = 0;             // the reader's next cursor
  bundle::HashCheck tail;                // bundle::tail_check of the op that stands there
  bool more = false;                     // the feed goes on behind `scanned`
  store::Head county_head;               // of the county's own log
  base::IncarnationId county_log;        // into which the county writes now: its newest
  std::vector<base::ContentHash> files;  // to send along behind the feed
};
struct FileBytes {
  std::uint64_t size = 0;
  std::string media_type;
  Bytes bytes;
};

// A store's error that what was offered brought about; all others are the county's own misfortune.
bool is_speakers_fault(const Error& error);

class CountyExchange {
 public:
  CountyExchange(CountySummary summary, bundle::Signer sign, bundle::CaseKeys keys,
                 bundle::FeedWriting writing);

  // `now`: any monotonic clock. Nothing: waits for bytes of the request (or is over).
  std::optional<CountyOutput> poll(Milliseconds now);
  Bytes take();  // what is ready of the answer
  bool request_ended() const { return m_phase != Phase::kReading; }
  // Ended by its own END (or cut): nothing of it is left on the line.
  bool request_complete() const { return m_reader.finished() || m_complete; }

  void receive(BytesView bytes);
  void end_request();
  void line_broke();  // instead of end_request: keeps what came, answers nobody

  void speaker(std::optional<Speaker> speaker);
  void tail(bool matches);
  // The new log's number block and the feed's end; durable. kConflict: not to be bound.
  void bound(Result<bundle::Bound> bound);
  void hash(std::optional<base::Digest> hash);  // nothing: not held
  void ops_committed(Result<store::Head> head);
  void file(FileStanding standing);
  void part_committed(Result<store::FileProgress> progress);
  void durable(Result<void> done);
  void acknowledgements(std::vector<bundle::LogHeld> logs);
  void feed_news(bool any);
  void feed(FeedPage page);
  void file_bytes(std::optional<FileBytes> file);  // nothing: not held, or not for the speaker
  void failed(Error error);                        // our side could not do what was asked

 private:
  enum class Phase {
    kReading,
    kSaving,
    kAcknowledging,
    kCountersigning,
    kFeed,
    kFiles,
    kEnding,
    kOver
  };
  // What is said while the request still travels.
  enum class Aside { kNone, kLook, kSaving, kAcknowledging, kFeed };
  struct KnownFile : FileStanding {
    bool told = true;  // the last ACK said so
  };
  struct Wanted {
    base::ContentHash hash;
    std::uint64_t offset = 0;
  };

  void ask(CountyOutput output);
  void advance_reading();
  bool begin_aside();
  void advance_aside();
  void salvage_cut_frame();
  void advance_answer();
  void handle(const bundle::Frame& frame);
  void handle_hello(const bundle::Frame& frame);
  void judge_hello();
  void handle_ops(const bundle::Frame& frame);
  void handle_file(bundle::FilePart part);
  void handle_copy(const bundle::Frame& frame);
  bool look_up_file(const base::ContentHash& hash);
  void mark_changed(KnownFile& known);
  void take_pending();
  void handle_ask(const bundle::Frame& frame);
  void handle_reborn(const bundle::Frame& frame);
  void verify_pending_ops(const base::Digest& before);
  void take_pending_part(const KnownFile& known);
  void take_pending_copy(const KnownFile& known);
  void answer_now();
  void write_acks(std::vector<bundle::LogHeld> logs);
  bool is_to_countersign() const;
  void countersign(const base::Digest& head);
  void refuse(bundle::NoticeCode code, std::uint64_t value, std::string text);
  void write_wipe_order();
  void fault(const Error& error);
  void write_feed(const FeedPage& page);
  // Nothing: they are too long for one frame.
  Result<std::optional<Bytes>> feed_frame(const FeedPage& page,
                                          std::span<const store::FeedEntry> left,
                                          std::size_t count);
  bool may_hear_feed() const;
  void want(const base::ContentHash& hash, std::uint64_t offset);
  bool may_hear_acknowledgements() const;
  bool room_in_answer() const { return m_answered < m_answer_max; }

  CountySummary m_summary;
  bundle::Signer m_sign;
  bundle::CaseKeys m_keys;
  bundle::FeedWriting m_writing;
  bundle::StreamReader m_reader{bundle::Direction::kUp};
  std::deque<CountyOutput> m_outputs;
  bool m_waiting = false;
  Phase m_phase = Phase::kReading;
  Aside m_aside = Aside::kNone;
  Milliseconds m_now{0};
  Milliseconds m_next_look{0};
  bool m_line_broke = false;
  bool m_complete = false;
  bool m_gap = false;
  bool m_salvaged = false;
  Bytes m_out;
  std::uint64_t m_answered = 0;  // bytes of feed and files so far
  std::uint64_t m_answer_max = 0;

  std::optional<bundle::Hello> m_hello;
  std::optional<Speaker> m_speaker;        // only when HELLO's signature was right
  std::optional<bundle::Notice> m_notice;  // set = refused: frames are skipped from then on
  std::optional<Error> m_fault;
  std::optional<Error> m_own_fault;

  std::optional<bundle::Reborn> m_reborn;
  std::optional<bundle::Bound> m_bound;  // signed
  std::optional<bundle::OpsFrame> m_pending_ops;
  std::optional<bundle::FilePart> m_pending_part;
  std::optional<bundle::Copy> m_pending_copy;
  std::deque<base::ContentHash> m_asked_held;  // kHowMuch questions still to be looked up
  base::ContentHash m_looked_up;
  std::map<base::ContentHash, KnownFile> m_files;  // of this exchange; what is new goes into ACK
  std::size_t m_files_untold = 0;
  bool m_undurable = false;     // something was applied since the last MakeDurable
  bool m_ops_taken = false;     // in this exchange
  bool m_countersign_asked = false;
  bool m_tell_first = false;    // asked for and not yet answered
  bool m_early_due = false;     // the next aside begins the answer
  std::deque<Wanted> m_wanted;  // files to send down
  std::uint64_t m_cursor = 0;
  std::uint64_t m_aside_bytes = 0;
  bool m_more = false;
  bool m_preamble_written = false;
  bool m_ack_written = false;
  bool m_notice_written = false;
};

}  // namespace jiujin::sync::engine
