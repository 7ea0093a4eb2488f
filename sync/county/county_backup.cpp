// What a county leaves for the day on which it is lost: backups, and the key that opens them.
#include <filesystem>

#include "sync/base/atomic_file.h"
#include "sync/base/file_lock.h"
#include "sync/base/hex.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/county/folder_copy.h"
#include "sync/county/sealed_backup.h"
#include "sync/envelope/data_key.h"
#include "sync/envelope/suite.h"
#include "sync/wire/stick_file.h"

namespace jiujin::sync::county {
namespace {

namespace fs = std::filesystem;

constexpr const char* kShareFile = "backup-share-";
constexpr std::uint64_t kRoomLeftBytes = 64u << 20;  // the county goes on working meanwhile

// Files that are removed unless all of it came to a good end.
class NotKept {
 public:
  explicit NotKept(std::vector<std::string> files) : m_files(std::move(files)) {}
  ~NotKept() {
    std::error_code ignored;
    for (const auto& file : m_files) fs::remove(file, ignored);
  }
  NotKept(const NotKept&) = delete;
  NotKept& operator=(const NotKept&) = delete;
  void add(const std::string& file) { m_files.push_back(file); }
  void keep() { m_files.clear(); }

 private:
  std::vector<std::string> m_files;
};

// What a copy in this folder holds.
Result<BackedUp> held_in(const std::string& folder) {
  auto copy = store::SqliteStore::open(folder, store::StoreRole::kCounty);
  if (!copy.ok()) return copy.error();
  BackedUp held;
  auto end = (*copy)->feed_end();
  if (!end.ok()) return end.error();
  held.position = *end;
  auto logs = (*copy)->incarnations();
  if (!logs.ok()) return logs.error();
  for (const auto& log : *logs) {
    auto head = (*copy)->head(log.id);
    if (!head.ok()) return head.error();
    held.heads.emplace_back(log.id, head->seq);
  }
  return held;
}

}  // namespace

Result<BackupReport> CountyService::backup(const std::string& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) return Error{ErrorCode::kIo, folder, failure.message()};
  for (const char* file : {kDatabaseFile, kSealedBackupFile}) {
    if (fs::exists(folder + file, failure))
      return Error{ErrorCode::kAlreadyExists, folder, "this folder holds a backup already"};
  }
  auto escrow = this->escrow();
  if (!escrow.ok()) return escrow.error();
  if (*escrow) return sealed_backup(folder, **escrow);
  BackupReport report;
  report.file = folder + kDatabaseFile;
  NotKept unfinished({report.file, folder + kKeyFile});
  if (auto copied = copy_database(m_folder + kDatabaseFile, report.file); !copied.ok())
    return copied.error();
  if (auto copied = copy_keys(m_folder, folder); !copied.ok()) return copied.error();
  report.bytes = fs::file_size(report.file, failure);
  auto held = held_in(folder);
  if (!held.ok()) return held.error();
  unfinished.keep();
  return mark_backed_up(std::move(report), *held);
}

// Where the copy stands while it is being sealed: beside the county's own data, for it is as they
// are. What was left there by a program that died is removed by the next one that opens the county.
Result<BackupReport> CountyService::sealed_backup(const std::string& folder,
                                                  const casework::BackupKeyEscrowed& escrow) {
  const auto lock = base::FileLock::acquire(m_folder + kCopyLock);
  if (!lock.ok()) return lock.error();
  const TakenAway copy(m_folder + kCopyFolder);
  std::error_code failure;
  const auto free = wire::free_bytes(m_folder);
  const auto size = fs::file_size(m_folder + kDatabaseFile, failure);
  if (free && *free < size + kRoomLeftBytes)
    return Error{ErrorCode::kDiskFull, m_folder,
                 "a copy of the county's data is made here while it is sealed: " +
                     std::to_string((size + kRoomLeftBytes) >> 20) + " MiB must be free"};
  auto public_key = base::from_hex(escrow.key);
  if (!public_key.ok()) return public_key.error();
  if (auto made = copy.make(); !made.ok()) return made.error();
  const std::string database = copy.path() + kDatabaseFile;
  auto copied = copy_database(m_folder + kDatabaseFile, database);
  if (!copied.ok()) return copied.error();
  std::vector<BackupPart> parts{{"county.db", database}};
  for (const std::string name : kBackupKeyParts)
    if (const auto path = m_folder + "/" + name; fs::exists(path, failure))
      parts.push_back({name, path});
  BackupReport report;
  report.file = folder + kSealedBackupFile;
  report.sealed_for = envelope::key_mark(*public_key);
  NotKept unfinished({report.file});
  auto written = write_sealed_backup(report.file, parts,
                                     {static_cast<std::uint8_t>(escrow.suite), *public_key},
                                     m_info.name + " " + escrow_day(now_ms()),
                                     {m_info.suite, m_private_key, m_public_key}, m_random);
  if (!written.ok()) return written.error();
  report.bytes = *written;
  auto held = held_in(copy.path());
  if (!held.ok()) return held.error();
  unfinished.keep();
  return mark_backed_up(std::move(report), *held);
}

// What the copy holds, not what the county holds by now, is backed up.
Result<BackupReport> CountyService::mark_backed_up(BackupReport report, const BackedUp& held) {
  report.position = held.position;
  const std::lock_guard lock(m_mutex);
  for (const auto& [log, seq] : held.heads) {
    auto marked = m_desk->store->set_acknowledgement({log, seq, seq});
    if (!marked.ok()) return marked.error();
  }
  return report;
}

Result<std::optional<casework::BackupKeyEscrowed>> CountyService::escrow() {
  const std::lock_guard lock(m_mutex);
  auto row = m_desk->store->row(std::string(kEscrowRow));
  if (!row.ok()) return row.error();
  if (!*row) return std::optional<casework::BackupKeyEscrowed>();
  auto body = casework::read_body<casework::BackupKeyEscrowed>(**row);
  if (!body.ok()) return body.error();
  return std::optional(*std::move(body));
}

Result<EscrowReport> CountyService::make_escrow(const std::string& folder, int people, int needed,
                                                const std::string& actor) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) return Error{ErrorCode::kIo, folder, failure.message()};
  for (const auto& each : fs::directory_iterator(folder, failure)) {
    if (each.path().filename().string().starts_with(kShareFile))
      return Error{ErrorCode::kAlreadyExists, each.path().string(),
                   "shares stand in this folder already; take another one"};
  }
  EscrowShare facts;
  facts.county = m_info.name;
  facts.authority = envelope::key_mark(m_public_key);
  facts.suite = m_info.suite;
  facts.made_ms = now_ms();
  facts.people = people;
  facts.needed = needed;
  auto made = county::make_escrow(facts, m_random);
  if (!made.ok()) return made.error();
  EscrowReport report{envelope::key_mark(made->key.public_key), {}};
  NotKept unfinished({});
  for (auto& share : made->shares) {
    report.files.push_back(folder + "/" + kShareFile + std::to_string(share.number) + "-of-" +
                           std::to_string(people) + ".txt");
    unfinished.add(report.files.back());
    auto text = write_share(share);
    auto written = base::write_file_atomically(report.files.back(), text);
    envelope::wipe(text);
    envelope::wipe(share.secret);
    if (!written.ok()) return written.error();
  }
  // A key counts only when the files themselves, as they can be read, give it.
  const std::span<const std::string> all(report.files);
  for (const auto& some : {all.first(needed), all.last(needed)}) {
    auto opened = open_escrow_files(some);
    if (!opened.ok()) return opened.error();
    envelope::wipe(opened->keys.private_key);
  }
  const casework::BackupKeyEscrowed body{made->key.suite, base::to_hex(made->key.public_key),
                                         people, needed};
  store::AppendBatch batch;
  batch.ops.push_back(casework::draft_op(base::CaseId{}, 0, actor, body));
  batch.rows.emplace_back(std::string(kEscrowRow), casework::write_body(body));
  const std::lock_guard lock(m_mutex);
  if (auto done = append_locked(std::move(batch)); !done.ok()) return done.error();
  unfinished.keep();
  return report;
}

}  // namespace jiujin::sync::county
