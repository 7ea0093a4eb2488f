#include "forms/xforms/form_reader.h"

#include "tests/forms/xforms/form_fixture.h"

using namespace jiujin::forms::xforms;
using namespace jiujin::forms::xforms::testing;

BOOST_AUTO_TEST_SUITE(form_reader_tests)

BOOST_AUTO_TEST_CASE(binds_keep_what_is_not_the_engines_own) {
  const auto form =
      parse({.binds = R"xml(<bind nodeset="/data/a" type="xsd:int" jj:kind="id_no"/>)xml"});
  BOOST_REQUIRE(form.ok());
  const Bind* bind = (*form)->bind("/data/a");
  BOOST_REQUIRE(bind != nullptr);
  BOOST_TEST((bind->type == DataType::kInt));
  BOOST_TEST(bind->attributes.at("jj:kind") == "id_no");
  BOOST_TEST((*form)->id == "t");
  BOOST_TEST((*form)->version == "1");
}

BOOST_AUTO_TEST_CASE(errors_name_file_and_line) {
  const auto form = parse({.binds = R"xml(<bind nodeset="/data/a" calculate="1 +"/>)xml"});
  BOOST_REQUIRE(!form.ok());
  BOOST_TEST(form.error().place.starts_with("test.xml:4"));
  BOOST_TEST(form.error().place.find("/data/a") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(xml_that_is_not_well_formed_is_refused_with_its_line) {
  const auto form = FormDefinition::parse("<a>\n<b>\n</a>", no_resources(), "bad.xml");
  BOOST_REQUIRE(!form.ok());
  BOOST_TEST(form.error().place.starts_with("bad.xml:"));
}

BOOST_AUTO_TEST_CASE(a_missing_attachment_is_named) {
  const auto form = parse({.model = R"xml(<instance id="x" src="jr://file-csv/x.csv"/>)xml"});
  BOOST_REQUIRE(form.ok());  // the form opens with an empty list; a publisher reads the warning
  BOOST_REQUIRE((*form)->warnings.size() == 1u);
  BOOST_TEST((*form)->warnings[0].find("jr://file-csv/x.csv") != std::string::npos);
  BOOST_TEST((*form)->instance("x")->root()->children.empty());
}

BOOST_AUTO_TEST_CASE(controls_are_read_with_their_parts) {
  const auto form = parse({.body = R"xml(<group ref="/data"><label>G</label>
    <select1 ref="a" appearance="minimal"><label>A</label><hint>H</hint>
      <item><label>One</label><value>1</value></item></select1>
    <range ref="/data/b" start="1" end="5" step="1"/></group>)xml"});
  BOOST_REQUIRE(form.ok());
  const BodyElement& group = (*form)->body.at(0);
  BOOST_TEST(group.children.size() == 2u);
  BOOST_TEST(group.children[0].path == "/data/a");
  BOOST_TEST(group.children[0].appearance == "minimal");
  BOOST_TEST(group.children[0].choices.at(0).value == "1");
  BOOST_TEST(group.children[1].range_end == "5");
}

BOOST_AUTO_TEST_CASE(paths_resolve_from_their_context) {
  BOOST_TEST(resolve_path("../b", "/data/a") == "/data/b");
  BOOST_TEST(resolve_path("/x/y[1]/z", "/data") == "/x/y/z");
  BOOST_TEST(resolve_path(".", "/data/a") == "/data/a");
}

BOOST_AUTO_TEST_CASE(two_binds_of_one_node_are_joined_and_what_both_say_is_said_once) {
  const auto form = parse({.binds = R"xml(<bind nodeset="/data/a" type="int" required="true()"/>
      <bind nodeset="/data/a" type="int" calculate="1 + 1" required="false()" jj:kind="id_no"/>)xml"});
  BOOST_REQUIRE(form.ok());
  BOOST_TEST((*form)->binds.size() == 2u);  // that of the added instanceID is the other one
  const Bind* bind = (*form)->bind("/data/a");
  BOOST_TEST(bind->required->text() == "true()");
  BOOST_TEST(bind->calculate->text() == "1 + 1");
  BOOST_TEST(bind->attributes.at("jj:kind") == "id_no");
  BOOST_REQUIRE((*form)->warnings.size() == 1u);
  BOOST_TEST((*form)->warnings[0] == "test.xml:5: a second required for /data/a is left aside");
}

BOOST_AUTO_TEST_CASE(a_fixed_series_of_nothing_but_a_template_has_one_instance) {
  const auto form = parse({.fields = R"xml(<r jr:template=""><s jr:template=""><x/></s></r>)xml",
                           .body = R"xml(<repeat nodeset="/data/r" jr:noAddRemove="true()">
      <repeat nodeset="/data/r/s" jr:noAddRemove="true()"><input ref="/data/r/s/x"/></repeat>
      </repeat>)xml"});
  BOOST_REQUIRE_MESSAGE(form.ok(), refusal(form));
  const auto session = FormSession::create(*form, {});
  BOOST_REQUIRE(session.ok());
  BOOST_TEST(((*session)->find("/data/r[1]/s[1]/x") != NodeId::kNone));
  BOOST_TEST(((*session)->find("/data/r[2]") == NodeId::kNone));
}

BOOST_AUTO_TEST_SUITE_END()
