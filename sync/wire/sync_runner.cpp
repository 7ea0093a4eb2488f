#include "sync/wire/sync_runner.h"

#include <algorithm>

#include "sync/bundle/limits.h"
#include "sync/wire/round.h"

namespace jiujin::sync::wire {

namespace {

using bundle::NoticeCode;

// Uploads are sliced to about half a minute, so that decisions come down in between.
constexpr std::uint64_t kSliceSeconds = 30;
constexpr std::uint64_t kSliceFirst = 256 * 1024;  // before anything was measured
constexpr std::uint64_t kSliceMin = 64 * 1024;     // one frame
constexpr std::uint64_t kSliceMax = std::uint64_t{64} * 1024 * 1024;
// A round shorter than this measures the round trip, not the line.
constexpr std::uint64_t kMeasurableBytes = 32 * 1024;

}  // namespace

SyncRunner::SyncRunner(store::LogStore& store, StationIdentity identity, RunnerClocks clocks,
                       base::RandomSource random)
    : m_store(store),
      m_identity(std::move(identity)),
      m_clocks(std::move(clocks)),
      m_random(std::move(random)),
      m_slice_bytes(kSliceFirst) {}

void SyncRunner::cancel() {
  m_cancelled = true;
  if (Transport* const transport = m_transport.load()) transport->cancel();
}

Result<engine::StationSummary> SyncRunner::prepare(FileQueue& files, bool write_commitments) {
  engine::StationSummary summary;
  summary.station = m_identity.station;
  summary.own = m_identity.incarnation;
  summary.county = m_identity.county;
  auto head = m_store.head(m_identity.incarnation.id);
  auto known = m_store.acknowledgement(m_identity.incarnation.id);
  auto cursor = m_store.feed_cursor();
  auto tail = files.tail();
  if (!head) return head.error();
  if (!known) return known.error();
  if (!cursor) return cursor.error();
  if (!tail) return tail.error();
  summary.head_seq = head->seq;
  summary.county_holds = known->committed_seq;
  summary.feed_cursor = *cursor;
  if (*tail) {
    summary.tail_position = (*tail)->position;
    summary.tail = (*tail)->address;
  }
  summary.wall_ms = m_clocks.wall_ms();
  m_random(summary.nonce.bytes);
  summary.upload_bytes_max = summary.answer_bytes_max = m_slice_bytes;
  summary.write_commitments = write_commitments;
  auto asked = files.to_fetch();
  auto sending = files.to_send();
  auto underway = files.is_underway();
  if (!asked) return asked.error();
  if (!sending) return sending.error();
  if (!underway) return underway.error();
  summary.asked = std::move(*asked);
  summary.files = std::move(*sending);
  if (*underway && !summary.files.empty()) {
    // What was sent last is not certain: hear first what arrived of it.
    summary.only_ask = true;
    for (const auto& file : summary.files) {
      if (summary.asked.size() >= bundle::kAskedMax) break;
      summary.asked.push_back({bundle::AskKind::kHowMuch, file.hash, 0});
    }
  }
  return summary;
}

void SyncRunner::measure(const RoundResult& round) {
  if (round.outcome.error) {
    m_slice_bytes = std::max(kSliceMin, m_slice_bytes / 2);
    return;
  }
  const std::uint64_t bytes = std::max(round.bytes_sent, round.bytes_received);
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(1, round.elapsed.count()));
  if (bytes < kMeasurableBytes) return;
  m_slice_bytes = std::clamp(bytes * 1000 / ms * kSliceSeconds, kSliceMin, kSliceMax);
}

// What the county's last notice means for the run; nothing = go on.
std::optional<SyncOutcome> SyncRunner::judge(const RoundResult& round, SyncReport& report) {
  if (round.forked) return SyncOutcome::kForked;
  if (!round.outcome.notice) return std::nullopt;
  switch (round.outcome.notice->code) {
    case NoticeCode::kForkedLog:
      return SyncOutcome::kForked;
    case NoticeCode::kSuspended:
      return SyncOutcome::kSuspended;
    case NoticeCode::kRetryAfter:
      report.retry_after =
          std::chrono::seconds(std::min<std::uint64_t>(round.outcome.notice->value, 24 * 3600));
      return SyncOutcome::kRetryLater;
    default:
      return std::nullopt;
  }
}

// Refusals that another round cannot mend.
Result<void> SyncRunner::accept_notice(const RoundResult& round, State& state) {
  const auto& notice = round.outcome.notice;
  if (!notice || notice->code == NoticeCode::kFeedForgotten) return {};
  const std::string cause = std::string(bundle::notice_name(notice->code)) + ": " + notice->text;
  switch (notice->code) {
    case NoticeCode::kSendCommitments:
      if (state.write_commitments) break;
      state.write_commitments = state.once_more = true;
      return {};
    case NoticeCode::kVersion:
      return Error{ErrorCode::kUnsupported, "county", cause};
    case NoticeCode::kUnknownStation:
      return Error{ErrorCode::kUnauthenticated, "county", cause};
    default:
      break;
  }
  return Error{ErrorCode::kProtocol, "county", cause};
}

Result<bool> SyncRunner::play_round(Transport& transport, const ProgressSink& progress,
                                    SyncReport& report, State& state) {
  FileQueue files(m_store, m_identity.station);
  auto searched = files.search_own_ops();
  if (!searched) return searched.error();
  auto summary = prepare(files, state.write_commitments);
  if (!summary) return summary.error();
  const bool only_ask = summary->only_ask;
  const bool files_travel = !summary->files.empty();
  const std::uint64_t head_seq = summary->head_seq;
  if (files_travel && !only_ask) {
    auto marked = files.set_underway(true);
    if (!marked) return marked.error();
  }
  ++report.rounds;
  if (progress) progress({.kind = SyncProgress::Kind::kConnecting});
  Round round(m_store, m_identity, files, progress, report);
  const RoundResult played = round.run(transport, std::move(*summary), m_clocks, m_cancelled);
  measure(played);
  if (auto outcome = judge(played, report)) {
    report.outcome = *outcome;
    return false;
  }
  if (played.outcome.error) return *played.outcome.error;
  state.once_more = only_ask || played.feed_forgotten;
  auto accepted = accept_notice(played, state);
  if (!accepted) return accepted.error();
  if (files_travel && !played.doubted) {
    auto marked = files.set_underway(false);
    if (!marked) return marked.error();
  }
  auto head = m_store.head(m_identity.incarnation.id);
  auto asked = files.to_fetch();
  if (!head) return head.error();
  if (!asked) return asked.error();
  const bool waits = played.outcome.more || !played.outcome.everything_sent ||
                     head->seq > head_seq || !asked->empty();
  // Without progress nothing would be different next time.
  return state.once_more || (waits && played.progressed);
}

Result<SyncReport> SyncRunner::run(Transport& transport, const ProgressSink& progress) {
  m_cancelled = false;
  m_transport = &transport;
  SyncReport report;
  State state;
  for (bool again = true; again;) {
    if (m_cancelled) {
      m_transport = nullptr;
      return Error{ErrorCode::kCancelled, "sync", "cancelled"};
    }
    auto played = play_round(transport, progress, report, state);
    if (!played) {
      m_transport = nullptr;
      return played.error();
    }
    again = *played;
  }
  m_transport = nullptr;
  return report;
}

Result<SyncBacklog> SyncRunner::backlog() {
  FileQueue files(m_store, m_identity.station);
  auto searched = files.search_own_ops();
  if (!searched) return searched.error();
  auto head = m_store.head(m_identity.incarnation.id);
  auto known = m_store.acknowledgement(m_identity.incarnation.id);
  auto sending = files.to_send();
  if (!head) return head.error();
  if (!known) return known.error();
  if (!sending) return sending.error();
  SyncBacklog backlog;
  backlog.ops = head->seq - std::min(head->seq, known->committed_seq);
  backlog.files = sending->size();
  for (const auto& file : *sending) backlog.file_bytes += file.size - file.offset;
  return backlog;
}

}  // namespace jiujin::sync::wire
