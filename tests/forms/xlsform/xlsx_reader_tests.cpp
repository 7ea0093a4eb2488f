#include <boost/test/unit_test.hpp>

#include "forms/xlsform/limits.h"
#include "tests/forms/xlsform/zipped.h"

using namespace jiujin;
using namespace jiujin::forms::xlsform;
using namespace jiujin::forms::xlsform::tests;

namespace {

const std::string kRows = "<row r=\"1\">" + text_cell("A1", "type") + text_cell("B1", "name") +
                          text_cell("C1", "label") + "</row><row r=\"3\">" +
                          text_cell("A3", "text") + text_cell("C3", "How old?") + "</row>";

}  // namespace

BOOST_AUTO_TEST_SUITE(xlsx_reader_tests)

BOOST_AUTO_TEST_CASE(cells_keep_their_places) {
  const auto workbook = read_workbook(zipped(workbook_parts(kRows)), "form.xlsx");
  BOOST_REQUIRE(workbook.ok());
  const Sheet* survey = workbook->find("survey");
  BOOST_REQUIRE(survey != nullptr);
  BOOST_TEST(survey->header.size() == 3u);
  BOOST_TEST(survey->rows.size() == 2u);  // row 2 is empty
  BOOST_TEST(survey->cell(0, 0) == "");
  BOOST_TEST(survey->cell(1, 0) == "text");
  BOOST_TEST(survey->cell(1, 1) == "");
  BOOST_TEST(survey->cell(1, 2) == "How old?");
}

BOOST_AUTO_TEST_CASE(every_beginning_of_a_workbook_is_refused_without_harm) {
  const std::string whole = zipped(workbook_parts(kRows));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST(!read_workbook(whole.substr(0, size), "form.xlsx").ok());
  }
}

BOOST_AUTO_TEST_CASE(part_that_inflates_beyond_the_limit_is_refused) {
  auto parts = workbook_parts(kRows);
  parts.back().second = std::string(kPartBytesMax + 1, ' ');
  const std::string bytes = zipped(parts);
  BOOST_TEST(bytes.size() < 1'000'000u);  // it is a bomb
  const auto workbook = read_workbook(bytes, "form.xlsx");
  BOOST_REQUIRE(!workbook.ok());
  BOOST_CHECK(workbook.error().code == ErrorCode::kTooLarge);
  BOOST_TEST(workbook.error().place == "form.xlsx:xl/worksheets/sheet1.xml");
}

BOOST_AUTO_TEST_CASE(entity_bomb_is_refused) {
  std::string bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">";
  for (char c = 'b'; c <= 'j'; ++c) {
    const std::string inner = std::string("&") + static_cast<char>(c - 1) + ";";
    bomb += std::string("<!ENTITY ") + c + " \"";
    for (int i = 0; i < 10; ++i) bomb += inner;
    bomb += "\">";
  }
  auto parts = workbook_parts(kRows);
  parts.back().second = bomb +
                        "]><worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>&j;"
                        "</v></c></row></sheetData></worksheet>";
  const auto workbook = read_workbook(zipped(parts), "form.xlsx");
  BOOST_REQUIRE(!workbook.ok());
  BOOST_CHECK(workbook.error().code == ErrorCode::kInvalidData);
}

BOOST_AUTO_TEST_CASE(cell_far_outside_is_refused) {
  for (const char* place : {"A9999999", "ZZZ1"}) {
    const auto workbook = read_workbook(
        zipped(workbook_parts(kRows + "<row>" + text_cell(place, "x") + "</row>")), "form.xlsx");
    BOOST_REQUIRE(!workbook.ok());
    BOOST_CHECK(workbook.error().code == ErrorCode::kTooLarge);
  }
}

BOOST_AUTO_TEST_CASE(workbook_with_a_password_says_so) {
  const auto workbook = read_workbook(zipped(workbook_parts(kRows), "secret"), "form.xlsx");
  BOOST_REQUIRE(!workbook.ok());
  BOOST_CHECK(workbook.error().code == ErrorCode::kUnsupported);
}

BOOST_AUTO_TEST_CASE(old_binary_workbook_is_refused_by_its_ending) {
  const auto workbook = read_workbook("\xD0\xCF\x11\xE0", "form.xls");
  BOOST_REQUIRE(!workbook.ok());
  BOOST_CHECK(workbook.error().code == ErrorCode::kUnsupported);
}

BOOST_AUTO_TEST_SUITE_END()
