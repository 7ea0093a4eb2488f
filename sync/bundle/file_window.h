// A file seen through a window: read in pieces by a callback, looked at as contiguous bytes.
//
// Holds one piece of the file, which moves when something outside it is asked for; going on in
// small steps in either direction reads hardly any byte twice.
// Thread rule: an object belongs to one thread; views last until the next call.
#pragma once

#include <cstdint>
#include <functional>

#include "sync/base/identity.h"

namespace jiujin::sync::bundle {

using base::Bytes;
using base::BytesView;

// Bytes of a file from `offset`, at most `bytes_max`; fewer only at its end or by choice, none only
// at its end.
using ReadFileAt = std::function<Result<Bytes>(std::uint64_t offset, std::size_t bytes_max)>;

class FileWindow {
 public:
  // `read` outlives the window. `width`: bytes held at most; `size`: of the whole file.
  FileWindow(const ReadFileAt& read, std::uint64_t size, std::size_t width)
      : m_read(read), m_size(size), m_width(width) {}

  std::uint64_t size() const { return m_size; }
  // Bytes from `offset` on: at least `wanted` (at most half a width) of them, or to the file's end.
  // Errors: the callback's; kCorrupt when the file ends before its size.
  Result<BytesView> from(std::uint64_t offset, std::size_t wanted = 1);
  // Bytes that end before `offset`: at least one, none at offset 0.
  Result<BytesView> before(std::uint64_t offset);

 private:
  bool holds(std::uint64_t begin, std::uint64_t end) const {
    return begin >= m_begin && end <= m_begin + m_bytes.size();
  }
  Result<void> move_to(std::uint64_t begin);

  const ReadFileAt& m_read;
  std::uint64_t m_size;
  std::size_t m_width;
  std::uint64_t m_begin = 0;
  Bytes m_bytes;
};

}  // namespace jiujin::sync::bundle
