#include "sync/bundle/ops_frame.h"

#include <algorithm>

#include "sync/bundle/frame.h"
#include "sync/bundle/limits.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"
#include "sync/oplog/limits.h"

namespace jiujin::sync::bundle {

namespace {

constexpr std::uint8_t kCommitmentWritten = 1;
constexpr std::uint8_t kBodyDestroyed = 2;
constexpr std::size_t kCommitmentBytes = 32;

Result<oplog::HashFunction> hash_of_suite(std::uint8_t suite) {
  auto found = envelope::find_suite(suite);
  if (!found) return found.error();
  const envelope::Suite* const chosen = *found;
  return oplog::HashFunction(
      [chosen](std::initializer_list<BytesView> parts) { return chosen->hash(parts); });
}

// How many bytes of a header stand behind the commitment: the origin, if there is one.
std::size_t bytes_after_commitment(BytesView header) {
  auto decoded = oplog::decode_header(header);
  Assert(decoded.ok());  // it lies in our own store, which checked it
  if (!decoded->origin) return 0;
  const auto& origin = *decoded->origin;
  return origin.address.incarnation.bytes.size() + base::varint_size(origin.address.seq) +
         origin.hash.bytes.size();
}

void put_commitment(Record& record, const base::Digest& commitment) {
  record.header.commitment = commitment;
  record.op.header.replace(record.commitment_at, kCommitmentBytes, commitment.view());
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

Result<std::optional<base::CaseKey>> FrameKeys::find(const Record& record) {
  const base::CaseId& case_id = record.header.case_id;
  if (case_id.is_zero()) return std::optional<base::CaseKey>(base::CaseKey{});
  if (record.header.type == oplog::kCaseOpenedType && !record.op.body_destroyed) {
    auto key = oplog::case_key_of(record.op.body);
    // A case.opened without a key is refused where ops are judged; it just has nothing to tell.
    if (key) {
      m_found.emplace_back(case_id, *key);
      return std::optional<base::CaseKey>(*key);
    }
  }
  for (const auto& [id, key] : m_found) {
    if (id == case_id) return std::optional<base::CaseKey>(key);
  }
  return m_keys ? m_keys(case_id) : Result<std::optional<base::CaseKey>>(std::nullopt);
}

Result<void> FrameKeys::settle(Record& record, const base::OpAddress& address, std::uint8_t suite) {
  if (record.op.body_destroyed) return {};
  auto hash = hash_of_suite(suite);
  if (!hash) return hash.error();
  auto key = find(record);
  if (!key) return key.error();
  const std::string place = "op " + address.incarnation.hex() + ":" + std::to_string(address.seq);
  if (!*key) {
    if (!record.commitment_omitted) return {};
    return Error{ErrorCode::kNotFound, place, "the key of its case is not held here"};
  }
  const base::Digest commitment = oplog::body_commitment(*hash, **key, address, record.op.body);
  if (record.commitment_omitted) {
    put_commitment(record, commitment);
  } else if (record.header.commitment != commitment) {
    return Error{ErrorCode::kProtocol, place, "the body is not the one its author committed to"};
  }
  return {};
}

Bytes encode_ops_frame(std::span<const oplog::StoredOp> ops, BytesView signature,
                       Commitment commitment) {
  Assert(!ops.empty());
  FieldWriter out;
  out.varint(ops.front().address.seq);
  out.varint(ops.size());
  for (const oplog::StoredOp& op : ops) write_record(out, op, commitment);
  out.counted(signature);
  return out.take();
}

Result<PackedOps> pack_ops(std::span<const oplog::StoredOp> ops, const Signer& sign,
                           Commitment commitment) {
  Assert(!ops.empty());
  for (std::size_t count = std::min(ops.size(), kOpsInFrameMax);; count = (count + 1) / 2) {
    const auto some = ops.first(count);
    const oplog::StoredOp& last = some.back();
    auto signature =
        sign(oplog::head_message(last.address.incarnation, last.address.seq, last.hash));
    if (!signature) return signature.error();
    const Bytes payload = encode_ops_frame(some, *signature, commitment);
    auto frame = try_encode_frame(FrameType::kOps, payload, Squeeze::kTry);
    if (frame) return PackedOps{std::move(*frame), count};
    Assert(count > 1);  // one op always fits (kOpBodyBytesMax)
  }
}

Result<OpsFrame> decode_ops_frame(BytesView payload) {
  FieldReader in(payload, "ops frame");
  OpsFrame frame;
  frame.first_seq = in.varint(UINT64_MAX - kOpsInFrameMax);
  if (frame.first_seq == 0) in.fail("seq counts from 1");
  const std::uint64_t count = in.varint(kOpsInFrameMax);
  if (count == 0) in.fail("a frame without ops");
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
    frame.records.push_back(read_record(in));
  }
  frame.signature = Bytes(in.counted(kSignatureBytesMax));
  auto done = in.finish();
  if (!done) return done.error();
  return frame;
}

Result<std::vector<oplog::StoredOp>> verify_ops_frame(OpsFrame frame, const store::Incarnation& log,
                                                      const base::Digest& before,
                                                      const CaseKeys& keys) {
  auto suite = envelope::find_suite(log.suite);
  auto hash = hash_of_suite(log.suite);
  if (!suite) return suite.error();
  if (!hash) return hash.error();
  FrameKeys frame_keys(keys);
  base::Digest head = before;
  std::vector<oplog::StoredOp> ops;
  ops.reserve(frame.records.size());
  const base::OpAddress last{log.id, frame.last_seq()};
  for (Record& record : frame.records) {
    record.op.address = {log.id, frame.first_seq + ops.size()};
    auto settled = frame_keys.settle(record, record.op.address, log.suite);
    if (!settled) return settled.error();
    head = oplog::chain_next(*hash, head, record.op.header);
    record.op.hash = head;
    ops.push_back(std::move(record.op));
  }
  auto verified = (*suite)->verify(log.public_key, oplog::head_message(log.id, last.seq, head),
                                   frame.signature);
  if (!verified) {
    return Error{ErrorCode::kProtocol, "ops frame, head " + std::to_string(last.seq),
                 "the signed head does not match these ops: " + verified.error().cause};
  }
  return ops;
}

}  // namespace jiujin::sync::bundle
