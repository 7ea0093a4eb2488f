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

BOOST_AUTO_TEST_CASE(thousands_are_set_apart_and_taken_together_again) {
  BOOST_TEST(grouped_thousands("1234567") == "1,234,567");
  BOOST_TEST(grouped_thousands("-1234.5") == "-1,234.5");
  BOOST_TEST(grouped_thousands("123") == "123");
  BOOST_TEST(grouped_thousands("12a4") == "12a4");
  BOOST_TEST(stored_value(FieldKind::kInt, "1,234,567") == "1234567");
}

BOOST_AUTO_TEST_CASE(a_time_is_typed_in_many_ways) {
  const auto stored = "10:30:00.000+08:00";
  for (const char* typed : {"1030", "10:30", "10：30", "10点30分", "10时30分", "10:30:00"})
    BOOST_TEST(stored_value(FieldKind::kTime, typed) == stored, typed);
  BOOST_TEST(displayed_value(FieldKind::kTime, stored) == "10:30");
  BOOST_TEST(stored_value(FieldKind::kTime, "2530") == "2530");  // kept, and told as wrong
  BOOST_TEST(stored_value(FieldKind::kTime, "早上") == "早上");
  BOOST_TEST(displayed_value(FieldKind::kTime, "10:30:00.000Z") == "10:30:00.000Z");
}

BOOST_AUTO_TEST_CASE(a_moment_is_a_day_and_a_time) {
  const auto stored = "2026-11-05T08:20:00.000+08:00";
  BOOST_TEST(stored_value(FieldKind::kDateTime, "2026-11-05 08:20") == stored);
  BOOST_TEST(stored_value(FieldKind::kDateTime, "202611050820") == stored);
  BOOST_TEST(stored_value(FieldKind::kDateTime, stored) == stored);
  BOOST_TEST(displayed_value(FieldKind::kDateTime, stored) == "2026-11-05 08:20");
}

BOOST_AUTO_TEST_CASE(a_month_and_a_year_are_days_in_store) {
  BOOST_TEST(stored_value(FieldKind::kMonth, "2026-11") == "2026-11-01");
  BOOST_TEST(stored_value(FieldKind::kMonth, "202611") == "2026-11-01");
  BOOST_TEST(displayed_value(FieldKind::kMonth, "2026-11-01") == "2026-11");
  BOOST_TEST(stored_value(FieldKind::kYear, "1998") == "1998-01-01");
  BOOST_TEST(displayed_value(FieldKind::kYear, "1998-01-01") == "1998");
}

BOOST_AUTO_TEST_CASE(a_rank_begins_in_the_forms_order_and_moves_by_places) {
  const std::vector<Option> choices{{"a", "甲", false}, {"b", "乙", false}, {"c", "丙", false}};
  const std::vector<std::string> first{"a", "b", "c"}, partly{"c", "a", "b"};
  BOOST_TEST(rank_order("", choices) == first, boost::test_tools::per_element());
  BOOST_TEST(rank_order("c gone c", choices) == partly, boost::test_tools::per_element());
  BOOST_TEST(moved_in_rank(first, "c", -1) == "a c b");
  BOOST_TEST(moved_in_rank(first, "a", -1) == "a b c");  // it is the first: the order is kept
  BOOST_TEST(moved_in_rank(first, "b", 0) == "a b c");
  BOOST_TEST(moved_in_rank(first, "a", 9) == "b c a");
  BOOST_TEST(words_of_values("c a x", choices, "、") == "丙、甲、x");
}

BOOST_AUTO_TEST_SUITE_END()
