#include "tests/forms/xforms/form_fixture.h"

using namespace jiujin::forms::xforms;
using namespace jiujin::forms::xforms::testing;
using nlohmann::json;

namespace {
const Parts kForm = {.fields = "<a/><g><b/></g><m><x/></m>",
                     .binds = R"xml(<bind nodeset="/data/g/b" relevant="/data/a != 'hide'"/>)xml",
                     .body = R"xml(<input ref="/data/a"/><input ref="/data/g/b"/>
               <repeat nodeset="/data/m"><input ref="/data/m/x"/></repeat>)xml"};
const json kAnswers = {{"a", "1"}, {"g/b", "2"}, {"m", {{{"x", "3"}}, {{"x", "4"}}}}};
}  // namespace

BOOST_AUTO_TEST_SUITE(answers_tests)

BOOST_AUTO_TEST_CASE(answers_survive_a_round_trip) {
  BOOST_TEST(start(kForm, &kAnswers)->answers() == kAnswers);
}

BOOST_AUTO_TEST_CASE(unknown_answers_are_kept_and_reported) {
  json answers = kAnswers;
  answers["gone"] = "from an older form";
  const auto session = start(kForm, &answers);
  BOOST_TEST(session->load_report().unknown.size() == 1u);
  BOOST_TEST(session->load_report().unknown.at(0) == "/data/gone");
  BOOST_TEST(session->answers() == answers);
}

BOOST_AUTO_TEST_CASE(an_empty_series_has_no_instances) {
  const json none = {{"m", json::array()}};
  const auto session = start(kForm, &none);
  BOOST_TEST(session->load_report().unknown.empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_relevant_is_left_out) {
  const auto session = start(kForm, &kAnswers);
  answer(*session, "/data/a", "hide");
  BOOST_TEST(!session->answers().contains("g/b"));
  BOOST_TEST(session->instance_xml().find("<b") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(instance_xml_reads_back) {
  const auto session = start(kForm, &kAnswers);
  answer(*session, "/data/a", "<&\"张三>");
  const std::string xml = session->instance_xml();
  const auto form = parse(kForm);
  SessionOptions options;
  options.instance_xml = xml;
  const auto again = FormSession::create(*form, std::move(options));
  BOOST_REQUIRE(again.ok());
  BOOST_TEST((*again)->answers() == session->answers());
}

BOOST_AUTO_TEST_CASE(numbers_and_nulls_in_json_are_texts) {
  const json mixed = {{"a", 12}, {"g/b", nullptr}};
  const auto session = start(kForm, &mixed);
  BOOST_TEST(session->value_at("/data/a") == "12");
  BOOST_TEST(session->value_at("/data/g/b") == "");
}

BOOST_AUTO_TEST_CASE(a_form_without_anything_relevant_is_written_as_its_root) {
  const auto session = start({.binds = "<bind nodeset=\"/data\" relevant=\"false()\"/>"});
  BOOST_TEST(session->instance_xml().find("<data") != std::string::npos);
  BOOST_TEST(session->answers().empty());
}

// Expected: U+FFFD of Unicode for what could not be read.
BOOST_AUTO_TEST_CASE(what_is_no_utf8_becomes_a_replacement_character) {
  auto session = start({.binds = "<bind nodeset=\"/data/b\" calculate=\"base64-decode('/0E=')\"/>",
                        .body = "<input ref=\"/data/a\"/>"});
  BOOST_TEST(session->value_at("/data/b") == "\uFFFDA");
  answer(*session, "/data/a", "x\xED\xA0\x80\xC0\xAF");
  BOOST_TEST(session->value_at("/data/a") == "x\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
  answer(*session, "/data/a", "就近办 😀");
  BOOST_TEST(session->value_at("/data/a") == "就近办 😀");
  BOOST_TEST(!session->answers().dump().empty());
}

// XML 1.0 section 2.2, production Char.
BOOST_AUTO_TEST_CASE(characters_that_no_document_holds_are_not_written_into_one) {
  auto session = start({.body = "<input ref=\"/data/a\"/>"});
  answer(*session, "/data/a", std::string_view("x\0\x1F\t\xEF\xBF\xBE", 7));
  SessionOptions options;
  const std::string written = session->instance_xml();
  options.instance_xml = written;
  const auto form = parse({.body = "<input ref=\"/data/a\"/>"});
  const auto again = FormSession::create(*form, std::move(options));
  BOOST_REQUIRE_MESSAGE(again.ok(), refusal(again));
  BOOST_TEST((*again)->value_at("/data/a") == "x\uFFFD\uFFFD\t\uFFFD");
}

BOOST_AUTO_TEST_SUITE_END()
