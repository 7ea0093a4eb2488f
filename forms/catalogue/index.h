// CatalogueIndex: finding an item while somebody types.
//
// By code, name, alias, pinyin ("shengyudengji") and initials ("sydj"). Knows no screen.
// Thread rule: built once, then read by any number of threads. The catalogue must outlive it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forms/catalogue/catalogue.h"
#include "localization/pinyin.h"

namespace jiujin::forms::catalogue {

struct SearchHit {
  const Item* item = nullptr;  // one of the two is set
  const JointItem* joint = nullptr;
  int rank = 0;  // smaller is better
};

class CatalogueIndex {
 public:
  explicit CatalogueIndex(const Catalogue& catalogue);

  // Best first; ties in the order of the codes. An empty query gives everything by code. Items not
  // in use come last. Words separated by spaces must all fit.
  std::vector<SearchHit> search(std::string_view query, std::size_t limit = 50) const;

 private:
  struct Entry {
    SearchHit hit;
    std::string code;  // lower case
    bool in_use = true;
    localization::PinyinKeys name;
    std::vector<localization::PinyinKeys> aliases;
    std::string english;  // lower case
  };
  std::vector<Entry> m_entries;
};

}  // namespace jiujin::forms::catalogue
