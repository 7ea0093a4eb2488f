// Required elements: what an authority must fill in before an item may be published.
//
// One table of the keys of items/CODE.json with the rows of the implementation list that make them
// mandatory (GB/T 39046-2020, table 4). A value that is left out must not be guessed: "no
// reservation" and "nobody said" are different answers to a resident. Optional stay alias (row 2),
// the authority that guides, intermediary (59), quantity limit (60) and the rule for agents; a
// guide says "none" for them. Knows nothing of what the values mean: that is check.h.
// Internal to forms/catalogue. Thread rule: pure; throws BadJson.
#pragma once

#include <span>

#include "forms/catalogue/json_reader.h"

namespace jiujin::forms::catalogue {

struct RequiredElement {
  const char* key;  // path in the item's file: "fee.charged"; parents stand before their members
  int row;          // of the implementation list; 0: the file's own
};

std::span<const RequiredElement> required_elements();

// Fails with the place of the first element that is not there or is empty. Run before anything
// else reads the file, so that what is named is the key itself and not what follows from it.
void expect_elements(const JsonReader& item);

}  // namespace jiujin::forms::catalogue
