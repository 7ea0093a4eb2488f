#include "sync/wire/stick_head.h"

#include "sync/bundle/fields.h"
#include "sync/bundle/limits.h"

namespace jiujin::sync::wire {

namespace {

constexpr base::BytesView kMagic = "JJST";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kHeadBytesMax = 1024;
constexpr const char* kNoun = "stick head";

base::Bytes before_signature(const StickHead& head) {
  bundle::FieldWriter out;
  out.byte(static_cast<std::uint8_t>(head.way));
  out.id(head.incarnation);
  out.varint(head.number);
  out.counted(head.memo);
  if (head.reply_to) {
    out.byte(head.reply_to->suite);
    out.counted(head.reply_to->public_key);
  }
  return out.take();
}

Result<StickHead> decode(base::BytesView bytes) {
  bundle::FieldReader in(bytes, kNoun);
  StickHead head;
  const std::uint8_t way = in.byte();
  if (way > 1) in.fail("an unknown way");
  head.way = static_cast<bundle::Direction>(way);
  head.incarnation = in.id<base::IncarnationId>();
  head.number = in.varint();
  head.memo = in.counted(kStickMemoBytesMax);
  if (head.way == bundle::Direction::kUp) {
    const std::uint8_t suite = in.byte();
    head.reply_to =
        envelope::OpeningKey{suite, base::Bytes(in.counted(bundle::kPublicKeyBytesMax))};
  }
  head.signature = in.counted(bundle::kSignatureBytesMax);
  if (auto done = in.finish(); !done) return done.error();
  return head;
}

}  // namespace

base::Bytes stick_message(const StickHead& head, const base::IncarnationId& county,
                          const base::StationId& station, const base::Digest& header_hash) {
  base::Bytes message("jiujin-stick-1");
  message += county.view();
  message += station.view();
  message += header_hash.view();
  return message + before_signature(head);
}

base::Bytes encode_stick_head(const StickHead& head) {
  bundle::FieldWriter rest;
  rest.raw(before_signature(head));
  rest.counted(head.signature);
  bundle::FieldWriter out;
  out.raw(kMagic);
  out.byte(kVersion);
  out.counted(rest.bytes());
  return out.take();
}

Result<StickHead> read_stick_head(const envelope::ByteSource& source) {
  auto begin = envelope::read_exactly(source, kMagic.size() + 1, kNoun);
  if (!begin) return begin.error();
  if (!begin->starts_with(kMagic)) return Error{ErrorCode::kProtocol, kNoun, "there is none"};
  if (static_cast<std::uint8_t>(begin->back()) != kVersion)
    return Error{ErrorCode::kUnsupported, kNoun, "of a newer version"};
  std::size_t size = 0;
  for (unsigned shift = 0;; shift += 7) {
    auto byte = envelope::read_exactly(source, 1, kNoun);
    if (!byte) return byte.error();
    const auto value = static_cast<std::uint8_t>(byte->front());
    size |= static_cast<std::size_t>(value & 0x7f) << shift;
    if (size > kHeadBytesMax || shift > 7 || (value == 0 && shift > 0))
      return Error{ErrorCode::kProtocol, kNoun, "its length is wrong"};
    if (!(value & 0x80)) break;
  }
  auto bytes = envelope::read_exactly(source, size, kNoun);
  return bytes ? decode(*bytes) : bytes.error();
}

base::Bytes encode_memo(const StickMemo& memo) {
  bundle::FieldWriter out;
  out.id(memo.own);
  out.varint(memo.feed_cursor);
  out.varint(memo.county_holds);
  out.counted(memo.rewinds);
  return out.take();
}

Result<StickMemo> decode_memo(base::BytesView bytes) {
  bundle::FieldReader in(bytes, "memo");
  StickMemo memo;
  memo.own = in.id<base::IncarnationId>();
  memo.feed_cursor = in.varint();
  memo.county_holds = in.varint();
  memo.rewinds = in.counted(8);
  if (auto done = in.finish(); !done) return done.error();
  return memo;
}

}  // namespace jiujin::sync::wire
