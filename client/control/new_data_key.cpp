#include "client/control/new_data_key.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>

#include "client/control/recovery_copy.h"
#include "client/control/station_keys.h"
#include "client/control/station_recovery.h"
#include "client/control/station_wipe.h"
#include "sync/base/atomic_file.h"
#include "sync/base/file_lock.h"
#include "sync/casework/draft.h"
#include "sync/envelope/key_slots.h"
#include "sync/store/resealing.h"
#include "sync/store/sealing_vfs.h"

namespace jiujin::client::control {
namespace {

using namespace sync;
using envelope::DataKey;

std::string next_folder(const std::string& folder) {
  return folder + "/next";
}

bool exists(const std::string& path) {
  return access(path.c_str(), F_OK) == 0;
}

void remove_next(const std::string& folder) {
  const auto next = next_folder(folder);
  for (const char* name :
       {"/station.db", "/station.db-wal", "/station.db-shm", "/station.db-journal"})
    unlink((next + name).c_str());
  rmdir(next.c_str());
}

// The lock is held, and the slots name this key.
Result<void> put_in_place(const std::string& folder, const DataKey& key, std::uint8_t suite) {
  const auto next = next_folder(folder);
  auto ours = store::is_sealed_under(next, key.bytes(), suite);
  if (!ours.ok()) return ours.error();
  if (!*ours) return {};
  // They belong to the store that makes way.
  for (const char* name : {"/station.db-wal", "/station.db-shm", "/station.db-journal"})
    unlink((folder + name).c_str());
  const auto path = folder + "/station.db";
  if (rename((next + "/station.db").c_str(), path.c_str()) != 0) return base::io_error(path, errno);
  if (auto durable = base::reach_the_disk(path); !durable.ok()) return durable;
  rmdir(next.c_str());
  return {};
}

// One folder's store under the new key, beside the old one, which nobody can open meanwhile. Thrown
// away unless it is kept.
class Renewal {
 public:
  static Result<Renewal> begin(const std::string& folder, const store::PageKey& now,
                               const store::PageKey& fresh) {
    store::SqliteStoreOptions disk;
    disk.page_key = &now;
    auto sole = store::SoleUse::take(folder, disk);
    if (!sole.ok()) return sole.error();
    remove_next(folder);
    Renewal renewal(folder, *std::move(sole));
    const auto next = next_folder(folder);
    if (mkdir(next.c_str(), 0700) != 0) return base::io_error(next, errno);
    if (auto copied = renewal.m_sole.copy_to(next, fresh); !copied.ok()) return copied.error();
    // Its name, too: nothing may count before it is there to stay.
    if (auto durable = base::reach_the_disk(next); !durable.ok()) return durable.error();
    return renewal;
  }
  Renewal(Renewal&& other) noexcept
      : m_folder(std::exchange(other.m_folder, {})), m_sole(std::move(other.m_sole)) {}
  ~Renewal() {
    if (!m_folder.empty()) remove_next(m_folder);
  }

  // It counts now. What fails here is done by whoever opens it next.
  void keep(const DataKey& key, std::uint8_t suite) {
    (void)put_in_place(std::exchange(m_folder, {}), key, suite).ok();
  }
  // Whoever opens it next decides.
  void leave() { m_folder.clear(); }

 private:
  Renewal(std::string folder, store::SoleUse sole)
      : m_folder(std::move(folder)), m_sole(std::move(sole)) {}
  std::string m_folder;
  store::SoleUse m_sole;
};

// Where this station's practice data lie, if they can lie anywhere.
std::string practice_beside(const std::string& folder) {
  std::error_code none;
  const auto own = default_station_folder(false);
  const auto practice = default_station_folder(true);
  if (!std::filesystem::equivalent(folder, own, none) || !exists(practice + "/station.db"))
    return "";
  return practice;
}

// So that the county can let somebody in, as at the enrolment.
Result<void> leave_with_county(const SessionOptions& options, const KeyChange& change,
                               const envelope::RecoveryKey& recovery,
                               const store::PageKey& page_key) {
  store::SqliteStoreOptions disk;
  disk.page_key = &page_key;
  const auto next = next_folder(options.folder);
  {
    auto store = store::SqliteStore::open(next, store::StoreRole::kStation, disk);
    if (!store.ok()) return store.error();
    store::AppendBatch batch;
    batch.ops.push_back(casework::draft_op({}, 0, change.who.staff_id, recovery_body(recovery)));
    batch.rows.push_back(row_of_copy(recovery.county));
    batch.time = options.time();
    auto written = (*store)->append(change.log, batch);
    if (!written.ok()) return written.error();
  }
  // Closed by its last user, all of it stands in the one file that will be renamed.
  const auto path = next + "/station.db";
  if (exists(path + "-wal")) return Error{ErrorCode::kDiskFull, path, "cannot be written out"};
  return base::reach_the_disk(path);
}

enum class Standing { kOld, kNew, kUnsure };

// The slots of the new key take the place of the old ones: what stands there decides.
Standing commit(const std::string& folder, const base::Bytes& slots, const DataKey& fresh) {
  const auto path = folder + "/station.keys";
  if (base::write_file_atomically(path, slots).ok()) return Standing::kNew;
  const auto stands = base::read_whole_file(path, envelope::kSlotsFileBytesMax);
  if (!stands.ok()) return Standing::kUnsure;
  if (!envelope::check_key_slots(*stands, fresh).ok()) return Standing::kOld;
  return base::reach_the_disk(path).ok() ? Standing::kNew : Standing::kUnsure;
}

}  // namespace

Result<void> change_data_key(const SessionOptions& options, const DataKey& now,
                             const KeyChange& change) {
  const auto& folder = options.folder;
  auto lock = base::FileLock::acquire(folder + "/keys.lock");
  if (!lock.ok()) return lock.error();
  if (is_wiped(folder)) return Error{ErrorCode::kRefused, folder, "the county has had it wiped"};
  const DataKey fresh = DataKey::random(options.random);
  auto slots = slots_under(folder, now, fresh, change.county, options.random);
  if (!slots.ok()) return slots.error();
  auto opens = envelope::unlock_key_slots(*slots, change.who.staff_id, change.who.password);
  if (!opens.ok()) return opens.error();
  const auto decoded = envelope::decode_key_slots(*slots);
  Assert(decoded.ok() && decoded->recovery);
  const auto suite = decoded->suite;
  auto old_pages = store::PageKey::from_bytes(now.bytes(), suite);
  auto new_pages = store::PageKey::from_bytes(fresh.bytes(), suite);
  if (!old_pages.ok()) return old_pages.error();
  if (!new_pages.ok()) return new_pages.error();
  auto station = Renewal::begin(folder, *old_pages, *new_pages);
  if (!station.ok()) return station.error();
  std::optional<Renewal> practice;
  if (const auto beside = practice_beside(folder); !beside.empty()) {
    // Left by the last change, whose program was killed.
    if (auto done = put_in_place(beside, now, suite); !done.ok()) return done;
    auto begun = Renewal::begin(beside, *old_pages, *new_pages);
    // Of a time when the station was another one: it is begun anew when somebody practises.
    if (!begun.ok() && begun.error().code != ErrorCode::kCorrupt) return begun.error();
    if (begun.ok()) practice.emplace(*std::move(begun));
  }
  auto left = leave_with_county(options, change, *decoded->recovery, *new_pages);
  if (!left.ok()) return left;
  const auto standing = commit(folder, *slots, fresh);
  if (standing == Standing::kUnsure) station->leave();
  if (standing == Standing::kUnsure && practice) practice->leave();
  if (standing != Standing::kNew)
    return Error{ErrorCode::kIo, folder + "/station.keys", "cannot be written"};
  station->keep(fresh, suite);
  if (practice) practice->keep(fresh, suite);
  return {};
}

Result<void> finish_key_change(const std::string& folder, const std::string& keys_folder,
                               const DataKey& key, std::uint8_t suite) {
  if (!exists(next_folder(folder))) return {};
  auto lock = base::FileLock::acquire(keys_folder + "/keys.lock");
  if (!lock.ok()) return lock.error();
  return put_in_place(folder, key, suite);
}

Result<void> finish_key_change_of_wiped(const std::string& folder, const DataKey& key,
                                        std::uint8_t suite) {
  return exists(next_folder(folder)) ? put_in_place(folder, key, suite) : Result<void>();
}

void forget_key_change(const std::string& folder, const std::string& keys_folder) {
  if (!exists(next_folder(folder))) return;
  auto lock = base::FileLock::acquire(keys_folder + "/keys.lock");
  if (lock.ok()) remove_next(folder);
}

}  // namespace jiujin::client::control
