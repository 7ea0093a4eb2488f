#include "forms/xlsform/sheet_xml.h"

#include <boost/test/unit_test.hpp>

using namespace jiujin::forms::xlsform;

BOOST_AUTO_TEST_SUITE(sheet_xml_tests)

// ECMA-376 part 1, 18.17.4.1: serial 1 is 1900-01-01 there; 45000 is 2023-03-15 in both counts.
BOOST_AUTO_TEST_CASE(serial_numbers_become_iso_dates) {
  BOOST_TEST(number_text("45000", DateKind::kDate, false) == "2023-03-15");
  BOOST_TEST(number_text("1", DateKind::kDate, false) == "1900-01-01");
  BOOST_TEST(number_text("45000.5", DateKind::kDateTime, false) == "2023-03-15T12:00:00");
  BOOST_TEST(number_text("0.75", DateKind::kTime, false) == "18:00:00");
  BOOST_TEST(number_text("43538", DateKind::kDate, true) == "2023-03-15");
}

BOOST_AUTO_TEST_CASE(numbers_show_as_people_typed_them) {
  BOOST_TEST(number_text("3", DateKind::kNone, false) == "3");
  BOOST_TEST(number_text("3.0", DateKind::kNone, false) == "3");
  BOOST_TEST(number_text("0.30000000000000004", DateKind::kNone, false) == "0.30000000000000004");
  BOOST_TEST(number_text("-0", DateKind::kNone, false) == "0");
  BOOST_TEST(number_text("430102199003070000", DateKind::kNone, false) == "430102199003070000");
  BOOST_TEST(number_text("no number", DateKind::kNone, false) == "no number");
}

BOOST_AUTO_TEST_CASE(number_formats_that_show_dates_are_known) {
  BOOST_CHECK(date_kind("yyyy\\-mm\\-dd") == DateKind::kDate);
  BOOST_CHECK(date_kind("yyyy\"年\"m\"月\"d\"日\"") == DateKind::kDate);
  BOOST_CHECK(date_kind("[h]:mm") == DateKind::kTime);
  BOOST_CHECK(date_kind("yyyy-mm-dd hh:mm") == DateKind::kDateTime);
  BOOST_CHECK(date_kind("General") == DateKind::kNone);
  BOOST_CHECK(date_kind("#,##0.00\" d\"") == DateKind::kNone);
  BOOST_CHECK(date_kind("[Red]0.0") == DateKind::kNone);
}

BOOST_AUTO_TEST_CASE(shared_texts_join_runs_and_leave_readings_out) {
  const auto texts = read_shared_texts_xml(
      "<sst><si><t>plain</t></si><si><r><t>two</t></r><r><t xml:space=\"preserve\"> runs</t></r>"
      "</si><si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh></si></sst>",
      "sst");
  BOOST_REQUIRE(texts.ok());
  BOOST_REQUIRE(texts->size() == 3u);
  BOOST_TEST(texts->at(0) == "plain");
  BOOST_TEST(texts->at(1) == "two runs");
  BOOST_TEST(texts->at(2) == "東京");
}

BOOST_AUTO_TEST_CASE(cells_of_each_kind_are_read) {
  CellContext context;
  context.shared_texts = {"shared"};
  context.styles = {DateKind::kNone, DateKind::kDate};
  Sheet sheet;
  std::size_t bytes = 0;
  const auto read = read_sheet_xml(
      "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"b\"><v>1</v></c></row>"
      "<row><c><v>2.50</v></c><c s=\"1\"><v>45000</v></c><c t=\"str\"><f>A1</f><v> made </v></c>"
      "<c t=\"s\"><v>7</v></c></row></sheetData></worksheet>",
      "sheet", context, sheet, bytes);
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(sheet.header.at(0) == "shared");
  BOOST_TEST(sheet.header.at(1) == "TRUE");
  BOOST_TEST(sheet.cell(0, 0) == "2.5");
  BOOST_TEST(sheet.cell(0, 1) == "2023-03-15");
  BOOST_TEST(sheet.cell(0, 2) == "made");  // not the formula
  BOOST_TEST(sheet.cell(0, 3) == "");      // no such shared text
}

BOOST_AUTO_TEST_SUITE_END()
