#include "forms/xforms/form_graph.h"

#include "tests/forms/xforms/form_fixture.h"

using namespace jiujin::forms::xforms::testing;

BOOST_AUTO_TEST_SUITE(form_graph_tests)

BOOST_AUTO_TEST_CASE(a_circle_is_refused_with_its_paths) {
  const auto form = parse({.binds = R"xml(<bind nodeset="/data/a" calculate="/data/b + 1"/>
                                       <bind nodeset="/data/b" calculate="/data/a + 1"/>)xml"});
  BOOST_REQUIRE(!form.ok());
  BOOST_TEST(form.error().cause.find("/data/a, /data/b") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(once_is_no_circle) {
  const auto session =
      start({.binds = R"xml(<bind nodeset="/data/a" calculate="once(/data/b)"/>)xml"});
  answer(*start({.body = R"xml(<input ref="/data/b"/>)xml"}), "/data/b", "1");
  BOOST_TEST(session->value_at("/data/a") == "");
}

BOOST_AUTO_TEST_CASE(a_circle_is_refused_with_the_names_in_it_and_no_others) {
  const auto form = parse({.fields = "<a/><b/><c/><d/>",
                           .binds = R"xml(<bind nodeset="/data/a" calculate="/data/c + 1"/>
      <bind nodeset="/data/b" calculate="/data/a + 1"/><bind nodeset="/data/c" calculate="/data/b"/>
      <bind nodeset="/data/d" calculate="/data/c"/>)xml"});
  BOOST_REQUIRE(!form.ok());
  const std::string line = refusal(form);
  for (const char* name : {"/data/a", "/data/b", "/data/c"}) {
    BOOST_TEST(line.find(name) != std::string::npos, line);
  }
  BOOST_TEST(line.find("/data/d") == std::string::npos, line);
}

BOOST_AUTO_TEST_CASE(the_order_of_binds_does_not_matter) {
  const auto session = start({.fields = "<a/><b/><c/>",
                              .binds = R"xml(<bind nodeset="/data/c" calculate="/data/b * 2"/>
                                          <bind nodeset="/data/b" calculate="/data/a * 2"/>)xml",
                              .body = R"xml(<input ref="/data/a"/>)xml"});
  answer(*session, "/data/a", "3");
  BOOST_TEST(session->value_at("/data/c") == "12");
}

// Longer than any recursion would stand.
BOOST_AUTO_TEST_CASE(a_long_chain_settles) {
  Parts parts;
  parts.fields = "<c0/>";
  parts.body = R"xml(<input ref="/data/c0"/>)xml";
  for (int i = 1; i <= 3000; ++i) {
    const std::string at = std::to_string(i), before = std::to_string(i - 1);
    parts.fields += "<c" + at + "/>";
    parts.binds += "<bind nodeset=\"/data/c" + at + "\" calculate=\"/data/c" + before + " + 1\"/>";
  }
  const auto session = start(parts);
  answer(*session, "/data/c0", "5");
  BOOST_TEST(session->value_at("/data/c3000") == "3005");
}

BOOST_AUTO_TEST_SUITE_END()
