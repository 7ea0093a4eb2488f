#include "sync/base/identity.h"

#include <boost/test/unit_test.hpp>

#include "sync/base/hex.h"

using namespace jiujin;
using namespace jiujin::sync::base;

BOOST_AUTO_TEST_SUITE(identity_tests)

BOOST_AUTO_TEST_CASE(hexadecimal_goes_there_and_back) {
  const char* text = "000102030405060708090a0b0c0d0eff";
  const auto id = CaseId::from_hex(text);
  BOOST_REQUIRE(id.ok());
  BOOST_CHECK_EQUAL(id->hex(), text);
  BOOST_CHECK(!id->is_zero());
  BOOST_CHECK(CaseId{}.is_zero());
  BOOST_CHECK(*CaseId::from_bytes(id->view()) == *id);
}

BOOST_AUTO_TEST_CASE(capitals_are_read_and_small_letters_written) {
  BOOST_CHECK_EQUAL(BootId::from_hex("00AABBCCDDEEFF11")->hex(), "00aabbccddeeff11");
}

BOOST_AUTO_TEST_CASE(wrong_lengths_and_digits_are_refused) {
  for (const char* text :
       {"", "00", "000102030405060708090a0b0c0d0e", "000102030405060708090a0b0c0d0effff",
        "g00102030405060708090a0b0c0d0eff", "0x0102030405060708090a0b0c0d0eff"})
    BOOST_CHECK(!CaseId::from_hex(text).ok());
  BOOST_CHECK(!CaseId::from_bytes("short").ok());
  BOOST_CHECK(!from_hex("abc").ok());
}

BOOST_AUTO_TEST_CASE(random_ids_come_from_the_source_handed_in) {
  const auto id = IncarnationId::random([](std::span<std::uint8_t> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(i);
  });
  BOOST_CHECK_EQUAL(id.hex(), "000102030405060708090a0b0c0d0e0f");
}

BOOST_AUTO_TEST_SUITE_END()
