// Whole small files (keys, settings, bundles): written so that after a power cut there is the old
// file or the new one, never a mixture; only the owner may read them.
// Thread rule: callable from any thread; two writers of one path both succeed, the last one stays.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "localization/error.h"

namespace jiujin::sync::base {

// Temporary file beside it, fsync, rename, fsync of the folder. Permissions 0600. On any error the
// old file is untouched and nothing is left behind. Errors: kDiskFull, kIo (also a missing folder).
Result<void> write_file_atomically(const std::string& path, std::string_view bytes);

// The file that stands there, and its name, are on the disk. Errors: kDiskFull, kIo.
Result<void> reach_the_disk(const std::string& path);

// What a failed call of the system left in errno: kDiskFull, or else kIo.
Error io_error(const std::string& path, int reason);

// Errors: kNotFound, kTooLarge (more than bytes_max), kIo.
Result<std::string> read_whole_file(const std::string& path, std::size_t bytes_max);

}  // namespace jiujin::sync::base
