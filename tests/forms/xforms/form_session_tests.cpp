#include "forms/xforms/form_session.h"

#include <algorithm>

#include "tests/forms/xforms/form_fixture.h"

using namespace jiujin::forms::xforms;
using namespace jiujin::forms::xforms::testing;

namespace {

const Parts kTwoQuestions = {
    .binds = R"xml(<bind nodeset="/data/a" type="int" required="true()" constraint=". &lt; 10"
                  jr:constraintMsg="below ten"/>
                <bind nodeset="/data/b" relevant="/data/a = 3" required="/data/a = 3"/>)xml",
    .body = R"xml(<input ref="/data/a"><label>A</label></input>
               <input ref="/data/b"><label>B of <output value="/data/a"/></label></input>)xml"};

Item shown(FormSession& session, std::string_view path) {
  return session.item(session.find(path));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(form_session_tests)

BOOST_AUTO_TEST_CASE(relevance_shows_and_hides) {
  const auto session = start(kTwoQuestions);
  BOOST_TEST(session->questions().size() == 1u);
  const auto changes = session->answer_path("/data/a", "3");
  BOOST_REQUIRE(changes.ok());
  BOOST_TEST(changes->structure);
  const NodeId b = session->find("/data/b");
  BOOST_TEST((std::ranges::count(changes->items, b) == 1));
  BOOST_TEST(session->questions().size() == 2u);
  BOOST_TEST(session->item(b).label == "B of 3");
  BOOST_TEST(session->item(b).required);
}

BOOST_AUTO_TEST_CASE(a_wrong_answer_is_kept_and_reported) {
  const auto session = start(kTwoQuestions);
  answer(*session, "/data/a", "12");
  const Item item = shown(*session, "/data/a");
  BOOST_TEST(item.value == "12");
  BOOST_TEST(!item.valid);
  BOOST_TEST(item.message == "below ten");
  answer(*session, "/data/a", "abc");
  BOOST_TEST(!shown(*session, "/data/a").valid);
  answer(*session, "/data/a", "4");
  BOOST_TEST(shown(*session, "/data/a").valid);
}

BOOST_AUTO_TEST_CASE(validate_tells_everything_at_once) {
  const auto session = start(kTwoQuestions);
  BOOST_TEST(session->validate().size() == 1u);
  answer(*session, "/data/a", "3");
  auto violations = session->validate();
  BOOST_REQUIRE(violations.size() == 1u);
  BOOST_TEST(violations[0].path == "/data/b");
  BOOST_TEST((violations[0].kind == ViolationKind::kRequired));
  answer(*session, "/data/b", "x");
  BOOST_TEST(session->validate().empty());
}

BOOST_AUTO_TEST_CASE(texts_follow_the_language) {
  const auto session = start(
      {.model =
           R"xml(<itext><translation lang="中文" default="true()"><text id="l"><value>姓名</value>
          <value form="guidance">如身份证</value></text></translation>
        <translation lang="English"><text id="l"><value>Name</value></text></translation></itext>)xml",
       .body =
           R"xml(<input ref="/data/a"><label ref="jr:itext('l')"/><hint ref="jr:itext('l')"/></input>)xml"});
  BOOST_TEST(shown(*session, "/data/a").label == "姓名");
  BOOST_TEST(shown(*session, "/data/a").guidance == "如身份证");
  session->set_language("English");
  BOOST_TEST(shown(*session, "/data/a").label == "Name");
}

BOOST_AUTO_TEST_CASE(a_cascade_clears_what_is_no_longer_offered) {
  const auto session =
      start({.fields = "<town/><village/><label/>",
             .binds = R"xml(<bind nodeset="/data/label"
                     calculate="instance('v')/root/item[name = /data/village]/label"/>)xml",
             .model = R"xml(<instance id="v" src="jr://file-csv/v.csv"/>)xml",
             .body = R"xml(<input ref="/data/town"/><select1 ref="/data/village">
         <itemset nodeset="instance('v')/root/item[town = /data/town]">
         <value ref="name"/><label ref="label"/></itemset></select1>)xml",
             .files = {{"v.csv", "town,name,label\nt1,v1,枫林村\nt1,v2,石桥村\nt2,v3,桃源村\n"}}});
  answer(*session, "/data/town", "t1");
  auto choices = shown(*session, "/data/village").choices;
  BOOST_REQUIRE(choices.size() == 2u);
  BOOST_TEST(choices[1].label == "石桥村");
  answer(*session, "/data/village", "v2");
  BOOST_TEST(session->value_at("/data/label") == "石桥村");
  answer(*session, "/data/town", "t2");
  BOOST_TEST(session->value_at("/data/village") == "");
  BOOST_TEST(session->value_at("/data/label") == "");
}

BOOST_AUTO_TEST_CASE(a_calculation_sees_what_came_back_into_relevance) {
  const auto session = start({.fields = "<a/><g><b>7</b></g><c/>",
                              .binds = R"xml(<bind nodeset="/data/g" relevant="/data/a = 1"/>
                         <bind nodeset="/data/c" calculate="coalesce(/data/g/b, 'none')"/>)xml",
                              .body = R"xml(<input ref="/data/a"/>)xml"});
  BOOST_TEST(session->value_at("/data/c") == "none");
  answer(*session, "/data/a", "1");
  BOOST_TEST(session->value_at("/data/c") == "7");
}

BOOST_AUTO_TEST_CASE(actions_run_on_first_load_and_on_change) {
  const Parts parts = {
      .model = R"xml(<setvalue event="odk-instance-first-load" ref="/data/a" value="1 + 1"/>)xml",
      .body = R"xml(<input ref="/data/a"><setvalue event="xforms-value-changed"
                                   ref="/data/b">changed</setvalue></input>)xml"};
  const auto session = start(parts);
  BOOST_TEST(session->value_at("/data/a") == "2");
  answer(*session, "/data/a", "5");
  BOOST_TEST(session->value_at("/data/b") == "changed");
  const auto saved = session->answers();
  BOOST_TEST(start(parts, &saved)->value_at("/data/a") == "5");
}

BOOST_AUTO_TEST_CASE(read_only_and_unknown_items_refuse_answers) {
  const auto session = start({.binds = R"xml(<bind nodeset="/data/a" readonly="true()"/>)xml",
                              .body = R"xml(<input ref="/data/a"/>)xml"});
  BOOST_TEST((session->answer_path("/data/a", "1").error().code == jiujin::ErrorCode::kRefused));
  BOOST_TEST((session->answer_path("/data/z", "1").error().code == jiujin::ErrorCode::kNotFound));
  BOOST_TEST((session->answer(NodeId::kNone, "1").error().code == jiujin::ErrorCode::kNotFound));
}

BOOST_AUTO_TEST_CASE(domain_functions_serve_constraints) {
  const auto session =
      start({.binds = R"xml(<bind nodeset="/data/a" constraint="jj:id-check(.) != 'error'"/>
                         <bind nodeset="/data/b" calculate="jj:birth-date(/data/a)"/>)xml",
             .body = R"xml(<input ref="/data/a"/>)xml"});
  answer(*session, "/data/a", "430190195803120150");
  BOOST_TEST(session->validate().size() == 1u);
  answer(*session, "/data/a", "430190195803120157");
  BOOST_TEST(session->validate().empty());
  BOOST_TEST(session->value_at("/data/b") == "1958-03-12");
}

BOOST_AUTO_TEST_CASE(columns_of_lists_are_ready_before_the_first_pick) {
  const auto form = parse({.model = R"xml(<instance id="l"><root>
      <item><name>x</name><of>1</of></item><item><name>y</name><of>2</of></item></root></instance>)xml",
                           .body = R"xml(<select1 ref="/data/b">
      <itemset nodeset="instance('l')/root/item[of = /data/a]"><value ref="name"/></itemset>
      </select1><input ref="/data/a"/>)xml"});
  BOOST_REQUIRE_MESSAGE(form.ok(), refusal(form));
  BOOST_TEST((*form)->columns().built() == 1u);
  BOOST_TEST((*form)->columns().nodes_read() > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
