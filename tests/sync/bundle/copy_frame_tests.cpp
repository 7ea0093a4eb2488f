// COPY on the wire: the worked example, and everything that a receiver must refuse.
#include <boost/test/unit_test.hpp>

#include "sync/base/hex.h"
#include "sync/bundle/copy_frame.h"
#include "sync/bundle/fields.h"
#include "sync/bundle/limits.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::bundle;

namespace {

base::ContentHash hash_of_all(std::uint8_t value) {
  base::ContentHash hash;
  hash.bytes.fill(value);
  return hash;
}

// PROTOCOL 7.6: two bytes of a source from its offset 3, then these four.
Copy example() {
  Copy copy{hash_of_all(0xaa), 6, "a/b", 0, {hash_of_all(0xbb)}, {}};
  copy.pieces.push_back({0, 3, 2, {}});
  copy.pieces.push_back({std::nullopt, 0, 4, "abcd"});
  return copy;
}

// The example's fields with one piece of our making instead of its own two.
Result<Copy> with_piece(std::uint64_t size, std::uint64_t source, std::uint64_t from,
                        std::uint64_t length) {
  FieldWriter out;
  out.id(hash_of_all(0xaa));
  out.varint(size);
  out.counted("a/b");
  out.varint(0);
  out.varint(1);
  out.id(hash_of_all(0xbb));
  out.varint(1);
  out.varint(source);
  out.varint(from);
  out.varint(length);
  return decode_copy(out.bytes());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(copy_frame_tests)

BOOST_AUTO_TEST_CASE(the_example_of_the_page_is_written_and_read) {
  Bytes expected;
  for (int i = 0; i < 32; ++i) expected += "aa";
  expected +=
      "06"
      "03612f62"
      "00"
      "01";
  for (int i = 0; i < 32; ++i) expected += "bb";
  expected +=
      "02"
      "010302"
      "000461626364";
  const Bytes payload = encode_copy(example());
  BOOST_TEST(base::to_hex(payload) == expected);
  auto back = decode_copy(payload);
  BOOST_REQUIRE(back.ok());
  BOOST_TEST((*back == example()));
  BOOST_TEST(back->length() == 6u);
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_tail_is_refused) {
  const Bytes payload = encode_copy(example());
  for (std::size_t size = 0; size < payload.size(); ++size) {
    auto cut = decode_copy(BytesView(payload).substr(0, size));
    BOOST_REQUIRE(!cut.ok());
    BOOST_TEST((cut.error().code == ErrorCode::kProtocol));
  }
  BOOST_TEST(!decode_copy(payload + "x").ok());
}

BOOST_AUTO_TEST_CASE(pieces_stay_inside_their_files) {
  BOOST_TEST(with_piece(6, 1, 3, 6).ok());
  BOOST_TEST(!with_piece(6, 1, 3, 7).ok());  // beyond the file
  BOOST_TEST(!with_piece(6, 2, 3, 2).ok());  // a source that is not listed
  BOOST_TEST(!with_piece(6, 1, 3, 0).ok());  // empty
  BOOST_TEST(!with_piece(kFileBytesMax, 1, 0, kCopyBytesMax + 1).ok());  // over 4 MiB
  BOOST_TEST(!with_piece(kFileBytesMax, 1, kFileBytesMax, 1).ok());      // no file is so long
  BOOST_TEST(!with_piece(6, 1, UINT64_MAX, 2).ok());
  BOOST_TEST(!with_piece(6, 1, 3, UINT64_MAX).ok());
}

BOOST_AUTO_TEST_CASE(a_file_is_no_source_of_itself) {
  Copy copy = example();
  copy.sources[0] = copy.hash;
  BOOST_TEST(!decode_copy(encode_copy(copy)).ok());
}

BOOST_AUTO_TEST_CASE(counts_are_checked_before_anything_is_kept) {
  FieldWriter out;
  out.id(hash_of_all(0xaa));
  out.varint(6);
  out.counted("a/b");
  out.varint(0);
  out.varint(kCopySourcesMax + 1);
  BOOST_TEST(!decode_copy(out.bytes()).ok());
}

BOOST_AUTO_TEST_SUITE_END()
