#include "forms/identifiers/citizen_id.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::forms::identifiers;
using namespace std::chrono_literals;

namespace {

constexpr auto kToday = 2026y / 3 / 15;

struct Person {
  const char* number;
  const char* birth;
  Sex sex;
};
// Fictional people of a county code that is not assigned to any county.
const Person kPeople[] = {{"430190194106070022", "19410607", Sex::kFemale},
                          {"430190195803120157", "19580312", Sex::kMale},
                          {"430190198711200284", "19871120", Sex::kFemale},
                          {"430190199202290466", "19920229", Sex::kFemale},
                          {"430190202601030121", "20260103", Sex::kFemale},
                          {"430190196608150339", "19660815", Sex::kMale},
                          {"430190197812010178", "19781201", Sex::kMale},
                          {"430190201510090247", "20151009", Sex::kFemale},
                          {"43019019500101001X", "19500101", Sex::kMale},
                          {"430190200002290088", "20000229", Sex::kFemale}};

std::string reason(std::string_view text) {
  return check_citizen_id(text, kToday).reason;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(citizen_id_tests)

BOOST_AUTO_TEST_CASE(valid_numbers_tell_birth_sex_and_division) {
  for (const Person& person : kPeople) {
    const Check check = check_citizen_id(person.number, kToday);
    BOOST_TEST_CONTEXT(person.number) {
      BOOST_TEST(check.ok());
      BOOST_TEST((check.birth_date == parse_compact_date(person.birth)));
      BOOST_TEST((check.sex == person.sex));
      BOOST_TEST(check.division == "430190");
      BOOST_TEST(check.kind == "citizen");
    }
  }
}

BOOST_AUTO_TEST_CASE(check_character_may_be_x) {
  BOOST_TEST(check_citizen_id("43019019700101006X", kToday).ok());
  BOOST_TEST(check_citizen_id("43019019700101014x", kToday).normalised == "43019019700101014X");
}

BOOST_AUTO_TEST_CASE(wrong_numbers_say_what_is_wrong) {
  BOOST_TEST(reason("430190195803120150") == "check_digit");
  BOOST_TEST(reason("43019019580312015") == "length");
  BOOST_TEST(reason("4301901958031201570") == "length");
  BOOST_TEST(reason("430190195802300156") == "birth_date");
  BOOST_TEST(reason("430190209912310157") == "birth_in_future");
  BOOST_TEST(reason("000000199001010114") == "division");
  BOOST_TEST(reason("43O190195803120157") == "characters");
  BOOST_TEST(reason("") == "empty");
}

BOOST_AUTO_TEST_CASE(full_width_digits_are_taken) {
  const Check check = check_citizen_id("４３０１９０１９５８０３１２０１５７", kToday);
  BOOST_TEST(check.ok());
  BOOST_TEST(check.normalised == "430190195803120157");
}

BOOST_AUTO_TEST_CASE(fifteen_digits_become_eighteen_with_a_warning) {
  const Check check = check_citizen_id("430190580312017", kToday);
  BOOST_TEST((check.verdict == Verdict::kWarn));
  BOOST_TEST(check.reason == "legacy_15");
  BOOST_TEST(check.normalised == "430190195803120173");
}

BOOST_AUTO_TEST_CASE(residence_permits_have_the_same_form) {
  BOOST_TEST(check_citizen_id("81000019880808003X", kToday).kind == "hk_resident");
  BOOST_TEST(check_citizen_id("82000019880808004X", kToday).kind == "macao_resident");
  BOOST_TEST(check_citizen_id("830000197707070050", kToday).kind == "taiwan_resident");
  const Check foreign = check_citizen_id("943840198505050016", kToday);
  BOOST_TEST(foreign.ok());
  BOOST_TEST(foreign.kind == "foreign_resident");
}

BOOST_AUTO_TEST_CASE(an_unknown_division_is_only_a_warning) {
  const auto none = [](std::string_view) { return false; };
  const Check check = check_citizen_id("430190195803120157", kToday, none);
  BOOST_TEST(check.reason == "division_unknown");
  BOOST_TEST(check.acceptable());
}

BOOST_AUTO_TEST_CASE(age_counts_full_years) {
  BOOST_TEST(age_at(1958y / 3 / 16, kToday) == 67);
  BOOST_TEST(age_at(1958y / 3 / 15, kToday) == 68);
  BOOST_TEST(age_at(2000y / 2 / 29, 2026y / 2 / 28) == 25);
  BOOST_TEST(age_at(2000y / 2 / 29, 2026y / 3 / 1) == 26);
}

BOOST_AUTO_TEST_CASE(other_papers_are_checked_by_form) {
  BOOST_TEST(check_mainland_permit_hk_macao("h12345678").ok());
  BOOST_TEST(!check_mainland_permit_hk_macao("X12345678").ok());
  BOOST_TEST(check_mainland_permit_taiwan("12345678").ok());
  BOOST_TEST(check_passport("E12345678").ok());
  BOOST_TEST(!check_passport("E123").ok());
  BOOST_TEST(check_foreign_resident_2004("USA110185123456").ok());
  BOOST_TEST(check_birth_certificate("A123456789").ok());
  BOOST_TEST(!check_birth_certificate("1234567890").ok());
}

BOOST_AUTO_TEST_CASE(disability_certificate_extends_the_citizen_number) {
  BOOST_TEST(check_disability_certificate("43019019580312015743", kToday).ok());
  BOOST_TEST(check_disability_certificate("43019019580312015743B1", kToday).ok());
  BOOST_TEST(!check_disability_certificate("43019019580312015785", kToday).ok());
  BOOST_TEST(!check_disability_certificate("43019019580312015043", kToday).ok());
}

BOOST_AUTO_TEST_CASE(paper_type_chooses_the_rule) {
  BOOST_TEST(check_paper("111", "430190195803120157", kToday).ok());
  BOOST_TEST(!check_paper("511", "430190195803120157", kToday).ok());
  BOOST_TEST(check_paper("990", "anything", kToday).ok());
}

BOOST_AUTO_TEST_SUITE_END()
