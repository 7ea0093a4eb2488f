#include "localization/formats.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::localization;
using namespace std::chrono_literals;

namespace {

// 2026-11-22 10:32 in Shanghai, a Sunday.
const Instant kNow = make_date(2026, 11, 22) + 2h + 32min;

std::string moment(Instant at, const char* language = "zh_CN") {
  return format_moment(at, kNow, kShanghai, Translator::for_language(language));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(formats_tests)

BOOST_AUTO_TEST_CASE(moments_are_told_as_people_say_them) {
  BOOST_TEST(moment(kNow) == "今天 10:32");
  BOOST_TEST(moment(kNow - 17h - 52min) == "昨天 16:40");
  BOOST_TEST(moment(kNow + 24h) == "明天 10:32");
  BOOST_TEST(moment(make_date(2026, 11, 20) + 1h) == "11月20日 周五");
  BOOST_TEST(moment(make_date(2025, 12, 31) + 1h) == "2025年12月31日");
}

BOOST_AUTO_TEST_CASE(moments_are_told_in_english) {
  BOOST_TEST(moment(kNow, "en") == "today 10:32");
  BOOST_TEST(moment(make_date(2026, 11, 20) + 1h, "en") == "Fri 20 November");
  BOOST_TEST(moment(make_date(2025, 12, 31) + 1h, "en") == "31 December 2025");
}

BOOST_AUTO_TEST_CASE(the_local_day_begins_at_sixteen_hours_utc) {
  BOOST_TEST(iso_date(local_date(make_date(2026, 11, 21) + 16h)) == "2026-11-22");
  BOOST_TEST(iso_date(local_date(make_date(2026, 11, 21) + 16h - 1s)) == "2026-11-21");
  BOOST_TEST(moment(make_date(2026, 11, 21) + 16h) == "今天 00:00");
  BOOST_TEST(format_timestamp(make_date(1969, 12, 31) + 15h + 59min, kShanghai) ==
             "1969-12-31 23:59");
}

BOOST_AUTO_TEST_CASE(durations_name_their_two_largest_units) {
  const auto words = Translator::for_language("zh_CN");
  BOOST_TEST(format_duration(45s, words) == "45 秒");
  BOOST_TEST(format_duration(200s, words) == "3 分钟");
  BOOST_TEST(format_duration(2h + 5min, words) == "2 小时 5 分钟");
  BOOST_TEST(format_duration(73h, words) == "3 天");
  BOOST_TEST(format_duration(1s, Translator::for_language("en")) == "1 second");
  BOOST_TEST(format_duration(1h, Translator::for_language("en")) == "1 hour");
}

BOOST_AUTO_TEST_CASE(amounts_have_commas_and_two_decimals) {
  BOOST_TEST(format_amount(123450) == "¥1,234.50");
  BOOST_TEST(format_amount(0) == "¥0.00");
  BOOST_TEST(format_amount(-5) == "-¥0.05");
  BOOST_TEST(format_amount(100000000) == "¥1,000,000.00");
  BOOST_TEST(format_count(-1234567) == "-1,234,567");
  BOOST_TEST(format_count(999) == "999");
}

BOOST_AUTO_TEST_CASE(uppercase_amounts_follow_the_rules_for_bills) {
  // Examples of the People's Bank rules, and further ones by the same rules.
  BOOST_TEST(uppercase_amount(140950) == "壹仟肆佰零玖元伍角整");
  BOOST_TEST(uppercase_amount(600714) == "陆仟零柒元壹角肆分");
  BOOST_TEST(uppercase_amount(1640902) == "壹万陆仟肆佰零玖元零贰分");
  BOOST_TEST(uppercase_amount(32504) == "叁佰贰拾伍元零肆分");
  BOOST_TEST(uppercase_amount(123450) == "壹仟贰佰叁拾肆元伍角整");
  BOOST_TEST(uppercase_amount(10700053) == "壹拾万柒仟元零伍角叁分");
  BOOST_TEST(uppercase_amount(168032) == "壹仟陆佰捌拾元零叁角贰分");
  BOOST_TEST(uppercase_amount(1000000) == "壹万元整");
  BOOST_TEST(uppercase_amount(1000100) == "壹万零壹元整");
  BOOST_TEST(uppercase_amount(1000000100) == "壹仟万零壹元整");
  BOOST_TEST(uppercase_amount(10000000000) == "壹亿元整");
  BOOST_TEST(uppercase_amount(10000100000) == "壹亿零壹仟元整");
  BOOST_TEST(uppercase_amount(10100000000) == "壹亿零壹佰万元整");
  BOOST_TEST(uppercase_amount(123456789012345678) ==
             "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌亿玖仟零壹拾贰万叁仟肆佰伍拾陆元柒角捌分");
  BOOST_TEST(uppercase_amount(100000000000000) == "壹万亿元整");
  BOOST_TEST(uppercase_amount(0) == "零元整");
  BOOST_TEST(uppercase_amount(5) == "伍分");
  BOOST_TEST(uppercase_amount(-50) == "负伍角整");
}

BOOST_AUTO_TEST_CASE(sizes_are_short) {
  BOOST_TEST(format_bytes(912) == "912 B");
  BOOST_TEST(format_bytes(1024) == "1.0 KB");
  BOOST_TEST(format_bytes(1887437) == "1.8 MB");
  BOOST_TEST(format_bytes(1048575) == "1.0 MB");
}

BOOST_AUTO_TEST_CASE(masks_show_no_more_than_they_may) {
  BOOST_TEST(mask_name("张伟") == "张*");
  BOOST_TEST(mask_name("李敏敏") == "李*敏");
  BOOST_TEST(mask_name("欧阳建国") == "欧**国");
  BOOST_TEST(mask_name("彭·阿依古丽") == "彭·***丽");
  BOOST_TEST(mask_name("杨𬭎") == "杨*");
  BOOST_TEST(mask_name("王") == "*");
  BOOST_TEST(mask_name("") == "");
  BOOST_TEST(mask_id_number("430190194106070022") == "430190********0022");
  BOOST_TEST(mask_id_number("12345") == "*****");
  BOOST_TEST(mask_phone("13812345678") == "138****5678");
  BOOST_TEST(mask_account("6217000012345678905") == "***************8905");
  BOOST_TEST(last_four("430190194106070022") == "0022");
  BOOST_TEST(last_four("22") == "22");
}

BOOST_AUTO_TEST_SUITE_END()
