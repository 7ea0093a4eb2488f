// The storage seam: a SQLite VFS that seals every page on its way to the disk.
//
// Above it stand plain SQL, transactions and full-text search; below it nothing is readable without
// the key. What is sealed how: PROTOCOL 5.1. Database, WAL and journal pages carry their nonce and
// tag in 32 reserved bytes at their end; WAL frame headers are sealed too, since their checksums
// would tell about the page; temporary files stay in memory. Page size 4096 only.
// It knows no table and no op.
// Thread rule: a SealingVfs may serve connections of several threads; it must outlive them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "sync/base/identity.h"

namespace jiujin::sync::store {

// 32 secret bytes and the suite whose cipher uses them. Opaque: no getter, wiped when destroyed.
class PageKey {
 public:
  // Error: kInvalidData unless 32 bytes; kUnsupported for an unknown suite.
  static Result<PageKey> from_bytes(base::BytesView key32, std::uint8_t suite);
  PageKey(PageKey&&) noexcept;
  PageKey& operator=(PageKey&&) noexcept;
  ~PageKey();

 private:
  friend class SealingVfs;
  PageKey(base::Bytes key, std::uint8_t suite) : m_key(std::move(key)), m_suite(suite) {}
  base::Bytes m_key;
  std::uint8_t m_suite;
};

class SealingVfs {
 public:
  // Stands on the VFS named `below` ("" = the system's). kIo when there is none of that name.
  static Result<std::unique_ptr<SealingVfs>> create(const PageKey& key, const std::string& below);
  ~SealingVfs();
  SealingVfs(const SealingVfs&) = delete;
  SealingVfs& operator=(const SealingVfs&) = delete;

  const std::string& name() const;  // for sqlite3_open_v2
  // Bytes that SQLite must leave free at the end of each page (SQLITE_FCNTL_RESERVE_BYTES).
  static int reserved_bytes();

 private:
  struct State;
  explicit SealingVfs(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace jiujin::sync::store
