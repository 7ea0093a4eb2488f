// Limits of the log, each with its reason. On disk and on the wire: do not change without a
// version.
#pragma once
#include <cstddef>

namespace jiujin::sync::oplog {

// A frame of ops is at most 64 KiB and must hold at least one op with its header and signed head.
inline constexpr std::size_t kFrameBytesMax = 64 * 1024;
inline constexpr std::size_t kOpBodyBytesMax = 48 * 1024;
// Header: fixed parts, eight varints, a 64-byte actor and an origin come to under 300 bytes.
inline constexpr std::size_t kOpHeaderBytesMax = 320;
inline constexpr std::size_t kActorBytesMax = 64;

}  // namespace jiujin::sync::oplog
