// What other systems saw, taken into the station's log.
#include "client/control/event_intake.h"

#include "client/control/session_state.h"

namespace jiujin::client::control {

using sync::casework::EventIntake;

Result<EventIntake::Tally> take_events(SessionState& state,
                                       const EventIntake::Source& source) {
  auto own = own_log(state);
  if (!own.ok()) return own.error();
  if (auto current = state.registry->catch_up(state.today()); !current.ok()) return current.error();
  EventIntake intake(
      *state.store, state.person ? state.person->id : "",
      [&](const std::string& name) { return state.registry->find(name); },
      [&](sync::store::AppendBatch batch) -> Result<void> {
        batch.time = state.time();
        auto appended = state.store->append(*own, batch);
        if (!appended.ok()) return appended.error();
        state.last_saved_ms = state.now_ms();
        return {};
      });
  return intake.take_all(source);
}

}  // namespace jiujin::client::control
