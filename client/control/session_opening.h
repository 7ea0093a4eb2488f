// How a session comes to its store: readable as it lies there, sealed under a key that is held, or
// locked until somebody logs in. Only for the sources of this room.
// Thread rule: free functions; with the session's thread.
#pragma once

#include <memory>

#include "client/control/session_state.h"
#include "sync/envelope/key_slots.h"

namespace jiujin::client::control {

// Fills in what was left out and opens the folder. Errors: as StationSession::open.
Result<std::unique_ptr<SessionState>> open_state(SessionOptions options);
// Where the key slots of this folder stand: practice data are sealed like the station beside them.
std::string keys_folder(const SessionOptions& options);
// Whether the folder holds no station yet, nor anything of one but a beginning.
bool is_fresh(const SessionOptions& options);
// Nothing is open, and the slots say who could open it.
std::unique_ptr<SessionState> locked_state(SessionOptions options,
                                           const sync::envelope::KeySlots& slots);
// The same whatever stands in the folder: the slots, none that can be read, or that it was wiped.
std::unique_ptr<SessionState> closed_state(SessionOptions options);
// What others do while nobody has logged in.
Error locked_error(const SessionState& state);
// Over the store at hand.
Result<std::unique_ptr<SessionState>> begin_state(SessionOptions options,
                                                  std::unique_ptr<sync::store::LogStore> store,
                                                  bool sealed);

}  // namespace jiujin::client::control
