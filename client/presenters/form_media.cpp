#include "client/presenters/form_media.h"

#include <filesystem>
#include <map>

#include "client/control/catalogue_cache.h"
#include "client/documents/paper_file.h"

namespace jiujin::client::presenters {

std::function<std::string(const std::string&)> media_of(control::CatalogueHandle catalogue) {
  return [catalogue = std::move(catalogue),
          paths = std::map<std::string, std::string>()](const std::string& address) mutable {
    const auto name = address.substr(address.rfind('/') + 1);
    const auto& media = catalogue->catalogue.media;
    const auto found = media.find(name);
    if (found == media.end()) return std::string();
    auto& path = paths[name];
    std::error_code ignored;
    if (!path.empty() && std::filesystem::exists(path, ignored)) return path;
    auto written = documents::write_view_file(found->second, name, "");
    path = written.ok() ? *written : std::string();
    return path;
  };
}

}  // namespace jiujin::client::presenters
