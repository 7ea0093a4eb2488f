#include "forms/identifiers/item_codes.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "forms/identifiers/organisation_code.h"

namespace jiujin::forms::identifiers {

namespace {

constexpr std::string_view kBase36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr unsigned kBlocks = 36 * 36 * 36;

// Damm's table of order 10 (H. M. Damm, 2004): totally anti-symmetric quasigroup.
constexpr std::array<std::string_view, 10> kDamm = {
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"};

Check accepted(std::string kind, std::string normalised) {
  Check check;
  check.kind = std::move(kind);
  check.normalised = std::move(normalised);
  return check;
}

Error refuse(const std::string& cause) {
  return {ErrorCode::kInvalidArgument, {}, cause};
}

std::string padded(unsigned number, int width) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%0*u", width, number);
  return text.data();
}

// GB/T 39046 annex A: 01-10 powers and 20 public service, with extensions in 11-19 and 21-29.
bool known_item_type(std::string_view two) {
  return two >= "00" && two <= "29";
}

}  // namespace

Check check_basic_code(std::string_view text) {
  const std::string code = normalise_compact(text);
  if (code.empty()) return refused("empty", {});
  if (code.size() != 12) return refused("length", code);
  if (!all_digits(code)) return refused("characters", code);
  if (!known_item_type(std::string_view(code).substr(2, 2))) return refused("item_type", code);
  Check check = accepted("basic_code", code);
  check.division = code.substr(0, 2);
  return check;
}

Check check_implement_code(std::string_view text) {
  const std::string code = normalise_compact(text);
  if (code.empty()) return refused("empty", {});
  if (code.size() != 31) return refused("length", code);
  const Check body = check_uscc(std::string_view(code).substr(0, 18));
  if (!body.acceptable()) return refused(body.reason, code);
  if (code[18] < '1' || code[18] > '7') return refused("level", code);
  const Check basic = check_basic_code(std::string_view(code).substr(19));
  if (!basic.ok()) return refused(basic.reason == "characters" ? "basic_code" : basic.reason, code);
  Check check = accepted("implement_code", code);
  check.division = body.division;
  check.verdict = body.verdict;
  check.reason = body.reason;
  return check;
}

Check check_handle_code(std::string_view text) {
  const std::string code = normalise_compact(text);
  if (code.empty()) return refused("empty", {});
  if (code.size() != 33) return refused("length", code);
  Check check = check_implement_code(std::string_view(code).substr(0, 31));
  check.normalised = code;
  check.kind = "handle_code";
  if (!check.acceptable()) return check;
  if (!all_digits(std::string_view(code).substr(31))) return refused("characters", code);
  return check;
}

Result<std::string> compose_case_number(const CaseNumberParts& parts) {
  const Check code = check_implement_code(parts.implement_code);
  if (!code.acceptable()) return refuse("implement code: " + code.reason);
  if (!parts.date.ok()) return refuse("the date does not exist");
  if (parts.block >= kBlocks) return refuse("station block beyond three base-36 digits");
  if (parts.serial < 1 || parts.serial > 9999) return refuse("serial outside 1..9999");
  std::string number = code.normalised;
  number += padded(static_cast<unsigned>(int(parts.date.year())), 4);
  number += padded(unsigned(parts.date.month()), 2) + padded(unsigned(parts.date.day()), 2);
  number +=
      {kBase36[parts.block / 1296], kBase36[parts.block / 36 % 36], kBase36[parts.block % 36]};
  return number + padded(parts.serial, 4);
}

Result<CaseNumberParts> parse_case_number(std::string_view text) {
  const std::string number = normalise_compact(text);
  if (number.size() != 46) return refuse("a case number has 46 characters");
  CaseNumberParts parts;
  parts.implement_code = number.substr(0, 31);
  const Check code = check_implement_code(parts.implement_code);
  if (!code.acceptable()) return refuse("implement code: " + code.reason);
  const auto date = parse_compact_date(std::string_view(number).substr(31, 8));
  if (!date) return refuse("the date in the case number does not exist");
  parts.date = *date;
  for (const char c : number.substr(39, 3)) {
    const auto digit = kBase36.find(c);
    if (digit == std::string_view::npos) return refuse("station block is not base 36");
    parts.block = parts.block * 36 + static_cast<unsigned>(digit);
  }
  if (!all_digits(number.substr(42))) return refuse("the serial is not a number");
  parts.serial = static_cast<unsigned>(std::stoul(number.substr(42)));
  return parts;
}

Result<std::string> compose_receipt_number(unsigned station, unsigned day_serial) {
  if (station > 9999) return refuse("station number beyond four digits");
  if (day_serial < 1 || day_serial > 99999) return refuse("serial of the day outside 1..99999");
  std::string number = padded(station, 4) + padded(day_serial, 5);
  number += damm_check_digit(number);
  return number;
}

Check check_receipt_number(std::string_view text) {
  const std::string number = normalise_compact(text);
  if (number.empty()) return refused("empty", {});
  if (!all_digits(number)) return refused("characters", number);
  if (number.size() != 10) return refused("length", number);
  if (!damm_valid(number)) return refused("check_digit", number);
  return accepted("receipt", number);
}

char damm_check_digit(std::string_view digits) {
  int state = 0;
  for (const char c : digits) {
    state = kDamm[static_cast<std::size_t>(state)][static_cast<std::size_t>(c - '0')] - '0';
  }
  return static_cast<char>('0' + state);
}

bool damm_valid(std::string_view digits_with_check) {
  return all_digits(digits_with_check) && damm_check_digit(digits_with_check) == '0';
}

}  // namespace jiujin::forms::identifiers
