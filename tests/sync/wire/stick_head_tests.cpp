// The bytes of a stick's file against vectors that were made without this code, and heads that lie.
#include "sync/wire/stick_head.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "sync/base/hex.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::wire;
using base::Bytes;
using base::BytesView;

namespace {

nlohmann::json golden() {
  std::ifstream in(std::string(JIUJIN_TEST_SOURCE_DIR) + "/../../golden/stick_v1.json");
  return nlohmann::json::parse(in);
}

Bytes bytes_of(const nlohmann::json& hex) {
  return *base::from_hex(hex.get<std::string>());
}

envelope::ByteSource source_of(BytesView& bytes) {
  return [&bytes](char* buffer, std::size_t size) -> Result<std::size_t> {
    const std::size_t count = bytes.copy(buffer, size);
    bytes.remove_prefix(count);
    return count;
  };
}

Bytes read_all(envelope::SealedReader& reader) {
  Bytes out;
  char buffer[64];
  for (;;) {
    auto got = reader.read(buffer, sizeof buffer);
    BOOST_REQUIRE(got.ok());
    if (*got == 0) return out;
    out.append(buffer, *got);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stick_head_tests)

BOOST_AUTO_TEST_CASE(the_golden_file_opens_and_says_what_the_page_says) {
  const auto vector = golden()["up"];
  const Bytes file = bytes_of(vector["file"]);
  BytesView rest(file);
  auto header = envelope::read_sealed_header(source_of(rest));
  BOOST_REQUIRE(header.ok());
  BOOST_CHECK_EQUAL(header->label, vector["label"].get<std::string>());
  const envelope::KeyPair key{bytes_of(vector["county_opening_private"]),
                              bytes_of(vector["county_opening_public"])};
  auto reader = envelope::SealedReader::open(*header, key, source_of(rest));
  BOOST_REQUIRE_MESSAGE(reader.ok(), (reader.ok() ? "" : reader.error().line()));
  auto head = read_stick_head(
      [&](char* buffer, std::size_t size) { return (*reader)->read(buffer, size); });
  BOOST_REQUIRE_MESSAGE(head.ok(), (head.ok() ? "" : head.error().line()));
  BOOST_CHECK(head->way == bundle::Direction::kUp);
  BOOST_CHECK_EQUAL(head->incarnation.hex(), vector["incarnation"].get<std::string>());
  BOOST_CHECK_EQUAL(head->number, 300u);
  BOOST_CHECK(head->memo == bytes_of(vector["memo"]));
  BOOST_REQUIRE(head->reply_to.has_value());
  BOOST_CHECK(head->reply_to->public_key == bytes_of(vector["station_opening_public"]));
  const auto message = stick_message(
      *head, *base::IncarnationId::from_hex(vector["county"].get<std::string>()),
      *base::StationId::from_hex(vector["station"].get<std::string>()), (*reader)->header_hash());
  BOOST_CHECK(message == bytes_of(vector["signed"]));
  BOOST_CHECK(envelope::default_suite()
                  .verify(bytes_of(vector["station_public"]), message, head->signature)
                  .ok());
  BOOST_CHECK(read_all(**reader) == bytes_of(vector["bundle"]));
}

BOOST_AUTO_TEST_CASE(the_golden_stream_of_the_other_suite_opens) {
  const auto vector = golden()["nist"];
  const Bytes file = bytes_of(vector["file"]);
  BytesView rest(file);
  auto header = envelope::read_sealed_header(source_of(rest));
  BOOST_REQUIRE(header.ok());
  auto reader = envelope::SealedReader::open(
      *header, {bytes_of(vector["private"]), bytes_of(vector["public"])}, source_of(rest));
  BOOST_REQUIRE_MESSAGE(reader.ok(), (reader.ok() ? "" : reader.error().line()));
  BOOST_CHECK(read_all(**reader) == bytes_of(vector["plain"]));
}

BOOST_AUTO_TEST_CASE(a_head_comes_back_as_it_was_written) {
  StickHead head;
  head.incarnation.bytes.fill(5);
  head.number = 70'000;
  head.memo = Bytes(kStickMemoBytesMax, 'm');
  head.reply_to = envelope::OpeningKey{2, "key"};
  head.signature = "signature";
  for (const auto way : {bundle::Direction::kUp, bundle::Direction::kDown}) {
    head.way = way;
    if (way == bundle::Direction::kDown) head.reply_to.reset();
    const Bytes bytes = encode_stick_head(head) + "behind";
    BytesView rest(bytes);
    auto read = read_stick_head(source_of(rest));
    BOOST_REQUIRE(read.ok());
    BOOST_CHECK(encode_stick_head(*read) + "behind" == bytes);
    BOOST_CHECK(rest == "behind");
    for (std::size_t size = 0; size < bytes.size() - 6; ++size) {
      BytesView cut = BytesView(bytes).substr(0, size);
      BOOST_REQUIRE(read_stick_head(source_of(cut)).error().code == ErrorCode::kTruncated);
    }
  }
}

BOOST_AUTO_TEST_CASE(heads_that_lie_are_refused) {
  const auto refused = [](Bytes bytes) {
    BytesView rest(bytes);
    auto read = read_stick_head(source_of(rest));
    BOOST_REQUIRE(!read.ok());
    return read.error().code;
  };
  using namespace std::string_literals;
  BOOST_CHECK(refused("JJBS\1\0"s + Bytes(40, 'x')) == ErrorCode::kProtocol);
  BOOST_CHECK(refused("JJST\2\20"s + Bytes(40, 'x')) == ErrorCode::kUnsupported);
  BOOST_CHECK(refused("JJST\1\xff\xff\x7f"s + Bytes(40, 'x')) == ErrorCode::kProtocol);
  BOOST_CHECK(refused("JJST\1\x80\0"s + Bytes(40, 'x')) == ErrorCode::kProtocol);
  BOOST_CHECK(refused("JJST\1\x02\x07\0"s) == ErrorCode::kProtocol);  // way 7
  StickHead head;
  head.memo = Bytes(kStickMemoBytesMax + 1, 'm');
  head.reply_to = envelope::OpeningKey{1, "key"};
  BOOST_CHECK(refused(encode_stick_head(head)) == ErrorCode::kProtocol);
}

BOOST_AUTO_TEST_CASE(a_memo_comes_back_as_it_was_written) {
  StickMemo memo{{}, 70'000, 9, "12345678"};
  memo.own.bytes.fill(3);
  const Bytes bytes = encode_memo(memo);
  BOOST_CHECK_LE(bytes.size(), kStickMemoBytesMax);
  auto read = decode_memo(bytes);
  BOOST_REQUIRE(read.ok());
  BOOST_CHECK(encode_memo(*read) == bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    BOOST_REQUIRE(!decode_memo(BytesView(bytes).substr(0, size)).ok());
}

BOOST_AUTO_TEST_SUITE_END()
