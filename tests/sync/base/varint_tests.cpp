#include "sync/base/varint.h"

#include <boost/test/unit_test.hpp>

#include <random>

#include "sync/base/hex.h"

using namespace jiujin;
using namespace jiujin::sync::base;

BOOST_AUTO_TEST_SUITE(varint_tests)

// Values and bytes of the protocol buffers manual ("Base 128 Varints", "Signed Integers").
BOOST_AUTO_TEST_CASE(known_values_have_known_bytes) {
  const std::pair<std::uint64_t, const char*> known[] = {
      {0, "00"},     {1, "01"},     {127, "7f"},       {128, "8001"},
      {150, "9601"}, {300, "ac02"}, {16384, "808001"}, {UINT64_MAX, "ffffffffffffffffff01"}};
  for (const auto& [value, hex] : known) {
    Bytes bytes;
    append_varint(bytes, value);
    BOOST_CHECK_EQUAL(to_hex(bytes), hex);
    BOOST_CHECK_EQUAL(varint_size(value), bytes.size());
    ByteReader reader(bytes);
    BOOST_CHECK_EQUAL(*reader.varint(), value);
    BOOST_CHECK(reader.at_end());
  }
}

BOOST_AUTO_TEST_CASE(zigzag_follows_the_table) {
  BOOST_CHECK_EQUAL(zigzag(0), 0u);
  BOOST_CHECK_EQUAL(zigzag(-1), 1u);
  BOOST_CHECK_EQUAL(zigzag(1), 2u);
  BOOST_CHECK_EQUAL(zigzag(2147483647), 4294967294u);
  BOOST_CHECK_EQUAL(zigzag(INT64_MIN), UINT64_MAX);
  for (const std::int64_t value : {std::int64_t{0}, INT64_MIN, INT64_MAX, std::int64_t{-77}})
    BOOST_CHECK_EQUAL(unzigzag(zigzag(value)), value);
}

BOOST_AUTO_TEST_CASE(longer_forms_are_refused) {
  for (const char* hex : {"8000", "ff00", "80808000", "ffffffffffffffffff02",
                          "8080808080808080808001", "ffffffffffffffffffff"}) {
    const Bytes bytes = *from_hex(hex);
    ByteReader reader(bytes);
    const auto value = reader.varint();
    BOOST_REQUIRE_MESSAGE(!value.ok(), hex);
    BOOST_CHECK(value.error().code == ErrorCode::kInvalidData);
    BOOST_CHECK_EQUAL(reader.position(), 0u);
  }
}

BOOST_AUTO_TEST_CASE(cut_anywhere_is_truncated_and_leaves_the_position) {
  Bytes bytes;
  append_varint(bytes, UINT64_MAX);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Bytes cut = bytes.substr(0, size);
    ByteReader reader(cut);
    BOOST_CHECK(reader.varint().error().code == ErrorCode::kTruncated);
    BOOST_CHECK_EQUAL(reader.position(), 0u);
  }
}

BOOST_AUTO_TEST_CASE(every_value_comes_back) {
  const unsigned seed = std::random_device{}();
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937_64 dice(seed);
  for (int i = 0; i < 10000; ++i) {
    const std::uint64_t value = dice() >> (dice() % 64);
    Bytes bytes;
    append_varint(bytes, value);
    ByteReader reader(bytes);
    BOOST_REQUIRE_EQUAL(*reader.varint(), value);
  }
}

BOOST_AUTO_TEST_CASE(errors_name_the_byte) {
  ByteReader reader("abc", "frame");
  BOOST_CHECK_EQUAL(*reader.take(2), "ab");
  BOOST_CHECK_EQUAL(reader.take(2).error().place, "frame byte 2");
  BOOST_CHECK_EQUAL(*reader.byte(), 'c');
  BOOST_CHECK(reader.byte().error().code == ErrorCode::kTruncated);
}

BOOST_AUTO_TEST_SUITE_END()
