// The small frames: what was written comes back; what is cut, padded or lies is refused.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <functional>
#include <iterator>

#include "sync/base/hex.h"
#include "sync/bundle/fields.h"
#include "sync/bundle/limits.h"
#include "sync/bundle/messages.h"

using namespace jiujin;
using namespace jiujin::sync::bundle;
namespace base = jiujin::sync::base;

namespace {

template <typename Id>
Id id_of(std::uint8_t fill) {
  Id id;
  id.bytes.fill(fill);
  return id;
}

// Every shorter payload and one with a byte more must be refused, never read over.
template <typename Decode>
void refuses_cut_and_trailing(const Bytes& payload, Decode decode) {
  for (std::size_t size = 0; size < payload.size(); ++size) {
    BOOST_TEST(!decode(BytesView(payload).substr(0, size)).ok());
  }
  auto longer = decode(payload + "x");
  BOOST_REQUIRE(!longer.ok());
  BOOST_TEST((longer.error().code == ErrorCode::kProtocol));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(messages_tests)

BOOST_AUTO_TEST_CASE(hello_comes_back) {
  Hello hello;
  hello.side_lane = true;
  hello.incarnation = id_of<base::IncarnationId>(2);
  hello.county = id_of<CountyMark>(3);
  hello.nonce = id_of<Nonce>(4);
  hello.head_seq = 300;
  hello.feed_cursor = 70000;
  hello.tail_position = 69999;
  hello.tail = id_of<HashCheck>(5);
  hello.wall_ms = -1;
  hello.answer_bytes_max = 1 << 20;
  hello.signature = "signature";
  auto back = decode_hello(encode_hello(hello));
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->head_seq == 300u);
  BOOST_TEST(back->wall_ms == -1);
  BOOST_TEST((back->tail == hello.tail));
  BOOST_TEST(back->signature == "signature");
  BOOST_TEST(back->side_lane);
  BOOST_TEST(!back->tell_first);
  const auto county = id_of<base::IncarnationId>(3);
  const auto station = id_of<base::StationId>(1);
  BOOST_TEST(hello_message(*back, county, station) == hello_message(hello, county, station));
  BOOST_TEST(hello_message(hello, county, station) !=
             hello_message(hello, county, id_of<base::StationId>(9)));
  refuses_cut_and_trailing(encode_hello(hello), decode_hello);
}

// tests/golden/hello_v1.json, made from PROTOCOL 7.3 by make_vectors.py.
BOOST_AUTO_TEST_CASE(the_golden_hello_is_what_the_page_says) {
  std::ifstream in(JIUJIN_TEST_GOLDEN_DIR "/hello_v1.json");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto golden = [&](const std::string& name) {
    const auto at = text.find('"', text.find(':', text.find('"' + name + '"'))) + 1;
    return text.substr(at, text.find('"', at) - at);
  };
  Hello hello;
  hello.protocol_max = 1;
  hello.tell_first = true;
  hello.incarnation = id_of<base::IncarnationId>(1);
  const auto county = id_of<base::IncarnationId>(0xc0);
  hello.county = mark_of(county);
  for (std::uint8_t i = 0; i < 8; ++i) hello.nonce.bytes[i] = i;
  hello.head_seq = 300;
  hello.feed_cursor = 70000;
  hello.tail_position = 69999;
  hello.tail = tail_check({county, 300}, id_of<base::IncarnationId>(0xc1));
  hello.wall_ms = 1795320000000;
  hello.answer_bytes_max = 1 << 20;
  BOOST_TEST(base::to_hex(encode_hello(hello)) == golden("payload") + "00");  // no signature
  BOOST_TEST(base::to_hex(hello_message(hello, county, id_of<base::StationId>(0x77))) ==
             golden("signed"));
}

BOOST_AUTO_TEST_CASE(ack_comes_back) {
  Ack ack;
  ack.county_ms = 1795000000000;
  ack.logs = {{id_of<base::IncarnationId>(1), 9, 7, id_of<HashCheck>(8)}};
  ack.files = {{id_of<base::ContentHash>(2), 4096}};
  auto back = decode_ack(encode_ack(ack));
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->county_ms == ack.county_ms);
  BOOST_TEST(back->logs.at(0).committed_seq == 9u);
  BOOST_TEST(back->logs.at(0).backed_up_seq == 7u);
  BOOST_TEST(back->files.at(0).held == 4096u);
  refuses_cut_and_trailing(encode_ack(ack), decode_ack);
}

BOOST_AUTO_TEST_CASE(backed_up_beyond_committed_is_a_lie) {
  Ack ack;
  ack.logs = {{id_of<base::IncarnationId>(1), 7, 8, {}}};
  BOOST_TEST(!decode_ack(encode_ack(ack)).ok());
}

BOOST_AUTO_TEST_CASE(ask_notice_end_come_back) {
  const std::vector<Asked> asked = {{AskKind::kHowMuch, id_of<base::ContentHash>(7), 0},
                                    {AskKind::kSend, id_of<base::ContentHash>(8), 99}};
  auto back = decode_ask(encode_ask(asked));
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->at(1).offset == 99u);
  refuses_cut_and_trailing(encode_ask(asked), decode_ask);
  auto notice = decode_notice(encode_notice({NoticeCode::kRetryAfter, 60, "稍后"}));
  BOOST_REQUIRE(notice.ok());
  BOOST_TEST(notice->text == "稍后");
  BOOST_TEST(notice->value == 60u);
  refuses_cut_and_trailing(encode_end({true}), decode_end);
  BOOST_TEST(decode_end(encode_end({true}))->more);
}

BOOST_AUTO_TEST_CASE(a_long_notice_is_cut_between_characters) {
  std::string text;
  while (text.size() < 2 * kNoticeTextMax) text += "村";  // three bytes
  auto back = decode_notice(encode_notice({NoticeCode::kSuspended, 0, text}));
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->text.size() == kNoticeTextMax - kNoticeTextMax % 3);
}

BOOST_AUTO_TEST_CASE(a_file_part_stays_inside_its_file) {
  const FilePart part{id_of<base::ContentHash>(1), 10, "image/jpeg", 4, "123456"};
  auto back = decode_file_part(encode_file_part(part));
  BOOST_REQUIRE(back.ok());
  BOOST_TEST(back->bytes == "123456");
  FilePart beyond = part;
  beyond.offset = 5;
  BOOST_TEST(!decode_file_part(encode_file_part(beyond)).ok());
  FilePart nothing = part;
  nothing.bytes.clear();
  BOOST_TEST(!decode_file_part(encode_file_part(nothing)).ok());
  FilePart monstrous = part;
  monstrous.size = kFileBytesMax + 1;
  BOOST_TEST(!decode_file_part(encode_file_part(monstrous)).ok());
}

BOOST_AUTO_TEST_CASE(a_count_that_lies_reserves_nothing) {
  FieldWriter lie;
  lie.varint(kAskedMax);  // 1024 questions announced, none there
  BOOST_TEST(!decode_ask(lie.bytes()).ok());
  FieldWriter huge;
  huge.varint(UINT64_MAX);
  BOOST_TEST(!decode_ask(huge.bytes()).ok());
}

BOOST_AUTO_TEST_SUITE_END()
