// Taking in what other systems saw (sync/casework/recorded_events.h) at a station. Only for the
// sources of this room. Thread rule: as the session's.
#pragma once

#include "sync/casework/recorded_events.h"

namespace jiujin::client::control {

struct SessionState;

Result<sync::casework::EventIntake::Tally> take_events(
    SessionState& state, const sync::casework::EventIntake::Source& source);

}  // namespace jiujin::client::control
