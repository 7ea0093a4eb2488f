// LogVerifier: takes the ops of one log in order, from a known head, and lets only those pass that
// continue it.
//
// For each op: the header decodes (PROTOCOL 2.1), the body has the length that the header says,
// and, when the key of its case is known, the body is the one that its author committed to. A key
// that comes in a case.opened of the same run is known from there on. A body whose key is not known
// is passed unchecked: the county may have lost the case.opened and get it again later. It does not
// check signatures: whoever has the head signed compares it with hash(). Thread rule: an object
// belongs to one thread.
#pragma once

#include <cstdint>
#include <map>

#include "sync/oplog/chain.h"

namespace jiujin::sync::oplog {

class LogVerifier {
 public:
  // `seq`, `head`: the last op already known, (0, chain_start) for an empty log.
  LogVerifier(HashFunction hash, const base::IncarnationId& incarnation, std::uint64_t seq,
              const base::Digest& head, CaseKeyLookup keys = nullptr);

  // The next op from its bytes as they travel; becomes seq() + 1. Errors: those of decode_header;
  // kCorrupt (body is not the committed one); kInvalidData (length of the body). On an error
  // nothing changes. The place names the seq.
  Result<StoredOp> accept(Bytes header, Bytes body, bool body_destroyed);
  // A stored op must be the next and have the hash that follows: kInvalidData (seq), kCorrupt.
  Result<void> check(const StoredOp& op);

  const base::IncarnationId& incarnation() const { return m_incarnation; }
  std::uint64_t seq() const { return m_seq; }
  const base::Digest& hash() const { return m_head; }

 private:
  Result<void> check_body(const OpHeader& header, BytesView body, std::uint64_t seq);

  HashFunction m_hash;
  base::IncarnationId m_incarnation;
  std::uint64_t m_seq;
  base::Digest m_head;
  CaseKeyLookup m_keys;
  std::map<base::CaseId, base::CaseKey> m_seen_keys;
};

}  // namespace jiujin::sync::oplog
