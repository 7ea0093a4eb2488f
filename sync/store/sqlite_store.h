// SqliteStore: the durable LogStore, one database file a station (station.db) or county
// (county.db).
//
// Tables and pragmas: PROTOCOL 5. Same class on both sides; the role decides the file's name and
// whether an appended op gets its feed position at once (county) or waits for the county (station).
// Every public call is one transaction; every SQLite exception ends here as an Error:
// kDiskFull (SQLITE_FULL), kBusy (another process held the lock for 5 s), kCorrupt (damaged pages,
// wrong key, or a broken chain), kUnsupported (written by a newer version), kIo (anything else).
// Thread rule: an object belongs to one thread; several processes may open the same folder.
#pragma once

#include <memory>
#include <string>

#include "sync/store/log_store.h"

namespace jiujin::sync::store {

enum class StoreRole { kStation, kCounty };
// kOffForTests: commits do not wait for the disk. Only the test that proves that the crash tests
// would notice uses it.
enum class Synchronous { kFull, kOffForTests };

class PageKey;  // sealing_vfs.h

struct SqliteStoreOptions {
  // Seals every page on its way to the disk (PROTOCOL 5.1); null: plain file. Must outlive open().
  const PageKey* page_key = nullptr;
  Synchronous synchronous = Synchronous::kFull;
  int busy_timeout_ms = 5000;
  std::string vfs{};  // SQLite VFS to stand on; "" = the system's. Tests hand in their disks.
};

class Connection;
class PartHashes;

class SqliteStore : public LogStore {
 public:
  // Opens or creates FOLDER/station.db or FOLDER/county.db; the folder is created when missing.
  static Result<std::unique_ptr<SqliteStore>> open(const std::string& folder, StoreRole role,
                                                   const SqliteStoreOptions& options = {});
  ~SqliteStore() override;

  Result<void> begin_group() override;
  Result<void> commit_group() override;
  void abandon_group() override;
  Result<void> add_incarnation(const Incarnation& incarnation) override;
  Result<std::vector<Incarnation>> incarnations() override;
  Result<Head> head(const base::IncarnationId& incarnation) override;
  Result<std::vector<oplog::StoredOp>> append(const base::IncarnationId& own,
                                              const AppendBatch& batch) override;
  Result<std::vector<oplog::StoredOp>> begin_anew(const Rebirth& rebirth) override;
  Result<std::vector<oplog::StoredOp>> ops_after(const base::IncarnationId& incarnation,
                                                 std::uint64_t after,
                                                 std::size_t bytes_max) override;
  Result<std::optional<oplog::StoredOp>> find_op(const base::OpAddress& address) override;
  Result<std::vector<oplog::StoredOp>> ops_of_case(const base::CaseId& case_id) override;
  Result<std::vector<oplog::StoredOp>> register_ops() override;
  Result<void> visit_events(const OpVisitor& visit) override;
  Result<std::vector<base::CaseId>> cases() override;
  Result<std::uint64_t> next_serial(std::string_view counter) override;

  Result<Head> receive_ops(const base::IncarnationId& from,
                           std::span<const oplog::StoredOp> ops) override;
  Result<void> apply_feed(std::span<const FeedEntry> entries, std::uint64_t cursor) override;
  Result<std::uint64_t> feed_cursor() override;
  Result<std::vector<FeedEntry>> feed_after(std::uint64_t position, std::size_t bytes_max,
                                            const FeedFilter& wanted,
                                            std::uint64_t* scanned) override;
  Result<std::uint64_t> feed_end() override;
  Result<void> rewind(std::uint64_t position,
                      std::span<const Acknowledgement> acknowledgements) override;
  Result<void> set_acknowledgement(const Acknowledgement& acknowledgement) override;
  Result<Acknowledgement> acknowledgement(const base::IncarnationId& incarnation) override;

  Result<FileInfo> put_file(BytesView bytes, std::string_view media_type) override;
  Result<FileProgress> put_file_part(const base::ContentHash& hash, std::uint64_t size,
                                     std::string_view media_type, std::uint64_t offset,
                                     BytesView bytes) override;
  Result<std::optional<FileInfo>> file_info(const base::ContentHash& hash) override;
  Result<std::vector<FileProgress>> incomplete_files() override;
  Result<Bytes> read_file(const base::ContentHash& hash, std::uint64_t offset,
                          std::size_t bytes_max) override;
  Result<void> set_file_acknowledged(const base::ContentHash& hash, std::uint64_t held) override;
  Result<std::uint64_t> file_acknowledged(const base::ContentHash& hash) override;

  Result<std::optional<Bytes>> row(std::string_view key) override;
  Result<void> write_rows(
      std::span<const std::pair<std::string, std::optional<Bytes>>> rows) override;
  Result<std::vector<std::pair<std::string, Bytes>>> rows(std::string_view prefix) override;
  Result<std::uint64_t> change_counter() override;
  void rest() override;

 private:
  SqliteStore(std::unique_ptr<Connection> connection, StoreRole role);
  std::unique_ptr<Connection> m_connection;
  std::unique_ptr<PartHashes> m_part_hashes;
  StoreRole m_role;
};

}  // namespace jiujin::sync::store
