// A file that is carried over the line: its bytes against vectors that were made without this code,
// cut anywhere, and answers that lie.
#include "sync/wire/carried_file.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "sync/base/hex.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::wire;
using base::Bytes;
using base::BytesView;
using Verdict = CarriedAnswer::Verdict;

namespace {

nlohmann::json golden() {
  std::ifstream in(std::string(JIUJIN_TEST_SOURCE_DIR) + "/../../golden/carried_v1.json");
  return nlohmann::json::parse(in);
}

Bytes bytes_of(const nlohmann::json& hex) {
  return *base::from_hex(hex.get<std::string>());
}

envelope::ByteSource source_of(BytesView& bytes) {
  return [&bytes](char* buffer, std::size_t size) -> Result<std::size_t> {
    const std::size_t count = bytes.copy(buffer, std::min<std::size_t>(size, 7));
    bytes.remove_prefix(count);
    return count;
  };
}

TransportKey some_key(std::uint8_t suite = 1) {
  TransportKey key;
  key.suite = suite;
  key.station = base::StationId::random(envelope::system_random());
  key.county = base::IncarnationId::random(envelope::system_random());
  key.keys = (*envelope::find_suite(suite))->generate_signing_key(envelope::system_random());
  return key;
}

// As the county judges a request: the file is whole, and the carrier has signed it.
bool is_carried(const Bytes& request, const TransportKey& key) {
  BytesView rest(request);
  const auto head = read_carried_head(source_of(rest));
  if (!head.ok() || !read_carried_file(*head, source_of(rest)).ok()) return false;
  const auto suite = envelope::find_suite(key.suite);
  return (*suite)
      ->verify(key.keys.public_key, carried_message(*head, key.county), head->signature)
      .ok();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(carried_file_tests)

BOOST_AUTO_TEST_CASE(the_golden_request_says_what_the_page_says) {
  const auto vector = golden()["request"];
  const Bytes request = bytes_of(vector["bytes"]);
  BytesView rest(request);
  const auto head = read_carried_head(source_of(rest));
  BOOST_REQUIRE_MESSAGE(head.ok(), (head.ok() ? "" : head.error().line()));
  BOOST_TEST(head->station.hex() == vector["station"].get<std::string>());
  const auto file = read_carried_file(*head, source_of(rest));
  BOOST_REQUIRE(file.ok());
  BOOST_CHECK(*file == bytes_of(vector["file"]));
  BOOST_TEST(rest.empty());
  const auto county = base::IncarnationId::from_hex(vector["county"].get<std::string>());
  const auto message = carried_message(*head, *county);
  BOOST_CHECK(message == bytes_of(vector["signed"]));
  const auto key = bytes_of(vector["transport_public"]);
  BOOST_TEST(envelope::default_suite().verify(key, message, head->signature).ok());
  BOOST_TEST(!envelope::default_suite().verify(key, message + "x", head->signature).ok());
}

BOOST_AUTO_TEST_CASE(the_golden_answer_is_written_and_read) {
  const auto vector = golden()["answers"];
  for (const auto& one : vector) {
    const CarriedAnswer answer{static_cast<Verdict>(one["verdict"].get<int>()),
                               one["cause"].get<std::string>(), bytes_of(one["answer"])};
    BOOST_CHECK(write_carried_answer(answer) == bytes_of(one["bytes"]));
    const auto read = read_carried_answer(bytes_of(one["bytes"]));
    BOOST_REQUIRE(read.ok());
    BOOST_CHECK(read->verdict == answer.verdict);
    BOOST_TEST(read->cause == answer.cause);
    BOOST_CHECK(read->answer == answer.answer);
  }
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_and_vouched_for) {
  const auto key = some_key();
  const Bytes file(100'000, 'f');
  const auto request = write_carried(key, file, envelope::system_random());
  BOOST_REQUIRE(request.ok());
  BytesView rest(*request);
  const auto head = read_carried_head(source_of(rest));
  BOOST_REQUIRE(head.ok());
  BOOST_CHECK(head->station == key.station);
  BOOST_TEST(head->size == file.size());
  BOOST_TEST(envelope::default_suite()
                 .verify(key.keys.public_key, carried_message(*head, key.county), head->signature)
                 .ok());
  const auto read = read_carried_file(*head, source_of(rest));
  BOOST_REQUIRE(read.ok());
  BOOST_CHECK(*read == file);
}

BOOST_AUTO_TEST_CASE(cut_at_any_byte_it_is_no_file) {
  const auto request = write_carried(some_key(), "the file", envelope::system_random());
  BOOST_REQUIRE(request.ok());
  for (std::size_t size = 0; size < request->size(); ++size) {
    BytesView rest = BytesView(*request).substr(0, size);
    const auto head = read_carried_head(source_of(rest));
    if (!head.ok()) {
      BOOST_CHECK(head.error().code == ErrorCode::kTruncated);
      continue;
    }
    const auto file = read_carried_file(*head, source_of(rest));
    BOOST_REQUIRE(!file.ok());
    BOOST_CHECK(file.error().code == ErrorCode::kTruncated);
  }
}

BOOST_AUTO_TEST_CASE(every_single_bit_of_a_request_counts) {
  for (const std::uint8_t suite : {1, 2}) {
    const auto key = some_key(suite);
    const auto request = write_carried(key, "sealed", envelope::system_random());
    BOOST_REQUIRE(request.ok() && is_carried(*request, key));
    for (std::size_t bit = 0; bit < request->size() * 8; ++bit) {
      Bytes altered = *request;
      altered[bit / 8] = static_cast<char>(altered[bit / 8] ^ (1 << bit % 8));
      BOOST_REQUIRE_MESSAGE(!is_carried(altered, key), "suite " << +suite << ", bit " << bit);
    }
    auto elsewhere = key;  // nor does it carry for another county
    elsewhere.county.bytes[0] ^= 1;
    BOOST_TEST(!is_carried(*request, elsewhere));
  }
}

BOOST_AUTO_TEST_CASE(altered_bytes_are_another_file_and_large_ones_are_refused_unread) {
  const auto request = write_carried(some_key(), "the file", envelope::system_random());
  BOOST_REQUIRE(request.ok());
  Bytes altered = *request;
  altered.back() ^= 1;
  BytesView rest(altered);
  const auto head = read_carried_head(source_of(rest));
  BOOST_REQUIRE(head.ok());
  BOOST_CHECK(read_carried_file(*head, source_of(rest)).error().code == ErrorCode::kCorrupt);
  Bytes large = *request;
  large[21] = '\x7f';  // the size's first byte
  rest = large;
  BOOST_CHECK(read_carried_head(source_of(rest)).error().code == ErrorCode::kTooLarge);
  Bytes newer = *request;
  newer[4] = 2;
  rest = newer;
  BOOST_CHECK(read_carried_head(source_of(rest)).error().code == ErrorCode::kUnsupported);
  rest = "GET / HTTP/1.1\r\nHost: county\r\nAccept: everything\r\nConnection: close\r\n\r\n";
  BOOST_CHECK(read_carried_head(source_of(rest)).error().code == ErrorCode::kProtocol);
  BOOST_CHECK(write_carried(some_key(), Bytes(kCarriedBytesMax + 1, 'x'), envelope::system_random())
                  .error()
                  .code == ErrorCode::kTooLarge);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_none_is_refused) {
  for (const char* bytes : {"", "JJC", "JJCA", "<html>", "JJCF\1"})
    BOOST_CHECK(!read_carried_answer(bytes).ok());
  BOOST_CHECK(read_carried_answer(BytesView("JJCA\2\0\0", 7)).error().code ==
              ErrorCode::kUnsupported);
  const auto newer = read_carried_answer(BytesView("JJCA\1\x63\0", 7));
  BOOST_REQUIRE(newer.ok());
  BOOST_CHECK(newer->verdict == Verdict::kUnreadable);
}

BOOST_AUTO_TEST_CASE(a_long_cause_is_cut_between_characters) {
  std::string cause;
  for (int i = 0; i < 500; ++i) cause += "错";
  const auto read = read_carried_answer(write_carried_answer({Verdict::kUnknown, cause, ""}));
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(read->cause.size() == 1023u);  // 341 characters of three bytes
}

BOOST_AUTO_TEST_SUITE_END()
