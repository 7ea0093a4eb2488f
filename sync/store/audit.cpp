#include "sync/store/audit.h"

#include "sync/envelope/suite.h"
#include "sync/oplog/log_verifier.h"

namespace jiujin::sync::store {
namespace {

constexpr std::size_t kOpsAtOnce = 4u << 20;  // bytes; bounds memory, whatever the log's length

std::optional<base::CaseKey> key_of_case(LogStore& store, const base::CaseId& id) {
  const auto ops = store.ops_of_case(id);
  if (!ops.ok()) return std::nullopt;
  for (const auto& op : *ops) {
    const auto header = oplog::decode_header(op.header);
    if (!header.ok() || header->type != oplog::kCaseOpenedType || op.body_destroyed) continue;
    const auto key = oplog::case_key_of(op.body);
    if (key.ok()) return *key;
  }
  return std::nullopt;
}

// A log that came through a filtered feed has gaps and no chain here: what can be proved of its ops
// is that each header is whole and each body the one that its author committed to.
Result<std::optional<AuditFault>> verify_pieces(LogStore& store, const Incarnation& log,
                                                const oplog::HashFunction& hash,
                                                std::uint64_t* count) {
  std::uint64_t after = 0;
  while (true) {
    const auto ops = store.ops_after(log.id, after, kOpsAtOnce);
    if (!ops.ok()) return ops.error();
    if (ops->empty()) return std::optional<AuditFault>{};
    for (const auto& op : *ops) {
      after = op.address.seq;
      ++*count;
      const auto header = oplog::decode_header(op.header);
      if (!header.ok()) return std::optional(AuditFault{op.address, header.error().cause});
      if (op.body_destroyed) continue;
      const auto key = header->case_id.is_zero() ? std::optional(base::CaseKey{})
                                                 : key_of_case(store, header->case_id);
      if (!key) continue;
      if (oplog::body_commitment(hash, *key, op.address, op.body) != header->commitment) {
        return std::optional(AuditFault{op.address, "the body is not the one committed to"});
      }
    }
  }
}

// The first fault of one log, counting its ops.
Result<std::optional<AuditFault>> verify_log(LogStore& store, const Incarnation& log,
                                             std::uint64_t* count) {
  const auto suite = envelope::find_suite(log.suite);
  if (!suite.ok()) return suite.error();
  const oplog::HashFunction hash = [&](std::initializer_list<base::BytesView> parts) {
    return (*suite)->hash(parts);
  };
  const auto first = store.ops_after(log.id, 0, 1);
  if (!first.ok()) return first.error();
  if (!first->empty() && first->front().hash.is_zero()) {
    return verify_pieces(store, log, hash, count);
  }
  oplog::LogVerifier verifier(hash, log.id, 0, oplog::chain_start(hash, log.id, log.suite),
                              [&store](const base::CaseId& id) { return key_of_case(store, id); });
  while (true) {
    const auto ops = store.ops_after(log.id, verifier.seq(), kOpsAtOnce);
    if (!ops.ok()) return ops.error();
    if (ops->empty()) return std::optional<AuditFault>{};
    for (const auto& op : *ops) {
      if (auto fine = verifier.check(op); !fine.ok()) {
        return std::optional(AuditFault{op.address, fine.error().cause});
      }
      ++*count;
    }
  }
}

}  // namespace

Result<AuditReport> verify_audit(LogStore& store) {
  const auto logs = store.incarnations();
  if (!logs.ok()) return logs.error();
  AuditReport report;
  for (const auto& log : *logs) {
    ++report.logs;
    auto fault = verify_log(store, log, &report.ops);
    if (!fault.ok()) return fault.error();
    if (*fault && !report.first_fault) report.first_fault = **fault;
  }
  return report;
}

}  // namespace jiujin::sync::store
