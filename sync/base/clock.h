// The machine's clocks, for programs. Nothing below a program links this: `now` is an argument.
//
// Thread rule: SystemClock may be read from any thread.
#pragma once

#include <cstdint>

#include "sync/base/identity.h"

namespace jiujin::sync::base {

// What an author's machine says about the time. Evidence, never order.
struct ClockReading {
  std::int64_t wall_ms = 0;   // Unix milliseconds, right or wrong
  BootId boot;                // which run of the computer `mono_ms` belongs to
  std::uint64_t mono_ms = 0;  // milliseconds since that boot, sleep included
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual ClockReading read() const = 0;
};

// CLOCK_REALTIME, CLOCK_BOOTTIME and the first 8 bytes of the kernel's random boot id. Where the
// kernel gives none, the boot is zero: "unknown run".
class SystemClock : public Clock {
 public:
  SystemClock();
  ClockReading read() const override;

 private:
  BootId m_boot;
};

}  // namespace jiujin::sync::base
