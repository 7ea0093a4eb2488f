#include "sync/bundle/file_window.h"

#include <algorithm>

namespace jiujin::sync::bundle {

Result<BytesView> FileWindow::from(std::uint64_t offset, std::size_t wanted) {
  Assert(offset <= m_size && wanted <= m_width / 2);
  const std::uint64_t end = std::min<std::uint64_t>(m_size, offset + wanted);
  if (!holds(offset, end)) {
    auto moved = move_to(offset - std::min<std::uint64_t>(offset, m_width / 4));
    if (!moved) return moved.error();
  }
  return BytesView(m_bytes).substr(static_cast<std::size_t>(offset - m_begin));
}

Result<BytesView> FileWindow::before(std::uint64_t offset) {
  Assert(offset <= m_size);
  if (offset == 0) return BytesView();
  if (!holds(offset - 1, offset)) {
    auto moved = move_to(offset - std::min<std::uint64_t>(offset, m_width / 2));
    if (!moved) return moved.error();
  }
  return BytesView(m_bytes).substr(0, static_cast<std::size_t>(offset - m_begin));
}

Result<void> FileWindow::move_to(std::uint64_t begin) {
  Bytes bytes;
  const std::uint64_t end = std::min<std::uint64_t>(m_size, begin + m_width);
  bytes.reserve(static_cast<std::size_t>(end - begin));
  if (holds(begin, begin + 1)) bytes = m_bytes.substr(static_cast<std::size_t>(begin - m_begin));
  while (begin + bytes.size() < end) {
    const std::uint64_t at = begin + bytes.size();
    auto piece = m_read(at, static_cast<std::size_t>(end - at));
    if (!piece) return piece.error();
    if (piece->empty() || piece->size() > end - at) {
      return Error{ErrorCode::kCorrupt, "file byte " + std::to_string(at),
                   "the file has another length than it should have"};
    }
    bytes += *piece;
  }
  m_begin = begin;
  m_bytes = std::move(bytes);
  return {};
}

}  // namespace jiujin::sync::bundle
