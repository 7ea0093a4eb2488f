// Hashes of files that arrive in parts, computed as the parts come, so that a whole file need not
// be read again for its check. Inside sync/store only.
//
// What is remembered is true only while this connection alone wrote, and everything it wrote
// stayed: after any doubt it is forgotten, and the parts are read from the database once more.
// Thread rule: as its connection.
#pragma once

#include <list>
#include <utility>

#include "sync/envelope/suite.h"
#include "sync/store/connection.h"

namespace jiujin::sync::store {

class PartHashes {
 public:
  struct Begun {
    base::ContentHash hash;
    std::uint64_t held = 0;  // bytes that went into the hasher
    envelope::ContentHasher hasher;
  };
  // The file as far as it was hashed; anew where nothing certain is known. Within a transaction.
  Begun& of(Connection& connection, const base::ContentHash& hash);
  void forget(const base::ContentHash& hash);

 private:
  std::list<Begun> m_begun;  // used last first
  std::pair<std::uint64_t, std::uint64_t> m_stamp{};
};

}  // namespace jiujin::sync::store
