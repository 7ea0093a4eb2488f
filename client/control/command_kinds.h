// What the control thread has to know of a command before it does it.
// Thread rule: pure.
#pragma once

#include "client/control/control.h"

namespace jiujin::client::control {

// Takes long and changes no case.
bool for_workers(const Command& command);
// What a person did: it counts as done even when the window closes before its turn has come.
bool keeps_something(const Command& command);

}  // namespace jiujin::client::control
