// Numbers by which a person or an account is reached: telephones, postcode, bank card, waybills.
// Thread rule: pure functions.
#pragma once

#include <string_view>

#include "forms/identifiers/check.h"

namespace jiujin::forms::identifiers {

Check check_mobile(std::string_view text);    // mainland mobile, 11 digits, optional +86
Check check_landline(std::string_view text);  // 0 + area code, number, optional extension
// Mobile, landline, 400/800 number or a short service number (12345, 110).
Check check_telephone(std::string_view text);
Check check_postcode(std::string_view text);   // six digits
Check check_bank_card(std::string_view text);  // 16..19 digits, Luhn; a wrong check is an error

// Luhn (ISO/IEC 7812-1 annex B) over digits with the check digit last.
bool luhn_valid(std::string_view digits);
char luhn_check_digit(std::string_view digits_without_check);

// UPU S10: two letters, eight digits, check (weights 8 6 4 2 3 5 9 7), country. JA-JZ, KA-KZ,
// SA-SZ, TA-TZ and WA-WZ are reserved for domestic or bilateral use and refused.
Check check_s10_waybill(std::string_view text);
char s10_check_digit(std::string_view eight_digits);

// S10, or a domestic 13-digit EMS number, or 10..20 letters and digits of another courier (warned).
Check check_waybill(std::string_view text);

}  // namespace jiujin::forms::identifiers
