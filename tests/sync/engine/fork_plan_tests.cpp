// What is written again after a fork.
#include <boost/test/unit_test.hpp>

#include "sync/engine/fork_plan.h"
#include "sync/store/memory_store.h"

using namespace jiujin;
using namespace jiujin::sync;

BOOST_AUTO_TEST_SUITE(fork_plan_tests)

BOOST_AUTO_TEST_CASE(unseen_ops_are_repeated_in_order_under_their_origin) {
  store::MemoryStore store(store::StoreRole::kStation);
  store::Incarnation log;
  log.id.bytes.fill(1);
  log.owner.bytes.fill(2);
  BOOST_REQUIRE(store.add_incarnation(log).ok());
  oplog::Origin earlier;
  earlier.address.incarnation.bytes.fill(9);
  earlier.address.seq = 3;
  store::AppendBatch batch;
  batch.ops = {{60, {}, 1, "a", R"({"n":1})", {}},
               {60, {}, 2, "b", R"({"n":2})", earlier},
               {60, {}, 3, "c", R"({"n":3})", {}}};
  auto ops = *store.append(log.id, batch);
  ops[0].county_position = 5;  // stands in the county's order already
  auto drafts = engine::plan_reissue(ops);
  BOOST_REQUIRE(drafts.ok());
  BOOST_REQUIRE_EQUAL(drafts->size(), 2u);
  BOOST_TEST((drafts->at(0).first.origin == earlier));  // a repeat keeps its first origin
  BOOST_TEST(drafts->at(0).first.body == R"({"n":2})");
  BOOST_TEST(drafts->at(1).first.actor == "c");
  BOOST_TEST((drafts->at(1).first.origin->address == ops[2].address));
  BOOST_TEST((drafts->at(1).first.origin->hash == ops[2].hash));
}

BOOST_AUTO_TEST_SUITE_END()
