#include "client/control/catalogue_cache.h"

#include <algorithm>

namespace jiujin::client::control {
namespace {

using forms::catalogue::Item;
using sync::casework::CataloguePublished;

// 10 MB is a county's whole catalogue with its forms several times over.
constexpr std::size_t kCatalogueBytesMax = 64u << 20;

}  // namespace

void CatalogueCache::set_published(std::vector<CataloguePublished> published) {
  m_published = std::move(published);
  std::stable_sort(m_published.begin(), m_published.end(),
                   [](const auto& a, const auto& b) { return a.version < b.version; });
}

Result<CatalogueHandle> CatalogueCache::load(const CataloguePublished& published) {
  if (auto known = m_loaded.find(published.version); known != m_loaded.end()) return known->second;
  auto info = m_store.file_info(published.file.hash);
  if (!info.ok()) return info.error();
  if (!*info || !(*info)->complete)
    return Error{ErrorCode::kNotFound, "catalogue " + std::to_string(published.version),
                 "has not arrived yet"};
  auto bytes = m_store.read_file(published.file.hash, 0, kCatalogueBytesMax);
  if (!bytes.ok()) return bytes.error();
  auto read = forms::catalogue::load_published(*bytes);
  if (!read.ok()) return read.error();
  auto handle = std::make_shared<const LoadedCatalogue>(std::move(*read));
  m_loaded[published.version] = handle;
  return CatalogueHandle(handle);
}

Result<CatalogueHandle> CatalogueCache::current() {
  Error last{ErrorCode::kNotFound, "catalogue", "none has been published yet"};
  for (auto it = m_published.rbegin(); it != m_published.rend(); ++it) {
    auto loaded = load(*it);
    if (loaded.ok()) return loaded;
    last = loaded.error();
  }
  return last;
}

int CatalogueCache::version() {
  auto handle = current();
  return handle.ok() ? (*handle)->catalogue.version : 0;
}

Result<CatalogueHandle> CatalogueCache::holding(std::string_view code, int item_version) {
  auto newest = current();
  if (!newest.ok()) return newest;
  const auto has = [&](const CatalogueHandle& handle) {
    const Item* found = handle->catalogue.item(code);
    return found && (item_version == 0 || found->version == item_version);
  };
  if (has(*newest)) return newest;
  for (auto it = m_published.rbegin(); item_version != 0 && it != m_published.rend(); ++it) {
    auto older = load(*it);
    if (older.ok() && has(*older)) return older;
  }
  if ((*newest)->catalogue.item(code)) return newest;
  return Error{ErrorCode::kNotFound, std::string(code), "no such item in the catalogue"};
}

const Item* CatalogueCache::item(std::string_view code, int item_version) {
  auto handle = holding(code, item_version);
  return handle.ok() ? (*handle)->catalogue.item(code) : nullptr;
}

Result<std::shared_ptr<const forms::xforms::FormDefinition>> CatalogueCache::form(
    std::string_view code, int item_version) {
  const Item* found = item(code, item_version);
  if (!found)
    return Error{ErrorCode::kNotFound, std::string(code), "no such item in the catalogue"};
  return m_forms.form(*found);
}

}  // namespace jiujin::client::control
