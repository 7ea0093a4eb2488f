// The county's word on what it holds, and proofs made of it, judged with the county's key.
#include "sync/wire/countersignatures.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "sync/base/hex.h"
#include "sync/bundle/frame.h"
#include "sync/bundle/messages.h"
#include "tests/sync/wire/exchange_world.h"

using namespace jiujin;
using namespace jiujin::tests;
using namespace jiujin::sync;
using nlohmann::json;

namespace {

struct TwoEnds {
  CountyEnd county;
  StationEnd station{county, 1};

  Result<wire::SyncReport> sync(Pipe& pipe) {
    auto runner = station.runner();
    return runner.run(pipe);
  }
  Result<wire::SyncReport> sync() {
    Pipe pipe(county);
    return sync(pipe);
  }
  wire::CountyWord word() { return {station.id, station.county}; }
  std::uint64_t countersigned() {
    return wire::countersigned_to(station.store, station.incarnation.id).value();
  }
  base::CaseKey key() { return *base::CaseKey::from_hex(std::string(64, 'a')); }
};

std::set<bundle::FrameType> frames_of(BytesView bytes, bundle::Direction direction) {
  bundle::StreamReader reader(direction);
  reader.feed(bytes);
  std::set<bundle::FrameType> types;
  while (true) {
    auto frame = reader.next();
    BOOST_REQUIRE(frame.ok());
    if (!*frame) return types;
    types.insert((*frame)->type);
  }
}

json golden() {
  return json::parse(std::ifstream(JIUJIN_TEST_GOLDEN_DIR "/proof_v1.json"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(countersignatures_tests)

BOOST_FIXTURE_TEST_CASE(what_arrived_is_countersigned_in_the_same_exchange, TwoEnds) {
  station.take_in(9, "scan");
  BOOST_REQUIRE(sync().ok());
  BOOST_TEST(countersigned() == 4u);
  const auto report = wire::verify_countersignatures(station.store, word());
  BOOST_REQUIRE(report.ok());
  BOOST_TEST(report->words == 1u);
  BOOST_TEST(!report->broken);
  BOOST_REQUIRE(report->newest.size() == 1u);
  BOOST_TEST(report->newest[0].word.seq == 4u);
  BOOST_TEST(report->newest[0].word.county_ms == county.options.now_ms);
}

BOOST_FIXTURE_TEST_CASE(with_nothing_new_nobody_asks_and_nothing_is_signed_anew, TwoEnds) {
  station.take_in(9, "scan");
  BOOST_REQUIRE(sync().ok());
  Pipe pipe(county);
  BOOST_REQUIRE(sync(pipe).ok());
  BOOST_TEST(!frames_of(pipe.last_request, bundle::Direction::kUp)
                  .contains(bundle::FrameType::kCountersign));
  BOOST_TEST(wire::verify_countersignatures(station.store, word())->words == 1u);
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_was_lost_is_asked_for_again, TwoEnds) {
  station.take_in(9, "scan");
  {
    Pipe cut(county);
    cut.cut_answer = 0;
    BOOST_REQUIRE(!sync(cut).ok());
  }
  BOOST_TEST(county.told_ops == 4u);
  BOOST_TEST(countersigned() == 0u);
  BOOST_REQUIRE(sync().ok());  // hears that the county holds all of it
  BOOST_REQUIRE(sync().ok());
  BOOST_TEST(countersigned() == 4u);
}

BOOST_FIXTURE_TEST_CASE(a_station_of_the_first_protocol_hears_no_such_frame, TwoEnds) {
  station.take_in(9, "scan");
  BOOST_REQUIRE(sync().ok());
  for (const std::uint32_t spoken : {1u, 2u, 7u}) {
    bundle::Hello hello;
    hello.protocol_max = spoken;
    hello.incarnation = station.incarnation.id;
    hello.county = bundle::mark_of(county.incarnation.id);
    hello.head_seq = 4;
    hello.signature =
        *station.keys.signer()(bundle::hello_message(hello, county.incarnation.id, station.id));
    const auto answer = county.answer(
        bundle::encode_preamble(bundle::Direction::kUp) +
        bundle::encode_frame(bundle::FrameType::kHello, bundle::encode_hello(hello)) +
        bundle::encode_frame(bundle::FrameType::kCountersign, "") +
        bundle::encode_frame(bundle::FrameType::kEnd, bundle::encode_end({})));
    BOOST_TEST(frames_of(answer, bundle::Direction::kDown)
                   .contains(bundle::FrameType::kCountersigned) == (spoken >= 2));
  }
}

BOOST_FIXTURE_TEST_CASE(a_word_of_somebody_else_is_not_kept, TwoEnds) {
  station.take_in(9, "scan");
  BOOST_REQUIRE(sync().ok());
  const auto& log = station.incarnation.id;
  const auto head = station.store.find_op({log, 3})->value().hash;
  bundle::Countersignature forged{3, 1, {}};
  const auto message = bundle::countersigned_message(
      forged, {county.incarnation.id, station.id, log}, head);
  forged.signature = *Keys().signer()(message);
  BOOST_TEST(!wire::keep_countersignature(station.store, word(), log, forged).value());
  forged.signature = *county.keys.signer()(message);
  BOOST_TEST(wire::keep_countersignature(station.store, word(), log, forged).value());
  BOOST_TEST(countersigned() == 4u);  // the newest stays the newest
  auto later = forged;
  later.county_ms = 2;
  BOOST_TEST(!wire::keep_countersignature(station.store, word(), log, later).value());
  later.seq = 77;  // an op that is not there
  BOOST_TEST(!wire::keep_countersignature(station.store, word(), log, later).value());
}

BOOST_FIXTURE_TEST_CASE(a_log_that_was_rewritten_does_not_fit_what_was_countersigned, TwoEnds) {
  station.take_in(9, "scan");
  BOOST_REQUIRE(sync().ok());
  StationEnd rewritten(county, 1);  // the same station, with another history
  rewritten.take_in(8, "other");
  const auto words = station.store.rows("countersigned");
  for (const auto& [key, value] : *words) {
    const std::pair<std::string, std::optional<Bytes>> row{key, value};
    BOOST_REQUIRE(rewritten.store.write_rows({&row, 1}).ok());
  }
  const auto report = wire::verify_countersignatures(rewritten.store, word());
  BOOST_REQUIRE(report.ok());
  BOOST_REQUIRE(report->broken.has_value());
  BOOST_TEST(report->broken->word.seq == 4u);
}

BOOST_FIXTURE_TEST_CASE(a_proof_holds_with_the_county_s_key_alone, TwoEnds) {
  station.take_in(9, "scan");
  station.take_in(8, "another");
  const base::OpAddress submitted{station.incarnation.id, 4};
  const auto prove = [&] {
    return wire::make_proof(station.store, word(), "青溪县", submitted, key());
  };
  BOOST_TEST((prove().error().code == ErrorCode::kNotFound));  // not countersigned yet
  BOOST_REQUIRE(sync().ok());
  const auto proof = prove();
  BOOST_REQUIRE_MESSAGE(proof.ok(), (proof.ok() ? "" : proof.error().line()));
  const auto proven = wire::check_proof(*proof, county.keys.pair.public_key);
  BOOST_REQUIRE(proven.ok());
  BOOST_TEST(proven->body == R"({"number":"1","receipt":"2"})");
  BOOST_TEST(proven->county_ms == county.options.now_ms);
  BOOST_TEST((proven->header.case_id == case_of(9)));
  BOOST_TEST((wire::check_proof(*proof, Keys().pair.public_key).error().code ==
              ErrorCode::kRefused));
  // The answers of the case and the papers of another do not stand in it, nor does the case's key.
  BOOST_TEST(proof->find("张三") == std::string::npos);
  BOOST_TEST(proof->find(std::string(64, 'a')) == std::string::npos);
  const base::OpAddress foreign{county.incarnation.id, 1};
  BOOST_TEST((wire::make_proof(station.store, word(), "", foreign, {}).error().code ==
              ErrorCode::kNotFound));
}

// tests/golden/proof_v1.json, made from PROTOCOL 7.9 by make_proof_vectors.py.
BOOST_AUTO_TEST_CASE(the_golden_countersignature_and_proof_are_what_the_page_says) {
  const auto vector = golden();
  const auto payload = base::from_hex(vector["payload"].get<std::string>()).value();
  const auto word = bundle::decode_countersignature(payload);
  BOOST_REQUIRE(word.ok());
  BOOST_TEST(bundle::encode_countersignature(*word) == payload);
  const json& proof = vector["proof"];
  const bundle::CountersignedLog log{
      *base::IncarnationId::from_hex(proof["county"]["incarnation"].get<std::string>()),
      *base::StationId::from_hex(proof["station"].get<std::string>()),
      *base::IncarnationId::from_hex(proof["log"]["incarnation"].get<std::string>())};
  const auto head = *base::Digest::from_hex(vector["head"].get<std::string>());
  BOOST_TEST(base::to_hex(bundle::countersigned_message(*word, log, head)) ==
             vector["signed"].get<std::string>());
  const auto key = base::from_hex(vector["county_key"].get<std::string>()).value();
  const auto proven = wire::check_proof(proof.dump(), key);
  BOOST_REQUIRE_MESSAGE(proven.ok(), (proven.ok() ? "" : proven.error().line()));
  BOOST_TEST(proven->county_ms == 1795320123456u);
  BOOST_TEST(proven->header.type == 6u);
}

BOOST_AUTO_TEST_CASE(a_proof_with_anything_changed_in_it_is_refused) {
  const auto vector = golden();
  const auto key = base::from_hex(vector["county_key"].get<std::string>()).value();
  const auto refused = [&](const json& proof) {
    return !wire::check_proof(proof.dump(), key).ok();
  };
  for (const auto* path : {"/county/incarnation", "/station", "/log/incarnation", "/op/header",
                           "/op/salt", "/op/body", "/before", "/after/0", "/after/1",
                           "/countersigned/signature"}) {
    auto proof = vector["proof"];
    auto& text = proof[json::json_pointer(path)].get_ref<std::string&>();
    text[text.size() / 2] = text[text.size() / 2] == '0' ? '1' : '0';
    BOOST_TEST(refused(proof), path);
  }
  for (const auto* path : {"/county/suite", "/log/suite", "/op/seq", "/countersigned/seq",
                           "/countersigned/county_ms"}) {
    auto proof = vector["proof"];
    auto& number = proof[json::json_pointer(path)];
    number = number.get<std::uint64_t>() + 1;
    BOOST_TEST(refused(proof), path);
  }
  auto shorter = vector["proof"];
  shorter["after"].erase(1);
  BOOST_TEST(refused(shorter));
  shorter["countersigned"]["seq"] = 3;
  BOOST_TEST(refused(shorter));
  BOOST_TEST(refused(json::array()));
  BOOST_TEST(refused(json::object()));
}

BOOST_AUTO_TEST_SUITE_END()
