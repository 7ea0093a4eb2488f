// REBORN and BOUND: fields there and back, what is signed, what is refused.
#include <boost/test/unit_test.hpp>

#include "sync/base/hex.h"
#include "sync/bundle/limits.h"
#include "sync/bundle/reborn_frame.h"

using namespace jiujin;
using namespace jiujin::sync;
using namespace jiujin::sync::bundle;

namespace {

template <typename Id>
Id all_of(std::uint8_t value) {
  Id id;
  id.bytes.fill(value);
  return id;
}

Reborn sample_reborn() {
  return {all_of<base::IncarnationId>(0x11), 1, "key", RebornReason::kAskedByStaff, "sig"};
}
Bound sample_bound() {
  return {all_of<base::IncarnationId>(0x11), 300, 5, "sig"};
}

const std::string kOnes(32, '1');  // sixteen bytes of 0x11 in digits

}  // namespace

BOOST_AUTO_TEST_SUITE(reborn_frame_tests)

BOOST_AUTO_TEST_CASE(the_bytes_are_those_of_the_page) {
  // 300 = ac 02.
  BOOST_TEST(base::to_hex(encode_reborn(sample_reborn())) ==
             kOnes + "01" + "036b6579" + "03" + "03736967");
  BOOST_TEST(base::to_hex(encode_bound(sample_bound())) == kOnes + "ac02" + "05" + "03736967");
}

BOOST_AUTO_TEST_CASE(the_signed_messages_name_county_and_station) {
  const auto county = all_of<base::IncarnationId>(0x22);
  const auto station = all_of<base::StationId>(0x33);
  const std::string ids = std::string(32, '2') + std::string(32, '3');
  BOOST_TEST(base::to_hex(reborn_message(sample_reborn(), county, station)) ==
             base::to_hex("jiujin-reborn-1") + ids + kOnes + "01" + "036b6579" + "03");
  BOOST_TEST(base::to_hex(bound_message(sample_bound(), county, station)) ==
             base::to_hex("jiujin-bound-1") + ids + kOnes + "ac02" + "05");
}

BOOST_AUTO_TEST_CASE(both_come_back_as_they_were) {
  auto reborn = decode_reborn(encode_reborn(sample_reborn()));
  BOOST_REQUIRE(reborn.ok());
  BOOST_TEST((reborn->incarnation == sample_reborn().incarnation));
  BOOST_TEST(reborn->public_key == "key");
  BOOST_TEST((reborn->reason == RebornReason::kAskedByStaff));
  BOOST_TEST(reborn->signature == "sig");
  auto bound = decode_bound(encode_bound(sample_bound()));
  BOOST_REQUIRE(bound.ok());
  BOOST_TEST((bound->incarnation == sample_bound().incarnation));
  BOOST_TEST(bound->number_block == 300u);
  BOOST_TEST(bound->feed_position == 5u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_bound_is_refused) {
  Reborn reborn = sample_reborn();
  reborn.public_key.clear();
  BOOST_TEST(!decode_reborn(encode_reborn(reborn)).ok());
  reborn.public_key.assign(kPublicKeyBytesMax + 1, 'k');
  BOOST_TEST(!decode_reborn(encode_reborn(reborn)).ok());
  reborn = sample_reborn();
  reborn.incarnation = {};
  BOOST_TEST(!decode_reborn(encode_reborn(reborn)).ok());
  for (const std::uint32_t block : {0u, 10000u}) {
    Bound bound = sample_bound();
    bound.number_block = block;
    BOOST_TEST(!decode_bound(encode_bound(bound)).ok());
  }
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_tail_is_refused) {
  const Bytes reborn = encode_reborn(sample_reborn());
  for (std::size_t size = 0; size < reborn.size(); ++size) {
    BOOST_TEST(!decode_reborn(BytesView(reborn).substr(0, size)).ok());
  }
  const Bytes bound = encode_bound(sample_bound());
  for (std::size_t size = 0; size < bound.size(); ++size) {
    BOOST_TEST(!decode_bound(BytesView(bound).substr(0, size)).ok());
  }
  BOOST_TEST(!decode_reborn(reborn + "x").ok());
  BOOST_TEST(!decode_bound(bound + "x").ok());
}

BOOST_AUTO_TEST_SUITE_END()
