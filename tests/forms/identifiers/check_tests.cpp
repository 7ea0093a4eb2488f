#include "forms/identifiers/check.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::forms::identifiers;

BOOST_AUTO_TEST_SUITE(check_tests)

BOOST_AUTO_TEST_CASE(full_width_digits_and_letters_become_half_width) {
  BOOST_TEST(normalise("４３０１９０ｘ") == "430190X");
}

BOOST_AUTO_TEST_CASE(outer_blanks_and_the_ideographic_space_fall_off) {
  BOOST_TEST(normalise("\u3000 ab c\t\n") == "AB C");
}

BOOST_AUTO_TEST_CASE(compact_form_has_no_spaces_or_hyphens) {
  BOOST_TEST(normalise_compact("6222 0200-1234") == "622202001234");
}

BOOST_AUTO_TEST_CASE(chinese_text_stays_as_it_is) {
  BOOST_TEST(normalise(" 张三 ") == "张三");
}

BOOST_AUTO_TEST_CASE(dates_must_exist) {
  BOOST_TEST(parse_compact_date("20000229").has_value());
  BOOST_TEST(!parse_compact_date("19000229").has_value());  // 1900 was no leap year
  BOOST_TEST(!parse_compact_date("20261301").has_value());
  BOOST_TEST(!parse_compact_date("2026101").has_value());
}

BOOST_AUTO_TEST_CASE(every_reason_has_a_sentence) {
  for (const char* reason :
       {"empty", "length", "characters", "check_digit", "birth_date", "birth_in_future",
        "birth_too_old", "division", "division_unknown", "legacy_15", "form", "registrar", "level",
        "item_type", "basic_code", "reserved"}) {
    BOOST_TEST(describe_reason(refused(reason, "")) != reason);
  }
  BOOST_TEST(describe_reason(Check{}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
