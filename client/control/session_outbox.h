// What an open station leaves in its outbox before it is locked, and what came into its inbox while
// it was (sync/wire/outbox.h).
// Thread rule: belongs to the session's thread.
#pragma once

#include <chrono>
#include <functional>

#include "client/control/session_state.h"

namespace jiujin::client::control {

// How long a station that is being locked may write: a slow disk with hundreds of scans. The rest
// waits for the next log-in.
inline constexpr std::chrono::seconds kOutboxPatience{20};

// Writes what waits, in place of what lay there; nothing where nothing waits, where a person has
// paused, where the store is not sealed and where the county has not told its opening key. Scans
// that have their hours stand in files of their own, which are carried then; those that wait for a
// person's word are left for the line. `stop`: true ends it early, with what is whole. Errors:
// kBusy (another export), kIo, the store's.
Result<void> leave_outbox(SessionState& state, std::chrono::milliseconds patience,
                          const std::function<bool()>& stop);
// Takes in the answers of the inbox, which go. The caller holds sync.lock.
Result<void> take_inbox(SessionState& state);
// The same, unless another program syncs: then that one does it.
Result<void> take_inbox_alone(SessionState& state);
// The county holds everything: nothing is left to be handed over.
void empty_outbox(const SessionState& state);

}  // namespace jiujin::client::control
