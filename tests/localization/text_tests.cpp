// Texts: the catalogue that the build made, and catalogues made by hand.
#include "localization/text.h"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "localization/error.h"
#include "localization/language_map.h"
#include "localization/message_catalogue.h"

using namespace jiujin;
using namespace jiujin::localization;

namespace {

// A .mo file in the byte order asked for, by the layout in the GNU gettext manual.
std::string build_mo(const std::vector<std::pair<std::string, std::string>>& entries,
                     bool big_endian = false) {
  std::string tables, strings;
  const auto number = [&](std::string& out, std::size_t value) {
    for (int i = 0; i < 4; ++i) {
      const int shift = big_endian ? 24 - 8 * i : 8 * i;
      out.push_back(static_cast<char>(value >> shift));
    }
  };
  const std::size_t count = entries.size();
  const std::size_t strings_at = 28 + count * 16;
  const auto table = [&](auto pick) {
    for (const auto& entry : entries) {
      number(tables, pick(entry).size());
      number(tables, strings_at + strings.size());
      strings += pick(entry) + '\0';
    }
  };
  table([](const auto& entry) { return entry.first; });
  table([](const auto& entry) { return entry.second; });
  std::string mo;
  for (const std::size_t value : {std::size_t{0x950412de}, std::size_t{0}, count, std::size_t{28},
                                  28 + count * 8, std::size_t{0}, std::size_t{0}}) {
    number(mo, value);
  }
  return mo + tables + strings;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_tests)

BOOST_AUTO_TEST_CASE(chinese_is_spoken_without_a_chinese_locale) {
  BOOST_TEST(set_language("zh_CN.UTF-8"));
  BOOST_TEST(current_language() == "zh_CN");
  BOOST_TEST(_t("It is there already. The existing one has been kept.") ==
             "已经有了，原有的已保留。");
  BOOST_TEST(set_language("en"));
  BOOST_TEST(_t("It is there already. The existing one has been kept.") ==
             "It is there already. The existing one has been kept.");
}

BOOST_AUTO_TEST_CASE(a_translator_ignores_the_process_language) {
  set_language("en");
  const auto words = Translator::for_language("zh-Hans");
  BOOST_TEST(words.language() == "zh_CN");
  BOOST_TEST(words._t("Cancelled. What was saved before has been kept.") ==
             "已取消，之前保存的内容都已保留。");
}

BOOST_AUTO_TEST_CASE(an_unknown_language_or_sentence_reads_as_english) {
  BOOST_TEST(!set_language("xx"));
  BOOST_TEST(current_language() == "en");
  BOOST_TEST(!set_language("a/b"));
  BOOST_TEST(Translator::for_language("zh_CN")._t("no such sentence") == "no such sentence");
  BOOST_TEST(_tn("{0} case", "{0} cases", 1) == "{0} case");
  BOOST_TEST(_tn("{0} case", "{0} cases", 0) == "{0} cases");
}

BOOST_AUTO_TEST_CASE(placeholders_take_arguments_by_position) {
  BOOST_TEST(format("{1} of {0}", "ten", std::string("two")) == "two of ten");
  BOOST_TEST(format("{0}{0}", 7) == "77");
  BOOST_TEST(format("{2} {a} {} { {0", "x") == "{2} {a} {} { {0");
  BOOST_TEST(format("{0} {1}", "{1}", "b") == "{1} b");
  BOOST_TEST(format("第 {0} 页", 3u) == "第 3 页");
}

BOOST_AUTO_TEST_CASE(both_byte_orders_of_a_catalogue_are_read) {
  for (const bool big_endian : {false, true}) {
    const auto mo = MessageCatalogue::parse(
        build_mo({{"", "Plural-Forms: nplurals=1; plural=0;\n"}, {"yes", "是"}}, big_endian), "mo");
    BOOST_REQUIRE(mo.ok());
    BOOST_TEST(*mo->find("yes") == "是");
    BOOST_TEST(mo->find("no") == nullptr);
  }
}

BOOST_AUTO_TEST_CASE(plural_forms_are_chosen_by_count) {
  using namespace std::string_literals;
  const auto mo = MessageCatalogue::parse(build_mo({{"day\0days"s, "Tag\0Tage"s}}), "mo");
  BOOST_REQUIRE(mo.ok());
  const auto* entry = mo->find("day");
  BOOST_REQUIRE(entry);
  BOOST_TEST(mo->plural_form(*entry, 1) == "Tag");
  BOOST_TEST(mo->plural_form(*entry, 2) == "Tage");
}

BOOST_AUTO_TEST_CASE(a_cut_or_foreign_file_is_refused) {
  const std::string whole = build_mo({{"yes", "是"}, {"no", "否"}});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    BOOST_TEST(!MessageCatalogue::parse(whole.substr(0, length), "mo").ok());
  }
  BOOST_TEST(MessageCatalogue::parse(whole + "trailing", "mo").ok());
  std::string newer = whole;
  newer[6] = 9;
  BOOST_TEST(error_code_name(MessageCatalogue::parse(newer, "mo").error().code) == "unsupported");
  std::string foreign = whole;
  foreign[0] = 'x';
  BOOST_TEST(error_code_name(MessageCatalogue::parse(foreign, "mo").error().code) ==
             "invalid_data");
}

BOOST_AUTO_TEST_CASE(the_environment_chooses_chinese_unless_it_asks_for_english) {
  ::unsetenv("JIUJIN_LANGUAGE");
  ::unsetenv("LC_ALL");
  ::unsetenv("LC_MESSAGES");
  ::setenv("LANG", "C.UTF-8", 1);
  BOOST_TEST(language_from_environment() == "zh_CN");
  ::setenv("LANG", "en_GB.UTF-8", 1);
  BOOST_TEST(language_from_environment() == "en");
  ::setenv("JIUJIN_LANGUAGE", "zh", 1);
  BOOST_TEST(language_from_environment() == "zh_CN");
  ::unsetenv("JIUJIN_LANGUAGE");
}

BOOST_AUTO_TEST_CASE(every_error_is_described_in_both_languages) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::kCancelled); ++code) {
    const Error error{static_cast<ErrorCode>(code), "a.xml:3", "cause"};
    set_language("en");
    const auto english = describe_error(error);
    set_language("zh_CN");
    const auto chinese = describe_error(error);
    BOOST_TEST(english != chinese);
    BOOST_TEST(chinese.find("a.xml:3: cause") != std::string::npos);
  }
  set_language("en");
}

BOOST_AUTO_TEST_CASE(content_without_a_translation_reads_chinese) {
  const LanguageMap name = nlohmann::json::parse(R"({"zh": "生育登记", "en": "Birth"})");
  BOOST_TEST(name.get("en_GB") == "Birth");
  BOOST_TEST(name.get("zh_CN") == "生育登记");
  BOOST_TEST(name.get("bo") == "生育登记");
  BOOST_TEST(nlohmann::json(name).dump() == R"({"en":"Birth","zh":"生育登记"})");
  const LanguageMap plain = nlohmann::json::parse(R"("低保")");
  BOOST_TEST(plain.get("en") == "低保");
  BOOST_TEST(LanguageMap().get("zh") == "");
  BOOST_CHECK_THROW(nlohmann::json(5).get<LanguageMap>(), nlohmann::json::exception);
}

BOOST_AUTO_TEST_SUITE_END()
