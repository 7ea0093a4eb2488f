#include "client/presenters/field_look.h"

#include <boost/test/unit_test.hpp>

#include "forms/xforms/form_session.h"

using namespace jiujin::client::presenters;
using jiujin::forms::xforms::Choice;
using jiujin::forms::xforms::ControlKind;
using jiujin::forms::xforms::DataType;
using jiujin::forms::xforms::Item;
using jiujin::forms::xforms::ItemKind;

BOOST_TEST_DONT_PRINT_LOG_VALUE(Control)
BOOST_TEST_DONT_PRINT_LOG_VALUE(Pen)

namespace {

FieldLook look(ControlKind control, const char* appearance, DataType type = DataType::kString,
               std::size_t choices = 0) {
  Item item;
  item.control = control;
  item.type = type;
  item.appearance = appearance;
  item.range_start = "1";
  item.range_end = "5";
  item.range_step = "1";
  for (std::size_t i = 0; i < choices; ++i) {
    Choice choice;
    choice.value = std::to_string(i);
    choice.label = "选项" + choice.value;
    item.choices.push_back(choice);
  }
  return field_look(item, false);
}
FieldLook one(const char* appearance, std::size_t choices = 4) {
  return look(ControlKind::kSelectOne, appearance, DataType::kString, choices);
}
FieldLook several(const char* appearance, std::size_t choices = 4) {
  return look(ControlKind::kSelectMany, appearance, DataType::kString, choices);
}
FieldLook input(const char* appearance, DataType type = DataType::kString) {
  return look(ControlKind::kInput, appearance, type);
}
FieldLook upload(const char* appearance, const char* media_type) {
  Item item;
  item.control = ControlKind::kUpload;
  item.type = DataType::kBinary;
  item.appearance = appearance;
  item.media_type = media_type;
  return field_look(item, false);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(field_look_tests)

BOOST_AUTO_TEST_CASE(text_and_numbers) {
  BOOST_TEST((input("").control == Control::kEntry));
  BOOST_TEST((input("multiline").control == Control::kArea));
  BOOST_TEST((input("numbers").control == Control::kEntry));
  BOOST_TEST(input("numbers").number);
  BOOST_TEST((input("url").control == Control::kLink));
  BOOST_TEST((input("masked").control == Control::kMasked));
  BOOST_TEST(input("thousands-sep", DataType::kInt).grouped);
  BOOST_TEST((input("counter", DataType::kInt).control == Control::kCounter));
  BOOST_TEST((input("counter").control == Control::kEntry));  // a counter counts whole numbers
}

BOOST_AUTO_TEST_CASE(rows_make_an_area_of_that_many_lines) {
  Item item;
  item.control = ControlKind::kInput;
  item.attributes["rows"] = "8";
  BOOST_TEST((field_look(item, false).control == Control::kArea));
  BOOST_TEST(field_look(item, false).lines == 8);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_only_read_is_a_note) {
  Item item;
  item.control = ControlKind::kInput;
  item.readonly = true;
  BOOST_TEST((field_look(item, false).control == Control::kNote));
}

BOOST_AUTO_TEST_CASE(one_choice) {
  BOOST_TEST((one("").control == Control::kButtons));
  BOOST_TEST((one("", 8).control == Control::kList));
  BOOST_TEST((one("", 100).control == Control::kSearch));
  BOOST_TEST((one("minimal").control == Control::kList));
  BOOST_TEST((one("autocomplete").control == Control::kSearch));
  BOOST_TEST((one("search").control == Control::kSearch));
  BOOST_TEST((one("search('people')").control == Control::kSearch));
  BOOST_TEST((one("likert").control == Control::kScale));
  BOOST_TEST((one("list").control == Control::kScale));
  BOOST_TEST((one("label").control == Control::kTableHead));
  BOOST_TEST((one("list-nolabel").control == Control::kTableRow));
  BOOST_TEST((one("image-map").control == Control::kButtons));
  BOOST_TEST((one("map").control == Control::kList));
}

BOOST_AUTO_TEST_CASE(columns) {
  BOOST_TEST((one("columns", 8).control == Control::kButtons));
  BOOST_TEST(one("columns", 8).columns == 3);
  BOOST_TEST(one("columns-3", 8).columns == 3);
  BOOST_TEST(one("columns-pack", 8).packed);
  BOOST_TEST(one("columns-flex", 8).packed);
  BOOST_TEST(one("compact-4", 8).columns == 4);
  BOOST_TEST(one("no-buttons", 8).bare);
  BOOST_TEST(one("compact", 8).bare);
  BOOST_TEST(one("quick").advance);
  BOOST_TEST(one("quickcompact").advance);
  BOOST_TEST(one("quickcompact").bare);
  BOOST_TEST(one("columns-99", 8).columns == 3);  // more than fit
  BOOST_TEST(one("columns-0", 8).columns == 3);
}

BOOST_AUTO_TEST_CASE(several_choices) {
  BOOST_TEST((several("").control == Control::kTicks));
  BOOST_TEST((several("", 30).control == Control::kTickList));
  BOOST_TEST((several("minimal").control == Control::kTickList));
  BOOST_TEST((several("autocomplete").control == Control::kTickList));
  BOOST_TEST((several("list-nolabel").control == Control::kTableRow));
  BOOST_TEST(several("columns-2").columns == 2);
}

BOOST_AUTO_TEST_CASE(rank_and_trigger) {
  BOOST_TEST((look(ControlKind::kRank, "").control == Control::kRank));
  BOOST_TEST((look(ControlKind::kTrigger, "").control == Control::kTick));
}

BOOST_AUTO_TEST_CASE(ranges) {
  BOOST_TEST((look(ControlKind::kRange, "").control == Control::kSlider));
  BOOST_TEST(look(ControlKind::kRange, "").ticks);
  BOOST_TEST(!look(ControlKind::kRange, "no-ticks").ticks);
  BOOST_TEST(look(ControlKind::kRange, "vertical").vertical);
  BOOST_TEST(look(ControlKind::kRange, "distress").vertical);
  BOOST_TEST((look(ControlKind::kRange, "picker").control == Control::kPicker));
  BOOST_TEST((look(ControlKind::kRange, "rating").control == Control::kStars));
}

BOOST_AUTO_TEST_CASE(a_range_without_ends_is_typed) {
  Item item;
  item.control = ControlKind::kRange;
  BOOST_TEST((field_look(item, false).control == Control::kEntry));
}

BOOST_AUTO_TEST_CASE(dates) {
  BOOST_TEST((input("", DataType::kDate).control == Control::kDate));
  BOOST_TEST(input("", DataType::kDate).calendar);
  BOOST_TEST(!input("no-calendar", DataType::kDate).calendar);
  BOOST_TEST(!input("persian", DataType::kDate).calendar);
  BOOST_TEST((input("month-year", DataType::kDate).control == Control::kMonth));
  BOOST_TEST((input("year", DataType::kDate).control == Control::kYear));
  BOOST_TEST((input("", DataType::kTime).control == Control::kTime));
  BOOST_TEST((input("", DataType::kDateTime).control == Control::kDateTime));
}

BOOST_AUTO_TEST_CASE(codes_and_places) {
  BOOST_TEST((input("", DataType::kBarcode).control == Control::kBarcode));
  BOOST_TEST(input("hidden-answer", DataType::kBarcode).hidden);
  BOOST_TEST((input("placement-map", DataType::kGeopoint).control == Control::kPoint));
  BOOST_TEST((input("", DataType::kGeotrace).control == Control::kTrace));
  BOOST_TEST((input("", DataType::kGeoshape).control == Control::kShape));
}

BOOST_AUTO_TEST_CASE(files) {
  BOOST_TEST((upload("", "image/*").control == Control::kPicture));
  BOOST_TEST((upload("new-front", "image/*").control == Control::kPicture));
  BOOST_TEST((upload("signature", "image/*").pen == Pen::kSign));
  BOOST_TEST((upload("annotate", "image/*").pen == Pen::kAnnotate));
  BOOST_TEST((upload("draw", "image/*").control == Control::kCanvas));
  BOOST_TEST((upload("", "audio/*").control == Control::kSound));
  BOOST_TEST((upload("", "video/*").control == Control::kFilm));
  BOOST_TEST((upload("", "application/*").control == Control::kFile));
}

BOOST_AUTO_TEST_CASE(groups_and_the_grid) {
  Item group;
  group.kind = ItemKind::kGroup;
  group.appearance = "field-list compact w3";
  BOOST_TEST((field_look(group, true).control == Control::kSection));
  BOOST_TEST(field_look(group, true).shut);
  BOOST_TEST(field_look(group, true).units == 3);
  BOOST_TEST(field_look(group, false).units == 0);  // only where the form asks for the grid
  group.appearance = "summary";
  BOOST_TEST(field_look(group, false).summary);
}

BOOST_AUTO_TEST_CASE(a_kind_that_the_catalogue_names_comes_before_an_appearance) {
  Item item;
  item.control = ControlKind::kInput;
  item.appearance = "multiline";
  item.attributes["jj:kind"] = "id_no";
  BOOST_TEST((field_look(item, false).control == Control::kEntry));
}

BOOST_AUTO_TEST_SUITE_END()
