// The preview of a scan: a small JPEG of its first page, sent ahead where the line is slow.
// Thread rule: callable from any thread; belongs on a worker.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jiujin::client::devices {

// At most kPreviewBytesMax, the long side kPreviewPixels or less; upright as the file is. Nothing
// for a file of up to kPreviewFromBytes, and for one that cannot be drawn.
std::optional<std::string> make_preview(std::string_view bytes, std::string_view media_type);

}  // namespace jiujin::client::devices
