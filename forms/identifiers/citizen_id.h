// Numbers of natural persons: the citizen number (GB 11643) and the papers that stand in for it.
//
// Does not know names of divisions: a caller who has the list passes a predicate.
// Thread rule: pure functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "forms/identifiers/check.h"

namespace jiujin::forms::identifiers {

// True if the six-digit GB/T 2260 code is in today's list. Codes that were abolished stay legal
// for life, so an unknown code is a warning, never an error.
using DivisionKnown = std::function<bool(std::string_view six_digits)>;

// 17 digits to their check character: ISO 7064 MOD 11-2 as in GB 11643-1999, "0".."9" or "X".
char citizen_check_character(std::string_view seventeen_digits);

// Citizen number of 18 characters; a legacy one of 15 digits is made 18 and warned ("legacy_15").
// Also takes 港澳台居民居住证 (81/82/83 0000...) and the 2023 外国人永久居留身份证 (leading 9).
// Errors: length, characters, check_digit, birth_date, birth_in_future, division (000000).
// Warnings: birth_too_old (before 1900), division_unknown (only if `known` is given), legacy_15.
Check check_citizen_id(std::string_view text, std::chrono::year_month_day today,
                       const DivisionKnown& known = {});

// Full years at `on`; a person born on 29 February grows a year older on 1 March of short years.
int age_at(std::chrono::year_month_day birth, std::chrono::year_month_day on);

// Other papers, by their form only: they have no check digit that outsiders can verify.
Check check_mainland_permit_hk_macao(
    std::string_view text);  // 港澳居民来往内地通行证 H/M + 8 or 10
Check check_mainland_permit_taiwan(std::string_view text);  // 台湾居民来往大陆通行证, 8 digits
Check check_passport(std::string_view text);                // 5..17 letters and digits
Check check_foreign_resident_2004(std::string_view text);  // 3 letters + 12 digits
Check check_birth_certificate(std::string_view text);      // 1 letter + 9 digits

// 残疾人证: citizen number + category 1-7 + grade 1-4, then optionally B and a digit for a reissue.
Check check_disability_certificate(std::string_view text, std::chrono::year_month_day today);

// By the certificate type code in use at the window (GA/T 2000.156 values "111", "511" ...).
// A type without a rule of its own is only refused when empty.
Check check_paper(std::string_view type_code, std::string_view text,
                  std::chrono::year_month_day today);

}  // namespace jiujin::forms::identifiers
