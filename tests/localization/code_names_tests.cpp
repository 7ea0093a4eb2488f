#include "localization/code_names.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::localization;

BOOST_AUTO_TEST_SUITE(code_names_tests)

BOOST_AUTO_TEST_CASE(there_are_56_ethnic_groups_and_two_extensions) {
  const auto groups = code_names(CodeList::kEthnicGroup);
  BOOST_TEST(groups.size() == 58u);
  BOOST_TEST(groups[0].zh == "汉族");
  BOOST_TEST(groups[55].code == "56");
  BOOST_TEST(groups[55].zh == "基诺族");
}

BOOST_AUTO_TEST_CASE(codes_become_words_in_both_languages) {
  BOOST_TEST(code_name(CodeList::kEthnicGroup, "15", "zh_CN") == "土家族");
  BOOST_TEST(code_name(CodeList::kEthnicGroup, "15", "en") == "Tujia");
  BOOST_TEST(code_name(CodeList::kSex, "2", "zh_CN") == "女");
  BOOST_TEST(code_name(CodeList::kCertificateType, "111", "zh_CN") == "居民身份证");
  BOOST_TEST(code_name(CodeList::kSex, "7", "zh_CN") == "");
}

BOOST_AUTO_TEST_CASE(words_become_codes_as_people_write_them) {
  BOOST_TEST(code_of_name(CodeList::kEthnicGroup, "苗族").value() == "06");
  BOOST_TEST(code_of_name(CodeList::kEthnicGroup, "苗").value() == "06");
  BOOST_TEST(code_of_name(CodeList::kEthnicGroup, "miao").value() == "06");
  BOOST_TEST(code_of_name(CodeList::kSex, "男").value() == "1");
  BOOST_TEST(!code_of_name(CodeList::kEthnicGroup, "族"));
  BOOST_TEST(!code_of_name(CodeList::kEthnicGroup, ""));
}

BOOST_AUTO_TEST_SUITE_END()
