#include "sync/wire/serve_exchange.h"

#include <algorithm>
#include <map>

#include "sync/engine/county_exchange.h"
#include "sync/oplog/chain.h"
#include "sync/wire/citations.h"

namespace jiujin::sync::wire {

namespace {

constexpr std::size_t kReadBytes = 32 * 1024;
// How much of a broken request is still read, so that the answer is not lost to a reset.
constexpr std::uint64_t kDrainBytesMax = 1024 * 1024;

using Rows = std::vector<std::pair<std::string, std::optional<base::Bytes>>>;

std::string citation_prefix(const base::ContentHash& hash) {
  return "cites/" + hash.hex() + "/";
}

// Drives one CountyExchange with a store and a policy.
class Server {
 public:
  Server(store::LogStore& store, CountyPolicy& policy, const CountyIdentity& county,
         const ServeOptions& options)
      : m_store(store),
        m_policy(policy),
        m_county(county),
        m_keys(store),
        m_exchange(
            {county.incarnation, options.now_ms, options.answer_bytes_max, options.retry_after},
            county.sign, [this](const base::CaseId& id) { return m_keys.key(id); },
            {[this](const oplog::StoredOp& op) { return reader_holds_key(op); },
             [this](const base::IncarnationId& id) { return suite_of(id); }}) {}

  Result<ServeReport> run(const ByteReader& reader, const ByteWriter& writer);

 private:
  Result<void> read(const ByteReader& reader);
  Result<void> drain(const ByteReader& reader);
  Result<void> write(const ByteWriter& writer);
  // What the engine asks for; false once it is served.
  bool pump();

  void answer(const engine::FindSpeaker& ask);
  void answer(const engine::CheckTail& ask);
  void answer(const engine::FindHash& ask);
  void answer(const engine::CommitOps& ask);
  void answer(const engine::FindFile& ask);
  void answer(const engine::TakeFilePart& ask);
  void answer(const engine::NeedAcknowledgements& ask);
  void answer(const engine::NeedFeed& ask);
  void answer(const engine::NeedFile& ask);
  void answer(const engine::Served& end);

  Result<void> learn_logs();
  std::uint8_t suite_of(const base::IncarnationId& id) const;
  bool is_speakers(const base::IncarnationId& id) const;
  bool reader_holds_key(const oplog::StoredOp& op);
  Result<void> record_citations(std::span<const oplog::StoredOp> ops);
  Result<engine::FileStanding> standing_of(const base::ContentHash& hash);
  Result<bool> may_fetch(const base::ContentHash& hash);

  store::LogStore& m_store;
  CountyPolicy& m_policy;
  const CountyIdentity& m_county;
  StoredCaseKeys m_keys;
  engine::CountyExchange m_exchange;
  std::map<base::IncarnationId, store::Incarnation> m_logs;
  std::optional<engine::Speaker> m_speaker;
  bool m_served = false;
  std::optional<Error> m_own_fault;
  ServeReport m_report;
};

bool Server::pump() {
  while (auto output = m_exchange.poll()) {
    std::visit([this](const auto& ask) { answer(ask); }, *output);
    if (m_exchange.request_ended()) break;  // the answer goes out piece by piece
  }
  return !m_served;
}

Result<ServeReport> Server::run(const ByteReader& reader, const ByteWriter& writer) {
  auto logs = learn_logs();
  if (!logs) return logs.error();
  auto read_all = read(reader);
  if (!read_all) {
    // The line broke; whatever was committed stays. There is nobody to answer.
    m_report.fault = read_all.error();
    return m_report;
  }
  auto written = write(writer);
  if (!written) return written.error();
  if (m_own_fault) return *m_own_fault;
  return m_report;
}

Result<void> Server::read(const ByteReader& reader) {
  base::Bytes buffer(kReadBytes, '\0');
  while (!m_exchange.request_ended()) {
    auto size = reader(buffer.data(), buffer.size());
    if (!size) return size.error();
    m_report.request_bytes += *size;
    if (*size == 0) {
      m_exchange.end_request();
    } else {
      m_exchange.receive(base::BytesView(buffer).substr(0, *size));
    }
    pump();
    if (*size == 0) return {};
  }
  return drain(reader);
}

Result<void> Server::drain(const ByteReader& reader) {
  base::Bytes buffer(kReadBytes, '\0');
  for (std::uint64_t total = 0; total < kDrainBytesMax;) {
    auto size = reader(buffer.data(), buffer.size());
    if (!size) return size.error();
    if (*size == 0) break;
    total += *size;
    m_report.request_bytes += *size;
  }
  return {};
}

Result<void> Server::write(const ByteWriter& writer) {
  for (bool more = true; more;) {
    more = pump();
    const base::Bytes bytes = m_exchange.take();
    m_report.answer_bytes += bytes.size();
    if (bytes.empty()) continue;
    auto written = writer(bytes);
    if (!written) return written.error();
  }
  return {};
}

Result<void> Server::learn_logs() {
  auto logs = m_store.incarnations();
  if (!logs) return logs.error();
  for (auto& log : *logs) m_logs.emplace(log.id, log);
  return {};
}

std::uint8_t Server::suite_of(const base::IncarnationId& id) const {
  const auto found = m_logs.find(id);
  return found == m_logs.end() ? std::uint8_t{0} : found->second.suite;
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
  return opener && *opener && is_speakers(**opener);
}

void Server::answer(const engine::FindSpeaker& ask) {
  auto found = m_policy.find_station(ask.incarnation);
  if (!found) return m_exchange.failed(found.error());
  if (!*found) return m_exchange.speaker(std::nullopt);
  StationStanding& standing = **found;
  auto added = m_store.add_incarnation(standing.incarnation);
  if (!added) return m_exchange.failed(added.error());
  m_logs.insert_or_assign(standing.incarnation.id, standing.incarnation);
  auto head = m_store.head(ask.incarnation);
  if (!head) return m_exchange.failed(head.error());
  m_speaker = engine::Speaker{standing.station, standing.incarnation, head->seq, standing.suspended,
                              standing.reason};
  m_report.station = standing.station;
  m_exchange.speaker(m_speaker);
}

void Server::answer(const engine::CheckTail& ask) {
  std::uint64_t scanned = 0;
  auto page = m_store.feed_after(
      ask.position - 1, 1, [](const auto&) { return true; }, &scanned);
  if (!page) return m_exchange.failed(page.error());
  m_exchange.tail(!page->empty() && page->front().position == ask.position &&
                  page->front().address == ask.address);
}

void Server::answer(const engine::FindHash& ask) {
  auto op = m_store.find_op({m_speaker->log.id, ask.seq});
  if (!op) return m_exchange.failed(op.error());
  m_exchange.hash(*op ? std::optional<base::Digest>((*op)->hash) : std::nullopt);
}

// Citations stand before the ops do: after a crash in between they are superfluous, never missing.
Result<void> Server::record_citations(std::span<const oplog::StoredOp> ops) {
  Rows rows;
  for (const oplog::StoredOp& op : ops) {
    const std::string address = op.address.incarnation.hex() + ":" + std::to_string(op.address.seq);
    for (const CitedFile& file : cited_files(op.body)) {
      rows.emplace_back(citation_prefix(file.hash) + address, std::to_string(file.size));
    }
  }
  if (rows.empty()) return {};
  return m_store.write_rows(rows);
}

void Server::answer(const engine::CommitOps& ask) {
  auto cited = record_citations(ask.ops);
  if (!cited) return m_exchange.failed(cited.error());
  const std::uint64_t before = m_speaker->held_seq;
  auto head = m_store.receive_ops(m_speaker->log.id, ask.ops);
  if (head) {
    std::span<const oplog::StoredOp> fresh(ask.ops);
    while (!fresh.empty() && fresh.front().address.seq <= before) fresh = fresh.subspan(1);
    m_speaker->held_seq = std::max(before, head->seq);
    m_report.ops_committed += fresh.size();
    if (!fresh.empty()) m_policy.ops_committed(m_speaker->station, fresh);
  }
  m_exchange.ops_committed(std::move(head));
}

Result<engine::FileStanding> Server::standing_of(const base::ContentHash& hash) {
  engine::FileStanding standing;
  const std::string prefix = citation_prefix(hash);
  auto citations = m_store.rows(prefix);
  if (!citations) return citations.error();
  for (const auto& [key, size] : *citations) {
    auto log = base::IncarnationId::from_hex(std::string_view(key).substr(prefix.size(), 32));
    if (!log || !is_speakers(*log)) continue;
    standing.may_send = true;
    standing.size = std::strtoull(size.c_str(), nullptr, 10);
  }
  auto info = m_store.file_info(hash);
  if (!info) return info.error();
  if (!*info || !standing.may_send) return standing;
  if ((*info)->complete) {
    standing.size = standing.held = (*info)->size;
    return standing;
  }
  // What came under another size than this station cites is nothing of this file for it.
  if ((*info)->size != standing.size) return standing;
  auto partial = m_store.incomplete_files();
  if (!partial) return partial.error();
  for (const auto& file : *partial) {
    if (file.hash == hash) standing.held = file.held;
  }
  return standing;
}

void Server::answer(const engine::FindFile& ask) {
  auto standing = standing_of(ask.hash);
  if (!standing) return m_exchange.failed(standing.error());
  m_exchange.file(*standing);
}

void Server::answer(const engine::TakeFilePart& ask) {
  const bundle::FilePart& part = ask.part;
  auto progress =
      m_store.put_file_part(part.hash, part.size, part.media_type, part.offset, part.bytes);
  if (progress) {
    m_report.file_bytes_committed += part.bytes.size();
    if (progress->held == part.size) {
      m_policy.file_completed(m_speaker->station, {part.hash, part.size, part.media_type, true});
    }
  }
  m_exchange.part_committed(std::move(progress));
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

void Server::answer(const engine::NeedFeed& ask) {
  engine::FeedPage page;
  const auto wanted = [this](const oplog::StoredOp& op) {
    return is_speakers(op.address.incarnation) || m_policy.wanted(op, m_speaker->station);
  };
  auto entries = m_store.feed_after(ask.after, ask.bytes_max, wanted, &page.scanned);
  auto end = m_store.feed_end();
  auto head = m_store.head(m_county.incarnation.id);
  if (!entries) return m_exchange.failed(entries.error());
  if (!end) return m_exchange.failed(end.error());
  if (!head) return m_exchange.failed(head.error());
  page.entries = std::move(*entries);
  page.county_head = *head;
  page.more = page.scanned > ask.after && page.scanned < *end;
  // What the county's own ops cite travels along; a file the reader sent itself it need not get.
  for (const auto& entry : page.entries) {
    if (!entry.op || entry.address.incarnation != m_county.incarnation.id) continue;
    auto cited = record_citations({&*entry.op, 1});
    if (!cited) return m_exchange.failed(cited.error());
    for (const CitedFile& file : cited_files(entry.op->body)) {
      auto standing = standing_of(file.hash);
      if (!standing) return m_exchange.failed(standing.error());
      if (!standing->may_send) page.files.push_back(file.hash);
    }
  }
  m_report.feed_entries_sent += page.entries.size();
  m_exchange.feed(std::move(page));
}

Result<bool> Server::may_fetch(const base::ContentHash& hash) {
  const std::string prefix = citation_prefix(hash);
  auto citations = m_store.rows(prefix);
  if (!citations) return citations.error();
  for (const auto& [key, size] : *citations) {
    const std::string_view address = std::string_view(key).substr(prefix.size());
    auto log = base::IncarnationId::from_hex(address.substr(0, 32));
    if (!log || address.size() < 34) continue;
    auto op = m_store.find_op(
        {*log, std::strtoull(std::string(address.substr(33)).c_str(), nullptr, 10)});
    if (!op) return op.error();
    if (!*op) continue;  // cited by an op that never got committed
    if (is_speakers(*log) || m_policy.wanted(**op, m_speaker->station)) return true;
  }
  return false;
}

void Server::answer(const engine::NeedFile& ask) {
  auto allowed = may_fetch(ask.hash);
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
  if (end.own_fault) m_own_fault = end.own_fault;
  if (end.notice) m_report.notice = std::string(bundle::notice_name(end.notice->code));
}

}  // namespace

Result<ServeReport> serve_exchange(store::LogStore& store, CountyPolicy& policy,
                                   const CountyIdentity& county, const ServeOptions& options,
                                   const ByteReader& reader, const ByteWriter& writer) {
  Server server(store, policy, county, options);
  return server.run(reader, writer);
}

}  // namespace jiujin::sync::wire
