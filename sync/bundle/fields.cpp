#include "sync/bundle/fields.h"

namespace jiujin::sync::bundle {

void FieldWriter::varint(std::uint64_t value) {
  while (value >= 0x80) {
    byte(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  byte(static_cast<std::uint8_t>(value));
}

void FieldWriter::zigzag(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  varint((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}

void FieldWriter::counted(BytesView bytes) {
  varint(bytes.size());
  raw(bytes);
}

void FieldReader::fail(std::string cause) {
  if (m_error) return;
  m_error = Error{ErrorCode::kProtocol, m_what + " byte " + std::to_string(m_offset),
                  std::move(cause)};
}

std::uint8_t FieldReader::byte() {
  if (failed()) return 0;
  if (left() == 0) {
    fail("the payload ends inside a field");
    return 0;
  }
  return static_cast<std::uint8_t>(m_bytes[m_offset++]);
}

std::uint64_t FieldReader::varint(std::uint64_t max) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    const std::uint8_t b = byte();
    if (failed()) return 0;
    if (shift == 63 && b > 1) {
      fail("a number does not fit 64 bits");
      return 0;
    }
    value |= static_cast<std::uint64_t>(b & 0x7f) << shift;
    if (b & 0x80) continue;
    if (b == 0 && shift > 0) fail("a number is not in its shortest form");
    if (value > max) fail("a number is over its limit of " + std::to_string(max));
    return failed() ? 0 : value;
  }
  return 0;
}

std::int64_t FieldReader::zigzag() {
  const std::uint64_t bits = varint();
  return static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
}

BytesView FieldReader::raw(std::size_t size) {
  if (failed()) return {};
  if (size > left()) {
    fail("the payload ends inside a field");
    return {};
  }
  const BytesView out = m_bytes.substr(m_offset, size);
  m_offset += size;
  return out;
}

BytesView FieldReader::counted(std::size_t max) {
  return raw(static_cast<std::size_t>(varint(max)));
}

Result<void> FieldReader::finish() const {
  if (m_error) return *m_error;
  if (left() > 0) {
    return Error{ErrorCode::kProtocol, m_what + " byte " + std::to_string(m_offset),
                 std::to_string(left()) + " bytes too many"};
  }
  return {};
}

Bytes big_endian(std::uint64_t value) {
  Bytes out(8, '\0');
  for (int i = 7; i >= 0; --i, value >>= 8) out[static_cast<std::size_t>(i)] = static_cast<char>(value);
  return out;
}

}  // namespace jiujin::sync::bundle
