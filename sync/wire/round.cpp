#include "sync/wire/round.h"

#include <algorithm>

#include "sync/base/planted.h"
#include "sync/wire/damaged_ops.h"
#include "sync/wire/notice_text.h"

namespace jiujin::sync::wire {

namespace {

constexpr std::size_t kGatherBytes = 8 * 1024;

}  // namespace

Result<base::Bytes> times_rewound(store::LogStore& store) {
  auto row = store.row(store::kRewindsRow);
  if (!row) return row.error();
  return row->value_or(base::Bytes());
}

Round::Round(Run& run, engine::StationSummary summary, base::Bytes rewound)
    : m_run(run),
      m_store(run.store),
      m_keys(run.store),
      m_deltas(run.store, run.plain),
      m_heard(run.store, run.identity, run.files),
      m_rewound(std::move(rewound)),
      m_side_lane(summary.side_lane),
      m_known_at_hello(summary.county_holds),
      m_head_seq(summary.head_seq),
      m_files_known_to(summary.head_seq),
      m_began(run.clocks.mono()),
      m_exchange(std::move(summary), run.identity.sign,
                 [this](const base::CaseId& id) { return m_keys.key(id); }) {
  m_exchange.carries(run.bytes_per_second() / (1 + run.side_lanes));
}

void Round::opened() {
  m_exchange.opened(m_run.clocks.mono());
}

Result<Conversation::Piece> Round::fill(char* buffer, std::size_t size) {
  if (m_run.cancelled) return Error{ErrorCode::kCancelled, "sync", "cancelled"};
  pump();
  base::Bytes bytes = m_exchange.take(size);
  // Small frames are gathered, so that they do not travel one by one.
  while (bytes.size() < size && !m_done && !m_exchange.request_complete()) {
    pump();
    const base::Bytes more = m_exchange.take(size - bytes.size());
    if (more.empty()) break;
    bytes += more;
    if (bytes.size() >= kGatherBytes) break;
  }
  if (bytes.empty()) {
    const bool end = m_done || m_exchange.request_complete();
    return Piece{end ? Piece::State::kEnd : Piece::State::kNothingYet, 0};
  }
  bytes.copy(buffer, bytes.size());
  m_result.bytes_sent += bytes.size();
  m_run.sent += bytes.size();
  return Piece{Piece::State::kBytes, bytes.size()};
}

Result<void> Round::take(base::BytesView bytes) {
  m_result.bytes_received += bytes.size();
  m_exchange.receive(bytes);
  pump();
  if (m_done && m_result.outcome.error) return *m_result.outcome.error;
  return {};
}

void Round::ended(const Result<void>& how) {
  if (how) {
    m_exchange.answer_ended();
  } else {
    m_exchange.transport_failed(how.error());
  }
  pump();
  Assert(m_done);
  m_over = true;
  m_result.elapsed = m_run.clocks.mono() - m_began;
  m_run.report.bytes_sent += m_result.bytes_sent;
  m_run.report.bytes_received += m_result.bytes_received;
  if (m_result.outcome.county_ms > 0) m_run.report.county_ms = m_result.outcome.county_ms;
}

void Round::pump() {
  while (auto output = m_exchange.poll(m_run.clocks.mono())) {
    std::visit([this](auto& ask) { answer(ask); }, *output);
  }
}

// What our disk has damaged would fit no signed head.
Result<void> Round::look_through(const std::vector<oplog::StoredOp>& ops, std::uint64_t after) {
  auto reader = OwnLogReader::open(m_store, m_run.identity.incarnation, after);
  if (!reader) return reader.error();
  for (const auto& op : ops) {
    auto fault = reader->fault(op);
    if (!fault) return fault.error();
    if (!*fault) continue;
    m_result.damaged = true;
    return Error{ErrorCode::kCorrupt,
                 "log " + op.address.incarnation.hex() + " op " + std::to_string(op.address.seq),
                 **fault};
  }
  return {};
}

void Round::answer(engine::NeedOps& ask) {
  auto ops = m_store.ops_after(m_run.identity.incarnation.id, ask.after, ask.bytes_max);
  if (!ops) return m_exchange.failed(ops.error());
  if (auto whole = look_through(*ops, ask.after); !whole) return m_exchange.failed(whole.error());
  if (!ops->empty() && m_ops_sent_to > 0) {
    auto marked = m_run.files.ops_travel();
    if (!marked) return m_exchange.failed(marked.error());
  }
  m_exchange.ops(std::move(*ops));
}

void Round::answer(engine::NeedNextFile&) {
  std::uint64_t cited_to = UINT64_MAX;
  if (m_side_lane) {
    auto known = m_store.acknowledgement(m_run.identity.incarnation.id);
    if (!known) return m_exchange.failed(known.error());
    cited_to = known->committed_seq;
  } else if (m_ops_sent_to > m_files_known_to) {
    auto refreshed = m_run.files.refresh();
    if (!refreshed) return m_exchange.failed(refreshed.error());
    m_files_known_to = m_ops_sent_to;
  }
  if (m_ends_after_file) return m_exchange.next_file(std::nullopt);
  auto file = m_run.files.take_next(m_run.bytes_per_second(), cited_to);
  if (!file) return m_exchange.failed(file.error());
  if (*file) m_files_sent.push_back((*file)->hash);
  m_exchange.next_file(std::move(*file));
}

void Round::answer(engine::NeedFilePart& ask) {
  const FileQueue::Waiting* const waiting = m_run.files.find(ask.hash);
  const base::CaseId case_id = waiting ? waiting->case_id : base::CaseId{};
  auto next = m_deltas.next(ask.hash, case_id, ask.offset, ask.bytes_max);
  m_exchange.carries(m_run.bytes_per_second() / (1 + m_run.side_lanes));  // sizes the next part
  const bool nothing = next && std::holds_alternative<base::Bytes>(*next) &&
                       std::get<base::Bytes>(*next).empty() && waiting && waiting->file.size > 0;
  if (nothing || (!next && is_of_one_file(next.error()))) {
    // All others go on without it.
    auto aside = m_run.files.set_aside(
        ask.hash, nothing ? AsideReason::kMissing : AsideReason::kUnreadable,
        nothing ? "an op cites it, and it is not here any more" : next.error().line(),
        m_run.clocks.wall_ms());
    return aside ? m_exchange.file_part({}) : m_exchange.failed(aside.error());
  }
  if (!next) return m_exchange.failed(next.error());
  if (const auto* const copy = std::get_if<bundle::Copy>(&*next)) {
    m_copied_to[copy->hash] = copy->offset + copy->length();
    return m_exchange.file_copy(*copy);
  }
  m_exchange.file_part(std::move(std::get<base::Bytes>(*next)));
}

void Round::tell(SyncProgress progress) {
  if (m_recording) return m_untold.push_back(std::move(progress));
  if (m_run.progress) m_run.progress(progress);
}

Result<void> Round::record(const std::function<Result<void>()>& write) {
  auto begun = m_store.begin_group();
  if (!begun) return begun;
  const store::GroupGuard guard(m_store);
  auto rewound = times_rewound(m_store);
  if (!rewound) return rewound.error();
  if (*rewound != m_rewound && !planted(base::Planted::kOldAnswers)) {
    return Error{ErrorCode::kBusy, "sync", "another exchange of this station has begun anew"};
  }
  m_recording = true;
  m_untold.clear();
  auto written = write();
  m_recording = false;
  if (!written) return written;
  rewound = times_rewound(m_store);
  if (!rewound) return rewound.error();
  auto committed = m_store.commit_group();
  if (!committed) return committed;
  m_rewound = std::move(*rewound);
  for (SyncProgress& progress : std::exchange(m_untold, {})) tell(std::move(progress));
  return {};
}

Result<void> Round::commit_log_held(const bundle::LogHeld& held) {
  auto known = m_store.acknowledgement(held.incarnation);
  if (!known) {
    // An old log that this storage no longer knows is nothing to acknowledge.
    return known.error().code == ErrorCode::kNotFound ? Result<void>() : known.error();
  }
  const store::Acknowledgement told{held.incarnation, held.committed_seq, held.backed_up_seq};
  m_heard.named(told);
  const bool own = told.incarnation == m_run.identity.incarnation.id;
  // Less than we knew when we said HELLO; another exchange may have heard more since.
  if (told.committed_seq < (own ? m_known_at_hello : known->committed_seq)) {
    m_result.progressed = true;
    return m_heard.believe_less(told);
  }
  if (told.committed_seq > known->committed_seq) {
    m_result.progressed = true;
    m_run.report.ops_acknowledged += told.committed_seq - known->committed_seq;
  }
  auto set = m_store.set_acknowledgement(told);
  if (set && own) {
    tell({.kind = SyncProgress::Kind::kOpsAcknowledged,
          .done = told.committed_seq,
          .total = m_head_seq});
  }
  return set;
}

Result<void> Round::commit_file_held(const bundle::FileHeld& file) {
  auto more = m_run.files.acknowledged(file);
  if (!more) {
    return more.error().code == ErrorCode::kNotFound ? Result<void>() : more.error();
  }
  m_result.progressed |= *more;
  auto info = m_store.file_info(file.hash);
  if (!info) return info.error();
  tell({.kind = SyncProgress::Kind::kFileAcknowledged,
        .done = file.held,
        .total = *info ? (*info)->size : 0,
        .file = file.hash});
  return {};
}

Result<void> Round::commit_ack(const bundle::Ack& ack) {
  for (const bundle::LogHeld& held : ack.logs) {
    if (m_side_lane) break;  // the main lane's are in order; ours may be older
    auto fits = m_heard.fits(held);
    if (!fits) return fits.error();
    if (!*fits) {
      // Of an old log of ours (healed before) we may rightly hold another end than the county.
      if (held.incarnation != m_run.identity.incarnation.id) continue;
      m_result.forked = true;
      return Error{ErrorCode::kConflict, "log " + held.incarnation.hex(),
                   "the county holds another op " + std::to_string(held.committed_seq)};
    }
    auto done = commit_log_held(held);
    if (!done) return done;
  }
  for (const bundle::FileHeld& file : ack.files) {
    const auto copied = m_copied_to.find(file.hash);
    // At the end of the exchange; while it lasts the COPY may still be on its way.
    if (copied != m_copied_to.end() && file.held < copied->second &&
        m_exchange.request_complete()) {
      m_run.plain.insert(file.hash);
    }
    auto done = commit_file_held(file);
    if (!done) return done;
    if (m_sent_whole.contains(file.hash) && copied == m_copied_to.end()) {
      m_held_of_sent[file.hash] = file.held;
    }
  }
  return {};
}

void Round::answer(engine::CommitAck& ask) {
  auto done = record([&] { return commit_ack(ask.ack); });
  if (!done) return m_exchange.failed(done.error());
  m_exchange.committed();
}

void Round::answer(engine::CommitFeed& ask) {
  if (planted(base::Planted::kCursorOffByOne)) ++ask.piece.to;
  auto applied = record([&] { return m_heard.take_feed(ask.piece); });
  if (!applied && applied.error().code == ErrorCode::kConflict && m_run.identity.reborn) {
    auto healed = record([&] { return m_heard.heal_ended_logs(); });
    if (!healed) return m_exchange.failed(healed.error());
    m_result.healed = true;
  }
  if (!applied) return m_exchange.failed(applied.error());
  m_result.progressed = true;
  m_run.report.feed_entries += ask.piece.entries.size();
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
  m_exchange.committed();
}

void Round::file_taken(const Result<std::optional<store::FileProgress>>& taken) {
  if (!taken) return m_exchange.failed(taken.error());
  if (const auto& held = *taken) {
    m_result.progressed = true;
    tell({.kind = SyncProgress::Kind::kFileReceived,
          .done = held->held,
          .total = held->size,
          .file = held->hash});
  }
  m_exchange.committed();
}

void Round::answer(engine::CommitFilePart& ask) {
  file_taken(m_heard.take_part(ask.part));
}

void Round::answer(engine::CommitCopy& ask) {
  file_taken(m_heard.take_copy(ask.copy));
}

void Round::answer(engine::CommitBound& ask) {
  m_result.bound = std::move(ask.bound);  // the runner goes on with it behind this exchange
  m_exchange.committed();
}

// One that does not fit is of no use and does no harm: where the logs part, ACK and OPS tell.
void Round::answer(engine::CommitCountersignature& ask) {
  auto kept = record([&]() -> Result<void> {
    auto taken = m_heard.take_countersignature(m_run.identity.incarnation.id,
                                               ask.countersignature);
    return taken ? Result<void>() : taken.error();
  });
  if (!kept) return m_exchange.failed(kept.error());
  m_exchange.committed();
}

void Round::answer(engine::Noticed& told) {
  m_run.report.notice = notice_text(told.notice);
  tell({.kind = SyncProgress::Kind::kNotice, .text = m_run.report.notice});
  if (told.notice.code != bundle::NoticeCode::kFeedForgotten) return;
  auto forgotten = record([&] { return m_heard.forget_feed(); });
  if (!forgotten) return m_exchange.failed(forgotten.error());
  m_result.feed_forgotten = true;
}

void Round::answer(engine::OpsQueued& told) {
  m_ops_sent_to = told.seq;
  m_head_seq = std::max(m_head_seq, told.head_seq);
  tell({.kind = SyncProgress::Kind::kOpsSent, .done = told.seq, .total = told.head_seq});
}

void Round::answer(engine::FileQueued& told) {
  if (told.size > 0 && told.sent >= told.size) m_sent_whole.insert(told.hash);
  tell({.kind = SyncProgress::Kind::kFileSent,
        .done = told.sent,
        .total = told.size,
        .file = told.hash});
}

// All of it was sent and nothing of it was kept. Only the last acknowledgement tells: an early one
// may be from before the file arrived, and come late on a line that keeps answers back.
Result<void> Round::judge_sent_files() {
  for (const auto& [hash, held] : m_held_of_sent) {
    if (held > 0) continue;
    auto judged = m_run.files.not_taken(hash, m_run.clocks.wall_ms());
    if (!judged) return judged;
    m_result.progressed = true;  // what is next is otherwise than before
  }
  return {};
}

void Round::answer(engine::Done& end) {
  m_result.outcome = std::move(end.outcome);
  if (!m_result.outcome.error && !m_result.outcome.notice) {
    if (auto judged = judge_sent_files(); !judged) m_result.outcome.error = judged.error();
  }
  m_done = true;
}

}  // namespace jiujin::sync::wire
