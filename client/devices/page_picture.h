// A page as a small picture for the screen, upright and turned as asked.
// Thread rule: callable from any thread; belongs on a worker.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "localization/error.h"

namespace jiujin::client::devices {

struct PagePicture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;  // width * height * 4, rows from the top
};

// `page` from 0 (PDF); `rotation` 0, 90, 180 or 270 degrees clockwise; the longest side becomes at
// most `pixels`, nothing is enlarged. Errors: kInvalidData, kTooLarge, kUnsupported.
Result<PagePicture> draw_page(std::string_view bytes, std::string_view media_type, int page,
                              int rotation, int pixels);

}  // namespace jiujin::client::devices
