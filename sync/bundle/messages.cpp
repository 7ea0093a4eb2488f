#include "sync/bundle/messages.h"

#include <algorithm>

#include "sync/base/varint.h"
#include "sync/bundle/fields.h"
#include "sync/bundle/limits.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::bundle {

namespace {

constexpr BytesView kHelloContext = "jiujin-hello-1";

constexpr std::uint8_t kTellFirst = 1;
constexpr std::uint8_t kSideLane = 2;
constexpr std::uint8_t kReborn = 4;

Bytes hello_fields(const Hello& hello) {
  FieldWriter out;
  out.byte(static_cast<std::uint8_t>((hello.tell_first ? kTellFirst : 0) |
                                     (hello.side_lane ? kSideLane : 0) |
                                     (hello.reborn ? kReborn : 0)));
  out.varint(hello.protocol_min);
  out.varint(hello.protocol_max);
  out.id(hello.incarnation);
  out.id(hello.county);
  out.id(hello.nonce);
  out.varint(hello.head_seq);
  out.varint(hello.feed_cursor);
  out.varint(hello.tail_position);
  if (hello.tail_position > 0) out.id(hello.tail);
  out.zigzag(hello.wall_ms);
  out.varint(hello.answer_bytes_max);
  return out.take();
}

// Cuts UTF-8 at a character's edge.
BytesView cut_text(BytesView text, std::size_t max) {
  if (text.size() <= max) return text;
  while (max > 0 && (static_cast<std::uint8_t>(text[max]) & 0xc0) == 0x80) --max;
  return text.substr(0, max);
}

// The decoded value, or why the payload was not whole.
template <typename T>
Result<T> finished(const FieldReader& in, T value) {
  auto done = in.finish();
  if (!done) return done.error();
  return value;
}

}  // namespace

HashCheck check_of(const base::Digest& hash) {
  HashCheck check;
  std::copy_n(hash.bytes.begin(), check.bytes.size(), check.bytes.begin());
  return check;
}

HashCheck tail_check(const base::OpAddress& address, const base::IncarnationId& county_log) {
  Bytes named(address.incarnation.view());
  base::append_big_endian_64(named, address.seq);
  named += county_log.view();
  const base::ContentHash hash = envelope::content_hash(named);
  HashCheck check;
  std::copy_n(hash.bytes.begin(), check.bytes.size(), check.bytes.begin());
  return check;
}

CountyMark mark_of(const base::IncarnationId& county) {
  CountyMark mark;
  std::copy_n(county.bytes.begin(), mark.bytes.size(), mark.bytes.begin());
  return mark;
}

Bytes hello_message(const Hello& hello, const base::IncarnationId& county,
                    const base::StationId& station) {
  Bytes message(kHelloContext);
  message += county.view();
  message += station.view();
  return message + hello_fields(hello);
}

Bytes encode_hello(const Hello& hello) {
  FieldWriter out;
  out.raw(hello_fields(hello));
  out.counted(hello.signature);
  return out.take();
}

Result<Hello> decode_hello(BytesView payload) {
  FieldReader in(payload, "hello frame");
  Hello hello;
  const std::uint8_t flags = in.byte();
  if (flags & ~(kTellFirst | kSideLane | kReborn)) in.fail("unknown flags");
  hello.tell_first = flags & kTellFirst;
  hello.side_lane = flags & kSideLane;
  hello.reborn = flags & kReborn;
  hello.protocol_min = static_cast<std::uint32_t>(in.varint(UINT32_MAX));
  hello.protocol_max = static_cast<std::uint32_t>(in.varint(UINT32_MAX));
  if (hello.protocol_min > hello.protocol_max) in.fail("the range of versions is upside down");
  hello.incarnation = in.id<base::IncarnationId>();
  hello.county = in.id<CountyMark>();
  hello.nonce = in.id<Nonce>();
  hello.head_seq = in.varint();
  hello.feed_cursor = in.varint();
  hello.tail_position = in.varint();
  if (hello.tail_position > 0) hello.tail = in.id<HashCheck>();
  hello.wall_ms = in.zigzag();
  hello.answer_bytes_max = in.varint();
  hello.signature = Bytes(in.counted(kSignatureBytesMax));
  return finished(in, std::move(hello));
}

Bytes encode_ask(const std::vector<Asked>& asked) {
  Assert(asked.size() <= kAskedMax);
  FieldWriter out;
  out.varint(asked.size());
  for (const Asked& one : asked) {
    out.byte(static_cast<std::uint8_t>(one.kind));
    out.id(one.hash);
    out.varint(one.offset);
  }
  return out.take();
}

Result<std::vector<Asked>> decode_ask(BytesView payload) {
  FieldReader in(payload, "ask frame");
  std::vector<Asked> asked;
  for (auto left = in.varint(kAskedMax); left > 0 && !in.failed(); --left) {
    Asked one;
    const std::uint8_t kind = in.byte();
    if (kind > static_cast<std::uint8_t>(AskKind::kHowMuch)) in.fail("an unknown kind of question");
    one.kind = static_cast<AskKind>(kind);
    one.hash = in.id<base::ContentHash>();
    one.offset = in.varint(kFileBytesMax);
    asked.push_back(one);
  }
  return finished(in, std::move(asked));
}

Bytes encode_ack(const Ack& ack) {
  Assert(ack.files.size() <= kAcknowledgedMax && ack.logs.size() <= kIncarnationsMax);
  FieldWriter out;
  out.varint(ack.protocol);
  out.varint(ack.county_ms);
  out.varint(ack.logs.size());
  for (const auto& log : ack.logs) {
    out.id(log.incarnation);
    out.varint(log.committed_seq);
    out.varint(log.backed_up_seq);
    out.id(log.check);
  }
  out.varint(ack.files.size());
  for (const FileHeld& file : ack.files) {
    out.id(file.hash);
    out.varint(file.held);
  }
  return out.take();
}

Result<Ack> decode_ack(BytesView payload) {
  FieldReader in(payload, "ack frame");
  Ack ack;
  ack.protocol = static_cast<std::uint32_t>(in.varint(UINT32_MAX));
  ack.county_ms = in.varint();
  for (auto left = in.varint(kIncarnationsMax); left > 0 && !in.failed(); --left) {
    LogHeld log;
    log.incarnation = in.id<base::IncarnationId>();
    log.committed_seq = in.varint();
    log.backed_up_seq = in.varint();
    log.check = in.id<HashCheck>();
    if (log.backed_up_seq > log.committed_seq) in.fail("backed up beyond what is committed");
    ack.logs.push_back(log);
  }
  for (auto left = in.varint(kAcknowledgedMax); left > 0 && !in.failed(); --left) {
    FileHeld file;
    file.hash = in.id<base::ContentHash>();
    file.held = in.varint(kFileBytesMax);
    ack.files.push_back(file);
  }
  return finished(in, std::move(ack));
}

std::string_view notice_name(NoticeCode code) {
  switch (code) {
    case NoticeCode::kRetryAfter:
      return "retry_after";
    case NoticeCode::kSuspended:
      return "suspended";
    case NoticeCode::kUnknownStation:
      return "unknown_station";
    case NoticeCode::kForkedLog:
      return "forked_log";
    case NoticeCode::kVersion:
      return "version";
    case NoticeCode::kWrongCounty:
      return "wrong_county";
    case NoticeCode::kSendCommitments:
      return "send_commitments";
    case NoticeCode::kBadRequest:
      return "bad_request";
    case NoticeCode::kFeedForgotten:
      return "feed_forgotten";
  }
  return "unknown";
}

Bytes encode_notice(const Notice& notice) {
  FieldWriter out;
  out.varint(static_cast<std::uint32_t>(notice.code));
  out.varint(notice.value);
  out.counted(cut_text(notice.text, kNoticeTextMax));
  return out.take();
}

Result<Notice> decode_notice(BytesView payload) {
  FieldReader in(payload, "notice frame");
  Notice notice;
  notice.code = static_cast<NoticeCode>(in.varint(UINT32_MAX));
  notice.value = in.varint();
  notice.text = std::string(in.counted(kNoticeTextMax));
  return finished(in, std::move(notice));
}

Bytes encode_file_part(const FilePart& part) {
  FieldWriter out;
  out.id(part.hash);
  out.varint(part.size);
  out.counted(part.media_type);
  out.varint(part.offset);
  out.raw(part.bytes);
  return out.take();
}

Result<FilePart> decode_file_part(BytesView payload) {
  FieldReader in(payload, "file frame");
  FilePart part;
  part.hash = in.id<base::ContentHash>();
  part.size = in.varint(kFileBytesMax);
  part.media_type = std::string(in.counted(kMediaTypeMax));
  part.offset = in.varint(part.size);
  part.bytes = Bytes(in.raw(in.left()));
  if (part.bytes.size() > part.size - part.offset) in.fail("the part reaches beyond its file");
  if (part.bytes.empty() && part.size > 0) in.fail("the part is empty");
  return finished(in, std::move(part));
}

Bytes encode_end(const End& end) {
  return Bytes(1, end.more ? '\1' : '\0');
}

Result<End> decode_end(BytesView payload) {
  FieldReader in(payload, "end frame");
  const std::uint8_t flags = in.byte();
  if (flags > 1) in.fail("unknown flags");
  return finished(in, End{flags == 1});
}

}  // namespace jiujin::sync::bundle
