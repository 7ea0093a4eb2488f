// Limits of what is taken in from files, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace jiujin::client::devices {

// A 600 dpi colour A4 page as PNG is about 60 MB; anything larger is a video or a mistake, and
// would take over an hour on a village's line.
inline constexpr std::size_t kPageFileBytesMax = 64u << 20;

// A 200-megapixel picture is 800 MB unpacked, more than a station of 2 GB can give; the largest
// telephone cameras make 200 megapixels.
inline constexpr std::int64_t kPicturePixelsMax = 200'000'000;

// A folder that somebody chose by mistake (a whole photo archive) is refused, not read for an hour.
inline constexpr std::size_t kFilesAtOnceMax = 300;

// A scan larger than this takes half a minute on the slowest lines (64 kbit/s): it gets a preview.
inline constexpr std::size_t kPreviewFromBytes = 200'000;
// Three seconds on such a line; a page of this size can be recognised, not read.
inline constexpr std::size_t kPreviewBytesMax = 24u << 10;
inline constexpr int kPreviewPixels = 640;

}  // namespace jiujin::client::devices
