// Walks every log of a store from its beginning: chains, headers and bodies' commitments.
//
// Proof against whoever changed a past op in the database. Of a log that came in pieces, through a
// filtered feed, each op is proved by itself. It does not know what an op means.
// Thread rule: belongs to the thread of the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sync/store/log_store.h"

namespace jiujin::sync::store {

struct AuditFault {
  base::OpAddress op;  // the first one that does not continue its log
  std::string cause;
};
struct AuditReport {
  std::size_t logs = 0;
  std::uint64_t ops = 0;
  std::optional<AuditFault> first_fault;
};

// How far a log has been verified, to go on from there another day; seq 0 = not at all.
struct AuditMark {
  std::uint64_t seq = 0;
  base::Digest hash;
  bool operator==(const AuditMark&) const = default;
};
struct AuditPiece {
  std::uint64_t ops = 0;  // verified now; 0 = the log ends at the mark
  std::optional<AuditFault> fault;
};
// Verifies about `bytes_max` bytes of what follows the mark (at least one op) and moves the mark
// on, up to a fault. A log that came in pieces is verified whole each time.
Result<AuditPiece> verify_piece(LogStore& store, const Incarnation& log, std::size_t bytes_max,
                                AuditMark* mark);

// Errors: those of reading the store; a broken chain is not an error but the report's finding.
Result<AuditReport> verify_audit(LogStore& store);

}  // namespace jiujin::sync::store
