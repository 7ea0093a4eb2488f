#include "forms/identifiers/contact_numbers.h"

#include <algorithm>
#include <array>

namespace jiujin::forms::identifiers {

namespace {

constexpr std::array kS10Weights = {8, 6, 4, 2, 3, 5, 9, 7};

bool is_letter(char c) {
  return c >= 'A' && c <= 'Z';
}

Check accepted(std::string kind, std::string normalised) {
  Check check;
  check.kind = std::move(kind);
  check.normalised = std::move(normalised);
  return check;
}

// Sum of digits where every second from the right is doubled, the rightmost one not.
int luhn_sum(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
    const int value = (*digit - '0') * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum;
}

bool service_number(std::string_view digits) {
  return (digits.size() == 3 && digits[0] == '1') ||
         (digits.size() == 5 && (digits[0] == '1' || digits[0] == '9')) ||
         (digits.size() == 10 && (digits.starts_with("400") || digits.starts_with("800")));
}

}  // namespace

Check check_mobile(std::string_view text) {
  std::string number = normalise_compact(text);
  if (number.empty()) return refused("empty", {});
  if (number.starts_with("+86")) number.erase(0, 3);
  if (number.size() == 13 && number.starts_with("86")) number.erase(0, 2);
  if (!all_digits(number)) return refused("characters", number);
  if (number.size() != 11) return refused("length", number);
  if (number[0] != '1' || number[1] < '3') return refused("form", number);
  return accepted("mobile", number);
}

// 0 + 2 or 3 digits, 7 or 8 digits, optional extension of 1 to 6 after a hyphen.
Check check_landline(std::string_view text) {
  std::string number = normalise(text);
  std::erase(number, ' ');
  if (number.empty()) return refused("empty", {});
  if (number.find_first_not_of("0123456789-") != std::string::npos) {
    return refused("characters", number);
  }
  if (number[0] != '0') return refused("form", number);
  // Beijing, Shanghai and the like: 010, 02x; every other area code has four digits.
  const std::size_t area = number.size() > 1 && (number[1] == '1' || number[1] == '2') ? 3 : 4;
  if (number.size() <= area) return refused("length", number);
  std::string rest = number.substr(area);
  if (rest[0] == '-') rest.erase(0, 1);
  std::string extension;
  if (const auto hyphen = rest.find('-'); hyphen != std::string::npos) {
    extension = rest.substr(hyphen + 1);
    rest.erase(hyphen);
    if (!all_digits(extension) || extension.size() > 6) return refused("form", number);
  }
  if (!all_digits(rest) || rest.size() < 7 || rest.size() > 8) return refused("length", number);
  return accepted("landline",
                  number.substr(0, area) + "-" + rest + (extension.empty() ? "" : "-" + extension));
}

Check check_telephone(std::string_view text) {
  Check mobile = check_mobile(text);
  if (mobile.ok() || mobile.reason == "empty") return mobile;
  const std::string digits = normalise_compact(text);
  if (all_digits(digits) && service_number(digits)) return accepted("service", digits);
  Check landline = check_landline(text);
  return landline.ok() || digits[0] == '0' ? landline : mobile;
}

Check check_postcode(std::string_view text) {
  std::string code = normalise_compact(text);
  if (code.empty()) return refused("empty", {});
  if (!all_digits(code)) return refused("characters", code);
  if (code.size() != 6) return refused("length", code);
  return accepted("postcode", code);
}

Check check_bank_card(std::string_view text) {
  std::string number = normalise_compact(text);
  if (number.empty()) return refused("empty", {});
  if (!all_digits(number)) return refused("characters", number);
  if (number.size() < 16 || number.size() > 19) return refused("length", number);
  if (!luhn_valid(number)) return refused("check_digit", number);
  return accepted("bank_card", number);
}

bool luhn_valid(std::string_view digits) {
  return all_digits(digits) && digits.size() > 1 && luhn_sum(digits) % 10 == 0;
}

char luhn_check_digit(std::string_view digits_without_check) {
  const int sum = luhn_sum(std::string(digits_without_check) + "0");
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

char s10_check_digit(std::string_view eight_digits) {
  int sum = 0;
  for (std::size_t i = 0; i < kS10Weights.size() && i < eight_digits.size(); ++i) {
    sum += (eight_digits[i] - '0') * kS10Weights[i];
  }
  const int check = 11 - sum % 11;
  return check == 10 ? '0' : check == 11 ? '5' : static_cast<char>('0' + check);
}

Check check_s10_waybill(std::string_view text) {
  std::string number = normalise_compact(text);
  if (number.empty()) return refused("empty", {});
  if (number.size() != 13) return refused("length", number);
  const std::string_view view = number;
  if (!is_letter(view[0]) || !is_letter(view[1]) || !is_letter(view[11]) || !is_letter(view[12]) ||
      !all_digits(view.substr(2, 9))) {
    return refused("characters", number);
  }
  if (std::string_view("JKSTW").find(view[0]) != std::string_view::npos) {
    return refused("reserved", number);
  }
  if (s10_check_digit(view.substr(2, 8)) != view[10]) return refused("check_digit", number);
  return accepted("s10", number);
}

Check check_waybill(std::string_view text) {
  std::string number = normalise_compact(text);
  if (number.empty()) return refused("empty", {});
  if (number.size() == 13 && all_digits(number)) return accepted("ems_domestic", number);
  if (number.size() == 13 && is_letter(number[0]) && is_letter(number[1]) &&
      is_letter(number[12])) {
    return check_s10_waybill(number);
  }
  const bool plain =
      std::ranges::all_of(number, [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
  if (!plain) return refused("characters", number);
  if (number.size() < 10 || number.size() > 20) return refused("length", number);
  return warned("form", number);
}

}  // namespace jiujin::forms::identifiers
