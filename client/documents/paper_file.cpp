#include "client/documents/paper_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "localization/typeset/render.h"
#include "sync/base/atomic_file.h"

namespace jiujin::client::documents {
namespace {

namespace fs = std::filesystem;

std::string folder_name() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime && *runtime) return std::string(runtime) + "/jiujin-papers";
  std::error_code failed;
  const std::string own = "/jiujin-papers-" + std::to_string(getuid());
  if (fs::is_directory("/dev/shm", failed)) return "/dev/shm" + own;  // memory as well
  auto base = fs::temp_directory_path(failed).string();
  if (failed) base = "/tmp";
  return base + own;
}

// A name from a person or a county never leaves the folder.
std::string safe_name(const std::string& name) {
  std::string safe;
  for (char c : name) safe += (c == '/' || c == '\0' || c == '\\') ? '_' : c;
  if (safe.empty() || safe[0] == '.') safe.insert(0, "_");
  return safe.substr(0, 120);
}

}  // namespace

Result<std::string> viewing_folder() {
  const std::string folder = folder_name();
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return Error{ErrorCode::kIo, folder, std::strerror(errno)};
  struct stat about {};
  if (lstat(folder.c_str(), &about) != 0 || !S_ISDIR(about.st_mode) || about.st_uid != getuid() ||
      (about.st_mode & 0077) != 0)
    return Error{ErrorCode::kIo, folder, "not a private folder of this user"};
  return folder;
}

void empty_viewing_folder() {
  auto folder = viewing_folder();
  if (!folder.ok()) return;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(*folder, failed)) fs::remove(entry, failed);
}

Result<std::string> write_view_file(const std::string& bytes, const std::string& name,
                                    const std::string& path) {
  std::string target = path;
  if (target.empty()) {
    auto folder = viewing_folder();
    if (!folder.ok()) return folder.error();
    target = *folder + "/" + safe_name(name);
  }
  if (auto written = sync::base::write_file_atomically(target, bytes); !written.ok())
    return written.error();
  return target;
}

Result<std::string> write_paper(const localization::typeset::Document& paper,
                                const std::string& name, const std::string& path) {
  auto pdf = localization::typeset::render_pdf(paper);
  if (!pdf.ok()) return pdf.error();
  return write_view_file(*pdf, name + ".pdf", path);
}

}  // namespace jiujin::client::documents
