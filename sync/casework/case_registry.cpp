#include "sync/casework/case_registry.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "forms/catalogue/catalogue.h"
#include "localization/formats.h"
#include "sync/base/hex.h"
#include "sync/casework/draft.h"
#include "sync/casework/states.h"

namespace jiujin::sync::casework {
namespace {

constexpr std::string_view kFoldPrefix = "fold/";
constexpr std::string_view kMarksRow = "fold-marks";
constexpr std::size_t kReadBytes = 1 << 20;

using Row = std::pair<std::string, std::optional<base::Bytes>>;

std::string fold_key(const std::string& id) {
  return std::string(kFoldPrefix) + id;
}

// Of an applicant_key; "" when there is no number.
std::string last_four(const std::string& key) {
  return key.size() > 5 && key[key.size() - 5] == ' ' ? key.substr(key.size() - 4) : "";
}

// A day as lines are held against it, a hundred thousand times.
struct Day {
  std::string iso;
  std::int64_t from_ms, until_ms;  // at the station's place

  explicit Day(std::chrono::sys_days day) : iso(localization::iso_date(day)) {
    const auto begins =
        std::chrono::sys_time<std::chrono::milliseconds>(day) - localization::kShanghai.offset;
    from_ms = begins.time_since_epoch().count();
    until_ms = from_ms + std::chrono::milliseconds(std::chrono::days(1)).count();
  }
};

bool in_place(const CaseSummary& line, Place place, const Day& day) {
  switch (place) {
    case Place::kToday:
      return line.submitted_on == day.iso ||
             (line.changed_ms >= day.from_ms && line.changed_ms < day.until_ms);
    case Place::kDrafts:
      return line.draft || line.state == CaseState::kDraft;
    case Place::kCorrections:
      return line.state == CaseState::kAwaitingCorrection;
    case Place::kInProgress:
      return is_in_progress(line.state);
    case Place::kAwaitingDelivery:
      return line.state == CaseState::kAwaitingDelivery || line.state == CaseState::kDispatched ||
             line.state == CaseState::kReturned;
    case Place::kAll:
      return true;
  }
  return false;
}

// How far the logs had been read when the kept summaries were made.
base::Bytes encode_marks(std::uint64_t feed, base::BytesView rewinds,
                         const std::map<base::IncarnationId, std::uint64_t>& seqs) {
  nlohmann::json json = {
      {"feed", feed}, {"rewinds", base::to_hex(rewinds)}, {"logs", nlohmann::json::object()}};
  for (const auto& [incarnation, seq] : seqs) json["logs"][incarnation.hex()] = seq;
  return json.dump();
}

bool decode_marks(base::BytesView bytes, std::uint64_t* feed, base::Bytes* rewinds,
                  std::map<base::IncarnationId, std::uint64_t>* seqs) try {
  const auto json = nlohmann::json::parse(bytes);
  *feed = json.at("feed").get<std::uint64_t>();
  auto kept = base::from_hex(json.value("rewinds", ""));
  if (!kept) return false;
  *rewinds = std::move(*kept);
  for (const auto& [hex, seq] : json.at("logs").items()) {
    const auto id = base::IncarnationId::from_hex(hex);
    if (id) (*seqs)[*id] = seq.get<std::uint64_t>();
  }
  return true;
} catch (const nlohmann::json::exception&) {
  return false;
}

CaseSummary summary_of_draft(const Draft& draft, const forms::catalogue::Item* item) {
  Case c;
  c.item = draft.item;
  c.applicant = draft.applicant;
  c.division = draft.division;
  c.channel = draft.channel;
  c.owner = draft.owner;
  c.materials = draft.materials;
  c.delivery_mode = draft.delivery.mode;
  CaseSummary line = summarise(c, item);
  line.id = draft.id;
  line.draft = true;
  line.joint_group = draft.joint ? draft.joint->group : "";
  line.started_ms = draft.created_ms;
  line.changed_ms = draft.changed_ms;
  return line;
}

bool passes(const CaseSummary& line, const CaseFilter& filter, const Day& day) {
  if (!in_place(line, filter.place, day)) return false;
  if (!line.division.starts_with(filter.division)) return false;
  if (!filter.owner.empty() && line.owner != filter.owner) return false;
  if (!filter.handler.empty() && line.handler != filter.handler) return false;
  if (!filter.item.empty() && line.item != filter.item) return false;
  return filter.states.empty() ||
         std::find(filter.states.begin(), filter.states.end(), line.state) != filter.states.end();
}

}  // namespace

CaseRegistry::CaseRegistry(store::LogStore& store, FoldContext context,
                           std::string catalogue_version, OpSources sources)
    : m_store(store),
      m_context(std::move(context)),
      m_catalogue_version(std::move(catalogue_version)),
      m_sources(sources) {}

void CaseRegistry::set_context(FoldContext context, std::string catalogue_version) {
  const std::string before = stamp();
  m_context = std::move(context);
  m_catalogue_version = std::move(catalogue_version);
  m_counter.reset();
  if (stamp() != before) m_loaded = false;
}

std::string CaseRegistry::stamp() const {
  return std::to_string(kFoldVersion) + "|" + m_catalogue_version + "|" +
         (m_context.calendar ? m_context.calendar->version() : "");
}

Result<void> CaseRegistry::load_rows() {
  m_feed_seen = 0;
  m_seq_seen.clear();
  m_cases.clear();
  m_by_number.clear();
  m_by_applicant.clear();
  m_unkept.clear();
  m_rewinds.clear();
  m_changes = {true, {}};
  const std::string now = stamp();
  auto marks = m_store.row(kMarksRow);
  if (!marks) return marks.error();
  // Without marks nothing tells which rows are stale: all ops are read again.
  const bool usable = *marks && decode_marks(**marks, &m_feed_seen, &m_rewinds, &m_seq_seen);
  bool stale = !usable;
  // In pieces, by the first two digits of the id: the rows of all cases at once may be much memory.
  for (int piece = 0; piece < 256; ++piece) {
    auto rows = m_store.rows(fold_key(base::to_hex(std::string(1, static_cast<char>(piece)))));
    if (!rows) return rows.error();
    for (const auto& [key, bytes] : *rows) {
      auto line = decode_summary(bytes, now);
      if (line) {
        put_line(std::move(*line));
      } else {
        stale = true;
      }
    }
  }
  if (stale) {
    m_feed_seen = 0;
    m_seq_seen.clear();
  }
  m_loaded = true;
  return {};
}

// Positions were taken back and perhaps given to other ops: what was read of the feed says nothing
// any more, and any case may stand in another order now.
Result<void> CaseRegistry::notice_rewind() {
  auto row = m_store.row(store::kRewindsRow);
  if (!row) return row.error();
  const base::Bytes now = row->value_or("");
  if (now == m_rewinds) return {};
  m_rewinds = now;
  m_feed_seen = 0;
  m_seq_seen.clear();
  return {};
}

void CaseRegistry::put_line(CaseSummary summary) {
  const std::string id = summary.id;
  Line& line = m_cases[id];
  const auto forget = [&id](auto& index, const std::string& key) {
    const auto [first, last] = index.equal_range(key);
    for (auto at = first; at != last;) at = at->second == id ? index.erase(at) : std::next(at);
  };
  const auto note = [&id](auto& index, const std::string& key) {
    if (!key.empty()) index.emplace(key, id);
  };
  forget(m_by_number, line.summary.number);
  forget(m_by_number, line.summary.receipt);
  forget(m_by_applicant, last_four(line.summary.applicant_key));
  note(m_by_number, summary.number);
  note(m_by_number, summary.receipt);
  note(m_by_applicant, last_four(summary.applicant_key));
  line.applicant = localization::search_text(summary.applicant_key);
  line.summary = std::move(summary);
}

Result<void> CaseRegistry::load_drafts() {
  auto rows = m_store.rows(kDraftPrefix);
  if (!rows) return rows.error();
  std::map<std::string, Line> drafts;
  for (const auto& [key, bytes] : *rows) {
    auto draft = decode_draft(bytes);
    if (!draft) continue;  // written by a newer version: left as it is, not shown
    const auto* item = m_context.item ? m_context.item(draft->item, draft->item_version) : nullptr;
    Line& line = drafts[draft->id];
    line.summary = summary_of_draft(*draft, item);
    line.applicant = localization::search_text(line.summary.applicant_key);
  }
  m_drafts = std::move(drafts);
  return {};
}

Result<void> CaseRegistry::read_feed(std::set<base::CaseId>* changed) {
  auto end = m_store.feed_end();
  if (!end) return end.error();
  const auto note = [&](const oplog::StoredOp& op) {
    if (auto header = oplog::decode_header(op.header)) changed->insert(header->case_id);
    return false;  // only the names are wanted
  };
  while (m_feed_seen < *end) {
    std::uint64_t scanned = m_feed_seen;
    auto entries = m_store.feed_after(m_feed_seen, kReadBytes, note, &scanned);
    if (!entries) return entries.error();
    if (scanned <= m_feed_seen) break;
    m_feed_seen = scanned;
  }
  return {};
}

Result<void> CaseRegistry::read_own_logs(std::set<base::CaseId>* changed) {
  auto incarnations = m_store.incarnations();
  if (!incarnations) return incarnations.error();
  for (const store::Incarnation& incarnation : *incarnations) {
    auto head = m_store.head(incarnation.id);
    if (!head) return head.error();
    std::uint64_t& seen = m_seq_seen[incarnation.id];
    while (seen < head->seq) {
      auto ops = m_store.ops_after(incarnation.id, seen, kReadBytes);
      if (!ops) return ops.error();
      if (ops->empty()) break;
      for (const oplog::StoredOp& op : *ops)
        if (auto header = oplog::decode_header(op.header)) changed->insert(header->case_id);
      seen = ops->back().address.seq;
    }
  }
  return {};
}

Result<std::set<base::CaseId>> CaseRegistry::changed_cases() {
  std::set<base::CaseId> changed;
  if (auto noticed = notice_rewind(); !noticed) return noticed.error();
  if (auto read = read_feed(&changed); !read) return read.error();
  if (m_sources == OpSources::kFeedAndLogs) {
    if (auto read = read_own_logs(&changed); !read) return read.error();
  }
  changed.erase(base::CaseId{});
  return changed;
}

Result<Case> CaseRegistry::fold(const base::CaseId& id, std::chrono::sys_days today,
                                std::uint64_t* waiting_bytes) {
  auto ops = m_store.ops_of_case(id);
  if (!ops) return ops.error();
  // The zero id names the ops about no case: staff, stations, catalogue.
  if (ops->empty() || id.is_zero())
    return Error{ErrorCode::kNotFound, "case " + id.hex(), "no such case here"};
  FoldContext context = m_context;
  context.as_of = today;
  for (const oplog::StoredOp& op : *ops)
    if (op.county_position == 0) *waiting_bytes += op.header.size() + op.body.size();
  ++m_folds;
  return fold_case(*ops, context);
}

// An op of ours that the county holds in its log, though not yet in the feed we have read.
Result<void> CaseRegistry::mark_sent(Case* c) {
  std::map<base::IncarnationId, std::uint64_t> committed;
  for (TimelineEntry& entry : c->timeline) {
    if (entry.transit != Transit::kWaiting) continue;
    const base::IncarnationId& log = entry.op.incarnation;
    if (!committed.contains(log)) {
      auto known = m_store.acknowledgement(log);
      if (!known) return known.error();
      committed[log] = known->committed_seq;
    }
    if (entry.op.seq <= committed[log]) entry.transit = Transit::kSent;
  }
  return {};
}

Result<Case> CaseRegistry::load(const base::CaseId& id, std::chrono::sys_days today) {
  std::uint64_t waiting_bytes = 0;
  auto folded = fold(id, today, &waiting_bytes);
  if (!folded) return folded.error();
  if (auto marked = mark_sent(&*folded); !marked) return marked.error();
  return folded;
}

Result<void> CaseRegistry::refresh(std::span<const base::CaseId> ids, std::chrono::sys_days today) {
  if (!m_loaded)
    if (auto loaded = load_rows(); !loaded) return loaded.error();
  for (const base::CaseId& id : ids) {
    std::uint64_t waiting_bytes = 0;
    auto folded = fold(id, today, &waiting_bytes);
    if (!folded) return folded.error();
    const auto* item =
        m_context.item ? m_context.item(folded->item, folded->item_version) : nullptr;
    CaseSummary line = summarise(*folded, item);
    line.waiting_bytes = waiting_bytes;
    m_unkept.insert(line.id);
    if (!m_changes.all) m_changes.ids.push_back(line.id);
    put_line(std::move(line));
  }
  return keep_rows();
}

// Marks and rows in one transaction: marks never speak of a row that is older than they are.
Result<void> CaseRegistry::keep_rows() {
  std::vector<Row> rows;
  for (const std::string& id : m_unkept)
    rows.emplace_back(fold_key(id), encode_summary(m_cases.at(id).summary, stamp()));
  rows.emplace_back(std::string(kMarksRow), encode_marks(m_feed_seen, m_rewinds, m_seq_seen));
  auto written = m_store.write_rows(rows);
  if (written) {
    m_unkept.clear();
    return {};
  }
  // No room, or somebody else is writing: the next reading tries again.
  const ErrorCode code = written.error().code;
  const bool passing =
      code == ErrorCode::kDiskFull || code == ErrorCode::kBusy || code == ErrorCode::kIo;
  return passing ? Result<void>() : written;
}

Result<void> CaseRegistry::catch_up(std::chrono::sys_days today) {
  const auto counter = m_store.change_counter();
  if (!counter) return counter.error();
  if (m_loaded && m_counter == *counter) return {};
  if (!m_loaded)
    if (auto loaded = load_rows(); !loaded) return loaded.error();
  auto changed = changed_cases();
  if (!changed) return changed.error();
  if (!changed->empty()) {
    const std::vector<base::CaseId> ids(changed->begin(), changed->end());
    if (auto refreshed = refresh(ids, today); !refreshed) {
      m_loaded = false;  // the marks moved, the summaries did not: begin again
      return refreshed.error();
    }
  } else if (!m_unkept.empty()) {
    if (auto kept = keep_rows(); !kept) return kept.error();
  }
  if (auto drafts = load_drafts(); !drafts) return drafts.error();
  m_counter = *counter;
  return {};
}

RegistryChanges CaseRegistry::take_changes() { return std::exchange(m_changes, {}); }

const CaseSummary* CaseRegistry::line(const std::string& id) const {
  const auto found = m_cases.find(id);
  return found == m_cases.end() ? nullptr : &found->second.summary;
}

void CaseRegistry::each_line(const std::function<void(const CaseSummary&)>& visit) const {
  for (const auto& [id, line] : m_cases) visit(line.summary);
}

bool CaseRegistry::matches(const std::string& id, CaseSearch& search) const {
  const auto found = m_cases.find(id);
  return found != m_cases.end() && rank(found->second, search).has_value();
}

std::vector<std::string> CaseRegistry::same_applicant(const Person& applicant) const {
  std::vector<std::string> ids;
  const auto [first, last] = m_by_applicant.equal_range(last_four(applicant_key(applicant)));
  for (auto at = first; at != last; ++at) ids.push_back(at->second);
  return ids;
}

Result<std::optional<base::CaseId>> CaseRegistry::find(std::string_view text,
                                                       std::string_view query_code) {
  std::set<const CaseSummary*> found;
  const std::string wanted(text);
  if (const CaseSummary* named = line(wanted)) found.insert(named);
  const auto [first, last] = m_by_number.equal_range(wanted);
  for (auto at = first; at != last; ++at) found.insert(line(at->second));
  std::optional<base::CaseId> result;
  for (const CaseSummary* s : found) {
    if (!query_code.empty() && s->query_code != query_code) continue;
    if (result)
      return Error{ErrorCode::kConflict, std::string(text), "two cases; give the query code"};
    auto id = base::CaseId::from_hex(s->id);
    if (!id) return id.error();
    result = *id;
  }
  return result;
}

std::optional<localization::MatchRank> CaseRegistry::rank(const Line& line, CaseSearch& search) {
  using localization::MatchRank;
  const CaseSummary& s = line.summary;
  const std::string& text = search.m_text;
  if (text == s.receipt || text == s.number) return MatchRank::kExact;
  if (s.number.find(text) != std::string::npos || s.receipt.find(text) != std::string::npos)
    return MatchRank::kContains;
  if (s.item == text) return MatchRank::kPrefix;
  const std::string& name = s.item_name.chinese();
  auto item = search.m_items.find(name);
  if (item == search.m_items.end())
    item =
        search.m_items.emplace(name, search.m_query.match(localization::search_text(name))).first;
  const auto applicant = search.m_query.match(line.applicant);
  if (!applicant || !item->second) return applicant ? applicant : item->second;
  return std::min(*applicant, *item->second);
}

Result<CaseList> CaseRegistry::list(const CaseFilter& filter, std::chrono::sys_days today) {
  if (auto read = catch_up(today); !read) return read.error();
  struct Hit {
    const CaseSummary* line;
    int rank;
  };
  std::vector<Hit> hits;
  CaseSearch search(filter.text);
  const Day day(today);
  for (const auto* lines : {&m_drafts, &m_cases})
    for (const auto& [id, line] : *lines) {
      if (!passes(line.summary, filter, day)) continue;
      int score = 0;
      if (!filter.text.empty()) {
        const auto matched = rank(line, search);
        if (!matched) continue;
        score = static_cast<int>(*matched);
      }
      hits.push_back({&line.summary, score});
    }
  CaseList list;
  list.total = hits.size();
  const std::size_t from = std::min(filter.offset, hits.size());
  const std::size_t to = filter.limit ? std::min(from + filter.limit, hits.size()) : hits.size();
  const auto end = hits.begin() + static_cast<std::ptrdiff_t>(to);
  std::partial_sort(hits.begin(), end, hits.end(), [](const Hit& a, const Hit& b) {
    if (a.rank != b.rank) return a.rank < b.rank;
    if (a.line->changed_ms != b.line->changed_ms) return a.line->changed_ms > b.line->changed_ms;
    return a.line->id < b.line->id;
  });
  list.lines.reserve(to - from);
  for (std::size_t i = from; i < to; ++i) list.lines.push_back(*hits[i].line);
  return list;
}

Result<PlaceCounts> CaseRegistry::counts(std::chrono::sys_days today) {
  if (auto read = catch_up(today); !read) return read.error();
  PlaceCounts counts;
  const Day day(today);
  for (const auto* lines : {&m_drafts, &m_cases})
    for (const auto& [id, line] : *lines) {
      const CaseSummary& s = line.summary;
      counts.today += in_place(s, Place::kToday, day);
      counts.drafts += in_place(s, Place::kDrafts, day);
      counts.corrections += in_place(s, Place::kCorrections, day);
      counts.in_progress += in_place(s, Place::kInProgress, day);
      counts.awaiting_delivery += in_place(s, Place::kAwaitingDelivery, day);
      ++counts.all;
    }
  return counts;
}

bool in_place(const CaseSummary& line, Place place, std::chrono::sys_days today) {
  return in_place(line, place, Day(today));
}

}  // namespace jiujin::sync::casework
