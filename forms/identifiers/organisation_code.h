// Numbers of organisations: the unified social credit code (GB 32100) and the body in it (GB
// 11714). Thread rule: pure functions.
#pragma once

#include <string_view>

#include "forms/identifiers/check.h"

namespace jiujin::forms::identifiers {

// GB 11714: weights 3 7 9 10 5 8 4 2 over eight characters; 10 is X, 11 is 0.
char organisation_body_check_character(std::string_view eight);

// GB 32100: 17 characters of 0-9A-HJ-NPQRTUWXY, weights 3^(i-1) mod 31.
char uscc_check_character(std::string_view seventeen);

// USCC. A failing check character is a warning ("check_digit"): codes of the pilot years were
// issued that fail it. `kind` is registrar and kind ("91", "N1"), `division` the six digits.
Check check_uscc(std::string_view text);

// Organisation body code of nine characters, "XXXXXXXX-X" or together.
Check check_organisation_body(std::string_view text);

}  // namespace jiujin::forms::identifiers
