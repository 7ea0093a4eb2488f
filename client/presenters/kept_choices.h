// What the window remembers about chosen materials beyond what ops say: how many pages a file has.
// The intake's draft and a correction keep the same.
// Thread rule: pure.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "client/presenters/materials_presenter.h"
#include "sync/casework/case.h"

namespace jiujin::client::presenters {

// Puts the member "pages" into the object `into`.
void put_marks(const std::vector<MaterialChoice>& choices, nlohmann::json* into);
// The choices again; marks that are missing or of another shape are left out.
std::vector<MaterialChoice> marked_choices(const std::vector<sync::casework::Material>& materials,
                                           const nlohmann::json& marks);

}  // namespace jiujin::client::presenters
