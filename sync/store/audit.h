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

// Errors: those of reading the store; a broken chain is not an error but the report's finding.
Result<AuditReport> verify_audit(LogStore& store);

}  // namespace jiujin::sync::store
