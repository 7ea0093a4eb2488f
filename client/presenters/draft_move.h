// What a draft meets besides its form when its item has been published anew: papers that are asked
// for or not, and ticks of the clerk that no longer say what they said.
// Thread rule: pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "client/presenters/materials_presenter.h"
#include "forms/catalogue/catalogue.h"

namespace jiujin::client::presenters {

// A sentence each; what was chosen for a paper that is no longer asked for is kept.
std::vector<std::string> changed_materials(const forms::catalogue::Item& before,
                                           const forms::catalogue::Item& now,
                                           const std::vector<MaterialChoice>& chosen);

// Those ticks whose rule stands word for word as it was ticked; none if `before` is null.
std::set<std::string> still_confirmed(const std::set<std::string>& rules,
                                      const forms::catalogue::Item* before,
                                      const forms::catalogue::Item& now);

}  // namespace jiujin::client::presenters
