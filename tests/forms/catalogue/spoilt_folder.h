// A copy of the demonstration folder in which one file can be spoilt.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/forms/catalogue/demo.h"

namespace jiujin::forms::catalogue::test {

class SpoiltFolder {
 public:
  SpoiltFolder()
      : m_path(std::filesystem::temp_directory_path() /
               ("jiujin_spoilt_folder_" + std::to_string(getpid()))) {
    std::filesystem::remove_all(m_path);
    std::filesystem::copy(demo_folder(), m_path, std::filesystem::copy_options::recursive);
  }
  ~SpoiltFolder() { std::filesystem::remove_all(m_path); }
  SpoiltFolder(const SpoiltFolder&) = delete;
  SpoiltFolder& operator=(const SpoiltFolder&) = delete;

  template <typename Change>
  void change(const std::string& file, Change change) {
    nlohmann::json json;
    std::ifstream(m_path / file) >> json;
    change(json);
    std::ofstream(m_path / file) << json;
  }
  // The file as it was.
  void mend(const std::string& file) {
    std::filesystem::copy_file(demo_folder() + "/" + file, m_path / file,
                               std::filesystem::copy_options::overwrite_existing);
  }
  std::string path() const { return m_path.string(); }
  Result<Catalogue> load() const { return load_folder(path()); }

 private:
  std::filesystem::path m_path;
};

}  // namespace jiujin::forms::catalogue::test
