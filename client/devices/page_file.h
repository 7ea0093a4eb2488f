// Page files: images and PDFs that a person brings as scans. What a file is, is told by its bytes,
// never by its name; one that ends too early or is not what it seems is refused whole.
//
// Takes JPEG, PNG and PDF. It keeps nothing and knows no case.
// Thread rule: callable from any thread; belongs on a worker (reads up to 64 MiB).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "localization/error.h"

namespace jiujin::client::devices {

struct PageFile {
  std::string bytes;
  std::string media_type;  // "image/jpeg", "image/png", "application/pdf"
  int pages = 1;
};

// Errors, the place is the file's name without its folder: kNotFound, kIo, kTooLarge,
// kInvalidData (another kind of file, or damaged), kTruncated (ends too early).
Result<PageFile> read_page_file(const std::string& path);

// The same for bytes at hand. Returns media type and number of pages.
Result<PageFile> check_page_file(std::string bytes, std::string_view name);

// The bytes of a file of up to kPageFileBytesMax, whatever they are, and its name without the
// folder.
Result<std::string> read_whole_file(const std::string& path, std::string* its_name);

// Files as named; a folder gives the files in it (not in its sub-folders), by name. kTooLarge when
// there are more than kFilesAtOnceMax.
Result<std::vector<std::string>> expand_folders(const std::vector<std::string>& paths);

}  // namespace jiujin::client::devices
