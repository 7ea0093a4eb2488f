#include "forms/xlsform/convert.h"

#include <boost/test/unit_test.hpp>

#include "tests/forms/xlsform/zipped.h"

using namespace jiujin::forms::xlsform;
using namespace jiujin::forms::xlsform::tests;

BOOST_AUTO_TEST_SUITE(convert_tests)

// xlsform.org, "Setting up your worksheets"; ODK XForms, "Instance", "Bindings", "Body".
BOOST_AUTO_TEST_CASE(question_gets_instance_bind_and_control) {
  const auto form = converted(
      "| survey |\n| | type | name | label | required | constraint |\n"
      "| | integer | age | Age | yes | . > 0 |\n");
  BOOST_TEST(first_error(form) == "");
  BOOST_TEST(holds(form, "<age/>"));
  BOOST_TEST(holds(form,
                   "<bind constraint=\". &gt; 0\" nodeset=\"/data/age\" required=\"true()\" "
                   "type=\"int\"/>"));
  BOOST_TEST(holds(form, "<input ref=\"/data/age\">\n      <label>Age</label>\n    </input>"));
  BOOST_TEST(holds(form, "jr:preload=\"uid\""));
}

BOOST_AUTO_TEST_CASE(choices_become_an_instance) {
  const auto form = converted(
      "| survey |\n| | type | name | label | choice_filter |\n"
      "| | select_one towns | town | Town | county = 'a' |\n"
      "| choices |\n| | list_name | name | label | county |\n| | towns | t1 | One | a |\n");
  BOOST_TEST(holds(form, "<instance id=\"towns\">"));
  BOOST_TEST(holds(form, "<county>a</county>"));
  BOOST_TEST(holds(form, "nodeset=\"instance('towns')/root/item[county = 'a']\""));
}

BOOST_AUTO_TEST_CASE(references_in_a_repeat_are_relative) {
  const auto form = converted(
      "| survey |\n| | type | name | label | calculation |\n| | text | top | Top | |\n"
      "| | begin repeat | person | Person | |\n| | integer | age | Age | |\n"
      "| | begin group | g | G | |\n| | calculate | older | | ${age} + ${top} |\n"
      "| | end group | | | |\n| | end repeat | | | |\n");
  BOOST_TEST(holds(form, "calculate=\" ../../age  +  /data/top \""));
  BOOST_TEST(holds(form, "<person jr:template=\"\">"));
}

BOOST_AUTO_TEST_CASE(count_that_is_computed_gets_a_node) {
  const auto form = converted(
      "| survey |\n| | type | name | label | repeat_count |\n"
      "| | begin repeat | r | R | 2 + 1 |\n| | text | a | A | |\n| | end repeat | | | |\n");
  BOOST_TEST(holds(form, "jr:count=\" /data/r_count \""));
  BOOST_TEST(holds(form, "calculate=\"2 + 1\" nodeset=\"/data/r_count\""));
}

BOOST_AUTO_TEST_CASE(languages_become_itext) {
  const auto form = converted(
      "| survey |\n| | type | name | label::English (en) | label::中文 (zh) |\n"
      "| | text | a | Name of ${b} | 姓名 |\n| | text | b | B | - |\n");
  BOOST_TEST(holds(form, "<label ref=\"jr:itext('/data/a:label')\"/>"));
  BOOST_TEST(holds(form, "<value>Name of <output value=\" /data/b \"/></value>"));
  BOOST_TEST(holds(form, "<translation lang=\"中文 (zh)\">"));
}

BOOST_AUTO_TEST_CASE(computed_default_is_set_when_the_form_opens_and_in_each_new_repeat) {
  const auto form = converted(
      "| survey |\n| | type | name | label | default |\n| | begin repeat | r | R | |\n"
      "| | date | d | D | today() |\n| | end repeat | | | |\n");
  BOOST_TEST(holds(form, "event=\"odk-instance-first-load\" ref=\"/data/r/d\" value=\"today()\""));
  BOOST_TEST(holds(form, "event=\"odk-new-repeat\" ref=\"/data/r/d\" value=\"today()\""));
}

BOOST_AUTO_TEST_CASE(last_saved_answers_come_from_their_instance) {
  const auto form = converted(
      "| survey |\n| | type | name | label | default |\n"
      "| | text | street | Street | ${last-saved#street} |\n");
  BOOST_TEST(holds(form, "<instance id=\"__last-saved\" src=\"jr://instance/last-saved\"/>"));
  BOOST_TEST(holds(form, "value=\" instance('__last-saved')/data/street \""));
}

BOOST_AUTO_TEST_CASE(loop_stands_once_for_each_choice) {
  const auto form = converted(
      "| survey |\n| | type | name | label |\n| | begin loop over c | l | L |\n"
      "| | integer | count | How many %(label)s? |\n| | end loop | | |\n"
      "| choices |\n| | list_name | name | label |\n| | c | dog | Dogs |\n| | c | cat | Cats |\n");
  BOOST_TEST(holds(form, "nodeset=\"/data/l/dog/count\""));
  BOOST_TEST(holds(form, "<label>How many Cats?</label>"));
}

BOOST_AUTO_TEST_CASE(loops_within_loops_cannot_explode) {
  std::string survey = "| survey |\n| | type | name | label |\n";
  for (int i = 0; i < 12; ++i)
    survey += "| | begin loop over c | l" + std::to_string(i) + " | L |\n";
  survey += "| | text | a | A |\n";
  for (int i = 0; i < 12; ++i) survey += "| | end loop | | |\n";
  survey += "| choices |\n| | list_name | name | label |\n";
  for (int i = 0; i < 20; ++i) survey += "| | c | n" + std::to_string(i) + " | N |\n";
  const auto form = converted(survey);
  BOOST_TEST(!form.xform.has_value());
  BOOST_TEST(first_error(form).find("100,000") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(entity_in_a_repeat_stands_in_it) {
  const auto form = converted(
      "| survey |\n| | type | name | label | save_to |\n| | begin repeat | r | R | |\n"
      "| | text | a | A | title |\n| | end repeat | | | |\n"
      "| entities |\n| | list_name | label |\n| | trees | ${a} |\n");
  BOOST_TEST(first_error(form) == "");
  BOOST_TEST(holds(form, "entities:entities-version=\"2025.1.0\""));
  BOOST_TEST(holds(form, "nodeset=\"/data/r/meta/entity/@id\""));
  BOOST_TEST(holds(form, "calculate=\" ../../../a \" nodeset=\"/data/r/meta/entity/label\""));
}

BOOST_AUTO_TEST_CASE(same_workbook_gives_the_same_bytes) {
  const std::string table =
      "| survey |\n| | type | name | label::en | label::fr |\n| | text | a | A | B |\n";
  BOOST_TEST(*converted(table).xform == *converted(table).xform);
}

BOOST_AUTO_TEST_SUITE_END()
