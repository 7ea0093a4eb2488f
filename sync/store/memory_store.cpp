#include "sync/store/memory_store.h"

#include <algorithm>

#include "sync/base/varint.h"
#include "sync/oplog/log_verifier.h"
#include "sync/store/limits.h"
#include "sync/store/op_writing.h"

namespace jiujin::sync::store {
namespace {

Error unknown_log(const base::IncarnationId& id) {
  return {ErrorCode::kNotFound, "log " + id.hex(), "not known here"};
}

Result<void> check_rows(std::span<const std::pair<std::string, std::optional<Bytes>>> rows) {
  for (const auto& [key, value] : rows)
    if (key.starts_with(kReservedRows))
      return Error{ErrorCode::kInvalidArgument, "row " + key, "belongs to the store itself"};
  return {};
}

}  // namespace

MemoryStore::Log* MemoryStore::own_log(const base::IncarnationId& id) {
  const auto found = m_logs.find(id);
  return found == m_logs.end() || !found->second.incarnation ? nullptr : &found->second;
}

const oplog::StoredOp& MemoryStore::op_at(const base::OpAddress& address) const {
  return *m_logs.at(address.incarnation).ops.at(address.seq);
}

oplog::StoredOp& MemoryStore::edit_op(const base::OpAddress& address) {
  return m_logs.at(address.incarnation).ops.at(address.seq).edit();
}

std::optional<base::CaseKey> MemoryStore::case_key(const base::CaseId& case_id) const {
  const auto addresses = m_cases.find(case_id);
  if (addresses == m_cases.end()) return std::nullopt;
  for (const auto& address : addresses->second) {
    const auto& op = op_at(address);
    if (op.body_destroyed || oplog::decode_header(op.header)->type != oplog::kCaseOpenedType)
      continue;
    auto key = oplog::case_key_of(op.body);
    return key.ok() ? std::optional(*key) : std::nullopt;
  }
  return std::nullopt;
}

bool MemoryStore::holds_copy(const oplog::StoredOp& op) const {
  // Copies of an op belong to its case.
  const auto identity = identity_of(op);
  const auto addresses = m_cases.find(oplog::decode_header(op.header)->case_id);
  if (addresses == m_cases.end()) return false;
  return std::any_of(addresses->second.begin(), addresses->second.end(), [&](const auto& address) {
    return identity_of(op_at(address)) == identity;
  });
}

std::uint64_t MemoryStore::next_position() const {
  return m_feed.empty() ? 1 : m_feed.rbegin()->first + 1;
}

void MemoryStore::forget_op(const oplog::StoredOp& op) {
  const base::OpAddress address = op.address;
  std::erase(m_cases[oplog::decode_header(op.header)->case_id], address);
  std::erase(m_events, address);
  m_logs.at(address.incarnation).ops.erase(address.seq);
}

void MemoryStore::insert_op(oplog::StoredOp op) {
  const auto header = oplog::decode_header(op.header);
  const auto case_id = header->case_id;
  m_cases[case_id].push_back(op.address);
  if (header->type == oplog::kEventRecordedType) m_events.push_back(op.address);
  m_activity[case_id] = ++m_arrivals;
  if (op.county_position) m_feed[op.county_position] = op.address;
  auto& log = m_logs[op.address.incarnation];
  const std::uint64_t seq = op.address.seq;
  log.ops.insert_or_assign(seq, Shared(std::move(op)));
}

Result<void> MemoryStore::begin_group() {
  if (m_before_group) return Error{ErrorCode::kInvalidArgument, "group", "one is open already"};
  m_before_group = std::make_shared<const MemoryStore>(*this);
  return {};
}

Result<void> MemoryStore::commit_group() {
  if (!m_before_group) return Error{ErrorCode::kInvalidArgument, "group", "none is open"};
  m_before_group.reset();
  return {};
}

void MemoryStore::abandon_group() {
  if (const auto before = m_before_group) *this = *before;
}

Result<void> MemoryStore::add_incarnation(const Incarnation& incarnation) {
  if (auto suite = envelope::find_suite(incarnation.suite); !suite.ok()) return suite.error();
  auto& log = m_logs[incarnation.id];
  if (log.incarnation && *log.incarnation != incarnation)
    return Error{ErrorCode::kConflict, "log " + incarnation.id.hex(),
                 "known with another owner, suite, key or number block"};
  if (!log.incarnation) m_log_order.push_back(incarnation.id);
  log.incarnation = incarnation;
  ++m_changes;
  return {};
}

Result<std::vector<Incarnation>> MemoryStore::incarnations() {
  std::vector<Incarnation> all;
  for (const auto& id : m_log_order) all.push_back(*m_logs[id].incarnation);
  return all;
}

Result<Head> MemoryStore::head(const base::IncarnationId& incarnation) {
  const Log* log = own_log(incarnation);
  if (!log) return unknown_log(incarnation);
  if (log->ops.empty()) return empty_head(*log->incarnation);
  const auto& last = *log->ops.rbegin();
  return Head{last.first, last.second->hash};
}

Result<void> MemoryStore::check_expectations(const AppendBatch& batch) const {
  for (const auto& [key, value] : batch.expected_rows) {
    const auto held = m_rows.find(key);
    if ((held == m_rows.end() ? std::optional<Bytes>() : held->second) != value)
      return Error{ErrorCode::kConflict, "row " + key, "has changed meanwhile"};
  }
  if (!batch.expected_case) return {};
  const auto held = m_cases.find(batch.expected_case->id);
  if ((held == m_cases.end() ? 0 : held->second.size()) != batch.expected_case->ops)
    return Error{ErrorCode::kConflict, "case " + batch.expected_case->id.hex(),
                 "has grown meanwhile"};
  return {};
}

Result<std::vector<oplog::StoredOp>> MemoryStore::append(const base::IncarnationId& own,
                                                         const AppendBatch& batch) {
  if (auto checked = check_rows(batch.rows); !checked.ok()) return checked.error();
  auto head = this->head(own);
  if (!head.ok()) return head.error();
  if (m_rows.contains(ended_row(own))) return log_has_ended(own);
  if (auto expected = check_expectations(batch); !expected.ok()) return expected.error();
  const auto* suite = *envelope::find_suite(own_log(own)->incarnation->suite);
  CaseKeys keys([this](const base::CaseId& id) -> Result<std::optional<base::CaseKey>> {
    return case_key(id);
  });
  for (const auto& draft : batch.ops)
    if (auto learned = keys.learn(draft); !learned.ok()) return learned.error();
  std::vector<oplog::StoredOp> written;
  for (const auto& draft : batch.ops) {
    auto op = write_op(*suite, own, *head, draft, batch.time, keys);
    if (!op.ok()) return op.error();
    written.push_back(*std::move(op));
  }
  for (auto& op : written) {
    if (m_role == StoreRole::kCounty) {
      op.county_position = next_position();
      op.superseded = holds_copy(op);
    }
    insert_op(op);
  }
  if (auto rows = write_rows(batch.rows); !rows.ok()) return rows.error();
  return written;
}

Result<std::vector<oplog::StoredOp>> MemoryStore::ops_after(const base::IncarnationId& incarnation,
                                                            std::uint64_t after,
                                                            std::size_t bytes_max) {
  std::vector<oplog::StoredOp> ops;
  const auto log = m_logs.find(incarnation);
  if (log == m_logs.end()) return ops;
  std::size_t bytes = 0;
  for (auto op = log->second.ops.upper_bound(after); op != log->second.ops.end(); ++op) {
    bytes += op->second->header.size() + op->second->body.size();
    if (!ops.empty() && bytes > bytes_max) break;
    ops.push_back(*op->second);
  }
  return ops;
}

Result<std::optional<oplog::StoredOp>> MemoryStore::find_op(const base::OpAddress& address) {
  const auto log = m_logs.find(address.incarnation);
  if (log == m_logs.end()) return std::optional<oplog::StoredOp>();
  const auto op = log->second.ops.find(address.seq);
  return op == log->second.ops.end() ? std::optional<oplog::StoredOp>() : *op->second;
}

Result<std::vector<oplog::StoredOp>> MemoryStore::ops_of_case(const base::CaseId& case_id) {
  std::vector<oplog::StoredOp> ops;
  for (const auto& address : m_cases[case_id]) ops.push_back(op_at(address));
  order_case(ops);
  return ops;
}

Result<std::vector<oplog::StoredOp>> MemoryStore::register_ops() {
  std::vector<oplog::StoredOp> ops;
  for (const auto& address : m_cases[{}])
    if (oplog::decode_header(op_at(address).header)->type >= oplog::kRegisterTypeMin)
      ops.push_back(op_at(address));
  order_case(ops);
  return ops;
}

Result<void> MemoryStore::visit_events(const OpVisitor& visit) {
  for (const auto& address : m_events) visit(op_at(address));
  return {};
}

Result<std::vector<base::CaseId>> MemoryStore::cases() {
  std::vector<base::CaseId> ids;
  for (const auto& [id, arrival] : m_activity)
    if (!id.is_zero()) ids.push_back(id);
  std::sort(ids.begin(), ids.end(), [&](const auto& one, const auto& other) {
    return m_activity[one] > m_activity[other];
  });
  return ids;
}

Result<std::uint64_t> MemoryStore::next_serial(std::string_view counter) {
  ++m_changes;
  return ++m_counters[std::string(counter)];
}

Result<Head> MemoryStore::receive_ops(const base::IncarnationId& from,
                                      std::span<const oplog::StoredOp> ops) {
  auto start = head(from);
  if (!start.ok()) return start.error();
  const auto* suite = *envelope::find_suite(own_log(from)->incarnation->suite);
  oplog::LogVerifier verifier(hash_of(*suite), from, start->seq, start->hash,
                              [this](const base::CaseId& id) { return case_key(id); });
  std::vector<oplog::StoredOp> taken;
  for (const auto& op : ops) {
    if (op.address.incarnation != from) return conflict_at(op.address, "belongs to another log");
    if (op.address.seq <= start->seq) {
      const auto held = find_op(op.address);
      if (!*held || !same_op(**held, op))
        return conflict_at(op.address, "another op is held under this seq");
      continue;
    }
    if (op.address.seq <= verifier.seq()) {
      if (!same_op(taken[op.address.seq - start->seq - 1], op))
        return conflict_at(op.address, "another op is held under this seq");
      continue;
    }
    if (op.address.seq != verifier.seq() + 1)
      return Error{ErrorCode::kInvalidData, "op " + std::to_string(op.address.seq),
                   "expected op " + std::to_string(verifier.seq() + 1)};
    auto accepted = verifier.accept(op.header, op.body, op.body_destroyed);
    if (!accepted.ok()) return accepted.error();
    if (!op.hash.is_zero() && op.hash != accepted->hash)
      return conflict_at(op.address, "its chain does not continue ours");
    taken.push_back(*std::move(accepted));
  }
  for (auto& op : taken) {
    op.county_position = next_position();
    op.superseded = holds_copy(op);
    insert_op(std::move(op));
  }
  ++m_changes;
  return Head{verifier.seq(), verifier.hash()};
}

Result<void> MemoryStore::apply_feed(std::span<const FeedEntry> entries, std::uint64_t cursor) {
  // All are checked before the first is applied: all or nothing.
  std::map<std::uint64_t, base::OpAddress> places;
  std::map<base::OpAddress, std::uint64_t> addresses;
  std::vector<const FeedEntry*> fresh;
  for (const auto& entry : entries) {
    const auto placed = m_feed.find(entry.position);
    const auto in_batch = places.find(entry.position);
    if ((placed != m_feed.end() && placed->second == entry.address) ||
        (in_batch != places.end() && in_batch->second == entry.address))
      continue;
    if (placed != m_feed.end() || in_batch != places.end())
      return conflict_at(entry.address, "feed position " + std::to_string(entry.position) +
                                            " is held by another op");
    if (auto checked = check_entry(entry); !checked.ok()) return checked.error();
    places[entry.position] = entry.address;
    if (!addresses.emplace(entry.address, entry.position).second)
      return conflict_at(entry.address, "stands already at another feed position");
    fresh.push_back(&entry);
  }
  for (const auto* entry : fresh) place(*entry);
  m_cursor = std::max(m_cursor, cursor);
  ++m_changes;
  return {};
}

Result<void> MemoryStore::check_entry(const FeedEntry& entry) {
  if (entry.position == 0) return Error{ErrorCode::kInvalidData, "feed", "position 0 is none"};
  const auto held = find_op(entry.address);
  if (*held) {
    if (entry.op && !same_op(**held, *entry.op)) {
      if (was_taken_back(**held)) return {};
      return conflict_at(entry.address, "another op is held under this seq");
    }
    if ((*held)->county_position != 0)
      return conflict_at(entry.address, "stands already at another feed position");
    return {};
  }
  if (!entry.op)
    return Error{ErrorCode::kNotFound, "op " + std::to_string(entry.address.seq),
                 "the county names an op of ours that is not held here"};
  if (entry.op->address != entry.address)
    return conflict_at(entry.address, "the entry holds another op");
  if (auto header = oplog::decode_header(entry.op->header); !header.ok()) return header.error();
  return {};
}

void MemoryStore::place(const FeedEntry& entry) {
  const auto held = *find_op(entry.address);
  if (held && entry.op && !same_op(*held, *entry.op)) forget_op(*held);
  if (!*find_op(entry.address)) {
    oplog::StoredOp op = *entry.op;
    op.county_position = 0;
    op.hash = {};
    if (auto head = this->head(entry.address.incarnation);
        head.ok() && continues_own_log(own_log(entry.address.incarnation)->incarnation->owner,
                                       *head, op))
      op.hash = next_hash(own_log(entry.address.incarnation)->incarnation->suite, *head, op);
    insert_op(std::move(op));
  }
  auto& op = edit_op(entry.address);
  op.county_position = entry.position;
  op.superseded = entry.superseded;
  m_feed[entry.position] = entry.address;
}

Result<std::uint64_t> MemoryStore::feed_cursor() {
  return m_cursor;
}

Result<std::vector<FeedEntry>> MemoryStore::feed_after(std::uint64_t position,
                                                       std::size_t bytes_max,
                                                       const FeedFilter& wanted,
                                                       std::uint64_t* scanned) {
  std::vector<FeedEntry> entries;
  std::size_t bytes = 0;
  std::uint64_t read_to = position;
  for (auto at = m_feed.upper_bound(position); at != m_feed.end(); ++at) {
    const auto& op = op_at(at->second);
    if (!wanted || wanted(op)) {
      bytes += op.header.size() + op.body.size();
      if (!entries.empty() && bytes > bytes_max) break;
      entries.push_back({at->first, op.address, op, op.superseded});
    }
    read_to = at->first;
  }
  if (scanned) *scanned = read_to;
  return entries;
}

Result<std::uint64_t> MemoryStore::feed_end() {
  return next_position() - 1;
}

void MemoryStore::count_rewind() {
  Bytes& rewinds = m_rows[std::string(kRewindsRow)];
  const auto before = base::ByteReader(rewinds, kRewindsRow).big_endian_64();
  rewinds.clear();
  base::append_big_endian_64(rewinds, before.ok() ? *before + 1 : 1);
}

Result<void> MemoryStore::rewind(std::uint64_t position,
                                 std::span<const Acknowledgement> acknowledgements) {
  for (const auto& told : acknowledgements)
    if (!own_log(told.incarnation)) return unknown_log(told.incarnation);
  const auto first = m_feed.upper_bound(position);
  for (auto at = first; at != m_feed.end(); ++at) {
    const auto log = own_log(at->second.incarnation);
    auto& op = edit_op(at->second);
    op.county_position = 0;
    // Another's op takes effect again when the county names it again.
    op.superseded = !log || log->incarnation->owner.is_zero();
  }
  m_feed.erase(first, m_feed.end());
  m_cursor = std::min(m_cursor, position);
  count_rewind();
  for (const auto& told : acknowledgements) {
    own_log(told.incarnation)->committed_seq = told.committed_seq;
    own_log(told.incarnation)->backed_up_seq = told.backed_up_seq;
  }
  ++m_changes;
  return {};
}

Result<void> MemoryStore::set_acknowledgement(const Acknowledgement& acknowledgement) {
  Log* log = own_log(acknowledgement.incarnation);
  if (!log) return unknown_log(acknowledgement.incarnation);
  log->committed_seq = std::max(log->committed_seq, acknowledgement.committed_seq);
  log->backed_up_seq = std::max(log->backed_up_seq, acknowledgement.backed_up_seq);
  ++m_changes;
  return {};
}

Result<Acknowledgement> MemoryStore::acknowledgement(const base::IncarnationId& incarnation) {
  const Log* log = own_log(incarnation);
  if (!log) return unknown_log(incarnation);
  return Acknowledgement{incarnation, log->committed_seq, log->backed_up_seq};
}

}  // namespace jiujin::sync::store
