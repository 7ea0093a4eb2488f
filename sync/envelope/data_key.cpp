#include "sync/envelope/data_key.h"

#include <cstring>

namespace jiujin::sync::envelope {

void wipe(base::Bytes& secret) {
  explicit_bzero(secret.data(), secret.size());
  secret.clear();
}

DataKey DataKey::random(const base::RandomSource& random) {
  base::Bytes bytes(kDataKeyBytes, '\0');
  random({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
  return DataKey(std::move(bytes));
}

Result<DataKey> DataKey::from_bytes(base::BytesView bytes) {
  if (bytes.size() != kDataKeyBytes)
    return Error{ErrorCode::kInvalidData, "data key", "not 32 bytes"};
  return DataKey(base::Bytes(bytes));
}

// 32 bytes lie on the heap: a move takes them along and leaves no copy.
DataKey::DataKey(DataKey&& other) noexcept : m_bytes(std::move(other.m_bytes)) {
  other.m_bytes.clear();
}

DataKey& DataKey::operator=(DataKey&& other) noexcept {
  std::swap(m_bytes, other.m_bytes);
  return *this;
}

DataKey::~DataKey() {
  wipe(m_bytes);
}

DataKey DataKey::copy() const {
  return DataKey(base::Bytes(m_bytes));
}

}  // namespace jiujin::sync::envelope
