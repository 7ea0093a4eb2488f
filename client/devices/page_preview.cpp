#include "client/devices/page_preview.h"

#include "client/devices/jpeg_writer.h"
#include "client/devices/limits.h"
#include "client/devices/page_picture.h"

namespace jiujin::client::devices {
namespace {

struct Attempt {
  int pixels, quality;
};
// Coarser until it fits: a page full of small type takes three times the bytes of a photograph.
constexpr Attempt kAttempts[] = {{kPreviewPixels, 60},
                                 {kPreviewPixels, 40},
                                 {kPreviewPixels, 25},
                                 {kPreviewPixels * 3 / 4, 25},
                                 {kPreviewPixels / 2, 20}};

}  // namespace

std::optional<std::string> make_preview(std::string_view bytes, std::string_view media_type) {
  if (bytes.size() <= kPreviewFromBytes) return std::nullopt;
  Result<PagePicture> page = Error{};
  int drawn = 0;
  for (const auto& [pixels, quality] : kAttempts) {
    if (pixels != drawn) page = draw_page(bytes, media_type, 0, 0, drawn = pixels);
    if (!page.ok()) return std::nullopt;
    auto jpeg = write_jpeg(*page, quality);
    if (!jpeg || jpeg->size() <= kPreviewBytesMax) return jpeg;
  }
  return std::nullopt;
}

}  // namespace jiujin::client::devices
