#include "client/control/session_opening.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "client/control/new_data_key.h"
#include "client/control/station_keys.h"
#include "client/control/station_wipe.h"
#include "sync/store/memory_store.h"
#include "sync/store/sealing_vfs.h"

namespace jiujin::client::control {
namespace {

using sync::store::LogStore;
using sync::store::MemoryStore;
using sync::store::SqliteStore;
using sync::store::StoreRole;

bool exists(const std::string& path) {
  return access(path.c_str(), F_OK) == 0;
}

Result<void> make_private_folder(const std::string& folder) {
  std::error_code failed;
  const auto parent = std::filesystem::path(folder).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, failed);
  if (mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return Error{errno == ENOSPC ? ErrorCode::kDiskFull : ErrorCode::kIo, folder,
               std::strerror(errno)};
}

Result<std::unique_ptr<LogStore>> as_log_store(Result<std::unique_ptr<SqliteStore>> opened) {
  if (!opened.ok()) return opened.error();
  return std::unique_ptr<LogStore>(std::move(*opened));
}

void fill_in(SessionOptions* options) {
  if (options->folder.empty()) options->folder = default_station_folder(options->practice);
  if (!options->random) options->random = sync::envelope::system_random();
  if (!options->key) options->key = std::make_shared<HeldKey>();
  if (options->time) return;
  auto clock = std::make_shared<sync::base::SystemClock>();
  options->time = [clock] {
    const auto reading = clock->read();
    return sync::oplog::AuthorTime{reading.wall_ms, reading.boot, reading.mono_ms, 0};
  };
}

std::string practice_source(const SessionOptions& options) {
  return options.practice_source.empty() ? default_station_folder(false) : options.practice_source;
}

Result<std::unique_ptr<SessionState>> sealed_state(SessionOptions options) {
  auto slots = read_key_slots(keys_folder(options));
  if (!slots.ok()) return slots.error();
  const auto key = options.key->copy();
  if (!key) return locked_state(std::move(options), *slots);
  auto page_key = sync::store::PageKey::from_bytes(key->bytes(), slots->suite);
  if (!page_key.ok()) return page_key.error();
  sync::store::SqliteStoreOptions disk;
  disk.page_key = &*page_key;
  const auto keys = keys_folder(options);
  auto finished = finish_key_change(options.folder, keys, *key, slots->suite);
  if (!finished.ok()) return finished.error();
  auto opened = SqliteStore::open(options.folder, StoreRole::kStation, disk);
  if (!opened.ok() && options.practice && opened.error().code == ErrorCode::kCorrupt) {
    // Of a time when the station beside it was another one: nobody needs what was practised then.
    for (const char* name : {"/station.db", "/station.db-wal", "/station.db-shm"})
      unlink((options.folder + name).c_str());
    opened = SqliteStore::open(options.folder, StoreRole::kStation, disk);
  }
  if (!opened.ok()) return opened.error();
  // While it is open nobody can change the key any more; before, somebody may have done so.
  if (auto same = slots_are_of(keys, *key); !same.ok()) return same.error();
  forget_key_change(options.folder, keys);
  return begin_state(std::move(options), std::move(*opened), true);
}

}  // namespace

std::string keys_folder(const SessionOptions& options) {
  return options.practice ? practice_source(options) : options.folder;
}

bool is_fresh(const SessionOptions& options) {
  if (options.practice || options.open_store || has_key_slots(options.folder) ||
      is_wiped(options.folder))
    return false;
  if (!exists(options.folder + "/station.db")) return true;
  for (const char* name : {"/enrolling-1", "/enrolling-2", "/enrolling-3"})
    if (exists(options.folder + name)) return true;
  return false;
}

std::unique_ptr<SessionState> locked_state(SessionOptions options,
                                           const sync::envelope::KeySlots& slots) {
  auto state = std::make_unique<SessionState>(std::move(options),
                                              std::make_unique<MemoryStore>(StoreRole::kStation));
  state->sealed = state->locked = true;
  state->info = locked_info(slots, state->options);
  return state;
}

std::unique_ptr<SessionState> closed_state(SessionOptions options) {
  if (options.practice && options.practice_source.empty())
    options.practice_source = practice_source(options);
  auto slots = read_key_slots(keys_folder(options));
  const bool wiped = is_wiped(keys_folder(options));
  auto state =
      locked_state(std::move(options), slots.ok() ? *std::move(slots) : sync::envelope::KeySlots{});
  if (wiped) state->info = wiped_info(state->options);
  return state;
}

Error locked_error(const SessionState& state) {
  if (state.info.wiped)
    return {ErrorCode::kUnauthenticated, state.options.folder,
            "the county has had this station wiped: nobody can open it; let it in again there, "
            "then `jiujinctl station admit`"};
  return {ErrorCode::kUnauthenticated, state.options.folder,
          "the station is locked: log in first (--staff and --password-fd, or JIUJIN_STAFF and "
          "JIUJIN_PASSWORD)"};
}

Result<std::unique_ptr<SessionState>> begin_state(SessionOptions options,
                                                  std::unique_ptr<LogStore> store, bool sealed) {
  auto state = std::make_unique<SessionState>(std::move(options), std::move(store));
  state->sealed = sealed;
  if (state->options.practice) {
    auto prepared = prepare_practice(*state, practice_source(state->options));
    if (!prepared.ok() && prepared.error().code != ErrorCode::kNotFound) return prepared.error();
  }
  if (auto read = read_world(*state); !read.ok()) return read.error();
  auto changes = state->store->change_counter();
  if (!changes.ok()) return changes.error();
  state->seen_changes = *changes;
  return state;
}

Result<std::unique_ptr<SessionState>> open_state(SessionOptions options) {
  fill_in(&options);
  if (auto made = make_private_folder(options.folder); !made.ok()) return made.error();
  if (options.open_store) {
    auto opened = options.open_store(options.folder);
    if (!opened.ok()) return opened.error();
    return begin_state(std::move(options), std::move(*opened), false);
  }
  if (is_wiped(keys_folder(options))) {
    options.key->wipe();
    finish_wipe(keys_folder(options));
    return closed_state(std::move(options));
  }
  if (has_key_slots(keys_folder(options))) return sealed_state(std::move(options));
  if (is_fresh(options))
    return begin_state(std::move(options), std::make_unique<MemoryStore>(StoreRole::kStation),
                       false);
  auto opened = as_log_store(SqliteStore::open(options.folder, StoreRole::kStation));
  if (!opened.ok()) return opened.error();
  return begin_state(std::move(options), std::move(*opened), false);
}

}  // namespace jiujin::client::control
