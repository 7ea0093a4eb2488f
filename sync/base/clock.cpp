#include "sync/base/clock.h"

#include <ctime>
#include <fstream>
#include <string>

#include "sync/base/hex.h"

namespace jiujin::sync::base {
namespace {

std::int64_t milliseconds(clockid_t clock) {
  timespec now{};
  if (clock_gettime(clock, &now) != 0) return 0;
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

BootId read_boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string text;
  std::getline(file, text);
  std::erase(text, '-');
  auto id = BootId::from_hex(std::string_view(text).substr(0, 16));
  return id.ok() ? *id : BootId{};
}

}  // namespace

SystemClock::SystemClock() : m_boot(read_boot_id()) {}

ClockReading SystemClock::read() const {
  return {.wall_ms = milliseconds(CLOCK_REALTIME),
          .boot = m_boot,
          .mono_ms = static_cast<std::uint64_t>(milliseconds(CLOCK_BOOTTIME))};
}

}  // namespace jiujin::sync::base
