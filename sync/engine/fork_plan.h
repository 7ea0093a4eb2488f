// After a fork (restored backup, cloned disk): what has to be written again, under which origin.
//
// Plan only. The log's new life begins with the returned drafts, in order, each with the clocks
// that its author read (store::Rebirth) and the op that it repeats, so that the county applies it
// once whichever copy comes first (PROTOCOL section 3). Knows no store.
// Thread rule: a pure function.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sync/oplog/op.h"

namespace jiujin::sync::engine {

// `own_ops`: our ops with seq > what the county surely holds of *our* version of the log, in order.
// Ops that are repeats themselves keep their first origin. Ops whose body was destroyed, those
// that stand in the county's order already, and those without a hash (another disk's, from the
// feed) are left out.
// Errors: kInvalidData (a header that does not decode), place = the op.
Result<std::vector<std::pair<oplog::OpDraft, oplog::AuthorTime>>> plan_reissue(
    std::span<const oplog::StoredOp> own_ops);

}  // namespace jiujin::sync::engine
