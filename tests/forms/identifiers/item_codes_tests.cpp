#include "forms/identifiers/item_codes.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::forms::identifiers;
using namespace std::chrono_literals;

namespace {
const std::string kImplement = "12441500196720244T3442199806003";
}

BOOST_AUTO_TEST_SUITE(item_codes_tests)

BOOST_AUTO_TEST_CASE(codes_are_verified_by_their_parts) {
  BOOST_TEST(check_basic_code("440512345000").ok());
  BOOST_TEST(check_basic_code("449912345000").reason == "item_type");
  BOOST_TEST(check_implement_code(kImplement).ok());
  BOOST_TEST(check_implement_code("12441500196720244T3440512345000").ok());
  BOOST_TEST(check_implement_code("12441500196720244T9440512345000").reason == "level");
  BOOST_TEST(check_handle_code("12441500196720244T344051234500001").ok());
  BOOST_TEST(check_handle_code("12441500196720244T3440512345000").reason == "length");
}

BOOST_AUTO_TEST_CASE(case_number_has_46_characters_and_reads_back) {
  const CaseNumberParts parts{"12441500196720244T3440512345000", 2026y / 3 / 15, 36 * 36 + 35, 7};
  const auto number = compose_case_number(parts);
  BOOST_REQUIRE(number.ok());
  BOOST_TEST(*number ==
             "12441500196720244T3440512345000"
             "20260315"
             "10Z"
             "0007");
  BOOST_TEST(number->size() == 46u);
  const auto back = parse_case_number(*number);
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->block == parts.block);
  BOOST_TEST(back->serial == 7u);
}

BOOST_AUTO_TEST_CASE(case_number_refuses_what_does_not_fit) {
  CaseNumberParts parts{"12441500196720244T3440512345000", 2026y / 3 / 15, 0, 0};
  BOOST_TEST(!compose_case_number(parts).ok());
  parts.serial = 10000;
  BOOST_TEST(!compose_case_number(parts).ok());
  parts.serial = 1;
  parts.block = 46656;
  BOOST_TEST(!compose_case_number(parts).ok());
}

// H. M. Damm's own example: 572 has the check digit 4.
BOOST_AUTO_TEST_CASE(damm_of_the_published_example) {
  BOOST_TEST(damm_check_digit("572") == '4');
  BOOST_TEST(damm_valid("5724"));
  BOOST_TEST(!damm_valid("5274"));
}

BOOST_AUTO_TEST_CASE(receipt_finds_every_swap_of_neighbours) {
  const auto receipt = compose_receipt_number(1203, 45);
  BOOST_REQUIRE(receipt.ok());
  BOOST_TEST(receipt->size() == 10u);
  BOOST_TEST(check_receipt_number(*receipt).ok());
  for (std::size_t i = 0; i + 1 < receipt->size(); ++i) {
    std::string swapped = *receipt;
    std::swap(swapped[i], swapped[i + 1]);
    if (swapped != *receipt) BOOST_TEST(!check_receipt_number(swapped).ok());
  }
}

BOOST_AUTO_TEST_SUITE_END()
