// Local rows of SqliteStore, and the numbers that live among them.
#include <map>

#include "sync/base/planted.h"
#include "sync/base/varint.h"
#include "sync/store/limits.h"
#include "sync/store/sqlite_rows_of_ops.h"

namespace jiujin::sync::store {

void write_row(Connection& connection, std::string_view key, const std::optional<Bytes>& value) {
  if (!value) {
    connection.query("DELETE FROM rows WHERE key = ?").bind_text(key).run();
    return;
  }
  connection
      .query("INSERT INTO rows VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value")
      .bind_text(key)
      .bind(*value)
      .run();
}

std::optional<Bytes> select_row(Connection& connection, std::string_view key) {
  auto query = connection.query("SELECT value FROM rows WHERE key = ?");
  if (!query.bind_text(key).step()) return std::nullopt;
  return query.blob(0);
}

std::uint64_t select_number_row(Connection& connection, std::string_view key) {
  const auto value = select_row(connection, key);
  if (!value) return 0;
  return value_or_leave(base::ByteReader(*value, key).big_endian_64());
}

void write_number_row(Connection& connection, std::string_view key, std::uint64_t value) {
  Bytes bytes;
  base::append_big_endian_64(bytes, value);
  write_row(connection, key, bytes);
}

Result<void> check_row_keys(std::span<const std::pair<std::string, std::optional<Bytes>>> rows) {
  for (const auto& [key, value] : rows)
    if (key.starts_with(kReservedRows))
      return Error{ErrorCode::kInvalidArgument, "row " + key, "belongs to the store itself"};
  return {};
}

Result<std::uint64_t> SqliteStore::next_serial(std::string_view counter) {
  if (planted(base::Planted::kSerialNotDurable)) {
    static std::map<std::string, std::uint64_t, std::less<>> given;  // as if a cache would do
    return ++given[std::string(counter)];
  }
  return m_connection->write([&] {
    const std::string key = "store/counter/" + std::string(counter);
    const std::uint64_t next = select_number_row(*m_connection, key) + 1;
    write_number_row(*m_connection, key, next);
    return next;
  });
}

Result<std::optional<Bytes>> SqliteStore::row(std::string_view key) {
  if (key.starts_with(kReservedRows)) return std::optional<Bytes>();
  return m_connection->read([&] { return select_row(*m_connection, key); });
}

Result<void> SqliteStore::write_rows(
    std::span<const std::pair<std::string, std::optional<Bytes>>> rows) {
  if (auto checked = check_row_keys(rows); !checked.ok()) return checked.error();
  auto written = m_connection->write([&] {
    for (const auto& [key, value] : rows) write_row(*m_connection, key, value);
    return Done{};
  });
  if (!written.ok()) return written.error();
  return {};
}

Result<std::vector<std::pair<std::string, Bytes>>> SqliteStore::rows(std::string_view prefix) {
  return m_connection->read([&] {
    std::vector<std::pair<std::string, Bytes>> found;
    auto query = m_connection->query("SELECT key, value FROM rows WHERE key >= ? ORDER BY key");
    query.bind_text(prefix);
    while (query.step()) {
      std::string key = query.blob(0);
      if (!key.starts_with(prefix)) break;
      if (!key.starts_with(kReservedRows)) found.emplace_back(std::move(key), query.blob(1));
    }
    return found;
  });
}

Result<std::uint64_t> SqliteStore::change_counter() {
  // data_version changes with the commits of other connections only.
  return m_connection->read([&] {
    auto query = m_connection->query("PRAGMA data_version");
    return (query.step() ? query.number(0) : 0) + m_connection->commits();
  });
}

}  // namespace jiujin::sync::store
