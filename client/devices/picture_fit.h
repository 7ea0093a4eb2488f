// Pictures no larger than a form asks for (ODK XForms, orx:max-pixels).
// Thread rule: callable from any thread; belongs on a worker.
#pragma once

#include "client/devices/page_file.h"

namespace jiujin::client::devices {

// One whose long side has more than `pixels` (1 or more) becomes an upright JPEG whose long side
// has so many. One that fits, and a PDF, stay as they are, byte for byte. Errors: kInvalidData,
// kTooLarge, kUnsupported (it cannot be drawn).
Result<PageFile> fit_picture(PageFile file, int pixels);

}  // namespace jiujin::client::devices
