// Digests and base64 for the functions of the same names. Pure functions; a seam to the library.
#pragma once

#include <string>
#include <string_view>

#include "localization/error.h"

namespace jiujin::forms::xpath {

// method: MD5, SHA-1, SHA-256, SHA-384, SHA-512; encoding: base64 or hex (lower case).
Result<std::string> digest(std::string_view text, std::string_view method,
                           std::string_view encoding);
std::string base64_decode(std::string_view text);  // "" if it is no base64

}  // namespace jiujin::forms::xpath
