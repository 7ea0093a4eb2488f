#include "sync/bundle/ops_frame.h"

#include <algorithm>

#include "sync/bundle/frame.h"
#include "sync/bundle/limits.h"
#include "sync/bundle/record_columns.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"
#include "sync/oplog/limits.h"

namespace jiujin::sync::bundle {

namespace {

constexpr std::size_t kCommitmentBytes = 32;

Result<oplog::HashFunction> hash_of_suite(std::uint8_t suite) {
  auto found = envelope::find_suite(suite);
  if (!found) return found.error();
  const envelope::Suite* const chosen = *found;
  return oplog::HashFunction(
      [chosen](std::initializer_list<BytesView> parts) { return chosen->hash(parts); });
}

void put_commitment(Record& record, const base::Digest& commitment) {
  record.header.commitment = commitment;
  record.op.header.replace(record.commitment_at, kCommitmentBytes, commitment.view());
}

}  // namespace

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

namespace {

// On the wire: do not renumber.
constexpr std::uint8_t kByRecord = 0;
constexpr std::uint8_t kByColumn = 1;

}  // namespace

Bytes encode_ops_frame(std::span<const oplog::StoredOp> ops, BytesView signature,
                       Commitment commitment, Layout layout) {
  Assert(!ops.empty());
  if (layout == Layout::kColumns) {
    FieldWriter out;
    out.byte(kByColumn);
    out.varint(ops.front().address.seq);
    out.varint(ops.size());
    std::vector<RecordToWrite> records;
    for (const oplog::StoredOp& op : ops) records.push_back({&op, commitment});
    if (write_record_columns(out, records)) {
      out.counted(signature);
      return out.take();
    }
  }
  FieldWriter out;
  out.byte(kByRecord);
  out.varint(ops.front().address.seq);
  out.varint(ops.size());
  for (const oplog::StoredOp& op : ops) write_record(out, op, commitment);
  out.counted(signature);
  return out.take();
}

namespace {

// Few ops may be shorter one after another; many never are, and to see it would take long.
std::optional<Bytes> shortest_frame(std::span<const oplog::StoredOp> ops, BytesView signature,
                                    Commitment commitment) {
  constexpr std::size_t kFew = 8;
  const auto frame_as = [&](Layout layout) {
    return try_encode_frame(FrameType::kOps, encode_ops_frame(ops, signature, commitment, layout),
                            Squeeze::kTry);
  };
  auto columns = frame_as(Layout::kColumns);
  if (ops.size() > kFew) return columns;
  auto records = frame_as(Layout::kRecords);
  return columns && (!records || columns->size() < records->size()) ? columns : records;
}

}  // namespace

Result<PackedOps> pack_ops(std::span<const oplog::StoredOp> ops, const Signer& sign,
                           Commitment commitment) {
  Assert(!ops.empty());
  for (std::size_t count = std::min(ops.size(), kOpsInFrameMax);; count = (count + 1) / 2) {
    const auto some = ops.first(count);
    const oplog::StoredOp& last = some.back();
    auto signature =
        sign(oplog::head_message(last.address.incarnation, last.address.seq, last.hash));
    if (!signature) return signature.error();
    auto frame = shortest_frame(some, *signature, commitment);
    if (frame) return PackedOps{std::move(*frame), count};
    Assert(count > 1);  // one op always fits (kOpBodyBytesMax)
  }
}

Result<OpsFrame> decode_ops_frame(BytesView payload) {
  FieldReader in(payload, "ops frame");
  OpsFrame frame;
  const std::uint8_t layout = in.byte();
  if (layout > kByColumn) in.fail("an unknown layout of ops");
  frame.first_seq = in.varint(UINT64_MAX - kOpsInFrameMax);
  if (frame.first_seq == 0) in.fail("seq counts from 1");
  const std::uint64_t count = in.varint(kOpsInFrameMax);
  if (count == 0) in.fail("a frame without ops");
  if (layout == kByColumn && !in.failed()) {
    frame.records = read_record_columns(in, static_cast<std::size_t>(count));
  }
  for (std::uint64_t i = 0; layout == kByRecord && i < count && !in.failed(); ++i) {
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
