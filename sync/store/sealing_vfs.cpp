#include "sync/store/sealing_vfs.h"

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <new>

#include "sync/envelope/suite.h"
#include "sync/store/sealing_file.h"

namespace jiujin::sync::store {
namespace {

// What SQLite allocates for one open file; the file of the VFS below follows right behind it.
struct OpenFile {
  sqlite3_file base;  // must be first
  SealedFile* body;
};

SealedFile& body_of(sqlite3_file* file) {
  return *reinterpret_cast<OpenFile*>(file)->body;
}

int close_file(sqlite3_file* file) {
  auto* open = reinterpret_cast<OpenFile*>(file);
  int rc = SQLITE_OK;
  if (sqlite3_file* below = open->body->below()) rc = below->pMethods->xClose(below);
  delete open->body;
  open->body = nullptr;
  return rc;
}

// Runs `call` on the file below; files that live in memory have none and are always content.
template <typename Call>
int on_below(sqlite3_file* file, Call call, int otherwise = SQLITE_OK) {
  sqlite3_file* below = body_of(file).below();
  return below ? call(below) : otherwise;
}

int file_control(sqlite3_file* file, int operation, void* argument) {
  // A mapped file would show SQLite the sealed bytes.
  if (operation == SQLITE_FCNTL_MMAP_SIZE) return SQLITE_NOTFOUND;
  // A chunk that ends inside a page would be a page that nobody sealed.
  if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
  return on_below(
      file, [&](auto* f) { return f->pMethods->xFileControl(f, operation, argument); },
      SQLITE_NOTFOUND);
}

int device_characteristics(sqlite3_file* file) {
  constexpr int kKept = SQLITE_IOCAP_POWERSAFE_OVERWRITE | SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN;
  // Frames are written whole only on a disk that does not hurt a write's neighbours.
  return on_below(
             file, [](auto* f) { return f->pMethods->xDeviceCharacteristics(f) & kKept; }, kKept) |
         SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

const sqlite3_io_methods kMethods = {
    .iVersion = 2,  // with shared memory, without mapped files
    .xClose = close_file,
    .xRead = [](sqlite3_file* f, void* out, int amount,
                sqlite3_int64 offset) { return body_of(f).read(out, amount, offset); },
    .xWrite = [](sqlite3_file* f, const void* bytes, int amount,
                 sqlite3_int64 offset) { return body_of(f).write(bytes, amount, offset); },
    .xTruncate = [](sqlite3_file* f, sqlite3_int64 size) { return body_of(f).truncate(size); },
    .xSync =
        [](sqlite3_file* f, int flags) {
          return on_below(f, [&](auto* b) { return b->pMethods->xSync(b, flags); });
        },
    .xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return body_of(f).file_size(size); },
    .xLock =
        [](sqlite3_file* f, int level) {
          return on_below(f, [&](auto* b) { return b->pMethods->xLock(b, level); });
        },
    .xUnlock =
        [](sqlite3_file* f, int level) {
          return on_below(f, [&](auto* b) { return b->pMethods->xUnlock(b, level); });
        },
    .xCheckReservedLock =
        [](sqlite3_file* f, int* reserved) {
          *reserved = 0;
          return on_below(f, [&](auto* b) { return b->pMethods->xCheckReservedLock(b, reserved); });
        },
    .xFileControl = file_control,
    // Small, so that a journal's header is never as long as a page.
    .xSectorSize = [](sqlite3_file*) { return 512; },
    .xDeviceCharacteristics = device_characteristics,
    .xShmMap =
        [](sqlite3_file* f, int page, int size, int extend, void volatile** memory) {
          return on_below(
              f, [&](auto* b) { return b->pMethods->xShmMap(b, page, size, extend, memory); },
              SQLITE_IOERR_SHMMAP);
        },
    .xShmLock =
        [](sqlite3_file* f, int offset, int count, int flags) {
          return on_below(
              f, [&](auto* b) { return b->pMethods->xShmLock(b, offset, count, flags); },
              SQLITE_IOERR_SHMLOCK);
        },
    .xShmBarrier =
        [](sqlite3_file* f) {
          if (sqlite3_file* b = body_of(f).below()) b->pMethods->xShmBarrier(b);
        },
    .xShmUnmap =
        [](sqlite3_file* f, int remove) {
          return on_below(f, [&](auto* b) { return b->pMethods->xShmUnmap(b, remove); });
        },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

}  // namespace

Result<PageKey> PageKey::from_bytes(base::BytesView key32, std::uint8_t suite) {
  if (key32.size() != 32) return Error{ErrorCode::kInvalidData, "page key", "not 32 bytes"};
  if (auto known = envelope::find_suite(suite); !known.ok()) return known.error();
  return PageKey(base::Bytes(key32), suite);
}

PageKey::PageKey(PageKey&& other) noexcept : m_key(other.m_key), m_suite(other.m_suite) {
  explicit_bzero(other.m_key.data(), other.m_key.size());
  other.m_key.clear();
}

PageKey& PageKey::operator=(PageKey&& other) noexcept {
  std::swap(m_key, other.m_key);
  std::swap(m_suite, other.m_suite);
  return *this;
}

PageKey::~PageKey() {
  explicit_bzero(m_key.data(), m_key.size());
}

struct SealingVfs::State : PageCipherSource {
  sqlite3_vfs vfs{};
  sqlite3_vfs* below = nullptr;
  std::string name;
  base::Bytes key;
  std::uint8_t suite = 1;
  base::RandomSource source = envelope::system_random();

  ~State() override { explicit_bzero(key.data(), key.size()); }
  std::unique_ptr<envelope::PageCipher> cipher(base::BytesView salt) const override {
    auto made = envelope::PageCipher::create(suite, key, salt, source);
    return made.ok() ? *std::move(made) : nullptr;
  }
  void random(std::span<std::uint8_t> out) const override { source(out); }

  static State& of(sqlite3_vfs* vfs) { return *static_cast<State*>(vfs->pAppData); }
  static int open(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* file, int flags,
                  int* flags_out);
  void forward();
};

int SealingVfs::State::open(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* file, int flags,
                            int* flags_out) {
  State& state = of(vfs);
  auto* open = reinterpret_cast<OpenFile*>(file);
  open->base.pMethods = nullptr;
  SealedKind kind = SealedKind::kMemory;
  SealedFile* database = nullptr;
  if (flags & SQLITE_OPEN_SUPER_JOURNAL) return SQLITE_CANTOPEN;
  if (flags & SQLITE_OPEN_MAIN_DB) kind = SealedKind::kDatabase;
  if (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) {
    kind = flags & SQLITE_OPEN_WAL ? SealedKind::kWal : SealedKind::kJournal;
    database = &body_of(sqlite3_database_file_object(path));
  }
  sqlite3_file* below = nullptr;
  if (kind != SealedKind::kMemory) {
    below = reinterpret_cast<sqlite3_file*>(open + 1);
    const int rc = state.below->xOpen(state.below, path, below, flags, flags_out);
    if (rc != SQLITE_OK) {
      if (below->pMethods) below->pMethods->xClose(below);
      return rc;
    }
  } else if (flags_out) {
    *flags_out = flags;
  }
  open->body = new (std::nothrow) SealedFile(kind, below, database, &state);
  if (!open->body) {
    if (below) below->pMethods->xClose(below);
    return SQLITE_NOMEM;
  }
  open->base.pMethods = &kMethods;
  return SQLITE_OK;
}

// Everything that is not about the bytes of a file is the business of the VFS below.
void SealingVfs::State::forward() {
  vfs.xDelete = [](sqlite3_vfs* v, const char* path, int sync) {
    return of(v).below->xDelete(of(v).below, path, sync);
  };
  vfs.xAccess = [](sqlite3_vfs* v, const char* path, int flags, int* answer) {
    return of(v).below->xAccess(of(v).below, path, flags, answer);
  };
  vfs.xFullPathname = [](sqlite3_vfs* v, const char* path, int size, char* out) {
    return of(v).below->xFullPathname(of(v).below, path, size, out);
  };
  vfs.xRandomness = [](sqlite3_vfs* v, int size, char* out) {
    return of(v).below->xRandomness(of(v).below, size, out);
  };
  vfs.xSleep = [](sqlite3_vfs* v, int microseconds) {
    return of(v).below->xSleep(of(v).below, microseconds);
  };
  vfs.xCurrentTime = [](sqlite3_vfs* v, double* time) {
    return of(v).below->xCurrentTime(of(v).below, time);
  };
  vfs.xGetLastError = [](sqlite3_vfs* v, int size, char* out) {
    return of(v).below->xGetLastError(of(v).below, size, out);
  };
}

SealingVfs::SealingVfs(std::unique_ptr<State> state) : m_state(std::move(state)) {}

SealingVfs::~SealingVfs() {
  sqlite3_vfs_unregister(&m_state->vfs);
}

const std::string& SealingVfs::name() const {
  return m_state->name;
}

int SealingVfs::reserved_bytes() {
  return kSealedReservedBytes;
}

Result<std::unique_ptr<SealingVfs>> SealingVfs::create(const PageKey& key,
                                                       const std::string& below) {
  static std::atomic<std::uint64_t> made = 0;
  auto state = std::make_unique<State>();
  state->below = sqlite3_vfs_find(below.empty() ? nullptr : below.c_str());
  if (!state->below) return Error{ErrorCode::kIo, "storage", "no VFS named " + below};
  state->key = key.m_key;
  state->suite = key.m_suite;
  state->name = "jiujin-sealed-" + std::to_string(++made);
  state->vfs.iVersion = 1;
  state->vfs.szOsFile = static_cast<int>(sizeof(OpenFile)) + state->below->szOsFile;
  state->vfs.mxPathname = state->below->mxPathname;
  state->vfs.zName = state->name.c_str();
  state->vfs.pAppData = state.get();
  state->vfs.xOpen = State::open;
  state->forward();
  if (sqlite3_vfs_register(&state->vfs, 0) != SQLITE_OK)
    return Error{ErrorCode::kIo, "storage", "the sealing VFS was refused"};
  return std::unique_ptr<SealingVfs>(new SealingVfs(std::move(state)));
}

}  // namespace jiujin::sync::store
