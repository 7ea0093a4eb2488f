// Cuts by content: nothing is lost, equal stretches are cut alike, joints are always cut.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>
#include <vector>

#include "sync/bundle/chunker.h"

using namespace jiujin;
using namespace jiujin::sync::bundle;

namespace {

Bytes noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  Bytes out(size, '\0');
  for (char& c : out) c = static_cast<char>(random());
  return out;
}

std::vector<Bytes> chunks_of(const Bytes& file) {
  const ReadFileAt read = [&](std::uint64_t offset, std::size_t most) -> Result<Bytes> {
    return file.substr(offset, most);
  };
  Chunker chunker(read, file.size(), 1024);
  std::vector<Bytes> out;
  for (;;) {
    auto chunk = chunker.next();
    BOOST_REQUIRE(chunk.ok());
    if (!*chunk) return out;
    out.emplace_back((*chunk)->bytes);
  }
}

Bytes joined(const std::vector<Bytes>& chunks) {
  Bytes out;
  for (const Bytes& chunk : chunks) out += chunk;
  return out;
}

// Is there a cut at this offset?
bool is_cut(const std::vector<Bytes>& chunks, std::size_t offset) {
  std::size_t at = 0;
  for (const Bytes& chunk : chunks) {
    if (at == offset) return true;
    at += chunk.size();
  }
  return at == offset;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chunker_tests)

BOOST_AUTO_TEST_CASE(the_chunks_together_are_the_file) {
  const Bytes file = noise(300'000, 1);
  const auto chunks = chunks_of(file);
  BOOST_TEST((joined(chunks) == file));
  for (const Bytes& chunk : chunks) BOOST_TEST(chunk.size() <= 4096u);
  // Expected: a quarter of the average and then the average, as the hash's bits fall.
  BOOST_TEST(chunks.size() > 300'000u / 1280 * 3 / 4);
  BOOST_TEST(chunks.size() < 300'000u / 1280 * 5 / 4);
  BOOST_TEST(chunks_of("").empty());
}

BOOST_AUTO_TEST_CASE(an_insertion_moves_only_the_cuts_beside_it) {
  const Bytes file = noise(200'000, 2);
  Bytes changed = file;
  changed.insert(100'000, "eleven byte");
  const auto before = chunks_of(file);
  std::size_t fresh = 0;
  for (const Bytes& chunk : chunks_of(changed)) {
    if (std::find(before.begin(), before.end(), chunk) == before.end()) ++fresh;
  }
  BOOST_TEST(fresh >= 1u);
  BOOST_TEST(fresh <= 4u);
}

BOOST_AUTO_TEST_CASE(the_contents_of_pdf_streams_begin_and_end_at_cuts) {
  const Bytes head = "%PDF-1.4\n5 0 obj <</Length 31>>stream\r\n";
  const Bytes content = noise(5000, 3);
  const Bytes file = head + content + "\nendstream\nendobj\n" + Bytes(3000, ' ') +
                     "9 0 obj <<>>stream\n" + noise(700, 4) + "endstream";
  const auto chunks = chunks_of(file);
  BOOST_TEST((joined(chunks) == file));
  BOOST_TEST(is_cut(chunks, head.size()));
  BOOST_TEST(is_cut(chunks, head.size() + content.size() + 1));
  BOOST_TEST(is_cut(chunks, file.rfind("stream\n") + 7));
  BOOST_TEST(is_cut(chunks, file.size() - 9));
}

BOOST_AUTO_TEST_CASE(the_segments_of_a_jpeg_are_cut_apart) {
  const Bytes start("\xff\xd8", 2);
  const Bytes app = Bytes("\xff\xe0\x00\x10", 4) + Bytes(14, 'J');
  const Bytes tables = Bytes("\xff\xdb\x00\x43", 4) + Bytes(65, 'Q');
  const Bytes scan = Bytes("\xff\xda\x00\x08", 4) + Bytes(6, 's');
  const auto alone = chunks_of(start + app + tables + scan + noise(9000, 5));
  const auto inside = chunks_of("stream\n" + start + app + tables + scan + noise(9000, 5));
  for (const std::size_t offset : {20u, 20u + 69u, 20u + 69u + 10u}) {
    BOOST_TEST(is_cut(alone, offset));
    BOOST_TEST(is_cut(inside, offset + 7));
  }
}

BOOST_AUTO_TEST_SUITE_END()
