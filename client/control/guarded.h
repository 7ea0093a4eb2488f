// Runs `work`; an exception becomes its Error, for one that leaves a thread ends the program, and
// with it what is typed and not yet saved. Thread rule: any thread.
#pragma once

#include <exception>
#include <new>

#include "localization/error.h"

namespace jiujin::client::control {

template <typename Work>
Result<void> guarded(Work work) {
  try {
    work();
    return {};
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kTooLarge, "", "not enough memory"};
  } catch (const std::exception& failed) {
    return Error{ErrorCode::kIo, "control", failed.what()};
  }
}

}  // namespace jiujin::client::control
