// ZipParts: the seam to libzip. Reads named parts of a zip that lies in memory.
//
// Sizes written in the zip are never trusted: a part is inflated piece by piece and given up at
// kPartBytesMax. Encrypted parts and broken checksums are errors. Thread rule: one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "localization/error.h"

struct zip;

namespace jiujin::forms::xlsform {

class ZipParts {
 public:
  // `bytes` must outlive the object.
  static Result<ZipParts> open(std::string_view bytes, const std::string& file);

  bool has(const std::string& name) const;
  // The part's bytes. Errors: kNotFound, kTooLarge, kUnsupported (encrypted), kCorrupt.
  Result<std::string> read(const std::string& name) const;

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  std::unique_ptr<zip, Close> m_archive;
  std::string m_file;
};

}  // namespace jiujin::forms::xlsform
