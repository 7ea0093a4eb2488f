// Limits of the store, each with its reason.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace jiujin::sync::store {

// A part is one row: big enough to be quick, small enough to be rewritten and sent in one step.
inline constexpr std::size_t kFilePartBytesMax = 256 * 1024;
// The largest single file; a 300-dpi colour scan of fifty pages stays below 64 MiB.
inline constexpr std::uint64_t kFileBytesMax = 256ull * 1024 * 1024;
// Keys of local rows that belong to the store itself (cursor, counters); callers may not use them.
inline constexpr std::string_view kReservedRows = "store/";

}  // namespace jiujin::sync::store
