#include <sqlite3.h>

#include <filesystem>

#include "sync/base/atomic_file.h"
#include "sync/county/county_desk.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/log_verifier.h"

namespace jiujin::sync::county {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kOpsAtOnce = 4u << 20;

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

std::optional<base::CaseKey> key_of_case(store::LogStore& store, const base::CaseId& id) {
  auto ops = store.ops_of_case(id);
  if (!ops.ok()) return std::nullopt;
  for (const auto& op : *ops) {
    if (type_of(op) != oplog::kCaseOpenedType || op.body_destroyed) continue;
    const auto key = oplog::case_key_of(op.body);
    if (key.ok()) return *key;
  }
  return std::nullopt;
}

// The first fault of one log, counting its ops.
Result<std::optional<AuditFault>> verify_log(store::LogStore& store, const store::Incarnation& log,
                                             std::uint64_t* count) {
  const auto suite = envelope::find_suite(log.suite);
  if (!suite.ok()) return suite.error();
  const oplog::HashFunction hash = [&](std::initializer_list<base::BytesView> parts) {
    return (*suite)->hash(parts);
  };
  oplog::LogVerifier verifier(
      hash, log.id, 0, oplog::chain_start(hash, log.id, log.suite),
      [&store](const base::CaseId& id) { return key_of_case(store, id); });
  while (true) {
    auto ops = store.ops_after(log.id, verifier.seq(), kOpsAtOnce);
    if (!ops.ok()) return ops.error();
    if (ops->empty()) return std::optional<AuditFault>{};
    for (const auto& op : *ops) {
      if (auto fine = verifier.check(op); !fine.ok()) {
        return std::optional(AuditFault{op.address, fine.error().cause});
      }
      ++*count;
    }
  }
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

Result<AuditReport> CountyService::verify_audit() {
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto logs = (*store)->incarnations();
  if (!logs.ok()) return logs.error();
  AuditReport report;
  for (const auto& log : *logs) {
    ++report.logs;
    auto fault = verify_log(**store, log, &report.ops);
    if (!fault.ok()) return fault.error();
    if (*fault && !report.first_fault) report.first_fault = **fault;
  }
  return_store(std::move(store).value());
  return report;
}

}  // namespace jiujin::sync::county
