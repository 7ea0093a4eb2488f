#include "sync/bundle/fields.h"

namespace jiujin::sync::bundle {

void FieldWriter::counted(BytesView bytes) {
  varint(bytes.size());
  raw(bytes);
}

void FieldReader::fail(std::string cause) {
  if (!m_error) m_error = m_in.error(ErrorCode::kProtocol, std::move(cause));
}

std::uint8_t FieldReader::byte() {
  if (failed()) return 0;
  auto value = m_in.byte();
  if (value) return *value;
  fail(value.error().cause);
  return 0;
}

std::uint64_t FieldReader::varint(std::uint64_t max) {
  if (failed()) return 0;
  auto value = m_in.varint();
  if (!value) {
    fail(value.error().cause);
  } else if (*value > max) {
    fail("a number is over its limit of " + std::to_string(max));
  } else {
    return *value;
  }
  return 0;
}

BytesView FieldReader::raw(std::size_t size) {
  if (failed()) return {};
  auto bytes = m_in.take(size);
  if (bytes) return *bytes;
  fail(bytes.error().cause);
  return {};
}

BytesView FieldReader::counted(std::size_t max) {
  return raw(static_cast<std::size_t>(varint(max)));
}

Result<void> FieldReader::finish() const {
  if (m_error) return *m_error;
  if (left() == 0) return {};
  return m_in.error(ErrorCode::kProtocol, std::to_string(left()) + " bytes too many");
}

}  // namespace jiujin::sync::bundle
