#include "sync/engine/county_exchange.h"

#include <algorithm>

#include "sync/bundle/limits.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"

namespace jiujin::sync::engine {

using bundle::FrameType;
using bundle::NoticeCode;
using bundle::Squeeze;

bool is_speakers_fault(const Error& error) {
  switch (error.code) {
    case ErrorCode::kCorrupt:
    case ErrorCode::kInvalidData:
    case ErrorCode::kTooLarge:
    case ErrorCode::kTruncated:
    case ErrorCode::kUnsupported:
    case ErrorCode::kConflict:
      return true;
    default:
      return false;
  }
}

CountyExchange::CountyExchange(CountySummary summary, bundle::Signer sign, bundle::CaseKeys keys,
                               bundle::FeedWriting writing)
    : m_summary(std::move(summary)),
      m_sign(std::move(sign)),
      m_keys(std::move(keys)),
      m_writing(std::move(writing)),
      m_answer_max(m_summary.answer_bytes_max) {}

std::optional<CountyOutput> CountyExchange::poll() {
  if (m_waiting) return std::nullopt;
  if (m_phase == Phase::kReading) advance_reading();
  while (m_outputs.empty() && m_phase > Phase::kReading && m_phase < Phase::kOver) {
    advance_answer();
  }
  if (m_outputs.empty()) return std::nullopt;
  CountyOutput output = std::move(m_outputs.front());
  m_outputs.pop_front();
  m_waiting = !std::holds_alternative<Served>(output);
  return output;
}

Bytes CountyExchange::take() {
  return std::exchange(m_out, {});
}

void CountyExchange::ask(CountyOutput output) {
  m_outputs.push_back(std::move(output));
}

void CountyExchange::receive(BytesView bytes) {
  m_reader.feed(bytes);
}
void CountyExchange::end_request() {
  m_reader.end();
}

void CountyExchange::refuse(NoticeCode code, std::uint64_t value, std::string text) {
  if (m_notice && m_notice->code != NoticeCode::kFeedForgotten) return;
  m_notice = bundle::Notice{code, value, std::move(text)};
}

void CountyExchange::fault(const Error& error) {
  m_fault = error;
  // A request that merely ends too early was cut; what came is acknowledged without reproach.
  if (error.code == ErrorCode::kUnsupported) {
    refuse(NoticeCode::kVersion, bundle::kProtocolMax, error.line());
  } else if (error.code != ErrorCode::kTruncated) {
    refuse(NoticeCode::kBadRequest, 0, error.line());
  }
  m_phase = Phase::kAcknowledging;
}

void CountyExchange::failed(Error error) {
  m_waiting = false;
  m_pending_ops.reset();
  m_pending_part.reset();
  m_own_fault = std::move(error);
  m_notice = bundle::Notice{NoticeCode::kRetryAfter, 60,
                            "The county cannot take anything in at the moment."};
  // In the middle of the answer only its end is left to say.
  m_phase = m_ack_written ? Phase::kEnding : Phase::kAcknowledging;
}

// --- the request ---

void CountyExchange::advance_reading() {
  while (m_outputs.empty() && m_phase == Phase::kReading) {
    if (m_pending_part || m_pending_ops) return;
    if (!m_asked_held.empty()) {
      m_looked_up = m_asked_held.front();
      m_asked_held.pop_front();
      return ask(FindFile{m_looked_up});
    }
    auto frame = m_reader.next();
    if (!frame)
      return fault({frame.error().code, "request, " + frame.error().place, frame.error().cause});
    if (!*frame) return;
    handle(**frame);
  }
}

void CountyExchange::handle(const bundle::Frame& frame) {
  if (frame.type == FrameType::kEnd) {
    auto end = bundle::decode_end(frame.payload);
    if (!end) return fault(end.error());
    m_phase = Phase::kAcknowledging;
    return;
  }
  // A forgotten feed stops no op from going up: what the county forgot is what it needs most.
  const bool refused = m_notice && m_notice->code != NoticeCode::kFeedForgotten;
  if (!bundle::is_known(frame.type) || refused) return;  // skipped
  if (frame.type == FrameType::kHello) return handle_hello(frame);
  if (!m_speaker) return fault({ErrorCode::kProtocol, "request", "it does not begin with HELLO"});
  switch (frame.type) {
    case FrameType::kOps:
      return handle_ops(frame);
    case FrameType::kFile:
      return handle_file(frame);
    case FrameType::kAsk:
      return handle_ask(frame);
    default:
      return fault({ErrorCode::kProtocol, std::string(bundle::frame_type_name(frame.type)),
                    "does not belong into a request"});
  }
}

void CountyExchange::handle_hello(const bundle::Frame& frame) {
  if (m_hello) return fault({ErrorCode::kProtocol, "hello frame", "a second one"});
  auto hello = bundle::decode_hello(frame.payload);
  if (!hello) return fault(hello.error());
  m_hello = std::move(*hello);
  if (m_hello->answer_bytes_max > 0) {
    m_answer_max = std::min(m_answer_max, m_hello->answer_bytes_max);
  }
  ask(FindSpeaker{m_hello->incarnation});
}

void CountyExchange::speaker(std::optional<Speaker> speaker) {
  m_waiting = false;
  if (!speaker || speaker->station != m_hello->station) {
    return refuse(NoticeCode::kUnknownStation, 0, "This station is not enrolled here.");
  }
  auto suite = envelope::find_suite(speaker->log.suite);
  if (!suite) return failed(suite.error());
  auto verified = (*suite)->verify(speaker->log.public_key, bundle::hello_message(*m_hello),
                                   m_hello->signature);
  if (!verified) {
    return fault({ErrorCode::kProtocol, "hello frame", "it is not signed by this station's key"});
  }
  m_speaker = std::move(*speaker);
  judge_hello();
}

void CountyExchange::judge_hello() {
  m_cursor = m_hello->feed_cursor;
  if (m_hello->county != m_summary.county.id) {
    return refuse(NoticeCode::kWrongCounty, 0, "This station belongs to another county.");
  }
  if (m_hello->protocol_min > bundle::kProtocolMax ||
      m_hello->protocol_max < bundle::kProtocolMin) {
    return refuse(NoticeCode::kVersion, bundle::kProtocolMax, "No common protocol version.");
  }
  if (m_speaker->suspended) return refuse(NoticeCode::kSuspended, 0, m_speaker->reason);
  if (m_summary.retry_after) {
    const auto seconds = static_cast<std::uint64_t>(m_summary.retry_after->count());
    return refuse(NoticeCode::kRetryAfter, seconds, "The county is busy.");
  }
  if (m_hello->head_seq < m_speaker->held_seq) {
    return refuse(NoticeCode::kForkedLog, m_speaker->held_seq,
                  "The county holds more of this log than the station does.");
  }
  if (m_hello->tail_position > 0) ask(CheckTail{m_hello->tail_position, m_hello->tail});
}

void CountyExchange::tail(bool matches) {
  m_waiting = false;
  if (!matches) {
    refuse(NoticeCode::kFeedForgotten, 0, "The county was restored from a backup.");
  }
}

void CountyExchange::handle_ops(const bundle::Frame& frame) {
  auto ops = bundle::decode_ops_frame(frame.payload);
  if (!ops) return fault(ops.error());
  // Behind a gap nothing can be verified; ACK tells where to begin.
  if (ops->first_seq > m_speaker->held_seq + 1) return;
  if (ops->last_seq() > m_hello->head_seq) {
    return fault({ErrorCode::kProtocol, "ops frame", "more ops than HELLO announced"});
  }
  m_pending_ops = std::move(*ops);
  if (m_pending_ops->first_seq > 1) return ask(FindHash{m_pending_ops->first_seq - 1});
  auto suite = envelope::find_suite(m_speaker->log.suite);
  Assert(suite.ok());  // HELLO was verified with it
  const envelope::Suite& chosen = **suite;
  verify_pending_ops(
      oplog::chain_start([&](std::initializer_list<BytesView> parts) { return chosen.hash(parts); },
                         m_speaker->log.id, m_speaker->log.suite));
}

void CountyExchange::hash(std::optional<base::Digest> hash) {
  m_waiting = false;
  if (!hash) {
    m_pending_ops.reset();
    return fault({ErrorCode::kProtocol, "ops frame", "continues an op that is not held here"});
  }
  verify_pending_ops(*hash);
}

void CountyExchange::verify_pending_ops(const base::Digest& before) {
  bundle::OpsFrame frame = std::move(*m_pending_ops);
  auto ops = bundle::verify_ops_frame(std::move(frame), m_speaker->log, before, m_keys);
  if (ops) return ask(CommitOps{std::move(*ops)});
  m_pending_ops.reset();
  if (ops.error().code == ErrorCode::kNotFound) {
    return refuse(NoticeCode::kSendCommitments, 0, ops.error().line());
  }
  if (ops.error().code != ErrorCode::kProtocol) return failed(ops.error());
  // Not a fork: a station goes on only from a head that it has compared with its own (ACK).
  fault(ops.error());
}

void CountyExchange::ops_committed(Result<store::Head> head) {
  m_waiting = false;
  m_pending_ops.reset();
  if (head) {
    m_speaker->held_seq = std::max(m_speaker->held_seq, head->seq);
  } else if (head.error().code == ErrorCode::kConflict) {
    refuse(NoticeCode::kForkedLog, m_speaker->held_seq, head.error().line());
  } else if (is_speakers_fault(head.error())) {
    fault(head.error());
  } else {
    failed(head.error());
  }
}

void CountyExchange::handle_ask(const bundle::Frame& frame) {
  auto asked = bundle::decode_ask(frame.payload);
  if (!asked) return fault(asked.error());
  for (const bundle::Asked& one : *asked) {
    if (one.kind == bundle::AskKind::kSend) {
      if (m_wanted.size() < bundle::kAskedMax) want(one.hash, one.offset);
    } else if (m_files.size() + m_asked_held.size() < bundle::kAcknowledgedMax) {
      m_asked_held.push_back(one.hash);
    }
  }
}

void CountyExchange::handle_file(const bundle::Frame& frame) {
  auto part = bundle::decode_file_part(frame.payload);
  if (!part) return fault(part.error());
  m_pending_part = std::move(*part);
  if (m_files.contains(m_pending_part->hash)) return take_pending_part();
  if (m_files.size() >= bundle::kAcknowledgedMax) {
    return fault({ErrorCode::kProtocol, "file frame", "too many files in one exchange"});
  }
  m_looked_up = m_pending_part->hash;
  ask(FindFile{m_looked_up});
}

void CountyExchange::file(FileStanding standing) {
  m_waiting = false;
  m_files[m_looked_up] = standing;
  if (m_pending_part) take_pending_part();
}

void CountyExchange::take_pending_part() {
  const FileStanding& known = m_files[m_pending_part->hash];
  bundle::FilePart& part = *m_pending_part;
  const bool whole = known.held == known.size && known.held > 0;
  const bool useless = !known.may_send || known.size != part.size || whole ||
                       part.offset > known.held ||
                       (part.offset + part.bytes.size() <= known.held && part.size > 0);
  if (useless) {
    m_pending_part.reset();
    return;
  }
  part.bytes.erase(0, static_cast<std::size_t>(known.held - part.offset));
  part.offset = known.held;
  ask(TakeFilePart{part});
}

void CountyExchange::part_committed(Result<store::FileProgress> progress) {
  m_waiting = false;
  FileStanding& known = m_files[m_pending_part->hash];
  m_pending_part.reset();
  if (progress) {
    known.held = progress->held;
  } else if (is_speakers_fault(progress.error()) ||
             progress.error().code == ErrorCode::kInvalidArgument) {
    // The bytes were not what the address says and are gone, the size is not the file's, or another
    // exchange began the file anew (a gap).
    known.held = 0;
    known.may_send = false;
  } else {
    failed(progress.error());
  }
}

// --- the answer ---

void CountyExchange::want(const base::ContentHash& hash, std::uint64_t offset) {
  for (const Wanted& one : m_wanted) {
    if (one.hash == hash) return;
  }
  m_wanted.push_back({hash, offset});
}

void CountyExchange::advance_answer() {
  switch (m_phase) {
    case Phase::kAcknowledging:
      return may_hear_acknowledgements() ? ask(NeedAcknowledgements{}) : acknowledgements({});
    case Phase::kFeed:
      if (room_in_answer()) return ask(NeedFeed{m_cursor, bundle::kOpsBytesTarget});
      m_more = true;
      m_phase = Phase::kEnding;
      return;
    case Phase::kFiles:
      if (m_wanted.empty()) {
        m_phase = Phase::kEnding;
      } else if (room_in_answer()) {
        ask(NeedFile{m_wanted.front().hash, m_wanted.front().offset, bundle::kFilePartTarget});
      } else {
        m_more = true;
        m_phase = Phase::kEnding;
      }
      return;
    case Phase::kEnding:
      if (m_own_fault && !m_notice_written) {
        m_out += bundle::encode_frame(FrameType::kNotice, bundle::encode_notice(*m_notice));
      }
      m_out += bundle::encode_frame(FrameType::kEnd, bundle::encode_end({m_more}));
      ask(Served{m_fault, m_own_fault, m_notice});
      m_phase = Phase::kOver;
      return;
    case Phase::kReading:
    case Phase::kOver:
      return;
  }
}

// Somebody who has not proved who he is, or may not speak, learns nothing, not even what is held.
bool CountyExchange::may_hear_acknowledgements() const {
  if (!m_speaker || m_own_fault) return false;
  return !m_notice ||
         (m_notice->code != NoticeCode::kSuspended && m_notice->code != NoticeCode::kWrongCounty);
}

void CountyExchange::acknowledgements(std::vector<bundle::LogHeld> logs) {
  m_waiting = false;
  m_ack_written = true;
  bundle::Ack ack;
  ack.county_ms = m_summary.now_ms;
  ack.logs = std::move(logs);
  for (const auto& [hash, standing] : m_files) ack.files.push_back({hash, standing.held});
  m_out += bundle::encode_preamble(bundle::Direction::kDown);
  m_out += bundle::encode_frame(FrameType::kAck, bundle::encode_ack(ack), Squeeze::kTry);
  if (m_notice) {
    m_out += bundle::encode_frame(FrameType::kNotice, bundle::encode_notice(*m_notice));
    m_notice_written = true;
  }
  m_phase = m_speaker && !m_notice && !m_fault ? Phase::kFeed : Phase::kEnding;
}

void CountyExchange::feed(FeedPage page) {
  m_waiting = false;
  for (auto& entry : page.entries) {
    // What the speaker wrote it has; what it wrote and lost again it gets back whole.
    if (entry.address.incarnation == m_speaker->log.id && entry.address.seq <= m_hello->head_seq) {
      entry.op.reset();
    }
  }
  for (const auto& hash : page.files) want(hash, 0);
  if (page.scanned > m_cursor) write_feed(page);
  if (m_phase == Phase::kFeed && !page.more) m_phase = Phase::kFiles;
}

void CountyExchange::write_feed(const FeedPage& page) {
  std::span<const store::FeedEntry> left(page.entries);
  do {
    const std::size_t count = bundle::feed_entries_that_fit(left);
    bundle::FeedPiece piece;
    piece.from = m_cursor;
    piece.to = count == left.size() ? page.scanned : left[count - 1].position;
    piece.entries.assign(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
    piece.county_head = page.county_head;
    auto payload =
        bundle::encode_feed_frame(piece, m_summary.county, m_speaker->station, m_writing, m_sign);
    if (!payload) return failed(payload.error());
    const Bytes frame = bundle::encode_frame(FrameType::kFeed, *payload, Squeeze::kTry);
    m_out += frame;
    m_answered += frame.size();
    m_cursor = piece.to;
    left = left.subspan(count);
  } while (!left.empty());
}

void CountyExchange::file_bytes(std::optional<FileBytes> file) {
  m_waiting = false;
  Wanted& wanted = m_wanted.front();
  if (!file || (file->bytes.empty() && file->size > 0)) {
    m_wanted.pop_front();
    return;
  }
  bundle::FilePart part{wanted.hash, file->size, file->media_type, wanted.offset,
                        std::move(file->bytes)};
  const Bytes frame =
      bundle::encode_frame(FrameType::kFile, bundle::encode_file_part(part), Squeeze::kTry);
  m_out += frame;
  m_answered += frame.size();
  wanted.offset += part.bytes.size();
  if (wanted.offset >= part.size) m_wanted.pop_front();
}

}  // namespace jiujin::sync::engine
