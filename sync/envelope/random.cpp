#include <sys/random.h>

#include <cerrno>

#include "sync/envelope/suite.h"

namespace jiujin::sync::envelope {

base::RandomSource system_random() {
  return [](std::span<std::uint8_t> out) {
    while (!out.empty()) {
      const auto count = getrandom(out.data(), out.size(), 0);
      if (count < 0 && errno == EINTR) continue;
      Assert(count > 0);  // the call exists on every kernel that Debian 12 supports
      out = out.subspan(static_cast<std::size_t>(count));
    }
  };
}

}  // namespace jiujin::sync::envelope
