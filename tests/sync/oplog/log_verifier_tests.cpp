#include "sync/oplog/log_verifier.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/golden_log.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::oplog;

namespace {

struct Run {
  tests::GoldenLog log = tests::golden_logs(JIUJIN_TEST_SOURCE_DIR "/../../golden").front();
  LogVerifier verifier{log.hash(), log.incarnation, 0, log.h0};
  Result<StoredOp> take(std::size_t i) {
    return verifier.accept(log.ops[i].bytes, log.ops[i].body, false);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(log_verifier_tests)

BOOST_FIXTURE_TEST_CASE(a_log_passes_from_its_beginning, Run) {
  for (std::size_t i = 0; i < log.ops.size(); ++i) {
    const auto op = take(i);
    BOOST_REQUIRE(op.ok());
    BOOST_CHECK(op->hash == log.ops[i].hash);
    BOOST_CHECK_EQUAL(op->address.seq, i + 1);
  }
  BOOST_CHECK_EQUAL(verifier.seq(), log.ops.size());
}

BOOST_FIXTURE_TEST_CASE(another_body_is_corrupt_and_changes_nothing, Run) {
  BOOST_REQUIRE(take(0).ok());
  BOOST_REQUIRE(take(1).ok());
  const auto before = verifier.hash();
  Bytes body = log.ops[2].body;
  body[20] ^= 1;
  const auto op = verifier.accept(log.ops[2].bytes, body, false);
  BOOST_REQUIRE(!op.ok());
  BOOST_CHECK(op.error().code == ErrorCode::kCorrupt);
  BOOST_CHECK_EQUAL(op.error().place, "op 3");
  BOOST_CHECK(verifier.hash() == before);
  BOOST_CHECK(take(2).ok());
}

BOOST_FIXTURE_TEST_CASE(a_body_of_another_length_is_refused, Run) {
  const auto op = verifier.accept(log.ops[0].bytes, log.ops[0].body + " ", false);
  BOOST_CHECK(op.error().code == ErrorCode::kInvalidData);
}

BOOST_FIXTURE_TEST_CASE(a_destroyed_body_keeps_the_chain, Run) {
  for (std::size_t i = 0; i < log.ops.size(); ++i)
    BOOST_REQUIRE(verifier.accept(log.ops[i].bytes, "", true).ok());
  BOOST_CHECK(verifier.hash() == log.ops.back().hash);
}

BOOST_FIXTURE_TEST_CASE(a_key_that_came_earlier_is_asked_for, Run) {
  const auto key = case_key_of(log.ops[1].body);
  LogVerifier later(log.hash(), log.incarnation, 2, log.ops[1].hash,
                    [&](const base::CaseId&) { return std::optional(*key); });
  Bytes body = log.ops[2].body;
  body[20] ^= 1;
  BOOST_CHECK(!later.accept(log.ops[2].bytes, body, false).ok());
  BOOST_CHECK(later.accept(log.ops[2].bytes, log.ops[2].body, false).ok());
}

BOOST_FIXTURE_TEST_CASE(stored_ops_must_follow_one_another, Run) {
  std::vector<StoredOp> ops;
  for (std::size_t i = 0; i < log.ops.size(); ++i) ops.push_back(*take(i));
  LogVerifier again(log.hash(), log.incarnation, 0, log.h0);
  BOOST_CHECK(again.check(ops[1]).error().code == ErrorCode::kInvalidData);
  BOOST_CHECK(again.check(ops[0]).ok());
  StoredOp bent = ops[1];
  bent.hash.bytes[0] ^= 1;
  BOOST_CHECK(again.check(bent).error().code == ErrorCode::kCorrupt);
  BOOST_CHECK(again.check(ops[1]).ok());
}

BOOST_AUTO_TEST_SUITE_END()
