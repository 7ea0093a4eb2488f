// A log of ours begins a new life after a fork: the same step for both stores.
#include <algorithm>

#include "sync/store/memory_store.h"
#include "sync/store/op_writing.h"
#include "sync/store/sqlite_rows_of_ops.h"
#include "sync/store/sqlite_store.h"

namespace jiujin::sync::store {

Result<std::vector<oplog::StoredOp>> SqliteStore::begin_anew(const Rebirth& rebirth) {
  if (auto checked = check_row_keys(rebirth.rows); !checked.ok()) return checked.error();
  auto& db = *m_connection;
  return db.write([&] {
    expect_rows(db, rebirth.expected_rows);
    const auto old = incarnation_or_leave(db, rebirth.old);
    if (select_row(db, ended_row(rebirth.fresh.id))) throw Failure{log_has_ended(rebirth.fresh.id)};
    if (head_of(db, old).seq != rebirth.head_seq) throw Failure{log_has_grown(rebirth.old)};
    const auto* suite = value_or_leave(envelope::find_suite(rebirth.fresh.suite));
    introduce(db, rebirth.fresh);
    db.query(
          "DELETE FROM ops WHERE incarnation = ? AND seq > ? AND position IS NULL"
          " AND (? OR hash <> zeroblob(32))")
        .bind(old.n)
        .bind(rebirth.after)
        .bind(rebirth.others_too ? 1 : 0)
        .run();
    const auto fresh = incarnation_or_leave(db, rebirth.fresh.id);
    Head head = head_of(db, fresh);
    CaseKeys keys(key_lookup(db));
    for (const auto& [draft, time] : rebirth.again) leave_on_error(keys.learn(draft));
    std::vector<oplog::StoredOp> written;
    for (const auto& [draft, time] : rebirth.again) {
      written.push_back(
          value_or_leave(write_op(*suite, rebirth.fresh.id, head, draft, time, keys)));
      insert_op(db, fresh.n, written.back());
    }
    for (const auto& [key, value] : rebirth.rows) write_row(db, key, value);
    write_row(db, ended_row(rebirth.old), Bytes("1"));
    write_number_row(db, kRewindsRow, select_number_row(db, kRewindsRow) + 1);
    return written;
  });
}

// Tried out on a copy: all or nothing.
Result<std::vector<oplog::StoredOp>> MemoryStore::begin_anew(const Rebirth& rebirth) {
  MemoryStore next(*this);
  AppendBatch expected;
  expected.expected_rows = rebirth.expected_rows;
  if (auto checked = next.check_expectations(expected); !checked.ok()) return checked.error();
  auto head = next.head(rebirth.old);
  if (!head.ok()) return head.error();
  if (next.m_rows.contains(ended_row(rebirth.fresh.id))) return log_has_ended(rebirth.fresh.id);
  if (head->seq != rebirth.head_seq) return log_has_grown(rebirth.old);
  if (auto known = next.MemoryStore::add_incarnation(rebirth.fresh); !known.ok())
    return known.error();
  auto& ops = next.m_logs.at(rebirth.old).ops;
  for (auto op = ops.upper_bound(rebirth.after); op != ops.end();) {
    const oplog::StoredOp& one = *op->second;
    if (one.county_position > 0 || (one.hash.is_zero() && !rebirth.others_too)) {
      ++op;
      continue;
    }
    std::erase(next.m_cases[oplog::decode_header(one.header)->case_id], one.address);
    std::erase(next.m_events, one.address);
    op = ops.erase(op);
  }
  std::vector<oplog::StoredOp> written;
  // A case opened in the ops that are written again has its key from there.
  CaseKeys keys([&next](const base::CaseId& id) -> Result<std::optional<base::CaseKey>> {
    return next.case_key(id);
  });
  const auto suite = envelope::find_suite(rebirth.fresh.suite);
  auto fresh = next.head(rebirth.fresh.id);
  if (!suite.ok() || !fresh.ok()) return suite.ok() ? fresh.error() : suite.error();
  for (const auto& [draft, time] : rebirth.again)
    if (auto learned = keys.learn(draft); !learned.ok()) return learned.error();
  for (const auto& [draft, time] : rebirth.again) {
    auto op = write_op(**suite, rebirth.fresh.id, *fresh, draft, time, keys);
    if (!op.ok()) return op.error();
    next.insert_op(*op);
    written.push_back(*std::move(op));
  }
  if (auto rows = next.MemoryStore::write_rows(rebirth.rows); !rows.ok()) return rows.error();
  next.m_rows[ended_row(rebirth.old)] = "1";
  next.count_rewind();
  *this = std::move(next);
  return written;
}

}  // namespace jiujin::sync::store
