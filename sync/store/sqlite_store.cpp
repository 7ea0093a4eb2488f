// Opening a SqliteStore, and ops as rows.
#include "sync/store/sqlite_store.h"

#include <filesystem>

#include "sync/base/varint.h"
#include "sync/store/part_hashes.h"
#include "sync/store/schema.h"
#include "sync/store/sqlite_rows_of_ops.h"

namespace jiujin::sync::store {
namespace {

Bytes origin_bytes(const oplog::Origin& origin) {
  Bytes bytes(origin.address.incarnation.view());
  base::append_big_endian_64(bytes, origin.address.seq);
  bytes += origin.hash.view();
  return bytes;
}

}  // namespace

SqliteStore::SqliteStore(std::unique_ptr<Connection> connection, StoreRole role)
    : m_connection(std::move(connection)),
      m_part_hashes(std::make_unique<PartHashes>()),
      m_role(role) {}
SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& folder, StoreRole role,
                                                       const SqliteStoreOptions& options) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return Error{ErrorCode::kIo, folder, failed.message()};
  const std::string path = folder + (role == StoreRole::kStation ? "/station.db" : "/county.db");
  auto connection = Connection::open(path, options);
  if (!connection.ok()) return connection.error();
  if (role == StoreRole::kCounty) (*connection)->set_wal_pages_max(kWalPagesCounty);
  if (auto prepared = prepare_schema(**connection); !prepared.ok()) return prepared.error();
  return std::unique_ptr<SqliteStore>(new SqliteStore(*std::move(connection), role));
}

Result<void> SqliteStore::begin_group() { return m_connection->begin_group(); }
Result<void> SqliteStore::commit_group() { return m_connection->commit_group(); }
void SqliteStore::abandon_group() { m_connection->abandon_group(); }
void SqliteStore::rest() { m_connection->tidy_wal(); }

oplog::StoredOp op_of_row(Query& query) {
  oplog::StoredOp op;
  op.address = {query.id<base::IncarnationId>(0), query.number(1)};
  op.header = query.blob(2);
  op.body = query.blob(3);
  op.body_destroyed = query.number(4) != 0;
  op.hash = query.id<base::Digest>(5);
  op.county_position = query.number(6);  // NULL reads as 0
  op.superseded = query.number(7) != 0;
  return op;
}

std::optional<IncarnationRow> find_incarnation(Connection& connection,
                                               const base::IncarnationId& id) {
  auto query = connection.query(
      "SELECT n, owner, suite, public_key, number_block FROM incarnations"
      " WHERE id = ? AND owner IS NOT NULL");
  if (!query.bind(id.view()).step()) return std::nullopt;
  IncarnationRow row;
  row.n = query.number(0);
  row.incarnation = {.id = id,
                     .owner = query.id<base::StationId>(1),
                     .suite = static_cast<std::uint8_t>(query.number(2)),
                     .public_key = query.blob(3),
                     .number_block = static_cast<std::uint32_t>(query.number(4))};
  return row;
}

IncarnationRow incarnation_or_leave(Connection& connection, const base::IncarnationId& id) {
  auto row = find_incarnation(connection, id);
  if (!row) throw Failure{{ErrorCode::kNotFound, "log " + id.hex(), "not known here"}};
  return *std::move(row);
}

Head head_of(Connection& connection, const IncarnationRow& row) {
  auto query =
      connection.query("SELECT seq, hash FROM ops WHERE incarnation = ? ORDER BY seq DESC LIMIT 1");
  if (query.bind(row.n).step()) return {query.number(0), query.id<base::Digest>(1)};
  return value_or_leave(empty_head(row.incarnation));
}

void insert_op(Connection& connection, std::uint64_t incarnation_n, const oplog::StoredOp& op) {
  const auto header = value_or_leave(oplog::decode_header(op.header));
  auto query = connection.query(
      "INSERT INTO ops (incarnation, seq, case_id, type, header, body, destroyed, hash, position,"
      " origin, superseded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  query.bind(incarnation_n).bind(op.address.seq).bind(header.case_id.view()).bind(header.type);
  query.bind(BytesView(op.header)).bind(BytesView(op.body)).bind(op.body_destroyed ? 1 : 0);
  query.bind(op.hash.view());
  op.county_position ? query.bind(op.county_position) : query.bind_null();
  header.origin ? query.bind(BytesView(origin_bytes(*header.origin))) : query.bind_null();
  query.bind(op.superseded ? 1 : 0).run();
}

std::optional<oplog::StoredOp> select_op(Connection& connection, const base::OpAddress& address) {
  auto query = connection.query(JIUJIN_SELECT_OPS "WHERE i.id = ? AND o.seq = ?");
  if (!query.bind(address.incarnation.view()).bind(address.seq).step()) return std::nullopt;
  return op_of_row(query);
}

std::uint64_t last_position(Connection& connection) {
  auto query = connection.query("SELECT max(position) FROM ops");
  return query.step() ? query.number(0) : 0;
}

bool holds_copy(Connection& connection, const oplog::StoredOp& op) {
  const oplog::Origin identity = identity_of(op);
  {
    auto query = connection.query("SELECT 1 FROM ops WHERE origin = ? LIMIT 1");
    if (query.bind(BytesView(origin_bytes(identity))).step()) return true;
  }
  if (identity.address == op.address) return false;
  const auto first = select_op(connection, identity.address);
  return first && first->hash == identity.hash;
}

bool holds_any_copy(Connection& connection) {
  auto query = connection.query("SELECT 1 FROM ops WHERE origin IS NOT NULL LIMIT 1");
  return query.step();
}

CaseKeys::Lookup key_lookup(Connection& connection) {
  return [&connection](const base::CaseId& id) -> Result<std::optional<base::CaseKey>> {
    auto query = connection.query(
        "SELECT body FROM ops WHERE case_id = ? AND type = 1 AND destroyed = 0 ORDER BY n LIMIT 1");
    if (!query.bind(id.view()).step()) return std::optional<base::CaseKey>();
    auto key = oplog::case_key_of(query.blob(0));
    if (!key.ok()) return std::optional<base::CaseKey>();
    return std::optional<base::CaseKey>(*key);
  };
}

}  // namespace jiujin::sync::store
