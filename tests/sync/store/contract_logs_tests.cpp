// The contract of LogStore: logs. The same cases over every store.
#include <boost/test/unit_test.hpp>

#include "sync/oplog/limits.h"
#include "sync/oplog/log_verifier.h"
#include "tests/sync/store/store_fixture.h"

using namespace jiujin::tests;

BOOST_AUTO_TEST_SUITE(contract_logs_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(an_empty_log_has_head_zero, Where, Stores) {
  World<Where> world;
  const auto head = must(world.station->head(kOwn));
  const auto& suite = **envelope::find_suite(1);
  BOOST_CHECK_EQUAL(head.seq, 0u);
  BOOST_CHECK(head.hash == oplog::chain_start(store::hash_of(suite), kOwn, 1));
  BOOST_CHECK_EQUAL(code_of(world.station->head(kOther)), "not_found");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(appended_ops_form_a_chain_that_verifies, Where, Stores) {
  World<Where> world;
  const auto first = must(world.station->append(kOwn, batch({opening(), answer("1")})));
  const auto second = must(world.station->append(kOwn, batch({answer("2")})));
  const auto ops = must(world.station->ops_after(kOwn, 0, 1'000'000));
  BOOST_REQUIRE_EQUAL(ops.size(), 3u);
  const auto hash = store::hash_of(**envelope::find_suite(1));
  oplog::LogVerifier verifier(hash, kOwn, 0, oplog::chain_start(hash, kOwn, 1));
  for (const auto& op : ops) must(verifier.check(op));
  BOOST_CHECK(must(world.station->head(kOwn)).hash == verifier.hash());
  BOOST_CHECK(first[1].header == ops[1].header);
  BOOST_CHECK(second[0].hash == ops[2].hash);
  BOOST_CHECK_EQUAL(ops[2].county_position, 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(times_are_kept_as_told, Where, Stores) {
  World<Where> world;
  const auto op = must(world.station->append(kOwn, batch({opening()}))).front();
  const auto header = must(oplog::decode_header(op.header));
  BOOST_CHECK(header.time == some_time());
  BOOST_CHECK_EQUAL(header.actor, "S001");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_failed_append_writes_nothing, Where, Stores) {
  World<Where> world;
  auto& station = *world.station;
  must(station.append(kOwn, batch({opening()})));
  auto large = batch({answer("1"), answer(std::string(oplog::kOpBodyBytesMax, 'x'))});
  large.rows = {{"draft", "x"}};
  BOOST_CHECK_EQUAL(code_of(station.append(kOwn, large)), "too_large");
  BOOST_CHECK_EQUAL(code_of(station.append(kOwn, batch({answer("1", id_of<base::CaseId>(9))}))),
                    "not_found");
  auto untyped = answer("1");
  untyped.type = 0;
  BOOST_CHECK_EQUAL(code_of(station.append(kOwn, batch({answer("0"), untyped}))),
                    "invalid_argument");
  BOOST_CHECK_EQUAL(code_of(station.append(kOther, batch({opening()}))), "not_found");
  auto reserved = batch({answer("1")});
  reserved.rows = {{"store/feed_cursor", "x"}};
  BOOST_CHECK_EQUAL(code_of(station.append(kOwn, reserved)), "invalid_argument");
  BOOST_CHECK_EQUAL(must(station.head(kOwn)).seq, 1u);
  BOOST_CHECK(!must(station.row("draft")));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_has_changed_meanwhile_stops_an_append, Where, Stores) {
  World<Where> world;
  auto& station = *world.station;
  auto first = batch({opening()});
  first.rows = {{"once", "1"}};
  first.expected_rows = {{"once", std::nullopt}};
  first.expected_case = {kCase, 0};
  must(station.append(kOwn, first));
  auto again = batch({answer("1")});
  again.rows = first.rows;
  again.expected_rows = first.expected_rows;
  BOOST_CHECK_EQUAL(code_of(station.append(kOwn, again)), "conflict");
  again.expected_rows = {{"once", "2"}};
  BOOST_CHECK_EQUAL(code_of(station.append(kOwn, again)), "conflict");
  again.expected_rows = {{"once", "1"}};
  again.expected_case = {kCase, 0};
  BOOST_CHECK_EQUAL(code_of(station.append(kOwn, again)), "conflict");
  BOOST_CHECK_EQUAL(must(station.head(kOwn)).seq, 1u);
  again.expected_case = {kCase, 1};
  must(station.append(kOwn, again));
  BOOST_CHECK_EQUAL(must(station.head(kOwn)).seq, 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_case_has_one_key, Where, Stores) {
  World<Where> world;
  must(world.station->append(kOwn, batch({opening(kCase, 7)})));
  BOOST_CHECK_EQUAL(code_of(world.station->append(kOwn, batch({opening(kCase, 8)}))), "conflict");
  must(world.station->append(kOwn, batch({opening(kCase, 7)})));  // issued again after a fork
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_become_true_with_the_ops, Where, Stores) {
  World<Where> world;
  must(world.station->write_rows(
      std::vector<std::pair<std::string, std::optional<base::Bytes>>>{{"draft/1", "old"}}));
  auto both = batch({opening()});
  both.rows = {{"draft/1", std::nullopt}, {"fold/1", std::string("f\0x", 3)}};
  must(world.station->append(kOwn, both));
  BOOST_CHECK(!must(world.station->row("draft/1")));
  BOOST_CHECK(must(world.station->row("fold/1")) == std::string("f\0x", 3));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(ops_about_no_case_need_no_key, Where, Stores) {
  World<Where> world;
  must(world.station->append(kOwn, batch({{.type = 60, .body = "{}"}})));
  BOOST_CHECK_EQUAL(must(world.station->ops_of_case({})).size(), 1u);
  BOOST_CHECK(must(world.station->cases()).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(ops_after_stops_at_the_limit_but_gives_one, Where, Stores) {
  World<Where> world;
  must(world.station->append(kOwn, batch({opening(), answer("1"), answer("2")})));
  const auto all = must(world.station->ops_after(kOwn, 0, 1'000'000));
  BOOST_CHECK_EQUAL(must(world.station->ops_after(kOwn, 0, 1)).size(), 1u);
  const auto two =
      all[1].header.size() + all[1].body.size() + all[2].header.size() + all[2].body.size();
  BOOST_CHECK_EQUAL(must(world.station->ops_after(kOwn, 1, two)).size(), 2u);
  BOOST_CHECK_EQUAL(must(world.station->ops_after(kOwn, 1, two - 1)).size(), 1u);
  BOOST_CHECK(must(world.station->ops_after(kOwn, 3, 1'000)).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(cases_come_newest_activity_first, Where, Stores) {
  World<Where> world;
  const auto one = id_of<base::CaseId>(1), two = id_of<base::CaseId>(2);
  must(world.station->append(kOwn, batch({opening(one), opening(two)})));
  BOOST_CHECK(must(world.station->cases()) == (std::vector{two, one}));
  must(world.station->append(kOwn, batch({answer("x", one)})));
  BOOST_CHECK(must(world.station->cases()) == (std::vector{one, two}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_incarnation_is_added_once, Where, Stores) {
  World<Where> world;
  must(world.station->add_incarnation(incarnation(kOwn)));
  auto other = incarnation(kOwn);
  other.public_key = "another";
  BOOST_CHECK_EQUAL(code_of(world.station->add_incarnation(other)), "conflict");
  BOOST_CHECK_EQUAL(code_of(world.station->add_incarnation(incarnation(kOther, 9))), "unsupported");
  const auto all = must(world.station->incarnations());
  BOOST_REQUIRE_EQUAL(all.size(), 1u);
  BOOST_CHECK(all[0] == incarnation(kOwn));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(acknowledgements_only_grow_until_rewound, Where, Stores) {
  World<Where> world;
  auto& station = *world.station;
  must(station.set_acknowledgement({kOwn, 5, 3}));
  must(station.set_acknowledgement({kOwn, 4, 4}));
  BOOST_CHECK_EQUAL(must(station.acknowledgement(kOwn)).committed_seq, 5u);
  BOOST_CHECK_EQUAL(must(station.acknowledgement(kOwn)).backed_up_seq, 4u);
  must(station.rewind(0, std::vector<store::Acknowledgement>{{kOwn, 2, 1}}));
  BOOST_CHECK_EQUAL(must(station.acknowledgement(kOwn)).committed_seq, 2u);
  BOOST_CHECK_EQUAL(code_of(station.acknowledgement(kOther)), "not_found");
}

namespace {

store::Rebirth rebirth_after(std::uint64_t after, std::uint64_t head,
                             std::vector<oplog::OpDraft> again) {
  store::Rebirth rebirth;
  rebirth.old = kOwn;
  rebirth.after = after;
  rebirth.head_seq = head;
  rebirth.fresh = incarnation(kOther);
  for (auto& draft : again) rebirth.again.emplace_back(std::move(draft), some_time());
  rebirth.rows = {{"who", "the new one"}};
  return rebirth;
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_forked_log_goes_on_under_another_name, Where, Stores) {
  World<Where> world;
  auto& station = *world.station;
  const auto held = must(station.append(kOwn, batch({opening(), answer("1"), answer("2")})));
  auto again = answer("2");
  again.origin = oplog::Origin{held[2].address, held[2].hash};
  const auto written = must(station.begin_anew(rebirth_after(2, 3, {again})));
  BOOST_REQUIRE_EQUAL(written.size(), 1u);
  BOOST_CHECK(written[0].address == (base::OpAddress{kOther, 1}));
  BOOST_CHECK(must(oplog::decode_header(written[0].header)).time == some_time());
  BOOST_CHECK_EQUAL(must(station.head(kOwn)).seq, 2u);
  BOOST_CHECK_EQUAL(must(station.ops_of_case(kCase)).size(), 3u);
  BOOST_CHECK(must(station.row("who")) == "the new one");
  BOOST_CHECK_EQUAL(code_of(station.append(kOwn, batch({answer("3")}))), "conflict");
  must(station.append(kOther, batch({answer("3")})));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_rebirth_that_was_overtaken_changes_nothing, Where, Stores) {
  World<Where> world;
  auto& station = *world.station;
  must(station.append(kOwn, batch({opening(), answer("1")})));
  BOOST_CHECK_EQUAL(code_of(station.begin_anew(rebirth_after(1, 1, {answer("1")}))), "conflict");
  auto other = rebirth_after(1, 2, {answer("1")});
  other.expected_rows = {{"who", "somebody"}};
  BOOST_CHECK_EQUAL(code_of(station.begin_anew(other)), "conflict");
  BOOST_CHECK_EQUAL(must(station.head(kOwn)).seq, 2u);
  must(station.append(kOwn, batch({answer("2")})));
  BOOST_CHECK(!must(station.row("who")));
}

BOOST_AUTO_TEST_SUITE_END()
