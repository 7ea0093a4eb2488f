#include "forms/identifiers/citizen_id.h"

#include <algorithm>
#include <array>

namespace jiujin::forms::identifiers {

namespace {

using std::chrono::year_month_day;

constexpr std::array kWeights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
constexpr std::string_view kCheckCharacters = "10X98765432";

bool is_letter(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view kind_of(std::string_view number) {
  const std::string_view division = number.substr(0, 6);
  if (division == "810000") return "hk_resident";
  if (division == "820000") return "macao_resident";
  if (division == "830000") return "taiwan_resident";
  return number[0] == '9' ? "foreign_resident" : "citizen";
}

// GB 11643: the sequence is odd for men and even for women. The 2023 foreign card keeps the birth
// date in the same place; its first seven characters are 9, place and country.
Check examine_18(const std::string& number, year_month_day today, const DivisionKnown& known) {
  if (!all_digits(std::string_view(number).substr(0, 17)) ||
      (!is_digit(number[17]) && number[17] != 'X')) {
    return refused("characters", number);
  }
  Check check;
  check.normalised = number;
  check.kind = kind_of(number);
  const bool foreign = check.kind == "foreign_resident";
  if (number.starts_with("000000") || number[0] == '0') return refused("division", number);
  const auto birth = parse_compact_date(std::string_view(number).substr(6, 8));
  if (!birth) return refused("birth_date", number);
  if (*birth > today) return refused("birth_in_future", number);
  if (citizen_check_character(std::string_view(number).substr(0, 17)) != number[17]) {
    return refused("check_digit", number);
  }
  check.birth_date = birth;
  check.sex = (number[16] - '0') % 2 == 1 ? Sex::kMale : Sex::kFemale;
  if (!foreign) check.division = number.substr(0, 6);
  if (int(birth->year()) < 1900) {
    check.verdict = Verdict::kWarn;
    check.reason = "birth_too_old";
  } else if (check.kind == "citizen" && known && !known(check.division)) {
    check.verdict = Verdict::kWarn;
    check.reason = "division_unknown";
  }
  return check;
}

Check by_form(std::string kind, std::string normalised, bool fits) {
  if (normalised.empty()) return refused("empty", {});
  if (!fits) return refused("form", std::move(normalised));
  Check check;
  check.kind = std::move(kind);
  check.normalised = std::move(normalised);
  return check;
}

}  // namespace

char citizen_check_character(std::string_view seventeen_digits) {
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size() && i < seventeen_digits.size(); ++i) {
    sum += (seventeen_digits[i] - '0') * kWeights[i];
  }
  return kCheckCharacters[static_cast<std::size_t>(sum % 11)];
}

Check check_citizen_id(std::string_view text, year_month_day today, const DivisionKnown& known) {
  std::string number = normalise_compact(text);
  if (number.empty()) return refused("empty", {});
  if (number.size() == 15) {
    if (!all_digits(number)) {
      const bool old_card = is_letter(number[0]) && is_letter(number[1]) && is_letter(number[2]);
      return old_card ? check_foreign_resident_2004(number) : refused("characters", number);
    }
    number.insert(6, "19");  // the short form was given to people born in the 20th century
    number += citizen_check_character(number);
    Check check = examine_18(number, today, known);
    if (check.ok()) {
      check.verdict = Verdict::kWarn;
      check.reason = "legacy_15";
    }
    return check;
  }
  if (number.size() != 18) {
    const bool odd = std::ranges::any_of(number, [](char c) { return !is_digit(c) && c != 'X'; });
    return refused(odd ? "characters" : "length", number);
  }
  return examine_18(number, today, known);
}

int age_at(year_month_day birth, year_month_day on) {
  int years = int(on.year()) - int(birth.year());
  const bool before_birthday =
      on.month() < birth.month() || (on.month() == birth.month() && on.day() < birth.day());
  return before_birthday ? years - 1 : years;
}

Check check_mainland_permit_hk_macao(std::string_view text) {
  std::string number = normalise_compact(text);
  const bool fits = (number.size() == 9 || number.size() == 11) &&
                    (number[0] == 'H' || number[0] == 'M') &&
                    all_digits(std::string_view(number).substr(1));
  return by_form("hk_macao_permit", std::move(number), fits);
}

Check check_mainland_permit_taiwan(std::string_view text) {
  std::string number = normalise_compact(text);
  const bool fits = number.size() == 8 && all_digits(number);
  return by_form("taiwan_permit", std::move(number), fits);
}

Check check_passport(std::string_view text) {
  std::string number = normalise_compact(text);
  const bool fits = number.size() >= 5 && number.size() <= 17 &&
                    std::ranges::all_of(number, [](char c) { return is_letter(c) || is_digit(c); });
  return by_form("passport", std::move(number), fits);
}

Check check_foreign_resident_2004(std::string_view text) {
  std::string number = normalise_compact(text);
  const bool fits = number.size() == 15 && is_letter(number[0]) && is_letter(number[1]) &&
                    is_letter(number[2]) && all_digits(std::string_view(number).substr(3));
  return by_form("foreign_resident", std::move(number), fits);
}

Check check_birth_certificate(std::string_view text) {
  std::string number = normalise_compact(text);
  const bool fits =
      number.size() == 10 && is_letter(number[0]) && all_digits(std::string_view(number).substr(1));
  return by_form("birth_certificate", std::move(number), fits);
}

Check check_disability_certificate(std::string_view text, year_month_day today) {
  const std::string number = normalise_compact(text);
  if (number.empty()) return refused("empty", {});
  if (number.size() != 20 && number.size() != 22) return refused("length", number);
  Check check = check_citizen_id(number.substr(0, 18), today);
  check.normalised = number;
  if (check.verdict == Verdict::kError) return check;
  const bool graded =
      number[18] >= '1' && number[18] <= '7' && number[19] >= '1' && number[19] <= '4';
  const bool reissued = number.size() == 20 || (number[20] == 'B' && is_digit(number[21]));
  if (!graded || !reissued) return refused("form", number);
  check.kind = "disability_certificate";
  return check;
}

Check check_paper(std::string_view type_code, std::string_view text, year_month_day today) {
  if (type_code == "111" || type_code == "112" || type_code == "113" || type_code == "154" ||
      type_code == "553") {
    return check_citizen_id(text, today);
  }
  if (type_code == "117") return check_birth_certificate(text);
  if (type_code == "414") return check_passport(text);
  if (type_code == "511") return check_mainland_permit_taiwan(text);
  if (type_code == "516") return check_mainland_permit_hk_macao(text);
  return by_form("other", normalise(text), true);
}

}  // namespace jiujin::forms::identifiers
