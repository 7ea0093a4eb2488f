// Ops as rows: the one place that knows the columns of table ops. Inside sync/store only; call
// within a transaction, errors leave as exceptions (connection.h).
// Thread rule: as its connection.
#pragma once

#include "sync/store/connection.h"
#include "sync/store/op_writing.h"

namespace jiujin::sync::store {

// Columns of a stored op, for `SELECT OP_COLUMNS FROM OP_TABLES WHERE ...`.
#define JIUJIN_SELECT_OPS                                                            \
  "SELECT i.id, o.seq, o.header, o.body, o.destroyed, o.hash, o.position, o.superseded" \
  " FROM ops o JOIN incarnations i ON i.n = o.incarnation "

oplog::StoredOp op_of_row(Query& query);

struct IncarnationRow {
  std::uint64_t n = 0;
  Incarnation incarnation;
};
// The incarnation, when it is known by more than name.
std::optional<IncarnationRow> find_incarnation(Connection& connection,
                                               const base::IncarnationId& id);
IncarnationRow incarnation_or_leave(Connection& connection, const base::IncarnationId& id);
Head head_of(Connection& connection, const IncarnationRow& row);
// Idempotent; leaves with kConflict when it is known otherwise.
void introduce(Connection& connection, const Incarnation& incarnation);
// Leaves with kConflict where a row is otherwise.
void expect_rows(Connection& connection,
                 std::span<const std::pair<std::string, std::optional<Bytes>>> expected);

void insert_op(Connection& connection, std::uint64_t incarnation_n, const oplog::StoredOp& op);
std::optional<oplog::StoredOp> select_op(Connection& connection, const base::OpAddress& address);
std::uint64_t last_position(Connection& connection);
// Whether another copy of what this op says is held (PROTOCOL 3).
bool holds_copy(Connection& connection, const oplog::StoredOp& op);
// Whether any op here is a copy at all: where none is, a first writing has none either.
bool holds_any_copy(Connection& connection);
CaseKeys::Lookup key_lookup(Connection& connection);

void write_row(Connection& connection, std::string_view key, const std::optional<Bytes>& value);
std::optional<Bytes> select_row(Connection& connection, std::string_view key);
std::uint64_t select_number_row(Connection& connection, std::string_view key);  // 0: none
void write_number_row(Connection& connection, std::string_view key, std::uint64_t value);
// Rows of callers: the store's own are refused, before anything is written.
Result<void> check_row_keys(std::span<const std::pair<std::string, std::optional<Bytes>>> rows);

inline constexpr std::string_view kCursorRow = "store/feed_cursor";

}  // namespace jiujin::sync::store
