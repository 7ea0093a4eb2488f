// The stream of frames: whole, byte by byte, cut anywhere, lied about.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "sync/base/hex.h"
#include "sync/bundle/deflate.h"
#include "sync/bundle/fields.h"
#include "sync/bundle/frame.h"
#include "sync/bundle/limits.h"

using namespace jiujin;
using namespace jiujin::sync::bundle;

namespace {

Bytes sample_stream() {
  return encode_preamble(Direction::kUp) + encode_frame(FrameType::kAsk, "first") +
         encode_frame(FrameType::kOps, Bytes(5000, 'x'), Squeeze::kTry) +
         encode_frame(FrameType::kEnd, Bytes(1, '\0'));
}

// All frames that a reader gives when fed in slices of `step`.
std::vector<Frame> read_all(BytesView stream, std::size_t step) {
  StreamReader reader(Direction::kUp);
  std::vector<Frame> frames;
  for (std::size_t at = 0; at < stream.size(); at += step) {
    reader.feed(stream.substr(at, step));
    for (;;) {
      auto frame = reader.next();
      BOOST_REQUIRE(frame.ok());
      if (!*frame) break;
      frames.push_back(**frame);
    }
  }
  BOOST_TEST(reader.finished());
  return frames;
}

Error first_error(BytesView stream) {
  StreamReader reader(Direction::kUp);
  reader.feed(stream);
  reader.end();
  for (;;) {
    auto frame = reader.next();
    if (!frame) return frame.error();
    BOOST_REQUIRE(*frame || !reader.finished());
  }
}

Bytes read_golden(const char* name) {
  std::ifstream in(std::string(JIUJIN_TEST_GOLDEN_DIR) + "/" + name);
  std::stringstream text;
  text << in.rdbuf();
  std::string digits;
  for (char c : text.str())
    if (!std::isspace(static_cast<unsigned char>(c))) digits.push_back(c);
  return *sync::base::from_hex(digits);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(frame_tests)

BOOST_AUTO_TEST_CASE(any_slicing_gives_the_same_frames) {
  const Bytes stream = sample_stream();
  for (const std::size_t step : {stream.size(), std::size_t{1}, std::size_t{7}}) {
    const auto frames = read_all(stream, step);
    BOOST_REQUIRE_EQUAL(frames.size(), 3u);
    BOOST_TEST(frames[0].payload == "first");
    BOOST_TEST(frames[1].payload == Bytes(5000, 'x'));
    BOOST_TEST(static_cast<int>(frames[2].type) == static_cast<int>(FrameType::kEnd));
  }
}

BOOST_AUTO_TEST_CASE(a_cut_at_any_byte_says_so) {
  const Bytes stream = sample_stream();
  for (std::size_t size = 0; size < stream.size(); ++size) {
    const Error error = first_error(BytesView(stream).substr(0, size));
    BOOST_TEST(error_code_name(error.code) == error_code_name(ErrorCode::kTruncated));
  }
}

BOOST_AUTO_TEST_CASE(bytes_behind_the_end_are_refused) {
  StreamReader reader(Direction::kUp);
  reader.feed(sample_stream() + "x");
  for (int i = 0; i < 3; ++i) BOOST_TEST(reader.next().ok());
  auto behind = reader.next();
  BOOST_REQUIRE(!behind.ok());
  BOOST_TEST((behind.error().code == ErrorCode::kProtocol));
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_anywhere_is_noticed) {
  const Bytes stream = sample_stream();
  for (std::size_t at = 0; at < stream.size(); ++at) {
    Bytes broken = stream;
    broken[at] = static_cast<char>(broken[at] ^ 0x10);
    (void)first_error(broken);  // requires an error
  }
}

BOOST_AUTO_TEST_CASE(a_page_of_html_is_named_by_its_first_words) {
  const Error error = first_error("<html><title>Wi-Fi login</title>");
  BOOST_TEST((error.code == ErrorCode::kProtocol));
  BOOST_TEST(error.cause.find("Wi-Fi login") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_huge_length_is_refused_before_a_byte_of_it_comes) {
  FieldWriter lie;
  lie.byte(2);
  lie.byte(0);
  lie.varint(kFramePayloadMax + 1);
  BOOST_TEST(
      (first_error(encode_preamble(Direction::kUp) + lie.bytes()).code == ErrorCode::kProtocol));
  // Ten groups of ones: more than 64 bits.
  const Bytes endless = encode_preamble(Direction::kUp) + Bytes("\x02\0", 2) + Bytes(11, '\xff');
  BOOST_TEST((first_error(endless).code == ErrorCode::kProtocol));
  // 128 as 80 81 00: not the shortest form.
  const Bytes padded = encode_preamble(Direction::kUp) + Bytes("\x02\0\x80\x81\0", 5);
  BOOST_TEST((first_error(padded).code == ErrorCode::kProtocol));
}

BOOST_AUTO_TEST_CASE(a_zip_bomb_stops_at_the_length_it_names) {
  FieldWriter bomb;
  const Bytes squeezed = deflate_payload(Bytes(kInflatedMax, 'a'));
  // Same deflate stream, but it claims ten bytes.
  FieldReader in(squeezed, "test");
  bomb.raw(in.raw(4));
  (void)in.varint();
  bomb.varint(10);
  bomb.raw(in.raw(in.left()));
  auto inflated = inflate_payload(bomb.bytes());
  BOOST_REQUIRE(!inflated.ok());
  BOOST_TEST((inflated.error().code == ErrorCode::kProtocol));
  FieldWriter greedy;
  greedy.raw(BytesView(squeezed).substr(0, 4));
  greedy.varint(kInflatedMax + 1);
  BOOST_TEST(!inflate_payload(greedy.bytes()).ok());
}

BOOST_AUTO_TEST_CASE(an_unknown_dictionary_is_a_newer_version) {
  Bytes squeezed = deflate_payload("hello");
  squeezed[0] = static_cast<char>(squeezed[0] ^ 1);
  auto inflated = inflate_payload(squeezed);
  BOOST_REQUIRE(!inflated.ok());
  BOOST_TEST((inflated.error().code == ErrorCode::kUnsupported));
}

BOOST_AUTO_TEST_CASE(a_newer_stream_and_the_wrong_direction_are_told_apart) {
  Bytes newer = sample_stream();
  newer[4] = 2;
  BOOST_TEST((first_error(newer).code == ErrorCode::kUnsupported));
  Bytes down = sample_stream();
  down[5] = 1;
  BOOST_TEST((first_error(down).code == ErrorCode::kProtocol));
}

BOOST_AUTO_TEST_CASE(frames_of_unknown_types_are_given_out_as_they_are) {
  const auto newer = static_cast<FrameType>(77);
  const Bytes stream = encode_preamble(Direction::kUp) + encode_frame(newer, "future") +
                       encode_frame(FrameType::kEnd, Bytes(1, '\0'));
  const auto frames = read_all(stream, 1);
  BOOST_REQUIRE_EQUAL(frames.size(), 2u);
  BOOST_TEST(!is_known(frames[0].type));
  BOOST_TEST(frames[0].payload == "future");
}

// Bytes put together by hand from PROTOCOL 7.1; CRC-32 by Python's binascii.
BOOST_AUTO_TEST_CASE(the_golden_frames_are_what_the_page_says) {
  BOOST_TEST(sync::base::to_hex(encode_preamble(Direction::kUp) +
                                encode_frame(FrameType::kAsk, Bytes(1, '\0')) +
                                encode_frame(FrameType::kEnd, Bytes(1, '\0'))) ==
             sync::base::to_hex(read_golden("bundle_empty_v1.hex")));
}

// The dictionary is part of the protocol: were a byte of it changed, old bundles could not be read.
BOOST_AUTO_TEST_CASE(the_golden_dictionary_still_inflates) {
  auto payload = inflate_payload(read_golden("bundle_deflated_v1.hex"));
  BOOST_REQUIRE(payload.ok());
  BOOST_TEST(*payload == R"({"reason":"","text":"jiujin"})");
}

BOOST_AUTO_TEST_SUITE_END()
