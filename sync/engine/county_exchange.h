// One exchange as the county lives it: a pure state machine between a stream and a store.
//
// Like StationExchange: poll() until it says nothing, answer each request by the method named
// beside it, hand in bytes, send what take() gives. At most one request is outstanding. Frames are
// committed one by one as they arrive; the answer begins when the request has ended.
// Nothing is acknowledged but what the driver reported as committed.
// This file knows no socket, store, clock, thread or dice, and not who may see what.
// Thread rule: an object belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
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

struct CountySummary {
  store::Incarnation county;
  std::uint64_t now_ms = 0;
  std::uint64_t answer_bytes_max = 0;               // never 0: bounds feed and files of one answer
  std::optional<std::chrono::seconds> retry_after;  // overloaded: tell so and nothing else
};

// Who speaks, as the driver found it.
struct Speaker {
  base::StationId station;
  store::Incarnation log;
  std::uint64_t held_seq = 0;  // of that log, by the county
  bool suspended = false;
  std::string reason;
};

// --- outputs ---
struct FindSpeaker {  // -> speaker()
  base::IncarnationId incarnation;
};
struct CheckTail {  // does the feed hold this op at this position? -> tail()
  std::uint64_t position = 0;
  base::OpAddress address;
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
struct NeedAcknowledgements {};  // of the speaker's logs -> acknowledgements()
struct NeedFeed {                // -> feed()
  std::uint64_t after = 0;
  std::size_t bytes_max = 0;
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
};
using CountyOutput = std::variant<FindSpeaker, CheckTail, FindHash, CommitOps, FindFile,
                                  TakeFilePart, NeedAcknowledgements, NeedFeed, NeedFile, Served>;

// What is known of a file that somebody wants to send or asks about.
struct FileStanding {
  bool may_send = false;   // an op of the speaker's cites it
  std::uint64_t size = 0;  // as cited
  std::uint64_t held = 0;
};
struct FeedPage {
  std::vector<store::FeedEntry> entries;
  std::uint64_t scanned = 0;             // the reader's next cursor
  bool more = false;                     // the feed goes on behind `scanned`
  store::Head county_head;               // of the county's own log
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

  std::optional<CountyOutput> poll();
  Bytes take();  // the answer so far; empty until the request has ended
  bool request_ended() const { return m_phase != Phase::kReading; }

  void receive(BytesView bytes);
  void end_request();

  void speaker(std::optional<Speaker> speaker);
  void tail(bool matches);
  void hash(std::optional<base::Digest> hash);  // nothing: not held
  void ops_committed(Result<store::Head> head);
  void file(FileStanding standing);
  void part_committed(Result<store::FileProgress> progress);
  void acknowledgements(std::vector<bundle::LogHeld> logs);
  void feed(FeedPage page);
  void file_bytes(std::optional<FileBytes> file);  // nothing: not held, or not for the speaker
  void failed(Error error);                        // our side could not do what was asked

 private:
  enum class Phase { kReading, kAcknowledging, kFeed, kFiles, kEnding, kOver };
  struct Wanted {
    base::ContentHash hash;
    std::uint64_t offset = 0;
  };

  void ask(CountyOutput output);
  void advance_reading();
  void advance_answer();
  void handle(const bundle::Frame& frame);
  void handle_hello(const bundle::Frame& frame);
  void judge_hello();
  void handle_ops(const bundle::Frame& frame);
  void handle_file(const bundle::Frame& frame);
  void handle_ask(const bundle::Frame& frame);
  void verify_pending_ops(const base::Digest& before);
  void take_pending_part();
  void refuse(bundle::NoticeCode code, std::uint64_t value, std::string text);
  void fault(const Error& error);
  void write_feed(const FeedPage& page);
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
  Bytes m_out;
  std::uint64_t m_answered = 0;  // bytes of feed and files so far
  std::uint64_t m_answer_max = 0;

  std::optional<bundle::Hello> m_hello;
  std::optional<Speaker> m_speaker;        // only when HELLO's signature was right
  std::optional<bundle::Notice> m_notice;  // set = refused: frames are skipped from then on
  std::optional<Error> m_fault;
  std::optional<Error> m_own_fault;

  std::optional<bundle::OpsFrame> m_pending_ops;
  std::optional<bundle::FilePart> m_pending_part;
  std::deque<base::ContentHash> m_asked_held;  // kHowMuch questions still to be looked up
  base::ContentHash m_looked_up;
  std::map<base::ContentHash, FileStanding> m_files;  // of this exchange; goes into ACK
  std::deque<Wanted> m_wanted;                        // files to send down
  std::uint64_t m_cursor = 0;
  bool m_more = false;
  bool m_ack_written = false;
  bool m_notice_written = false;
};

}  // namespace jiujin::sync::engine
