// Columns: every value comes back exactly, common ones cost nothing, lies are refused in time.
#include <boost/test/unit_test.hpp>
#include <random>

#include "sync/bundle/columns.h"
#include "sync/bundle/limits.h"

using namespace jiujin;
using namespace jiujin::sync::bundle;

namespace {

using Numbers = std::vector<std::uint64_t>;

// The bytes of a column, after reading it back as it was.
std::size_t size_of(const Numbers& numbers) {
  FieldWriter out;
  write_numbers(out, numbers);
  FieldReader in(out.bytes(), "test");
  BOOST_TEST((read_numbers(in, numbers.size()) == numbers));
  BOOST_TEST(in.finish().ok());
  return out.bytes().size();
}

std::size_t size_of_texts(const std::vector<std::string>& texts) {
  const std::vector<BytesView> views(texts.begin(), texts.end());
  FieldWriter out;
  write_texts(out, views);
  FieldReader in(out.bytes(), "test");
  TextArena arena;
  const auto places = read_texts(in, texts.size(), arena);
  BOOST_TEST(in.finish().ok());
  BOOST_REQUIRE(places.size() == texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) BOOST_TEST(arena.at(places[i]) == texts[i]);
  return out.bytes().size();
}

bool texts_are_refused(BytesView bytes, std::size_t count) {
  FieldReader in(bytes, "test");
  TextArena arena;
  const auto places = read_texts(in, count, arena);
  return in.failed() && places.size() == count;
}

bool numbers_are_refused(BytesView bytes, std::size_t count) {
  FieldReader in(bytes, "test");
  return read_numbers(in, count) == Numbers(count, 0) && in.failed();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(columns_tests)

BOOST_AUTO_TEST_CASE(equal_and_even_numbers_cost_a_few_bytes) {
  BOOST_TEST(size_of(Numbers{}) == 0u);
  BOOST_TEST(size_of(Numbers(1000, 7)) == 2u);
  Numbers counting;
  for (std::uint64_t i = 0; i < 1000; ++i) counting.push_back(500 + i);
  BOOST_TEST(size_of(counting) == 4u);
  size_of(Numbers{UINT64_MAX, 0, 1, 2});  // steps across the end
}

BOOST_AUTO_TEST_CASE(numbers_without_order_cost_their_bits) {
  std::mt19937_64 random(3);
  Numbers numbers;
  for (int i = 0; i < 800; ++i) numbers.push_back(100'000 + random() % 1000);
  // Form, least in three bytes, width, ten bits each.
  BOOST_TEST(size_of(numbers) == 1u + 3 + 1 + 1000);
}

BOOST_AUTO_TEST_CASE(numbers_of_every_size_come_back) {
  std::mt19937_64 random(4);
  for (unsigned width = 0; width <= 64; ++width) {
    for (const std::size_t count : {1u, 2u, 3u, 17u, 300u}) {
      Numbers numbers;
      for (std::size_t i = 0; i < count; ++i) {
        numbers.push_back(width == 0 ? 0 : random() >> (64 - width));
      }
      size_of(numbers);
    }
  }
}

BOOST_AUTO_TEST_CASE(texts_of_every_kind_come_back) {
  size_of_texts({});
  size_of_texts({"one"});
  size_of_texts({"", "", "x"});
  size_of_texts({"001", "01", "1"});             // leading zeros of unlike widths
  size_of_texts({"0", "10", "200"});             // digits as needed
  size_of_texts({"99999999999999999999", "1"});  // longer than 64 bits
  size_of_texts({"2026-01-02", "2026-11-22"});
  size_of_texts({"龙秀英", "石桥", "\xff\xfe", "\xe9\xbe"});  // not all UTF-8
  size_of_texts({std::string(40, 'a'), std::string(40, 'b')});
  size_of_texts({"ABCDEF0123456789", "abcdef0123456789"});
  size_of_texts({std::string(5000, 'x'), "y"});
}

BOOST_AUTO_TEST_CASE(what_texts_share_is_said_once) {
  std::vector<std::string> stamps, names, states;
  const char* const kStates[] = {"已受理", "审核中", "已办结"};
  for (int i = 0; i < 600; ++i) {
    stamps.push_back("ST01-2026-" + std::to_string(100'000 + i) + "+08:00");
    names.push_back(std::string("李") + (i % 7 ? "桂" : "石") + (i % 11 ? "英" : "桥"));
    states.push_back(kStates[i * i % 3]);
  }
  BOOST_TEST(size_of_texts(stamps) < 40u);
  BOOST_TEST(size_of_texts(names) < 600u * 4);
  BOOST_TEST(size_of_texts(states) < 40u + 600);  // a byte each, for deflate
}

BOOST_AUTO_TEST_CASE(random_texts_come_back) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> texts;
    const std::size_t kinds = 1 + random() % 40;
    for (std::size_t i = 1 + random() % 60; i > 0; --i) {
      std::string text;
      for (std::size_t n = random() % kinds; n > 0; --n) {
        text += random() % 3 ? static_cast<char>('0' + random() % 12)
                             : static_cast<char>(1 + random() % 255);
      }
      texts.push_back(text);
    }
    size_of_texts(texts);
  }
}

BOOST_AUTO_TEST_CASE(broken_columns_are_refused) {
  BOOST_TEST(numbers_are_refused("", 2));
  BOOST_TEST(numbers_are_refused(Bytes("\x05", 1), 2));              // no such form
  BOOST_TEST(numbers_are_refused(Bytes("\x02\x00\x00", 3), 2));      // no width
  BOOST_TEST(numbers_are_refused(Bytes("\x02\x00\x39", 3), 2));      // over 56 bits
  BOOST_TEST(numbers_are_refused(Bytes("\x02\x00\x08\x01", 4), 2));  // a byte is missing
  BOOST_TEST(texts_are_refused(Bytes("\x06", 1), 2));                // no such form
  BOOST_TEST(texts_are_refused(Bytes("\x02\x00", 2), 2));            // an empty list
  BOOST_TEST(texts_are_refused(Bytes("\x02\x02\x00\x01x", 5), 2));   // a list as long as the column
  BOOST_TEST(texts_are_refused(Bytes("\x03\x02xy", 4), 1));          // no end
  BOOST_TEST(texts_are_refused(Bytes("\x03\x04x\0y\0", 6), 1));      // more than asked for
  BOOST_TEST(texts_are_refused(Bytes("\x04\x01x\x02\x02\0", 6), 1));  // no such letter
  BOOST_TEST(texts_are_refused(Bytes("\x04\x01\xff\x01\0", 5), 1));   // no letter at all
  // A number wider than its column: pattern of one number, one digit, 10.
  BOOST_TEST(texts_are_refused(Bytes("\x01\x01\0\x01\0\x0a", 6), 1));
}

// 300 bytes that say 4,096 times a text of 255 letters: over the arena's limit.
BOOST_AUTO_TEST_CASE(a_text_said_too_often_is_refused_at_the_limit) {
  FieldWriter bomb;
  bomb.byte(1);
  bomb.counted(Bytes(255, 'x') + Bytes(1, '\0'));
  bomb.byte(0);
  write_numbers(bomb, Numbers(kOpsInFrameMax, 1));
  BOOST_TEST(bomb.bytes().size() < 300u);
  BOOST_TEST(texts_are_refused(bomb.bytes(), kOpsInFrameMax));
}

BOOST_AUTO_TEST_SUITE_END()
