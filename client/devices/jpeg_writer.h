// Pictures as JPEG files.
// Thread rule: callable from any thread; belongs on a worker.
#pragma once

#include <optional>
#include <string>

#include "client/devices/page_picture.h"

namespace jiujin::client::devices {

// `quality` 1 to 100, as libjpeg counts it. What is transparent lies on white paper. Nothing when
// libjpeg refuses it (a side of no pixel, or of more than 65,500).
std::optional<std::string> write_jpeg(const PagePicture& picture, int quality);

}  // namespace jiujin::client::devices
