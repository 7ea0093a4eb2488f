#include "sync/base/varint.h"

namespace jiujin::sync::base {

void append_varint(Bytes& out, std::uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

std::size_t varint_size(std::uint64_t value) {
  std::size_t size = 1;
  while (value >>= 7) ++size;
  return size;
}

void append_big_endian_32(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

void append_big_endian_64(Bytes& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

Error ByteReader::error(ErrorCode code, std::string cause) const {
  return {code, std::string(m_noun) + " byte " + std::to_string(m_position), std::move(cause)};
}

Result<std::uint8_t> ByteReader::byte() {
  if (at_end()) return error(ErrorCode::kTruncated, "one more byte expected");
  return static_cast<std::uint8_t>(m_bytes[m_position++]);
}

Result<std::uint64_t> ByteReader::varint() {
  std::uint64_t value = 0;
  for (std::size_t i = 0;; ++i) {
    if (i == kVarintBytesMax) return error(ErrorCode::kInvalidData, "varint over 64 bits");
    if (m_position + i == m_bytes.size())
      return error(ErrorCode::kTruncated, "varint ends too early");
    const auto group = static_cast<std::uint8_t>(m_bytes[m_position + i]);
    if (i == kVarintBytesMax - 1 && group > 1)
      return error(ErrorCode::kInvalidData, "varint over 64 bits");
    value |= static_cast<std::uint64_t>(group & 0x7f) << (7 * i);
    if (group & 0x80) continue;
    if (group == 0 && i > 0) return error(ErrorCode::kInvalidData, "varint not in shortest form");
    m_position += i + 1;
    return value;
  }
}

Result<BytesView> ByteReader::take(std::size_t count) {
  if (left() < count)
    return error(ErrorCode::kTruncated,
                 std::to_string(count) + " bytes expected, " + std::to_string(left()) + " left");
  const BytesView piece = m_bytes.substr(m_position, count);
  m_position += count;
  return piece;
}

Result<std::uint64_t> ByteReader::big_endian_64() {
  auto raw = take(8);
  if (!raw.ok()) return raw.error();
  std::uint64_t value = 0;
  for (const char c : *raw) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

}  // namespace jiujin::sync::base
