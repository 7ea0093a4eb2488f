// Two exchanges of one station at once, between which the county is set back: their feeds must not
// mix, or what stands at a position in one of them is never asked for in the other.
#include "sync/wire/heard.h"

#include <boost/test/unit_test.hpp>

#include "tests/sync/wire/exchange_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;

namespace {

constexpr std::uint32_t kRecorded = 12;  // about no case

struct World {
  CountyEnd county;
  StationEnd station{county, 1};
  wire::StationIdentity identity = station.identity();
  wire::FileQueue files{station.store, station.id};
  wire::Heard heard{station.store, identity, files};

  void say(int count) {
    for (int i = 0; i < count; ++i) county.say({}, kRecorded, std::to_string(m_said++));
  }
  // What this county says of its feed from `from` to `to`.
  bundle::FeedPiece piece(std::uint64_t from, std::uint64_t to) {
    bundle::FeedPiece piece;
    piece.from = from;
    piece.to = to;
    piece.county_logs = {{county.incarnation.id, county.incarnation.suite}};
    piece.entries = *county.store.feed_after(
        from, SIZE_MAX, [to](const auto& op) { return op.county_position <= to; }, nullptr);
    piece.tail.bytes.fill(static_cast<std::uint8_t>(to + m_tails));
    return piece;
  }
  // Yesterday's backup, which goes on in a log of its own.
  void set_county_back(const store::MemoryStore& backup) {
    county.store = backup;
    county.incarnation.id.bytes.fill(0xc1);
    BOOST_REQUIRE(county.store.add_incarnation(county.incarnation).ok());
    m_tails = 100;
  }
  void cursor_and_tail_are(std::uint64_t position, int tail) {
    BOOST_TEST(*station.store.feed_cursor() == position);
    const auto kept = *files.tail();
    BOOST_REQUIRE(kept.has_value());
    BOOST_TEST(kept->position == position);
    BOOST_TEST(int{kept->check.bytes[0]} == tail);
  }

 private:
  int m_said = 0, m_tails = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(heard_tests)

BOOST_AUTO_TEST_CASE(what_another_exchange_took_in_is_passed_over_and_gone_on_with) {
  World world;
  world.say(6);
  BOOST_REQUIRE(world.heard.take_feed(world.piece(0, 3)).ok());
  BOOST_TEST(world.heard.take_feed(world.piece(0, 2)).ok());
  world.cursor_and_tail_are(3, 3);
  BOOST_TEST(world.heard.take_feed(world.piece(1, 5)).ok());
  world.cursor_and_tail_are(5, 5);
  BOOST_TEST(world.station.store.feed_after(0, SIZE_MAX, nullptr, nullptr)->size() == 5u);
}

// The late answer of the county of before is in; the one that was set back must find that out, by
// the tail, at the next HELLO.
BOOST_AUTO_TEST_CASE(a_shorter_feed_of_a_county_set_back_moves_no_tail) {
  World world;
  world.say(2);
  const store::MemoryStore backup = world.county.store;
  world.say(4);
  BOOST_REQUIRE(world.heard.take_feed(world.piece(0, 6)).ok());
  world.set_county_back(backup);
  world.say(2);
  BOOST_TEST(world.heard.take_feed(world.piece(0, 4)).ok());
  world.cursor_and_tail_are(6, 6);
}

BOOST_AUTO_TEST_CASE(a_longer_feed_of_a_county_set_back_is_not_laid_over_the_one_of_before) {
  World world;
  world.say(2);
  const store::MemoryStore backup = world.county.store;
  world.say(2);
  BOOST_REQUIRE(world.heard.take_feed(world.piece(0, 4)).ok());
  world.set_county_back(backup);
  world.say(5);
  const auto taken = world.heard.take_feed(world.piece(0, 7));
  BOOST_REQUIRE(!taken.ok());
  BOOST_CHECK(taken.error().code == ErrorCode::kBusy);
  world.cursor_and_tail_are(4, 4);
}

BOOST_AUTO_TEST_SUITE_END()
