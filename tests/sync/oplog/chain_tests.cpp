// Chains and commitments against vectors that tests/golden/make_vectors.py made from PROTOCOL.md.
#include "sync/oplog/chain.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/golden_log.h"

using namespace jiujin;
using namespace jiujin::sync;

namespace {

const std::string kGolden = JIUJIN_TEST_SOURCE_DIR "/../../golden";

}  // namespace

BOOST_AUTO_TEST_SUITE(chain_tests)

BOOST_AUTO_TEST_CASE(chains_are_those_of_the_vectors) {
  for (const auto& log : tests::golden_logs(kGolden)) {
    const auto hash = log.hash();
    auto head = oplog::chain_start(hash, log.incarnation, log.suite);
    BOOST_CHECK_EQUAL(head.hex(), log.h0.hex());
    for (const auto& op : log.ops) {
      head = oplog::chain_next(hash, head, op.bytes);
      BOOST_CHECK_EQUAL(head.hex(), op.hash.hex());
    }
    BOOST_CHECK(oplog::head_message(log.incarnation, log.ops.size(), head) == log.head_message);
  }
}

BOOST_AUTO_TEST_CASE(commitments_are_those_of_the_vectors) {
  for (const auto& log : tests::golden_logs(kGolden)) {
    const auto key = oplog::case_key_of(log.ops.at(1).body);
    BOOST_REQUIRE(key.ok());
    std::uint64_t seq = 0;
    for (const auto& op : log.ops) {
      const auto used = op.header.case_id.is_zero() ? base::CaseKey{} : *key;
      const auto commitment =
          oplog::body_commitment(log.hash(), used, {log.incarnation, ++seq}, op.body);
      BOOST_CHECK_EQUAL(commitment.hex(), op.header.commitment.hex());
    }
  }
}

BOOST_AUTO_TEST_CASE(a_body_without_a_key_is_invalid_data) {
  for (const char* body : {"", "[]", "{}", "{\"key\":7}", "{\"key\":\"5a\"}", "{\"key\":\"5a"})
    BOOST_CHECK(oplog::case_key_of(body).error().code == ErrorCode::kInvalidData);
}

BOOST_AUTO_TEST_CASE(only_the_bodys_own_member_is_its_key) {
  const std::string key(64, 'a');
  const std::string named = R"("key":")" + key + '"';
  for (const std::string& body :
       {std::string("\"key\""), "[{" + named + "}]", R"({"other":{)" + named + "}}",
        R"({"list":["key",")" + key + "\"]}", R"({"key":{"key":")" + key + "\"}}",
        "{" + named + R"(,"key":null})", "{" + named + "", "{" + named + "} {}"})
    BOOST_CHECK_MESSAGE(!oplog::case_key_of(body).ok(), body);
  for (const std::string& body :
       {"{" + named + "}", R"({"a":[{"key":"b"},["key"]],)" + named + R"(,"z":{"key":1}})",
        R"({"key":7,)" + named + "}"}) {
    const auto found = oplog::case_key_of(body);
    BOOST_REQUIRE_MESSAGE(found.ok(), body);
    BOOST_CHECK_EQUAL(found->hex(), key);
  }
}

BOOST_AUTO_TEST_SUITE_END()
