// How large a workbook may be. An XLSForm of a thousand questions with a choice list of twenty
// thousand rows stays below a tenth of each; beyond is a mistake or an attack.
#pragma once

#include <cstddef>

namespace jiujin::forms::xlsform {

inline constexpr std::size_t kFileBytesMax = 64u << 20;   // as it lies on disk
inline constexpr std::size_t kPartBytesMax = 128u << 20;  // one part of the zip, inflated
inline constexpr std::size_t kTextBytesMax = 96u << 20;   // all cells of all sheets
inline constexpr std::size_t kPartsMax = 4096;            // entries of the zip
inline constexpr std::size_t kRowsMax = 300'000;          // of a sheet
inline constexpr std::size_t kColumnsMax = 512;           // of a sheet
inline constexpr std::size_t kCellsMax = 2'000'000;       // of a sheet
inline constexpr std::size_t kCellBytesMax = 128u << 10;  // Excel itself stops at 32,767 characters
inline constexpr std::size_t kSharedStringsMax = 2'000'000;
inline constexpr std::size_t kDepthMax = 64;         // groups within groups
inline constexpr std::size_t kCopiesMax = 100'000;   // of questions, made by loops
inline constexpr std::size_t kItextMax = 2'000'000;  // texts times languages
inline constexpr std::size_t kFindingsMax = 1'000;   // the rest is only counted

}  // namespace jiujin::forms::xlsform
