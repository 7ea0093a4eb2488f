// Ops by column: exact bytes back, the page's vectors, the price of an event, hostile payloads.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "sync/base/hex.h"
#include "sync/bundle/frame.h"
#include "sync/bundle/limits.h"
#include "sync/bundle/ops_frame.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::bundle;

namespace {

std::mt19937 g_random(77);  // the seed of every case here

oplog::StoredOp make_op(std::uint64_t seq, oplog::OpHeader header, Bytes body) {
  oplog::StoredOp op;
  op.address.incarnation.bytes.fill(1);
  op.address.seq = seq;
  header.body_length = body.size();
  op.header = oplog::encode_header(header);
  op.body = std::move(body);
  return op;
}

oplog::OpHeader sample_header(std::uint64_t seq) {
  oplog::OpHeader header;
  header.type = 11;
  header.time.wall_ms = 1795320000000 + static_cast<std::int64_t>(seq * 100);
  header.time.mono_ms = 5000 + seq * 100;
  header.actor = "S001";
  return header;
}

// Like a status event: about 150 bytes, of which some ten are news.
Bytes event_body(std::uint64_t seq) {
  static const char* const kStates[] = {"已受理", "已补正", "审核中", "已办结"};
  char text[300];
  std::snprintf(text, sizeof text,
                R"({"id": "ST01-%08d", "state": "%s", "time": "2026-11-%02dT%02d:%02d:%02d.%03d", )"
                R"("by": "李桂英", "note": "%s"})",
                static_cast<int>(seq), kStates[g_random() % 4], 1 + int(g_random() % 30),
                int(g_random() % 24), int(g_random() % 60), int(g_random() % 60),
                int(g_random() % 1000), g_random() % 2 ? "材料齐全" : "");
  return text;
}

void check_back(const std::vector<oplog::StoredOp>& ops, const OpsFrame& frame) {
  BOOST_REQUIRE(frame.records.size() == ops.size());
  BOOST_TEST(frame.first_seq == ops.front().address.seq);
  for (std::size_t i = 0; i < ops.size(); ++i) {
    const Record& record = frame.records[i];
    Bytes header = record.op.header;
    if (record.commitment_omitted) {
      BOOST_TEST(header.substr(record.commitment_at, 32) == Bytes(32, '\0'));
      header.replace(record.commitment_at, 32, ops[i].header.substr(record.commitment_at, 32));
    }
    BOOST_TEST(header == ops[i].header);
    BOOST_TEST(record.op.body == ops[i].body);
    BOOST_TEST(record.op.body_destroyed == ops[i].body_destroyed);
  }
}

void check_both_ways(const std::vector<oplog::StoredOp>& ops) {
  for (const Commitment commitment : {Commitment::kOmit, Commitment::kWrite}) {
    const Bytes payload = encode_ops_frame(ops, "signature", commitment, Layout::kColumns);
    auto frame = decode_ops_frame(payload);
    BOOST_REQUIRE(frame.ok());
    BOOST_TEST(frame->signature == "signature");
    check_back(ops, *frame);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(record_columns_tests)

BOOST_AUTO_TEST_CASE(the_vectors_of_the_page_are_read) {
  std::ifstream file(std::string(JIUJIN_TEST_GOLDEN_DIR) + "/ops_frame_v1.json");
  for (const auto& vector : nlohmann::json::parse(file)) {
    BOOST_TEST_CONTEXT(vector["name"].get<std::string>()) {
      auto frame = decode_ops_frame(*base::from_hex(vector["payload"].get<std::string>()));
      BOOST_REQUIRE(frame.ok());
      BOOST_TEST(frame->first_seq == vector["first_seq"].get<std::uint64_t>());
      BOOST_TEST(frame->signature == "signature");
      BOOST_REQUIRE(frame->records.size() == vector["ops"].size());
      for (std::size_t i = 0; i < frame->records.size(); ++i) {
        const auto& expected = vector["ops"][i];
        const auto& op = frame->records[i].op;
        BOOST_TEST(base::to_hex(op.header) == expected["header"].get<std::string>());
        BOOST_TEST(op.body_destroyed == expected["body"].is_null());
        if (!op.body_destroyed) BOOST_TEST(op.body == expected["body"].get<std::string>());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(ops_of_every_kind_come_back_exactly) {
  std::vector<oplog::StoredOp> ops;
  for (std::uint64_t seq = 5; seq < 60; ++seq) {
    oplog::OpHeader header = sample_header(seq);
    header.type = 1 + g_random() % 3;
    header.base = g_random() % 4;
    header.case_id.bytes.fill(static_cast<std::uint8_t>(g_random() % 3));
    header.time.boot.bytes.fill(static_cast<std::uint8_t>(seq / 30));
    for (auto& byte : header.commitment.bytes) byte = static_cast<std::uint8_t>(g_random());
    if (seq % 7 == 0) {
      header.time = {-5, {}, UINT64_MAX, UINT64_MAX};
      header.actor = "";
    }
    if (seq % 5 == 0) {
      header.origin = oplog::Origin{{{}, seq << (seq / 2)}, {}};
      header.origin->hash.bytes.fill(9);
    }
    ops.push_back(make_op(seq, header, seq % 4 ? event_body(seq) : Bytes("no json \" at all")));
    if (seq % 11 == 0) {
      ops.back().body.clear();
      ops.back().body_destroyed = true;
    }
  }
  check_both_ways(ops);
  check_both_ways({ops[0]});
  check_both_ways({make_op(1, sample_header(1), "")});
}

BOOST_AUTO_TEST_CASE(what_columns_cannot_say_goes_by_record) {
  check_both_ways({make_op(1, sample_header(1), Bytes("{\"a\":\"\0\"}", 9))});
  oplog::OpHeader odd = sample_header(1);
  odd.actor = std::string("S\0", 2);
  check_both_ways({make_op(1, odd, "{}"), make_op(2, sample_header(2), "{}")});
  std::vector<oplog::StoredOp> shapes;
  for (std::uint64_t i = 0; i < kShapesMax + 1; ++i) {
    shapes.push_back(make_op(1 + i, sample_header(i), "{\"m" + Bytes(i, 'x') + "\":1}"));
  }
  check_both_ways(shapes);
}

// The target is 32 bytes an event on the wire; these are a little simpler than the measured ones.
BOOST_AUTO_TEST_CASE(an_event_costs_a_dozen_bytes) {
  std::vector<oplog::StoredOp> ops;
  for (std::uint64_t seq = 1; seq <= 700; ++seq) {
    ops.push_back(make_op(seq, sample_header(seq), event_body(seq)));
  }
  const Signer sign = [](BytesView) -> Result<Bytes> { return Bytes(71, 's'); };
  auto packed = pack_ops(ops, sign, Commitment::kOmit);
  BOOST_REQUIRE(packed.ok());
  BOOST_TEST(packed->count == ops.size());
  BOOST_TEST(packed->frame.size() < ops.size() * 12);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_one_frame_is_left_for_the_next) {
  std::vector<oplog::StoredOp> ops;
  for (std::uint64_t seq = 1; seq <= 9; ++seq) {
    Bytes noise(40'000, '\0');
    for (char& c : noise) c = static_cast<char>(1 + g_random() % 255);
    ops.push_back(make_op(seq, sample_header(seq), noise));
  }
  const Signer sign = [](BytesView message) -> Result<Bytes> {
    return Bytes(message.substr(message.size() - 40, 8));  // the seq that it speaks of
  };
  auto packed = pack_ops(ops, sign, Commitment::kOmit);
  BOOST_REQUIRE(packed.ok());
  BOOST_TEST(packed->count >= 1u);
  BOOST_TEST(packed->count < ops.size());
  StreamReader reader(Direction::kUp);
  reader.feed(encode_preamble(Direction::kUp) + packed->frame);
  auto frame = decode_ops_frame((*reader.next())->payload);
  BOOST_REQUIRE(frame.ok());
  BOOST_TEST(frame->records.size() == packed->count);
  BOOST_TEST(static_cast<std::size_t>(frame->signature.back()) == packed->count);
}

BOOST_AUTO_TEST_CASE(cut_and_changed_payloads_are_refused_or_read_never_more) {
  std::vector<oplog::StoredOp> ops;
  for (std::uint64_t seq = 1; seq <= 20; ++seq) {
    ops.push_back(make_op(seq, sample_header(seq), event_body(seq)));
  }
  const Bytes payload = encode_ops_frame(ops, "signature", Commitment::kWrite, Layout::kColumns);
  for (std::size_t size = 0; size < payload.size(); ++size) {
    BOOST_TEST(!decode_ops_frame(BytesView(payload).substr(0, size)).ok());
  }
  BOOST_TEST(!decode_ops_frame(payload + "x").ok());
  for (std::size_t at = 0; at < payload.size(); ++at) {
    Bytes broken = payload;
    broken[at] = static_cast<char>(g_random());
    auto frame = decode_ops_frame(broken);
    if (!frame) BOOST_TEST((frame.error().code == ErrorCode::kProtocol));
  }
}

BOOST_AUTO_TEST_SUITE_END()
