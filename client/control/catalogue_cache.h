// CatalogueCache: the published catalogue as this station has it, loaded when first asked for, with
// older versions for the cases that were opened with them.
//
// A case keeps the version of its item. The file of every published version stays in the store; an
// older one is read only when some case asks for it.
// Thread rule: belongs to one thread; a CatalogueHandle may go to any.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "client/control/control.h"
#include "forms/catalogue/catalogue.h"
#include "forms/catalogue/index.h"
#include "forms/catalogue/published.h"
#include "sync/casework/op_bodies.h"
#include "sync/store/log_store.h"

namespace jiujin::client::control {

struct LoadedCatalogue {
  forms::catalogue::Catalogue catalogue;
  explicit LoadedCatalogue(forms::catalogue::Catalogue read) : catalogue(std::move(read)) {}
  // Made when it is first asked for: pinyin of a county's items takes a tenth of a second, and most
  // of what a station does searches nothing. From any thread.
  const forms::catalogue::CatalogueIndex& index() const {
    std::call_once(m_indexed, [this] { m_index.emplace(catalogue); });
    return *m_index;
  }

 private:
  mutable std::once_flag m_indexed;
  mutable std::optional<forms::catalogue::CatalogueIndex> m_index;
};

class CatalogueCache {
 public:
  explicit CatalogueCache(sync::store::LogStore& store) : m_store(store) {}

  // What was published so far, in the county's order.
  void set_published(std::vector<sync::casework::CataloguePublished> published);
  // Version of the newest one that is whole here; 0 = none has arrived.
  int version();
  // kNotFound: none has arrived yet.
  Result<CatalogueHandle> current();
  // The catalogue that has the item in that version (0 = today's); falls back to today's.
  // kNotFound: no such item, or no catalogue yet.
  Result<CatalogueHandle> holding(std::string_view code, int item_version);
  // The item as of that version of it (0 = today's); falls back to today's, null when unknown.
  const forms::catalogue::Item* item(std::string_view code, int item_version);
  Result<std::shared_ptr<const forms::xforms::FormDefinition>> form(std::string_view code,
                                                                    int item_version);

 private:
  Result<CatalogueHandle> load(const sync::casework::CataloguePublished& published);
  sync::store::LogStore& m_store;
  std::vector<sync::casework::CataloguePublished> m_published;
  std::map<int, CatalogueHandle> m_loaded;
  forms::catalogue::FormShelf m_forms;
};

}  // namespace jiujin::client::control
