// How answers, choices and counts settle where careless engines lose something.
#include "tests/forms/xforms/form_fixture.h"

using namespace jiujin::forms::xforms;
using namespace testing;

namespace {

Parts cascade() {
  return {
      .model = R"xml(<instance id="l"><root><item><k>a1</k><p>a</p></item><item><k>a2</k><p>a</p>
</item><item><k>b1</k><p>b</p></item></root></instance>)xml",
      .body = R"xml(<input ref="/data/a"/><select1 ref="/data/b">
<itemset nodeset="instance('l')/root/item[p = /data/a]"><value ref="k"/></itemset></select1>)xml"};
}

Parts counted() {
  return {.fields = "<n/><r><x/></r>",
          .body = R"xml(<input ref="/data/n"/><repeat nodeset="/data/r" jr:count="../n">
<input ref="/data/r/x"/></repeat>)xml"};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(settling_tests)

BOOST_AUTO_TEST_CASE(a_choice_that_a_filter_took_away_comes_back_with_it) {
  auto session = start(cascade());
  answer(*session, "/data/a", "a");
  answer(*session, "/data/b", "a2");
  answer(*session, "/data/a", "b");
  BOOST_TEST(session->value_at("/data/b") == "");
  answer(*session, "/data/a", "a");
  BOOST_TEST(session->value_at("/data/b") == "a2");
}

BOOST_AUTO_TEST_CASE(a_new_answer_replaces_what_was_kept_aside) {
  auto session = start(cascade());
  answer(*session, "/data/a", "a");
  answer(*session, "/data/b", "a2");
  answer(*session, "/data/a", "b");
  answer(*session, "/data/b", "b1");
  answer(*session, "/data/a", "a");
  BOOST_TEST(session->value_at("/data/b") == "");
}

BOOST_AUTO_TEST_CASE(a_count_that_is_no_number_removes_nobody) {
  auto session = start(counted());
  answer(*session, "/data/n", "2");
  answer(*session, "/data/r[2]/x", "kept");
  answer(*session, "/data/n", "");
  BOOST_TEST(session->value_at("/data/r[2]/x") == "kept");
  answer(*session, "/data/n", "1");
  BOOST_TEST((session->find("/data/r[2]") == NodeId::kNone));
}

BOOST_AUTO_TEST_CASE(what_was_written_over_a_position_stays_when_a_later_row_goes) {
  auto session = start({.fields = "<r><x/></r><r><x/></r><r><x/></r>",
                        .binds = "<bind nodeset=\"/data/r/x\" calculate=\"position(..)\"/>",
                        .body = "<repeat nodeset=\"/data/r\"><input ref=\"/data/r/x\"/></repeat>"});
  answer(*session, "/data/r[1]/x", "mine");
  BOOST_TEST(session->remove_instance(session->find("/data/r[2]")).ok());
  BOOST_TEST(session->value_at("/data/r[1]/x") == "mine");
  BOOST_TEST(session->value_at("/data/r[2]/x") == "2");
}

BOOST_AUTO_TEST_CASE(texts_cannot_grow_without_end) {
  std::string fields = "<a/>", binds;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "c" + std::to_string(i);
    const std::string before = i == 0 ? "/data/a" : "/data/c" + std::to_string(i - 1);
    fields += "<" + name + "/>";
    binds += "<bind nodeset=\"/data/" + name + "\" calculate=\"concat(" + before + ", " + before +
             ")\"/>";
  }
  auto session = start({.fields = fields, .binds = binds, .body = "<input ref=\"/data/a\"/>"});
  answer(*session, "/data/a", "x");
  BOOST_TEST(session->value_at("/data/c9").size() == 1024u);
  BOOST_TEST(session->value_at("/data/c59").size() < (4u << 20) + 1);
}

BOOST_AUTO_TEST_CASE(counts_within_counts_stay_within_bounds) {
  auto session =
      start({.fields = "<n/><r><s><x/></s></r>",
             .body = R"xml(<input ref="/data/n"/><repeat nodeset="/data/r" jr:count="../n">
<repeat nodeset="/data/r/s" jr:count="/data/n"><input ref="/data/r/s/x"/></repeat></repeat>)xml"});
  answer(*session, "/data/n", "700");
  BOOST_TEST(session->children(session->series("/data/r")).size() == 700u);
  BOOST_TEST(session->nodes().size() < 310'000u);
}

BOOST_AUTO_TEST_CASE(a_list_beyond_measure_is_refused_with_its_name) {
  std::string csv = "k\n";
  for (std::size_t i = 0; i < kMaxListCells / 2 + 1; ++i) csv += "1\n";
  const auto form = parse(
      {.model = "<instance id=\"l\" src=\"jr://file-csv/l.csv\"/>", .files = {{"l.csv", csv}}});
  BOOST_REQUIRE(!form.ok());
  BOOST_TEST((form.error().code == jiujin::ErrorCode::kTooLarge));
  BOOST_TEST(form.error().line().find("l.csv") != std::string::npos);
}

// Two binds of one node that disagree would undo each other for ever.
BOOST_AUTO_TEST_CASE(a_second_bind_of_a_node_is_left_aside) {
  auto session = start({.fields = "<a/><n/>",
                        .binds = R"xml(<bind nodeset="/data/a" relevant="//data/n"/>
<bind nodeset="/data/a" relevant="false()"/>)xml",
                        .body = "<input ref=\"/data/a\"/><input ref=\"/data/n\"/>"});
  BOOST_TEST(session->relevant_at("/data/a"));
  BOOST_TEST(session->definition().binds.size() == 2u);  // a's and the added instanceID's
}

// A control bound to a group: what the group holds is not overwritten by an answer to it.
BOOST_AUTO_TEST_CASE(a_control_over_a_group_takes_no_answer) {
  auto session = start({.fields = "<r><x/></r>",
                        .body = "<input ref=\"/data/r\"/><input ref=\"/data/r/x\"/>"});
  answer(*session, "/data/r/x", "kept");
  const auto refused = session->answer_path("/data/r", "7");
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code == jiujin::ErrorCode::kRefused));
  BOOST_TEST(session->value_at("/data/r/x") == "kept");
}

BOOST_AUTO_TEST_SUITE_END()
