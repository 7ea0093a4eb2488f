// A suite without secrets for simulated worlds: a thousand times faster, and no use to anyone else.
//
// Found as suite 120 only in the build of sync that the simulator links (base/planted.h). Its
// hashes are 256 bits of mixing, its signatures are hashes that anyone can make: a simulated
// stranger is one that does not know a key's bytes.
#pragma once

#include "sync/envelope/suite.h"

namespace jiujin::tests::simulation {

inline constexpr std::uint8_t kPlainSuite = 120;

// From now on find_suite(120) finds it. Idempotent.
void install_plain_suite();

}  // namespace jiujin::tests::simulation
