// The clocks of this computer as the threads of this room read them: for pauses, and for the hour
// that a window shows. Thread rule: any thread.
#pragma once

#include <chrono>
#include <cstdint>

namespace jiujin::client::control {

inline std::chrono::milliseconds mono_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}
inline std::int64_t wall_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace jiujin::client::control
