// HandlingMode: past how many desks an application goes once it was taken in. Derived from an item
// or a joint item, never stored. Thread rule: pure.
#pragma once

#include "forms/catalogue/catalogue.h"

namespace jiujin::forms::catalogue {

enum class HandlingMode {
  kOneOffice,       // 一次办: one office at one level reviews and decides
  kSeveralOffices,  // 一窗制: several offices behind one window
  kSeveralLevels,   // 一网式: review and decision at different levels, over the network
};

HandlingMode handling_mode(const Item& item);
// By the offices that decide on its parts; parts of unknown items count for nothing.
HandlingMode handling_mode(const Catalogue& catalogue, const JointItem& joint);

}  // namespace jiujin::forms::catalogue
