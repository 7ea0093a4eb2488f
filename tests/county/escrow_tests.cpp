#include "sync/county/escrow.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "localization/text.h"
#include "sync/envelope/suite.h"

using namespace jiujin;
using namespace jiujin::sync;
using county::EscrowShare;
using county::NamedShare;

namespace {

EscrowShare facts(int people, int needed) {
  EscrowShare out;
  out.county = "青溪县";
  out.authority = envelope::key_mark("the county's public key");
  out.made_ms = 1'795'392'000'000;  // 2026-11-23 08:00 at UTC+8
  out.people = people;
  out.needed = needed;
  return out;
}

std::vector<NamedShare> shares_of(const county::NewEscrow& made) {
  std::vector<NamedShare> out;
  for (const auto& share : made.shares)
    out.push_back({"share " + std::to_string(share.number), share});
  return out;
}

std::string block_of(const std::string& text) {
  return text.substr(text.find("01: "));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(escrow_tests)

BOOST_AUTO_TEST_CASE(a_share_says_what_it_is_and_is_read_as_it_was_written) {
  const auto made = county::make_escrow(facts(3, 2), envelope::system_random());
  BOOST_REQUIRE(made.ok());
  const auto text = county::write_share(made->shares[1]);
  for (const char* words : {"青溪县", "Share 2 of 3", "2026-11-23",
                            "Any 2 of the 3 shares together open the county's backups."})
    BOOST_TEST(text.find(words) != std::string::npos, words);
  BOOST_TEST(text.find(county::escrow_key_words(made->shares[1].key)) != std::string::npos);
  const auto read = county::read_share(text, "a");
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(read->county == "青溪县");
  BOOST_TEST((read->key == envelope::key_mark(made->key.public_key)));
  BOOST_TEST((read->authority == made->shares[1].authority));
  BOOST_TEST(read->number == 2);
  BOOST_TEST(read->made_ms == 1'795'392'000'000);
  BOOST_TEST((read->secret == made->shares[1].secret));
}

BOOST_AUTO_TEST_CASE(what_is_typed_in_again_is_read_and_a_mistyped_line_is_named) {
  const auto made = county::make_escrow(facts(2, 2), envelope::system_random());
  const auto& share = made->shares[0];
  auto typed = block_of(county::write_share(share));
  std::transform(typed.begin(), typed.end(), typed.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  std::string spaced;
  for (const char c : typed) spaced += c == '\n' ? "\r\n" : c == ' ' ? "  " : std::string(1, c);
  BOOST_TEST((county::read_share("Words of mine\n" + spaced + "and more\n", "a").ok()));
  // Two digits of one line change places.
  auto swapped = block_of(county::write_share(share));
  auto at = swapped.find("\n05: ") + 5;
  while (swapped[at] == swapped[at + 1] || swapped[at + 1] == ' ') ++at;
  std::swap(swapped[at], swapped[at + 1]);
  const auto refused = county::read_share(swapped, "paper.txt");
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().line() == "paper.txt: line 5 of the share was mistyped or altered");
}

BOOST_AUTO_TEST_CASE(a_line_that_is_missing_is_named) {
  const auto made = county::make_escrow(facts(2, 2), envelope::system_random());
  const auto block = block_of(county::write_share(made->shares[0]));
  std::vector<std::size_t> begins{0};
  for (std::size_t i = 0; i + 1 < block.size(); ++i)
    if (block[i] == '\n') begins.push_back(i + 1);
  for (std::size_t n = 0; n < begins.size(); ++n) {
    const auto end = n + 1 < begins.size() ? begins[n + 1] : block.size();
    const auto read = county::read_share(block.substr(0, begins[n]) + block.substr(end), "a");
    BOOST_REQUIRE(!read.ok());
    BOOST_TEST((read.error().code == ErrorCode::kCorrupt));
    if (begins.size() > 1)
      BOOST_TEST(read.error().line() ==
                 "a: line " + std::to_string(n + 1) + " of the share is missing");
  }
  BOOST_TEST(county::read_share("no share", "a").error().line() == "a: there is no share in it");
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_is_refused_or_changes_nothing) {
  const auto made = county::make_escrow(facts(3, 2), envelope::system_random());
  const auto& share = made->shares[2];
  const auto text = county::write_share(share);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < text.size() * 8; ++i) {
    auto altered = text;
    altered[i / 8] = static_cast<char>(altered[i / 8] ^ (1 << i % 8));
    const auto read = county::read_share(altered, "a");
    refused += !read.ok();
    if (!read.ok()) continue;
    BOOST_TEST((read->secret == share.secret && read->key == share.key &&
                read->authority == share.authority && read->number == 3 && read->needed == 2));
  }
  BOOST_TEST(refused > block_of(text).size() * 5);  // most of the block's bits
}

BOOST_AUTO_TEST_CASE(enough_shares_open_and_everything_else_is_named) {
  for (const std::uint8_t suite : {1, 2}) {
    auto wanted = facts(3, 2);
    wanted.suite = suite;
    const auto made = county::make_escrow(wanted, envelope::system_random());
    const auto other = county::make_escrow(wanted, envelope::system_random());
    const auto all = shares_of(*made);
    const NamedShare two[] = {all[2], all[0]};
    const auto opened = county::open_escrow(two);
    BOOST_REQUIRE(opened.ok());
    BOOST_TEST((opened->keys.public_key == made->key.public_key));
    BOOST_TEST(opened->facts.secret.empty());
    const auto few = county::open_escrow({all.data(), 1});
    BOOST_TEST(few.error().line() == "shares: 2 are needed, 1 was given");
    const NamedShare twice[] = {all[1], {"copy", all[1].share}};
    BOOST_TEST(county::open_escrow(twice).error().line() == "copy: the same share as share 2");
    const NamedShare mixed[] = {all[1], {"old.txt", other->shares[2]}};
    const auto refused = county::open_escrow(mixed);
    BOOST_TEST((refused.error().code == ErrorCode::kConflict));
    BOOST_TEST(refused.error().place == "old.txt");
    NamedShare lying[] = {all[1], {"forged.txt", other->shares[2]}};
    lying[1].share.key = all[1].share.key;  // under a right check
    BOOST_TEST((county::open_escrow(lying).error().code == ErrorCode::kCorrupt));
  }
}

BOOST_AUTO_TEST_SUITE_END()
