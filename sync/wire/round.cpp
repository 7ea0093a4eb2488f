#include "sync/wire/round.h"

#include <algorithm>

#include "sync/wire/notice_text.h"

namespace jiujin::sync::wire {

RoundResult Round::run(Transport& transport, engine::StationSummary summary,
                       const RunnerClocks& clocks, const std::atomic<bool>& cancelled) {
  m_head_seq = summary.head_seq;
  m_exchange.emplace(std::move(summary), m_identity.sign,
                     [this](const base::CaseId& id) { return m_keys.key(id); });
  const auto began = clocks.mono();
  const RequestSource source = [&](char* buffer, std::size_t size) -> Result<std::size_t> {
    if (cancelled) return Error{ErrorCode::kCancelled, "sync", "cancelled"};
    base::Bytes bytes;
    do {
      pump();
      bytes = m_exchange->take(size);
    } while (bytes.empty() && !m_done && !m_exchange->request_complete());
    bytes.copy(buffer, bytes.size());
    m_result.bytes_sent += bytes.size();
    return bytes.size();
  };
  const AnswerSink sink = [this](base::BytesView bytes) -> Result<void> {
    m_result.bytes_received += bytes.size();
    m_exchange->receive(bytes);
    pump();
    if (m_done && m_result.outcome.error) return *m_result.outcome.error;
    return {};
  };
  auto carried = transport.exchange(source, sink);
  if (carried) {
    m_exchange->answer_ended();
  } else {
    m_exchange->transport_failed(carried.error());
  }
  pump();
  Assert(m_done);
  m_result.elapsed = clocks.mono() - began;
  m_report.bytes_sent += m_result.bytes_sent;
  m_report.bytes_received += m_result.bytes_received;
  if (m_result.outcome.county_ms > 0) m_report.county_ms = m_result.outcome.county_ms;
  return m_result;
}

void Round::pump() {
  while (auto output = m_exchange->poll()) {
    std::visit([this](auto& ask) { answer(ask); }, *output);
  }
}

void Round::answer(engine::NeedOps& ask) {
  auto ops = m_store.ops_after(m_identity.incarnation.id, ask.after, ask.bytes_max);
  if (!ops) return m_exchange->failed(ops.error());
  // HELLO announced a head; what was written since goes with the next round.
  while (!ops->empty() && ops->back().address.seq > m_head_seq) ops->pop_back();
  m_exchange->ops(std::move(*ops));
}

void Round::answer(engine::NeedFilePart& ask) {
  auto bytes = m_store.read_file(ask.hash, ask.offset, ask.bytes_max);
  if (!bytes && bytes.error().code != ErrorCode::kNotFound) {
    return m_exchange->failed(bytes.error());
  }
  m_exchange->file_part(bytes ? std::move(*bytes) : base::Bytes());
}

Result<bool> Round::fits_our_log(const bundle::LogHeld& held) {
  if (held.committed_seq == 0) return true;
  auto op = m_store.find_op({held.incarnation, held.committed_seq});
  if (!op) return op.error();
  return *op && bundle::check_of((*op)->hash) == held.check;
}

Result<void> Round::commit_log_held(const bundle::LogHeld& held) {
  auto known = m_store.acknowledgement(held.incarnation);
  if (!known) {
    // An old log that this storage no longer knows is nothing to acknowledge.
    return known.error().code == ErrorCode::kNotFound ? Result<void>() : known.error();
  }
  const store::Acknowledgement told{held.incarnation, held.committed_seq, held.backed_up_seq};
  m_heard.push_back(told);
  if (told.committed_seq < known->committed_seq) {
    // The county was restored from a backup: believe it, even though it is less than before.
    auto cursor = m_store.feed_cursor();
    if (!cursor) return cursor.error();
    auto doubted = m_files.doubt_everything();
    if (!doubted) return doubted;
    m_result.progressed = m_result.doubted = true;
    return m_store.rewind(*cursor, {&told, 1});
  }
  if (told.committed_seq > known->committed_seq) {
    m_result.progressed = true;
    m_report.ops_acknowledged += told.committed_seq - known->committed_seq;
  }
  auto set = m_store.set_acknowledgement(told);
  if (set && told.incarnation == m_identity.incarnation.id) {
    tell({.kind = SyncProgress::Kind::kOpsAcknowledged,
          .done = told.committed_seq,
          .total = m_head_seq});
  }
  return set;
}

Result<void> Round::commit_ack(const bundle::Ack& ack) {
  for (const bundle::LogHeld& held : ack.logs) {
    auto fits = fits_our_log(held);
    if (!fits) return fits.error();
    if (!*fits) {
      // Of an old log of ours (healed before) we may rightly hold another end than the county.
      if (held.incarnation != m_identity.incarnation.id) continue;
      m_result.forked = true;
      return Error{ErrorCode::kConflict, "log " + held.incarnation.hex(),
                   "the county holds another op " + std::to_string(held.committed_seq)};
    }
    auto done = commit_log_held(held);
    if (!done) return done;
  }
  for (const bundle::FileHeld& file : ack.files) {
    auto more = m_files.acknowledged(file);
    if (!more) {
      if (more.error().code == ErrorCode::kNotFound) continue;
      return more.error();
    }
    m_result.progressed |= *more;
    auto info = m_store.file_info(file.hash);
    if (!info) return info.error();
    tell({.kind = SyncProgress::Kind::kFileAcknowledged,
          .done = file.held,
          .total = *info ? (*info)->size : 0,
          .file = file.hash});
  }
  return {};
}

void Round::answer(engine::CommitAck& ask) {
  auto done = commit_ack(ask.ack);
  if (!done) return m_exchange->failed(done.error());
  m_exchange->committed();
}

void Round::answer(engine::CommitFeed& ask) {
  auto noted = m_files.feed_comes(ask.piece, m_identity.county.id);
  if (!noted) return m_exchange->failed(noted.error());
  auto applied = m_store.apply_feed(ask.piece.entries, ask.piece.to);
  if (!applied) return m_exchange->failed(applied.error());
  m_result.progressed = true;
  m_report.feed_entries += ask.piece.entries.size();
  SyncProgress progress{.kind = SyncProgress::Kind::kFeedApplied, .done = ask.piece.to};
  for (const auto& entry : ask.piece.entries) {
    if (!entry.op) continue;
    auto header = oplog::decode_header(entry.op->header);
    if (!header || header->case_id.is_zero()) continue;
    auto& cases = progress.cases;
    if (std::find(cases.begin(), cases.end(), header->case_id) == cases.end()) {
      cases.push_back(header->case_id);
    }
  }
  tell(std::move(progress));
  m_exchange->committed();
}

Result<void> Round::commit_part(const bundle::FilePart& part) {
  auto wanted = m_files.is_wanted(part.hash);
  if (!wanted) return wanted.error();
  if (!*wanted) return {};  // held already, or nothing that we know cites it
  auto held = m_store.put_file_part(part.hash, part.size, part.media_type, part.offset, part.bytes);
  if (!held) {
    switch (held.error().code) {
      case ErrorCode::kCorrupt:          // thrown away; asked for again
      case ErrorCode::kConflict:         // another size than known
      case ErrorCode::kInvalidArgument:  // a gap: part of an earlier question
        return {};
      default:
        return held.error();
    }
  }
  m_result.progressed = true;
  tell({.kind = SyncProgress::Kind::kFileReceived,
        .done = held->held,
        .total = held->size,
        .file = part.hash});
  return {};
}

void Round::answer(engine::CommitFilePart& ask) {
  auto done = commit_part(ask.part);
  if (!done) return m_exchange->failed(done.error());
  m_exchange->committed();
}

Result<void> Round::forget_feed() {
  m_result.feed_forgotten = m_result.doubted = true;
  auto rewound = m_store.rewind(0, m_heard);
  if (!rewound) return rewound;
  auto doubted = m_files.doubt_everything();
  if (!doubted) return doubted;
  return m_files.forget_tail();
}

void Round::answer(engine::Noticed& told) {
  m_report.notice = notice_text(told.notice);
  tell({.kind = SyncProgress::Kind::kNotice, .text = m_report.notice});
  if (told.notice.code != bundle::NoticeCode::kFeedForgotten) return;
  auto forgotten = forget_feed();
  if (!forgotten) m_exchange->failed(forgotten.error());
}

void Round::answer(engine::OpsQueued& told) {
  tell({.kind = SyncProgress::Kind::kOpsSent, .done = told.seq, .total = told.head_seq});
}

void Round::answer(engine::FileQueued& told) {
  tell({.kind = SyncProgress::Kind::kFileSent,
        .done = told.sent,
        .total = told.size,
        .file = told.hash});
}

void Round::answer(engine::Done& end) {
  m_result.outcome = std::move(end.outcome);
  m_done = true;
}

}  // namespace jiujin::sync::wire
