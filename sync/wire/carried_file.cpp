#include "sync/wire/carried_file.h"

#include <algorithm>

#include "sync/base/varint.h"
#include "sync/bundle/fields.h"

namespace jiujin::sync::wire {

namespace {

constexpr base::BytesView kMagic = "JJCF";
constexpr base::BytesView kAnswerMagic = "JJCA";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kCauseBytesMax = 1024;
constexpr std::size_t kFixedBytes = 4 + 1 + 16 + 4 + 32 + 1;
constexpr const char* kNoun = "carried file";

// At most so many bytes of it, whole characters.
std::string cut_cause(const std::string& cause) {
  std::size_t size = std::min(cause.size(), kCauseBytesMax);
  while (size > 0 && size < cause.size() && (cause[size] & 0xc0) == 0x80) --size;
  return cause.substr(0, size);
}

}  // namespace

base::Bytes carried_message(const CarriedHead& head, const base::IncarnationId& county) {
  base::Bytes message("jiujin-carried-1");
  message += county.view();
  message += head.station.view();
  base::append_big_endian_32(message, head.size);
  message += head.hash.view();
  return message;
}

base::ContentHash contact_of(const CarriedHead& head, const base::IncarnationId& county) {
  return bundle::wipe_contact(carried_message(head, county), head.signature);
}

Result<base::Bytes> write_carried(const TransportKey& key, base::BytesView file,
                                  const base::RandomSource& random) {
  if (file.size() > kCarriedBytesMax) {
    return Error{ErrorCode::kTooLarge, kNoun,
                 "at most " + std::to_string(kCarriedBytesMax) + " bytes are carried at a time"};
  }
  auto suite = envelope::find_suite(key.suite);
  if (!suite) return suite.error();
  CarriedHead head;
  head.station = key.station;
  head.size = static_cast<std::uint32_t>(file.size());
  head.hash = envelope::content_hash(file);
  auto signature = (*suite)->sign(key.keys.private_key, carried_message(head, key.county), random);
  if (!signature) return signature.error();
  Assert(!signature->empty() && signature->size() <= 255);
  bundle::FieldWriter out;
  out.raw(kMagic);
  out.byte(kVersion);
  out.id(head.station);
  base::Bytes size;
  base::append_big_endian_32(size, head.size);
  out.raw(size);
  out.id(head.hash);
  out.byte(static_cast<std::uint8_t>(signature->size()));
  out.raw(*signature);
  out.raw(file);
  return out.take();
}

Result<CarriedHead> read_carried_head(const envelope::ByteSource& source) {
  auto fixed = envelope::read_exactly(source, kFixedBytes, kNoun);
  if (!fixed) return fixed.error();
  bundle::FieldReader in(*fixed, kNoun);
  if (in.raw(kMagic.size()) != kMagic) return Error{ErrorCode::kProtocol, kNoun, "there is none"};
  if (in.byte() != kVersion) return Error{ErrorCode::kUnsupported, kNoun, "of a newer version"};
  CarriedHead head;
  head.station = in.id<base::StationId>();
  for (int i = 0; i < 4; ++i) head.size = head.size << 8 | in.byte();
  head.hash = in.id<base::ContentHash>();
  const std::size_t length = in.byte();
  if (auto done = in.finish(); !done) return done.error();
  if (length == 0) return Error{ErrorCode::kProtocol, kNoun, "nobody has signed it"};
  if (head.size > kCarriedBytesMax)
    return Error{ErrorCode::kTooLarge, kNoun, "larger than the county takes in at a time"};
  auto signature = envelope::read_exactly(source, length, kNoun);
  if (!signature) return signature.error();
  head.signature = std::move(*signature);
  return head;
}

Result<base::Bytes> read_carried_file(const CarriedHead& head, const envelope::ByteSource& source) {
  auto file = envelope::read_exactly(source, head.size, kNoun);
  if (!file) return file;
  if (envelope::content_hash(*file) != head.hash)
    return Error{ErrorCode::kCorrupt, kNoun, "it is not the file that was announced"};
  return file;
}

std::string_view verdict_name(CarriedAnswer::Verdict verdict) {
  using Verdict = CarriedAnswer::Verdict;
  switch (verdict) {
    case Verdict::kServed:
      return "served";
    case Verdict::kUnknown:
      return "unknown_key";
    case Verdict::kSuspended:
      return "suspended";
    case Verdict::kUnreadable:
      return "unreadable";
    case Verdict::kLater:
      return "later";
  }
  return "unknown";
}

base::Bytes write_carried_answer(const CarriedAnswer& answer) {
  bundle::FieldWriter out;
  out.raw(kAnswerMagic);
  out.byte(kVersion);
  out.byte(static_cast<std::uint8_t>(answer.verdict));
  out.counted(cut_cause(answer.cause));
  out.raw(answer.answer);
  return out.take();
}

Result<std::optional<bundle::WipeOrder>> order_in(const CarriedAnswer& answer,
                                                  const CarriedHead& head,
                                                  const TransportKey& key) {
  const bool any = answer.verdict == CarriedAnswer::Verdict::kSuspended && !answer.answer.empty();
  if (!any || key.county_key.empty()) return std::optional<bundle::WipeOrder>();
  auto order = bundle::decode_wipe_order(answer.answer);
  if (!order) return order.error();
  auto ours = bundle::check_wipe_order(*order, key.county_suite, key.county_key, key.county,
                                       key.station, contact_of(head, key.county));
  if (!ours) return ours.error();
  return std::optional(*std::move(order));
}

Result<CarriedAnswer> read_carried_answer(base::BytesView bytes) {
  bundle::FieldReader in(bytes, "answer to a carried file");
  if (in.raw(kAnswerMagic.size()) != kAnswerMagic) in.fail("it is no county's");
  const std::uint8_t version = in.byte();
  if (!in.failed() && version != kVersion)
    return Error{ErrorCode::kUnsupported, "answer to a carried file", "of a newer version"};
  CarriedAnswer answer;
  const std::uint8_t verdict = in.byte();
  if (verdict <= static_cast<std::uint8_t>(CarriedAnswer::Verdict::kLater))
    answer.verdict = static_cast<CarriedAnswer::Verdict>(verdict);
  answer.cause = std::string(in.counted(kCauseBytesMax));
  if (!in.failed()) answer.answer = base::Bytes(in.raw(in.left()));
  if (auto done = in.finish(); !done) return done.error();
  return answer;
}

}  // namespace jiujin::sync::wire
