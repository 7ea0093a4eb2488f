#include "client/devices/page_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "client/devices/limits.h"
#include "client/devices/pdf_pages.h"

namespace jiujin::client::devices {
namespace {

namespace fs = std::filesystem;

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

Error truncated(std::string_view name) {
  return {ErrorCode::kTruncated, std::string(name), "the file ends before its picture does"};
}

Error damaged(std::string_view name, std::string cause) {
  return {ErrorCode::kInvalidData, std::string(name), std::move(cause)};
}

// Segments up to the start of the scan (ITU-T T.81 annex B), then an end marker in what remains.
Result<void> check_jpeg(std::string_view bytes, std::string_view name) {
  std::size_t at = 2;
  for (;;) {
    if (at + 4 > bytes.size()) return truncated(name);
    if (byte_at(bytes, at) != 0xff) return damaged(name, "no marker where one must be");
    const unsigned marker = byte_at(bytes, at + 1);
    if (marker == 0xff) {  // fill byte
      ++at;
      continue;
    }
    const std::size_t length = byte_at(bytes, at + 2) << 8 | byte_at(bytes, at + 3);
    if (length < 2) return damaged(name, "a segment without a length");
    if (at + 2 + length > bytes.size()) return truncated(name);
    at += 2 + length;
    if (marker == 0xda) break;  // the scan itself follows
  }
  if (bytes.find("\xff\xd9", at) == std::string_view::npos) return truncated(name);
  return {};
}

// Chunks up to IEND (PNG specification, section 5).
Result<void> check_png(std::string_view bytes, std::string_view name) {
  std::size_t at = 8;
  for (;;) {
    if (at + 12 > bytes.size()) return truncated(name);
    const std::size_t length = byte_at(bytes, at) << 24 | byte_at(bytes, at + 1) << 16 |
                               byte_at(bytes, at + 2) << 8 | byte_at(bytes, at + 3);
    const auto type = bytes.substr(at + 4, 4);
    if (at == 8 && type != "IHDR") return damaged(name, "no IHDR chunk at the beginning");
    if (length > bytes.size() || at + 12 + length > bytes.size()) return truncated(name);
    if (type == "IEND") return {};
    at += 12 + length;
  }
}

// ISO 32000-1 section 7.5.5: the last line is %%EOF; readers look at the last 1024 bytes.
Result<void> check_pdf_end(std::string_view bytes, std::string_view name) {
  const auto tail = bytes.substr(bytes.size() > 1024 ? bytes.size() - 1024 : 0);
  if (tail.find("%%EOF") == std::string_view::npos) return truncated(name);
  return {};
}

}  // namespace

Result<PageFile> check_page_file(std::string bytes, std::string_view name) {
  PageFile file;
  if (bytes.empty()) return damaged(name, "the file is empty");
  if (bytes.size() > kPageFileBytesMax)
    return Error{ErrorCode::kTooLarge, std::string(name),
                 "over " + std::to_string(kPageFileBytesMax >> 20) + " MiB"};
  if (bytes.starts_with("\xff\xd8\xff")) {
    file.media_type = "image/jpeg";
    if (auto checked = check_jpeg(bytes, name); !checked.ok()) return checked.error();
  } else if (bytes.starts_with("\x89PNG\r\n\x1a\n")) {
    file.media_type = "image/png";
    if (auto checked = check_png(bytes, name); !checked.ok()) return checked.error();
  } else if (bytes.starts_with("%PDF-")) {
    file.media_type = "application/pdf";
    if (auto checked = check_pdf_end(bytes, name); !checked.ok()) return checked.error();
    auto pages = count_pdf_pages(bytes, name);
    if (!pages.ok()) return pages.error();
    file.pages = *pages;
  } else {
    return damaged(name, "neither JPEG, PNG nor PDF, whatever its name says");
  }
  file.bytes = std::move(bytes);
  return file;
}

Result<std::string> read_whole_file(const std::string& path, std::string* its_name) {
  const std::string name = fs::path(path).filename().string();
  if (its_name) *its_name = name;
  std::error_code failed;
  if (!fs::exists(path, failed)) return Error{ErrorCode::kNotFound, name, "no such file"};
  const auto size = fs::file_size(path, failed);
  if (failed) return Error{ErrorCode::kIo, name, failed.message()};
  if (size > kPageFileBytesMax)
    return Error{ErrorCode::kTooLarge, name,
                 "over " + std::to_string(kPageFileBytesMax >> 20) + " MiB"};
  std::ifstream in(path, std::ios::binary);
  std::string bytes(size, '\0');
  if (!in || !in.read(bytes.data(), static_cast<std::streamsize>(size)))
    return Error{ErrorCode::kIo, name, std::strerror(errno)};
  return bytes;
}

Result<PageFile> read_page_file(const std::string& path) {
  std::string name;
  auto bytes = read_whole_file(path, &name);
  if (!bytes.ok()) return bytes.error();
  return check_page_file(std::move(*bytes), name);
}

Result<std::vector<std::string>> expand_folders(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const auto& path : paths) {
    std::error_code failed;
    if (!fs::is_directory(path, failed)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> inside;
    for (const auto& entry : fs::directory_iterator(path, failed)) {
      if (entry.is_regular_file(failed)) inside.push_back(entry.path().string());
    }
    if (failed) return Error{ErrorCode::kIo, path, failed.message()};
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  if (files.size() > kFilesAtOnceMax)
    return Error{ErrorCode::kTooLarge, "", std::to_string(files.size()) + " files at once"};
  return files;
}

}  // namespace jiujin::client::devices
