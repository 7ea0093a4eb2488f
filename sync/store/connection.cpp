#include "sync/store/connection.h"

#include <sqlite3.h>

#include <filesystem>

#include "sync/base/planted.h"

namespace jiujin::sync::store {

Query::~Query() {
  m_statement.tryReset();
  try {
    m_statement.clearBindings();
  } catch (const SQLite::Exception&) {  // bindings go with the next ones
  }
}

Query& Query::bind(std::uint64_t value) {
  m_statement.bind(m_next++, static_cast<std::int64_t>(value));
  return *this;
}

Query& Query::bind(BytesView blob) {
  // An empty view may hold a null pointer, which would bind NULL.
  m_statement.bind(m_next++, blob.empty() ? "" : blob.data(), static_cast<int>(blob.size()));
  return *this;
}

Query& Query::bind_kept(BytesView blob) {
  m_statement.bindNoCopy(m_next++, blob.empty() ? "" : blob.data(),
                         static_cast<int>(blob.size()));
  return *this;
}

Query& Query::bind_text(std::string_view text) {
  m_statement.bind(m_next++, std::string(text));
  return *this;
}

Query& Query::bind_null() {
  m_statement.bind(m_next++);
  return *this;
}

std::uint64_t Query::number(int column) {
  return static_cast<std::uint64_t>(m_statement.getColumn(column).getInt64());
}

Bytes Query::blob(int column) {
  const auto value = m_statement.getColumn(column);
  const auto* data = static_cast<const char*>(value.getBlob());
  return data ? Bytes(data, static_cast<std::size_t>(value.getBytes())) : Bytes();
}

Query Connection::query(const char* sql) {
  auto& statement = m_statements[sql];
  if (!statement) statement = std::make_unique<SQLite::Statement>(*m_database, sql);
  return Query(*statement);
}

Connection::~Connection() {
  m_statements.clear();
  m_database.reset();
}

Error Connection::error_of(const SQLite::Exception& exception) const {
  ErrorCode code = ErrorCode::kIo;
  switch (exception.getErrorCode() & 0xff) {
    case SQLITE_FULL:
      code = ErrorCode::kDiskFull;
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      code = ErrorCode::kBusy;
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      code = ErrorCode::kCorrupt;
      break;
    case SQLITE_CONSTRAINT:
      code = ErrorCode::kConflict;
      break;
    default:
      break;
  }
  std::string cause = exception.getErrorStr();
  // The index of a WAL is a file, too: a store cannot even be opened where it has no room.
  if (exception.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE) {
    code = ErrorCode::kDiskFull;
    cause = "the disk is full";
  }
  if (exception.getExtendedErrorCode() == SQLITE_IOERR_DATA) {
    code = ErrorCode::kCorrupt;
    cause = "a sealed page was altered, or the key is another";
  }
  return {code, m_path, std::move(cause)};
}

void Connection::roll_back() noexcept {
  ++m_undone;
  // A failed COMMIT may have rolled back already.
  if (!m_database || sqlite3_get_autocommit(m_database->getHandle())) return;
  sqlite3_exec(m_database->getHandle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

bool Connection::group_is_lost() const noexcept {
  return sqlite3_get_autocommit(m_database->getHandle()) != 0;
}

Error Connection::lost_group() const {
  return {ErrorCode::kIo, m_path, "an earlier failure took back everything of this group"};
}

void Connection::undo_step() noexcept {
  ++m_undone;
  if (group_is_lost()) return;
  const int undone = sqlite3_exec(m_database->getHandle(), "ROLLBACK TO step; RELEASE step",
                                  nullptr, nullptr, nullptr);
  if (undone != SQLITE_OK) roll_back();
}

Result<void> Connection::begin_group() {
  if (m_grouped) return Error{ErrorCode::kInvalidArgument, "group", "one is open already"};
  auto begun = guarded([&] {
    query("BEGIN IMMEDIATE").run();
    return Done{};
  });
  if (!begun.ok()) return begun.error();
  m_grouped = true;
  return {};
}

Result<void> Connection::commit_group() {
  if (!m_grouped) return Error{ErrorCode::kInvalidArgument, "group", "none is open"};
  m_grouped = false;
  if (group_is_lost()) return lost_group();
  auto committed = guarded([&] {
    query("COMMIT").run();
    ++m_commits;
    return Done{};
  });
  if (!committed.ok()) return committed.error();
  return {};
}

void Connection::abandon_group() noexcept {
  if (!m_grouped) return;
  m_grouped = false;
  roll_back();
}

// A checkpoint writes every page a second time, so it is put off until nobody waits for it
// (tidy_wal), but not for ever: a WAL must fit on the disk and be read after a crash.
int Connection::after_commit(void* self, sqlite3* database, const char* name, int wal_pages) {
  if (wal_pages >= static_cast<Connection*>(self)->m_wal_pages_max)
    sqlite3_wal_checkpoint_v2(database, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  return SQLITE_OK;
}

void Connection::tidy_wal() noexcept {
  if (m_grouped) return;
  std::error_code none;
  const auto wal_bytes = std::filesystem::file_size(m_path + "-wal", none);
  if (none || wal_bytes < kWalPagesTidied * std::uint64_t{4096}) return;
  sqlite3_wal_checkpoint_v2(m_database->getHandle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr,
                            nullptr);
}

void Connection::configure(const SqliteStoreOptions& options) {
  sqlite3* handle = m_database->getHandle();
  sqlite3_extended_result_codes(handle, 1);
  execute("PRAGMA page_size = 4096");
  execute("PRAGMA temp_store = MEMORY");
  execute("PRAGMA secure_delete = ON");
  execute("PRAGMA foreign_keys = ON");
  execute("PRAGMA trusted_schema = OFF");
  execute("PRAGMA cache_size = -16000");
  // A file is made with a rollback journal. Only EXTRA waits until the journal's deletion is on the
  // disk; one that came back after a power cut would roll the database back to nothing.
  const bool full =
      options.synchronous == Synchronous::kFull && !planted(base::Planted::kNoFsync);
  execute(full ? "PRAGMA synchronous = EXTRA" : "PRAGMA synchronous = OFF");
  execute("PRAGMA journal_mode = WAL");
  execute(full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
  execute("PRAGMA journal_size_limit = 67108864");
  sqlite3_wal_hook(handle, &Connection::after_commit, this);
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path,
                                                     const SqliteStoreOptions& options) {
  std::unique_ptr<Connection> connection(new Connection(path));
  std::string vfs = options.vfs;
  if (options.page_key) {
    auto sealing = SealingVfs::create(*options.page_key, options.vfs);
    if (!sealing.ok()) return sealing.error();
    connection->m_sealing = *std::move(sealing);
    vfs = connection->m_sealing->name();
  }
  auto opened = connection->guarded([&] {
    connection->m_database = std::make_unique<SQLite::Database>(
        path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, options.busy_timeout_ms, vfs);
    if (options.page_key) {
      int reserved = SealingVfs::reserved_bytes();
      sqlite3_file_control(connection->m_database->getHandle(), "main", SQLITE_FCNTL_RESERVE_BYTES,
                           &reserved);
    }
    connection->configure(options);
    return Done{};
  });
  if (!opened.ok()) return opened.error();
  return connection;
}

}  // namespace jiujin::sync::store
