// Hexadecimal: how bytes are written for people and in JSON, lower case, two digits a byte.
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "localization/error.h"

namespace jiujin::sync::base {

std::string to_hex(std::string_view bytes);
// Accepts lower and upper case, an even number of digits, nothing else. Error: kInvalidData.
Result<std::string> from_hex(std::string_view digits);

}  // namespace jiujin::sync::base
