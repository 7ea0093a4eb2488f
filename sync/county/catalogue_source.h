// CatalogueSource: what a path hands in for the catalogue - a folder as authored, a published file,
// one item's file, one form - with every form in it loaded.
//
// It refuses to know what is published already. Thread rule: pure functions over files.
#pragma once

#include <string>

#include "forms/catalogue/catalogue.h"
#include "forms/catalogue/check.h"

namespace jiujin::sync::county {

struct CatalogueSource {
  enum class Kind { kFolder, kPublished, kItem, kForm } kind = Kind::kFolder;
  // Of kItem: the folder that the item stands in; empty for kForm.
  forms::catalogue::Catalogue catalogue;
  std::string item;  // code, of kItem

  // Of the item alone for kItem.
  std::vector<forms::catalogue::CheckFinding> findings() const;
};

// Errors: those of reading, with the file and the place in it; kInvalidData for a form that does
// not load; kNotFound for an item's file that stands in no catalogue's items/.
Result<CatalogueSource> load_catalogue_source(const std::string& path);

}  // namespace jiujin::sync::county
