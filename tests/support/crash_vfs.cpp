#include "tests/support/crash_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <random>

namespace jiujin::tests {
namespace {

constexpr std::size_t kSector = 512;

struct Change {
  bool truncation = false;
  std::size_t offset = 0;  // of a truncation: the new size
  std::string bytes;
};

void apply(std::string& contents, std::size_t offset, std::string_view bytes) {
  if (contents.size() < offset + bytes.size()) contents.resize(offset + bytes.size());
  std::copy(bytes.begin(), bytes.end(), contents.begin() + static_cast<std::ptrdiff_t>(offset));
}

struct File {
  std::string current;  // what a reader sees
  std::string durable;  // what is surely on the plate
  bool entry_durable = false;
  std::vector<Change> pending;  // between the two
  std::vector<std::unique_ptr<char[]>> shared_memory;

  void sync() {
    durable = current;
    pending.clear();
    entry_durable = true;
  }
};

// The sectors of one write that the dice keep.
void apply_torn(std::string& contents, const Change& change, std::mt19937_64& dice) {
  std::size_t at = 0;
  while (at < change.bytes.size()) {
    const std::size_t position = change.offset + at;
    const std::size_t part = std::min(kSector - position % kSector, change.bytes.size() - at);
    if (dice() % 2) apply(contents, position, std::string_view(change.bytes).substr(at, part));
    at += part;
  }
}

void survive(File& file, std::mt19937_64& dice) {
  for (const Change& change : file.pending) {
    const auto fate = dice() % 3;  // dropped, kept, torn
    if (change.truncation) {
      if (fate) file.durable.resize(change.offset);
    } else if (fate == 1) {
      apply(file.durable, change.offset, change.bytes);
    } else if (fate == 2) {
      apply_torn(file.durable, change, dice);
    }
  }
  file.current = file.durable;
  file.pending.clear();
  file.shared_memory.clear();
  file.entry_durable = true;
}

}  // namespace

struct CrashDisk::State {
  sqlite3_vfs vfs{};
  std::string name;
  std::map<std::string, std::shared_ptr<File>> files;
  std::map<std::string, std::shared_ptr<File>> ghosts;  // deleted, but perhaps not for good
  std::uint64_t calls = 0;
  std::uint64_t cut_at = 0;
  bool off = false;
  bool read_only = false;
  bool lying = false;
  std::uint64_t capacity = UINT64_MAX;

  // Counts a call that changes the disk; true when the power goes in it.
  bool power_goes() {
    if (!off && ++calls == cut_at) off = true;
    return off;
  }
  std::uint64_t used() const {
    std::uint64_t sum = 0;
    for (const auto& [path, file] : files) sum += file->current.size();
    return sum;
  }
  int open(const char* path, sqlite3_file* file, int flags, int* flags_out);
  int remove(const char* path, bool sync_folder);
  static State& of(sqlite3_vfs* vfs) { return *static_cast<State*>(vfs->pAppData); }
  void fill_in();
};

namespace {

struct Handle {
  sqlite3_file base;  // must be first
  CrashDisk::State* disk;
  std::shared_ptr<File>* file;
};

Handle& handle_of(sqlite3_file* file) {
  return *reinterpret_cast<Handle*>(file);
}
File& file_of(sqlite3_file* file) {
  return **handle_of(file).file;
}

int close_file(sqlite3_file* file) {
  delete handle_of(file).file;
  handle_of(file).file = nullptr;
  return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* out, int amount, sqlite3_int64 offset) {
  if (handle_of(file).disk->off) return SQLITE_IOERR_READ;
  const std::string& contents = file_of(file).current;
  const auto size = static_cast<sqlite3_int64>(contents.size());
  const auto held = std::clamp<sqlite3_int64>(size - offset, 0, amount);
  if (held > 0) std::memcpy(out, contents.data() + offset, static_cast<std::size_t>(held));
  if (held == amount) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + held, 0, static_cast<std::size_t>(amount - held));
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
  CrashDisk::State& disk = *handle_of(file).disk;
  File& target = file_of(file);
  const Change change{false,
                      static_cast<std::size_t>(offset),
                      {static_cast<const char*>(bytes), static_cast<std::size_t>(amount)}};
  if (disk.off || disk.read_only) return SQLITE_IOERR_WRITE;
  const bool goes = disk.power_goes();
  const std::uint64_t end = change.offset + change.bytes.size();
  if (end > target.current.size() && disk.used() + (end - target.current.size()) > disk.capacity)
    return SQLITE_FULL;
  apply(target.current, change.offset, change.bytes);
  target.pending.push_back(change);
  return goes ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  CrashDisk::State& disk = *handle_of(file).disk;
  if (disk.power_goes() || disk.read_only) return SQLITE_IOERR_TRUNCATE;
  file_of(file).current.resize(static_cast<std::size_t>(size));
  file_of(file).pending.push_back({true, static_cast<std::size_t>(size), {}});
  return SQLITE_OK;
}

int sync_file(sqlite3_file* file, int) {
  CrashDisk::State& disk = *handle_of(file).disk;
  if (disk.power_goes()) return SQLITE_IOERR_FSYNC;
  if (!disk.lying) file_of(file).sync();
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  if (handle_of(file).disk->off) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>(file_of(file).current.size());
  return SQLITE_OK;
}

int shared_memory(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  auto& regions = file_of(file).shared_memory;
  *out = nullptr;
  while (static_cast<int>(regions.size()) <= page) {
    if (!extend) return SQLITE_OK;
    regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
  }
  *out = regions[static_cast<std::size_t>(page)].get();
  return SQLITE_OK;
}

const sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = [](sqlite3_file*, int) { return SQLITE_OK; },
    .xUnlock = [](sqlite3_file*, int) { return SQLITE_OK; },
    .xCheckReservedLock =
        [](sqlite3_file*, int* reserved) {
          *reserved = 0;
          return SQLITE_OK;
        },
    .xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; },
    .xSectorSize = [](sqlite3_file*) { return static_cast<int>(kSector); },
    .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; },
    .xShmMap = shared_memory,
    .xShmLock = [](sqlite3_file*, int, int, int) { return SQLITE_OK; },
    .xShmBarrier = [](sqlite3_file*) {},
    .xShmUnmap =
        [](sqlite3_file* file, int) {
          file_of(file).shared_memory.clear();
          return SQLITE_OK;
        },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

}  // namespace

int CrashDisk::State::open(const char* path, sqlite3_file* file, int flags, int* flags_out) {
  auto& handle = handle_of(file);
  handle.base.pMethods = nullptr;
  if (off) return SQLITE_CANTOPEN;
  const std::string name = path ? path : "/temporary/" + std::to_string(++calls);
  auto found = files.find(name);
  if (found == files.end()) {
    if (!(flags & SQLITE_OPEN_CREATE) || read_only) return SQLITE_CANTOPEN;
    found = files.emplace(name, std::make_shared<File>()).first;
  }
  handle.disk = this;
  handle.file = new std::shared_ptr<File>(found->second);
  handle.base.pMethods = &kMethods;
  if (flags_out) *flags_out = flags;
  return SQLITE_OK;
}

int CrashDisk::State::remove(const char* path, bool sync_folder) {
  if (power_goes() || read_only) return SQLITE_IOERR_DELETE;
  const auto found = files.find(path);
  if (found == files.end()) return SQLITE_IOERR_DELETE_NOENT;
  if (!sync_folder || lying)
    ghosts[path] = found->second;
  else
    ghosts.erase(path);
  files.erase(found);
  return SQLITE_OK;
}

void CrashDisk::State::fill_in() {
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(Handle);
  vfs.mxPathname = 512;
  vfs.zName = name.c_str();
  vfs.pAppData = this;
  vfs.xOpen = [](sqlite3_vfs* v, const char* path, sqlite3_file* file, int flags, int* out) {
    return of(v).open(path, file, flags, out);
  };
  vfs.xDelete = [](sqlite3_vfs* v, const char* path, int sync) {
    return of(v).remove(path, sync != 0);
  };
  vfs.xAccess = [](sqlite3_vfs* v, const char* path, int, int* answer) {
    *answer = of(v).files.contains(path);
    return of(v).off ? SQLITE_IOERR_ACCESS : SQLITE_OK;
  };
  vfs.xFullPathname = [](sqlite3_vfs*, const char* path, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
  };
  // Never asked: SQLite seeds itself from the default VFS.
  vfs.xRandomness = [](sqlite3_vfs*, int size, char* out) {
    for (int i = 0; i < size; ++i) out[i] = static_cast<char>(i * 37 + 11);
    return size;
  };
  vfs.xSleep = [](sqlite3_vfs*, int microseconds) { return microseconds; };
  vfs.xCurrentTime = [](sqlite3_vfs*, double* time) {
    *time = 2461367.0;
    return SQLITE_OK;
  };
  vfs.xGetLastError = [](sqlite3_vfs*, int, char*) { return 0; };
}

CrashDisk::CrashDisk() : m_state(std::make_unique<State>()) {
  static std::atomic<int> made = 0;
  m_state->name = "jiujin-crash-" + std::to_string(++made);
  m_state->fill_in();
  sqlite3_vfs_register(&m_state->vfs, 0);
}

CrashDisk::~CrashDisk() {
  sqlite3_vfs_unregister(&m_state->vfs);
}

const std::string& CrashDisk::vfs() const {
  return m_state->name;
}
std::uint64_t CrashDisk::calls() const {
  return m_state->calls;
}
bool CrashDisk::power_is_off() const {
  return m_state->off;
}
void CrashDisk::set_capacity(std::uint64_t bytes) {
  m_state->capacity = bytes;
}
void CrashDisk::set_read_only(bool read_only) {
  m_state->read_only = read_only;
}
void CrashDisk::set_lying(bool lying) {
  m_state->lying = lying;
}
std::uint64_t CrashDisk::used() const {
  return m_state->used();
}

void CrashDisk::cut_power_at(std::uint64_t call) {
  m_state->cut_at = call ? m_state->calls + call : 0;
}

void CrashDisk::power_cut(std::uint64_t seed) {
  std::mt19937_64 dice(seed);
  for (auto& [path, ghost] : m_state->ghosts) {
    const auto file = m_state->files.find(path);
    const bool replaced = file != m_state->files.end() && file->second->entry_durable;
    if (ghost->entry_durable && !replaced && dice() % 2) m_state->files[path] = ghost;
  }
  m_state->ghosts.clear();
  std::erase_if(m_state->files,
                [&](const auto& entry) { return !entry.second->entry_durable && dice() % 2 == 0; });
  for (auto& [path, file] : m_state->files) survive(*file, dice);
  m_state->off = false;
  m_state->cut_at = 0;
}

std::vector<std::string> CrashDisk::paths() const {
  std::vector<std::string> all;
  for (const auto& [path, file] : m_state->files) all.push_back(path);
  return all;
}

std::string CrashDisk::contents(const std::string& path) const {
  const auto file = m_state->files.find(path);
  return file == m_state->files.end() ? std::string() : file->second->current;
}

void CrashDisk::change_byte(const std::string& path, std::size_t offset) {
  File& file = *m_state->files.at(path);
  file.current.at(offset) ^= 1;
  file.durable = file.current;
}

}  // namespace jiujin::tests
