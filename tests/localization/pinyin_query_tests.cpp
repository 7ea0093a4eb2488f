#include "localization/pinyin_query.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <random>

using namespace jiujin::localization;

namespace {

const char* name_of(std::optional<MatchRank> rank) {
  constexpr std::array kNames{"exact", "prefix", "initials", "contains"};
  return rank ? kNames[static_cast<std::size_t>(*rank)] : "none";
}

struct Dice {
  std::mt19937 engine;
  std::size_t below(std::size_t count) { return engine() % count; }
  std::string some(const std::vector<std::string>& list) { return list[below(list.size())]; }
};

// Of characters with one reading and with several, letters, digits and signs.
std::string random_name(Dice& dice) {
  static const std::vector<std::string> kPool{"张",   "王", "曾", "长", "乐", "重", "吕", "绿",
                                              "𬭎", "欧", "阳", "安", "Ａ", "b",  "3",  " ",
                                              "·",    "單", "仇", "娜", "ß",  "-"};
  std::string name;
  for (std::size_t i = 0, count = 1 + dice.below(5); i < count; ++i) name += dice.some(kPool);
  return name;
}

// A piece of something that the name is found by, or nonsense.
std::string random_query(Dice& dice, const PinyinKeys& keys) {
  std::string from = keys.text;
  if (const auto kind = dice.below(4); kind == 1 && !keys.full.empty())
    from = dice.some(keys.full);
  else if (kind == 2 && !keys.initials.empty())
    from = dice.some(keys.initials);
  else if (kind == 3)
    from = dice.some({"zhang", "eng", "lv", "lu", "a", "cz", "33"});
  if (from.empty()) return "";
  const auto at = dice.below(from.size());
  return dice.below(2) == 0 ? from : from.substr(at, 1 + dice.below(from.size()));
}

bool well_formed(const std::string& text) {
  return text.empty() || (static_cast<unsigned char>(text.front()) & 0xC0) != 0x80;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pinyin_query_tests)

// The keys are the older and slower way to the same.
BOOST_AUTO_TEST_CASE(it_finds_what_the_keys_find_and_ranks_it_alike) {
  const auto seed = std::random_device{}();
  BOOST_TEST_MESSAGE("seed " << seed);
  Dice dice{std::mt19937(seed)};
  std::size_t found = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto name = random_name(dice);
    const auto keys = pinyin_keys(name);
    if (keys.full.size() >= 24) continue;  // more readings than keys are made for
    BOOST_REQUIRE_MESSAGE(search_text(name) == keys.text, "seed " << seed << ": " << name);
    auto query = random_query(dice, keys);
    if (!well_formed(query)) continue;
    const auto expected = match(query, keys);
    const auto rank = PinyinQuery(query).match(search_text(name));
    found += expected.has_value();
    BOOST_REQUIRE_MESSAGE(rank == expected, "seed " << seed << ": " << query << " in " << name
                                                    << " is " << name_of(rank) << ", not "
                                                    << name_of(expected));
  }
  BOOST_TEST(found > 5'000u);
}

BOOST_AUTO_TEST_CASE(a_name_is_found_as_people_type_it) {
  const auto name = search_text("欧阳 长乐 0022");
  const auto rank = [&](const char* query) { return PinyinQuery(query).match(name); };
  BOOST_TEST((rank("欧阳长乐0022") == MatchRank::kExact));
  BOOST_TEST((rank("Ou Yang Chang Le 0022") == MatchRank::kExact));
  BOOST_TEST((rank("ouyangzhangyue") == MatchRank::kPrefix));
  BOOST_TEST((rank("oycl") == MatchRank::kInitials));
  BOOST_TEST((rank("OYZY00") == MatchRank::kInitials));
  BOOST_TEST((rank("angch") == MatchRank::kContains));
  BOOST_TEST((rank("0022") == MatchRank::kContains));
  BOOST_TEST(!rank("0023"));
  BOOST_TEST(!rank("ouyangchanglex"));
  BOOST_TEST(!rank(" "));
}

BOOST_AUTO_TEST_SUITE_END()
