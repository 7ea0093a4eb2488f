#include "sync/engine/station_exchange.h"

#include <algorithm>

#include "sync/bundle/limits.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"

namespace jiujin::sync::engine {

using bundle::FrameType;
using bundle::Squeeze;

StationExchange::StationExchange(StationSummary summary, bundle::Signer sign, bundle::CaseKeys keys)
    : m_summary(std::move(summary)), m_sign(std::move(sign)), m_keys(std::move(keys)) {
  m_ops_sent_to = std::min(m_summary.county_holds, m_summary.head_seq);
}

std::optional<StationOutput> StationExchange::poll() {
  if (m_done) return std::nullopt;
  if (m_outputs.empty() && !m_committing) advance_receiving();
  if (m_outputs.empty() && !m_ended && !m_asked_store && m_out.empty()) advance_sending();
  if (m_outputs.empty()) {
    if (!m_ended || m_committing) return std::nullopt;
    m_done = true;
    const bool all_ops = m_ops_sent_to >= m_summary.head_seq;
    m_outcome.everything_sent =
        m_phase == Phase::kSent && all_ops && m_file >= m_summary.files.size();
    return Done{m_outcome};
  }
  StationOutput output = std::move(m_outputs.front());
  m_outputs.pop_front();
  return output;
}

Bytes StationExchange::take(std::size_t max) {
  Bytes out = m_out.substr(0, max);
  m_out.erase(0, out.size());
  return out;
}

void StationExchange::end_with(Error error) {
  if (!m_outcome.error) m_outcome.error = std::move(error);
  m_ended = true;
}

void StationExchange::send_hello() {
  bundle::Hello hello;
  hello.station = m_summary.station;
  hello.incarnation = m_summary.own.id;
  hello.county = m_summary.county.id;
  hello.nonce = m_summary.nonce;
  hello.head_seq = m_summary.head_seq;
  hello.feed_cursor = m_summary.feed_cursor;
  hello.tail_position = m_summary.tail_position;
  hello.tail = m_summary.tail;
  hello.wall_ms = m_summary.wall_ms;
  hello.answer_bytes_max = m_summary.answer_bytes_max;
  auto signature = m_sign(bundle::hello_message(hello));
  if (!signature) return end_with(signature.error());
  hello.signature = std::move(*signature);
  m_out += bundle::encode_preamble(bundle::Direction::kUp);
  m_out += bundle::encode_frame(FrameType::kHello, bundle::encode_hello(hello));
  if (!m_summary.asked.empty()) {
    m_out += bundle::encode_frame(FrameType::kAsk, bundle::encode_ask(m_summary.asked));
  }
}

void StationExchange::advance_sending() {
  if (m_phase == Phase::kHello) {
    m_phase = Phase::kOps;
    return send_hello();
  }
  if (m_phase == Phase::kOps) {
    if (!m_summary.only_ask && m_ops_sent_to < m_summary.head_seq &&
        (m_spent == 0 || within_budget())) {
      m_asked_store = true;
      m_outputs.push_back(NeedOps{m_ops_sent_to, bundle::kOpsBytesTarget});
      return;
    }
    m_phase = Phase::kFiles;
  }
  if (m_phase == Phase::kFiles) {
    if (!m_summary.only_ask && m_file < m_summary.files.size() && within_budget()) {
      const FileToSend& file = m_summary.files[m_file];
      m_asked_store = true;
      m_outputs.push_back(NeedFilePart{file.hash, file.offset, bundle::kFilePartTarget});
      return;
    }
    const bool more = m_ops_sent_to < m_summary.head_seq || m_file < m_summary.files.size();
    m_out += bundle::encode_frame(FrameType::kEnd, bundle::encode_end({more}));
    m_phase = Phase::kSent;
  }
}

void StationExchange::ops(std::vector<oplog::StoredOp> ops) {
  Assert(m_asked_store && m_phase == Phase::kOps);
  m_asked_store = false;
  if (ops.empty()) {
    m_phase = Phase::kFiles;
    return;
  }
  const oplog::StoredOp& last = ops.back();
  auto signature = m_sign(oplog::head_message(m_summary.own.id, last.address.seq, last.hash));
  if (!signature) return end_with(signature.error());
  const auto commitment =
      m_summary.write_commitments ? bundle::Commitment::kWrite : bundle::Commitment::kOmit;
  const Bytes frame = bundle::encode_frame(
      FrameType::kOps, bundle::encode_ops_frame(ops, *signature, commitment), Squeeze::kTry);
  m_out += frame;
  m_spent += frame.size();
  m_ops_sent_to = last.address.seq;
  m_outputs.push_back(OpsQueued{m_ops_sent_to, m_summary.head_seq});
}

void StationExchange::file_part(Bytes bytes) {
  Assert(m_asked_store && m_phase == Phase::kFiles);
  m_asked_store = false;
  FileToSend& file = m_summary.files[m_file];
  if (bytes.empty() && file.size > 0) {
    ++m_file;
    return;
  }
  bundle::FilePart part{file.hash, file.size, file.media_type, file.offset, std::move(bytes)};
  const Bytes frame =
      bundle::encode_frame(FrameType::kFile, bundle::encode_file_part(part), Squeeze::kTry);
  m_out += frame;
  m_spent += frame.size();
  file.offset += part.bytes.size();
  m_outputs.push_back(FileQueued{file.hash, file.offset, file.size});
  if (file.offset >= file.size) ++m_file;
}

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
  if (!m_committing && m_outputs.empty()) advance_receiving();
  if (!m_reader.finished()) end_with(std::move(error));
}

void StationExchange::advance_receiving() {
  while (m_outputs.empty() && !m_committing && !m_ended) {
    auto frame = m_reader.next();
    if (!frame) {
      Error error = frame.error();
      error.place = "answer, " + error.place;
      return end_with(std::move(error));
    }
    if (!*frame) return;
    handle(**frame);
  }
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
      m_outcome.county_ms = ack->county_ms;
      for (const auto& log : ack->logs) {
        if (log.incarnation == m_summary.own.id) m_outcome.county_holds = log.committed_seq;
      }
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
      return fault({ErrorCode::kProtocol, std::string(bundle::frame_type_name(frame.type)),
                    "does not belong into an answer"});
  }
  // A frame of a newer version: skipped.
}

}  // namespace jiujin::sync::engine
