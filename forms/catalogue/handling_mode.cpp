#include "forms/catalogue/handling_mode.h"

#include <set>

namespace jiujin::forms::catalogue {

HandlingMode handling_mode(const Item& item) {
  return item.levels.review == item.levels.decide ? HandlingMode::kOneOffice
                                                  : HandlingMode::kSeveralLevels;
}

HandlingMode handling_mode(const Catalogue& catalogue, const JointItem& joint) {
  std::set<std::string> offices;
  for (const JointPart& part : joint.parts) {
    const Item* item = catalogue.item(part.item);
    if (item != nullptr) offices.insert(item->authority);
  }
  return offices.size() > 1 ? HandlingMode::kSeveralOffices : HandlingMode::kOneOffice;
}

}  // namespace jiujin::forms::catalogue
