// The county's feed in SqliteStore: read at the county, applied at a station.
#include <algorithm>
#include <map>

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

// One piece of feed being applied. What is asked of the database for each entry of a long piece is
// kept: where the feed stands here, and how far each log is held.
class Applying {
 public:
  explicit Applying(Connection& db) : m_db(db), m_last_position(last_position(db)) {}
  void apply(const FeedEntry& entry);

 private:
  struct Log {
    std::uint64_t n = 0;                  // 0: not even named yet
    std::optional<IncarnationRow> known;  // by more than name
    Head head;                            // of it, when it is known
    std::uint64_t last_seq = 0;
  };
  Log& log_of(const base::IncarnationId& id);
  bool stands_already(const FeedEntry& entry);
  bool place_held(const FeedEntry& entry);
  void insert(const FeedEntry& entry);

  Connection& m_db;
  std::uint64_t m_last_position;
  std::map<base::IncarnationId, Log> m_logs;
};

Applying::Log& Applying::log_of(const base::IncarnationId& id) {
  const auto [found, fresh] = m_logs.try_emplace(id);
  Log& log = found->second;
  if (!fresh) return log;
  log.known = find_incarnation(m_db, id);
  if (log.known) log.head = head_of(m_db, *log.known);
  auto query = m_db.query(
      "SELECT i.n, max(o.seq) FROM incarnations i LEFT JOIN ops o ON o.incarnation = i.n"
      " WHERE i.id = ? GROUP BY i.n");
  if (query.bind(id.view()).step()) {
    log.n = query.number(0);
    log.last_seq = query.number(1);
  }
  return log;
}

bool Applying::stands_already(const FeedEntry& entry) {
  if (entry.position > m_last_position) return false;
  auto query = m_db.query(JIUJIN_SELECT_OPS "WHERE o.position = ?");
  if (!query.bind(entry.position).step()) return false;
  if (op_of_row(query).address == entry.address) return true;
  throw Failure{conflict_at(
      entry.address, "feed position " + std::to_string(entry.position) + " is held by another op")};
}

bool Applying::place_held(const FeedEntry& entry) {
  Log& log = log_of(entry.address.incarnation);
  if (entry.address.seq > log.last_seq) return false;
  if (!entry.op) {
    auto query = m_db.query(
        "UPDATE ops SET position = ?, superseded = ? WHERE incarnation = ? AND seq = ?"
        " AND position IS NULL");
    query.bind(entry.position).bind(entry.superseded ? 1 : 0).bind(log.n);
    if (query.bind(entry.address.seq).run() > 0) return true;
  }
  const auto held = select_op(m_db, entry.address);
  if (!held) return false;
  if (entry.op && !same_op(*held, *entry.op)) {
    if (!was_taken_back(*held))
      throw Failure{conflict_at(entry.address, "another op is held under this seq")};
    auto forget = m_db.query("DELETE FROM ops WHERE incarnation = ? AND seq = ?");
    forget.bind(log.n).bind(entry.address.seq).run();
    return false;
  }
  if (held->county_position != 0)
    throw Failure{conflict_at(entry.address, "stands already at another feed position")};
  place_op(m_db, entry);
  return true;
}

void Applying::insert(const FeedEntry& entry) {
  if (!entry.op)
    throw Failure{{ErrorCode::kNotFound, "op " + std::to_string(entry.address.seq),
                   "the county names an op of ours that is not held here"}};
  if (entry.op->address != entry.address)
    throw Failure{conflict_at(entry.address, "the entry holds another op")};
  Log& log = log_of(entry.address.incarnation);
  oplog::StoredOp op = *entry.op;
  op.county_position = entry.position;
  op.superseded = entry.superseded;
  op.hash = {};
  if (log.known && continues_own_log(log.known->incarnation.owner, log.head, op))
    op.hash = next_hash(log.known->incarnation.suite, log.head, op);
  if (log.n == 0) log.n = named_log(m_db, entry.address.incarnation);
  insert_op(m_db, log.n, op);
  if (op.address.seq <= log.last_seq) return;
  log.last_seq = op.address.seq;
  log.head = {op.address.seq, op.hash};
}

void Applying::apply(const FeedEntry& entry) {
  if (entry.position == 0) throw Failure{{ErrorCode::kInvalidData, "feed", "position 0 is none"}};
  if (stands_already(entry)) return;
  if (!place_held(entry)) insert(entry);
  m_last_position = std::max(m_last_position, entry.position);
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
    Applying applying(db);
    for (const auto& entry : entries) applying.apply(entry);
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
