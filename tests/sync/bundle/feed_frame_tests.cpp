// Pieces of the county's feed: for one reader, from one cursor, as the county signed them.
#include <boost/test/unit_test.hpp>

#include "sync/bundle/feed_frame.h"
#include "sync/envelope/suite.h"
#include "sync/store/memory_store.h"

using namespace jiujin;
using namespace jiujin::sync::bundle;
using namespace jiujin::sync;

namespace {

const CaseKeys kNoKeys = [](const base::CaseId&) -> Result<std::optional<base::CaseKey>> {
  return std::optional<base::CaseKey>();
};

struct County {
  envelope::KeyPair key = envelope::default_suite().generate_signing_key(envelope::system_random());
  store::Incarnation incarnation;
  base::StationId reader;
  FeedPiece piece;
  FeedWriting writing{[](const auto&) { return true; }, [](const auto&) { return 1; }};

  County() {
    incarnation.id.bytes.fill(1);
    incarnation.public_key = key.public_key;
    reader.bytes.fill(2);
    store::MemoryStore store(store::StoreRole::kCounty);
    BOOST_REQUIRE(store.add_incarnation(incarnation).ok());
    store::AppendBatch batch;
    batch.ops = {{60, {}, 0, "", R"({"id":"s1","name":"李"})", {}},
                 {65, {}, 0, "", R"({"year":2027})", {}}};
    BOOST_REQUIRE(store.append(incarnation.id, batch).ok());
    piece.from = 0;
    piece.entries = *store.feed_after(0, 1 << 20, nullptr, &piece.to);
    store::FeedEntry own;
    own.position = piece.to = 9;
    own.address.incarnation.bytes.fill(7);
    own.address.seq = 4;
    own.superseded = true;
    piece.entries.push_back(own);
    piece.county_head = *store.head(incarnation.id);
  }
  Bytes encode() const {
    return *encode_feed_frame(piece, incarnation, reader, writing, [this](BytesView message) {
      return envelope::default_suite().sign(key.private_key, message, envelope::system_random());
    });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(feed_frame_tests)

BOOST_AUTO_TEST_CASE(a_piece_comes_back) {
  const County county;
  auto back = decode_feed_frame(county.encode(), county.incarnation, county.reader, 0, kNoKeys);
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->to == 9u);
  BOOST_REQUIRE_EQUAL(back->entries.size(), 3u);
  BOOST_TEST(back->entries[0].op->header == county.piece.entries[0].op->header);
  BOOST_TEST(back->entries[1].op->body == R"({"year":2027})");
  BOOST_TEST(!back->entries[2].op.has_value());
  BOOST_TEST(back->entries[2].superseded);
  BOOST_TEST(back->entries[2].address.seq == 4u);
  BOOST_TEST(back->county_head.seq == 2u);
}

BOOST_AUTO_TEST_CASE(a_piece_for_another_reader_or_cursor_is_refused) {
  const County county;
  base::StationId other;
  other.bytes.fill(3);
  BOOST_TEST(!decode_feed_frame(county.encode(), county.incarnation, other, 0, kNoKeys).ok());
  BOOST_TEST(
      !decode_feed_frame(county.encode(), county.incarnation, county.reader, 1, kNoKeys).ok());
}

BOOST_AUTO_TEST_CASE(no_byte_of_a_piece_can_be_changed_or_cut) {
  const County county;
  const Bytes payload = county.encode();
  for (std::size_t at = 0; at < payload.size(); ++at) {
    Bytes broken = payload;
    broken[at] = static_cast<char>(broken[at] ^ 1);
    BOOST_TEST(!decode_feed_frame(broken, county.incarnation, county.reader, 0, kNoKeys).ok());
    BOOST_TEST(!decode_feed_frame(BytesView(payload).substr(0, at), county.incarnation,
                                  county.reader, 0, kNoKeys)
                    .ok());
  }
}

// Columns: entries of other logs, own ones without an op, gaps and superseded ones, ninety of them.
BOOST_AUTO_TEST_CASE(a_long_piece_comes_back_and_shares_what_it_repeats) {
  County county;
  const auto first = county.piece.entries[0];
  county.piece.entries.clear();
  for (std::uint64_t i = 1; i <= 90; ++i) {
    store::FeedEntry entry = first;
    entry.position = i * 3;
    entry.address.seq = i;
    entry.superseded = i % 10 == 0;
    if (i % 4 == 0) {
      entry.address.incarnation.bytes.fill(7);
      entry.op.reset();
    } else {
      // No suite is known, so that commitments are not looked at: these ops are not of one log.
      const Bytes body = R"({"id":"s)" + std::to_string(i) + R"(","name":"李"})";
      auto header = *sync::oplog::decode_header(entry.op->header);
      header.body_length = body.size();
      entry.op->header = sync::oplog::encode_header(header);
      entry.op->body = body;
    }
    county.piece.entries.push_back(entry);
  }
  county.piece.to = 300;
  county.writing.suite_of = [](const auto&) { return std::uint8_t{0}; };
  const Bytes payload = county.encode();
  BOOST_TEST(payload[0] == '\1');
  auto back = decode_feed_frame(payload, county.incarnation, county.reader, 0, kNoKeys);
  BOOST_REQUIRE(back.ok());
  BOOST_REQUIRE_EQUAL(back->entries.size(), 90u);
  for (std::size_t i = 0; i < 90; ++i) {
    const auto& sent = county.piece.entries[i];
    const auto& got = back->entries[i];
    BOOST_TEST(got.position == sent.position);
    BOOST_TEST((got.address == sent.address));
    BOOST_TEST(got.superseded == sent.superseded);
    BOOST_REQUIRE(got.op.has_value() == sent.op.has_value());
    if (!sent.op) continue;
    BOOST_TEST(got.op->header == sent.op->header);
    BOOST_TEST(got.op->body == sent.op->body);
  }
  for (std::size_t at = 0; at < payload.size(); ++at) {
    BOOST_TEST(!decode_feed_frame(BytesView(payload).substr(0, at), county.incarnation,
                                  county.reader, 0, kNoKeys)
                    .ok());
  }
}

BOOST_AUTO_TEST_SUITE_END()
