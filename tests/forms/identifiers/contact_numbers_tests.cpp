#include "forms/identifiers/contact_numbers.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::forms::identifiers;

BOOST_AUTO_TEST_SUITE(contact_numbers_tests)

BOOST_AUTO_TEST_CASE(mobile_numbers) {
  BOOST_TEST(check_mobile("138 0013 8000").normalised == "13800138000");
  BOOST_TEST(check_mobile("+8613800138000").ok());
  BOOST_TEST(check_mobile("12800138000").reason == "form");
  BOOST_TEST(check_mobile("1380013800").reason == "length");
}

BOOST_AUTO_TEST_CASE(landline_numbers) {
  BOOST_TEST(check_landline("0731-12345678").ok());
  BOOST_TEST(check_landline("01012345678").normalised == "010-12345678");
  BOOST_TEST(check_landline("0731-1234567-801").ok());
  BOOST_TEST(!check_landline("731-1234567").ok());
}

BOOST_AUTO_TEST_CASE(service_numbers_are_telephones) {
  BOOST_TEST(check_telephone("12345").kind == "service");
  BOOST_TEST(check_telephone("110").ok());
  BOOST_TEST(check_telephone("13800138000").kind == "mobile");
  BOOST_TEST(!check_telephone("99").ok());
}

// ISO/IEC 7812-1 annex B, the usual example 79927398713.
BOOST_AUTO_TEST_CASE(luhn_of_the_standard_example) {
  BOOST_TEST(luhn_valid("79927398713"));
  BOOST_TEST(!luhn_valid("79927398710"));
  BOOST_TEST(luhn_check_digit("7992739871") == '3');
}

BOOST_AUTO_TEST_CASE(bank_cards) {
  BOOST_TEST(check_bank_card("4111 1111 1111 1111").ok());  // the well-known test number
  BOOST_TEST(check_bank_card("4111111111111112").reason == "check_digit");
  BOOST_TEST(check_bank_card("411111111111111").reason == "length");
}

BOOST_AUTO_TEST_CASE(s10_numbers) {
  for (const char* number :
       {"EE473124829CN", "EA000000014CN", "EM999999995CN", "EX123456785CN", "ee473124829cn"}) {
    BOOST_TEST(check_s10_waybill(number).ok());
  }
  BOOST_TEST(check_s10_waybill("EE473124828CN").reason == "check_digit");
  BOOST_TEST(check_s10_waybill("EE47312482CN").reason == "length");
  BOOST_TEST(check_s10_waybill("JA473124829CN").reason == "reserved");
}

BOOST_AUTO_TEST_CASE(waybills_of_all_kinds) {
  BOOST_TEST(check_waybill("1234567890123").kind == "ems_domestic");
  BOOST_TEST(check_waybill("EE473124829CN").kind == "s10");
  BOOST_TEST((check_waybill("SF1234567890123").verdict == Verdict::kWarn));
  BOOST_TEST(!check_waybill("12").ok());
}

BOOST_AUTO_TEST_CASE(postcodes) {
  BOOST_TEST(check_postcode("４１００００").normalised == "410000");
  BOOST_TEST(!check_postcode("41000").ok());
}

BOOST_AUTO_TEST_SUITE_END()
