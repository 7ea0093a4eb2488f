// Whether bytes are text.
//
// Thread rule: pure.
#pragma once

#include <string_view>

namespace jiujin::sync::base {

// Well-formed UTF-8 as of Unicode table 3-7: no overlong forms, no surrogates, at most U+10FFFF.
bool is_utf8(std::string_view text);

// The same without control characters, other than tab and the ends of lines: what a person can
// have typed.
bool is_typed_text(std::string_view text);

}  // namespace jiujin::sync::base
