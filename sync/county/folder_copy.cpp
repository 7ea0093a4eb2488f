#include "sync/county/folder_copy.h"

#include <sqlite3.h>

#include <filesystem>

#include "sync/base/atomic_file.h"
#include "sync/county/server_certificate.h"
#include "sync/envelope/data_key.h"

namespace jiujin::sync::county {

namespace fs = std::filesystem;

Result<void> copy_database(const std::string& from, const std::string& to) {
  // Its owner's only: VACUUM INTO takes a file that is there, if it is empty.
  if (auto made = base::write_file_atomically(to, ""); !made.ok()) return made;
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

Result<void> copy_keys(const std::string& from, const std::string& to) {
  auto key = base::read_whole_file(from + kKeyFile, kKeyBytesMax);
  if (!key.ok()) return key.error();
  if (auto copied = copy_certificates(from, to); !copied.ok()) return copied.error();
  auto kept = base::write_file_atomically(to + kKeyFile, *key);
  envelope::wipe(*key);
  return kept;
}

TakenAway::TakenAway(std::string folder) : m_path(std::move(folder)) {
  std::error_code ignored;
  fs::remove_all(m_path, ignored);
}

TakenAway::~TakenAway() {
  std::error_code ignored;
  fs::remove_all(m_path, ignored);
}

Result<void> TakenAway::make() const {
  std::error_code failure;
  fs::create_directory(m_path, failure);
  if (!failure) fs::permissions(m_path, fs::perms::owner_all, failure);
  if (failure) return Error{ErrorCode::kIo, m_path, failure.message()};
  return {};
}

}  // namespace jiujin::sync::county
