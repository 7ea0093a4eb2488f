// A hostile station: none of it gets in, none of it stops the county.
#include <boost/test/unit_test.hpp>
#include <random>

#include "sync/bundle/frame.h"
#include "sync/bundle/messages.h"
#include "sync/bundle/ops_frame.h"
#include "sync/oplog/chain.h"
#include "tests/sync/wire/exchange_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;
using bundle::FrameType;

namespace {

Bytes hello_of(const StationEnd& station, std::uint64_t head_seq,
               std::function<void(bundle::Hello&)> change = {}) {
  bundle::Hello hello;
  hello.incarnation = station.incarnation.id;
  hello.county = bundle::mark_of(station.county.id);
  hello.head_seq = head_seq;
  if (change) change(hello);
  hello.signature =
      *station.keys.signer()(bundle::hello_message(hello, station.county.id, station.id));
  return bundle::encode_preamble(bundle::Direction::kUp) +
         bundle::encode_frame(FrameType::kHello, bundle::encode_hello(hello));
}

Bytes end() {
  return bundle::encode_frame(FrameType::kEnd, bundle::encode_end({}));
}

Bytes ops_of(StationEnd& station) {
  const auto ops = *station.store.ops_after(station.incarnation.id, 0, 1 << 20);
  const auto signature = *station.keys.signer()(
      oplog::head_message(station.incarnation.id, ops.back().address.seq, ops.back().hash));
  return bundle::encode_frame(FrameType::kOps,
                              bundle::encode_ops_frame(ops, signature, bundle::Commitment::kOmit));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_tests)

BOOST_AUTO_TEST_CASE(a_name_without_its_key_is_nobody) {
  CountyEnd county;
  StationEnd honest(county, 1);
  StationEnd thief = honest;
  thief.keys = Keys();
  county.answer(hello_of(thief, 0) + end());
  BOOST_TEST(county.last.notice == "bad_request");
  BOOST_TEST(county.last.feed_entries_sent == 0u);
}

BOOST_AUTO_TEST_CASE(another_stations_id_and_another_county_are_refused) {
  CountyEnd county;
  StationEnd one(county, 1), two(county, 2);
  // Under another station's name the signature is another one.
  county.answer(hello_of(one, 0, [&](auto& hello) { hello.incarnation = two.incarnation.id; }) +
                end());
  BOOST_TEST(county.last.notice == "bad_request");
  county.answer(hello_of(one, 0, [&](auto& hello) { hello.incarnation.bytes.fill(9); }) + end());
  BOOST_TEST(county.last.notice == "unknown_station");
  county.answer(hello_of(one, 0, [](auto& hello) { hello.county.bytes.fill(5); }) + end());
  BOOST_TEST(county.last.notice == "wrong_county");
}

BOOST_AUTO_TEST_CASE(ops_without_hello_or_signed_by_nobody_are_not_committed) {
  CountyEnd county;
  StationEnd station(county, 1);
  station.take_in(9, "scan");
  county.answer(bundle::encode_preamble(bundle::Direction::kUp) + ops_of(station) + end());
  BOOST_TEST(county.last.notice == "bad_request");
  StationEnd forger = station;
  forger.keys = Keys();
  county.answer(hello_of(station, 4) + ops_of(forger) + end());
  BOOST_TEST(county.last.fault.has_value());
  BOOST_TEST(*county.store.feed_end() == 0u);
  county.answer(hello_of(station, 4) + ops_of(station) + end());
  BOOST_TEST(*county.store.feed_end() == 4u);
}

BOOST_AUTO_TEST_CASE(a_file_begun_with_a_wrong_size_still_arrives) {
  CountyEnd county;
  StationEnd honest(county, 1), hostile(county, 2);
  const auto hash = envelope::content_hash("scan");
  hostile.write(case_of(8), 1, R"({"key":")" + std::string(64, '7') + R"("})");
  hostile.write(case_of(8), 3, R"({"file":{"hash":")" + hash.hex() + R"(","size":9000}})");
  const Bytes part = bundle::encode_frame(
      FrameType::kFile, bundle::encode_file_part({hash, 9000, "image/jpeg", 0, "sca"}));
  county.answer(hello_of(hostile, 2) + ops_of(hostile) + part + end());
  BOOST_REQUIRE_EQUAL(county.store.incomplete_files()->size(), 1u);
  honest.take_in(9, "scan");
  Pipe line(county);
  auto runner = honest.runner();
  BOOST_REQUIRE(runner.run(line).ok());
  BOOST_TEST((*county.store.file_info(hash))->complete);
  BOOST_TEST(runner.backlog()->files == 0u);
}

BOOST_AUTO_TEST_CASE(a_file_that_no_op_cites_is_not_kept) {
  CountyEnd county;
  StationEnd station(county, 1);
  const Bytes bytes = "uninvited";
  const auto hash = envelope::content_hash(bytes);
  const Bytes part = bundle::encode_frame(
      FrameType::kFile, bundle::encode_file_part({hash, bytes.size(), "text/html", 0, bytes}));
  county.answer(hello_of(station, 0) + part + end());
  BOOST_TEST(!county.store.file_info(hash)->has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_what_its_address_says_is_thrown_away) {
  CountyEnd county;
  StationEnd station(county, 1);
  const auto hash = station.take_in(9, "scan");
  const Bytes part = bundle::encode_frame(
      FrameType::kFile, bundle::encode_file_part({hash, 4, "image/jpeg", 0, "evil"}));
  county.answer(hello_of(station, 4) + ops_of(station) + part + end());
  BOOST_TEST(county.last.ops_committed == 4u);
  const auto info = *county.store.file_info(hash);
  BOOST_TEST((!info || !info->complete));
  Pipe pipe(county);
  auto runner = station.runner();
  BOOST_REQUIRE(runner.run(pipe).ok());
  BOOST_TEST(county.store.file_info(hash)->value().complete);
}

BOOST_AUTO_TEST_CASE(another_stations_scan_cannot_be_fetched_out_of_scope) {
  CountyEnd county;
  StationEnd one(county, 1), two(county, 2);
  const auto scan = one.take_in(9, "a scan of an identity card");
  Pipe pipe(county);
  auto runner = one.runner();
  BOOST_REQUIRE(runner.run(pipe).ok());
  county.hidden = {case_of(9)};
  const Bytes ask = bundle::encode_frame(
      FrameType::kAsk, bundle::encode_ask({{bundle::AskKind::kSend, scan, 0},
                                           {bundle::AskKind::kHowMuch, scan, 0}}));
  county.answer(hello_of(two, 0) + ask + end());
  BOOST_TEST(county.last.file_bytes_sent == 0u);
  county.hidden.clear();
  county.answer(hello_of(two, 0) + ask + end());
  BOOST_TEST(county.last.file_bytes_sent == 26u);
}

BOOST_AUTO_TEST_CASE(noise_of_any_kind_is_answered_and_commits_nothing) {
  CountyEnd county;
  StationEnd station(county, 1);
  const unsigned seed = std::random_device{}();
  BOOST_TEST_MESSAGE("seed " << seed);
  std::mt19937 dice(seed);
  const Bytes honest = hello_of(station, 4) + end();
  for (int round = 0; round < 300; ++round) {
    Bytes noise = honest;
    const int changes = 1 + static_cast<int>(dice() % 8);
    for (int i = 0; i < changes; ++i) {
      const std::size_t at = dice() % noise.size();
      switch (dice() % 3) {
        case 0:
          noise[at] = static_cast<char>(dice());
          break;
        case 1:
          noise.erase(at, dice() % 20);
          break;
        default:
          noise.insert(at, Bytes(dice() % 20, static_cast<char>(dice())));
      }
      if (noise.empty()) noise = "x";
    }
    BOOST_TEST(county.answer(noise).starts_with("JJBS"));
  }
  BOOST_TEST(*county.store.feed_end() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
