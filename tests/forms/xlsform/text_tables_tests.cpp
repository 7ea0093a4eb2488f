#include <boost/test/unit_test.hpp>

#include "forms/xlsform/workbook.h"

using namespace jiujin::forms::xlsform;

BOOST_AUTO_TEST_SUITE(text_tables_tests)

BOOST_AUTO_TEST_CASE(markdown_and_csv_give_the_same_sheets) {
  const auto markdown = read_markdown(
      "| Survey |\n|  | type | name |\n|--|------|------|\n|  | text | a \\| b |\n\n"
      "| choices |\n|  | list_name |\n|  | yn |\n| notes |\n| | left out |\n",
      "f.md");
  const auto csv = read_csv(
      "\xEF\xBB\xBFSurvey\r\n,type,name\r\n,text,a | b\r\nchoices\r\n,list_name\r\n,yn\r\nnotes\r\n"
      ",left out\r\n",
      "f.csv");
  BOOST_REQUIRE(markdown.ok());
  BOOST_REQUIRE(csv.ok());
  for (const auto* workbook : {&*markdown, &*csv}) {
    BOOST_TEST(workbook->sheets.size() == 2u);
    BOOST_TEST(workbook->sheet_names.size() == 3u);
    BOOST_REQUIRE(workbook->find("survey") != nullptr);
    BOOST_TEST(workbook->find("survey")->cell(0, 1) == "a | b");
    BOOST_TEST(workbook->find("choices")->cell(0, 0) == "yn");
  }
}

// RFC 4180 section 2, rules 5 to 7.
BOOST_AUTO_TEST_CASE(csv_quotes_hold_commas_quotes_and_lines) {
  const auto csv = read_csv("survey\n,type,label\n,note,\"a, \"\"b\"\"\nc\"\n", "f.csv");
  BOOST_REQUIRE(csv.ok());
  BOOST_TEST(csv->find("survey")->cell(0, 1) == "a, \"b\"\nc");
}

BOOST_AUTO_TEST_CASE(open_quote_is_told_with_its_line) {
  const auto csv = read_csv("survey\n,type\n,\"text\n,more\n", "f.csv");
  BOOST_REQUIRE(!csv.ok());
  BOOST_TEST(csv.error().place == "f.csv:3");
}

BOOST_AUTO_TEST_CASE(a_table_of_a_million_rows_is_refused_with_its_line) {
  std::string csv = "survey\n,type,name\n", markdown = "| survey |\n| | type | name |\n";
  for (int i = 0; i < 1'000'000; ++i) {
    csv += ",text,a\n";
    markdown += "| | text | a |\n";
  }
  const auto of_csv = read_csv(csv, "f.csv");
  const auto of_markdown = read_markdown(markdown, "f.md");
  BOOST_REQUIRE((!of_csv.ok() && !of_markdown.ok()));
  BOOST_TEST((of_csv.error().code == jiujin::ErrorCode::kTooLarge));
  BOOST_TEST(of_csv.error().place.starts_with("f.csv:"));
  BOOST_TEST((of_markdown.error().code == jiujin::ErrorCode::kTooLarge));
}

BOOST_AUTO_TEST_CASE(columns_are_lettered_as_in_a_spreadsheet) {
  BOOST_TEST(column_letters(0) == "A");
  BOOST_TEST(column_letters(25) == "Z");
  BOOST_TEST(column_letters(26) == "AA");
  BOOST_TEST(column_letters(701) == "ZZ");
  BOOST_TEST(column_letters(702) == "AAA");
}

BOOST_AUTO_TEST_SUITE_END()
