// Codes of service items and of cases: 12 / 31 / 33 characters, the 46-character case number and
// the ten-digit receipt that people read out at a window.
//
// Item codes have no check digit of their own; they are verified by their parts.
// Thread rule: pure functions; date and serial are arguments.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "forms/identifiers/check.h"
#include "localization/error.h"

namespace jiujin::forms::identifiers {

Check check_basic_code(std::string_view text);      // 12: region 2, type 2, main 5, sub 3
Check check_implement_code(std::string_view text);  // 31: USCC 18, level 1-7, basic code 12
Check check_handle_code(std::string_view text);     // 33: implement code 31, running number 2

// Numbers are allotted per device, so that two stations off line never collide and nothing is
// renumbered when they meet.
struct CaseNumberParts {
  std::string implement_code;  // 31
  std::chrono::year_month_day date{};
  unsigned block = 0;   // station block, 0..46655, written as three base-36 digits
  unsigned serial = 0;  // 1..9999 within block and day
};
Result<std::string> compose_case_number(const CaseNumberParts& parts);  // 46 characters
Result<CaseNumberParts> parse_case_number(std::string_view text);

// Receipt number: station 4 + serial of the day 5 + check 1 (Damm: finds every single wrong digit
// and every swap of neighbours, the two ways people misread a number aloud).
Result<std::string> compose_receipt_number(unsigned station, unsigned day_serial);
Check check_receipt_number(std::string_view text);
char damm_check_digit(std::string_view digits);
bool damm_valid(std::string_view digits_with_check);

}  // namespace jiujin::forms::identifiers
