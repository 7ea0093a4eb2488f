// Columns, names, parameters, types, tokens: the words of a workbook.
#include <boost/test/unit_test.hpp>

#include "forms/xlsform/columns.h"
#include "forms/xlsform/expression_tokens.h"
#include "forms/xlsform/findings.h"
#include "forms/xlsform/names.h"
#include "forms/xlsform/parameters.h"
#include "forms/xlsform/question_types.h"

using namespace jiujin::forms::xlsform;

BOOST_AUTO_TEST_SUITE(words_tests)

BOOST_AUTO_TEST_CASE(columns_have_several_names_and_languages) {
  const auto path = [](std::string_view header, bool double_colon = true) {
    return column_path(SheetKind::kSurvey, header, double_colon);
  };
  BOOST_CHECK((path("Relevance") == Path{"bind", "relevant"}));
  BOOST_CHECK((path("bind::relevant") == Path{"bind", "relevant"}));
  BOOST_CHECK((path("Constraint Message::fr") == Path{"bind", "jr:constraintMsg", "fr"}));
  BOOST_CHECK((path("media::image::English (en)") == Path{"media", "image", "English (en)"}));
  BOOST_CHECK((path("label:fr", false) == Path{"label", "fr"}));
  BOOST_CHECK((path("bind:jr:constraintMsg:fr", false) == Path{"bind", "jr:constraintMsg", "fr"}));
  BOOST_CHECK((path("My Notes") == Path{"My Notes"}));
}

BOOST_AUTO_TEST_CASE(names_are_those_of_xml) {
  for (const char* good : {"a", "_a", "a-1.b", "姓名", "é"}) BOOST_TEST(is_name(good));
  for (const char* bad : {"", "1a", "-a", "a b", "a:b", "a$", "\xFF"}) BOOST_TEST(!is_name(bad));
}

BOOST_AUTO_TEST_CASE(references_are_found_in_texts) {
  const auto found = references_in("a ${b} ${last-saved#c} ${} ${d");
  BOOST_REQUIRE(found.size() == 2u);
  BOOST_TEST(found[0].name == "b");
  BOOST_TEST(!found[0].last_saved);
  BOOST_TEST(found[1].name == "c");
  BOOST_TEST(found[1].last_saved);
  BOOST_TEST(malformed_reference("a ${b} ${}") == 7u);
  BOOST_TEST(malformed_reference("${b}") == std::string_view::npos);
  BOOST_TEST(single_reference(" ${a} ").has_value());
  BOOST_TEST(!single_reference("${a} ${b}").has_value());
}

BOOST_AUTO_TEST_CASE(parameters_are_pairs) {
  const auto parameters = parse_parameters("Start=1, end=10; label=Name");
  BOOST_REQUIRE(parameters.has_value());
  BOOST_TEST(parameters->at("start") == "1");
  BOOST_TEST(parameters->at("end") == "10");
  BOOST_TEST(parameters->at("label") == "Name");
  BOOST_TEST(parse_parameters("  ")->empty());
  for (const char* bad : {"a", "a==1", "a=", "=1", "a=1 b"}) {
    BOOST_TEST(!parse_parameters(bad).has_value());
  }
}

BOOST_AUTO_TEST_CASE(types_with_lists_are_taken_apart) {
  const auto select = select_type("select_multiple fruits or_other");
  BOOST_REQUIRE(select.has_value());
  BOOST_CHECK(select->kind == SelectKind::kMultiple);
  BOOST_TEST(select->list == "fruits");
  BOOST_TEST(select->or_other);
  BOOST_TEST(select_type("select one from file a.csv")->from_file);
  BOOST_TEST(!select_type("select_one").has_value());
  BOOST_TEST(!select_type("select_one a b").has_value());
  BOOST_CHECK(control_type("begin_repeat")->kind == ControlKind::kRepeat);
  BOOST_TEST(control_type("begin loop over colours")->list == "colours");
  BOOST_TEST(!control_type("end group")->begin);
  BOOST_TEST(!control_type("begin dancing").has_value());
}

BOOST_AUTO_TEST_CASE(defaults_are_computed_or_written) {
  BOOST_TEST(is_computed_default("today()", "date"));
  BOOST_TEST(is_computed_default("${a} + 1", "integer"));
  BOOST_TEST(is_computed_default("1 - 1", "integer"));
  BOOST_TEST(!is_computed_default("2026-03-15", "date"));
  BOOST_TEST(!is_computed_default("-12.3 4.5 0 0", "geopoint"));
  BOOST_TEST(!is_computed_default("not-asked", "text"));
}

BOOST_AUTO_TEST_CASE(quoted_instances_end_where_their_path_ends) {
  const std::string text = "See instance('a')/root/item[name = 'x']/label here";
  const auto quotes = instance_quotes(text);
  BOOST_REQUIRE(quotes.size() == 1u);
  BOOST_TEST(text.substr(quotes[0].start, quotes[0].end - quotes[0].start) ==
             "instance('a')/root/item[name = 'x']/label");
}

BOOST_AUTO_TEST_CASE(slips_of_the_pen_find_the_word_that_was_meant) {
  BOOST_TEST(nearest("lable", {"label", "table"}) == "label");
  BOOST_TEST(nearest("constrant", {"constraint", "container"}) == "constraint");
  BOOST_TEST(nearest("xyz", {"label", "name"}) == "");
  BOOST_TEST(edit_distance("kitten", "sitting") == 3u);
  BOOST_TEST(edit_distance("lable", "label") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
