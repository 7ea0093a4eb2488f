#include "sync/engine/fork_plan.h"

#include "sync/base/planted.h"

namespace jiujin::sync::engine {

Result<std::vector<std::pair<oplog::OpDraft, oplog::AuthorTime>>> plan_reissue(
    std::span<const oplog::StoredOp> own_ops) {
  std::vector<std::pair<oplog::OpDraft, oplog::AuthorTime>> drafts;
  for (const oplog::StoredOp& op : own_ops) {
    if (op.body_destroyed || op.county_position > 0 || op.hash.is_zero()) continue;
    auto header = oplog::decode_header(op.header);
    if (!header) {
      return Error{ErrorCode::kInvalidData,
                   op.address.incarnation.hex() + ":" + std::to_string(op.address.seq),
                   header.error().line()};
    }
    oplog::OpDraft draft;
    draft.type = header->type;
    draft.case_id = header->case_id;
    draft.base = header->base;
    draft.actor = header->actor;
    draft.body = op.body;
    if (!planted(base::Planted::kReissueWithoutOrigin)) {
      draft.origin = header->origin ? *header->origin : oplog::Origin{op.address, op.hash};
    }
    drafts.emplace_back(std::move(draft), header->time);
  }
  if (planted(base::Planted::kReissueLess) && !drafts.empty()) drafts.pop_back();
  return drafts;
}

}  // namespace jiujin::sync::engine
