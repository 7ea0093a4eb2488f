// Files and local rows of MemoryStore.
#include <algorithm>

#include "sync/envelope/suite.h"
#include "sync/base/planted.h"
#include "sync/store/limits.h"
#include "sync/store/memory_store.h"

namespace jiujin::sync::store {

Result<FileInfo> MemoryStore::put_file(BytesView bytes, std::string_view media_type) {
  if (bytes.size() > kFileBytesMax)
    return Error{ErrorCode::kTooLarge, "file", std::to_string(bytes.size()) + " bytes"};
  const auto hash = envelope::content_hash(bytes);
  auto& file = m_files[hash];
  if (file.media_type.empty()) file.media_type = media_type;
  file.size = bytes.size();
  file.bytes = Shared(Bytes(bytes));
  ++m_changes;
  return FileInfo{hash, file.size, file.media_type, true};
}

Result<FileProgress> MemoryStore::put_file_part(const base::ContentHash& hash, std::uint64_t size,
                                                std::string_view media_type, std::uint64_t offset,
                                                BytesView bytes) {
  if (size > kFileBytesMax)
    return Error{ErrorCode::kTooLarge, "file " + hash.hex(), std::to_string(size) + " bytes"};
  if (offset > size || bytes.size() > size - offset)
    return Error{ErrorCode::kInvalidData, "file " + hash.hex(), "a part beyond the file's end"};
  auto known = m_files.find(hash);
  if (known != m_files.end() && known->second.size != size && offset == 0 &&
      known->second.bytes->size() < known->second.size) {
    m_files.erase(known);
    known = m_files.end();
  }
  if (known != m_files.end() && known->second.size != size)
    return Error{ErrorCode::kConflict, "file " + hash.hex(),
                 "known with " + std::to_string(known->second.size) + " bytes"};
  const std::uint64_t held = known == m_files.end() ? 0 : known->second.bytes->size();
  if (offset > held)
    return Error{
        ErrorCode::kInvalidArgument, "file " + hash.hex(),
        "a gap: held to " + std::to_string(held) + ", offered from " + std::to_string(offset)};
  auto& file = m_files[hash];
  file.size = size;
  if (file.media_type.empty()) file.media_type = media_type;
  file.bytes.edit() += bytes.substr(std::min<std::uint64_t>(held - offset, bytes.size()));
  ++m_changes;
  if (file.bytes->size() == size && envelope::content_hash(*file.bytes) != hash &&
      !planted(base::Planted::kFileUnverified)) {
    m_files.erase(hash);
    return Error{ErrorCode::kCorrupt, "file " + hash.hex(), "its bytes have another hash"};
  }
  return FileProgress{hash, size, file.bytes->size()};
}

Result<std::optional<FileInfo>> MemoryStore::file_info(const base::ContentHash& hash) {
  const auto file = m_files.find(hash);
  if (file == m_files.end()) return std::optional<FileInfo>();
  return std::optional(FileInfo{hash, file->second.size, file->second.media_type,
                                file->second.bytes->size() == file->second.size});
}

Result<std::vector<FileProgress>> MemoryStore::incomplete_files() {
  std::vector<FileProgress> files;
  for (const auto& [hash, file] : m_files)
    if (file.bytes->size() < file.size) files.push_back({hash, file.size, file.bytes->size()});
  return files;
}

Result<Bytes> MemoryStore::read_file(const base::ContentHash& hash, std::uint64_t offset,
                                     std::size_t bytes_max) {
  const auto file = m_files.find(hash);
  if (file == m_files.end())
    return Error{ErrorCode::kNotFound, "file " + hash.hex(), "not held here"};
  if (offset >= file->second.bytes->size()) return Bytes();
  return file->second.bytes->substr(offset, bytes_max);
}

Result<void> MemoryStore::set_file_acknowledged(const base::ContentHash& hash, std::uint64_t held) {
  const auto file = m_files.find(hash);
  if (file == m_files.end())
    return Error{ErrorCode::kNotFound, "file " + hash.hex(), "not held here"};
  file->second.acknowledged = std::min(held, file->second.size);
  ++m_changes;
  return {};
}

Result<std::uint64_t> MemoryStore::file_acknowledged(const base::ContentHash& hash) {
  const auto file = m_files.find(hash);
  return file == m_files.end() ? 0 : file->second.acknowledged;
}

Result<std::optional<Bytes>> MemoryStore::row(std::string_view key) {
  const auto found = m_rows.find(key);
  return found == m_rows.end() ? std::optional<Bytes>() : found->second;
}

Result<void> MemoryStore::write_rows(
    std::span<const std::pair<std::string, std::optional<Bytes>>> rows) {
  for (const auto& [key, value] : rows)
    if (key.starts_with(kReservedRows))
      return Error{ErrorCode::kInvalidArgument, "row " + key, "belongs to the store itself"};
  for (const auto& [key, value] : rows) {
    if (value)
      m_rows[key] = *value;
    else
      m_rows.erase(key);
  }
  ++m_changes;
  return {};
}

Result<std::vector<std::pair<std::string, Bytes>>> MemoryStore::rows(std::string_view prefix) {
  std::vector<std::pair<std::string, Bytes>> found;
  for (auto at = m_rows.lower_bound(prefix); at != m_rows.end(); ++at) {
    if (!at->first.starts_with(prefix)) break;
    found.push_back(*at);
  }
  return found;
}

Result<std::uint64_t> MemoryStore::change_counter() {
  return m_changes;
}

}  // namespace jiujin::sync::store
