// Writes the XForm of an item: what every window, kiosk and desk fills in.
//
// Deterministic: the same item and parameters give the same bytes. The schema path of a field is
// /data/<field id>, columns of a table /data/<table>/<column>; sections are groups of the body
// only. Texts stand in itext for zh and en; what has no English shows its Chinese. County
// parameters are inside as the secondary instance 'parameters'. Types: month is a date on the first
// of the month (appearance month-year); division, address and the like are text with the attribute
// jj:kind. Thread rule: pure.
#pragma once

#include <string>
#include <vector>

#include "forms/catalogue/catalogue.h"

namespace jiujin::forms::catalogue {

std::string xform_from_item(const Item& item, const std::vector<Parameter>& parameters);

}  // namespace jiujin::forms::catalogue
