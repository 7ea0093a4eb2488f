// Forms and lists that are made to break a program: refused or bounded, with what is wrong.
#include <chrono>

#include "forms/xforms/xml_document.h"
#include "tests/forms/xforms/form_fixture.h"

using namespace jiujin::forms::xforms;
using namespace jiujin::forms::xforms::testing;

namespace {

// Ten entities, each ten times the one before: nine digits of text out of 600 bytes.
std::string entity_bomb(const std::string& root) {
  std::string bomb = "<!DOCTYPE " + root + " [<!ENTITY a \"aaaaaaaaaa\">";
  for (char c = 'b'; c <= 'j'; ++c) {
    bomb += std::string("<!ENTITY ") + c + " \"";
    for (int i = 0; i < 10; ++i) bomb += std::string("&") + static_cast<char>(c - 1) + ";";
    bomb += "\">";
  }
  return bomb + "]>";
}

std::string nested(const std::string& name, int depth) {
  std::string open, close;
  for (int i = 0; i < depth; ++i) {
    open += "<" + name + ">";
    close += "</" + name + ">";
  }
  return open + close;
}

bool says(const std::string& refusal, const std::string& part) {
  return refusal.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_form_tests)

BOOST_AUTO_TEST_CASE(an_entity_bomb_is_refused_in_form_list_and_answers) {
  const auto form = form_xml({.fields = "<a>&j;</a>"});
  const auto bombed = FormDefinition::parse(entity_bomb("html") + form, no_resources(), "form.xml");
  BOOST_REQUIRE(!bombed.ok());
  BOOST_TEST(says(bombed.error().line(), "form.xml"));
  const auto list = parse({.model = "<instance id=\"l\" src=\"jr://file/l.xml\"/>",
                           .files = {{"l.xml", entity_bomb("root") + "<root>&j;</root>"}}});
  BOOST_REQUIRE(!list.ok());
  BOOST_TEST(says(list.error().line(), "l.xml"));
  const auto plain = parse({});
  BOOST_REQUIRE(plain.ok());
  SessionOptions options;
  const std::string answers = entity_bomb("data") + "<data><a>&j;</a></data>";
  options.instance_xml = answers;
  BOOST_TEST(!FormSession::create(*plain, std::move(options)).ok());
}

BOOST_AUTO_TEST_CASE(elements_nested_without_end_are_refused) {
  for (const int depth : {300, 100'000}) {
    BOOST_TEST(!parse({.fields = nested("a", depth)}).ok());
    BOOST_TEST(!parse({.body = nested("group", depth)}).ok());
    BOOST_TEST(!parse({.model = "<instance id=\"l\" src=\"jr://file/l.xml\"/>",
                       .files = {{"l.xml", nested("a", depth)}}})
                    .ok());
  }
  BOOST_TEST(parse({.fields = nested("a", 100)}).ok());
}

BOOST_AUTO_TEST_CASE(a_list_of_a_million_rows_is_refused_with_its_name) {
  std::string csv = "name,label,area\n", xml = "<root>";
  std::string geojson = R"({"type":"FeatureCollection","features":[)";
  for (int i = 0; i < 1'000'000; ++i) {
    csv += "v,V,1\n";
    xml += "<item><name>v</name><label>V</label></item>";
  }
  const auto of_csv = parse(
      {.model = "<instance id=\"l\" src=\"jr://file-csv/l.csv\"/>", .files = {{"l.csv", csv}}});
  BOOST_REQUIRE(!of_csv.ok());
  BOOST_TEST(says(of_csv.error().line(), "l.csv"));
  for (int i = 0; i < 1'000'000; ++i)
    geojson += std::string(i == 0 ? "" : ",") +
               R"({"type":"Feature","geometry":null,"properties":{"a":"1","b":"2"}})";
  const auto of_geojson = parse({.model = "<instance id=\"l\" src=\"jr://file/l.geojson\"/>",
                                 .files = {{"l.geojson", geojson + "]}"}}});
  const auto of_xml = parse({.model = "<instance id=\"l\" src=\"jr://file/l.xml\"/>",
                             .files = {{"l.xml", xml + "</root>"}}});
  BOOST_REQUIRE(!of_xml.ok());
  BOOST_TEST(says(of_xml.error().line(), "l.xml"));
  BOOST_REQUIRE(!of_geojson.ok());
  BOOST_TEST(says(of_geojson.error().line(), "l.geojson"));
}

// A tenth of a second is what one rule may take of a person's time at worst; a machine under load
// gets twenty times that.
BOOST_AUTO_TEST_CASE(an_expression_of_exponential_cost_ends_and_counts_as_empty) {
  std::string fields = "<a/><b/><c/>", letters(40, 'a');
  for (int i = 0; i < 300; ++i) fields += "<x/>";
  const auto begun = std::chrono::steady_clock::now();
  auto session =
      start({.fields = fields,
             .binds = R"xml(<bind nodeset="/data/b" calculate="regex(/data/a, '^(a+)+$')"/>
<bind nodeset="/data/c" calculate="count(//x[count(../x[count(../x[count(../x)>0])>0])>0])"/>)xml",
             .body = "<input ref=\"/data/a\"/>"});
  answer(*session, "/data/a", letters + "!");
  const auto taken = std::chrono::steady_clock::now() - begun;
  BOOST_TEST(session->value_at("/data/b") == "");
  BOOST_TEST(session->value_at("/data/c") == "");
  BOOST_TEST(std::chrono::duration<double>(taken).count() < 20.0);
}

BOOST_AUTO_TEST_SUITE_END()
