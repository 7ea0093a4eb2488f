#include "client/presenters/field_kinds.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::client::presenters;
using namespace std::chrono;

BOOST_AUTO_TEST_SUITE(field_kinds_tests)

BOOST_AUTO_TEST_CASE(numbers_lose_what_people_type_between_their_digits) {
  BOOST_TEST(stored_value(FieldKind::kBankCard, "6217 0000 1234 5678") == "6217000012345678");
  BOOST_TEST(stored_value(FieldKind::kMobile, "138-0000-0000") == "13800000000");
  BOOST_TEST(stored_value(FieldKind::kMoney, "¥1,234.50元") == "1234.50");
  BOOST_TEST(stored_value(FieldKind::kDate, "20260131") == "2026-01-31");
  BOOST_TEST(stored_value(FieldKind::kDate, "2026/01/31") == "2026-01-31");
  BOOST_TEST(stored_value(FieldKind::kText, " 王 桂英") == " 王 桂英");
}

BOOST_AUTO_TEST_CASE(a_bank_card_stands_in_groups_of_four) {
  BOOST_TEST(displayed_value(FieldKind::kBankCard, "621700001234567890") ==
             "6217 0000 1234 5678 90");
  BOOST_TEST(displayed_value(FieldKind::kMoney, "1234567.5") == "1,234,567.5");
}

BOOST_AUTO_TEST_CASE(an_old_number_of_fifteen_digits_becomes_eighteen) {
  // The vector of the rules: 430190580312017.
  const auto verdict = check_number(FieldKind::kIdNo, "430190580312017", "",
                                    sys_days(year(2026) / 11 / 23));
  BOOST_TEST(verdict.error == "");
  BOOST_TEST(verdict.warning != "");
  BOOST_TEST(verdict.better == "430190195803120173");
}

BOOST_AUTO_TEST_SUITE_END()
