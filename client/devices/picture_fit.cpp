#include "client/devices/picture_fit.h"

#include <algorithm>

#include "client/devices/jpeg_writer.h"
#include "client/devices/page_picture.h"

namespace jiujin::client::devices {
namespace {

constexpr int kQuality = 90;  // no letter of a scan suffers

}  // namespace

Result<PageFile> fit_picture(PageFile file, int pixels) {
  if (!file.media_type.starts_with("image/")) return file;
  // Nothing is enlarged: one that does not fit shows itself by a pixel too many.
  auto drawn = draw_page(file.bytes, file.media_type, 0, 0, pixels + 1);
  if (!drawn) return drawn.error();
  if (std::max(drawn->width, drawn->height) <= pixels) return file;
  drawn = draw_page(file.bytes, file.media_type, 0, 0, pixels);
  if (!drawn) return drawn.error();
  auto jpeg = write_jpeg(*drawn, kQuality);
  if (!jpeg) return Error{ErrorCode::kUnsupported, "picture", "it cannot be made smaller"};
  return PageFile{std::move(*jpeg), "image/jpeg", 1};
}

}  // namespace jiujin::client::devices
