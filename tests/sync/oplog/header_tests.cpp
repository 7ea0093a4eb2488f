#include <boost/test/unit_test.hpp>

#include <functional>
#include <random>

#include "sync/oplog/limits.h"
#include "tests/support/golden_log.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::oplog;

namespace {

const std::string kGolden = JIUJIN_TEST_SOURCE_DIR "/../../golden";

// A valid header of known layout: offsets of the fields as PROTOCOL 2.1 counts them.
Bytes small_header() {
  OpHeader header;
  header.type = 2;
  header.actor = "ab";
  return encode_header(header);
}
constexpr std::size_t kFlags = 1, kType = 2, kWall = 27, kActor = 31, kBodyLength = 34;

void check_refused(const Bytes& bytes, ErrorCode code, const char* why) {
  const auto header = decode_header(bytes);
  BOOST_TEST_CONTEXT(why) {
    BOOST_REQUIRE(!header.ok());
    BOOST_CHECK_EQUAL(error_code_name(header.error().code), error_code_name(code));
    BOOST_CHECK(header.error().place.starts_with("header byte "));
  }
}

Bytes with_byte(std::size_t offset, int value) {
  Bytes bytes = small_header();
  bytes.at(offset) = static_cast<char>(value);
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(header_tests)

BOOST_AUTO_TEST_CASE(headers_are_those_of_the_vectors) {
  for (const auto& log : tests::golden_logs(kGolden))
    for (const auto& op : log.ops) {
      BOOST_CHECK_EQUAL(base::to_hex(encode_header(op.header)), base::to_hex(op.bytes));
      const auto decoded = decode_header(op.bytes);
      BOOST_REQUIRE(decoded.ok());
      BOOST_CHECK(*decoded == op.header);
    }
}

BOOST_AUTO_TEST_CASE(cut_anywhere_or_continued_is_refused) {
  for (const auto& log : tests::golden_logs(kGolden))
    for (const auto& op : log.ops) {
      for (std::size_t size = 0; size < op.bytes.size(); ++size)
        check_refused(op.bytes.substr(0, size), ErrorCode::kTruncated, "cut");
      check_refused(op.bytes + '\0', ErrorCode::kInvalidData, "continued");
    }
}

BOOST_AUTO_TEST_CASE(each_validity_condition_is_enforced) {
  BOOST_REQUIRE(decode_header(small_header()).ok());
  check_refused(with_byte(0, 0), ErrorCode::kUnsupported, "version 0");
  check_refused(with_byte(0, 2), ErrorCode::kUnsupported, "version 2");
  for (int bit = 1; bit < 8; ++bit)
    check_refused(with_byte(kFlags, 1 << bit), ErrorCode::kInvalidData, "unknown flag");
  check_refused(with_byte(kFlags, 1), ErrorCode::kTruncated, "origin promised");
  check_refused(with_byte(kType, 0), ErrorCode::kInvalidData, "type 0");
  check_refused(with_byte(kActor, 65), ErrorCode::kInvalidData, "actor too long");
  check_refused(with_byte(kActor + 1, 0xff), ErrorCode::kInvalidData, "actor not UTF-8");
  Bytes longer = small_header();
  longer.replace(kWall, 1, "\x80\x00", 2);
  check_refused(longer, ErrorCode::kInvalidData, "varint not shortest");
  Bytes body = small_header();
  body.replace(kBodyLength, 1, "\x81\x80\x03");  // 49,153
  check_refused(body, ErrorCode::kInvalidData, "body over the limit");
  Bytes type = small_header();
  type.replace(kType, 1, "\x80\x80\x80\x80\x10");  // 2^32
  check_refused(type, ErrorCode::kInvalidData, "type over 32 bits");
}

// Unicode 15 table 3-7 and the examples beside it.
BOOST_AUTO_TEST_CASE(actors_are_well_formed_text) {
  for (const char* good : {"", "S001", "龙秀英", "\xf0\xa0\x80\x80", "\xf4\x8f\xbf\xbf"})
    BOOST_CHECK(is_actor(good));
  for (const char* bad :
       {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe9\xbe", "a\xff"})
    BOOST_CHECK(!is_actor(bad));
  BOOST_CHECK(is_actor(std::string(64, 'a')));
  BOOST_CHECK(!is_actor(std::string(65, 'a')));
}

BOOST_AUTO_TEST_CASE(the_largest_header_fits_its_limit) {
  OpHeader header;
  header.type = UINT32_MAX;
  header.time = {INT64_MIN, {}, UINT64_MAX, UINT64_MAX};
  header.base = UINT64_MAX;
  header.actor = std::string(kActorBytesMax, 'a');
  header.body_length = kOpBodyBytesMax;
  header.origin = Origin{{{}, UINT64_MAX}, {}};
  BOOST_CHECK_LE(encode_header(header).size(), kOpHeaderBytesMax);
}

// What decodes encodes to the same bytes: there is one encoding only.
BOOST_AUTO_TEST_CASE(changed_bytes_never_give_a_second_encoding) {
  const unsigned seed = std::random_device{}();
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937 dice(seed);
  const auto golden = tests::golden_logs(kGolden).at(1).ops;
  for (int i = 0; i < 50'000; ++i) {
    Bytes bytes = golden[dice() % golden.size()].bytes;
    for (unsigned n = dice() % 3; n < 3; ++n)
      bytes[dice() % bytes.size()] = static_cast<char>(dice());
    const auto decoded = decode_header(bytes);
    if (decoded.ok()) BOOST_REQUIRE(encode_header(*decoded) == bytes);
  }
}

BOOST_AUTO_TEST_SUITE_END()
