#include "sync/base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace jiujin::sync::base {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int value) : m_value(value) {}
  ~Descriptor() {
    if (m_value >= 0) close(m_value);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return m_value; }

 private:
  int m_value;
};

Error errno_error(const std::string& path, int reason) {
  Error error = io_error(path, reason);
  if (reason == ENOENT) error.code = ErrorCode::kNotFound;
  return error;
}

Result<void> sync_path(const std::string& path, int flags) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | flags));
  if (file.get() < 0 || fsync(file.get()) != 0) return io_error(path, errno);
  return {};
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Error io_error(const std::string& path, int reason) {
  const bool full = reason == ENOSPC || reason == EDQUOT;
  return {full ? ErrorCode::kDiskFull : ErrorCode::kIo, path, std::strerror(reason)};
}

Result<void> reach_the_disk(const std::string& path) {
  if (auto synced = sync_path(path, 0); !synced) return synced;
  return sync_path(folder_of(path), O_DIRECTORY);
}

Result<void> write_file_atomically(const std::string& path, std::string_view bytes) {
  std::string temporary = path + ".XXXXXX";
  const Descriptor file(mkostemp(temporary.data(), O_CLOEXEC));  // made with mode 0600
  if (file.get() < 0) return io_error(path, errno);
  if (!write_all(file.get(), bytes) || fsync(file.get()) != 0 ||
      rename(temporary.c_str(), path.c_str()) != 0) {
    const Error error = errno_error(path, errno);
    unlink(temporary.c_str());
    return error;
  }
  const Descriptor folder(open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || fsync(folder.get()) != 0) return errno_error(path, errno);
  return {};
}

Result<std::string> read_whole_file(const std::string& path, std::size_t bytes_max) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return errno_error(path, errno);
  std::string bytes;
  char piece[16384];
  for (;;) {
    const auto count = read(file.get(), piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno_error(path, errno);
    if (count == 0) return bytes;
    bytes.append(piece, static_cast<std::size_t>(count));
    if (bytes.size() > bytes_max)
      return Error{ErrorCode::kTooLarge, path, "more than " + std::to_string(bytes_max) + " bytes"};
  }
}

}  // namespace jiujin::sync::base
