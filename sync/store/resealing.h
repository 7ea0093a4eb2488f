// A sealed store that is written anew under another page key, and what tells which key a file is
// sealed under.
//
// It knows no folder but the two it is told, and not which of the files counts: that is its
// caller's to commit. Thread rule: an object belongs to one thread.
#pragma once

#include <memory>
#include <string>

#include "sync/store/sqlite_store.h"

namespace jiujin::sync::store {

// A station's store that nobody else has open, nor can open, until this goes out of scope.
class SoleUse {
 public:
  // `options` as it is opened otherwise (page_key). What stood in the WAL is in the file from now
  // on. Errors: kBusy (open elsewhere, in this process too), those of SqliteStore::open.
  static Result<SoleUse> take(const std::string& folder, const SqliteStoreOptions& options);
  SoleUse(SoleUse&&) noexcept;
  ~SoleUse();

  // All of it into TARGET/station.db, which must not stand there yet, sealed under `key`. On an
  // error a part of it may be left there.
  Result<void> copy_to(const std::string& target, const PageKey& key);

 private:
  explicit SoleUse(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> m_connection;
};

// Whether FOLDER/station.db is a sealed store whose first page opens under this key. A store whose
// first page stands in its WAL only does not. Errors: kIo.
Result<bool> is_sealed_under(const std::string& folder, base::BytesView key32, std::uint8_t suite);

}  // namespace jiujin::sync::store
