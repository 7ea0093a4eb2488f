#include "sync/bundle/record.h"

#include "sync/bundle/limits.h"
#include "sync/oplog/limits.h"

namespace jiujin::sync::bundle {

namespace {

constexpr std::uint8_t kCommitmentWritten = 1;
constexpr std::uint8_t kBodyDestroyed = 2;
constexpr std::size_t kCommitmentBytes = 32;

// How many bytes of a header stand behind the commitment: the origin, if there is one.
std::size_t bytes_after_commitment(BytesView header) {
  auto decoded = oplog::decode_header(header);
  Assert(decoded.ok());  // it lies in our own store, which checked it
  if (!decoded->origin) return 0;
  const auto& origin = *decoded->origin;
  return origin.address.incarnation.bytes.size() + base::varint_size(origin.address.seq) +
         origin.hash.bytes.size();
}

}  // namespace

void write_record(FieldWriter& out, const oplog::StoredOp& op, Commitment commitment) {
  const bool omit = commitment == Commitment::kOmit && !op.body_destroyed;
  const BytesView header = op.header;
  const std::size_t after = bytes_after_commitment(header);
  const std::size_t at = header.size() - after - kCommitmentBytes;
  out.byte(static_cast<std::uint8_t>((omit ? 0 : kCommitmentWritten) |
                                     (op.body_destroyed ? kBodyDestroyed : 0)));
  out.counted(header.substr(0, at));
  out.counted(header.substr(at + kCommitmentBytes));
  if (!omit) out.raw(header.substr(at, kCommitmentBytes));
  if (!op.body_destroyed) out.raw(op.body);
}

Record read_record(FieldReader& in) {
  Record record;
  const std::uint8_t flags = in.byte();
  if (flags & ~(kCommitmentWritten | kBodyDestroyed)) in.fail("unknown flags on a record");
  record.commitment_omitted = !(flags & kCommitmentWritten);
  record.op.body_destroyed = flags & kBodyDestroyed;
  if (record.commitment_omitted && record.op.body_destroyed) {
    in.fail("a destroyed body needs its commitment");
  }
  record.op.header = Bytes(in.counted(oplog::kOpHeaderBytesMax));
  record.commitment_at = record.op.header.size();
  const BytesView after = in.counted(oplog::kOpHeaderBytesMax);
  record.op.header +=
      record.commitment_omitted ? BytesView(base::Digest{}.view()) : in.raw(kCommitmentBytes);
  record.op.header += after;
  if (in.failed()) return record;
  if (record.op.header.size() > oplog::kOpHeaderBytesMax) in.fail("a header is too long");
  auto header = oplog::decode_header(record.op.header);
  if (!header) {
    in.fail("a header is broken: " + header.error().line());
    return record;
  }
  record.header = std::move(*header);
  if (record.header.body_length > oplog::kOpBodyBytesMax) {
    in.fail("a body is longer than an op may be");
  } else if (!record.op.body_destroyed) {
    record.op.body = Bytes(in.raw(static_cast<std::size_t>(record.header.body_length)));
  }
  return record;
}

}  // namespace jiujin::sync::bundle
