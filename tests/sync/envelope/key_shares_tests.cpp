#include "sync/envelope/key_shares.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "sync/envelope/sealing.h"

using namespace jiujin;
using namespace jiujin::sync::envelope;

BOOST_AUTO_TEST_SUITE(key_shares_tests)

BOOST_AUTO_TEST_CASE(any_that_are_enough_give_the_secret_and_fewer_do_not) {
  const Bytes secret = "the private half of a key, of any length";
  const auto shares = split_secret(secret, 2, 4, system_random());
  BOOST_REQUIRE(shares.ok());
  BOOST_REQUIRE(shares->size() == 4u);
  for (const auto& one : *shares) {
    BOOST_TEST(one.find(secret.substr(0, 8)) == Bytes::npos);
    const auto alone = join_shares({&one, 1});
    BOOST_TEST((!alone.ok() && alone.error().code == ErrorCode::kCorrupt));
    for (const auto& other : *shares) {
      if (&one == &other) continue;
      const Bytes two[] = {one, other};
      const auto joined = join_shares(two);
      BOOST_REQUIRE(joined.ok());
      BOOST_TEST(*joined == secret);
    }
  }
  BOOST_TEST((join_shares(*shares).ok() && *join_shares(*shares) == secret));
}

BOOST_AUTO_TEST_CASE(shares_of_two_secrets_and_altered_ones_give_nothing) {
  const auto one = split_secret("one secret", 2, 2, system_random());
  const auto other = split_secret("two secret", 2, 2, system_random());
  const Bytes mixed[] = {one->front(), other->back()};
  BOOST_TEST(!join_shares(mixed).ok());
  for (std::size_t i = 0; i < one->back().size() * 8; ++i) {
    Bytes altered = one->back();
    altered[i / 8] = static_cast<char>(altered[i / 8] ^ (1 << i % 8));
    const Bytes two[] = {one->front(), altered};
    BOOST_TEST(!join_shares(two).ok(), "bit " << i);
  }
}

BOOST_AUTO_TEST_CASE(numbers_that_make_no_sense_are_refused) {
  for (const auto& [needed, people] : {std::pair(1, 3), {3, 2}, {0, 0}, {2, 21}, {-2, 3}}) {
    const auto refused = split_secret("secret", needed, people, system_random());
    BOOST_TEST((!refused.ok() && refused.error().code == ErrorCode::kInvalidArgument));
  }
  BOOST_TEST(!split_secret("", 2, 3, system_random()).ok());
  BOOST_TEST(split_secret("secret", 20, 20, system_random()).ok());
}

BOOST_AUTO_TEST_CASE(a_private_half_gives_its_pair) {
  for (const std::uint8_t suite : {1, 2}) {
    const auto keys = (*find_sealing(suite))->generate_opening_key(system_random());
    const auto pair = opening_pair_of(keys.private_key);
    BOOST_REQUIRE(pair.ok());
    BOOST_TEST((pair->public_key == keys.public_key));
    BOOST_TEST(!opening_pair_of(keys.public_key).ok());
  }
}

BOOST_AUTO_TEST_SUITE_END()
