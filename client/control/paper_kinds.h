// Stable names of papers, as commands, scripts and file names use them: "intake_receipt".
// Thread rule: pure.
#pragma once

#include <string>
#include <string_view>

#include "sync/casework/states.h"

namespace jiujin::client::control {

std::string paper_kind_name(sync::casework::DocumentKind kind);  // "" for kNone
sync::casework::DocumentKind paper_kind_of(std::string_view name);  // kNone for an unknown name

}  // namespace jiujin::client::control
