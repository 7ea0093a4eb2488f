// Ops on the wire: the exact bytes come back, and nothing that is not signed for passes.
#include <boost/test/unit_test.hpp>

#include "sync/bundle/frame.h"
#include "sync/bundle/limits.h"
#include "sync/bundle/ops_frame.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"
#include "sync/store/memory_store.h"

using namespace jiujin;
using namespace jiujin::sync::bundle;
using namespace jiujin::sync;

namespace {

const CaseKeys kNoKeys = [](const base::CaseId&) -> Result<std::optional<base::CaseKey>> {
  return std::optional<base::CaseKey>();
};

// A log with a case of three ops and a last op about no case.
struct Log {
  envelope::KeyPair key = envelope::default_suite().generate_signing_key(envelope::system_random());
  store::Incarnation incarnation;
  store::MemoryStore store{store::StoreRole::kStation};
  std::vector<oplog::StoredOp> ops;

  Log() {
    incarnation.id.bytes.fill(1);
    incarnation.owner.bytes.fill(2);
    incarnation.public_key = key.public_key;
    BOOST_REQUIRE(store.add_incarnation(incarnation).ok());
    base::CaseId case_id;
    case_id.bytes.fill(3);
    store::AppendBatch batch;
    batch.ops = {
        {1, case_id, 0, "clerk", R"({"item":"QX-001","key":")" + std::string(64, 'a') + "\"}", {}},
        {2, case_id, 0, "clerk", R"({"answers":{"/data/name":"张三"},"form":"QX-001"})", {}},
        {7, case_id, 0, "", R"({"reason":""})", oplog::Origin{{incarnation.id, 9}, {}}},
        {11, {}, 0, "clerk", R"({"text":"hello"})", {}}};
    ops = *store.append(incarnation.id, batch);
  }
  Bytes signature_of(const oplog::StoredOp& op) const {
    return *envelope::default_suite().sign(
        key.private_key, oplog::head_message(incarnation.id, op.address.seq, op.hash),
        envelope::system_random());
  }
  base::Digest start() const {
    return oplog::chain_start(
        [](std::initializer_list<BytesView> parts) {
          return envelope::default_suite().hash(parts);
        },
        incarnation.id, incarnation.suite);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ops_frame_tests)

BOOST_AUTO_TEST_CASE(left_out_commitments_are_computed_to_the_same_bytes) {
  Log log;
  for (const Commitment way : {Commitment::kOmit, Commitment::kWrite}) {
    auto frame = decode_ops_frame(encode_ops_frame(log.ops, log.signature_of(log.ops.back()), way));
    BOOST_REQUIRE(frame.ok());
    auto back = verify_ops_frame(*frame, log.incarnation, log.start(), kNoKeys);
    BOOST_REQUIRE(back.ok());
    BOOST_REQUIRE_EQUAL(back->size(), log.ops.size());
    for (std::size_t i = 0; i < log.ops.size(); ++i) {
      BOOST_TEST(back->at(i).header == log.ops[i].header);
      BOOST_TEST(back->at(i).body == log.ops[i].body);
      BOOST_TEST((back->at(i).hash == log.ops[i].hash));
      BOOST_TEST((back->at(i).address == log.ops[i].address));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_changed_body_does_not_match_the_signed_head) {
  Log log;
  auto ops = log.ops;
  ops[1].body[2] ^= 1;
  auto frame =
      decode_ops_frame(encode_ops_frame(ops, log.signature_of(log.ops.back()), Commitment::kOmit));
  BOOST_REQUIRE(frame.ok());
  auto back = verify_ops_frame(*frame, log.incarnation, log.start(), kNoKeys);
  BOOST_REQUIRE(!back.ok());
  BOOST_TEST((back.error().code == ErrorCode::kProtocol));
}

BOOST_AUTO_TEST_CASE(a_dropped_op_does_not_match_the_signed_head) {
  Log log;
  const std::span<const oplog::StoredOp> fewer(log.ops.data(), 3);
  auto frame = decode_ops_frame(
      encode_ops_frame(fewer, log.signature_of(log.ops.back()), Commitment::kWrite));
  BOOST_TEST(!verify_ops_frame(*frame, log.incarnation, log.start(), kNoKeys).ok());
}

BOOST_AUTO_TEST_CASE(a_case_whose_key_is_not_held_asks_for_commitments) {
  Log log;
  const std::span<const oplog::StoredOp> later(log.ops.data() + 1, 3);
  const Bytes signature = log.signature_of(log.ops.back());
  auto omitted = decode_ops_frame(encode_ops_frame(later, signature, Commitment::kOmit));
  auto missing = verify_ops_frame(*omitted, log.incarnation, log.ops[0].hash, kNoKeys);
  BOOST_REQUIRE(!missing.ok());
  BOOST_TEST((missing.error().code == ErrorCode::kNotFound));
  auto written = decode_ops_frame(encode_ops_frame(later, signature, Commitment::kWrite));
  BOOST_TEST(verify_ops_frame(*written, log.incarnation, log.ops[0].hash, kNoKeys).ok());
}

BOOST_AUTO_TEST_CASE(a_destroyed_body_still_verifies) {
  Log log;
  auto ops = log.ops;
  ops[1].body.clear();
  ops[1].body_destroyed = true;
  auto frame =
      decode_ops_frame(encode_ops_frame(ops, log.signature_of(log.ops.back()), Commitment::kOmit));
  auto back = verify_ops_frame(*frame, log.incarnation, log.start(), kNoKeys);
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->at(1).body_destroyed);
  BOOST_TEST(back->at(1).header == log.ops[1].header);
}

BOOST_AUTO_TEST_CASE(every_cut_of_the_payload_is_refused) {
  Log log;
  const Bytes payload =
      encode_ops_frame(log.ops, log.signature_of(log.ops.back()), Commitment::kOmit);
  for (std::size_t size = 0; size < payload.size(); ++size) {
    BOOST_TEST(!decode_ops_frame(BytesView(payload).substr(0, size)).ok());
  }
  BOOST_TEST(!decode_ops_frame(payload + "x").ok());
}

// What "status events cost tens of bytes" means for an op alone in its frame, signature apart.
BOOST_AUTO_TEST_CASE(a_status_op_costs_tens_of_bytes) {
  Log log;
  store::AppendBatch batch;
  batch.time.wall_ms = 1795312345678;
  base::CaseId case_id;
  case_id.bytes.fill(3);
  batch.ops = {{20, case_id, 4, "reviewer", "{}", {}}};
  const auto ops = *log.store.append(log.incarnation.id, batch);
  const Bytes frame = encode_frame(
      FrameType::kOps, encode_ops_frame(ops, log.signature_of(ops[0]), Commitment::kOmit),
      Squeeze::kTry);
  BOOST_TEST_MESSAGE("a status op in its frame: " << frame.size() << " bytes");
  BOOST_TEST(frame.size() < 100u + kSignatureBytesMax / 2);
}

BOOST_AUTO_TEST_SUITE_END()
