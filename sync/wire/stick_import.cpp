// The county's answers back from a stick. What the line has brought meanwhile stays: an answer adds
// what is new in it, and what it says about less than is known counts only where it must be
// believed (PROTOCOL 10.3).
#include <algorithm>

#include "sync/engine/station_exchange.h"
#include "sync/envelope/suite.h"
#include "sync/wire/citations.h"
#include "sync/wire/damaged_ops.h"
#include "sync/wire/file_queue.h"
#include "sync/wire/heard.h"
#include "sync/wire/notice_text.h"
#include "sync/wire/opening_keys.h"
#include "sync/wire/rebirth.h"
#include "sync/wire/stick.h"
#include "sync/wire/stick_file.h"
#include "sync/wire/stick_head.h"

namespace jiujin::sync::wire {

namespace {

using State = StickAnswer::State;

// What an import learns about its station, kept from one answer to the next.
struct Importing {
  store::LogStore& store;
  StationIdentity identity;
  const base::RandomSource& random;
  FileQueue queue;
  std::optional<OpeningPair> own;
  AnswersReport report{};
};

// One answer, from the file's first byte to its last.
class AnswerReader {
 public:
  AnswerReader(Importing& all, const StickWatch& watch, StickAnswer& told)
      : m_all(all),
        m_store(all.store),
        m_watch(watch),
        m_told(told),
        m_keys(all.store),
        m_heard(all.store, all.identity, all.queue) {}

  // Errors: our own side's, and kCancelled. What is wrong with the answer is told in `told`.
  Result<void> read(const std::string& folder);

 private:
  Result<bool> open(StickFileReader& file, std::unique_ptr<envelope::SealedReader>& sealed);
  Result<bool> fits_now();
  Result<engine::StationSummary> summary();
  Result<void> drive(StickFileReader& file, envelope::SealedReader& sealed);
  Result<void> pump(engine::StationExchange& exchange);
  void conclude(const engine::Outcome& outcome);
  void tell(State state, std::string cause) {
    m_told.state = state;
    m_told.cause = std::move(cause);
  }

  Result<void> take(engine::StationExchange& exchange, engine::StationOutput& output);
  Result<bool> take_ack(const bundle::Ack& ack);
  Result<bool> take_log(const bundle::LogHeld& held);
  Result<void> commitments_arrived();
  Result<bool> take_file_held(const bundle::FileHeld& held);
  Result<bool> take_feed(const bundle::FeedPiece& piece);
  Result<void> file_taken(const Result<std::optional<store::FileProgress>>& taken,
                          std::size_t bytes);
  Result<void> take_notice(const bundle::Notice& notice);
  Result<void> take_bound(const bundle::Bound& bound);

  Importing& m_all;
  store::LogStore& m_store;
  const StickWatch& m_watch;
  StickAnswer& m_told;
  StoredCaseKeys m_keys;
  Heard m_heard;
  StickHead m_head;
  StickMemo m_memo;
  std::optional<NewLog> m_next_life;
  bool m_new = false;
  bool m_over = false;  // the rest of it says nothing any more
  std::optional<engine::Outcome> m_outcome;
};

// --- whose it is ---

Result<bool> AnswerReader::open(StickFileReader& file,
                                std::unique_ptr<envelope::SealedReader>& sealed) {
  const envelope::ByteSource source = [&file](char* buffer, std::size_t size) {
    return file.read(buffer, size);
  };
  auto header = envelope::read_sealed_header(source);
  if (!header) {
    tell(header.error().code == ErrorCode::kTruncated ? State::kCut : State::kBroken,
         header.error().cause);
    return false;
  }
  if (!m_all.own || header->mark != envelope::key_mark(m_all.own->keys.public_key)) {
    tell(State::kNotOurs, header->label);
    return false;
  }
  auto opened = envelope::SealedReader::open(*header, m_all.own->keys, source);
  if (!opened) {
    tell(State::kBroken, opened.error().line());
    return false;
  }
  sealed = std::move(*opened);
  auto head = read_stick_head(
      [&sealed](char* buffer, std::size_t size) { return sealed->read(buffer, size); });
  if (!head) {
    tell(head.error().code == ErrorCode::kTruncated ? State::kCut : State::kBroken,
         head.error().line());
    return false;
  }
  const StationIdentity& identity = m_all.identity;
  auto suite = envelope::find_suite(identity.county.suite);
  if (!suite) return suite.error();
  const auto message =
      stick_message(*head, identity.county.id, identity.station, sealed->header_hash());
  auto memo = decode_memo(head->memo);
  if (head->way != bundle::Direction::kDown || head->incarnation != identity.county.id || !memo ||
      !(*suite)->verify(identity.county.public_key, message, head->signature)) {
    tell(State::kBroken, "it is not signed by this station's county");
    return false;
  }
  m_head = std::move(*head);
  m_memo = std::move(*memo);
  return true;
}

// Since the export positions were taken back (the county was restored, or a fork was healed): what
// the answer says is about another order of things.
Result<bool> AnswerReader::fits_now() {
  auto rewinds = m_store.row(store::kRewindsRow);
  if (!rewinds) return rewinds.error();
  return rewinds->value_or("") == m_memo.rewinds;
}

Result<engine::StationSummary> AnswerReader::summary() {
  engine::StationSummary summary;
  summary.station = m_all.identity.station;
  summary.own = m_all.identity.incarnation;
  summary.county = m_all.identity.county;
  summary.feed_cursor = m_memo.feed_cursor;
  auto next = next_life(m_store);
  if (!next) return next.error();
  if (m_all.identity.reborn) m_next_life = std::move(*next);
  if (m_next_life) summary.reborn = announce(*m_next_life);
  return summary;
}

Result<void> AnswerReader::read(const std::string& folder) {
  auto file = StickFileReader::open(folder + "/" + m_told.file);
  if (!file) {
    tell(State::kBroken, file.error().cause);
    return {};
  }
  std::unique_ptr<envelope::SealedReader> sealed;
  auto opened = open(*file, sealed);
  if (!opened) return opened.error();
  if (!*opened) return {};
  auto fits = fits_now();
  if (!fits) return fits.error();
  if (!*fits) return {};  // known: nothing in it counts any more
  return drive(*file, *sealed);
}

// --- the bundle ---

Result<void> AnswerReader::drive(StickFileReader& file, envelope::SealedReader& sealed) {
  auto start = summary();
  if (!start) return start.error();
  // The request went with the export; what this exchange would say again is not said to anybody.
  engine::StationExchange exchange(
      std::move(*start), [](base::BytesView) -> Result<base::Bytes> { return base::Bytes("-"); },
      [this](const base::CaseId& id) { return m_keys.key(id); });
  base::Bytes buffer(envelope::kSegmentBytes, '\0');
  while (!m_outcome) {
    if (m_watch.stop && m_watch.stop()) return Error{ErrorCode::kCancelled, "stick", "cancelled"};
    if (auto pumped = pump(exchange); !pumped) return pumped;
    if (m_outcome) break;
    auto got = sealed.read(buffer.data(), buffer.size());
    if (!got) {
      exchange.transport_failed(got.error());
    } else if (*got == 0) {
      exchange.answer_ended();
    } else {
      exchange.receive(base::BytesView(buffer).substr(0, *got));
    }
    if (m_watch.progress) m_watch.progress({m_told.file, file.offset(), file.size()});
  }
  conclude(*m_outcome);
  return {};
}

Result<void> AnswerReader::pump(engine::StationExchange& exchange) {
  for (;;) {
    while (auto output = exchange.poll(std::chrono::milliseconds(0))) {
      if (auto* done = std::get_if<engine::Done>(&*output)) {
        m_outcome = std::move(done->outcome);
        return {};
      }
      if (auto taken = take(exchange, *output); !taken) return taken;
    }
    if (exchange.take(envelope::kSegmentBytes).empty()) return {};
  }
}

void AnswerReader::conclude(const engine::Outcome& outcome) {
  AnswersReport& report = m_all.report;
  report.county_ms = std::max(report.county_ms, outcome.county_ms);
  report.ops_acknowledged += m_told.ops_acknowledged;
  report.feed_entries += m_told.feed_entries;
  report.file_bytes += m_told.file_bytes;
  if (outcome.more) report.export_again = true;
  if (m_new && m_told.state == State::kKnown) m_told.state = State::kTaken;
  if (!outcome.error || m_over) return;
  const bool cut = outcome.error->code == ErrorCode::kTruncated;
  tell(cut ? State::kCut : State::kBroken, outcome.error->line());
}

Result<void> AnswerReader::take(engine::StationExchange& exchange, engine::StationOutput& output) {
  const auto goes_on = [&](const Result<bool>& taken) -> Result<void> {
    if (!taken) return taken.error();
    if (*taken) {
      exchange.committed();
    } else {
      m_over = true;
      exchange.failed({ErrorCode::kConflict, "answer", "the rest of it does not count"});
    }
    return {};
  };
  if (std::holds_alternative<engine::NeedOps>(output)) {
    exchange.ops({});
  } else if (std::holds_alternative<engine::NeedNextFile>(output)) {
    exchange.next_file(std::nullopt);
  } else if (const auto* ack = std::get_if<engine::CommitAck>(&output)) {
    return goes_on(take_ack(ack->ack));
  } else if (const auto* feed = std::get_if<engine::CommitFeed>(&output)) {
    return goes_on(take_feed(feed->piece));
  } else if (const auto* file = std::get_if<engine::CommitFilePart>(&output)) {
    auto taken = file_taken(m_heard.take_part(file->part), file->part.bytes.size());
    if (!taken) return taken;
    exchange.committed();
  } else if (const auto* pieces = std::get_if<engine::CommitCopy>(&output)) {
    auto taken = file_taken(m_heard.take_copy(pieces->copy), pieces->copy.length());
    if (!taken) return taken;
    exchange.committed();
  } else if (const auto* bound = std::get_if<engine::CommitBound>(&output)) {
    if (auto taken = take_bound(bound->bound); !taken) return taken;
    exchange.committed();
  } else if (const auto* word = std::get_if<engine::CommitCountersignature>(&output)) {
    // One that does not fit is of no use and does no harm.
    auto taken = m_heard.take_countersignature(m_memo.own, word->countersignature);
    if (!taken) return taken.error();
    exchange.committed();
  } else if (const auto* noticed = std::get_if<engine::Noticed>(&output)) {
    return take_notice(noticed->notice);
  }
  return {};
}

// --- acknowledgements ---

// What was asked for with written commitments has come: the next export may leave them out again.
Result<void> AnswerReader::commitments_arrived() {
  auto row = m_store.row(kWriteCommitmentsRow);
  if (!row) return row.error();
  if (!*row) return {};
  const std::pair<std::string, std::optional<base::Bytes>> gone{kWriteCommitmentsRow, std::nullopt};
  return m_store.write_rows({&gone, 1});
}

// False: the county holds another log under our name.
Result<bool> AnswerReader::take_log(const bundle::LogHeld& held) {
  auto known = m_store.acknowledgement(held.incarnation);
  if (!known)
    return known.error().code == ErrorCode::kNotFound ? Result<bool>(true) : known.error();
  const bool own = held.incarnation == m_all.identity.incarnation.id;
  auto fits = m_heard.fits(held);
  if (!fits) return fits.error();
  if (!*fits) return !own;
  const store::Acknowledgement told{held.incarnation, held.committed_seq, held.backed_up_seq};
  m_heard.named(told);
  // Less than we knew when we wrote the export: the county was restored from a backup meanwhile.
  if (own && m_memo.own == held.incarnation && told.committed_seq < m_memo.county_holds) {
    m_new = m_all.report.export_again = true;
    if (auto believed = m_heard.believe_less(told); !believed) return believed.error();
    return true;
  }
  if (told.committed_seq < known->committed_seq) return true;  // an older answer
  m_new |= told.committed_seq > known->committed_seq;
  m_told.ops_acknowledged += told.committed_seq - known->committed_seq;
  if (auto set = m_store.set_acknowledgement(told); !set) return set.error();
  if (told.committed_seq > known->committed_seq) {
    if (auto settled = commitments_arrived(); !settled) return settled.error();
  }
  return true;
}

Result<bool> AnswerReader::take_file_held(const bundle::FileHeld& held) {
  auto info = m_store.file_info(held.hash);
  if (!info) return info.error();
  if (!*info) return true;
  auto known = m_store.file_acknowledged(held.hash);
  if (!known) return known.error();
  if (held.held < *known) return true;  // an older answer; a new one is sent what is missing
  auto more = m_all.queue.acknowledged(held);
  if (!more) return more.error();
  m_new |= *more;
  return true;
}

Result<bool> AnswerReader::take_ack(const bundle::Ack& ack) {
  for (const bundle::LogHeld& held : ack.logs) {
    auto taken = take_log(held);
    if (!taken) return taken.error();
    if (*taken) continue;
    // Our log has forked; the next export says so, and its answer binds the new one.
    m_all.report.export_again = true;
    tell(State::kRefused, notice_text({bundle::NoticeCode::kForkedLog, 0, ""}));
    m_all.report.notice = m_told.cause;
    if (!m_all.identity.reborn) return false;
    auto next = begin_next_life(m_store, m_all.identity.incarnation.suite, m_all.random);
    if (!next) return next.error();
    return false;
  }
  for (const bundle::FileHeld& held : ack.files) {
    auto taken = take_file_held(held);
    if (!taken) return taken;
  }
  return true;
}

// --- feed and files ---

Result<bool> AnswerReader::take_feed(const bundle::FeedPiece& piece) {
  auto cursor = m_store.feed_cursor();
  if (!cursor) return cursor.error();
  if (piece.to <= *cursor) return true;  // heard already
  if (piece.from > *cursor) {
    tell(State::kTooEarly, "it goes on behind another answer that has not been taken in");
    return false;
  }
  auto applied = m_heard.take_feed(piece);
  if (!applied && applied.error().code == ErrorCode::kConflict && m_all.identity.reborn) {
    if (auto healed = m_heard.heal_ended_logs(); !healed) return healed.error();
    m_new = m_all.report.export_again = true;
    return false;
  }
  if (!applied && applied.error().code == ErrorCode::kBusy) {
    m_all.report.export_again = true;
    return false;
  }
  if (!applied) return applied.error();
  m_new = true;
  m_told.feed_entries += piece.entries.size();
  return true;
}

Result<void> AnswerReader::file_taken(const Result<std::optional<store::FileProgress>>& taken,
                                      std::size_t bytes) {
  if (!taken) return taken.error();
  if (!*taken) return {};
  m_new = true;
  m_told.file_bytes += bytes;
  return {};
}

// --- notices, forks, restored counties ---

Result<void> AnswerReader::take_notice(const bundle::Notice& notice) {
  using bundle::NoticeCode;
  // Beside an acknowledgement that fits our log it tells of an export that was overtaken.
  if (notice.code == NoticeCode::kForkedLog) return {};
  m_all.report.notice = notice_text(notice);
  if (notice.code == NoticeCode::kFeedForgotten) {
    m_new = m_all.report.export_again = true;
    return m_heard.forget_feed();
  }
  if (notice.code == NoticeCode::kSendCommitments) {
    m_all.report.export_again = true;
    const std::pair<std::string, std::optional<base::Bytes>> row{kWriteCommitmentsRow, "1"};
    return m_store.write_rows({&row, 1});
  }
  if (notice.code == NoticeCode::kRetryAfter) m_all.report.export_again = true;
  tell(State::kRefused, m_all.report.notice);
  return {};
}

Result<void> AnswerReader::take_bound(const bundle::Bound& bound) {
  auto identity = live_on(m_store, m_all.identity, *m_next_life, bound, m_all.random);
  if (!identity) return identity.error();
  auto notice = aside_notice(m_store, m_all.identity.incarnation.id);
  if (!notice) return notice.error();
  if (!notice->empty()) m_all.report.notice = std::move(*notice);
  m_all.identity = std::move(*identity);
  m_next_life.reset();
  m_new = m_all.report.export_again = true;
  m_all.report.reborn = m_all.identity.incarnation.id;
  return m_all.queue.doubt_everything();
}

}  // namespace

Result<AnswersReport> import_from_stick(store::LogStore& store, const StationIdentity& identity,
                                        const RunnerClocks&, const base::RandomSource& random,
                                        const std::string& folder, const StickWatch& watch) {
  auto names = files_on_stick(folder, kStickAnswerEnding, "");
  if (!names) return names.error();
  Importing all{store, identity, random, FileQueue(store, identity.station), {}};
  auto own = opening_pair(store);
  if (!own) return own.error();
  all.own = std::move(*own);
  if (auto searched = all.queue.refresh(); !searched) return searched.error();
  for (const auto& name : *names) all.report.answers.push_back({.file = name});
  std::vector<bool> read(names->size(), false);
  // One that came too early may fit once the others are in.
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < read.size(); ++i) {
      StickAnswer& told = all.report.answers[i];
      if (read[i] && told.state != State::kTooEarly) continue;
      const bool repeated = read[i];
      const State before = told.state;
      if (repeated) told = {.file = told.file};
      read[i] = true;
      if (auto done = AnswerReader(all, watch, told).read(folder); !done) return done.error();
      again |= !repeated || told.state != before;
    }
  }
  return all.report;
}

}  // namespace jiujin::sync::wire
