#include "forms/identifiers/check.h"

#include <algorithm>
#include <array>
#include <utility>

#include "localization/text.h"

namespace jiujin::forms::identifiers {

namespace {

struct Reason {
  std::string_view code;
  const char* sentence;
};

constexpr std::array kReasons = {
    Reason{"empty", _mark("Nothing has been entered")},
    Reason{"length", _mark("The number has too many or too few characters")},
    Reason{"characters", _mark("The number contains a character that cannot be in it")},
    Reason{"check_digit", _mark("The check digit does not fit: please compare with the original")},
    Reason{"birth_date", _mark("The date of birth in the number does not exist")},
    Reason{"birth_in_future", _mark("The date of birth in the number lies in the future")},
    Reason{"birth_too_old",
           _mark("The date of birth in the number lies before 1900: please check")},
    Reason{"division", _mark("The place code in the number cannot be right")},
    Reason{"division_unknown",
           _mark("The place code is not in today's list: it may be an abolished one")},
    Reason{"legacy_15", _mark("A 15-digit number, made 18 digits: the card has long expired")},
    Reason{"form", _mark("This does not look like such a number")},
    Reason{"registrar", _mark("The registering authority in the code is not a known one")},
    Reason{"level", _mark("The level in the code must be 1 to 7")},
    Reason{"item_type", _mark("The item type in the code is not in the list")},
    Reason{"basic_code", _mark("The basic code in it is not right")},
    Reason{"reserved", _mark("The service indicator of the waybill is a reserved one")},
};

// One UTF-8 character at `at`: its code point and length; malformed bytes come back as themselves.
std::pair<char32_t, std::size_t> code_point_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (length == 1 || at + length > text.size()) return {lead, 1};
  char32_t point = lead & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    point = (point << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3F);
  }
  return {point, length};
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

Check refused(std::string reason, std::string normalised) {
  Check check;
  check.verdict = Verdict::kError;
  check.reason = std::move(reason);
  check.normalised = std::move(normalised);
  return check;
}

Check warned(std::string reason, std::string normalised) {
  Check check = refused(std::move(reason), std::move(normalised));
  check.verdict = Verdict::kWarn;
  return check;
}

std::string describe_reason(const Check& check) {
  const auto* found = std::ranges::find(kReasons, check.reason, &Reason::code);
  return found == kReasons.end() ? check.reason : _t(found->sentence);
}

std::string normalise(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto [point, length] = code_point_at(text, at);
    if (point >= 0xFF01 && point <= 0xFF5E) {
      result += static_cast<char>(point - 0xFF01 + '!');
    } else if (point == 0x3000 || point == 0xA0) {
      result += ' ';
    } else {
      result += text.substr(at, length);
    }
    at += length;
  }
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const auto first = std::ranges::find_if_not(result, is_blank);
  result.erase(result.begin(), first);
  while (!result.empty() && is_blank(result.back())) result.pop_back();
  return result;
}

std::string normalise_compact(std::string_view text) {
  std::string result = normalise(text);
  std::erase_if(result, [](char c) { return is_blank(c) || c == '-'; });
  return result;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::chrono::year_month_day> parse_compact_date(std::string_view yyyymmdd) {
  if (yyyymmdd.size() != 8 || !all_digits(yyyymmdd)) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    return std::stoi(std::string(yyyymmdd.substr(at, length)));
  };
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(4, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(6, 2)))};
  if (!date.ok()) return std::nullopt;
  return date;
}

}  // namespace jiujin::forms::identifiers
