// A county's backup as one file that nobody reads but who brings enough shares of its backup key
// together (escrow.h).
//
// One sealed stream (PROTOCOL 12.2): who made it, under a signature, then the files of a county's
// folder, one after another. Written and read piece by piece: memory does not grow with the county.
// The file bears its name only when it is whole and durable. It refuses to know what is in the
// files. Thread rule: free functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sync/county/escrow.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::county {

inline constexpr const char* kSealedBackupFile = "/county.backup";

// Beside county.db: what makes it this county to its stations.
inline constexpr const char* kBackupKeyParts[] = {
    "county.key",     "tls/authority.pem", "tls/authority.key", "tls/server.pem",
    "tls/server.key", "tls/next.pem",      "tls/next.key"};

struct BackupPart {
  std::string name;  // "county.db", "county.key", "tls/server.pem": where it stands in the folder
  std::string path;  // of the file that goes in
};

struct BackupSigner {
  std::uint8_t suite = 1;
  base::BytesView private_key, public_key;  // the county's, of its log
};

// Errors: those of the parts (kNotFound, kIo) and of `path` (kDiskFull, kIo), kInvalidData (key).
// On an error nothing is left behind. Returns the file's size.
Result<std::uint64_t> write_sealed_backup(const std::string& path,
                                          const std::vector<BackupPart>& parts,
                                          const envelope::OpeningKey& key, std::string_view label,
                                          const BackupSigner& signer,
                                          const base::RandomSource& random);

// All of it into `folder`, which is empty. Errors, with `path` and a byte as the place: kForbidden
// (sealed for another key, or made by another county than that of the shares), kCorrupt,
// kTruncated, kUnsupported; those of `folder`. What was written before an error stays there.
Result<void> read_sealed_backup(const std::string& path, const OpenedEscrow& escrow,
                                const std::string& folder);

}  // namespace jiujin::sync::county
