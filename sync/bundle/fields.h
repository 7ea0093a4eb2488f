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
#include "sync/base/varint.h"

namespace jiujin::sync::bundle {

using base::Bytes;
using base::BytesView;

class FieldWriter {
 public:
  void byte(std::uint8_t value) { m_bytes.push_back(static_cast<char>(value)); }
  void varint(std::uint64_t value) { base::append_varint(m_bytes, value); }
  void zigzag(std::int64_t value) { varint(base::zigzag(value)); }
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
  // `what` names the frame in errors ("ops frame") and outlives the reader.
  FieldReader(BytesView bytes, std::string_view what) : m_in(bytes, what) {}

  std::uint8_t byte();
  std::uint64_t varint(std::uint64_t max = UINT64_MAX);  // shortest form, at most `max`
  std::int64_t zigzag() { return base::unzigzag(varint()); }
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
  std::size_t left() const { return m_in.left(); }
  bool failed() const { return m_error.has_value(); }
  // The decoder's own objection at this place; the first one stays.
  void fail(std::string cause);
  // kProtocol for whatever went wrong, and when bytes are left over.
  Result<void> finish() const;
  const Error& error() const { return *m_error; }

 private:
  base::ByteReader m_in;
  std::optional<Error> m_error;
};

}  // namespace jiujin::sync::bundle
