// What is wrong in a workbook is told with sheet, row, column and what was probably meant.
#include <boost/test/unit_test.hpp>

#include "tests/forms/xlsform/zipped.h"

using namespace jiujin::forms::xlsform;
using namespace jiujin::forms::xlsform::tests;

namespace {

struct Mistake {
  const char* table;
  const char* told;
};

const Mistake kMistakes[] = {
    {"| survey |\n| | type | name | label |\n| | txt | a | A |\n",
     "survey:2 A2 (type): There is no question type \"txt\". Did you mean \"text\"?"},
    {"| survey |\n| | type | name | label |\n| | selct_one yn | a | A |\n",
     "survey:2 A2 (type): There is no question type \"selct_one yn\". Did you mean \"select_one "
     "yn\"?"},
    {"| survey |\n| | type | name | label |\n| | select_one yesno | a | A |\n"
     "| choices |\n| | list_name | name | label |\n| | yes_no | y | Yes |\n",
     "survey:2 A2 (type): There is no list \"yesno\" on the sheet \"choices\". Did you mean "
     "\"yes_no\"?"},
    {"| survey |\n| | type | name | label | relevant |\n| | text | age | A | |\n"
     "| | text | b | B | ${agge} > 1 |\n",
     "survey:3 D3 (relevant): There is no question \"agge\" on the sheet survey. Did you mean "
     "\"age\"?"},
    {"| survey |\n| | typ | name | label |\n| | text | a | A |\n",
     "survey:1 The column \"type\" is missing from the first row. Did you mean it by \"typ\"?"},
    {"| survey |\n| | type | name | label | parameters |\n| | range | a | A | strat=1 |\n",
     "survey:2 D2 (parameters): This type has no parameter \"strat\". Did you mean \"start\"?"},
    {"| survey |\n| | type | name | label |\n| | text | 1a | A |\n",
     "survey:2 B2 (name): \"1a\" is no name that a question can have. A name begins with a letter "
     "or an underscore and goes on with letters, digits, underscores, hyphens or full stops."},
    {"| survey |\n| | type | name | label |\n| | begin group | g | G |\n| | text | a | A |\n",
     "survey:2 A2 (type): This group is never ended. Add a row of type \"end group\"."},
    {"| survey |\n| | type | name | label |\n| | begin group | g | G |\n| | text | a | A |\n"
     "| | end repeat | | |\n",
     "survey:4 A4 (type): Nothing is open that this end of a repeat could close. The innermost "
     "open one is the group of row 2."},
    {"| survey |\n| | type | name | label |\n| | text | a | A |\n| | text | a | B |\n",
     "survey:3 B3 (name): There is already a \"a\" in the same group, repeat or survey. Give one "
     "of them another name."},
    {"| survey |\n| | type | name | label |\n| | select_one c | a | A |\n"
     "| choices |\n| | list_name | name | label |\n| | c | x | X |\n| | c | x | Y |\n",
     "choices:3 B3 (name): The list \"c\" has the choice \"x\" twice. If that is meant, set "
     "allow_choice_duplicates to yes on the sheet settings."},
    {"| surveys |\n| | type | name | label |\n| | text | a | A |\n",
     "survey There is no sheet \"survey\", which holds the questions. Did you mean it by "
     "\"surveys\"?"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mistakes_tests)

BOOST_AUTO_TEST_CASE(each_mistake_is_told_with_its_place_and_a_suggestion) {
  for (const auto& [table, told] : kMistakes) {
    const auto form = converted(table);
    BOOST_TEST(!form.xform.has_value());
    BOOST_TEST(first_error(form) == told);
  }
}

BOOST_AUTO_TEST_CASE(all_mistakes_are_told_at_once) {
  const auto form = converted(
      "| survey |\n| | type | name | label |\n| | txt | a | A |\n| | text | b b | B |\n"
      "| | calculate | c | |\n| | select_one none | d | D |\n");
  BOOST_TEST(form.findings.errors() == 4u);
}

BOOST_AUTO_TEST_CASE(groups_nested_without_end_are_refused_at_their_row) {
  std::string table = "| survey |\n| | type | name | label |\n", end;
  for (int i = 0; i < 5000; ++i) {
    table += "| | begin group | g" + std::to_string(i) + " | G |\n";
    end += "| | end group | | |\n";
  }
  const auto form = converted(table + "| | text | a | A |\n" + end);
  BOOST_TEST(!form.xform.has_value());
  BOOST_TEST(first_error(form).starts_with("survey:66 A66 (type)"));  // the 65th group
}

BOOST_AUTO_TEST_CASE(column_that_is_nearly_known_is_a_hint_only) {
  const auto form =
      converted("| survey |\n| | type | name | label | relevent |\n| | text | a | A | 1 = 1 |\n");
  BOOST_TEST(form.xform.has_value());
  BOOST_REQUIRE(form.findings.all().size() == 1u);
  const auto& hint = form.findings.all().front();
  BOOST_CHECK(hint.severity == Severity::kHint);
  BOOST_TEST(hint.where() == "survey:1");
  BOOST_TEST(hint.suggestion == "Did you mean \"relevant\"?");
}

BOOST_AUTO_TEST_CASE(message_of_an_engine_finds_its_row) {
  const auto form = converted(
      "| survey |\n| | type | name | label | calculation |\n| | text | a | A | |\n"
      "| | calculate | b | | nonsense(1) |\n");
  BOOST_REQUIRE(form.xform.has_value());
  const Place place = place_of_path(form, "calculate of /data/b: unknown function 'nonsense'");
  BOOST_TEST(place.row == 3);
}

BOOST_AUTO_TEST_SUITE_END()
