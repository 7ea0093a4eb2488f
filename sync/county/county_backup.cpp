#include <sqlite3.h>

#include <filesystem>

#include "sync/base/atomic_file.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/county/server_certificate.h"
#include "sync/envelope/suite.h"
#include "sync/store/audit.h"

namespace jiujin::sync::county {
namespace {

namespace fs = std::filesystem;

Result<void> copy_database(const std::string& from, const std::string& to) {
  sqlite3* database = nullptr;
  int status = sqlite3_open_v2(from.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr);
  if (status == SQLITE_OK) {
    sqlite3_busy_timeout(database, 30'000);
    sqlite3_stmt* statement = nullptr;
    status = sqlite3_prepare_v2(database, "VACUUM INTO ?1", -1, &statement, nullptr);
    if (status == SQLITE_OK) {
      sqlite3_bind_text(statement, 1, to.c_str(), -1, SQLITE_TRANSIENT);
      status = sqlite3_step(statement) == SQLITE_DONE ? SQLITE_OK : sqlite3_errcode(database);
    }
    sqlite3_finalize(statement);
  }
  const std::string cause = database ? sqlite3_errmsg(database) : "cannot open";
  sqlite3_close(database);
  // SQLite does not sync what VACUUM INTO writes: until then, a power cut leaves no backup.
  if (status == SQLITE_OK) return base::reach_the_disk(to);
  return Error{status == SQLITE_FULL ? ErrorCode::kDiskFull : ErrorCode::kIo, to, cause};
}

// What makes it this county to its stations: its key, and its certificates.
Result<void> copy_keys(const std::string& from, const std::string& to) {
  auto key = base::read_whole_file(from + "/county.key", 64 * 1024);
  if (!key.ok()) return key.error();
  if (auto copied = copy_certificates(from, to); !copied.ok()) return copied.error();
  return base::write_file_atomically(to + "/county.key", *key);
}

}  // namespace

Result<BackupReport> CountyService::backup(const std::string& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) return Error{ErrorCode::kIo, folder, failure.message()};
  BackupReport report;
  report.file = folder + "/county.db";
  if (fs::exists(report.file)) {
    return Error{ErrorCode::kAlreadyExists, folder, "this folder holds a backup already"};
  }
  if (auto copied = copy_database(m_folder + "/county.db", report.file); !copied.ok()) {
    fs::remove(report.file, failure);
    return copied.error();
  }
  if (auto copied = copy_keys(m_folder, folder); !copied.ok()) return copied.error();
  report.bytes = fs::file_size(report.file, failure);
  // What the copy holds, not what the county holds by now, is backed up.
  auto copy = store::SqliteStore::open(folder, store::StoreRole::kCounty);
  if (!copy.ok()) return copy.error();
  auto end = (*copy)->feed_end();
  if (!end.ok()) return end.error();
  report.position = *end;
  auto logs = (*copy)->incarnations();
  if (!logs.ok()) return logs.error();
  for (const auto& log : *logs) {
    auto head = (*copy)->head(log.id);
    if (!head.ok()) return head.error();
    const std::lock_guard lock(m_mutex);
    auto marked = m_desk->store->set_acknowledgement({log.id, head->seq, head->seq});
    if (!marked.ok()) return marked.error();
  }
  return report;
}

namespace {

// Number blocks that may have been given since the backup was made: given to nobody again.
constexpr int kBlocksPassedOver = 32;

// What a restored county writes goes into a log of its own: under the old one's numbers stations
// may hold ops that this county has forgotten.
Result<void> begin_own_log(const std::string& folder) {
  auto store = store::SqliteStore::open(folder, store::StoreRole::kCounty);
  if (!store.ok()) return store.error();
  auto row = (*store)->row(kInfoRow);
  if (!row.ok()) return row.error();
  if (!*row) return Error{ErrorCode::kCorrupt, folder, "this is no county's database"};
  auto info = decode_info(**row);
  if (!info.ok()) return info.error();
  auto logs = (*store)->incarnations();
  if (!logs.ok()) return logs.error();
  for (store::Incarnation log : *logs) {
    if (log.id != info->incarnation) continue;
    info->log = log.id = base::IncarnationId::random(envelope::system_random());
    if (auto added = (*store)->add_incarnation(log); !added.ok()) return added.error();
  }
  for (int i = 0; i < kBlocksPassedOver; ++i)
    if (auto next = (*store)->next_serial("number_block"); !next.ok()) return next.error();
  const std::pair<std::string, std::optional<base::Bytes>> kept{kInfoRow, encode_info(*info)};
  return (*store)->write_rows({&kept, 1});
}

}  // namespace

Result<void> CountyService::restore(const std::string& backup_folder,
                                    const std::string& data_folder) {
  std::error_code failure;
  if (!fs::exists(backup_folder + "/county.db", failure)) {
    return Error{ErrorCode::kNotFound, backup_folder, "no backup of a county in this folder"};
  }
  if (fs::exists(data_folder + "/county.db", failure) ||
      fs::exists(data_folder + "/county.key", failure)) {
    return Error{ErrorCode::kAlreadyExists, data_folder, "this folder holds a county already"};
  }
  fs::create_directories(data_folder, failure);
  auto copied = copy_database(backup_folder + "/county.db", data_folder + "/county.db");
  if (!copied.ok()) return copied.error();
  if (auto begun = begin_own_log(data_folder); !begun.ok()) return begun.error();
  return copy_keys(backup_folder, data_folder);
}

Result<store::AuditReport> CountyService::verify_audit() {
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto report = store::verify_audit(**store);
  return_store(std::move(store).value());
  return report;
}

Result<AuditStanding> CountyService::audit_standing() {
  const std::lock_guard lock(m_audit_mutex);
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto standing = m_audit.standing(**store);
  return_store(std::move(store).value());
  return standing;
}

void CountyService::want_full_audit() {
  const std::lock_guard lock(m_audit_mutex);
  m_audit.want_full();
}

Result<bool> CountyService::audit_step(std::size_t bytes_max) {
  const std::lock_guard lock(m_audit_mutex);
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto more = m_audit.step(**store, bytes_max, now_ms());
  return_store(std::move(store).value());
  return more;
}

}  // namespace jiujin::sync::county
