#include "sync/wire/sync_runner.h"

#include <algorithm>
#include <memory>

#include "sync/bundle/limits.h"
#include "sync/engine/lane_plan.h"
#include "sync/wire/countersignatures.h"
#include "sync/wire/damaged_ops.h"
#include "sync/wire/rebirth.h"
#include "sync/wire/round.h"

namespace jiujin::sync::wire {

namespace {

using bundle::NoticeCode;
using engine::LanePlan;

// Answers are sliced to about half a minute, so that new ops go up in between.
constexpr std::uint64_t kAnswerSeconds = 30;
constexpr std::uint64_t kAnswerFirst = 1024 * 1024;  // before anything was measured
constexpr std::uint64_t kAnswerMin = 64 * 1024;
constexpr std::uint64_t kAnswerMax = std::uint64_t{64} * 1024 * 1024;
// A round shorter than this measures the round trip, not the line.
constexpr std::uint64_t kMeasurableBytes = 32 * 1024;
// With so much to send and no op before it, an early ACK is asked for.
constexpr std::uint64_t kTellFirstSeconds = 5;
constexpr std::uint64_t kUnmeasuredRate = 128 * 1024;
// Exchanges for which a line that kept answers back is taken to do so still.
constexpr std::uint32_t kBuffersFor = 20;
// A late HELLO of ours looks like a fork; so often it is tried again before it is taken for one.
constexpr int kFalseForksMax = 3;
constexpr std::chrono::milliseconds kStep{1'000};

}  // namespace

struct SyncRunner::State {
  Transport& transport;
  FileQueue& files;
  Run& run;
  SyncReport& report;
  LanePlan lanes{};
  std::unique_ptr<Round> main{};
  std::vector<std::unique_ptr<Round>> sides{};
  std::chrono::milliseconds next_plan{0};
  bool wants_main = true;
  bool progressed = false;         // by side lanes, since the main one began
  bool write_commitments = false;  // the county asked for them in this run
  int false_forks = 0;
  std::size_t uncertain = 0;          // files asked about by the main exchange
  std::optional<NewLog> next_life{};  // our log has forked
};

SyncRunner::SyncRunner(store::LogStore& store, StationIdentity identity, RunnerClocks clocks,
                       base::RandomSource random, CaseRank rank)
    : m_store(store),
      m_identity(std::move(identity)),
      m_clocks(std::move(clocks)),
      m_random(std::move(random)),
      m_rank(std::move(rank)),
      m_answer_bytes(kAnswerFirst) {}

void SyncRunner::cancel() {
  m_cancelled = true;
  if (Transport* const transport = m_transport.load()) transport->cancel();
}

Result<engine::StationSummary> SyncRunner::summary_of(State& state) {
  engine::StationSummary summary;
  summary.station = m_identity.station;
  summary.own = m_identity.incarnation;
  summary.county = m_identity.county;
  auto head = m_store.head(m_identity.incarnation.id);
  auto known = m_store.acknowledgement(m_identity.incarnation.id);
  auto cursor = m_store.feed_cursor();
  auto tail = state.files.tail();
  if (!head) return head.error();
  if (!known) return known.error();
  if (!cursor) return cursor.error();
  if (!tail) return tail.error();
  summary.head_seq = head->seq;
  summary.county_holds = known->committed_seq;
  summary.feed_cursor = *cursor;
  if (*tail) {
    summary.tail_position = (*tail)->position;
    summary.tail = (*tail)->check;
  }
  summary.wall_ms = m_clocks.wall_ms();
  m_random(summary.nonce.bytes);
  summary.answer_bytes_max = m_answer_bytes;
  summary.write_commitments = state.write_commitments;
  auto countersigned = countersigned_to(m_store, m_identity.incarnation.id);
  if (!countersigned) return countersigned.error();
  summary.countersign = *countersigned < known->committed_seq;
  return summary;
}

Result<void> SyncRunner::begin_main(State& state) {
  if (m_identity.reborn && !state.next_life) {
    auto rescued = rescue_forgotten(m_store, m_identity);
    if (!rescued) return rescued;
  }
  auto refreshed = state.files.refresh();
  if (!refreshed) return refreshed;
  auto rewound = times_rewound(m_store);
  if (!rewound) return rewound.error();
  auto summary = summary_of(state);
  if (!summary) return summary.error();
  auto asked = state.files.to_fetch();
  if (!asked) return asked.error();
  summary->asked = std::move(*asked);
  summary->line_buffers = state.run.line.buffers_for > 0;
  const auto uncertain = state.files.uncertain(bundle::kAskedMax - summary->asked.size());
  for (const auto& hash : uncertain) {
    summary->asked.push_back({bundle::AskKind::kHowMuch, hash, 0});
  }
  const std::uint64_t rate = std::max(kUnmeasuredRate, state.run.bytes_per_second());
  const bool ops_wait = summary->head_seq > summary->county_holds;
  if (state.files.ops_uncertain()) {
    summary->opening = engine::Opening::kWaitForAck;
  } else if (!uncertain.empty()) {
    summary->opening = engine::Opening::kTellFirst;  // what is certain goes meanwhile
  } else if (!ops_wait && !summary->line_buffers &&
             state.files.bytes_waiting() > kTellFirstSeconds * rate) {
    summary->opening = engine::Opening::kTellFirst;
  }
  if (state.next_life) {
    if (!state.sides.empty()) return {};  // they speak for the old log
    summary->asked.clear();
    summary->reborn = announce(*state.next_life);
  }
  state.uncertain = uncertain.size();
  state.wants_main = state.progressed = false;
  ++state.report.rounds;
  if (state.run.progress) state.run.progress({.kind = SyncProgress::Kind::kConnecting});
  state.main = std::make_unique<Round>(state.run, std::move(*summary), std::move(*rewound));
  state.transport.begin(*state.main);
  return {};
}

// --- side lanes ---

Result<void> SyncRunner::begin_side_lane(State& state) {
  auto rewound = times_rewound(m_store);
  if (!rewound) return rewound.error();
  auto summary = summary_of(state);
  if (!summary) return summary.error();
  summary->side_lane = true;
  summary->countersign = false;
  ++state.run.side_lanes;
  state.run.meter.disturbed(m_clocks.mono());
  ++state.report.side_lanes;
  state.sides.push_back(
      std::make_unique<Round>(state.run, std::move(*summary), std::move(*rewound)));
  state.transport.begin(*state.sides.back());
  return {};
}

Result<void> SyncRunner::plan_lanes(State& state) {
  const auto now = m_clocks.mono();
  auto& meter = state.run.meter;
  meter.note(now, state.transport.bytes_confirmed().value_or(state.run.sent));
  if (!state.main || !state.main->heard_early() || now < state.next_plan) return {};
  if (!state.transport.gains_by_lanes()) return {};
  state.next_plan = now + kStep;
  const engine::LineView line{meter.bytes_per_second(), meter.falters(), meter.slices(),
                              state.files.bytes_waiting()};
  const unsigned lanes = state.run.side_lanes;
  const unsigned wanted = state.lanes.wanted(now, line, lanes);
  if (wanted < lanes && !state.sides.empty()) state.sides.back()->end_after_file();
  for (unsigned more = lanes; more < wanted; ++more) {
    auto begun = begin_side_lane(state);
    if (!begun) return begun;
  }
  return {};
}

Result<void> SyncRunner::conclude_side_lanes(State& state) {
  for (std::size_t i = 0; i < state.sides.size();) {
    if (!state.sides[i]->over()) {
      ++i;
      continue;
    }
    const auto lane = std::move(state.sides[i]);
    state.sides.erase(state.sides.begin() + static_cast<std::ptrdiff_t>(i));
    --state.run.side_lanes;
    state.run.meter.disturbed(m_clocks.mono());
    state.progressed |= lane->result().progressed;
    const bool broke = lane->result().outcome.error.has_value();
    if (broke) state.lanes.give_up();
    auto settled = state.files.settle(lane->files_sent(), broke);
    if (!settled) return settled;
    // What it left, and what was written meanwhile, is the next main exchange's.
    if (!state.main) state.wants_main |= broke || state.files.bytes_waiting() > 0;
  }
  return {};
}

// --- the main exchange ---

void SyncRunner::measure_answer(const RoundResult& round) {
  if (round.outcome.error) {
    m_answer_bytes = std::max(kAnswerMin, m_answer_bytes / 2);
    return;
  }
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(1, round.elapsed.count()));
  if (round.bytes_received < std::max(kMeasurableBytes, round.bytes_sent)) return;
  m_answer_bytes =
      std::clamp(round.bytes_received * 1000 / ms * kAnswerSeconds, kAnswerMin, kAnswerMax);
}

Result<void> SyncRunner::remember_line(State& state, const RoundResult& round) {
  LineMemory line = state.run.line;
  if (round.outcome.line_buffers) {
    line.buffers_for = kBuffersFor;
  } else if (round.outcome.heard_early) {
    line.buffers_for = 0;
  } else if (line.buffers_for > 0) {
    --line.buffers_for;
  }
  const std::uint64_t rate = state.run.meter.bytes_per_second();
  const std::uint64_t known = line.bytes_per_second;
  const bool differs = rate > known + known / 4 || rate < known - known / 4;
  if (rate > 0 && differs) line.bytes_per_second = rate;
  const bool same = line.bytes_per_second == state.run.line.bytes_per_second &&
                    line.buffers_for == state.run.line.buffers_for;
  state.run.line = line;
  return same ? Result<void>() : state.files.remember_line(line);
}

// What the county's last notice means for the run; refusals that another round cannot mend are
// errors.
Result<void> SyncRunner::judge_notice(State& state, const RoundResult& round) {
  const auto& notice = round.outcome.notice;
  if (!notice || notice->code == NoticeCode::kFeedForgotten) return {};
  const std::string cause = std::string(bundle::notice_name(notice->code)) + ": " + notice->text;
  switch (notice->code) {
    case NoticeCode::kForkedLog:
      // Its acknowledgement fitted our log: an exchange of ours that was overtaken by another.
      if (++state.false_forks > kFalseForksMax) return forked(state);
      state.wants_main = true;
      return {};
    case NoticeCode::kSuspended:
      state.report.wipe = round.outcome.wipe;
      state.report.reason = notice->text;
      state.report.outcome = SyncOutcome::kSuspended;
      return {};
    case NoticeCode::kRetryAfter:
      state.report.retry_after =
          std::chrono::seconds(std::min<std::uint64_t>(notice->value, 24 * 3600));
      state.report.outcome = SyncOutcome::kRetryLater;
      return {};
    case NoticeCode::kSendCommitments:
      if (state.write_commitments) break;
      state.write_commitments = state.wants_main = true;
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

// --- forks ---

// `damaged`: not by another disk but by ours.
Result<void> SyncRunner::forked(State& state, bool damaged) {
  using bundle::RebornReason;
  if (!m_identity.reborn) {
    state.report.outcome = SyncOutcome::kForked;
    return {};
  }
  auto next = begin_next_life(m_store, m_identity.incarnation.suite, m_random,
                              damaged ? RebornReason::kDamagedLog : RebornReason::kForkedLog);
  if (!next) return next.error();
  state.next_life = std::move(*next);
  state.wants_main = true;
  return {};
}

Result<void> SyncRunner::be_reborn(State& state, const bundle::Bound& bound) {
  auto identity = live_on(m_store, m_identity, *state.next_life, bound, m_random);
  if (!identity) return identity.error();
  auto notice = aside_notice(m_store, m_identity.incarnation.id);
  if (!notice) return notice.error();
  if (!notice->empty()) state.report.notice = std::move(*notice);
  m_identity = std::move(*identity);
  state.next_life.reset();
  state.false_forks = 0;
  state.report.reborn = m_identity.incarnation.id;
  state.wants_main = true;
  return state.files.doubt_everything();
}

Result<void> SyncRunner::conclude_main(State& state) {
  if (!state.main || !state.main->over()) return {};
  const auto main = std::move(state.main);
  const RoundResult& played = main->result();
  measure_answer(played);
  auto remembered = remember_line(state, played);
  auto settled = state.files.settle(main->files_sent(), played.outcome.error.has_value());
  if (settled && !played.outcome.error) settled = state.files.ops_settled();
  if (!remembered) return remembered;
  if (!settled) return settled;
  if (played.healed && ++state.false_forks <= kFalseForksMax) {
    state.wants_main = true;
    return {};
  }
  if (played.bound) return be_reborn(state, *played.bound);
  if (played.forked) return forked(state);
  if (played.damaged && m_identity.reborn) return forked(state, true);
  if (played.outcome.error) {
    const bool notice_said_why = played.outcome.notice && judge_notice(state, played).ok() &&
                                 state.report.outcome != SyncOutcome::kUpToDate;
    return notice_said_why ? Result<void>() : *played.outcome.error;
  }
  auto judged = judge_notice(state, played);
  if (!judged) return judged;
  if (state.report.outcome != SyncOutcome::kUpToDate) return {};
  auto head = m_store.head(m_identity.incarnation.id);
  auto known = m_store.acknowledgement(m_identity.incarnation.id);
  auto asked = state.files.to_fetch();
  if (!head) return head.error();
  if (!known) return known.error();
  if (!asked) return asked.error();
  const bool waits = played.outcome.more || !played.outcome.everything_sent || !asked->empty() ||
                     head->seq > known->committed_seq || state.files.bytes_waiting() > 0;
  // Without progress nothing would be different next time. To have learnt what is held is some.
  const bool learnt = state.files.uncertain(bundle::kAskedMax).size() < state.uncertain;
  state.wants_main |=
      played.feed_forgotten || (waits && (played.progressed || state.progressed || learnt));
  return {};
}

void SyncRunner::abandon(State& state) {
  const auto over = [](const auto& round) { return !round || round->over(); };
  const auto all_over = [&] {
    return over(state.main) && std::all_of(state.sides.begin(), state.sides.end(), over);
  };
  if (!all_over()) state.transport.cancel();
  while (!all_over()) state.transport.step(kStep);
}

Result<void> SyncRunner::play(State& state) {
  while (state.report.outcome == SyncOutcome::kUpToDate) {
    if (m_cancelled) return Error{ErrorCode::kCancelled, "sync", "cancelled"};
    if (!state.main && state.wants_main) {
      auto begun = begin_main(state);
      if (!begun) return begun;
    }
    if (!state.main && state.sides.empty()) return {};
    state.transport.step(kStep);
    auto planned = plan_lanes(state);
    if (!planned) return planned;
    auto sides = conclude_side_lanes(state);
    if (!sides) return sides;
    auto main = conclude_main(state);
    if (!main) return main;
  }
  return {};
}

Result<SyncReport> SyncRunner::run(Transport& transport, const ProgressSink& progress) {
  m_cancelled = false;
  SyncReport report;
  if (auto taken = take_up_again(m_store, m_clocks.wall_ms()); !taken) return taken.error();
  FileQueue files(m_store, m_identity.station, m_rank);
  files.hold_scans(m_scans_may);
  auto line = files.line();
  if (!line) return line.error();
  Run run{.store = m_store,
          .identity = m_identity,
          .clocks = m_clocks,
          .files = files,
          .progress = progress,
          .report = report,
          .cancelled = m_cancelled,
          .line = *line};
  State state{.transport = transport, .files = files, .run = run, .report = report};
  auto begun = next_life(m_store);  // by a run that heard no answer
  if (!begun) return begun.error();
  if (m_identity.reborn) state.next_life = std::move(*begun);
  m_transport = &transport;
  auto played = play(state);
  abandon(state);
  m_transport = nullptr;
  if (!played) return played.error();
  return report;
}

Result<SyncBacklog> SyncRunner::backlog() {
  FileQueue files(m_store, m_identity.station);
  auto searched = files.refresh();
  if (!searched) return searched.error();
  auto head = m_store.head(m_identity.incarnation.id);
  auto known = m_store.acknowledgement(m_identity.incarnation.id);
  if (!head) return head.error();
  if (!known) return known.error();
  SyncBacklog backlog;
  backlog.ops = head->seq - std::min(head->seq, known->committed_seq);
  backlog.files = files.files_waiting();
  backlog.file_bytes = files.bytes_unacknowledged();
  return backlog;
}

}  // namespace jiujin::sync::wire
