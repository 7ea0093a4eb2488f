// The order of a joint item's parts: a graph without cycles, whose longest way is the time it
// takes. Thread rule: pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "forms/catalogue/catalogue.h"

namespace jiujin::forms::catalogue {

// Days of the longest way through the given items, and the items along it; days are those of the
// promised limits, 0 for what is decided at once. Errors: kNotFound (an item), kInvalidData
// (cycle).
Result<std::pair<int, std::vector<std::string>>> longest_path(
    const Catalogue& catalogue, const JointItem& joint, const std::vector<std::string>& items);

// Items that may run side by side, stage after stage. Error: kInvalidData for a cycle.
Result<std::vector<std::vector<std::string>>> stages_of(const JointItem& joint,
                                                        const std::vector<std::string>& items);

}  // namespace jiujin::forms::catalogue
