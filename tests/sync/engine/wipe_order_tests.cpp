// The county's order to wipe a station: it counts for the one that is asked, once, and no other
// way.
#include <boost/test/unit_test.hpp>

#include "sync/bundle/wipe_order.h"
#include "sync/engine/county_exchange.h"
#include "sync/engine/station_exchange.h"
#include "sync/envelope/suite.h"

using namespace jiujin;
using namespace jiujin::sync;

namespace {

bundle::Signer signer(const base::Bytes& key) {
  return [key](base::BytesView message) {
    return envelope::default_suite().sign(key, message, envelope::system_random());
  };
}

bundle::CaseKeys no_keys() {
  return [](const base::CaseId&) { return std::optional<base::CaseKey>(); };
}

struct World {
  envelope::KeyPair station_keys, county_keys;
  store::Incarnation own, county;
  bundle::WipeId order = bundle::WipeId::random(envelope::system_random());

  World() {
    const auto& suite = envelope::default_suite();
    station_keys = suite.generate_signing_key(envelope::system_random());
    county_keys = suite.generate_signing_key(envelope::system_random());
    own.id.bytes.fill(1);
    own.owner.bytes.fill(7);
    own.public_key = station_keys.public_key;
    county.id.bytes.fill(2);
    county.public_key = county_keys.public_key;
  }

  engine::StationExchange station() {
    engine::StationSummary summary;
    summary.station = own.owner;
    summary.own = own;
    summary.county = county;
    envelope::system_random()(summary.nonce.bytes);
    return {summary, signer(station_keys.private_key), no_keys()};
  }

  // What a county says that has suspended the station.
  base::Bytes answer(base::BytesView request, std::optional<bundle::WipeId> wipe,
                     const base::Bytes& county_key, bool by_stick = false) {
    engine::CountyExchange c({county, 1795312345678, 1 << 20, std::nullopt, by_stick},
                             signer(county_key), no_keys(),
                             {[](const oplog::StoredOp&) { return true; },
                              [](const base::IncarnationId&) { return std::uint8_t{1}; }});
    c.receive(request);
    c.end_request();
    base::Bytes out;
    while (auto output = c.poll(engine::Milliseconds(0))) {
      if (std::get_if<engine::FindSpeaker>(&*output))
        c.speaker(engine::Speaker{own.owner, own, 0, true, "电脑被盗", false, wipe});
      else if (std::get_if<engine::MakeDurable>(&*output))
        c.durable({});
      else
        BOOST_REQUIRE(std::get_if<engine::Served>(&*output));
      out += c.take();
    }
    return out + c.take();
  }
  base::Bytes answer(base::BytesView request) {
    return answer(request, order, county_keys.private_key);
  }
};

void pump(engine::StationExchange& s, std::optional<engine::Outcome>* outcome = nullptr) {
  while (auto output = s.poll(engine::Milliseconds(0))) {
    if (std::get_if<engine::NeedOps>(&*output))
      s.ops({});
    else if (std::get_if<engine::NeedNextFile>(&*output))
      s.next_file(std::nullopt);
    else if (std::get_if<engine::CommitAck>(&*output))
      s.committed();
    else if (const auto* done = std::get_if<engine::Done>(&*output); done && outcome)
      *outcome = done->outcome;
  }
}

base::Bytes request_of(engine::StationExchange& s) {
  base::Bytes request;
  for (int i = 0; i < 100 && !s.request_complete(); ++i) {
    pump(s);
    request += s.take(1 << 20);
  }
  BOOST_REQUIRE(s.request_complete());
  return request;
}

engine::Outcome hears(engine::StationExchange& s, base::BytesView answer) {
  s.receive(answer);
  std::optional<engine::Outcome> outcome;
  pump(s, &outcome);
  if (!outcome) s.answer_ended();
  pump(s, &outcome);
  BOOST_REQUIRE(outcome.has_value());
  return *outcome;
}

// The frames of an answer, and the answer made of frames again.
std::vector<bundle::Frame> frames_of(base::BytesView answer) {
  bundle::StreamReader reader(bundle::Direction::kDown);
  reader.feed(answer);
  reader.end();
  std::vector<bundle::Frame> frames;
  for (;;) {
    auto next = reader.next();
    BOOST_REQUIRE(next.ok());
    if (!*next) return frames;
    frames.push_back(**next);
  }
}

base::Bytes answer_of(const std::vector<bundle::Frame>& frames) {
  base::Bytes answer = bundle::encode_preamble(bundle::Direction::kDown);
  for (const auto& frame : frames) answer += bundle::encode_frame(frame.type, frame.payload);
  return answer;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(wipe_order_tests, World)

BOOST_AUTO_TEST_CASE(the_order_reaches_the_station_that_asks) {
  auto s = station();
  const auto outcome = hears(s, answer(request_of(s)));
  BOOST_TEST(!outcome.error.has_value());
  BOOST_REQUIRE(outcome.notice.has_value());
  BOOST_CHECK(outcome.notice->code == bundle::NoticeCode::kSuspended);
  BOOST_REQUIRE(outcome.wipe.has_value());
  BOOST_CHECK(outcome.wipe->id == order);
}

BOOST_AUTO_TEST_CASE(a_station_that_is_only_suspended_gets_none) {
  auto s = station();
  const auto outcome = hears(s, answer(request_of(s), std::nullopt, county_keys.private_key));
  BOOST_REQUIRE(outcome.notice.has_value());
  BOOST_TEST(!outcome.wipe.has_value());
}

BOOST_AUTO_TEST_CASE(an_answer_that_was_kept_wipes_nobody_later) {
  auto before = station();
  const auto kept = answer(request_of(before));
  BOOST_REQUIRE(hears(before, kept).wipe.has_value());
  auto again = station();  // the same station, let in again; the same order number
  request_of(again);
  const auto outcome = hears(again, kept);
  BOOST_TEST(!outcome.wipe.has_value());
  BOOST_REQUIRE(outcome.error.has_value());
  BOOST_CHECK(outcome.error->code == ErrorCode::kProtocol);
}

BOOST_AUTO_TEST_CASE(another_station_s_order_wipes_nobody) {
  World neighbour;
  neighbour.own.id.bytes.fill(3);
  neighbour.own.owner.bytes.fill(8);
  neighbour.county = county;
  neighbour.county_keys = county_keys;
  auto theirs = neighbour.station();
  const auto said = neighbour.answer(request_of(theirs));
  BOOST_REQUIRE(hears(theirs, said).wipe.has_value());
  auto ours = station();
  request_of(ours);
  BOOST_TEST(!hears(ours, said).wipe.has_value());
}

BOOST_AUTO_TEST_CASE(who_has_not_the_county_s_key_orders_nothing) {
  auto s = station();
  const auto forger = envelope::default_suite().generate_signing_key(envelope::system_random());
  BOOST_TEST(!hears(s, answer(request_of(s), order, forger.private_key)).wipe.has_value());
  // Not even the station's own key, which lies on its disk.
  auto t = station();
  BOOST_TEST(!hears(t, answer(request_of(t), order, station_keys.private_key)).wipe.has_value());
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_of_an_order_is_refused) {
  auto s = station();
  const auto frames = frames_of(answer(request_of(s)));
  std::size_t tried = 0;
  for (std::size_t f = 0; f < frames.size(); ++f) {
    if (frames[f].type != bundle::FrameType::kWipe) continue;
    for (std::size_t i = 0; i < frames[f].payload.size(); ++i) {
      auto changed = frames;
      changed[f].payload[i] = static_cast<char>(changed[f].payload[i] ^ (1 << (i % 8)));
      auto copy = s;
      BOOST_TEST(!hears(copy, answer_of(changed)).wipe.has_value());
      ++tried;
    }
    // The frame is what is tried: unchanged it counts.
    BOOST_TEST(hears(s, answer_of(frames)).wipe.has_value());
  }
  BOOST_TEST(tried > 60u);
}

BOOST_AUTO_TEST_CASE(a_cut_line_and_a_page_of_somebody_else_s_wipe_nobody) {
  auto s = station();
  const auto whole = answer(request_of(s));
  const auto at = whole.size() - 8;  // within the order or behind it: END is 8 bytes
  for (std::size_t size = 0; size < at; ++size) {
    auto copy = s;
    BOOST_TEST(!hears(copy, base::BytesView(whole).substr(0, size)).wipe.has_value());
  }
  BOOST_TEST(!hears(s, "<html><body>请先登录本网络</body></html>").wipe.has_value());
}

BOOST_AUTO_TEST_CASE(what_travels_on_a_stick_carries_no_order) {
  auto s = station();
  const auto said = answer(request_of(s), order, county_keys.private_key, true);
  for (const auto& frame : frames_of(said)) BOOST_CHECK(frame.type != bundle::FrameType::kWipe);
}

BOOST_AUTO_TEST_CASE(a_last_word_names_its_order) {
  const auto word = bundle::encode_wiped_word(order);
  BOOST_TEST(word.size() == bundle::kWipedWordBytes);
  BOOST_TEST(word.substr(0, 5) == std::string("JJWD\x01"));
  BOOST_CHECK(bundle::decode_wiped_word(word) == order);
  BOOST_TEST(!bundle::decode_wiped_word(word + "x").has_value());
  BOOST_TEST(!bundle::decode_wiped_word(word.substr(0, 20)).has_value());
  BOOST_TEST(!bundle::decode_wiped_word("JJWE" + word.substr(4)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
