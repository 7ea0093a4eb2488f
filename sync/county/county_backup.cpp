#include <sqlite3.h>

#include <filesystem>

#include "sync/base/atomic_file.h"
#include "sync/county/county_desk.h"
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
  if (status == SQLITE_OK) return {};
  return Error{status == SQLITE_FULL ? ErrorCode::kDiskFull : ErrorCode::kIo, to, cause};
}

Result<void> copy_key(const std::string& from, const std::string& to) {
  auto key = base::read_whole_file(from + "/county.key", 64 * 1024);
  if (!key.ok()) return key.error();
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
  if (auto copied = copy_key(m_folder, folder); !copied.ok()) return copied.error();
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
  return copy_key(backup_folder, data_folder);
}

Result<store::AuditReport> CountyService::verify_audit() {
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto report = store::verify_audit(**store);
  return_store(std::move(store).value());
  return report;
}

}  // namespace jiujin::sync::county
