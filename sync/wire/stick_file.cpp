#include "sync/wire/stick_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace jiujin::sync::wire {

namespace {

constexpr std::size_t kPieceBytes = 4 * 1024 * 1024;
constexpr std::size_t kNameBytesMax = 60;
constexpr const char* kPart = ".part";

Error errno_error(const std::string& path, int reason) {
  const bool full = reason == ENOSPC || reason == EDQUOT || reason == EFBIG;
  return {full ? ErrorCode::kDiskFull : ErrorCode::kIo, path, std::strerror(reason)};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// By name, but 9 before 10.
bool before(const std::string& a, const std::string& b) {
  std::size_t i = 0, k = 0;
  while (i < a.size() && k < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[k])) {
      if (a[i] != b[k]) return a[i] < b[k];
      ++i, ++k;
      continue;
    }
    const auto number = [](const std::string& text, std::size_t& at) {
      while (at < text.size() && text[at] == '0') ++at;
      const std::size_t begin = at;
      while (at < text.size() && is_digit(text[at])) ++at;
      return text.substr(begin, at - begin);
    };
    const auto x = number(a, i), y = number(b, k);
    if (x.size() != y.size()) return x.size() < y.size();
    if (x != y) return x < y;
  }
  return i == a.size() && k < b.size();
}

}  // namespace

// --- writing ---

Result<NewStickFile> NewStickFile::create(const std::string& path) {
  const std::string part = path + kPart;
  const int file =
      ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return errno_error(path, errno);
  return NewStickFile(path, file);
}

NewStickFile::NewStickFile(NewStickFile&& other) noexcept
    : m_path(std::move(other.m_path)),
      m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_waits(std::exchange(other.m_waits, false)),
      m_bytes(other.m_bytes) {}

NewStickFile::~NewStickFile() {
  if (m_descriptor >= 0) ::close(m_descriptor);
  if (m_waits) ::unlink((m_path + kPart).c_str());
}

Error NewStickFile::failed() const {
  return errno_error(m_path, errno);
}

Result<void> NewStickFile::write(base::BytesView bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(m_descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed();
    bytes.remove_prefix(static_cast<std::size_t>(written));
    m_bytes += static_cast<std::uint64_t>(written);
  }
  return {};
}

Result<void> NewStickFile::make_durable() {
  if (::fsync(m_descriptor) != 0) return failed();
  if (::close(std::exchange(m_descriptor, -1)) != 0) return failed();
  return {};
}

Result<void> NewStickFile::publish() {
  if (::rename((m_path + kPart).c_str(), m_path.c_str()) != 0) return failed();
  m_waits = false;
  return {};
}

Result<void> make_folder_durable(const std::string& folder) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return errno_error(folder, errno);
  // Some file systems of sticks know no fsync of a folder.
  const bool synced = ::fsync(opened) == 0 || errno == EINVAL;
  const int reason = errno;
  ::close(opened);
  return synced ? Result<void>() : errno_error(folder, reason);
}

// --- reading ---

Result<StickFileReader> StickFileReader::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno_error(path, errno);
  struct stat info {};
  if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(file);
    return Error{ErrorCode::kIo, path, "this is no file"};
  }
  return StickFileReader(path, file, static_cast<std::uint64_t>(info.st_size));
}

StickFileReader::StickFileReader(StickFileReader&& other) noexcept
    : m_path(std::move(other.m_path)),
      m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_size(other.m_size),
      m_offset(other.m_offset),
      m_piece(std::move(other.m_piece)),
      m_read(other.m_read) {}

StickFileReader::~StickFileReader() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

Result<std::size_t> StickFileReader::read(char* buffer, std::size_t size) {
  if (at_hand() == 0) {
    m_piece.resize(kPieceBytes);
    m_read = 0;
    for (;;) {
      const auto got = ::read(m_descriptor, m_piece.data(), m_piece.size());
      if (got < 0 && errno == EINTR) continue;
      m_piece.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
      if (got < 0) return errno_error(m_path, errno);
      break;
    }
  }
  const std::size_t count = base::BytesView(m_piece).substr(m_read).copy(buffer, size);
  m_read += count;
  m_offset += count;
  return count;
}

// --- names ---

std::string name_for_stick(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size();) {
    const auto first = static_cast<std::uint8_t>(name[i]);
    const std::size_t size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    std::string_view character = name.substr(i, size);
    i += character.size();
    if (first < 0x80) {
      const bool plain = is_digit(name[i - 1]) || (first >= 'a' && first <= 'z') ||
                         (first >= 'A' && first <= 'Z') || first == '-';
      if (!plain) character = "_";
    }
    if (out.size() + character.size() > kNameBytesMax) break;
    out += character;
  }
  return out.empty() ? "_" : out;
}

Result<std::vector<std::string>> files_on_stick(const std::string& folder, std::string_view ending,
                                                std::string_view except) {
  std::error_code failure;
  std::filesystem::directory_iterator entry(folder, failure);
  std::vector<std::string> names;
  for (; !failure && entry != std::filesystem::directory_iterator(); entry.increment(failure)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with('.') || !name.ends_with(ending)) continue;
    if (!except.empty() && name.ends_with(except)) continue;
    names.push_back(name);
  }
  if (failure) return Error{ErrorCode::kIo, folder, failure.message()};
  std::sort(names.begin(), names.end(), before);
  return names;
}

std::optional<std::uint64_t> free_bytes(const std::string& folder) {
  struct statvfs space {};
  if (::statvfs(folder.c_str(), &space) != 0) return std::nullopt;
  return std::uint64_t{space.f_bavail} * space.f_frsize;
}

}  // namespace jiujin::sync::wire
