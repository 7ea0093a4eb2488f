#include "forms/identifiers/organisation_code.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::forms::identifiers;

BOOST_AUTO_TEST_SUITE(organisation_code_tests)

BOOST_AUTO_TEST_CASE(valid_codes_pass) {
  const Check check = check_uscc("12441500196720244t");
  BOOST_TEST(check.ok());
  BOOST_TEST(check.normalised == "12441500196720244T");
  BOOST_TEST(check.division == "441500");
  BOOST_TEST(check_uscc("92430190MA4XY000X1").ok());
}

// Issued in the pilot years with a check character that does not fit.
BOOST_AUTO_TEST_CASE(pilot_codes_are_taken_with_a_warning) {
  for (const char* code : {"91350100M0001TGQXM", "91350211M0000XUF46", "91350203M0001FUE2P"}) {
    const Check check = check_uscc(code);
    BOOST_TEST((check.verdict == Verdict::kWarn));
    BOOST_TEST(check.reason == "check_digit");
  }
  BOOST_TEST(uscc_check_character("91350100M0001TGQX") == '1');
  BOOST_TEST(uscc_check_character("91350211M0000XUF4") == 'R');
  BOOST_TEST(uscc_check_character("91350203M0001FUE2") == 'J');
}

BOOST_AUTO_TEST_CASE(letters_that_look_like_digits_are_refused) {
  BOOST_TEST(check_uscc("9243O190MA4XY000X1").reason == "characters");
  BOOST_TEST(check_uscc("92430190MA4XY000X").reason == "length");
}

// By hand: 1*3+9*7+6*9+7*10+2*5+0*8+2*4+4*2 = 216; 11 - 216 mod 11 = 4.
BOOST_AUTO_TEST_CASE(organisation_body_check_is_gb_11714) {
  BOOST_TEST(organisation_body_check_character("19672024") == '4');
  BOOST_TEST(check_organisation_body("19672024-4").ok());
  BOOST_TEST(check_organisation_body("196720245").reason == "check_digit");
}

BOOST_AUTO_TEST_SUITE_END()
