// Compares two catalogues element by element: a county's with the province's, a town's with its
// neighbour's, this version with the last.
// Thread rule: pure.
#pragma once

#include <string>
#include <vector>

#include "forms/catalogue/catalogue.h"

namespace jiujin::forms::catalogue {

struct Difference {
  std::string place;   // "QX-001 materials.M03.necessity"
  std::string before;  // JSON text; "" = not there
  std::string after;
};

// In the order of item codes, then places. Elements of lists are matched by their id or code, else
// by position. Versions and compiled forms are not compared: they follow from the rest.
std::vector<Difference> diff_catalogues(const Catalogue& before, const Catalogue& after);
std::vector<Difference> diff_items(const Item& before, const Item& after);

}  // namespace jiujin::forms::catalogue
