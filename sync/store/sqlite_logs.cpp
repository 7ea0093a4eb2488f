// Logs of SqliteStore: incarnations, appending, reading, taking in a station's ops.
#include "sync/oplog/log_verifier.h"
#include "sync/store/sqlite_rows_of_ops.h"

namespace jiujin::sync::store {

void introduce(Connection& db, const Incarnation& incarnation) {
  if (const auto held = find_incarnation(db, incarnation.id)) {
    if (held->incarnation == incarnation) return;
    throw Failure{{ErrorCode::kConflict, "log " + incarnation.id.hex(),
                   "known with another owner, suite, key or number block"}};
  }
  auto query = db.query(
      "INSERT INTO incarnations (id, owner, suite, public_key, number_block)"
      " VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET owner = excluded.owner,"
      " suite = excluded.suite, public_key = excluded.public_key,"
      " number_block = excluded.number_block");
  query.bind(incarnation.id.view()).bind(incarnation.owner.view()).bind(incarnation.suite);
  query.bind(BytesView(incarnation.public_key)).bind(incarnation.number_block).run();
}

Result<void> SqliteStore::add_incarnation(const Incarnation& incarnation) {
  if (auto suite = envelope::find_suite(incarnation.suite); !suite.ok()) return suite.error();
  auto& db = *m_connection;
  auto added = db.write([&] {
    introduce(db, incarnation);
    return Done{};
  });
  if (!added.ok()) return added.error();
  return {};
}

Result<std::vector<Incarnation>> SqliteStore::incarnations() {
  return m_connection->read([&] {
    std::vector<Incarnation> all;
    auto query = m_connection->query(
        "SELECT id, owner, suite, public_key, number_block FROM incarnations"
        " WHERE owner IS NOT NULL ORDER BY n");
    while (query.step())
      all.push_back({.id = query.id<base::IncarnationId>(0),
                     .owner = query.id<base::StationId>(1),
                     .suite = static_cast<std::uint8_t>(query.number(2)),
                     .public_key = query.blob(3),
                     .number_block = static_cast<std::uint32_t>(query.number(4))});
    return all;
  });
}

Result<Head> SqliteStore::head(const base::IncarnationId& incarnation) {
  return m_connection->read(
      [&] { return head_of(*m_connection, incarnation_or_leave(*m_connection, incarnation)); });
}

void expect_rows(Connection& db,
                 std::span<const std::pair<std::string, std::optional<Bytes>>> expected) {
  for (const auto& [key, value] : expected)
    if (select_row(db, key) != value)
      throw Failure{{ErrorCode::kConflict, "row " + key, "has changed meanwhile"}};
}

namespace {

void check_expectations(Connection& db, const AppendBatch& batch) {
  expect_rows(db, batch.expected_rows);
  if (!batch.expected_case) return;
  auto query = db.query("SELECT count(*) FROM ops WHERE case_id = ?");
  query.bind(batch.expected_case->id.view()).step();
  if (query.number(0) != batch.expected_case->ops)
    throw Failure{{ErrorCode::kConflict, "case " + batch.expected_case->id.hex(),
                   "has grown meanwhile"}};
}

}  // namespace

Result<std::vector<oplog::StoredOp>> SqliteStore::append(const base::IncarnationId& own,
                                                         const AppendBatch& batch) {
  if (auto checked = check_row_keys(batch.rows); !checked.ok()) return checked.error();
  auto& db = *m_connection;
  return db.write([&] {
    const auto log = incarnation_or_leave(db, own);
    const auto* suite = value_or_leave(envelope::find_suite(log.incarnation.suite));
    Head head = head_of(db, log);
    if (select_row(db, ended_row(own))) throw Failure{log_has_ended(own)};
    check_expectations(db, batch);
    std::uint64_t position = m_role == StoreRole::kCounty ? last_position(db) : 0;
    bool copies = holds_any_copy(db);
    CaseKeys keys(key_lookup(db));
    for (const auto& draft : batch.ops) leave_on_error(keys.learn(draft));
    std::vector<oplog::StoredOp> written;
    for (const auto& draft : batch.ops) {
      auto op = value_or_leave(write_op(*suite, own, head, draft, batch.time, keys));
      if (m_role == StoreRole::kCounty) {
        op.county_position = ++position;
        copies = copies || draft.origin.has_value();
        op.superseded = copies && holds_copy(db, op);
      }
      insert_op(db, log.n, op);
      written.push_back(std::move(op));
    }
    for (const auto& [key, value] : batch.rows) write_row(db, key, value);
    return written;
  });
}

Result<std::vector<oplog::StoredOp>> SqliteStore::ops_after(const base::IncarnationId& incarnation,
                                                            std::uint64_t after,
                                                            std::size_t bytes_max) {
  return m_connection->read([&] {
    std::vector<oplog::StoredOp> ops;
    std::size_t bytes = 0;
    auto query =
        m_connection->query(JIUJIN_SELECT_OPS "WHERE i.id = ? AND o.seq > ? ORDER BY o.seq");
    query.bind(incarnation.view()).bind(after);
    while (query.step()) {
      auto op = op_of_row(query);
      bytes += op.header.size() + op.body.size();
      if (!ops.empty() && bytes > bytes_max) break;
      ops.push_back(std::move(op));
    }
    return ops;
  });
}

Result<std::optional<oplog::StoredOp>> SqliteStore::find_op(const base::OpAddress& address) {
  return m_connection->read([&] { return select_op(*m_connection, address); });
}

Result<std::vector<oplog::StoredOp>> SqliteStore::ops_of_case(const base::CaseId& case_id) {
  return m_connection->read([&] {
    std::vector<oplog::StoredOp> ops;
    {
      auto query = m_connection->query(JIUJIN_SELECT_OPS "WHERE o.case_id = ? ORDER BY o.n");
      query.bind(case_id.view());
      while (query.step()) ops.push_back(op_of_row(query));
    }
    order_case(ops);
    return ops;
  });
}

Result<std::vector<oplog::StoredOp>> SqliteStore::register_ops() {
  static_assert(oplog::kRegisterTypeMin == 60);
  return m_connection->read([&] {
    std::vector<oplog::StoredOp> ops;
    {
      auto query = m_connection->query(
          JIUJIN_SELECT_OPS "WHERE o.case_id = zeroblob(16) AND o.type >= 60 ORDER BY o.n");
      while (query.step()) ops.push_back(op_of_row(query));
    }
    order_case(ops);
    return ops;
  });
}

Result<void> SqliteStore::visit_events(const OpVisitor& visit) {
  static_assert(oplog::kEventRecordedType == 12);  // as in the index ops_events
  auto visited = m_connection->read([&] {
    auto query = m_connection->query(JIUJIN_SELECT_OPS "WHERE o.type = 12 ORDER BY o.n");
    while (query.step()) visit(op_of_row(query));
    return Done{};
  });
  if (!visited.ok()) return visited.error();
  return {};
}

Result<std::vector<base::CaseId>> SqliteStore::cases() {
  return m_connection->read([&] {
    std::vector<base::CaseId> ids;
    auto query = m_connection->query(
        "SELECT case_id FROM ops WHERE case_id <> zeroblob(16) GROUP BY case_id"
        " ORDER BY max(n) DESC");
    while (query.step()) ids.push_back(query.id<base::CaseId>(0));
    return ids;
  });
}

Result<Head> SqliteStore::receive_ops(const base::IncarnationId& from,
                                      std::span<const oplog::StoredOp> ops) {
  auto& db = *m_connection;
  return db.write([&] {
    const auto log = incarnation_or_leave(db, from);
    const auto* suite = value_or_leave(envelope::find_suite(log.incarnation.suite));
    const Head head = head_of(db, log);
    std::uint64_t position = last_position(db);
    bool copies = holds_any_copy(db);
    oplog::LogVerifier verifier(
        hash_of(*suite), from, head.seq, head.hash,
        [held = key_lookup(db)](const base::CaseId& id) { return value_or_leave(held(id)); });
    for (const auto& op : ops) {
      if (op.address.incarnation != from)
        throw Failure{conflict_at(op.address, "belongs to another log")};
      if (op.address.seq <= verifier.seq()) {
        const auto held = select_op(db, op.address);
        if (!held || !same_op(*held, op))
          throw Failure{conflict_at(op.address, "another op is held under this seq")};
        continue;
      }
      if (op.address.seq != verifier.seq() + 1)
        throw Failure{{ErrorCode::kInvalidData, "op " + std::to_string(op.address.seq),
                       "expected op " + std::to_string(verifier.seq() + 1)}};
      auto taken = value_or_leave(verifier.accept(op.header, op.body, op.body_destroyed));
      if (!op.hash.is_zero() && op.hash != taken.hash)
        throw Failure{conflict_at(op.address, "its chain does not continue ours")};
      taken.county_position = ++position;
      copies = copies || identity_of(taken).address != taken.address;
      taken.superseded = copies && holds_copy(db, taken);
      insert_op(db, log.n, taken);
    }
    return Head{verifier.seq(), verifier.hash()};
  });
}

Result<void> SqliteStore::set_acknowledgement(const Acknowledgement& acknowledgement) {
  auto& db = *m_connection;
  auto set = db.write([&] {
    const auto log = incarnation_or_leave(db, acknowledgement.incarnation);
    auto query = db.query(
        "UPDATE incarnations SET committed_seq = max(committed_seq, ?),"
        " backed_up_seq = max(backed_up_seq, ?) WHERE n = ?");
    query.bind(acknowledgement.committed_seq).bind(acknowledgement.backed_up_seq);
    query.bind(log.n).run();
    return Done{};
  });
  if (!set.ok()) return set.error();
  return {};
}

Result<Acknowledgement> SqliteStore::acknowledgement(const base::IncarnationId& incarnation) {
  auto& db = *m_connection;
  return db.read([&] {
    incarnation_or_leave(db, incarnation);
    auto query = db.query("SELECT committed_seq, backed_up_seq FROM incarnations WHERE id = ?");
    query.bind(incarnation.view()).step();
    return Acknowledgement{incarnation, query.number(0), query.number(1)};
  });
}

}  // namespace jiujin::sync::store
