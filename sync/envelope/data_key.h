// DataKey: the 32 secret bytes under which all personal data of one station lie, and how secrets
// leave memory.
//
// It refuses to know what it opens and who may have it. Thread rule: values; a DataKey belongs to
// one thread at a time.
#pragma once

#include "sync/base/identity.h"

namespace jiujin::sync::envelope {

inline constexpr std::size_t kDataKeyBytes = 32;

// Overwrites what the string holds, in a way that no compiler leaves out, and empties it.
void wipe(base::Bytes& secret);

// Moved, never copied unseen: copy() says so. Wiped when destroyed.
class DataKey {
 public:
  static DataKey random(const base::RandomSource& random);
  // kInvalidData unless 32 bytes.
  static Result<DataKey> from_bytes(base::BytesView bytes);
  DataKey(DataKey&& other) noexcept;
  DataKey& operator=(DataKey&& other) noexcept;
  DataKey(const DataKey&) = delete;
  ~DataKey();
  DataKey copy() const;
  base::BytesView bytes() const { return m_bytes; }

 private:
  explicit DataKey(base::Bytes bytes) : m_bytes(std::move(bytes)) {}
  base::Bytes m_bytes;
};

}  // namespace jiujin::sync::envelope
