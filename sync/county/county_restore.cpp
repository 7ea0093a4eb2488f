// A county from its backup: all of it or nothing, and in a log of its own from then on.
#include <filesystem>

#include "sync/base/atomic_file.h"
#include "sync/base/file_lock.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/county/folder_copy.h"
#include "sync/county/sealed_backup.h"
#include "sync/county/server_certificate.h"
#include "sync/envelope/data_key.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::county {

namespace fs = std::filesystem;

constexpr const char* kRestoringFolder = "/restoring";

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

Error no_backup(const std::string& folder) {
  std::error_code ignored;
  const bool cut = fs::exists(folder + kSealedBackupFile + ".part", ignored) ||
                   fs::exists(folder + kDatabaseFile, ignored);
  if (cut) return {ErrorCode::kTruncated, folder, "the backup in this folder was cut off"};
  return {ErrorCode::kNotFound, folder, "no backup of a county in this folder"};
}

// Into `folder`, which is empty; what was sealed is opened, and judged to its last byte.
Result<void> unpack_backup(const std::string& backup, const std::string& folder,
                           const std::optional<OpenedEscrow>& escrow) {
  if (escrow) return read_sealed_backup(backup + kSealedBackupFile, *escrow, folder);
  auto copied = copy_database(backup + kDatabaseFile, folder + kDatabaseFile);
  if (!copied.ok()) return copied.error();
  return copy_keys(backup, folder);
}

// The key comes last: a folder with a key is a county that is complete.
Result<void> move_in(const std::string& from, const std::string& to) {
  if (auto copied = copy_certificates(from, to); !copied.ok()) return copied.error();
  std::error_code failure;
  for (const char* file : {"/county.db-wal", kDatabaseFile}) {
    if (!fs::exists(from + file, failure)) continue;
    fs::rename(from + file, to + file, failure);
    if (failure) return Error{ErrorCode::kIo, to + file, failure.message()};
  }
  auto key = base::read_whole_file(from + kKeyFile, kKeyBytesMax);
  if (!key.ok()) return key.error();
  auto kept = base::write_file_atomically(to + kKeyFile, *key);
  envelope::wipe(*key);
  return kept;
}

// A restore that died has left its folder and no key: what it had moved already goes, too.
void clear_cut_restore(const std::string& folder) {
  std::error_code ignored;
  if (!fs::exists(folder + kRestoringFolder, ignored) || fs::exists(folder + kKeyFile, ignored))
    return;
  for (const char* file : {kDatabaseFile, "/county.db-wal", "/county.db-shm"})
    fs::remove(folder + file, ignored);
  fs::remove_all(folder + "/tls", ignored);
}

// Which shares, if any, open what stands in this folder.
Result<std::optional<OpenedEscrow>> bring_together(const std::string& backup,
                                                   std::span<const std::string> shares) {
  std::error_code ignored;
  std::optional<OpenedEscrow> none;
  if (!fs::exists(backup + kSealedBackupFile, ignored)) {
    if (!fs::exists(backup + kDatabaseFile, ignored) || !fs::exists(backup + kKeyFile, ignored))
      return no_backup(backup);
    if (!shares.empty())
      return Error{ErrorCode::kInvalidArgument, backup,
                   "this backup is not sealed, so that anybody may have altered it; restore it "
                   "without shares if it is the right one"};
    return none;
  }
  if (shares.empty())
    return Error{ErrorCode::kUnauthenticated, backup + kSealedBackupFile,
                 "this backup is sealed: bring the shares of its key together (--share FILE, once "
                 "for each)"};
  auto opened = open_escrow_files(shares);
  if (!opened.ok()) return opened.error();
  return std::optional(*std::move(opened));
}

}  // namespace

Result<void> CountyService::restore(const std::string& backup_folder,
                                    const std::string& data_folder,
                                    std::span<const std::string> shares) {
  auto escrow = bring_together(backup_folder, shares);
  if (!escrow.ok()) return escrow.error();
  clear_cut_restore(data_folder);
  std::error_code failure;
  if (fs::exists(data_folder + kDatabaseFile, failure) ||
      fs::exists(data_folder + kKeyFile, failure)) {
    return Error{ErrorCode::kAlreadyExists, data_folder, "this folder holds a county already"};
  }
  const bool fresh = fs::create_directories(data_folder, failure);
  if (fresh) fs::permissions(data_folder, fs::perms::owner_all, failure);
  Result<void> done;
  {
    const TakenAway staged(data_folder + kRestoringFolder);
    done = staged.make();
    if (done.ok()) done = unpack_backup(backup_folder, staged.path(), *escrow);
    if (done.ok()) done = begin_own_log(staged.path());
    if (done.ok()) done = move_in(staged.path(), data_folder);
    if (!done.ok()) clear_cut_restore(data_folder);
  }
  if (*escrow) envelope::wipe((*escrow)->keys.private_key);
  if (!done.ok() && fresh) fs::remove(data_folder, failure);
  return done;
}

void CountyService::remove_leftovers(const std::string& folder) {
  std::error_code ignored;
  fs::remove_all(folder + kRestoringFolder, ignored);
  if (!fs::exists(folder + kCopyFolder, ignored)) return;
  if (const auto lock = base::FileLock::acquire(folder + kCopyLock); lock.ok())
    fs::remove_all(folder + kCopyFolder, ignored);
}

}  // namespace jiujin::sync::county
