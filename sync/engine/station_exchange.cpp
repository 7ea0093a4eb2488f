#include "sync/engine/station_exchange.h"

#include <algorithm>
#include <climits>

#include "sync/bundle/limits.h"
#include "sync/bundle/salvage.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"

namespace jiujin::sync::engine {

using bundle::FrameType;
using bundle::Squeeze;

namespace {

constexpr std::size_t kFrameBytesMin = 4 * 1024;
constexpr std::size_t kFrameBytesUnmeasured = 16 * 1024;
constexpr std::size_t kFrameBytesMax = 60 * 1024;
// Parts of a file that deflating did not shorten by a thirty-second before it is tried again.
constexpr unsigned kPartsUnsqueezed = 15;

// Compressed by themselves: deflating them is heat.
bool is_dense(std::string_view media_type) {
  return media_type == "image/jpeg" || media_type == "image/png" || media_type == "image/webp" ||
         media_type.ends_with("zip");
}

}  // namespace

StationExchange::StationExchange(StationSummary summary, bundle::Signer sign, bundle::CaseKeys keys)
    : m_summary(std::move(summary)), m_sign(std::move(sign)), m_keys(std::move(keys)) {
  m_ops_sent_to = std::min(m_summary.county_holds, m_summary.head_seq);
}

std::optional<StationOutput> StationExchange::poll(Milliseconds now) {
  m_now = now;
  if (m_done) return std::nullopt;
  if (m_outputs.empty() && !m_committing) advance_receiving();
  if (m_outputs.empty() && !m_ended && !m_asked_store && m_out.empty()) advance_sending();
  if (m_outputs.empty()) {
    if (!m_ended || m_committing) return std::nullopt;
    m_done = true;
    m_outcome.everything_sent = m_all_sent;
    return Done{m_outcome};
  }
  StationOutput output = std::move(m_outputs.front());
  m_outputs.pop_front();
  return output;
}

std::optional<Milliseconds> StationExchange::wake_at() const {
  if (m_done || m_phase != Phase::kWaiting || !m_opened_at) return std::nullopt;
  return *m_opened_at + kEarlyAckPatience;
}

Bytes StationExchange::take(std::size_t max) {
  Bytes out = m_out.substr(0, max);
  m_out.erase(0, out.size());
  return out;
}

void StationExchange::opened(Milliseconds now) {
  m_now = now;
  if (!m_opened_at) m_opened_at = now;
}

void StationExchange::end_with(Error error) {
  if (!m_outcome.error) m_outcome.error = std::move(error);
  m_ended = true;
}

// --- the request ---

void StationExchange::send_hello() {
  bundle::Hello hello;
  hello.tell_first = m_summary.opening != Opening::kGoOn;
  hello.side_lane = m_summary.side_lane;
  hello.reborn = m_summary.reborn.has_value();
  hello.incarnation = m_summary.own.id;
  hello.county = bundle::mark_of(m_summary.county.id);
  hello.nonce = m_summary.nonce;
  hello.head_seq = m_summary.head_seq;
  hello.feed_cursor = m_summary.feed_cursor;
  hello.tail_position = m_summary.tail_position;
  hello.tail = m_summary.tail;
  hello.wall_ms = m_summary.wall_ms;
  hello.answer_bytes_max = m_summary.answer_bytes_max;
  const auto message = bundle::hello_message(hello, m_summary.county.id, m_summary.station);
  auto signature = m_sign(message);
  if (!signature) return end_with(signature.error());
  hello.signature = std::move(*signature);
  m_contact = bundle::wipe_contact(message, hello.signature);
  m_out += bundle::encode_preamble(bundle::Direction::kUp);
  m_out += bundle::encode_frame(FrameType::kHello, bundle::encode_hello(hello));
  if (m_summary.reborn) return send_reborn();
  // Behind "tell first" the county waits for the questions, be there none.
  if (!m_summary.asked.empty() || hello.tell_first) {
    m_out += bundle::encode_frame(FrameType::kAsk, bundle::encode_ask(m_summary.asked));
  }
  if (m_summary.countersign) m_out += bundle::encode_frame(FrameType::kCountersign, "");
}

void StationExchange::send_reborn() {
  bundle::Reborn& reborn = *m_summary.reborn;
  auto signature = m_sign(bundle::reborn_message(reborn, m_summary.county.id, m_summary.station));
  if (!signature) return end_with(signature.error());
  reborn.signature = std::move(*signature);
  m_out += bundle::encode_frame(FrameType::kReborn, bundle::encode_reborn(reborn));
  send_end(true);
}

void StationExchange::send_end(bool more) {
  m_out += bundle::encode_frame(FrameType::kEnd, bundle::encode_end({more}));
  m_phase = Phase::kSent;
  m_all_sent = !more;
}

// What was asked about travels, in this request or the next one, as the answer says.
bool StationExchange::waits_for_standing() const {
  const auto how_much = [](const bundle::Asked& one) {
    return one.kind == bundle::AskKind::kHowMuch;
  };
  return m_summary.opening == Opening::kTellFirst && !m_ack_heard &&
         std::any_of(m_summary.asked.begin(), m_summary.asked.end(), how_much);
}

void StationExchange::wait_for_ack() {
  if (m_ack_heard && !m_committing) {
    m_phase = m_summary.side_lane ? Phase::kFile : Phase::kOps;
    return advance_sending();
  }
  if (m_summary.line_buffers) return send_end(true);
  if (m_opened_at && m_now >= *m_opened_at + kEarlyAckPatience) {
    m_outcome.line_buffers = true;
    send_end(true);
  }
}

// Side lanes go where the main one was answered early.
bool StationExchange::slice_is_over() const {
  return !m_summary.side_lane && !m_ack_heard && m_opened_at && m_now >= *m_opened_at + kSliceTime;
}

std::size_t StationExchange::frame_bytes() const {
  if (m_bytes_per_second == 0) return kFrameBytesUnmeasured;
  return static_cast<std::size_t>(
      std::clamp<std::uint64_t>(m_bytes_per_second, kFrameBytesMin, kFrameBytesMax));
}

void StationExchange::advance_sending() {
  if (m_phase == Phase::kHello) {
    send_hello();
    if (m_phase == Phase::kSent) return;  // nothing else is said
    const bool waits = m_summary.opening == Opening::kWaitForAck;
    m_phase = waits ? Phase::kWaiting : m_summary.side_lane ? Phase::kFile : Phase::kOps;
    return;
  }
  if (m_phase == Phase::kWaiting) return wait_for_ack();
  if (m_phase == Phase::kSent) return;
  if (slice_is_over()) {
    const bool asked = m_summary.opening != Opening::kGoOn || (m_ops_sent && m_files_sent);
    m_outcome.line_buffers = asked;
    return send_end(true);
  }
  m_asked_store = true;
  if (m_phase == Phase::kOps) {
    m_outputs.push_back(NeedOps{m_ops_sent_to, bundle::kOpsPackedTarget});
  } else if (m_phase == Phase::kFile) {
    m_outputs.push_back(NeedNextFile{});
  } else {
    m_outputs.push_back(NeedFilePart{m_file->hash, m_file->offset, frame_bytes()});
  }
}

void StationExchange::ops(std::vector<oplog::StoredOp> ops) {
  Assert(m_asked_store && m_phase == Phase::kOps);
  m_asked_store = false;
  if (ops.empty()) {
    m_phase = m_file ? Phase::kPart : Phase::kFile;
    return;
  }
  const auto commitment =
      m_summary.write_commitments ? bundle::Commitment::kWrite : bundle::Commitment::kOmit;
  auto packed = bundle::pack_ops(ops, m_sign, commitment);
  if (!packed) return end_with(packed.error());
  m_out += packed->frame;
  m_ops_sent = true;
  m_ops_sent_to = ops[packed->count - 1].address.seq;
  m_summary.head_seq = std::max(m_summary.head_seq, m_ops_sent_to);
  m_outputs.push_back(OpsQueued{m_ops_sent_to, m_summary.head_seq});
}

void StationExchange::next_file(std::optional<FileToSend> file) {
  Assert(m_asked_store && m_phase == Phase::kFile);
  m_asked_store = false;
  if (!file && waits_for_standing()) {
    m_phase = Phase::kWaiting;
    return wait_for_ack();
  }
  if (!file) return send_end(m_rest_is_left);
  m_file = std::move(file);
  m_unsqueezed = is_dense(m_file->media_type) ? UINT_MAX : 0;
  m_phase = Phase::kPart;
}

void StationExchange::file_part(Bytes bytes) {
  Assert(m_asked_store && m_phase == Phase::kPart);
  m_asked_store = false;
  if (bytes.empty() && m_file->size > 0) return part_done(true);
  bundle::FilePart part{m_file->hash, m_file->size, m_file->media_type, m_file->offset,
                        std::move(bytes)};
  const Bytes payload = bundle::encode_file_part(part);
  const Squeeze squeeze = m_unsqueezed == 0 ? Squeeze::kTry : Squeeze::kNo;
  const Bytes frame = bundle::encode_frame(FrameType::kFile, payload, squeeze);
  if (m_unsqueezed == 0 && frame.size() > payload.size() - payload.size() / 32) {
    m_unsqueezed = kPartsUnsqueezed + 1;
  }
  if (m_unsqueezed > 0 && m_unsqueezed != UINT_MAX) --m_unsqueezed;
  m_out += frame;
  m_file->offset += part.bytes.size();
  part_done(m_file->offset >= m_file->size);
}

void StationExchange::file_copy(const bundle::Copy& copy) {
  Assert(m_asked_store && m_phase == Phase::kPart && copy.hash == m_file->hash &&
         copy.offset == m_file->offset);
  m_asked_store = false;
  m_out += bundle::encode_frame(FrameType::kCopy, bundle::encode_copy(copy), Squeeze::kTry);
  m_file->offset += copy.length();
  part_done(m_file->offset >= m_file->size);
}

// Before the next part or file: is there a new op?
void StationExchange::part_done(bool file_done) {
  m_files_sent = true;
  m_outputs.push_back(FileQueued{m_file->hash, m_file->offset, m_file->size});
  if (file_done) m_file.reset();
  m_phase = !m_summary.side_lane ? Phase::kOps : m_file ? Phase::kPart : Phase::kFile;
}

// --- the answer ---

void StationExchange::committed() {
  Assert(m_committing);
  m_committing = false;
  if (m_next_cursor) m_summary.feed_cursor = *m_next_cursor;
  m_next_cursor.reset();
}

void StationExchange::failed(Error error) {
  m_asked_store = m_committing = false;
  end_with(std::move(error));
}

void StationExchange::receive(BytesView bytes) {
  m_reader.feed(bytes);
}
void StationExchange::answer_ended() {
  m_reader.end();
}

void StationExchange::transport_failed(Error error) {
  if (m_reader.finished()) return;  // the answer was whole; how the line died does not matter
  m_line_error = std::move(error);
  m_reader.end();
}

// A file's part that was cut on its way is kept as far as it came.
bool StationExchange::salvage_cut_frame() {
  if (m_salvaged) return false;
  m_salvaged = true;
  auto part = bundle::salvage_file_part(m_reader);
  if (!part) return false;
  m_committing = true;
  m_outputs.push_back(CommitFilePart{std::move(*part)});
  return true;
}

void StationExchange::advance_receiving() {
  while (m_outputs.empty() && !m_committing && !m_ended) {
    auto frame = m_reader.next();
    if (!frame) {
      Error error = frame.error();
      if (error.code == ErrorCode::kTruncated && salvage_cut_frame()) return;
      if (m_line_error) return end_with(*m_line_error);
      error.place = "answer, " + error.place;
      return end_with(std::move(error));
    }
    if (!*frame) return;
    handle(**frame);
  }
}

void StationExchange::note_ack(const bundle::Ack& ack) {
  m_ack_heard = true;
  m_outcome.heard_early |= m_phase != Phase::kSent;
  m_outcome.county_ms = ack.county_ms;
  for (const auto& log : ack.logs) {
    if (log.incarnation != m_summary.own.id) continue;
    m_outcome.county_holds = log.committed_seq;
    // The driver compares it with our log before anything is sent on it.
    if (m_phase == Phase::kWaiting && !m_ops_sent) m_ops_sent_to = log.committed_seq;
  }
}

Result<void> StationExchange::heed_wipe_order(const bundle::Frame& frame) {
  auto order = bundle::decode_wipe_order(frame.payload);
  if (!order) return order.error();
  const auto& county = m_summary.county;
  auto ours = bundle::check_wipe_order(*order, county.suite, county.public_key, county.id,
                                       m_summary.station, m_contact);
  if (ours) m_outcome.wipe = std::move(*order);
  return ours;
}

void StationExchange::handle(const bundle::Frame& frame) {
  const auto fault = [&](const Error& error) {
    end_with(Error{error.code, "answer, byte " + std::to_string(frame.offset) + ", " + error.place,
                   error.cause});
  };
  const auto commit = [&](StationOutput output) {
    m_committing = true;
    m_outputs.push_back(std::move(output));
  };
  switch (frame.type) {
    case FrameType::kAck: {
      auto ack = bundle::decode_ack(frame.payload);
      if (!ack) return fault(ack.error());
      note_ack(*ack);
      return commit(CommitAck{std::move(*ack)});
    }
    case FrameType::kNotice: {
      auto notice = bundle::decode_notice(frame.payload);
      if (!notice) return fault(notice.error());
      m_outcome.notice = *notice;
      m_outputs.push_back(Noticed{std::move(*notice)});
      return;
    }
    case FrameType::kFeed: {
      auto piece = bundle::decode_feed_frame(frame.payload, m_summary.county, m_summary.station,
                                             m_summary.feed_cursor, m_keys);
      if (!piece) return fault(piece.error());
      m_next_cursor = piece->to;
      return commit(CommitFeed{std::move(*piece)});
    }
    case FrameType::kFile: {
      auto part = bundle::decode_file_part(frame.payload);
      if (!part) return fault(part.error());
      return commit(CommitFilePart{std::move(*part)});
    }
    case FrameType::kCopy: {
      auto copy = bundle::decode_copy(frame.payload);
      if (!copy) return fault(copy.error());
      return commit(CommitCopy{std::move(*copy)});
    }
    case FrameType::kBound: {
      if (!m_summary.reborn) return;  // answers a question that this exchange did not ask
      auto bound = bundle::decode_bound(frame.payload);
      if (!bound) return fault(bound.error());
      auto suite = envelope::find_suite(m_summary.county.suite);
      if (!suite) return fault(suite.error());
      const auto message = bundle::bound_message(*bound, m_summary.county.id, m_summary.station);
      if (bound->incarnation != m_summary.reborn->incarnation ||
          !(*suite)->verify(m_summary.county.public_key, message, bound->signature)) {
        return fault({ErrorCode::kProtocol, "bound frame", "it is not the county's answer to us"});
      }
      return commit(CommitBound{std::move(*bound)});
    }
    case FrameType::kCountersigned: {
      auto word = bundle::decode_countersignature(frame.payload);
      if (!word) return fault(word.error());
      return commit(CommitCountersignature{std::move(*word)});
    }
    case FrameType::kWipe: {
      if (auto heeded = heed_wipe_order(frame); !heeded) return fault(heeded.error());
      return;
    }
    case FrameType::kEnd: {
      auto end = bundle::decode_end(frame.payload);
      if (!end) return fault(end.error());
      m_outcome.more = end->more;
      m_ended = true;
      return;
    }
    case FrameType::kHello:
    case FrameType::kOps:
    case FrameType::kAsk:
    case FrameType::kReborn:
    case FrameType::kCountersign:
      return fault({ErrorCode::kProtocol, std::string(bundle::frame_type_name(frame.type)),
                    "does not belong into an answer"});
  }
  // Of frames of newer versions nothing is known.
}

}  // namespace jiujin::sync::engine
