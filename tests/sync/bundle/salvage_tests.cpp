// A FILE frame cut at any byte: what arrived of the file is not lost, and nothing else is taken.
#include <boost/test/unit_test.hpp>
#include <random>

#include "sync/bundle/salvage.h"

using namespace jiujin;
using namespace jiujin::sync::bundle;

namespace {

FilePart sample_part(Bytes bytes) {
  FilePart part;
  part.hash.bytes.fill(7);
  part.size = 100'000;
  part.media_type = "image/jpeg";
  part.offset = 500;
  part.bytes = std::move(bytes);
  return part;
}

Bytes noise(std::size_t size) {
  std::mt19937 random(11);
  Bytes out(size, '\0');
  for (char& c : out) c = static_cast<char>(random());
  return out;
}

// What is saved when the stream breaks off after `size` bytes; asked after the reader has objected.
std::optional<FilePart> saved(BytesView stream, std::size_t size) {
  StreamReader reader(Direction::kUp);
  reader.feed(stream.substr(0, size));
  reader.end();
  for (;;) {
    auto frame = reader.next();
    if (!frame) {
      BOOST_TEST((frame.error().code == ErrorCode::kTruncated));
      break;
    }
    if (!*frame) break;
  }
  return salvage_file_part(reader);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(salvage_tests)

BOOST_AUTO_TEST_CASE(a_cut_costs_nothing_of_what_arrived) {
  const FilePart part = sample_part(noise(3000));
  const Bytes before = encode_preamble(Direction::kUp) + encode_frame(FrameType::kAsk, "x");
  // Before the file's bytes: type, flags, length of two bytes, hash, size and offset, media type.
  const std::size_t head = before.size() + 4 + 32 + 3 + 11 + 2;
  const Bytes stream = before + encode_frame(FrameType::kFile, encode_file_part(part));
  for (std::size_t size = 0; size < stream.size(); ++size) {
    const auto got = saved(stream, size);
    BOOST_TEST(got.has_value() == (size > head));
    if (!got) continue;
    BOOST_TEST(got->bytes.size() == std::min<std::size_t>(size - head, 3000));
    BOOST_TEST((part.bytes.substr(0, got->bytes.size()) == got->bytes));
    BOOST_TEST((got->hash == part.hash));
    BOOST_TEST(got->offset == 500u);
    BOOST_TEST(got->size == 100'000u);
  }
}

BOOST_AUTO_TEST_CASE(a_deflated_part_is_inflated_as_far_as_it_goes) {
  Bytes text;
  for (int i = 0; i < 2000; ++i) text += std::to_string(i * i) + ",";
  const FilePart part = sample_part(text);
  const Bytes stream = encode_preamble(Direction::kUp) +
                       encode_frame(FrameType::kFile, encode_file_part(part), Squeeze::kTry);
  BOOST_REQUIRE(stream.size() < text.size());
  std::size_t most = 0;
  for (std::size_t size = 0; size < stream.size(); size += 7) {
    const auto got = saved(stream, size);
    if (!got) continue;
    BOOST_TEST((text.substr(0, got->bytes.size()) == got->bytes));
    BOOST_TEST(got->bytes.size() >= most);
    most = got->bytes.size();
  }
  BOOST_TEST(most > text.size() * 9 / 10);
}

BOOST_AUTO_TEST_CASE(a_part_that_lies_gives_nothing) {
  FilePart part = sample_part(noise(300));
  part.size = 600;  // reaches beyond: 500 + 300
  const Bytes stream =
      encode_preamble(Direction::kUp) + encode_frame(FrameType::kFile, encode_file_part(part));
  BOOST_TEST(!saved(stream, stream.size() - 1));
}

BOOST_AUTO_TEST_CASE(whole_frames_and_other_frames_are_not_salvage) {
  const Bytes file = encode_frame(FrameType::kFile, encode_file_part(sample_part(noise(30))));
  const Bytes whole = encode_preamble(Direction::kUp) + file;
  BOOST_TEST(!saved(whole, whole.size()));
  const Bytes other = encode_preamble(Direction::kUp) + encode_frame(FrameType::kAsk, noise(30));
  BOOST_TEST(!saved(other, other.size() - 1));
}

BOOST_AUTO_TEST_SUITE_END()
