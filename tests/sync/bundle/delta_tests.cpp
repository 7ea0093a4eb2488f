// Deltas: what is rebuilt is the file, byte for byte, and a changed page costs that page.
#include <boost/test/unit_test.hpp>
#include <random>

#include "sync/bundle/delta.h"
#include "sync/bundle/frame.h"
#include "sync/bundle/limits.h"
#include "sync/bundle/messages.h"
#include "sync/envelope/suite.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::bundle;

namespace {

std::mt19937 g_random(20261122);  // the seed of every case here

Bytes noise(std::size_t size) {
  Bytes out(size, '\0');
  for (char& c : out) c = static_cast<char>(g_random());
  return out;
}

ReadFileAt reader_of(const Bytes& file) {
  return [&file](std::uint64_t offset, std::size_t most) -> Result<Bytes> {
    return file.substr(offset, most);
  };
}

struct Sent {
  std::uint64_t bytes = 0;  // of all frames
  std::size_t copies = 0;
};

// Sends `target` from `begin` on to someone who holds `sources`, checks what arrives.
Sent send(const std::vector<Bytes>& sources, const Bytes& target, std::uint64_t begin = 0) {
  std::vector<DeltaSource> named;
  for (const Bytes& source : sources) {
    named.push_back({envelope::content_hash(source), source.size(), reader_of(source)});
  }
  const ReadFileAt read = reader_of(target);
  auto delta = find_delta(named, target.size(), read);
  BOOST_REQUIRE(delta.ok());
  Sent sent;
  Copy file;
  file.hash = envelope::content_hash(target);
  file.size = target.size();
  file.media_type = "application/pdf";
  Bytes held = target.substr(0, begin);
  while (held.size() < target.size()) {
    std::uint64_t end = 0;
    auto copy = next_copy(*delta, named, file, held.size(), read, &end);
    BOOST_REQUIRE(copy.ok());
    if (!*copy) {
      BOOST_REQUIRE(end > held.size());
      const auto size = std::min<std::uint64_t>(end - held.size(), kFilePartTarget);
      const FilePart part{file.hash, file.size, file.media_type, held.size(),
                          target.substr(held.size(), size)};
      sent.bytes += encode_frame(FrameType::kFile, encode_file_part(part), Squeeze::kTry).size();
      held += part.bytes;
      continue;
    }
    auto back = decode_copy(encode_copy(**copy));
    BOOST_REQUIRE(back.ok());
    BOOST_REQUIRE(back->offset == held.size());
    sent.bytes += encode_frame(FrameType::kCopy, encode_copy(**copy), Squeeze::kTry).size();
    ++sent.copies;
    for (const CopyPiece& piece : back->pieces) {
      held += piece.bytes;
      if (!piece.source) continue;
      for (std::size_t i = 0; i < sources.size(); ++i) {
        if (named[i].hash != back->sources[*piece.source]) continue;
        held += sources[i].substr(piece.source_offset, piece.length);
        break;
      }
    }
  }
  BOOST_REQUIRE((held == target));
  return sent;
}

Bytes page(std::size_t size) {
  return "7 0 obj\n<</Type/XObject/Subtype/Image/Filter/DCTDecode>>stream\n\xff\xd8\xff\xe0" +
         noise(size) + "\nendstream\nendobj\n";
}

Bytes join(const std::vector<Bytes>& pages, std::initializer_list<int> order) {
  Bytes out = "%PDF-1.4\n";
  for (const int i : order) out += pages[static_cast<std::size_t>(i)];
  return out + "trailer <<>>";
}

struct Booklet {
  std::vector<Bytes> pages;
  Bytes file;
  Booklet() {
    for (int i = 0; i < 6; ++i) pages.push_back(page(60'000));
    file = join(pages, {0, 1, 2, 3, 4, 5});
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(delta_tests)

// Beyond the new page's bytes: its frames, two COPY and little more.
BOOST_AUTO_TEST_CASE(a_replaced_page_costs_that_page) {
  Booklet old;
  auto pages = old.pages;
  pages[3] = page(55'000);
  BOOST_TEST(send({old.file}, join(pages, {0, 1, 2, 3, 4, 5})).bytes < 55'000u * 102 / 100);
}

BOOST_AUTO_TEST_CASE(pages_taken_out_put_in_or_moved_cost_what_is_new) {
  Booklet old;
  BOOST_TEST(send({old.file}, join(old.pages, {0, 1, 3, 4, 5})).bytes < 400u);
  BOOST_TEST(send({old.file}, join(old.pages, {5, 2, 0, 1, 4, 3})).bytes < 400u);
  const Bytes shorter = join(old.pages, {0, 1, 2, 4, 5});
  BOOST_TEST(send({shorter}, old.file).bytes < 60'000u * 102 / 100);
}

BOOST_AUTO_TEST_CASE(pages_of_several_files_are_put_together) {
  Booklet one, two;
  const Bytes mixed = one.pages[0] + two.pages[4] + one.pages[2];
  const Sent sent = send({one.file, two.file}, mixed);
  BOOST_TEST(sent.copies == 1u);
  BOOST_TEST(sent.bytes < 400u);
}

BOOST_AUTO_TEST_CASE(single_changed_bytes_cost_little_more_than_themselves) {
  Booklet old;
  Bytes changed = old.file;
  for (int i = 0; i < 40; ++i) changed[g_random() % changed.size()] ^= 1;
  BOOST_TEST(send({old.file}, changed).bytes < 1500u);
}

BOOST_AUTO_TEST_CASE(with_nothing_in_common_there_is_no_copy) {
  const Sent sent = send({noise(300'000)}, noise(200'000));
  BOOST_TEST(sent.copies == 0u);
  BOOST_TEST(send({}, noise(1000)).copies == 0u);
  BOOST_TEST(send({noise(5)}, "").bytes == 0u);
}

BOOST_AUTO_TEST_CASE(zeros_and_repeats_end) {
  const Bytes zeros(3'000'000, '\0');
  BOOST_TEST(send({zeros}, zeros + "x").bytes < 2000u);
  Bytes speckled = zeros;
  for (int i = 0; i < 300; ++i) speckled[g_random() % speckled.size()] = 1;
  BOOST_TEST(send({zeros}, speckled).bytes < 10'000u);
  BOOST_TEST(send({speckled}, zeros).bytes < 10'000u);
  Bytes period;
  while (period.size() < 1'000'000) period += "0123456789abcdefghijk";
  BOOST_TEST(send({period.substr(0, 500'000)}, period).bytes < 2000u);
}

BOOST_AUTO_TEST_CASE(a_transfer_goes_on_at_any_offset) {
  Booklet old;
  auto pages = old.pages;
  pages[1] = page(7'000);
  const Bytes fresh = join(pages, {0, 1, 2, 3, 5});
  for (int i = 0; i < 30; ++i) send({old.file}, fresh, g_random() % fresh.size());
}

BOOST_AUTO_TEST_CASE(random_edits_come_out_right) {
  for (int round = 0; round < 60; ++round) {
    const Bytes old = noise(g_random() % 40'000);
    Bytes fresh;
    for (int piece = 0; piece < 6; ++piece) {
      const std::size_t from = old.empty() ? 0 : g_random() % old.size();
      fresh +=
          g_random() % 3 == 0 ? noise(g_random() % 3000) : old.substr(from, g_random() % 12'000);
    }
    send({old, noise(2000)}, fresh);
  }
}

BOOST_AUTO_TEST_CASE(the_same_files_give_the_same_delta) {
  Booklet old;
  const Bytes fresh = join(old.pages, {0, 2, 1, 5});
  const DeltaSource source{{}, old.file.size(), reader_of(old.file)};
  const auto read = reader_of(fresh);
  // Read in other pieces the second time.
  const ReadFileAt slowly = [&](std::uint64_t offset, std::size_t most) -> Result<Bytes> {
    return fresh.substr(offset, std::min<std::size_t>(most, 777));
  };
  auto one = find_delta({&source, 1}, fresh.size(), read);
  auto two = find_delta({&source, 1}, fresh.size(), slowly);
  BOOST_REQUIRE(one.ok());
  BOOST_REQUIRE(two.ok());
  BOOST_TEST((one->pieces == two->pieces));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_an_error_not_a_delta) {
  const Bytes file = noise(100'000);
  const ReadFileAt broken = [](std::uint64_t, std::size_t) -> Result<Bytes> {
    return Error{ErrorCode::kIo, "disk", "gone"};
  };
  const DeltaSource source{{}, file.size(), broken};
  BOOST_TEST(!find_delta({&source, 1}, file.size(), reader_of(file)).ok());
  const DeltaSource good{{}, file.size(), reader_of(file)};
  BOOST_TEST(!find_delta({&good, 1}, file.size() + 1, reader_of(file)).ok());
}

BOOST_AUTO_TEST_SUITE_END()
