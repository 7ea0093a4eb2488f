#include "sync/wire/serve_exchange.h"

#include <algorithm>
#include <map>
#include <memory>

#include "sync/base/planted.h"
#include "sync/engine/county_exchange.h"
#include "sync/oplog/chain.h"
#include "sync/wire/citations.h"
#include "sync/wire/county_files.h"

namespace jiujin::sync::wire {

namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
// What may be lost, and held back from others, by one commit.
constexpr std::uint64_t kGroupBytesMax = 4 * 1024 * 1024;
constexpr std::chrono::milliseconds kGroupTimeMax{250};
// What of the feed is read at once where it costs next to nothing on the line.
constexpr std::size_t kFeedEntriesMax = 16 * 1024;
// How much of a broken request is still read, so that the answer is not lost to a reset.
constexpr std::uint64_t kDrainBytesMax = 1024 * 1024;

// Drives one CountyExchange with a store and a policy.
class Server {
 public:
  Server(store::LogStore& store, CountyPolicy& policy, const CountyIdentity& county,
         const ServeOptions& options)
      : m_store(store),
        m_policy(policy),
        m_county(county),
        m_options(options),
        m_keys(store),
        m_files(
            store, [this](const base::IncarnationId& id) { return is_speakers(id); },
            [this](const oplog::StoredOp& op) { return m_policy.wanted(op, m_speaker->station); }),
        m_exchange(
            {county.incarnation, options.now_ms, options.answer_bytes_max, options.retry_after,
             options.by_stick},
            county.sign, [this](const base::CaseId& id) { return m_keys.key(id); },
            {[this](const oplog::StoredOp& op) { return reader_holds_key(op); },
             [this](const base::IncarnationId& id) { return suite_of(id); },
             [this](const base::IncarnationId& id) { return is_county(id); }}) {}

  Result<ServeReport> run(const ServeLine& line);

 private:
  Result<void> read(const ServeLine& line);
  Result<void> drain(const ServeLine& line);
  Result<void> write_answer(const ServeLine& line);
  Result<void> write_ready(const ServeLine& line);
  // What the engine asks for; false once it is served.
  bool pump();
  std::chrono::milliseconds now() const {
    return m_options.mono ? m_options.mono() : std::chrono::milliseconds(0);
  }

  bool open_group();
  Result<void> close_group();
  bool group_is_full() const;

  void answer(const engine::FindSpeaker& ask);
  void answer(const engine::CheckTail& ask);
  void answer(const engine::Bind& ask);
  void answer(const engine::FindHash& ask);
  void answer(const engine::CommitOps& ask);
  void answer(const engine::FindFile& ask);
  void answer(const engine::TakeFilePart& ask);
  void answer(const engine::TakeCopy& ask);
  void answer(const engine::MakeDurable& ask);
  void answer(const engine::LookFeed& ask);
  void answer(const engine::NeedAcknowledgements& ask);
  void answer(const engine::NeedFeed& ask);
  void answer(const engine::NeedFile& ask);
  void answer(const engine::Served& end);

  Result<void> learn_logs();
  Result<void> read_feed(const engine::NeedFeed& ask, std::uint64_t end, engine::FeedPage& page);
  std::uint8_t suite_of(const base::IncarnationId& id) const;
  // tail_check of the op at this position; nothing: none stands there.
  Result<std::optional<bundle::HashCheck>> tail_at(std::uint64_t position);
  bool is_speakers(const base::IncarnationId& id) const;
  bool is_county(const base::IncarnationId& id) const;
  bool reader_holds_key(const oplog::StoredOp& op);
  void take_part(const bundle::FilePart& part, const base::Bytes& bytes);

  store::LogStore& m_store;
  CountyPolicy& m_policy;
  const CountyIdentity& m_county;
  const ServeOptions& m_options;
  StoredCaseKeys m_keys;
  CountyFiles m_files;
  engine::CountyExchange m_exchange;
  std::map<base::IncarnationId, store::Incarnation> m_logs;
  base::IncarnationId m_county_log;  // the newest of the county's own
  std::optional<StationStanding> m_standing;
  std::optional<engine::Speaker> m_speaker;
  bool m_served = false;
  bool m_answer_written = false;
  bool m_group_open = false;
  std::uint64_t m_group_bytes = 0;
  std::chrono::milliseconds m_group_began{0};
  std::vector<oplog::StoredOp> m_told_ops;    // of the open group
  std::vector<store::FileInfo> m_told_files;  // of the open group
  std::uint64_t m_looked_to = 0;  // behind here nothing in the feed is new to the speaker
  std::optional<Error> m_own_fault;
  ServeReport m_report;
};

bool Server::pump() {
  while (auto output = m_exchange.poll(now())) {
    std::visit([this](const auto& ask) { answer(ask); }, *output);
    if (m_exchange.request_ended()) break;  // the answer goes out piece by piece
  }
  return !m_served;
}

Result<ServeReport> Server::run(const ServeLine& line) {
  const store::GroupGuard guard(m_store);
  auto logs = learn_logs();
  if (!logs) return logs.error();
  auto read_all = read(line);
  if (!read_all) {
    // The line broke; whatever was committed stays. There is nobody to answer.
    m_report.fault = read_all.error();
    return m_report;
  }
  auto written = write_answer(line);
  if (!written) return written.error();
  if (m_own_fault) return *m_own_fault;
  return m_report;
}

Result<void> Server::read(const ServeLine& line) {
  const auto buffer = std::make_unique_for_overwrite<char[]>(kReadBytes);
  while (!m_exchange.request_ended()) {
    auto size = line.read(buffer.get(), kReadBytes);
    if (!size) {
      m_exchange.line_broke();
      while (pump()) {
      }
      return size.error();
    }
    m_report.request_bytes += *size;
    if (*size == 0) {
      m_exchange.end_request();
    } else {
      m_exchange.receive({buffer.get(), *size});
    }
    pump();
    if (m_exchange.request_ended()) break;
    auto told = write_ready(line);
    if (!told) return told;
    if (m_group_open && (group_is_full() || (line.ready && !line.ready()))) {
      auto closed = close_group();
      if (!closed) m_exchange.failed(closed.error());
    }
  }
  if (m_exchange.request_complete()) return {};
  // What was verified before the fault stays, and nobody waits for a slow stranger's rest.
  auto closed = close_group();
  return closed ? drain(line) : closed;
}

// What is said while the request still travels.
Result<void> Server::write_ready(const ServeLine& line) {
  const base::Bytes bytes = m_exchange.take();
  if (bytes.empty()) return {};
  m_report.answer_bytes += bytes.size();
  auto written = line.write(bytes);
  return written && line.flush ? line.flush() : written;
}

Result<void> Server::drain(const ServeLine& line) {
  // Answered first: a station that reads while it sends stops at our END.
  auto written = write_answer(line);
  if (written && line.flush) written = line.flush();
  if (!written) return written;
  base::Bytes buffer(kReadBytes, '\0');
  for (std::uint64_t total = 0; total < kDrainBytesMax;) {
    auto size = line.read(buffer.data(), buffer.size());
    if (!size) return {};
    if (*size == 0) break;
    total += *size;
    m_report.request_bytes += *size;
  }
  return {};
}

Result<void> Server::write_answer(const ServeLine& line) {
  if (std::exchange(m_answer_written, true)) return {};
  for (bool more = true; more;) {
    more = !m_served && pump();
    const base::Bytes bytes = m_exchange.take();
    m_report.answer_bytes += bytes.size();
    if (bytes.empty()) continue;
    auto written = line.write(bytes);
    if (!written) return written.error();
  }
  return {};
}

// --- groups ---

bool Server::open_group() {
  if (m_group_open) return true;
  auto begun = m_store.begin_group();
  if (!begun) {
    m_exchange.failed(begun.error());
    return false;
  }
  m_group_open = true;
  m_group_bytes = 0;
  m_group_began = now();
  return true;
}

bool Server::group_is_full() const {
  return m_group_bytes >= kGroupBytesMax || now() - m_group_began >= kGroupTimeMax;
}

Result<void> Server::close_group() {
  if (!m_group_open) return {};
  m_group_open = false;
  const auto ops = std::exchange(m_told_ops, {});
  const auto files = std::exchange(m_told_files, {});
  auto committed = m_store.commit_group();
  if (!committed) return committed;
  ++m_report.commits;
  m_report.ops_committed += ops.size();
  if (!ops.empty()) m_policy.ops_committed(m_speaker->station, ops);
  for (const auto& file : files) m_policy.file_completed(m_speaker->station, file);
  return {};
}

void Server::answer(const engine::MakeDurable&) {
  if (planted(base::Planted::kAckBeforeCommit)) return m_exchange.durable({});
  m_exchange.durable(close_group());
}

Result<void> Server::learn_logs() {
  auto logs = m_store.incarnations();
  if (!logs) return logs.error();
  for (auto& log : *logs) {
    if (log.owner.is_zero()) m_county_log = log.id;
    m_logs.emplace(log.id, log);
  }
  return {};
}

std::uint8_t Server::suite_of(const base::IncarnationId& id) const {
  const auto found = m_logs.find(id);
  return found == m_logs.end() ? std::uint8_t{0} : found->second.suite;
}

bool Server::is_county(const base::IncarnationId& id) const {
  const auto found = m_logs.find(id);
  return found != m_logs.end() && found->second.owner.is_zero();
}

bool Server::is_speakers(const base::IncarnationId& id) const {
  if (!m_speaker) return false;
  if (id == m_speaker->log.id) return true;
  const auto found = m_logs.find(id);
  return found != m_logs.end() && found->second.owner == m_speaker->station;
}

// Certain only of cases that the reader itself opened: of others it may have seen the beginning
// before its scope grew to hold them.
bool Server::reader_holds_key(const oplog::StoredOp& op) {
  auto header = oplog::decode_header(op.header);
  if (!header) return false;
  if (header->case_id.is_zero() || header->type == oplog::kCaseOpenedType) return true;
  auto opener = m_keys.opener(header->case_id);
  if (!opener || !*opener) return false;
  if ((*opener)->by == m_speaker->log.id) return true;
  // Of another life of the same station: held when it came down the feed before this op.
  return is_speakers((*opener)->by) && (*opener)->position < op.county_position;
}

void Server::answer(const engine::FindSpeaker& ask) {
  auto found = m_policy.find_station(ask.incarnation);
  if (!found) return m_exchange.failed(found.error());
  if (!*found) return m_exchange.speaker(std::nullopt);
  m_standing = std::move(**found);
  const StationStanding& standing = *m_standing;
  auto added = m_store.add_incarnation(standing.incarnation);
  if (!added) return m_exchange.failed(added.error());
  m_logs.insert_or_assign(standing.incarnation.id, standing.incarnation);
  auto head = m_store.head(ask.incarnation);
  if (!head) return m_exchange.failed(head.error());
  m_speaker = {standing.station, standing.incarnation, head->seq,    standing.suspended,
               standing.reason,  standing.ended,       standing.wipe};
  m_report.station = standing.station;
  m_exchange.speaker(m_speaker);
}

Result<std::optional<bundle::HashCheck>> Server::tail_at(std::uint64_t position) {
  std::uint64_t scanned = 0;
  auto page = m_store.feed_after(
      position - 1, 1, [](const auto&) { return true; }, &scanned);
  if (!page) return page.error();
  if (page->empty() || page->front().position != position) {
    return std::optional<bundle::HashCheck>();
  }
  return std::optional<bundle::HashCheck>(bundle::tail_check(page->front().address, m_county_log));
}

void Server::answer(const engine::CheckTail& ask) {
  auto tail = tail_at(ask.position);
  if (!tail) return m_exchange.failed(tail.error());
  m_exchange.tail(*tail && **tail == ask.check);
}

void Server::answer(const engine::Bind& ask) {
  auto bound = m_policy.bind(*m_standing, ask.reborn);
  if (bound) {
    auto logs = learn_logs();
    if (!logs) return m_exchange.failed(logs.error());
  }
  m_exchange.bound(std::move(bound));
}

void Server::answer(const engine::FindHash& ask) {
  auto op = m_store.find_op({m_speaker->log.id, ask.seq});
  if (!op) return m_exchange.failed(op.error());
  m_exchange.hash(*op ? std::optional<base::Digest>((*op)->hash) : std::nullopt);
}

void Server::answer(const engine::CommitOps& ask) {
  if (!open_group()) return;
  auto cited = m_files.record_citations(ask.ops);
  if (!cited) return m_exchange.failed(cited.error());
  const std::uint64_t before = m_speaker->held_seq;
  auto head = m_store.receive_ops(m_speaker->log.id, ask.ops);
  if (head) {
    for (const auto& op : ask.ops) {
      m_group_bytes += op.header.size() + op.body.size();
      if (op.address.seq > before) m_told_ops.push_back(op);
    }
    m_speaker->held_seq = std::max(before, head->seq);
  }
  m_exchange.ops_committed(std::move(head));
}

void Server::answer(const engine::FindFile& ask) {
  auto standing = m_files.standing_of(ask.hash);
  if (!standing) return m_exchange.failed(standing.error());
  m_exchange.file(*standing);
}

void Server::answer(const engine::TakeFilePart& ask) {
  take_part(ask.part, ask.part.bytes);
}

void Server::take_part(const bundle::FilePart& part, const base::Bytes& bytes) {
  if (!open_group()) return;
  auto progress = m_store.put_file_part(part.hash, part.size, part.media_type, part.offset, bytes);
  if (progress) {
    m_group_bytes += bytes.size();
    m_report.file_bytes_committed += bytes.size();
    if (progress->held == part.size) {
      m_told_files.push_back({part.hash, part.size, part.media_type, true});
    }
  }
  m_exchange.part_committed(std::move(progress));
}

void Server::answer(const engine::TakeCopy& ask) {
  const bundle::Copy& copy = ask.copy;
  auto bytes = m_files.assemble(copy);
  if (!bytes) {
    if (bytes.error().code != ErrorCode::kNotFound) return m_exchange.failed(bytes.error());
    return m_exchange.part_committed(bytes.error());
  }
  take_part({copy.hash, copy.size, copy.media_type, copy.offset, {}}, *bytes);
}

void Server::answer(const engine::NeedAcknowledgements&) {
  std::vector<bundle::LogHeld> held;
  for (const auto& [id, log] : m_logs) {
    if (!is_speakers(id)) continue;
    auto head = m_store.head(id);
    auto known = m_store.acknowledgement(id);
    if (!head) return m_exchange.failed(head.error());
    if (!known) return m_exchange.failed(known.error());
    held.push_back(
        {id, head->seq, std::min(head->seq, known->backed_up_seq), bundle::check_of(head->hash)});
  }
  m_exchange.acknowledgements(std::move(held));
}

void Server::answer(const engine::LookFeed& ask) {
  const auto news = [this](const oplog::StoredOp& op) {
    return !is_speakers(op.address.incarnation) && m_policy.wanted(op, m_speaker->station);
  };
  std::uint64_t scanned = 0;
  m_looked_to = std::max(m_looked_to, ask.after);
  auto entries = m_store.feed_after(m_looked_to, 1, news, &scanned);
  if (!entries) return m_exchange.failed(entries.error());
  if (entries->empty()) m_looked_to = scanned;
  m_exchange.feed_news(!entries->empty());
}

// The speaker's own ops are only named, and thousands of them fit where a few others do.
Result<void> Server::read_feed(const engine::NeedFeed& ask, std::uint64_t end,
                               engine::FeedPage& page) {
  const auto wanted = [this](const oplog::StoredOp& op) {
    return is_speakers(op.address.incarnation) || m_policy.wanted(op, m_speaker->station);
  };
  page.scanned = ask.after;
  for (std::size_t bytes = 0; bytes < ask.bytes_max && page.entries.size() < kFeedEntriesMax;) {
    const std::uint64_t after = page.scanned;
    auto entries = m_store.feed_after(after, ask.bytes_max - bytes, wanted, &page.scanned);
    if (!entries) return entries.error();
    for (auto& entry : *entries) {
      const auto& [log, seq] = entry.address;
      if (log == m_speaker->log.id && seq <= ask.speaker_holds) {
        entry.op.reset();
      } else {
        bytes += entry.op->header.size() + entry.op->body.size();
      }
      page.entries.push_back(std::move(entry));
    }
    if (page.scanned == after || page.scanned >= end) break;
  }
  page.more = page.scanned > ask.after && page.scanned < end;
  return {};
}

void Server::answer(const engine::NeedFeed& ask) {
  engine::FeedPage page;
  auto end = m_store.feed_end();
  auto head = m_store.head(m_county.incarnation.id);
  if (!end) return m_exchange.failed(end.error());
  if (!head) return m_exchange.failed(head.error());
  auto read = read_feed(ask, *end, page);
  if (!read) return m_exchange.failed(read.error());
  if (page.scanned > ask.after) {
    auto tail = tail_at(page.scanned);
    if (!tail) return m_exchange.failed(tail.error());
    if (*tail) page.tail = **tail;
  }
  page.county_head = *head;
  page.county_log = m_county_log;
  // What the county's own ops cite travels along; a file the reader sent itself it need not get.
  for (const auto& entry : page.entries) {
    if (!entry.op || !is_county(entry.address.incarnation)) continue;
    auto cited = m_files.record_citations({&*entry.op, 1});
    if (!cited) return m_exchange.failed(cited.error());
    for (const CitedFile& file : cited_files(entry.op->body)) {
      auto standing = m_files.standing_of(file.hash);
      if (!standing) return m_exchange.failed(standing.error());
      if (!standing->may_send) page.files.push_back(file.hash);
    }
  }
  m_report.feed_entries_sent += page.entries.size();
  m_exchange.feed(std::move(page));
}

void Server::answer(const engine::NeedFile& ask) {
  auto allowed = m_files.may_fetch(ask.hash);
  auto info = m_store.file_info(ask.hash);
  if (!allowed) return m_exchange.failed(allowed.error());
  if (!info) return m_exchange.failed(info.error());
  if (!*allowed || !*info || !(*info)->complete || ask.offset > (*info)->size) {
    return m_exchange.file_bytes(std::nullopt);
  }
  auto bytes = m_store.read_file(ask.hash, ask.offset, ask.bytes_max);
  if (!bytes) return m_exchange.failed(bytes.error());
  m_report.file_bytes_sent += bytes->size();
  m_exchange.file_bytes(engine::FileBytes{(*info)->size, (*info)->media_type, std::move(*bytes)});
}

void Server::answer(const engine::Served& end) {
  m_served = true;
  m_report.fault = end.fault;
  m_report.gap = end.gap;
  if (end.own_fault) m_own_fault = end.own_fault;
  if (end.notice) m_report.notice = std::string(bundle::notice_name(end.notice->code));
}

}  // namespace

Result<ServeReport> serve_exchange(store::LogStore& store, CountyPolicy& policy,
                                   const CountyIdentity& county, const ServeOptions& options,
                                   const ServeLine& line) {
  Server server(store, policy, county, options);
  return server.run(line);
}

}  // namespace jiujin::sync::wire
