// Records of ops by column (PROTOCOL 7.8): what the ops of a frame have in common is said once.
//
// The exact header and body bytes come back by construction: a header is its fields (op.h has one
// encoding for each), a body is its shape and its values. Knows no frame, chain or key.
// Thread rule: values and pure functions.
#pragma once

#include <span>
#include <vector>

#include "sync/bundle/fields.h"
#include "sync/bundle/record.h"

namespace jiujin::sync::bundle {

struct RecordToWrite {
  const oplog::StoredOp* op = nullptr;
  Commitment commitment = Commitment::kOmit;  // kOmit is ignored where the body was destroyed
};

// False, and nothing of use in `out`, where these cannot be written by column: a body or an
// actor with a zero byte, too many values or bytes. Then they are written one after another.
bool write_record_columns(FieldWriter& out, std::span<const RecordToWrite> records);
// `count`: at most kOpsInFrameMax.
std::vector<Record> read_record_columns(FieldReader& in, std::size_t count);

}  // namespace jiujin::sync::bundle
