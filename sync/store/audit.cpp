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

}  // namespace

Result<AuditPiece> verify_piece(LogStore& store, const Incarnation& log, std::size_t bytes_max,
                                AuditMark* mark) {
  const auto suite = envelope::find_suite(log.suite);
  if (!suite.ok()) return suite.error();
  const oplog::HashFunction hash = [&](std::initializer_list<base::BytesView> parts) {
    return (*suite)->hash(parts);
  };
  const auto ops = store.ops_after(log.id, mark->seq, bytes_max);
  if (!ops.ok()) return ops.error();
  AuditPiece piece;
  if (ops->empty()) return piece;
  if (mark->seq == 0 && ops->front().hash.is_zero()) {
    auto fault = verify_pieces(store, log, hash, &piece.ops);
    if (!fault.ok()) return fault.error();
    piece.fault = *fault;
    return piece;
  }
  const auto head = mark->seq == 0 ? oplog::chain_start(hash, log.id, log.suite) : mark->hash;
  oplog::LogVerifier verifier(hash, log.id, mark->seq, head,
                              [&store](const base::CaseId& id) { return key_of_case(store, id); });
  for (const auto& op : *ops) {
    if (auto fine = verifier.check(op); !fine.ok()) {
      piece.fault = AuditFault{op.address, fine.error().cause};
      return piece;
    }
    ++piece.ops;
    *mark = {verifier.seq(), verifier.hash()};
  }
  return piece;
}

Result<AuditReport> verify_audit(LogStore& store) {
  const auto logs = store.incarnations();
  if (!logs.ok()) return logs.error();
  AuditReport report;
  for (const auto& log : *logs) {
    ++report.logs;
    AuditMark mark;
    while (true) {
      auto piece = verify_piece(store, log, kOpsAtOnce, &mark);
      if (!piece.ok()) return piece.error();
      report.ops += piece->ops;
      if (piece->fault && !report.first_fault) report.first_fault = piece->fault;
      if (piece->ops == 0 || piece->fault || mark.seq == 0) break;
    }
  }
  return report;
}

}  // namespace jiujin::sync::store
