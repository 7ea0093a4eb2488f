// The seam to the PDF reader: number of pages, and a page as pixels.
// Thread rule: one call at a time in the process is made sure of inside.
#pragma once

#include <string_view>

#include "client/devices/page_picture.h"
#include "localization/error.h"

namespace jiujin::client::devices {

// Errors: kInvalidData (damaged, encrypted), kUnsupported (needs a password). `name` is the place.
Result<int> count_pdf_pages(std::string_view bytes, std::string_view name);
// `page` from 0; longest side in pixels.
Result<PagePicture> draw_pdf_page(std::string_view bytes, int page, int pixels);

}  // namespace jiujin::client::devices
