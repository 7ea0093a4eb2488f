#include "sync/store/resealing.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "sync/base/atomic_file.h"
#include "sync/base/varint.h"
#include "sync/envelope/page_cipher.h"
#include "sync/envelope/suite.h"
#include "sync/store/connection.h"
#include "sync/store/sealing_file.h"

namespace jiujin::sync::store {
namespace {

constexpr const char* kFile = "/station.db";
constexpr std::size_t kPlainBytes = 24;  // of page 1 (PROTOCOL 5.1)

// Where a copy goes: a file of its own that is thrown away unless all of it has arrived, so that it
// needs no journal.
class Copy {
 public:
  Copy(std::string path, const SealingVfs& vfs) : m_path(std::move(path)) {
    constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE;
    m_status = sqlite3_open_v2(m_path.c_str(), &m_database, kFlags, vfs.name().c_str());
    if (m_status != SQLITE_OK) return;
    int reserved = SealingVfs::reserved_bytes();
    sqlite3_file_control(m_database, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
    m_status = sqlite3_exec(m_database,
                            "PRAGMA page_size = 4096; PRAGMA temp_store = MEMORY;"
                            "PRAGMA journal_mode = OFF; PRAGMA cache_size = -16000",
                            nullptr, nullptr, nullptr);
  }
  ~Copy() { sqlite3_close(m_database); }
  Copy(const Copy&) = delete;

  Result<void> take(sqlite3* from) {
    if (m_status != SQLITE_OK) return error();
    auto* copying = sqlite3_backup_init(m_database, "main", from, "main");
    if (!copying) return error();
    m_status = sqlite3_backup_step(copying, -1);
    const int finished = sqlite3_backup_finish(copying);
    if (m_status == SQLITE_DONE) m_status = finished;
    if (m_status != SQLITE_OK) return error();
    m_status = sqlite3_close(m_database);
    if (m_status != SQLITE_OK) return error();
    m_database = nullptr;
    return {};
  }

 private:
  Error error() const {
    const auto code = (m_status & 0xff) == SQLITE_FULL ? ErrorCode::kDiskFull : ErrorCode::kIo;
    return {code, m_path, sqlite3_errstr(m_status)};
  }

  std::string m_path;
  sqlite3* m_database = nullptr;
  int m_status = SQLITE_OK;
};

}  // namespace

SoleUse::SoleUse(std::unique_ptr<Connection> connection) : m_connection(std::move(connection)) {}
SoleUse::SoleUse(SoleUse&&) noexcept = default;
SoleUse::~SoleUse() = default;

Result<SoleUse> SoleUse::take(const std::string& folder, const SqliteStoreOptions& options) {
  auto opened = Connection::open(folder + kFile, options);
  if (!opened.ok()) return opened.error();
  auto& connection = **opened;
  try {
    // Every connection shares a lock for as long as it is open in WAL mode; that mode is left only
    // by who is alone. Then the lock that excludes everybody is taken and kept.
    connection.execute("PRAGMA journal_mode = DELETE");
    connection.execute("PRAGMA locking_mode = EXCLUSIVE");
    connection.execute("BEGIN EXCLUSIVE");
    connection.execute("COMMIT");
    auto mode = connection.query("PRAGMA journal_mode");
    if (!mode.step() || mode.blob(0) != "delete")  // somebody was quicker
      return Error{ErrorCode::kBusy, folder, "another program has these data open"};
  } catch (const SQLite::Exception& exception) {
    if ((exception.getErrorCode() & 0xff) == SQLITE_BUSY)
      return Error{ErrorCode::kBusy, folder, "another program has these data open"};
    return Error{ErrorCode::kIo, folder, exception.getErrorStr()};
  }
  return SoleUse(*std::move(opened));
}

Result<void> SoleUse::copy_to(const std::string& target, const PageKey& key) {
  auto vfs = SealingVfs::create(key, "");
  if (!vfs.ok()) return vfs.error();
  const std::string path = target + kFile;
  if (auto copied = Copy(path, **vfs).take(m_connection->handle()); !copied.ok()) return copied;
  return base::reach_the_disk(path);
}

Result<bool> is_sealed_under(const std::string& folder, base::BytesView key32, std::uint8_t suite) {
  const std::string path = folder + kFile;
  std::array<std::uint8_t, kSealedPageBytes> page;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return false;
  if (file < 0) return base::io_error(path, errno);
  const auto got = ::pread(file, page.data(), page.size(), 0);
  const int reason = errno;
  ::close(file);
  if (got < 0) return base::io_error(path, reason);
  if (static_cast<std::size_t>(got) < page.size()) return false;
  const base::BytesView plain(reinterpret_cast<const char*>(page.data()), kPlainBytes);
  auto cipher = envelope::PageCipher::create(suite, key32, plain.substr(0, kSealedSaltBytes),
                                             envelope::system_random());
  if (!cipher.ok()) return cipher.error();
  constexpr std::size_t kTrailer = envelope::PageCipher::kTrailerBytes;
  constexpr std::size_t kUsable = kSealedPageBytes - kSealedReservedBytes;
  base::Bytes associated = "D";
  base::append_big_endian_64(associated, 1);
  associated += plain;
  return (*cipher)->open(std::span(page).subspan(kPlainBytes, kUsable - kPlainBytes), associated,
                         std::span<const std::uint8_t, kTrailer>(page.data() + kUsable, kTrailer));
}

}  // namespace jiujin::sync::store
