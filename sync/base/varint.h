// Varints and a reader of bytes: the only two ways in which this project writes integers.
//
// A varint is unsigned LEB128, least significant group first, in its shortest form, so that a value
// has exactly one encoding (300 = ac 02; a trailing 00 group is refused). Zigzag maps signed to
// unsigned: 0, -1, 1, -2 -> 0, 1, 2, 3. At most 10 bytes, at most 64 bits.
// Thread rule: values; no shared state.
#pragma once

#include <cstdint>

#include "sync/base/identity.h"

namespace jiujin::sync::base {

inline constexpr std::size_t kVarintBytesMax = 10;

void append_varint(Bytes& out, std::uint64_t value);
std::size_t varint_size(std::uint64_t value);

constexpr std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

void append_big_endian_32(Bytes& out, std::uint32_t value);
void append_big_endian_64(Bytes& out, std::uint64_t value);

// Reads from the front of a view that must outlive it. After an error the position is unchanged, so
// that a stream may wait for more bytes (kTruncated) and try again. Error places: "NOUN byte N".
class ByteReader {
 public:
  explicit ByteReader(BytesView bytes, std::string_view noun = "data")
      : m_bytes(bytes), m_noun(noun) {}

  std::size_t position() const { return m_position; }
  std::size_t left() const { return m_bytes.size() - m_position; }
  bool at_end() const { return left() == 0; }

  Result<std::uint8_t> byte();
  Result<std::uint64_t> varint();  // kTruncated; kInvalidData when too long or not shortest
  Result<BytesView> take(std::size_t count);
  Result<std::uint64_t> big_endian_64();
  template <typename Id>
  Result<Id> id() {
    auto raw = take(Id{}.bytes.size());
    if (!raw.ok()) return raw.error();
    return Id::from_bytes(*raw);
  }
  // An error that names the present position.
  Error error(ErrorCode code, std::string cause) const;

 private:
  BytesView m_bytes;
  std::string_view m_noun;
  std::size_t m_position = 0;
};

}  // namespace jiujin::sync::base
