// One op on the wire, after another: a record inside OPS and FEED frames (PROTOCOL 7.4).
//
// A record leaves out what the receiver can compute: the commitment, where the body is there and
// the receiver holds the case's key, and the chain hash, always. Knows no frame, chain or key.
// Thread rule: values and pure functions.
#pragma once

#include "sync/bundle/fields.h"
#include "sync/oplog/op.h"

namespace jiujin::sync::bundle {

enum class Commitment { kOmit, kWrite };

// Appends one record. kOmit is ignored where the body was destroyed.
void write_record(FieldWriter& out, const oplog::StoredOp& op, Commitment commitment);

// A record as read: everything but address, hash and position; commitment still to be computed when
// `commitment_omitted`.
struct Record {
  oplog::StoredOp op;
  oplog::OpHeader header;
  std::size_t commitment_at = 0;  // where it stands in op.header
  bool commitment_omitted = false;
};
Record read_record(FieldReader& in);

}  // namespace jiujin::sync::bundle
