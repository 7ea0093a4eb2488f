// Taking in what other systems saw (sync/casework/recorded_events.h) at a station. Only for the
// sources of this room. Thread rule: as the session's.
#pragma once

#include "sync/casework/recorded_events.h"

namespace jiujin::client::control {

struct SessionState;

// The next events to take in; none: the end. What was taken before an error stays.
using EventSource = std::function<Result<std::vector<sync::casework::EventRecorded>>()>;
Result<sync::casework::EventIntake::Tally> take_events(SessionState& state,
                                                       const EventSource& source);

}  // namespace jiujin::client::control
