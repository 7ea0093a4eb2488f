#include "forms/identifiers/organisation_code.h"

#include <algorithm>
#include <array>

namespace jiujin::forms::identifiers {

namespace {

constexpr std::string_view kUsccSymbols = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::string_view kBodySymbols = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::array kBodyWeights = {3, 7, 9, 10, 5, 8, 4, 2};
// Registering authorities of GB 32100-2015 table 1; 1 organs, 5 civil affairs, 9 companies ...
constexpr std::string_view kRegistrars = "123456789ANY";

bool made_of(std::string_view text, std::string_view symbols) {
  return text.find_first_not_of(symbols) == std::string_view::npos;
}

}  // namespace

char organisation_body_check_character(std::string_view eight) {
  int sum = 0;
  for (std::size_t i = 0; i < kBodyWeights.size() && i < eight.size(); ++i) {
    sum += static_cast<int>(kBodySymbols.find(eight[i])) * kBodyWeights[i];
  }
  const int check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

char uscc_check_character(std::string_view seventeen) {
  int sum = 0;
  int weight = 1;
  for (const char c : seventeen.substr(0, 17)) {
    sum += static_cast<int>(kUsccSymbols.find(c)) * weight;
    weight = weight * 3 % 31;
  }
  return kUsccSymbols[static_cast<std::size_t>((31 - sum % 31) % 31)];
}

Check check_uscc(std::string_view text) {
  const std::string code = normalise_compact(text);
  if (code.empty()) return refused("empty", {});
  if (code.size() != 18) return refused("length", code);
  if (!made_of(code, kUsccSymbols)) return refused("characters", code);
  if (!all_digits(std::string_view(code).substr(2, 6))) return refused("division", code);
  Check check;
  check.normalised = code;
  check.kind = code.substr(0, 2);
  check.division = code.substr(2, 6);
  if (uscc_check_character(code) != code[17]) {
    check.verdict = Verdict::kWarn;
    check.reason = "check_digit";
  } else if (kRegistrars.find(code[0]) == std::string_view::npos) {
    check.verdict = Verdict::kWarn;
    check.reason = "registrar";
  }
  return check;
}

Check check_organisation_body(std::string_view text) {
  const std::string code = normalise_compact(text);
  if (code.empty()) return refused("empty", {});
  if (code.size() != 9) return refused("length", code);
  if (!made_of(code, kBodySymbols)) return refused("characters", code);
  if (organisation_body_check_character(code) != code[8]) return refused("check_digit", code);
  Check check;
  check.normalised = code;
  check.kind = "organisation_body";
  return check;
}

}  // namespace jiujin::forms::identifiers
