// Ops on the wire: records inside OPS and FEED frames, and the verification of a log's piece.
//
// A record leaves out what the receiver can compute (PROTOCOL section 7.4): the commitment, where
// the body is there and the receiver holds the case's key, and the chain hash, always. A piece of a
// log ends with the signature of its head; nothing of it is given out before that signature, every
// commitment and every header have been found right.
// This file knows no store: keys of cases are looked up through a function.
// Thread rule: values and pure functions.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "sync/base/identity.h"
#include "sync/bundle/fields.h"
#include "sync/bundle/messages.h"
#include "sync/bundle/record.h"
#include "sync/oplog/op.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::bundle {

// The key of a case, from its case.opened op; nothing when it is not held (any more). Not asked for
// case zero, whose key is zero.
using CaseKeys = std::function<Result<std::optional<base::CaseKey>>(const base::CaseId& case_id)>;

// Remembers keys found in case.opened bodies of the same frame, and asks `keys` for the others.
class FrameKeys {
 public:
  explicit FrameKeys(const CaseKeys& keys) : m_keys(keys) {}
  // Fills an omitted commitment or checks a written one against body and key. `address` names the
  // op. Errors: kNotFound (omitted, and the key is not held), kProtocol (does not match).
  Result<void> settle(Record& record, const base::OpAddress& address, std::uint8_t suite);

 private:
  Result<std::optional<base::CaseKey>> find(const Record& record);
  const CaseKeys& m_keys;
  std::vector<std::pair<base::CaseId, base::CaseKey>> m_found;
};

struct OpsFrame {
  std::uint64_t first_seq = 0;  // of the first record; the others follow without gaps
  std::vector<Record> records;
  Bytes signature;  // of the head after the last record
  std::uint64_t last_seq() const { return first_seq + records.size() - 1; }
};

// `ops`: consecutive ops of one log, at least one, about kOpsBytesTarget in all; `signature`: of
// oplog::head_message for the last of them.
// kColumns falls back to records where columns cannot say it.
enum class Layout { kRecords, kColumns };
Bytes encode_ops_frame(std::span<const oplog::StoredOp> ops, BytesView signature,
                       Commitment commitment, Layout layout = Layout::kRecords);
Result<OpsFrame> decode_ops_frame(BytesView payload);

// A whole frame, ready to be sent, and how many ops stand in it.
struct PackedOps {
  Bytes frame;
  std::size_t count = 0;
};
// As many of `ops` from the front as fit one frame (at least one); hand in up to kOpsPackedTarget
// bytes of them. `sign`: with the log's key. Errors: the signer's.
Result<PackedOps> pack_ops(std::span<const oplog::StoredOp> ops, const Signer& sign,
                           Commitment commitment);

// Computes commitments and chain from `before` (the log's hash before first_seq) and verifies the
// head with the log's key. Errors: kProtocol (commitment or signature is wrong), kNotFound (a case
// key is not held: ask for written commitments), those of `keys`.
Result<std::vector<oplog::StoredOp>> verify_ops_frame(OpsFrame frame, const store::Incarnation& log,
                                                      const base::Digest& before,
                                                      const CaseKeys& keys);

}  // namespace jiujin::sync::bundle
