#include "sync/county/audit_watch.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace jiujin::sync::county {
namespace {

constexpr std::string_view kAuditRow = "county/audit";

struct Kept {
  AuditStanding standing;
  std::uint64_t position = 0;
  std::map<base::IncarnationId, store::AuditMark> marks;
};

base::Bytes encode(const Kept& kept) {
  nlohmann::json json{{"finished_ms", kept.standing.finished_ms},
                      {"full_ms", kept.standing.full_ms},
                      {"ops", kept.standing.ops},
                      {"position", kept.position},
                      {"marks", nlohmann::json::object()}};
  for (const auto& [log, mark] : kept.marks) {
    json["marks"][log.hex()] = {{"seq", mark.seq}, {"hash", mark.hash.hex()}};
  }
  if (const auto& fault = kept.standing.fault) {
    json["fault"] = {{"log", fault->op.incarnation.hex()},
                     {"seq", fault->op.seq},
                     {"cause", fault->cause}};
  }
  return json.dump();
}

// A row that cannot be read is as good as none: everything is verified again.
Kept decode(base::BytesView bytes) try {
  const auto json = nlohmann::json::parse(bytes);
  Kept kept;
  kept.standing.finished_ms = json.at("finished_ms").get<std::int64_t>();
  kept.standing.full_ms = json.at("full_ms").get<std::int64_t>();
  kept.standing.ops = json.at("ops").get<std::uint64_t>();
  kept.position = json.at("position").get<std::uint64_t>();
  for (const auto& [hex, mark] : json.at("marks").items()) {
    const auto log = base::IncarnationId::from_hex(hex);
    const auto hash = base::Digest::from_hex(mark.at("hash").get<std::string>());
    if (!log.ok() || !hash.ok()) return {};
    kept.marks[*log] = {mark.at("seq").get<std::uint64_t>(), *hash};
  }
  kept.standing.logs = kept.marks.size();
  if (json.contains("fault")) {
    const auto& fault = json["fault"];
    const auto log = base::IncarnationId::from_hex(fault.at("log").get<std::string>());
    if (!log.ok()) return {};
    kept.standing.fault = store::AuditFault{{*log, fault.at("seq").get<std::uint64_t>()},
                                            fault.at("cause").get<std::string>()};
  }
  return kept;
} catch (const nlohmann::json::exception&) {
  return {};
}

Result<Kept> read_kept(store::LogStore& store) {
  auto row = store.row(kAuditRow);
  if (!row.ok()) return row.error();
  return *row ? decode(**row) : Kept{};
}

}  // namespace

Result<bool> AuditWatch::begin(store::LogStore& store) {
  auto kept = read_kept(store);
  if (!kept.ok()) return kept.error();
  Run run;
  auto end = store.feed_end();
  if (!end.ok()) return end.error();
  run.position = *end;
  run.full = m_full_wanted || kept->standing.finished_ms == 0;
  if (!run.full && kept->position == *end) return false;
  auto logs = store.incarnations();
  if (!logs.ok()) return logs.error();
  run.logs = std::move(*logs);
  for (const auto& log : run.logs) {
    auto& mark = run.marks[log.id];
    if (const auto known = kept->marks.find(log.id); !run.full && known != kept->marks.end()) {
      mark = known->second;
    }
    auto head = store.head(log.id);
    if (!head.ok()) return head.error();
    // A log shorter than it was has lost ops: from the beginning, which names the place.
    if (head->seq < mark.seq) mark = {};
    run.of += head->seq - mark.seq;
  }
  m_full_wanted = false;
  m_run = std::move(run);
  return true;
}

Result<void> AuditWatch::finish(store::LogStore& store, std::int64_t now_ms) {
  auto before = read_kept(store);
  if (!before.ok()) return before.error();
  Kept kept;
  kept.standing.finished_ms = now_ms;
  kept.standing.full_ms = m_run->full ? now_ms : before->standing.full_ms;
  kept.standing.fault = m_run->fault;
  // What a full verification found is not taken back by a look at what is new.
  if (!m_run->full && !kept.standing.fault) kept.standing.fault = before->standing.fault;
  kept.position = m_run->position;
  kept.marks = m_run->marks;
  for (const auto& [log, mark] : kept.marks) kept.standing.ops += mark.seq;
  const std::pair<std::string, std::optional<base::Bytes>> row{std::string(kAuditRow),
                                                               encode(kept)};
  auto written = store.write_rows({&row, 1});
  if (!written.ok()) return written;
  m_run.reset();
  return {};
}

Result<bool> AuditWatch::step(store::LogStore& store, std::size_t bytes_max,
                              std::int64_t now_ms) {
  if (m_run && m_full_wanted && !m_run->full) m_run.reset();
  if (!m_run) {
    auto begun = begin(store);
    if (!begun.ok() || !*begun) return begun;
  }
  if (m_run->at < m_run->logs.size()) {
    const auto& log = m_run->logs[m_run->at];
    auto piece = store::verify_piece(store, log, bytes_max, &m_run->marks[log.id]);
    if (!piece.ok()) return piece.error();
    m_run->done += piece->ops;
    if (piece->fault && !m_run->fault) m_run->fault = piece->fault;
    if (piece->ops == 0 || piece->fault) ++m_run->at;
    return true;
  }
  auto finished = finish(store, now_ms);
  if (!finished.ok()) return finished.error();
  return m_full_wanted;
}

Result<AuditStanding> AuditWatch::standing(store::LogStore& store) const {
  auto kept = read_kept(store);
  if (!kept.ok()) return kept.error();
  auto end = store.feed_end();
  if (!end.ok()) return end.error();
  auto standing = kept->standing;
  standing.waiting = *end > kept->position ? *end - kept->position : 0;
  standing.running = m_run.has_value() || m_full_wanted;
  if (m_run) {
    standing.done = m_run->done;
    standing.of = m_run->of;
  }
  return standing;
}

}  // namespace jiujin::sync::county
