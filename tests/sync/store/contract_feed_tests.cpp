// The contract of LogStore: what comes from the other side. The same cases over every store.
#include <boost/test/unit_test.hpp>

#include "tests/sync/store/store_fixture.h"

using namespace jiujin::tests;

namespace {

std::vector<store::FeedEntry> whole_feed(store::LogStore& county, std::uint64_t after = 0) {
  std::uint64_t scanned = 0;
  return must(county.feed_after(after, 1'000'000, nullptr, &scanned));
}

// Ops travel as header and body; the hash is computed at both ends.
std::vector<oplog::StoredOp> sent(std::vector<oplog::StoredOp> ops) {
  for (auto& op : ops) op.hash = {};
  return ops;
}

std::vector<oplog::StoredOp> log_of(store::LogStore& store, const base::IncarnationId& id) {
  return must(store.ops_after(id, 0, 1'000'000));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contract_feed_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(received_ops_get_positions_in_order, Where, Stores) {
  World<Where> world;
  must(world.station->append(kOwn, batch({opening(), answer("1")})));
  must(world.county->append(kCounty, batch({{.type = 60, .body = "{}"}})));
  const auto head = must(world.county->receive_ops(kOwn, sent(log_of(*world.station, kOwn))));
  BOOST_CHECK_EQUAL(head.seq, 2u);
  BOOST_CHECK(head.hash == must(world.station->head(kOwn)).hash);
  const auto feed = whole_feed(*world.county);
  BOOST_REQUIRE_EQUAL(feed.size(), 3u);
  BOOST_CHECK(feed[0].address.incarnation == kCounty);
  BOOST_CHECK(feed[2].address == (base::OpAddress{kOwn, 2}));
  BOOST_CHECK_EQUAL(feed[2].position, 3u);
  BOOST_CHECK_EQUAL(must(world.county->feed_end()), 3u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(ops_sent_again_change_nothing, Where, Stores) {
  World<Where> world;
  must(world.station->append(kOwn, batch({opening(), answer("1"), answer("2")})));
  const auto ops = sent(log_of(*world.station, kOwn));
  must(world.county->receive_ops(kOwn, std::span(ops).first(2)));
  must(world.county->receive_ops(kOwn, std::span(ops).first(1)));
  must(world.county->receive_ops(kOwn, ops));
  must(world.county->receive_ops(kOwn, ops));
  BOOST_CHECK_EQUAL(must(world.county->feed_end()), 3u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_gap_is_refused_whole, Where, Stores) {
  World<Where> world;
  must(world.station->append(kOwn, batch({opening(), answer("1"), answer("2")})));
  auto ops = sent(log_of(*world.station, kOwn));
  ops.erase(ops.begin() + 1);
  BOOST_CHECK_EQUAL(code_of(world.county->receive_ops(kOwn, ops)), "invalid_data");
  BOOST_CHECK_EQUAL(must(world.county->head(kOwn)).seq, 0u);
  BOOST_CHECK_EQUAL(must(world.county->feed_end()), 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_forked_log_is_a_conflict_that_names_the_seq, Where, Stores) {
  World<Where> world, clone;
  must(world.station->append(kOwn, batch({opening(), answer("one")})));
  must(clone.station->append(kOwn, batch({opening(), answer("two"), answer("three")})));
  must(world.county->receive_ops(kOwn, sent(log_of(*world.station, kOwn))));
  const auto forked = log_of(*clone.station, kOwn);
  const auto refused = world.county->receive_ops(kOwn, sent(forked));
  BOOST_REQUIRE_EQUAL(code_of(refused), "conflict");
  BOOST_CHECK(refused.error().place.ends_with("op 2"));
  // Offered from the fork on, only the chain tells.
  const auto tail = world.county->receive_ops(kOwn, std::span(forked).last(1));
  BOOST_REQUIRE_EQUAL(code_of(tail), "conflict");
  BOOST_CHECK(tail.error().place.ends_with("op 3"));
  BOOST_CHECK_EQUAL(must(world.county->feed_end()), 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_changed_body_is_corrupt, Where, Stores) {
  World<Where> world;
  must(world.station->append(kOwn, batch({opening(), answer("1")})));
  auto ops = sent(log_of(*world.station, kOwn));
  must(world.county->receive_ops(kOwn, std::span(ops).first(1)));
  ops[1].body[6] = '9';
  BOOST_CHECK_EQUAL(code_of(world.county->receive_ops(kOwn, ops)), "corrupt");
  BOOST_CHECK_EQUAL(must(world.county->head(kOwn)).seq, 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(ops_of_unknown_logs_are_refused, Where, Stores) {
  World<Where> world;
  must(world.station->append(kOwn, batch({opening()})));
  const auto ops = log_of(*world.station, kOwn);
  BOOST_CHECK_EQUAL(code_of(world.county->receive_ops(kOther, ops)), "not_found");
  must(world.county->add_incarnation(incarnation(kOther)));
  BOOST_CHECK_EQUAL(code_of(world.county->receive_ops(kOther, ops)), "conflict");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_feed_is_filtered_and_says_how_far_it_read, Where, Stores) {
  World<Where> world;
  const auto other = id_of<base::CaseId>(2);
  must(world.county->append(kCounty,
                            batch({opening(), opening(other), answer("1"), answer("2", other)})));
  const auto wanted = [&](const oplog::StoredOp& op) {
    return must(oplog::decode_header(op.header)).case_id == kCase;
  };
  std::uint64_t scanned = 0;
  const auto feed = must(world.county->feed_after(0, 1'000'000, wanted, &scanned));
  BOOST_REQUIRE_EQUAL(feed.size(), 2u);
  BOOST_CHECK_EQUAL(feed[1].position, 3u);
  BOOST_CHECK_EQUAL(scanned, 4u);
  const auto one = must(world.county->feed_after(0, 1, wanted, &scanned));
  BOOST_CHECK_EQUAL(one.size(), 1u);
  BOOST_CHECK_EQUAL(scanned, 2u);  // the next wanted one did not fit
  BOOST_CHECK(must(world.county->feed_after(4, 100, wanted, &scanned)).empty());
  BOOST_CHECK_EQUAL(scanned, 4u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_filter_of_the_feed_may_read_the_store, Where, Stores) {
  World<Where> world;
  must(world.county->append(kCounty, batch({opening(), answer("1")})));
  const auto of_an_opened_case = [&](const oplog::StoredOp& op) {
    return !must(world.county->ops_of_case(must(oplog::decode_header(op.header)).case_id)).empty();
  };
  std::uint64_t scanned = 0;
  BOOST_CHECK_EQUAL(
      must(world.county->feed_after(0, 1'000'000, of_an_opened_case, &scanned)).size(), 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_station_orders_a_case_as_the_county_does, Where, Stores) {
  World<Where> world;
  must(world.station->append(kOwn, batch({opening(), answer("1")})));
  must(world.county->receive_ops(kOwn, sent(log_of(*world.station, kOwn))));
  must(world.station->append(kOwn, batch({answer("not yet sent")})));
  must(world.county->append(kCounty, batch({answer("county")})));
  auto feed = whole_feed(*world.county);
  feed[0].op.reset();  // one's own: named only
  must(world.station->apply_feed(feed, 3));
  const auto ops = must(world.station->ops_of_case(kCase));
  BOOST_REQUIRE_EQUAL(ops.size(), 4u);
  BOOST_CHECK(ops[0].address == (base::OpAddress{kOwn, 1}));
  BOOST_CHECK(ops[2].address == (base::OpAddress{kCounty, 1}));
  BOOST_CHECK(ops[3].address == (base::OpAddress{kOwn, 3}));
  BOOST_CHECK_EQUAL(ops[3].county_position, 0u);
  BOOST_CHECK_EQUAL(must(world.station->feed_cursor()), 3u);
  must(world.station->apply_feed(feed, 3));  // twice is once
  BOOST_CHECK_EQUAL(must(world.station->ops_of_case(kCase)).size(), 4u);
}

// Two programs sync at once: the older answer may come last.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_cursor_never_goes_back, Where, Stores) {
  World<Where> world;
  must(world.county->append(kCounty, batch({opening(), answer("1")})));
  const auto feed = whole_feed(*world.county);
  must(world.station->apply_feed(feed, 2));
  must(world.station->apply_feed(std::span(feed).first(1), 1));
  BOOST_CHECK_EQUAL(must(world.station->feed_cursor()), 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_feed_that_does_not_fit_changes_nothing, Where, Stores) {
  World<Where> world;
  must(world.county->append(kCounty, batch({opening(), answer("1")})));
  auto feed = whole_feed(*world.county);
  auto unheld = feed;
  unheld[1].op.reset();
  unheld[1].address = {kOwn, 77};
  BOOST_CHECK_EQUAL(code_of(world.station->apply_feed(unheld, 2)), "not_found");
  auto doubled = feed;
  doubled[1].position = 1;
  BOOST_CHECK_EQUAL(code_of(world.station->apply_feed(doubled, 2)), "conflict");
  auto twice = feed;
  twice.push_back(feed[0]);
  twice[2].position = 9;
  BOOST_CHECK_EQUAL(code_of(world.station->apply_feed(twice, 9)), "conflict");
  auto nowhere = feed;
  nowhere[1].position = 0;
  BOOST_CHECK_EQUAL(code_of(world.station->apply_feed(nowhere, 2)), "invalid_data");
  BOOST_CHECK(must(world.station->ops_of_case(kCase)).empty());
  BOOST_CHECK_EQUAL(must(world.station->feed_cursor()), 0u);
  must(world.station->apply_feed(feed, 2));
  BOOST_CHECK_EQUAL(must(world.station->ops_of_case(kCase)).size(), 2u);
}

// What a restored county has forgotten may come again as another op under the same number.
BOOST_AUTO_TEST_CASE_TEMPLATE(what_was_taken_back_gives_way_to_the_county, Where, Stores) {
  World<Where> world, restored;
  must(world.county->append(kCounty, batch({opening(), answer("1")})));
  must(restored.county->append(kCounty, batch({opening(), answer("2")})));
  must(world.station->apply_feed(whole_feed(*world.county), 2));
  const auto other = whole_feed(*restored.county);
  BOOST_CHECK_EQUAL(code_of(world.station->apply_feed(other, 2)), "ok");  // read already
  must(world.station->rewind(0, {}));
  must(world.station->apply_feed(other, 2));
  const auto ops = must(world.station->ops_of_case(kCase));
  BOOST_REQUIRE_EQUAL(ops.size(), 2u);
  BOOST_CHECK(ops[1].body == other[1].op->body);
  BOOST_CHECK_EQUAL(ops[1].county_position, 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_log_named_by_the_feed_can_be_introduced_later, Where, Stores) {
  World<Where> world;
  must(world.county->append(kCounty, batch({opening()})));
  must(world.station->apply_feed(whole_feed(*world.county), 1));
  BOOST_CHECK_EQUAL(must(world.station->incarnations()).size(), 1u);
  BOOST_CHECK_EQUAL(code_of(world.station->head(kCounty)), "not_found");
  must(world.station->add_incarnation(incarnation(kCounty)));
  BOOST_CHECK_EQUAL(must(world.station->incarnations()).size(), 2u);
  // The station may now write about the case: its key came with the feed.
  must(world.station->append(kOwn, batch({answer("ours")})));
}

// After a fork: whichever copy the county has first takes effect, the other is kept (PROTOCOL 3).
BOOST_AUTO_TEST_CASE_TEMPLATE(an_origin_is_applied_once_whichever_copy_is_first, Where, Stores) {
  for (const bool copy_first : {true, false}) {
    World<Where> world;
    must(world.station->append(kOwn, batch({opening()})));
    const auto written = log_of(*world.station, kOwn);
    must(world.station->add_incarnation(incarnation(kOther)));
    must(world.county->add_incarnation(incarnation(kOther)));
    auto again = opening();
    again.origin = {written[0].address, written[0].hash};
    must(world.station->append(kOther, batch({again, answer("1")})));
    const auto copies = log_of(*world.station, kOther);
    if (copy_first) must(world.county->receive_ops(kOther, sent(copies)));
    must(world.county->receive_ops(kOwn, sent(written)));
    if (!copy_first) must(world.county->receive_ops(kOther, sent(copies)));
    const auto ops = must(world.county->ops_of_case(kCase));
    BOOST_REQUIRE_EQUAL(ops.size(), 3u);
    const auto& effective = copy_first ? kOther : kOwn;
    for (const auto& op : ops)
      if (op.address.seq == 1)
        BOOST_CHECK_EQUAL(op.superseded, op.address.incarnation != effective);
    std::size_t marked = 0;
    for (const auto& entry : whole_feed(*world.county)) marked += entry.superseded;
    BOOST_CHECK_EQUAL(marked, 1u);
    // The station, told by the feed, sees the same.
    must(world.station->apply_feed(whole_feed(*world.county), 3));
    const auto at_station = must(world.station->ops_of_case(kCase));
    BOOST_REQUIRE_EQUAL(at_station.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
      BOOST_CHECK(at_station[i].address == ops[i].address);
      BOOST_CHECK_EQUAL(at_station[i].superseded, ops[i].superseded);
    }
  }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_county_that_forgot_gives_positions_anew, Where, Stores) {
  World<Where> world;
  must(world.station->append(kOwn, batch({opening(), answer("1"), answer("2")})));
  const auto ops = sent(log_of(*world.station, kOwn));
  must(world.county->receive_ops(kOwn, ops));
  must(world.station->apply_feed(whole_feed(*world.county), 3));
  must(world.station->set_acknowledgement({kOwn, 3, 3}));
  must(world.station->rewind(1, std::vector<store::Acknowledgement>{{kOwn, 1, 1}}));
  BOOST_CHECK_EQUAL(must(world.station->feed_cursor()), 1u);
  const auto rewound = must(world.station->ops_of_case(kCase));
  BOOST_CHECK_EQUAL(rewound[0].county_position, 1u);
  BOOST_CHECK_EQUAL(rewound[2].county_position, 0u);
  std::vector<store::FeedEntry> anew{{5, {kOwn, 3}, {}, false}, {6, {kOwn, 2}, {}, false}};
  must(world.station->apply_feed(anew, 6));
  BOOST_CHECK_EQUAL(must(world.station->ops_of_case(kCase))[1].address.seq, 3u);
}

// A restored disk gets its own later ops back, with the hashes that prove them.
BOOST_AUTO_TEST_CASE_TEMPLATE(ones_own_ops_come_back_with_their_chain, Where, Stores) {
  World<Where> world;
  must(world.station->append(kOwn, batch({opening(), answer("1")})));
  const auto log = log_of(*world.station, kOwn);
  must(world.county->receive_ops(kOwn, sent(log)));
  World<Where> restored;
  must(restored.station->apply_feed(whole_feed(*world.county), 2));
  BOOST_CHECK(log_of(*restored.station, kOwn)[1].hash == log[1].hash);
}

BOOST_AUTO_TEST_SUITE_END()
