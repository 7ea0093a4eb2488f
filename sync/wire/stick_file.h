// Files on a stick: written beside where they will stand, and only named when they are durable.
//
// Nobody who looks at the folder meanwhile, and nobody after a pulled stick, finds half a file
// under a name that ends in ".jjb". Errors: kDiskFull, kIo, with the path as the place. Thread
// rule: an object belongs to one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync/envelope/sealed_stream.h"

namespace jiujin::sync::wire {

class NewStickFile {
 public:
  // `path`: where it will stand; until then its bytes are in `path`.part.
  static Result<NewStickFile> create(const std::string& path);
  NewStickFile(NewStickFile&& other) noexcept;
  NewStickFile& operator=(NewStickFile&&) = delete;
  ~NewStickFile();  // what was not published is removed

  Result<void> write(base::BytesView bytes);
  Result<void> make_durable();  // closes it
  // Gives it its name; the folder is to be made durable behind the last one.
  Result<void> publish();
  const std::string& path() const { return m_path; }
  std::uint64_t bytes() const { return m_bytes; }

 private:
  NewStickFile(std::string path, int descriptor)
      : m_path(std::move(path)), m_descriptor(descriptor) {}
  Error failed() const;  // from errno
  std::string m_path;
  int m_descriptor = -1;
  bool m_waits = true;  // .part is there
  std::uint64_t m_bytes = 0;
};
Result<void> make_folder_durable(const std::string& folder);

// Reads in large pieces, so that between them nobody waits for a slow stick.
class StickFileReader {
 public:
  static Result<StickFileReader> open(const std::string& path);
  StickFileReader(StickFileReader&& other) noexcept;
  StickFileReader& operator=(StickFileReader&&) = delete;
  ~StickFileReader();

  Result<std::size_t> read(char* buffer, std::size_t size);  // 0 is the end
  // Bytes that are in memory: what a read gives without waiting for the stick.
  std::size_t at_hand() const { return m_piece.size() - m_read; }
  std::uint64_t size() const { return m_size; }  // of the file, as it was when it was opened
  std::uint64_t offset() const { return m_offset; }

 private:
  StickFileReader(std::string path, int descriptor, std::uint64_t size)
      : m_path(std::move(path)), m_descriptor(descriptor), m_size(size) {}
  std::string m_path;
  int m_descriptor = -1;
  std::uint64_t m_size = 0, m_offset = 0;
  base::Bytes m_piece;
  std::size_t m_read = 0;
};

// A station's name as a file on any stick can bear it: whole characters, at most 60 bytes, never
// empty; what FAT, a shell or a path would take for something else becomes "_".
std::string name_for_stick(std::string_view name);
// Names in `folder` that end in `ending` but not in `except` ("" = nothing), by name, numbers in
// them by value. Errors: kIo (no such folder, not readable).
Result<std::vector<std::string>> files_on_stick(const std::string& folder, std::string_view ending,
                                                std::string_view except);
// Free bytes for us; nothing: not known.
std::optional<std::uint64_t> free_bytes(const std::string& folder);

}  // namespace jiujin::sync::wire
