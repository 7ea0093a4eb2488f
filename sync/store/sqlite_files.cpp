// Files of SqliteStore: parts of at most 256 KiB, held from the beginning without gaps.
#include <algorithm>

#include "sync/envelope/suite.h"
#include "sync/base/planted.h"
#include "sync/store/limits.h"
#include "sync/store/part_hashes.h"
#include "sync/store/sqlite_rows_of_ops.h"

namespace jiujin::sync::store {
namespace {

struct FileRow {
  std::uint64_t n = 0, size = 0, held = 0, acknowledged = 0;
  std::string media_type;
};

std::optional<FileRow> find_file(Connection& db, const base::ContentHash& hash) {
  auto query = db.query("SELECT n, size, held, acknowledged, media_type FROM files WHERE hash = ?");
  if (!query.bind(hash.view()).step()) return std::nullopt;
  return FileRow{query.number(0), query.number(1), query.number(2), query.number(3), query.blob(4)};
}

FileRow find_or_add(Connection& db, const base::ContentHash& hash, std::uint64_t size,
                    std::string_view media_type) {
  if (auto row = find_file(db, hash)) {
    if (row->size != size)
      throw Failure{{ErrorCode::kConflict, "file " + hash.hex(),
                     "known with " + std::to_string(row->size) + " bytes"}};
    return *row;
  }
  db.query("INSERT INTO files (hash, size, media_type) VALUES (?, ?, ?)")
      .bind(hash.view())
      .bind(size)
      .bind_text(media_type)
      .run();
  return *find_file(db, hash);
}

void append_parts(Connection& db, FileRow& row, BytesView bytes) {
  while (!bytes.empty()) {
    const BytesView part = bytes.substr(0, kFilePartBytesMax);
    auto query = db.query("INSERT INTO file_parts VALUES (?, ?, ?)");
    query.bind(row.n).bind(row.held).bind_kept(part).run();
    row.held += part.size();
    bytes.remove_prefix(part.size());
  }
  db.query("UPDATE files SET held = ? WHERE n = ?").bind(row.held).bind(row.n).run();
}

void remove_file(Connection& db, std::uint64_t n) {
  db.query("DELETE FROM file_parts WHERE file = ?").bind(n).run();
  db.query("DELETE FROM files WHERE n = ?").bind(n).run();
}

// Whether what is held whole are these bytes still: disks forget, and here they come once more.
bool is_intact(Connection& db, const FileRow& row, BytesView bytes) {
  auto query = db.query("SELECT offset, bytes FROM file_parts WHERE file = ? ORDER BY offset");
  query.bind(row.n);
  std::uint64_t at = 0;
  while (query.step()) {
    const Bytes part = query.blob(1);
    if (query.number(0) != at || at > bytes.size() || bytes.substr(at, part.size()) != part)
      return false;
    at += part.size();
  }
  return at == bytes.size();
}

// Brings what is hashed of a file to what is held of it.
PartHashes::Begun& hashed_so_far(Connection& db, PartHashes& hashes, const base::ContentHash& hash,
                                 const FileRow& row) {
  if (hashes.of(db, hash).held != row.held) hashes.forget(hash);
  auto& begun = hashes.of(db, hash);
  if (begun.held == row.held) return begun;
  auto query = db.query("SELECT bytes FROM file_parts WHERE file = ? ORDER BY offset");
  query.bind(row.n);
  while (query.step()) begun.hasher.update(query.blob(0));
  begun.held = row.held;
  return begun;
}

Error wrong_bytes(const base::ContentHash& hash) {
  return {ErrorCode::kCorrupt, "file " + hash.hex(), "its bytes have another hash"};
}

}  // namespace

Result<FileInfo> SqliteStore::put_file(BytesView bytes, std::string_view media_type) {
  if (bytes.size() > kFileBytesMax)
    return Error{ErrorCode::kTooLarge, "file", std::to_string(bytes.size()) + " bytes"};
  const auto hash = envelope::content_hash(bytes);
  auto& db = *m_connection;
  return db.write([&] {
    if (const auto held = find_file(db, hash); held && held->held < held->size)
      remove_file(db, held->n);  // what came in parts so far is not proven: begin anew
    else if (held && !is_intact(db, *held, bytes))
      remove_file(db, held->n);
    FileRow row = find_or_add(db, hash, bytes.size(), media_type);
    if (row.held == 0) append_parts(db, row, bytes);
    return FileInfo{hash, row.size, row.media_type, true};
  });
}

Result<FileProgress> SqliteStore::put_file_part(const base::ContentHash& hash, std::uint64_t size,
                                                std::string_view media_type, std::uint64_t offset,
                                                BytesView bytes) {
  if (size > kFileBytesMax)
    return Error{ErrorCode::kTooLarge, "file " + hash.hex(), std::to_string(size) + " bytes"};
  if (offset > size || bytes.size() > size - offset)
    return Error{ErrorCode::kInvalidData, "file " + hash.hex(), "a part beyond the file's end"};
  bool wrong = false;
  auto& db = *m_connection;
  auto progress = db.write([&] {
    const auto known = find_file(db, hash);
    if (known && known->size != size && known->held < known->size && offset == 0)
      remove_file(db, known->n);
    FileRow row = find_or_add(db, hash, size, media_type);
    if (offset > row.held)
      throw Failure{{ErrorCode::kInvalidArgument, "file " + hash.hex(),
                     "a gap: held to " + std::to_string(row.held) + ", offered from " +
                         std::to_string(offset)}};
    const bool was_complete = row.held == row.size && row.size > 0;
    const auto fresh = bytes.substr(std::min<std::uint64_t>(row.held - offset, bytes.size()));
    if (was_complete) return FileProgress{hash, row.size, row.held};
    auto& begun = hashed_so_far(db, *m_part_hashes, hash, row);
    append_parts(db, row, fresh);
    begun.hasher.update(fresh);
    begun.held = row.held;
    if (row.held == row.size) {
      wrong = begun.hasher.finish() != hash && !planted(base::Planted::kFileUnverified);
      m_part_hashes->forget(hash);
      if (wrong) remove_file(db, row.n);
    }
    return FileProgress{hash, row.size, row.held};
  });
  if (progress.ok() && wrong) return wrong_bytes(hash);
  return progress;
}

Result<std::optional<FileInfo>> SqliteStore::file_info(const base::ContentHash& hash) {
  return m_connection->read([&]() -> std::optional<FileInfo> {
    const auto row = find_file(*m_connection, hash);
    if (!row) return std::nullopt;
    return FileInfo{hash, row->size, row->media_type, row->held == row->size};
  });
}

Result<std::vector<FileProgress>> SqliteStore::incomplete_files() {
  return m_connection->read([&] {
    std::vector<FileProgress> files;
    auto query =
        m_connection->query("SELECT hash, size, held FROM files WHERE held < size ORDER BY n");
    while (query.step())
      files.push_back({query.id<base::ContentHash>(0), query.number(1), query.number(2)});
    return files;
  });
}

Result<Bytes> SqliteStore::read_file(const base::ContentHash& hash, std::uint64_t offset,
                                     std::size_t bytes_max) {
  auto& db = *m_connection;
  return db.read([&] {
    const auto row = find_file(db, hash);
    if (!row) throw Failure{{ErrorCode::kNotFound, "file " + hash.hex(), "not held here"}};
    Bytes bytes;
    auto query = db.query(
        "SELECT offset, bytes FROM file_parts WHERE file = ?1 AND offset >= coalesce("
        "(SELECT max(offset) FROM file_parts WHERE file = ?1 AND offset <= ?2), 0)"
        " ORDER BY offset");
    query.bind(row->n).bind(offset);
    while (bytes.size() < bytes_max && query.step()) {
      const std::uint64_t start = query.number(0);
      const Bytes part = query.blob(1);
      const std::uint64_t skip = offset > start ? offset - start : 0;
      if (skip >= part.size()) continue;
      bytes.append(part, skip, bytes_max - bytes.size());
    }
    return bytes;
  });
}

Result<void> SqliteStore::set_file_acknowledged(const base::ContentHash& hash, std::uint64_t held) {
  auto& db = *m_connection;
  auto set = db.write([&] {
    const auto row = find_file(db, hash);
    if (!row) throw Failure{{ErrorCode::kNotFound, "file " + hash.hex(), "not held here"}};
    db.query("UPDATE files SET acknowledged = ? WHERE n = ?")
        .bind(std::min(held, row->size))
        .bind(row->n)
        .run();
    return Done{};
  });
  if (!set.ok()) return set.error();
  return {};
}

Result<std::uint64_t> SqliteStore::file_acknowledged(const base::ContentHash& hash) {
  return m_connection->read([&] {
    const auto row = find_file(*m_connection, hash);
    return row ? row->acknowledged : 0;
  });
}

}  // namespace jiujin::sync::store
