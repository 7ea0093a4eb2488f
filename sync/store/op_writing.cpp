#include "sync/store/op_writing.h"

#include <algorithm>
#include <set>

#include "sync/base/planted.h"
#include "sync/oplog/limits.h"

namespace jiujin::sync::store {

oplog::HashFunction hash_of(const envelope::Suite& suite) {
  return [&suite](std::initializer_list<BytesView> parts) { return suite.hash(parts); };
}

Result<void> CaseKeys::learn(const oplog::OpDraft& draft) {
  if (draft.type != oplog::kCaseOpenedType || draft.case_id.is_zero()) return {};
  auto key = oplog::case_key_of(draft.body);
  if (!key.ok()) return key.error();
  // A second key would make every later body of the case unreadable at the other end.
  auto held = key_of(draft.case_id);
  if (held.ok() && *held != *key)
    return Error{ErrorCode::kConflict, "case " + draft.case_id.hex(),
                 "is open already, with another key"};
  if (!held.ok() && held.error().code != ErrorCode::kNotFound) return held.error();
  m_known.emplace(draft.case_id, *key);
  return {};
}

Result<base::CaseKey> CaseKeys::key_of(const base::CaseId& case_id) {
  if (case_id.is_zero()) return base::CaseKey{};
  if (const auto known = m_known.find(case_id); known != m_known.end()) return known->second;
  auto held = m_held(case_id);
  if (!held.ok()) return held.error();
  if (!*held)
    return Error{ErrorCode::kNotFound, "case " + case_id.hex(), "was not opened in this store"};
  m_known.emplace(case_id, **held);
  return **held;
}

Result<void> check_draft(const oplog::OpDraft& draft) {
  if (draft.type == 0) return Error{ErrorCode::kInvalidArgument, "op", "type 0 is not a type"};
  if (draft.body.size() > oplog::kOpBodyBytesMax)
    return Error{ErrorCode::kTooLarge, "op body",
                 std::to_string(draft.body.size()) + " bytes, at most " +
                     std::to_string(oplog::kOpBodyBytesMax)};
  if (!oplog::is_actor(draft.actor))
    return Error{ErrorCode::kInvalidArgument, "op actor", "over 64 bytes or not UTF-8"};
  if (draft.origin && draft.origin->address.seq == 0)
    return Error{ErrorCode::kInvalidArgument, "op origin", "seq is zero"};
  return {};
}

Result<oplog::StoredOp> write_op(const envelope::Suite& suite,
                                 const base::IncarnationId& incarnation, Head& head,
                                 const oplog::OpDraft& draft, const oplog::AuthorTime& time,
                                 CaseKeys& keys) {
  auto checked = check_draft(draft);
  if (!checked.ok()) return checked.error();
  auto key = keys.key_of(draft.case_id);
  if (!key.ok()) return key.error();
  const auto hash = hash_of(suite);
  oplog::StoredOp op;
  op.address = {incarnation, head.seq + 1};
  op.header = oplog::encode_header(
      {.type = draft.type,
       .case_id = draft.case_id,
       .time = time,
       .base = draft.base,
       .actor = draft.actor,
       .body_length = draft.body.size(),
       .commitment = oplog::body_commitment(hash, *key, op.address, draft.body),
       .origin = draft.origin});
  op.body = draft.body;
  op.hash = oplog::chain_next(hash, head.hash, op.header);
  head = {op.address.seq, op.hash};
  return op;
}

bool has_origin(const oplog::StoredOp& op) {
  return op.header.size() > 1 && (op.header[1] & 1) != 0;
}

oplog::Origin identity_of(const oplog::StoredOp& op) {
  if (!has_origin(op)) return {op.address, op.hash};
  const auto header = oplog::decode_header(op.header);
  if (header.ok() && header->origin) return *header->origin;
  return {op.address, op.hash};
}

void order_case(std::vector<oplog::StoredOp>& ops) {
  // Stable: the store gives unplaced ops in the order in which they came.
  std::stable_sort(ops.begin(), ops.end(), [](const auto& one, const auto& other) {
    if (planted(base::Planted::kOwnOpsFirst)) return one.county_position < other.county_position;
    return one.county_position - 1 < other.county_position - 1;  // 0 wraps to the end
  });
  if (std::none_of(ops.begin(), ops.end(), has_origin)) return;
  std::set<oplog::Origin> seen;
  for (auto& op : ops)
    if (!op.superseded && !seen.insert(identity_of(op)).second) op.superseded = true;
}

Result<Head> empty_head(const Incarnation& incarnation) {
  auto suite = envelope::find_suite(incarnation.suite);
  if (!suite.ok()) return suite.error();
  return Head{0, oplog::chain_start(hash_of(**suite), incarnation.id, incarnation.suite)};
}

bool was_taken_back(const oplog::StoredOp& op) {
  return op.hash.is_zero() && op.county_position == 0;
}

bool same_op(const oplog::StoredOp& one, const oplog::StoredOp& other) {
  if (one.header != other.header) return false;
  return one.body_destroyed || other.body_destroyed || one.body == other.body;
}

bool continues_own_log(const base::StationId& owner, const Head& head, const oplog::StoredOp& op) {
  return !owner.is_zero() && op.address.seq == head.seq + 1 && !head.hash.is_zero();
}

base::Digest next_hash(std::uint8_t suite, const Head& head, const oplog::StoredOp& op) {
  auto found = envelope::find_suite(suite);
  return found.ok() ? (*found)->hash({head.hash.view(), op.header}) : base::Digest{};
}

std::string ended_row(const base::IncarnationId& log) {
  return "store/ended/" + log.hex();
}

Error log_has_ended(const base::IncarnationId& log) {
  return {ErrorCode::kConflict, "log " + log.hex(), "has ended: a new one goes on"};
}

Error log_has_grown(const base::IncarnationId& log) {
  return {ErrorCode::kConflict, "log " + log.hex(), "has grown meanwhile"};
}

Error conflict_at(const base::OpAddress& address, std::string cause) {
  return {ErrorCode::kConflict,
          "log " + address.incarnation.hex() + " op " + std::to_string(address.seq),
          std::move(cause)};
}

}  // namespace jiujin::sync::store
