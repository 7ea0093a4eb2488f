#include "tests/forms/xforms/form_fixture.h"

using namespace jiujin::forms::xforms;
using namespace jiujin::forms::xforms::testing;

namespace {

const Parts kHousehold = {
    .fields = "<m><name/><income/><no/></m><total/>",
    .binds = R"xml(<bind nodeset="/data/m/no" calculate="position(..)"/>
                <bind nodeset="/data/m/income" type="int"/>
                <bind nodeset="/data/total" calculate="sum(/data/m/income)"/>)xml",
    .body = R"xml(<group ref="/data/m"><label>Member</label><repeat nodeset="/data/m">
                 <input ref="/data/m/name"/><input ref="/data/m/income"/></repeat></group>)xml"};

NodeId series(FormSession& session) {
  return session.roots().at(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(structure_tests)

BOOST_AUTO_TEST_CASE(instances_come_and_go_and_sums_follow) {
  const auto session = start(kHousehold);
  BOOST_TEST(session->item(series(*session)).label == "Member");
  BOOST_REQUIRE(session->add_instance(series(*session)).ok());
  BOOST_REQUIRE(session->add_instance(series(*session)).ok());
  answer(*session, "/data/m[1]/income", "10");
  answer(*session, "/data/m[2]/income", "20");
  answer(*session, "/data/m[3]/income", "30");
  BOOST_TEST(session->value_at("/data/total") == "60");
  BOOST_TEST(session->value_at("/data/m[3]/no") == "3");
  const auto instances = session->children(series(*session));
  BOOST_REQUIRE(instances.size() == 3u);
  BOOST_REQUIRE(session->remove_instance(instances[0]).ok());
  BOOST_TEST(session->value_at("/data/total") == "50");
  BOOST_TEST(session->value_at("/data/m[2]/no") == "2");
  BOOST_TEST(session->value_at("/data/m[2]/income") == "30");
}

BOOST_AUTO_TEST_CASE(ids_stay_with_their_instance) {
  const auto session = start(kHousehold);
  BOOST_REQUIRE(session->add_instance(series(*session)).ok());
  answer(*session, "/data/m[2]/name", "李四");
  const NodeId name = session->find("/data/m[2]/name");
  BOOST_REQUIRE(session->remove_instance(session->children(series(*session))[0]).ok());
  BOOST_TEST((session->find("/data/m[1]/name") == name));
  BOOST_TEST(session->item(name).value == "李四");
  BOOST_TEST(session->item(name).path == "/data/m[1]/name");
}

BOOST_AUTO_TEST_CASE(a_removed_instance_no_longer_answers) {
  const auto session = start(kHousehold);
  const NodeId name = session->find("/data/m[1]/name");
  const NodeId instance = session->children(series(*session))[0];
  BOOST_REQUIRE(session->remove_instance(instance).ok());
  BOOST_TEST(!session->answer(name, "x").ok());
  BOOST_TEST(!session->remove_instance(instance).ok());
  BOOST_TEST(!session->item(name).relevant);
  BOOST_REQUIRE(session->add_instance(series(*session)).ok());
  BOOST_TEST(session->value_at("/data/m[1]/no") == "1");
}

BOOST_AUTO_TEST_CASE(a_count_decides_how_many) {
  const auto session =
      start({.fields = "<n/><m><x/></m>", .body = R"xml(<input ref="/data/n"/><group ref="/data/m">
                        <repeat nodeset="/data/m" jr:count="/data/n"><input ref="/data/m/x"/>
                        </repeat></group>)xml"});
  BOOST_TEST(session->children(session->roots()[1]).empty());
  answer(*session, "/data/n", "3");
  BOOST_TEST(session->children(session->roots()[1]).size() == 3u);
  answer(*session, "/data/m[1]/x", "kept");
  answer(*session, "/data/n", "1");
  BOOST_TEST(session->children(session->roots()[1]).size() == 1u);
  BOOST_TEST(session->value_at("/data/m[1]/x") == "kept");
  BOOST_TEST(!session->add_instance(session->roots()[1]).ok());
}

BOOST_AUTO_TEST_CASE(nested_repeats_keep_to_their_own) {
  const auto session = start({.fields = "<o><k/><i><v/></i><s/></o>",
                              .binds = R"xml(<bind nodeset="/data/o/s" calculate="sum(../i/v)"/>
                   <bind nodeset="/data/o/i/v" relevant="/data/o/k != 'no'"/>)xml",
                              .body = R"xml(<repeat nodeset="/data/o"><input ref="/data/o/k"/>
                    <repeat nodeset="/data/o/i"><input ref="/data/o/i/v"/></repeat></repeat>)xml"});
  BOOST_REQUIRE(session->add_instance(session->roots()[0]).ok());
  answer(*session, "/data/o[1]/i[1]/v", "1");
  answer(*session, "/data/o[2]/i[1]/v", "2");
  BOOST_TEST(session->value_at("/data/o[1]/s") == "1");
  BOOST_TEST(session->value_at("/data/o[2]/s") == "2");
  answer(*session, "/data/o[1]/k", "no");
  BOOST_TEST(!session->relevant_at("/data/o[1]/i[1]/v"));
  BOOST_TEST(session->relevant_at("/data/o[2]/i[1]/v"));
  BOOST_TEST(session->value_at("/data/o[1]/s") == "0");
}

// Many of the questions one is asked about repeats: hundreds must not hang.
BOOST_AUTO_TEST_CASE(running_totals_reach_every_later_instance) {
  const auto session =
      start({.fields = "<m><x/><t/></m>",
             .binds = R"xml(<bind nodeset="/data/m/t" calculate="coalesce(../x, 0) +
                     coalesce(/data/m[position() = position(current()/..) - 1]/t, 0)"/>)xml",
             .body = R"xml(<repeat nodeset="/data/m"><input ref="/data/m/x"/></repeat>)xml"});
  for (int i = 0; i < 3; ++i) BOOST_REQUIRE(session->add_instance(session->roots()[0]).ok());
  for (const char* path : {"/data/m[1]/x", "/data/m[2]/x", "/data/m[3]/x", "/data/m[4]/x"}) {
    answer(*session, path, "5");
  }
  BOOST_TEST(session->value_at("/data/m[4]/t") == "20");
  answer(*session, "/data/m[1]/x", "1");
  BOOST_TEST(session->value_at("/data/m[4]/t") == "16");
}

BOOST_AUTO_TEST_CASE(a_repeat_about_nothing_takes_no_instance) {
  const auto form = parse({.body = "<repeat nodeset=\"/data/none\"/>"});
  BOOST_REQUIRE(form.ok());
  BOOST_TEST((*form)->warnings.size() == 1u);
  auto session = start({.body = "<repeat nodeset=\"/data/none\"/>"});
  BOOST_TEST(!session->add_instance(session->series("/data/none")).ok());
}

BOOST_AUTO_TEST_SUITE_END()
