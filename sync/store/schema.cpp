#include "sync/store/schema.h"

namespace jiujin::sync::store {
namespace {

constexpr const char* kTables[] = {
    "CREATE TABLE incarnations (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, owner BLOB,"
    " suite INTEGER NOT NULL, public_key BLOB NOT NULL, number_block INTEGER NOT NULL,"
    " committed_seq INTEGER NOT NULL DEFAULT 0, backed_up_seq INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE TABLE ops (n INTEGER PRIMARY KEY,"
    " incarnation INTEGER NOT NULL REFERENCES incarnations, seq INTEGER NOT NULL,"
    " case_id BLOB NOT NULL, type INTEGER NOT NULL, header BLOB NOT NULL, body BLOB NOT NULL,"
    " destroyed INTEGER NOT NULL DEFAULT 0, hash BLOB NOT NULL, position INTEGER UNIQUE,"
    " origin BLOB, superseded INTEGER NOT NULL DEFAULT 0, UNIQUE (incarnation, seq)) STRICT",
    "CREATE INDEX ops_case ON ops (case_id, type)",
    "CREATE INDEX ops_origin ON ops (origin) WHERE origin IS NOT NULL",
    "CREATE INDEX ops_events ON ops (n) WHERE type = 12",
    "CREATE TABLE files (n INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,"
    " media_type TEXT NOT NULL, held INTEGER NOT NULL DEFAULT 0,"
    " acknowledged INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE INDEX files_incomplete ON files (n) WHERE held < size",
    "CREATE TABLE file_parts (file INTEGER NOT NULL REFERENCES files, offset INTEGER NOT NULL,"
    " bytes BLOB NOT NULL, PRIMARY KEY (file, offset)) STRICT",
    "CREATE TABLE rows (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "PRAGMA user_version = 1",
};

}  // namespace

Result<void> prepare_schema(Connection& connection) {
  auto version = connection.read([&] {
    auto query = connection.query("PRAGMA user_version");
    return query.step() ? query.number(0) : 0;
  });
  if (!version.ok()) return version.error();
  if (*version == kFormatVersion) return {};
  if (*version > kFormatVersion)
    return Error{ErrorCode::kUnsupported, connection.path(),
                 "written by a newer version (format " + std::to_string(*version) +
                     ", this program knows up to " + std::to_string(kFormatVersion) + ")"};
  auto made = connection.write([&] {
    // Another process may have been quicker.
    {
      auto query = connection.query("PRAGMA user_version");
      if (query.step() && query.number(0) == kFormatVersion) return Done{};
    }
    {
      auto query = connection.query("SELECT count(*) FROM sqlite_schema");
      if (query.step() && query.number(0) != 0)
        throw Failure{{ErrorCode::kCorrupt, connection.path(), "a database, but not one of ours"}};
    }
    for (const char* sql : kTables) connection.execute(sql);
    return Done{};
  });
  if (!made.ok()) return made.error();
  return {};
}

}  // namespace jiujin::sync::store
