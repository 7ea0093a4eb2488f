#include "sync/envelope/suite.h"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::envelope;

namespace {

const std::string kKey(32, 'k');

base::RandomSource seeded(unsigned seed) {
  return [dice = std::make_shared<std::mt19937_64>(seed)](std::span<std::uint8_t> out) {
    for (auto& byte : out) byte = static_cast<std::uint8_t>((*dice)());
  };
}

template <typename Check>
void for_each_suite(Check check) {
  for (const std::uint8_t id : {1, 2}) {
    BOOST_TEST_CONTEXT("suite " << int(id)) {
      check(**find_suite(id));
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(suite_tests)

BOOST_AUTO_TEST_CASE(unknown_suites_are_unsupported) {
  BOOST_CHECK(find_suite(0).error().code == ErrorCode::kUnsupported);
  BOOST_CHECK(find_suite(3).error().code == ErrorCode::kUnsupported);
  BOOST_CHECK(default_suite().id() == SuiteId::kSm);
}

BOOST_AUTO_TEST_CASE(a_signature_holds_for_its_message_and_key_only) {
  for_each_suite([](const Suite& suite) {
    const auto keys = suite.generate_signing_key(system_random());
    const auto others = suite.generate_signing_key(system_random());
    const auto signature = suite.sign(keys.private_key, "head", system_random());
    BOOST_REQUIRE(signature.ok());
    BOOST_CHECK(suite.verify(keys.public_key, "head", *signature).ok());
    BOOST_CHECK(suite.verify(keys.public_key, "Head", *signature).error().code ==
                ErrorCode::kCorrupt);
    BOOST_CHECK(suite.verify(others.public_key, "head", *signature).error().code ==
                ErrorCode::kCorrupt);
    BOOST_CHECK(suite.verify(keys.public_key, "head", "").error().code == ErrorCode::kCorrupt);
    for (std::size_t i = 0; i < signature->size(); ++i) {
      Bytes bent = *signature;
      bent[i] ^= 1;
      BOOST_CHECK(!suite.verify(keys.public_key, "head", bent).ok());
    }
  });
}

BOOST_AUTO_TEST_CASE(keys_that_are_none_are_invalid_data) {
  const auto sm = (*find_suite(1))->generate_signing_key(system_random());
  for_each_suite([&](const Suite& suite) {
    BOOST_CHECK(suite.sign("junk", "m", system_random()).error().code == ErrorCode::kInvalidData);
    BOOST_CHECK(suite.verify("junk", "m", "s").error().code == ErrorCode::kInvalidData);
  });
  const auto& nist = **find_suite(2);
  BOOST_CHECK(nist.verify(sm.public_key, "m", "s").error().code == ErrorCode::kInvalidData);
  BOOST_CHECK(nist.sign(sm.private_key, "m", system_random()).error().code ==
              ErrorCode::kInvalidData);
}

BOOST_AUTO_TEST_CASE(what_is_sealed_opens_and_has_the_stated_size) {
  for_each_suite([](const Suite& suite) {
    for (const std::string& plain : {std::string(), std::string("x"), std::string(100'000, 'y')}) {
      const auto sealed = suite.seal(kKey, plain, "for", system_random());
      BOOST_CHECK_EQUAL(sealed.size(), plain.size() + 1 + 32 + 16);
      BOOST_CHECK(*suite.open(kKey, sealed, "for") == plain);
    }
  });
}

// Exhaustive: no single bit of a sealed object, its key or its associated data may differ.
BOOST_AUTO_TEST_CASE(every_single_bit_counts) {
  for_each_suite([](const Suite& suite) {
    const Bytes sealed = suite.seal(kKey, "431026196107260021", "slot M02", system_random());
    const auto refused = [&](Bytes bytes, std::size_t bit, auto open) {
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
      return !open(bytes).ok();
    };
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit)
      BOOST_REQUIRE(
          refused(sealed, bit, [&](const Bytes& b) { return suite.open(kKey, b, "slot M02"); }));
    for (std::size_t bit = 0; bit < kKey.size() * 8; ++bit)
      BOOST_REQUIRE(
          refused(kKey, bit, [&](const Bytes& b) { return suite.open(b, sealed, "slot M02"); }));
    for (std::size_t bit = 0; bit < 8 * 8; ++bit)
      BOOST_REQUIRE(
          refused("slot M02", bit, [&](const Bytes& b) { return suite.open(kKey, sealed, b); }));
    for (std::size_t size = 0; size < sealed.size(); ++size)
      BOOST_REQUIRE(!suite.open(kKey, BytesView(sealed).substr(0, size), "slot M02").ok());
    BOOST_CHECK(!suite.open(kKey, sealed + "x", "slot M02").ok());
  });
}

BOOST_AUTO_TEST_CASE(two_sealings_share_nothing) {
  for_each_suite([](const Suite& suite) {
    const Bytes one = suite.seal(kKey, std::string(64, 0), "", seeded(1));
    const Bytes two = suite.seal(kKey, std::string(64, 0), "", seeded(2));
    const Bytes again = suite.seal(kKey, std::string(64, 0), "", seeded(1));
    BOOST_CHECK(one.substr(33) != two.substr(33));
    BOOST_CHECK(one == again);  // all chance comes from the source handed in
  });
}

BOOST_AUTO_TEST_CASE(incremental_hash_equals_the_whole) {
  ContentHasher hasher;
  hasher.update("ab");
  hasher.update("c");
  BOOST_CHECK(hasher.finish() == content_hash("abc"));
  BOOST_CHECK(hasher.finish() == content_hash(""));
}

BOOST_AUTO_TEST_CASE(a_password_fits_its_own_verifier_only) {
  const auto verifier = hash_password("correct horse", system_random(), 256, 1);
  BOOST_CHECK(verifier.starts_with("$argon2id$v=19$m=256,t=1,p=1$"));
  BOOST_CHECK(check_password("correct horse", verifier));
  BOOST_CHECK(!check_password("correct horsf", verifier));
  BOOST_CHECK(!check_password("", verifier));
  for (const char* broken : {"", "$argon2id$", "$argon2id$v=19$m=256,t=1,p=1$$", "$2b$10$abc",
                             "$argon2id$v=19$m=x,t=1,p=1$YWJj$YWJj"})
    BOOST_CHECK(!check_password("correct horse", broken));
  BOOST_CHECK(hash_password("correct horse", system_random(), 256, 1) != verifier);
}

BOOST_AUTO_TEST_SUITE_END()
