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
// Pages of 4 KiB that may stand in the WAL before a commit has to write them into the database: at
// a county 256 MiB, a day's backlog of scans, for which a station waits; at a station 16 MiB. And
// from how many on a quiet moment is used for it.
inline constexpr int kWalPagesCounty = 65536;
inline constexpr int kWalPagesStation = 4096;
inline constexpr int kWalPagesTidied = 1000;
// Files whose hash is computed as they arrive: a few connections, each with one file under way.
inline constexpr std::size_t kFilesHashedMax = 8;
// Keys of local rows that belong to the store itself (cursor, counters); callers may not use them.
inline constexpr std::string_view kReservedRows = "store/";

}  // namespace jiujin::sync::store
