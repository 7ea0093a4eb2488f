// Groups in every store: together or not at all, and each call in one still by itself.
#include <boost/test/unit_test.hpp>

#include "tests/sync/store/store_fixture.h"

using namespace jiujin::tests;
using Rows = std::vector<std::pair<std::string, std::optional<base::Bytes>>>;

BOOST_AUTO_TEST_SUITE(contract_groups_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_group_is_there_after_its_commit, Where, Stores) {
  World<Where> world;
  auto& store = *world.station;
  must(store.begin_group());
  must(store.append(kOwn, batch({opening()})));
  must(store.append(kOwn, batch({answer("second")})));
  must(store.put_file("page", "image/jpeg"));
  BOOST_CHECK_EQUAL(must(store.head(kOwn)).seq, 2u);  // its own reader sees it at once
  must(store.commit_group());
  BOOST_CHECK_EQUAL(must(store.head(kOwn)).seq, 2u);
  BOOST_CHECK_EQUAL(must(store.ops_of_case(kCase)).size(), 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_abandoned_group_leaves_nothing, Where, Stores) {
  World<Where> world;
  auto& store = *world.station;
  {
    must(store.begin_group());
    const store::GroupGuard guard(store);
    must(store.append(kOwn, batch({opening()})));
    must(store.put_file("page", "image/jpeg"));
  }
  BOOST_CHECK_EQUAL(must(store.head(kOwn)).seq, 0u);
  BOOST_CHECK(!must(store.file_info(envelope::content_hash("page"))));
  must(store.append(kOwn, batch({opening()})));
  BOOST_CHECK_EQUAL(must(store.head(kOwn)).seq, 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_refused_call_takes_back_only_itself, Where, Stores) {
  World<Where> world;
  auto& store = *world.station;
  must(store.begin_group());
  must(store.append(kOwn, batch({opening()})));
  auto second = batch({answer("x")});
  second.expected_case = {kCase, 7};
  BOOST_CHECK_EQUAL(code_of(store.append(kOwn, second)), "conflict");
  const base::ContentHash wrong{};
  BOOST_CHECK(!store.put_file_part(wrong, 4, "image/jpeg", 0, "page").ok());
  must(store.write_rows(Rows{{"a", "1"}}));
  must(store.commit_group());
  BOOST_CHECK_EQUAL(must(store.head(kOwn)).seq, 1u);
  BOOST_CHECK(must(store.row("a")) == "1");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(groups_do_not_nest, Where, Stores) {
  World<Where> world;
  auto& store = *world.station;
  BOOST_CHECK(!store.commit_group().ok());
  must(store.begin_group());
  BOOST_CHECK(!store.begin_group().ok());
  must(store.commit_group());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(events_are_found_in_the_order_of_arrival, Where, Stores) {
  World<Where> world;
  auto& store = *world.station;
  oplog::OpDraft loose{.type = oplog::kEventRecordedType, .body = R"({"id":"a"})"};
  auto of_case = loose;
  of_case.case_id = kCase;
  of_case.body = R"({"id":"b"})";
  oplog::OpDraft staff{.type = oplog::kRegisterTypeMin, .body = R"({"id":"S001"})"};
  must(store.append(kOwn, batch({opening(), loose, staff, of_case})));
  std::string seen;
  must(store.visit_events([&](const oplog::StoredOp& op) { seen += op.body; }));
  BOOST_CHECK_EQUAL(seen, R"({"id":"a"}{"id":"b"})");
  const auto said = must(store.register_ops());
  BOOST_REQUIRE_EQUAL(said.size(), 1u);
  BOOST_CHECK_EQUAL(said[0].body, R"({"id":"S001"})");
}

BOOST_AUTO_TEST_SUITE_END()
