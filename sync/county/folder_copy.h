// The files of a county's folder, and how they are copied while others work with them.
//
// For backups and restores; the keys go last, so that a folder with a key is a county that is
// complete. Thread rule: free functions.
#pragma once

#include <string>

#include "localization/error.h"

namespace jiujin::sync::county {

inline constexpr const char* kDatabaseFile = "/county.db";
inline constexpr const char* kKeyFile = "/county.key";
// Where a copy stands while it is being sealed, and the lock of who makes it.
inline constexpr const char* kCopyFolder = "/backup-copy";
inline constexpr const char* kCopyLock = "/backup.lock";
inline constexpr std::size_t kKeyBytesMax = 64 * 1024;

// As it stands at one instant, durable, for its owner only. `to` is replaced. Errors: kDiskFull,
// kIo.
Result<void> copy_database(const std::string& from, const std::string& to);
// What makes it this county to its stations: its certificates, then its key. Errors: kNotFound,
// kDiskFull, kIo.
Result<void> copy_keys(const std::string& from, const std::string& to);

// A folder that is gone at the end, and was not there at the beginning.
class TakenAway {
 public:
  explicit TakenAway(std::string folder);
  ~TakenAway();
  TakenAway(const TakenAway&) = delete;
  TakenAway& operator=(const TakenAway&) = delete;
  // For its owner only. Error: kIo.
  Result<void> make() const;
  const std::string& path() const { return m_path; }

 private:
  const std::string m_path;
};

}  // namespace jiujin::sync::county
