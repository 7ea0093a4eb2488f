// A filling begun under one version of a form and opened under another.
#include "tests/forms/xforms/form_fixture.h"

using namespace jiujin::forms::xforms;
using namespace testing;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(form_change_tests)

BOOST_AUTO_TEST_CASE(a_question_that_is_gone_is_kept_and_named) {
  const json answers{{"a", "1"}, {"old", "x"}};
  const auto session = start({.body = "<input ref=\"/data/a\"/>"}, &answers);
  BOOST_TEST(session->load_report().unknown == std::vector<std::string>{"/data/old"});
  BOOST_TEST(session->answers() == answers);
}

BOOST_AUTO_TEST_CASE(what_is_gone_from_a_repeat_is_kept_in_its_instance) {
  const json answers{{"r", {{{"x", "1"}, {"old", "p"}}, {{"x", "2"}, {"old", "q"}}}}};
  auto session = start({.fields = "<r><x/></r>",
                        .body = "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"/></repeat>"},
                       &answers);
  BOOST_TEST(session->answers() == answers);
  BOOST_TEST(session->remove_instance(session->find("/data/r[1]")).ok());
  BOOST_TEST(session->answers()["r"] == json::array({{{"x", "2"}, {"old", "q"}}}));
}

BOOST_AUTO_TEST_CASE(a_question_that_moved_to_another_group_keeps_its_answer) {
  const json answers{{"name", "Wang"}};
  const auto session = start({.fields = "<who><name/></who>"}, &answers);
  BOOST_TEST(session->value_at("/data/who/name") == "Wang");
  BOOST_REQUIRE(session->load_report().moved.size() == 1u);
  BOOST_TEST(session->load_report().moved[0].first == "/data/name");
  BOOST_TEST(session->load_report().moved[0].second == "/data/who/name");
}

BOOST_AUTO_TEST_CASE(two_places_of_one_name_are_not_guessed_between) {
  const json answers{{"name", "Wang"}};
  const auto session = start({.fields = "<who><name/></who><child><name/></child>"}, &answers);
  BOOST_TEST(session->load_report().moved.empty());
  BOOST_TEST(session->load_report().unknown == std::vector<std::string>{"/data/name"});
}

BOOST_AUTO_TEST_CASE(a_group_of_another_name_may_be_about_somebody_else) {
  const json answers{{"spouse/name", "Li"}};
  const auto session = start({.fields = "<applicant><name/></applicant>"}, &answers);
  BOOST_TEST(session->value_at("/data/applicant/name") == "");
  BOOST_TEST(session->answers() == answers);
}

BOOST_AUTO_TEST_CASE(answers_no_longer_offered_or_of_another_type_are_kept_and_named) {
  const json answers{{"a", "red"}, {"b", "many"}};
  const auto session = start({.binds = "<bind nodeset=\"/data/b\" type=\"int\"/>",
                              .body = R"xml(<select1 ref="/data/a"><item><label>Blue</label>
      <value>blue</value></item></select1><input ref="/data/b"/>)xml"},
                             &answers);
  BOOST_TEST(session->load_report().not_offered == std::vector<std::string>{"/data/a"});
  BOOST_TEST(session->load_report().misfits == std::vector<std::string>{"/data/b"});
  BOOST_TEST(session->answers() == answers);
}

BOOST_AUTO_TEST_CASE(a_cleared_default_stays_cleared_in_xml) {
  auto form = parse({.fields = "<a>5</a><b/>"});
  BOOST_REQUIRE(form.ok());
  SessionOptions options;
  options.instance_xml = "<data version=\"0\"><a/><b>x</b></data>";
  const auto session = FormSession::create(*form, std::move(options));
  BOOST_REQUIRE(session.ok());
  BOOST_TEST((*session)->value_at("/data/a") == "");
  BOOST_TEST((*session)->load_report().version == "0");
}

namespace {

constexpr const char* kAsked = "<input ref=\"/data/a\"/><input ref=\"/data/b\"/>";

std::unique_ptr<FormSession> resume(const Parts& parts, const json* answers, std::string_view xml,
                                    const FormDefinition* begun_under) {
  auto form = parse(parts);
  BOOST_REQUIRE_MESSAGE(form.ok(), refusal(form));
  SessionOptions options;
  options.answers = answers;
  options.instance_xml = xml;
  options.begun_under = begun_under;
  auto session = FormSession::create(*form, std::move(options));
  BOOST_REQUIRE(session.ok());
  return std::move(*session);
}

using Paths = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(what_the_former_version_did_not_ask_is_named_as_new) {
  const auto former = parse({.body = "<input ref=\"/data/a\"/>"});
  const json answers{{"a", "1"}};
  BOOST_TEST(resume({.body = kAsked}, &answers, {}, former->get())->load_report().added ==
             Paths{"/data/b"});
  const json answered{{"a", "1"}, {"b", "2"}};
  BOOST_TEST(resume({.body = kAsked}, &answered, {}, former->get())->load_report().empty());
  BOOST_TEST(resume({.body = kAsked}, &answers, {}, nullptr)->load_report().empty());
  BOOST_TEST(start({.body = kAsked})->load_report().empty());
}

BOOST_AUTO_TEST_CASE(what_was_asked_and_not_answered_or_has_moved_is_not_new) {
  const auto former = parse(
      {.fields = "<a/><name/>", .body = "<input ref=\"/data/a\"/><input ref=\"/data/name\"/>"});
  const json answers = json::object();
  const auto session = resume({.fields = "<a/><who><name/></who>",
                               .body = "<input ref=\"/data/a\"/><input ref=\"/data/who/name\"/>"},
                              &answers, {}, former->get());
  BOOST_TEST(session->load_report().added == Paths{});
}

BOOST_AUTO_TEST_CASE(only_what_a_person_is_asked_now_is_named_as_new) {
  const auto former = parse({.fields = "<a/>", .body = "<input ref=\"/data/a\"/>"});
  const json answers{{"a", "1"}};
  const auto session = resume({.fields = "<a/><hidden/><shown/><sum/><told/>",
                               .binds = R"xml(<bind nodeset="/data/hidden" relevant="/data/a = 2"/>
      <bind nodeset="/data/shown" relevant="/data/a = 1"/>
      <bind nodeset="/data/sum" calculate="''"/><bind nodeset="/data/told" readonly="true()"/>)xml",
                               .body = R"xml(<input ref="/data/hidden"/><input ref="/data/shown"/>
      <input ref="/data/sum"/><input ref="/data/told"/><input ref="/data/a"/>)xml"},
                              &answers, {}, former->get());
  BOOST_TEST(session->load_report().added == Paths{"/data/shown"});
}

BOOST_AUTO_TEST_CASE(a_new_question_of_a_repeat_is_named_in_each_instance) {
  const auto former =
      parse({.fields = "<r><x/></r>",
             .body = "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"/></repeat>"});
  const json answers{{"r", {{{"x", "1"}}, {{"x", "2"}}}}};
  const auto session = resume(
      {.fields = "<r><x/><y/></r>", .body = R"xml(<repeat nodeset="/data/r"><input ref="/data/r/x"/>
      <input ref="/data/r/y"/></repeat>)xml"},
      &answers, {}, former->get());
  BOOST_TEST(session->load_report().added == (Paths{"/data/r[1]/y", "/data/r[2]/y"}));
}

BOOST_AUTO_TEST_CASE(instance_xml_of_another_version_tells_itself_what_was_asked) {
  BOOST_TEST(resume({.body = kAsked}, nullptr, "<data version=\"0\"><a/></data>", nullptr)
                 ->load_report()
                 .added == Paths{"/data/b"});
  BOOST_TEST(resume({.body = kAsked}, nullptr, "<data version=\"1\"><a/></data>", nullptr)
                 ->load_report()
                 .empty());
}

BOOST_AUTO_TEST_SUITE_END()
