#include "sync/envelope/page_cipher.h"

#include <boost/test/unit_test.hpp>

#include <array>
#include <set>
#include <string>

#include "sync/envelope/suite.h"

using namespace jiujin;
using namespace jiujin::sync;
using envelope::PageCipher;

namespace {

const std::string kKey(32, 'k');

std::unique_ptr<PageCipher> cipher_of(std::uint8_t suite, std::string_view salt = "salt") {
  return *PageCipher::create(suite, kKey, salt, envelope::system_random());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(page_cipher_tests)

BOOST_AUTO_TEST_CASE(a_page_opens_only_in_its_place_and_file) {
  for (const std::uint8_t suite : {1, 2}) {
    std::array<std::uint8_t, 64> page{};
    std::array<std::uint8_t, PageCipher::kTrailerBytes> trailer{};
    page.fill(7);
    cipher_of(suite)->seal(page, "D1", trailer);
    const auto sealed = page;
    BOOST_CHECK(cipher_of(suite)->open(page, "D1", trailer));
    BOOST_CHECK_EQUAL(page[63], 7);
    page = sealed;
    BOOST_CHECK(!cipher_of(suite)->open(page, "D2", trailer));
    BOOST_CHECK_EQUAL(page[0], 0);
    page = sealed;
    BOOST_CHECK(!cipher_of(suite, "other")->open(page, "D1", trailer));
    for (std::size_t bit = 0; bit < page.size() * 8; ++bit) {
      page = sealed;
      page[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
      BOOST_REQUIRE(!cipher_of(suite)->open(page, "D1", trailer));
    }
    for (std::size_t bit = 0; bit < trailer.size() * 8; ++bit) {
      page = sealed;
      auto altered = trailer;
      altered[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
      BOOST_REQUIRE(!cipher_of(suite)->open(page, "D1", altered));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_same_page_is_never_sealed_the_same_again) {
  std::set<std::string> nonces;
  const auto cipher = cipher_of(1);
  for (int i = 0; i < 1000; ++i) {
    std::array<std::uint8_t, 64> page{};
    std::array<std::uint8_t, PageCipher::kTrailerBytes> trailer{};
    cipher->seal(page, "D1", trailer);
    nonces.emplace(reinterpret_cast<const char*>(trailer.data()), 12);
  }
  BOOST_TEST(nonces.size() == 1000u);
}

BOOST_AUTO_TEST_CASE(a_cipher_survives_a_refusal) {
  const auto cipher = cipher_of(1);
  std::array<std::uint8_t, 32> page{}, broken{};
  std::array<std::uint8_t, PageCipher::kTrailerBytes> trailer{};
  cipher->seal(page, "a", trailer);
  BOOST_CHECK(!cipher->open(broken, "a", trailer));
  BOOST_CHECK(cipher->open(page, "a", trailer));
}

BOOST_AUTO_TEST_CASE(broken_keys_and_unknown_suites_are_refused) {
  const auto random = envelope::system_random();
  BOOST_CHECK(!PageCipher::create(1, "short", "salt", random).ok());
  BOOST_CHECK(!PageCipher::create(9, kKey, "salt", random).ok());
}

BOOST_AUTO_TEST_SUITE_END()
