// The county's feed in SqliteStore: read at the county, applied at a station.
#include <algorithm>

#include "sync/store/sqlite_rows_of_ops.h"

#include "sync/base/planted.h"

namespace jiujin::sync::store {
namespace {

// A log that is known only because the feed named it: no owner, no key.
std::uint64_t named_log(Connection& db, const base::IncarnationId& id) {
  auto find = db.query("SELECT n FROM incarnations WHERE id = ?");
  if (find.bind(id.view()).step()) return find.number(0);
  auto add = db.query(
      "INSERT INTO incarnations (id, suite, public_key, number_block) VALUES (?, 0, x'', 0)"
      " RETURNING n");
  add.bind(id.view()).step();
  const std::uint64_t n = add.number(0);
  add.step();  // to its end, or the insert is not done
  return n;
}

void place_op(Connection& db, const FeedEntry& entry) {
  auto query = db.query(
      "UPDATE ops SET position = ?, superseded = ? WHERE seq = ? AND incarnation ="
      " (SELECT n FROM incarnations WHERE id = ?)");
  query.bind(entry.position).bind(entry.superseded ? 1 : 0).bind(entry.address.seq);
  query.bind(entry.address.incarnation.view()).run();
}

void apply_entry(Connection& db, const FeedEntry& entry) {
  {
    auto query = db.query(JIUJIN_SELECT_OPS "WHERE o.position = ?");
    if (query.bind(entry.position).step()) {
      if (op_of_row(query).address == entry.address) return;
      throw Failure{conflict_at(entry.address, "feed position " + std::to_string(entry.position) +
                                                   " is held by another op")};
    }
  }
  const auto held = select_op(db, entry.address);
  if (held) {
    if (entry.op && !same_op(*held, *entry.op))
      throw Failure{conflict_at(entry.address, "another op is held under this seq")};
    if (held->county_position != 0)
      throw Failure{conflict_at(entry.address, "stands already at another feed position")};
    place_op(db, entry);
    return;
  }
  if (!entry.op)
    throw Failure{{ErrorCode::kNotFound, "op " + std::to_string(entry.address.seq),
                   "the county names an op of ours that is not held here"}};
  if (entry.op->address != entry.address)
    throw Failure{conflict_at(entry.address, "the entry holds another op")};
  oplog::StoredOp op = *entry.op;
  op.county_position = entry.position;
  op.superseded = entry.superseded;
  op.hash = {};
  if (const auto log = find_incarnation(db, entry.address.incarnation)) {
    const Head head = head_of(db, *log);
    if (continues_own_log(log->incarnation.owner, head, op))
      op.hash = next_hash(log->incarnation.suite, head, op);
  }
  insert_op(db, named_log(db, entry.address.incarnation), op);
}

}  // namespace

Result<void> SqliteStore::apply_feed(std::span<const FeedEntry> entries, std::uint64_t cursor) {
  auto& db = *m_connection;
  if (planted(base::Planted::kCursorApart)) {
    auto early = db.write([&] {
      write_number_row(db, kCursorRow, std::max(cursor, select_number_row(db, kCursorRow)));
      return Done{};
    });
    if (!early.ok()) return early.error();
  }
  auto applied = db.write([&] {
    for (const auto& entry : entries) {
      if (entry.position == 0)
        throw Failure{{ErrorCode::kInvalidData, "feed", "position 0 is none"}};
      apply_entry(db, entry);
    }
    write_number_row(db, kCursorRow, std::max(cursor, select_number_row(db, kCursorRow)));
    return Done{};
  });
  if (!applied.ok()) return applied.error();
  return {};
}

Result<std::uint64_t> SqliteStore::feed_cursor() {
  return m_connection->read([&] { return select_number_row(*m_connection, kCursorRow); });
}

Result<std::vector<FeedEntry>> SqliteStore::feed_after(std::uint64_t position,
                                                       std::size_t bytes_max,
                                                       const FeedFilter& wanted,
                                                       std::uint64_t* scanned) {
  std::uint64_t read_to = position;
  auto result = m_connection->read([&] {
    std::vector<FeedEntry> entries;
    std::size_t bytes = 0;
    auto query = m_connection->query(JIUJIN_SELECT_OPS "WHERE o.position > ? ORDER BY o.position");
    query.bind(position);
    while (query.step()) {
      auto op = op_of_row(query);
      if (!wanted || wanted(op)) {
        bytes += op.header.size() + op.body.size();
        if (!entries.empty() && bytes > bytes_max) break;
        FeedEntry entry{op.county_position, op.address, {}, op.superseded};
        entry.op = std::move(op);
        entries.push_back(std::move(entry));
      }
      read_to = query.number(6);
    }
    return entries;
  });
  if (result.ok() && scanned) *scanned = read_to;
  return result;
}

Result<std::uint64_t> SqliteStore::feed_end() {
  return m_connection->read([&] { return last_position(*m_connection); });
}

Result<void> SqliteStore::rewind(std::uint64_t position,
                                 std::span<const Acknowledgement> acknowledgements) {
  auto& db = *m_connection;
  auto done = db.write([&] {
    // Another's op takes effect again when the county names it again.
    db.query(
          "UPDATE ops SET position = NULL, superseded = incarnation NOT IN"
          " (SELECT n FROM incarnations WHERE owner IS NOT NULL AND owner <> zeroblob(16))"
          " WHERE position > ?")
        .bind(position)
        .run();
    if (select_number_row(db, kCursorRow) > position) write_number_row(db, kCursorRow, position);
    write_number_row(db, kRewindsRow, select_number_row(db, kRewindsRow) + 1);
    for (const auto& told : acknowledgements) {
      const auto log = incarnation_or_leave(db, told.incarnation);
      auto query =
          db.query("UPDATE incarnations SET committed_seq = ?, backed_up_seq = ? WHERE n = ?");
      query.bind(told.committed_seq).bind(told.backed_up_seq).bind(log.n).run();
    }
    return Done{};
  });
  if (!done.ok()) return done.error();
  return {};
}

}  // namespace jiujin::sync::store
