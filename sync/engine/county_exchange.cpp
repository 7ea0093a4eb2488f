#include "sync/engine/county_exchange.h"

#include <algorithm>

#include "sync/base/planted.h"
#include "sync/bundle/limits.h"
#include "sync/bundle/salvage.h"
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

std::optional<CountyOutput> CountyExchange::poll(Milliseconds now) {
  m_now = now;
  if (m_waiting) return std::nullopt;
  while (m_outputs.empty() && m_phase != Phase::kOver) {
    if (m_phase != Phase::kReading) {
      advance_answer();
    } else if (m_aside != Aside::kNone || begin_aside()) {
      advance_aside();
    } else {
      const Phase before = m_phase;
      advance_reading();
      if (m_outputs.empty() && m_phase == before && !begin_aside()) return std::nullopt;
    }
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
  m_complete = true;
  m_reader.end();
}

void CountyExchange::line_broke() {
  m_line_broke = m_complete = true;
  m_reader.end();
}

// From here on nothing of the request counts.
void CountyExchange::answer_now() {
  m_aside = Aside::kNone;
  m_phase = Phase::kSaving;
}

void CountyExchange::refuse(NoticeCode code, std::uint64_t value, std::string text) {
  if (m_notice && m_notice->code != NoticeCode::kFeedForgotten) return;
  m_notice = bundle::Notice{code, value, std::move(text)};
  // A station that reads while it sends hears it now; the rest of its request would be in vain.
  if (code != NoticeCode::kFeedForgotten && m_phase == Phase::kReading) answer_now();
}

void CountyExchange::fault(const Error& error) {
  m_fault = error;
  // A request that merely ends too early was cut; what came is acknowledged without reproach.
  if (error.code == ErrorCode::kUnsupported) {
    refuse(NoticeCode::kVersion, bundle::kProtocolMax, error.line());
  } else if (error.code != ErrorCode::kTruncated) {
    refuse(NoticeCode::kBadRequest, 0, error.line());
  }
  answer_now();
}

void CountyExchange::failed(Error error) {
  m_waiting = false;
  m_pending_ops.reset();
  m_pending_part.reset();
  m_pending_copy.reset();
  // What was applied and is not durable may be gone.
  m_files.clear();
  m_files_untold = 0;
  m_undurable = false;
  m_aside = Aside::kNone;
  m_own_fault = std::move(error);
  m_notice = bundle::Notice{NoticeCode::kRetryAfter, 60,
                            "The county cannot take anything in at the moment."};
  // In the middle of the answer only its end is left to say.
  const bool told = m_ack_written && m_phase > Phase::kAcknowledging;
  m_phase = told ? Phase::kEnding : Phase::kAcknowledging;
}

// --- the request ---

void CountyExchange::advance_reading() {
  while (m_outputs.empty() && m_phase == Phase::kReading && m_aside == Aside::kNone) {
    if (!m_asked_held.empty()) {
      m_looked_up = m_asked_held.front();
      m_asked_held.pop_front();
      return ask(FindFile{m_looked_up});
    }
    if (m_early_due) return;
    auto frame = m_reader.next();
    if (!frame) {
      if (frame.error().code == ErrorCode::kTruncated && !m_salvaged) {
        salvage_cut_frame();
        continue;
      }
      return fault({frame.error().code, "request, " + frame.error().place, frame.error().cause});
    }
    if (!*frame) return;
    handle(**frame);
  }
}

// A file's part that was cut on its way is kept as far as it came.
void CountyExchange::salvage_cut_frame() {
  m_salvaged = true;
  if (!m_speaker || (m_notice && m_notice->code != NoticeCode::kFeedForgotten)) return;
  if (auto part = bundle::salvage_file_part(m_reader)) handle_file(std::move(*part));
}

void CountyExchange::handle(const bundle::Frame& frame) {
  if (frame.type == FrameType::kEnd) {
    auto end = bundle::decode_end(frame.payload);
    if (!end) return fault(end.error());
    return answer_now();
  }
  // A forgotten feed stops no op from going up: what the county forgot is what it needs most.
  const bool refused = m_notice && m_notice->code != NoticeCode::kFeedForgotten;
  if (!bundle::is_known(frame.type) || refused) return;  // skipped
  if (frame.type == FrameType::kHello) return handle_hello(frame);
  if (!m_speaker) return fault({ErrorCode::kProtocol, "request", "it does not begin with HELLO"});
  if ((frame.type == FrameType::kReborn) != m_hello->reborn) {
    return fault({ErrorCode::kProtocol, std::string(bundle::frame_type_name(frame.type)),
                  "is not what HELLO announced"});
  }
  switch (frame.type) {
    case FrameType::kOps:
      return handle_ops(frame);
    case FrameType::kFile: {
      auto part = bundle::decode_file_part(frame.payload);
      if (!part) return fault(part.error());
      return handle_file(std::move(*part));
    }
    case FrameType::kCopy:
      return handle_copy(frame);
    case FrameType::kAsk:
      return handle_ask(frame);
    case FrameType::kCountersign:
      m_countersign_asked = true;
      return;
    case FrameType::kReborn:
      return handle_reborn(frame);
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
  m_tell_first = m_hello->tell_first;
  m_next_look = m_now + kFeedLookEvery;
  if (m_hello->answer_bytes_max > 0) {
    m_answer_max = std::min(m_answer_max, m_hello->answer_bytes_max);
  }
  // Its signature names another county: it could not be verified here.
  if (m_hello->county != bundle::mark_of(m_summary.county.id)) {
    return refuse(NoticeCode::kWrongCounty, 0, "This station belongs to another county.");
  }
  ask(FindSpeaker{m_hello->incarnation});
}

void CountyExchange::speaker(std::optional<Speaker> speaker) {
  m_waiting = false;
  if (!speaker) {
    return refuse(NoticeCode::kUnknownStation, 0, "This station is not enrolled here.");
  }
  auto suite = envelope::find_suite(speaker->log.suite);
  if (!suite) return failed(suite.error());
  auto verified = (*suite)->verify(
      speaker->log.public_key,
      bundle::hello_message(*m_hello, m_summary.county.id, speaker->station), m_hello->signature);
  if (!verified) {
    return fault({ErrorCode::kProtocol, "hello frame", "it is not signed by this station's key"});
  }
  m_speaker = std::move(*speaker);
  judge_hello();
}

void CountyExchange::judge_hello() {
  m_cursor = m_hello->feed_cursor;
  if (m_hello->protocol_min > bundle::kProtocolMax ||
      m_hello->protocol_max < bundle::kProtocolMin) {
    return refuse(NoticeCode::kVersion, bundle::kProtocolMax, "No common protocol version.");
  }
  if (m_speaker->suspended) return refuse(NoticeCode::kSuspended, 0, m_speaker->reason);
  if (m_summary.retry_after) {
    const auto seconds = static_cast<std::uint64_t>(m_summary.retry_after->count());
    return refuse(NoticeCode::kRetryAfter, seconds, "The county is busy.");
  }
  if (m_hello->reborn) return;  // it knows that it has forked
  if (m_speaker->ended) {
    return refuse(NoticeCode::kUnknownStation, 0, "Other keys have taken the place of this log's.");
  }
  if (m_hello->head_seq < m_speaker->held_seq && !m_summary.may_be_old) {
    return refuse(NoticeCode::kForkedLog, m_speaker->held_seq,
                  "The county holds more of this log than the station does.");
  }
  if (m_hello->tail_position > 0) ask(CheckTail{m_hello->tail_position, m_hello->tail});
}

void CountyExchange::tail(bool matches) {
  m_waiting = false;
  if (!matches && !planted(base::Planted::kTailUnchecked)) {
    refuse(NoticeCode::kFeedForgotten, 0, "The county was restored from a backup.");
  }
}

void CountyExchange::handle_ops(const bundle::Frame& frame) {
  auto ops = bundle::decode_ops_frame(frame.payload);
  if (!ops) return fault(ops.error());
  // Behind a gap nothing can be verified; ACK tells where to begin.
  if (ops->first_seq > m_speaker->held_seq + 1) {
    m_gap = true;
    return;
  }
  if (m_hello->side_lane) {
    return fault({ErrorCode::kProtocol, "ops frame", "does not belong into a side lane"});
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
  if (m_phase == Phase::kCountersigning) {
    if (!hash) return failed({ErrorCode::kCorrupt, "log", "the op that was acknowledged is gone"});
    return countersign(*hash);
  }
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
    m_undurable = m_ops_taken = true;
  } else if (head.error().code == ErrorCode::kConflict) {
    refuse(NoticeCode::kForkedLog, m_speaker->held_seq, head.error().line());
  } else if (is_speakers_fault(head.error())) {
    fault(head.error());
  } else {
    failed(head.error());
  }
}

void CountyExchange::handle_reborn(const bundle::Frame& frame) {
  auto reborn = bundle::decode_reborn(frame.payload);
  if (!reborn) return fault(reborn.error());
  auto suite = envelope::find_suite(m_speaker->log.suite);
  Assert(suite.ok());  // HELLO was verified with it
  const auto message = bundle::reborn_message(*reborn, m_summary.county.id, m_speaker->station);
  if (!(*suite)->verify(m_speaker->log.public_key, message, reborn->signature)) {
    return fault({ErrorCode::kProtocol, "reborn frame", "it is not signed by this log's key"});
  }
  if (m_reborn) return fault({ErrorCode::kProtocol, "reborn frame", "a second one"});
  m_reborn = std::move(*reborn);
  ask(Bind{*m_reborn});
}

void CountyExchange::bound(Result<bundle::Bound> bound) {
  m_waiting = false;
  if (!bound) {
    return is_speakers_fault(bound.error()) ? fault(bound.error()) : failed(bound.error());
  }
  m_bound = std::move(*bound);
  m_bound->incarnation = m_reborn->incarnation;
  auto signature =
      m_sign(bundle::bound_message(*m_bound, m_summary.county.id, m_speaker->station));
  if (!signature) return failed(signature.error());
  m_bound->signature = std::move(*signature);
}

void CountyExchange::handle_ask(const bundle::Frame& frame) {
  auto asked = bundle::decode_ask(frame.payload);
  if (!asked) return fault(asked.error());
  for (const bundle::Asked& one : *asked) {
    if (one.kind == bundle::AskKind::kSend) {
      if (m_wanted.size() < bundle::kAskedMax) want(one.hash, one.offset);
    } else if (m_asked_held.size() < bundle::kAcknowledgedMax) {
      m_asked_held.push_back(one.hash);
    }
  }
  m_early_due |= m_tell_first;
  m_tell_first = false;
}

void CountyExchange::handle_file(bundle::FilePart part) {
  m_pending_part = std::move(part);
  if (look_up_file(m_pending_part->hash)) take_pending();
}

void CountyExchange::handle_copy(const bundle::Frame& frame) {
  auto copy = bundle::decode_copy(frame.payload);
  if (!copy) return fault(copy.error());
  m_pending_copy = std::move(*copy);
  if (look_up_file(m_pending_copy->hash)) take_pending();
}

// True when the file is known already; else the answer comes to file().
bool CountyExchange::look_up_file(const base::ContentHash& hash) {
  // Text that was taken is told when its scans begin: a reviewer's station waits for nothing else.
  if (m_ops_taken && !m_ack_written) m_early_due = true;
  if (m_files.contains(hash)) return true;
  m_looked_up = hash;
  ask(FindFile{hash});
  return false;
}

void CountyExchange::file(FileStanding standing) {
  m_waiting = false;
  KnownFile& known = m_files[m_looked_up];
  static_cast<FileStanding&>(known) = standing;
  mark_changed(known);
  take_pending();
}

void CountyExchange::mark_changed(KnownFile& known) {
  if (known.told) ++m_files_untold;
  known.told = false;
}

void CountyExchange::take_pending() {
  if (m_pending_part) take_pending_part(m_files[m_pending_part->hash]);
  if (m_pending_copy) take_pending_copy(m_files[m_pending_copy->hash]);
}

void CountyExchange::take_pending_part(const KnownFile& known) {
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

void CountyExchange::take_pending_copy(const KnownFile& known) {
  const bundle::Copy& copy = *m_pending_copy;
  // All of it or nothing: its pieces are laid out from its offset.
  const bool fits = known.may_send && known.size == copy.size && known.held == copy.offset;
  if (!fits) {
    m_pending_copy.reset();
    return;
  }
  ask(TakeCopy{copy});
}

void CountyExchange::part_committed(Result<store::FileProgress> progress) {
  m_waiting = false;
  const bool copied = m_pending_copy.has_value();
  KnownFile& known = m_files[copied ? m_pending_copy->hash : m_pending_part->hash];
  m_pending_part.reset();
  m_pending_copy.reset();
  // A source that is not held: the sender hears the old `held` and falls back to FILE.
  if (copied && !progress && progress.error().code == ErrorCode::kNotFound) return;
  m_undurable = true;
  mark_changed(known);
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

}  // namespace jiujin::sync::engine
