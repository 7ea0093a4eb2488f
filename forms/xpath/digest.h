// Digests, base64 and signatures for the functions of forms. Pure functions; a seam to the library.
#pragma once

#include <string>
#include <string_view>

#include "localization/error.h"

namespace jiujin::forms::xpath {

// method: MD5, SHA-1, SHA-256, SHA-384, SHA-512; encoding: base64 or hex (lower case).
Result<std::string> digest(std::string_view text, std::string_view method,
                           std::string_view encoding);
std::string base64_encode(std::string_view bytes);
std::string base64_decode(std::string_view text);  // "" if it is no base64
// `contents`: an Ed25519 signature (RFC 8032, 64 bytes) and the text that it signs, in base64;
// `public_key`: 32 bytes in base64. The text, or "" if anything about them is not in order.
std::string signed_text(std::string_view contents, std::string_view public_key);

}  // namespace jiujin::forms::xpath
