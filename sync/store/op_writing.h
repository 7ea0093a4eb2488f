// What every store does alike: make an op from a draft, check ops that come in, order a case.
//
// Pure arithmetic over values; the stores add durability. Inside sync/store only.
// Thread rule: pure functions.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"
#include "sync/store/log_store.h"

namespace jiujin::sync::store {

// The hash of a suite in the shape that the log asks for.
oplog::HashFunction hash_of(const envelope::Suite& suite);

// Keys of cases: those of a batch first, then those held.
class CaseKeys {
 public:
  using Lookup = std::function<Result<std::optional<base::CaseKey>>(const base::CaseId& case_id)>;
  explicit CaseKeys(Lookup held) : m_held(std::move(held)) {}
  // Learns the key when the draft opens a case. Errors: kInvalidData (no key in the body),
  // kConflict (the case has another key).
  Result<void> learn(const oplog::OpDraft& draft);
  // Zero for the zero case. kNotFound when the case has no case.opened here.
  Result<base::CaseKey> key_of(const base::CaseId& case_id);

 private:
  Lookup m_held;
  std::map<base::CaseId, base::CaseKey> m_known;
};

// kTooLarge (body), kInvalidArgument (type 0, actor).
Result<void> check_draft(const oplog::OpDraft& draft);

// The op after `head`, which moves on to it.
Result<oplog::StoredOp> write_op(const envelope::Suite& suite,
                                 const base::IncarnationId& incarnation, Head& head,
                                 const oplog::OpDraft& draft, const oplog::AuthorTime& time,
                                 CaseKeys& keys);

// Says of whom it is a copy (flag bit 0 of its header): most ops do not.
bool has_origin(const oplog::StoredOp& op);
// Identity of what an op says: its origin's address and hash, or its own when it is a first
// writing.
oplog::Origin identity_of(const oplog::StoredOp& op);

// Puts the ops of one case in the order of the case and marks copies that stand behind another.
void order_case(std::vector<oplog::StoredOp>& ops);

// h_0 or the suite's error, for an incarnation without ops.
Result<Head> empty_head(const Incarnation& incarnation);

// Same header and, unless one of them was destroyed, same body.
bool same_op(const oplog::StoredOp& one, const oplog::StoredOp& other);
// Came from the feed, and its position was taken back since: a restored county has forgotten it,
// and may give its number to another op.
bool was_taken_back(const oplog::StoredOp& op);

// Whether an op from the feed goes on with a log of our own, whose chain is held to `head`.
bool continues_own_log(const base::StationId& owner, const Head& head, const oplog::StoredOp& op);
base::Digest next_hash(std::uint8_t suite, const Head& head, const oplog::StoredOp& op);

// The row that says that a log of ours has ended (Rebirth), and what append() answers then.
std::string ended_row(const base::IncarnationId& log);
Error log_has_ended(const base::IncarnationId& log);
Error log_has_grown(const base::IncarnationId& log);

Error conflict_at(const base::OpAddress& address, std::string cause);

}  // namespace jiujin::sync::store
