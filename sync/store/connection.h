// Connection: one SQLite connection, its prepared statements and transactions, and the place where
// SQLite's exceptions become Errors. Inside sync/store only; knows no table.
// Thread rule: an object belongs to one thread.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <memory>
#include <unordered_map>

#include "sync/store/limits.h"
#include "sync/store/sealing_vfs.h"
#include "sync/store/sqlite_store.h"

namespace jiujin::sync::store {

// Thrown inside a transaction to leave it with an Error; never leaves sync/store.
struct Failure {
  Error error;
};

// A statement in use: reset and unbound when it goes out of scope, so that no read stays open.
class Query {
 public:
  explicit Query(SQLite::Statement& statement) : m_statement(statement) {}
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& bind(std::uint64_t value);
  Query& bind(BytesView blob);
  Query& bind_kept(BytesView blob);  // not copied: must live until the statement was run
  Query& bind_text(std::string_view text);
  Query& bind_null();
  bool step() { return m_statement.executeStep(); }
  int run() { return m_statement.exec(); }
  bool is_null(int column) { return m_statement.isColumnNull(column); }
  std::uint64_t number(int column);
  Bytes blob(int column);
  template <typename Id>
  Id id(int column) {
    auto id = Id::from_bytes(blob(column));
    if (!id.ok()) throw Failure{{ErrorCode::kCorrupt, "database", id.error().cause}};
    return *id;
  }

 private:
  SQLite::Statement& m_statement;
  int m_next = 1;
};

class Connection {
 public:
  static Result<std::unique_ptr<Connection>> open(const std::string& path,
                                                  const SqliteStoreOptions& options);
  ~Connection();

  // `sql` must be a literal: its address finds the prepared statement.
  Query query(const char* sql);
  void execute(const char* sql) { m_database->exec(sql); }
  const std::string& path() const { return m_path; }
  sqlite3* handle() const { return m_database->getHandle(); }
  std::uint64_t commits() const { return m_commits; }
  // Grows whenever something that was written here was taken back.
  std::uint64_t undone() const { return m_undone; }
  void set_wal_pages_max(int pages) { m_wal_pages_max = pages; }
  // Writes what stands in the WAL into the database, when that is worth it. Never an error: what
  // is in the WAL is durable there.
  void tidy_wal() noexcept;

  // Runs `work` as one read transaction; every exception becomes an Error. A filter that reads
  // while something is being read joins the transaction that is under way.
  template <typename Work>
  auto read(Work work) -> Result<decltype(work())> {
    if (m_grouped && group_is_lost()) return lost_group();
    if (m_reading || m_grouped) return work_within(work);
    const Reading reading(m_reading);
    return guarded([&] {
      query("BEGIN").run();
      auto value = work();
      query("COMMIT").run();
      return value;
    });
  }
  // Same with BEGIN IMMEDIATE: the transaction writes, or nothing of it stays.
  template <typename Work>
  auto write(Work work) -> Result<decltype(work())> {
    if (m_grouped) return write_in_group(work);
    return guarded([&] {
      query("BEGIN IMMEDIATE").run();
      auto value = work();
      query("COMMIT").run();
      ++m_commits;
      return value;
    });
  }

  // Until its end every write() is a savepoint of one transaction (LogStore::begin_group).
  Result<void> begin_group();
  Result<void> commit_group();
  void abandon_group() noexcept;

 private:
  explicit Connection(std::string path) : m_path(std::move(path)) {}
  void configure(const SqliteStoreOptions& options);
  static int after_commit(void* self, sqlite3* database, const char* name, int wal_pages);
  Error error_of(const SQLite::Exception& exception) const;
  void roll_back() noexcept;

  struct Reading {
    explicit Reading(bool& flag) : m_flag(flag) { m_flag = true; }
    ~Reading() { m_flag = false; }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    bool& m_flag;
  };

  // Its failure is its own: what stands around it goes on.
  template <typename Work>
  auto work_within(Work& work) -> Result<decltype(work())> {
    try {
      return work();
    } catch (const Failure& failure) {
      return failure.error;
    } catch (const SQLite::Exception& exception) {
      return error_of(exception);
    }
  }

  // SQLite itself rolls a whole transaction back when the disk is full or fails.
  bool group_is_lost() const noexcept;
  Error lost_group() const;
  void undo_step() noexcept;

  template <typename Work>
  auto write_in_group(Work& work) -> Result<decltype(work())> {
    if (group_is_lost()) return lost_group();
    try {
      query("SAVEPOINT step").run();
      auto value = work();
      query("RELEASE step").run();
      return value;
    } catch (const Failure& failure) {
      undo_step();
      return failure.error;
    } catch (const SQLite::Exception& exception) {
      const Error error = error_of(exception);
      undo_step();
      return error;
    } catch (...) {
      undo_step();
      throw;
    }
  }

  template <typename Work>
  auto guarded(Work work) -> Result<decltype(work())> {
    try {
      return work();
    } catch (const Failure& failure) {
      roll_back();
      return failure.error;
    } catch (const SQLite::Exception& exception) {
      const Error error = error_of(exception);
      roll_back();
      return error;
    } catch (...) {  // a caller's filter threw, or memory ran out: its own business
      roll_back();
      throw;
    }
  }

  std::string m_path;
  bool m_reading = false;
  bool m_grouped = false;
  std::unique_ptr<SealingVfs> m_sealing;  // outlives the database
  std::unique_ptr<SQLite::Database> m_database;
  std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> m_statements;
  std::uint64_t m_commits = 0;
  std::uint64_t m_undone = 0;
  int m_wal_pages_max = kWalPagesStation;
};

// Unpacks inside a transaction: the value, or out with the Error.
template <typename T>
T value_or_leave(Result<T> result) {
  if (!result.ok()) throw Failure{result.error()};
  return *std::move(result);
}
inline void leave_on_error(const Result<void>& result) {
  if (!result.ok()) throw Failure{result.error()};
}

struct Done {};  // value of a transaction that gives none

}  // namespace jiujin::sync::store
