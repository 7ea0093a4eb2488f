// What a county's NOTICE means, for the station's staff, in the language of this process.
// Thread rule: a pure function.
#pragma once

#include <string>

#include "sync/bundle/messages.h"

namespace jiujin::sync::wire {

// One or two sentences: what happened, what was kept, what to do. The county's own words are
// included only where they say more (the reason of a suspension, a notice of a newer version).
std::string notice_text(const bundle::Notice& notice);

}  // namespace jiujin::sync::wire
