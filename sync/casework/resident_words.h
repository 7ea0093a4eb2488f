// How far a case is, in one plain sentence for the resident: the county's public page and the
// kiosk say the same.
// Thread rule: pure.
#pragma once

#include <string>

#include "localization/text.h"
#include "sync/casework/case.h"

namespace jiujin::sync::casework {

std::string resident_sentence(const Case& c, const localization::Translator& words);

}  // namespace jiujin::sync::casework
