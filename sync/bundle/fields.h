// Fields of a frame's payload: varints, fixed bytes and counted bytes, written and read in order.
//
// The reader keeps its first failure and gives zeros from then on, so that a decoder reads its
// fields one after another and asks once, with finish(). Lengths are checked against what is there
// before anything is allocated. Knows no frame.
// Thread rule: values; the reader looks into bytes of the caller's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sync/base/identity.h"

namespace jiujin::sync::bundle {

using base::Bytes;
using base::BytesView;

class FieldWriter {
 public:
  void byte(std::uint8_t value) { m_bytes.push_back(static_cast<char>(value)); }
  void varint(std::uint64_t value);
  void zigzag(std::int64_t value);
  void raw(BytesView bytes) { m_bytes.append(bytes); }
  void counted(BytesView bytes);  // varint length, then the bytes
  template <std::size_t N, typename Tag>
  void id(const base::FixedId<N, Tag>& id) {
    m_bytes.append(id.view());
  }
  const Bytes& bytes() const { return m_bytes; }
  Bytes take() { return std::move(m_bytes); }

 private:
  Bytes m_bytes;
};

class FieldReader {
 public:
  // `what` names the frame in errors: "ops frame".
  FieldReader(BytesView bytes, std::string_view what) : m_bytes(bytes), m_what(what) {}

  std::uint8_t byte();
  std::uint64_t varint(std::uint64_t max = UINT64_MAX);  // shortest form, at most `max`
  std::int64_t zigzag();
  BytesView raw(std::size_t size);
  BytesView counted(std::size_t max);
  template <typename Id>
  Id id() {
    Id out;
    const BytesView bytes = raw(out.bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i)
      out.bytes[i] = static_cast<std::uint8_t>(bytes[i]);
    return out;
  }
  std::size_t offset() const { return m_offset; }
  std::size_t left() const { return m_bytes.size() - m_offset; }
  bool failed() const { return m_error.has_value(); }
  // The decoder's own objection at this place; the first one stays.
  void fail(std::string cause);
  // kProtocol for whatever went wrong, and when bytes are left over.
  Result<void> finish() const;
  const Error& error() const { return *m_error; }

 private:
  BytesView m_bytes;
  std::string m_what;
  std::size_t m_offset = 0;
  std::optional<Error> m_error;
};

// n as 8 bytes, big-endian: how numbers stand inside signed messages.
Bytes big_endian(std::uint64_t value);

}  // namespace jiujin::sync::bundle
