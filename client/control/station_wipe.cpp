#include "client/control/station_wipe.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/control/new_data_key.h"
#include "client/control/station_identity.h"
#include "client/control/station_keys.h"
#include "client/control/station_recovery.h"
#include "client/control/transport_key.h"
#include "sync/base/atomic_file.h"
#include "sync/base/file_lock.h"
#include "sync/store/sealing_vfs.h"
#include "sync/store/sqlite_store.h"
#include "sync/wire/outbox.h"
#include "sync/wire/stick_file.h"

namespace jiujin::client::control {
namespace {

constexpr int kFileVersion = 1;
constexpr std::size_t kFileBytesMax = 64 * 1024;
// The county has answered just now; the screen waits for this.
constexpr std::chrono::seconds kLastWordPatience{5};

std::string path_of(const std::string& folder) {
  return folder + "/station.wiped";
}

nlohmann::json read_note(const std::string& folder) {
  const auto text = sync::base::read_whole_file(path_of(folder), kFileBytesMax);
  auto json = nlohmann::json::parse(text.ok() ? *text : "", nullptr, false);
  return json.is_object() ? json : nlohmann::json::object();
}

std::string text_in(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<void> write_mark(const std::string& folder, const Wiping& wiping) {
  const auto slots = read_key_slots(folder);
  auto recovery = wiping.recovery;
  if (!recovery && slots.ok()) recovery = slots->recovery;
  if (!recovery)
    return Error{ErrorCode::kRefused, folder,
                 "no data key for the county stands here: what was not sent could never be opened "
                 "again"};
  const auto body = nlohmann::json::parse(sync::casework::write_body(recovery_body(*recovery)));
  const nlohmann::json json{{"version", kFileVersion},
                            {"order", wiping.order.id.hex()},
                            {"station", wiping.station.hex()},
                            {"suite", slots.ok() ? slots->suite : 1},
                            {"note", slots.ok() ? slots->note : ""},
                            {"reason", wiping.reason},
                            {"at_ms", wiping.now_ms},
                            {"recovery", body}};
  const auto text = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return sync::base::write_file_atomically(path_of(folder), text);
}

// What stood there is overwritten before it goes, so that on a disk that writes in place not even
// its owner gets it back. Whatever fails, it goes.
void destroy(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  struct stat info {};
  if (file >= 0 && ::fstat(file, &info) == 0) {
    const std::string nothing(4096, '\0');
    for (off_t done = 0; done < info.st_size;) {
      const auto left = static_cast<std::size_t>(info.st_size - done);
      const auto written = ::pwrite(file, nothing.data(), std::min(left, nothing.size()), done);
      if (written <= 0) break;
      done += written;
    }
    (void)::fsync(file);
  }
  if (file >= 0) ::close(file);
  ::unlink(path.c_str());
}

// Also what a program that was killed has left of them: NAME.XXXXXX (base/atomic_file.h).
void destroy_all(const std::string& folder, const std::string& name) {
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed))
    if (entry.path().filename().string().starts_with(name)) destroy(entry.path().string());
  (void)sync::wire::make_folder_durable(folder).ok();
}

void say_last_word(const std::string& folder, const sync::bundle::WipeId& order,
                   const sync::base::RandomSource& random) {
  auto file = read_transport_file(folder);
  if (!file.ok()) return;
  const auto end = std::chrono::steady_clock::now() + kLastWordPatience;
  // Where it does not arrive, the county shows when it gave the order.
  (void)sync::wire::carry_file(file->line, file->key, sync::bundle::encode_wiped_word(order),
                               random, [end] { return std::chrono::steady_clock::now() >= end; })
      .ok();
  sync::envelope::wipe(file->key.keys.private_key);
}

Error not_of_this_key(const std::string& folder) {
  return {ErrorCode::kCorrupt, folder,
          "these data lie under another key than the one that the county gave, or are damaged: "
          "`county grant-key --sealed` with this folder's station.wiped gives the one of now"};
}

Result<std::string> last_heard_key(sync::store::LogStore& store, const std::string& staff) {
  auto ops = store.register_ops();
  if (!ops.ok()) return ops.error();
  std::string key;
  for (const auto& op : *ops) {
    const auto header = sync::oplog::decode_header(op.header);
    if (!header.ok() ||
        header->type != static_cast<std::uint32_t>(sync::casework::OpType::kStaffGranted))
      continue;
    const auto body = sync::casework::read_body<sync::casework::StaffGranted>(op.body);
    if (body.ok() && body->id == staff && body->opening) key = body->opening->key;
  }
  return key;
}

}  // namespace

bool is_wiped(const std::string& folder) {
  return ::access(path_of(folder).c_str(), F_OK) == 0;
}

Result<void> wipe_station(const std::string& folder, const Wiping& wiping,
                          const sync::base::RandomSource& random) {
  {
    // A new data key must not come to count meanwhile: the mark would hold the former one.
    auto lock = sync::base::FileLock::acquire(folder + "/keys.lock");
    if (!lock.ok()) return lock.error();
    if (!is_wiped(folder))
      if (auto written = write_mark(folder, wiping); !written.ok()) return written;
    destroy_all(folder, "station.keys");
  }
  if (wiping.destroyed) wiping.destroyed();
  say_last_word(folder, wiping.order.id, random);
  finish_wipe(folder);
  return {};
}

void finish_wipe(const std::string& folder) {
  for (const char* name : {"station.keys", "transport.key", "enrolling-"})
    destroy_all(folder, name);
}

StationInfo wiped_info(const SessionOptions& options) {
  const auto& folder = options.practice ? options.practice_source : options.folder;
  const auto json = read_note(folder);
  sync::envelope::KeySlots slots;
  slots.note = text_in(json, "note");
  StationInfo info = locked_info(slots, options);
  info.wiped = true;
  info.wiped_reason = text_in(json, "reason");
  if (const auto at = json.find("at_ms"); at != json.end() && at->is_number_integer())
    info.wiped_ms = at->get<std::int64_t>();
  return info;
}

Result<SlotsOfWiped> slots_of_wiped(const std::string& folder, const std::string& staff,
                                    const sync::envelope::DataKey& key) {
  if (!is_wiped(folder)) return Error{ErrorCode::kNotFound, folder, "it was not wiped"};
  const auto json = read_note(folder);
  SlotsOfWiped found;
  if (const auto suite = json.find("suite"); suite != json.end() && suite->is_number_unsigned())
    found.slots.suite = suite->get<std::uint8_t>();
  auto page_key = sync::store::PageKey::from_bytes(key.bytes(), found.slots.suite);
  if (!page_key.ok()) return page_key.error();
  sync::store::SqliteStoreOptions disk;
  disk.page_key = &*page_key;
  if (auto done = finish_key_change_of_wiped(folder, key, found.slots.suite); !done.ok())
    return done.error();
  auto store = sync::store::SqliteStore::open(folder, sync::store::StoreRole::kStation, disk);
  if (!store.ok() && store.error().code == ErrorCode::kCorrupt) return not_of_this_key(folder);
  if (!store.ok()) return store.error();
  auto identity = read_identity(**store);
  if (!identity.ok()) return identity.error();
  if (!*identity) return Error{ErrorCode::kCorrupt, folder, "no station is in this store"};
  found.slots.station = (*identity)->station;
  found.slots.note =
      station_note((*identity)->name, (*identity)->division, (*identity)->server_url);
  auto former = last_heard_key(**store, staff);
  if (!former.ok()) return former.error();
  found.former_key = *std::move(former);
  return found;
}

Result<void> forget_wipe(const std::string& folder) {
  if (!is_wiped(folder)) return {};
  ::unlink(path_of(folder).c_str());
  return sync::wire::make_folder_durable(folder);
}

}  // namespace jiujin::client::control
