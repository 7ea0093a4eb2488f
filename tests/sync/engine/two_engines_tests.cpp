// Both engines driven by hand, without sockets and threads: what a driver has to do, and in which
// order things are asked for.
#include <boost/test/unit_test.hpp>

#include "sync/engine/county_exchange.h"
#include "sync/engine/station_exchange.h"
#include "sync/envelope/suite.h"
#include "sync/store/memory_store.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace std::chrono_literals;
using engine::Milliseconds;

namespace {

struct World {
  store::MemoryStore here{store::StoreRole::kStation}, there{store::StoreRole::kCounty};
  store::Incarnation own, county;
  bundle::Signer sign, county_sign;
  std::string scan = std::string(90'000, 's');
  base::ContentHash scan_hash;
  std::vector<std::string> asked;  // what the county's engine asked for, in order
  bool refuse_durable = false;
  Milliseconds now{0};

  World() {
    const auto& suite = envelope::default_suite();
    const auto station_keys = suite.generate_signing_key(envelope::system_random());
    const auto county_keys = suite.generate_signing_key(envelope::system_random());
    own.id.bytes.fill(1);
    own.owner.bytes.fill(7);
    own.public_key = station_keys.public_key;
    county.id.bytes.fill(2);
    county.public_key = county_keys.public_key;
    sign = signer(station_keys.private_key);
    county_sign = signer(county_keys.private_key);
    for (auto* const disk : {&here, &there}) {
      BOOST_REQUIRE(disk->add_incarnation(own).ok());
      BOOST_REQUIRE(disk->add_incarnation(county).ok());
    }
    scan_hash = here.put_file(scan, "application/pdf")->hash;
    store::AppendBatch batch;
    batch.ops = {{60, {}, 0, "a", R"({"n":1})", {}}, {60, {}, 0, "a", R"({"n":2})", {}}};
    BOOST_REQUIRE(here.append(own.id, batch).ok());
  }

  static bundle::Signer signer(const base::Bytes& key) {
    return [key](base::BytesView message) {
      return envelope::default_suite().sign(key, message, envelope::system_random());
    };
  }
  static bundle::CaseKeys no_keys() {
    return [](const base::CaseId&) { return std::optional<base::CaseKey>(); };
  }
  engine::StationExchange station(engine::Opening opening = engine::Opening::kGoOn,
                                  std::vector<bundle::Asked> asked_about = {}) {
    engine::StationSummary summary;
    summary.station = own.owner;
    summary.own = own;
    summary.county = county;
    summary.head_seq = 2;
    summary.opening = opening;
    summary.asked = std::move(asked_about);
    return {summary, sign, no_keys()};
  }
  engine::CountyExchange county_end() {
    return {{county, 1795312345678, 1 << 20, std::nullopt},
            county_sign,
            no_keys(),
            {[](const oplog::StoredOp&) { return true; },
             [](const base::IncarnationId&) { return std::uint8_t{1}; }}};
  }

  // --- the county's driver ---
  void answer(engine::CountyExchange& c, engine::FindSpeaker&) {
    c.speaker(engine::Speaker{own.owner, own, there.head(own.id)->seq, false, ""});
  }
  void answer(engine::CountyExchange& c, engine::CheckTail&) { c.tail(true); }
  void answer(engine::CountyExchange& c, engine::Bind& ask) {
    c.bound(bundle::Bound{ask.reborn.incarnation, 7, 0, {}});
  }
  void answer(engine::CountyExchange& c, engine::FindHash& ask) {
    c.hash((*there.find_op({own.id, ask.seq}))->hash);
  }
  void answer(engine::CountyExchange& c, engine::CommitOps& ask) {
    asked.push_back("ops");
    c.ops_committed(there.receive_ops(own.id, ask.ops));
  }
  void answer(engine::CountyExchange& c, engine::FindFile&) { c.file({true, scan.size(), 0}); }
  void answer(engine::CountyExchange& c, engine::TakeFilePart& ask) {
    asked.push_back("part");
    const auto& part = ask.part;
    c.part_committed(
        there.put_file_part(part.hash, part.size, part.media_type, part.offset, part.bytes));
  }
  void answer(engine::CountyExchange& c, engine::TakeCopy&) {
    c.part_committed(Error{ErrorCode::kNotFound, "copy", "no source"});
  }
  void answer(engine::CountyExchange& c, engine::MakeDurable&) {
    asked.push_back("durable");
    c.durable(refuse_durable ? Result<void>(Error{ErrorCode::kDiskFull, "disk", "full"})
                             : Result<void>());
  }
  void answer(engine::CountyExchange& c, engine::NeedAcknowledgements&) {
    asked.push_back("ack");
    const auto head = *there.head(own.id);
    c.acknowledgements({{own.id, head.seq, 0, bundle::check_of(head.hash)}});
  }
  void answer(engine::CountyExchange& c, engine::LookFeed&) { c.feed_news(false); }
  void answer(engine::CountyExchange& c, engine::NeedFeed& ask) {
    engine::FeedPage page;
    page.entries = *there.feed_after(ask.after, ask.bytes_max, nullptr, &page.scanned);
    page.county_head = *there.head(county.id);
    c.feed(std::move(page));
  }
  void answer(engine::CountyExchange& c, engine::NeedFile&) { c.file_bytes(std::nullopt); }
  void answer(engine::CountyExchange&, engine::Served&) { asked.push_back("served"); }
  void drive(engine::CountyExchange& c) {
    while (auto output = c.poll(now)) std::visit([&](auto& ask) { answer(c, ask); }, *output);
  }

  // --- the station's ---
  bool file_given = false;
  std::optional<engine::Outcome> outcome;
  void answer(engine::StationExchange& s, engine::NeedOps& ask) {
    s.ops(*here.ops_after(own.id, ask.after, ask.bytes_max));
  }
  void answer(engine::StationExchange& s, engine::NeedNextFile&) {
    if (std::exchange(file_given, true)) return s.next_file(std::nullopt);
    s.next_file(engine::FileToSend{scan_hash, scan.size(), "application/pdf", 0});
  }
  void answer(engine::StationExchange& s, engine::NeedFilePart& ask) {
    s.file_part(*here.read_file(ask.hash, ask.offset, ask.bytes_max));
  }
  void answer(engine::StationExchange& s, engine::CommitAck&) { s.committed(); }
  void answer(engine::StationExchange& s, engine::CommitFeed& ask) {
    BOOST_REQUIRE(here.apply_feed(ask.piece.entries, ask.piece.to).ok());
    s.committed();
  }
  void answer(engine::StationExchange& s, engine::CommitFilePart&) { s.committed(); }
  void answer(engine::StationExchange& s, engine::CommitCopy&) { s.committed(); }
  void answer(engine::StationExchange& s, engine::CommitBound&) { s.committed(); }
  void answer(engine::StationExchange& s, engine::CommitCountersignature&) { s.committed(); }
  void answer(engine::StationExchange&, engine::OpsQueued&) {}
  void answer(engine::StationExchange&, engine::FileQueued&) {}
  void answer(engine::StationExchange&, engine::Noticed&) {}
  void answer(engine::StationExchange&, engine::Done& done) { outcome = done.outcome; }
  void drive(engine::StationExchange& s) {
    while (auto output = s.poll(now)) std::visit([&](auto& ask) { answer(s, ask); }, *output);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(two_engines_tests)

BOOST_AUTO_TEST_CASE(an_exchange_is_played_by_polling_both_ends) {
  World w;
  auto station = w.station();
  auto county = w.county_end();
  station.opened(w.now);
  std::size_t early = 0;
  while (!w.outcome) {
    w.drive(station);
    const base::Bytes up = station.take(4096);
    if (!up.empty()) county.receive(up);
    w.drive(county);
    const base::Bytes down = county.take();
    if (!down.empty() && !station.request_complete()) ++early;
    if (!down.empty()) station.receive(down);
    BOOST_REQUIRE((!up.empty() || !down.empty() || w.outcome));
  }
  BOOST_TEST(early == 1u);
  BOOST_TEST(w.outcome->heard_early);
  BOOST_TEST(w.outcome->everything_sent);
  BOOST_TEST(!w.outcome->error.has_value());
  BOOST_TEST(*w.outcome->county_holds == 2u);
  BOOST_TEST((*w.there.file_info(w.scan_hash))->complete);
  BOOST_TEST(*w.here.feed_cursor() == 2u);
}

BOOST_AUTO_TEST_CASE(nothing_is_acknowledged_before_it_is_durable) {
  for (const bool refuse : {false, true}) {
    World w;
    w.refuse_durable = refuse;
    auto station = w.station();
    auto county = w.county_end();
    while (!station.request_complete()) {
      w.drive(station);
      county.receive(station.take(4096));
    }
    w.drive(county);
    const auto durable = std::find(w.asked.begin(), w.asked.end(), "durable");
    const auto ack = std::find(w.asked.begin(), w.asked.end(), "ack");
    BOOST_REQUIRE(durable != w.asked.end());
    BOOST_TEST((durable < ack));
    BOOST_TEST((ack == w.asked.end()) == refuse);
    BOOST_TEST(w.asked.back() == "served");
  }
}

BOOST_AUTO_TEST_CASE(a_station_waits_for_the_ack_it_asked_for_but_not_for_ever) {
  World w;
  auto station = w.station(engine::Opening::kWaitForAck);
  w.drive(station);
  BOOST_TEST(!station.take(4096).empty());  // HELLO and ASK
  w.drive(station);
  BOOST_TEST(station.take(4096).empty());
  BOOST_TEST(!station.wake_at().has_value());  // the line does not stand yet
  station.opened(5s);
  BOOST_TEST((*station.wake_at() == 5s + engine::kEarlyAckPatience));
  w.now = 14s;
  w.drive(station);
  BOOST_TEST(!station.request_complete());
  BOOST_TEST(station.take(4096).empty());
  w.now = 15s;
  w.drive(station);
  BOOST_TEST(!station.take(4096).empty());  // END
  BOOST_TEST(station.request_complete());
}

BOOST_AUTO_TEST_CASE(what_is_certain_travels_while_the_answer_about_the_rest_is_on_its_way) {
  World w;
  const bundle::Asked question{bundle::AskKind::kHowMuch, w.scan_hash, 0};
  auto station = w.station(engine::Opening::kTellFirst, {question});
  auto county = w.county_end();
  station.opened(0s);
  base::Bytes up;
  for (;;) {
    w.drive(station);
    const base::Bytes more = station.take(4096);
    if (more.empty()) break;
    up += more;
  }
  BOOST_TEST(up.size() > w.scan.size() / 100);  // ops and the file: all but an END
  BOOST_TEST(w.file_given);
  BOOST_TEST(!station.request_complete());
  BOOST_TEST((*station.wake_at() == engine::kEarlyAckPatience));
  county.receive(up);
  w.drive(county);
  station.receive(county.take());
  w.file_given = false;  // its standing is known now: it is given again
  w.drive(station);
  BOOST_TEST(w.file_given);
  while (!station.take(4096).empty()) w.drive(station);
  BOOST_TEST(station.request_complete());
}

BOOST_AUTO_TEST_CASE(on_a_line_that_buffers_the_answer_about_the_rest_is_not_awaited) {
  World w;
  const bundle::Asked question{bundle::AskKind::kHowMuch, w.scan_hash, 0};
  auto station = w.station(engine::Opening::kTellFirst, {question});
  station.opened(0s);
  do w.drive(station);
  while (!station.take(4096).empty());
  w.now = engine::kEarlyAckPatience;
  w.drive(station);
  BOOST_TEST(!station.take(4096).empty());  // END, more to say
  BOOST_TEST(station.request_complete());
}

BOOST_AUTO_TEST_CASE(where_no_answer_comes_early_a_request_ends_after_half_a_minute) {
  World w;
  auto station = w.station();
  station.opened(0s);
  w.drive(station);
  (void)station.take(1 << 20);
  w.now = 31s;
  w.drive(station);
  BOOST_TEST(!station.take(1 << 20).empty());
  BOOST_TEST(station.request_complete());
  BOOST_TEST(!w.file_given);
}

BOOST_AUTO_TEST_SUITE_END()
