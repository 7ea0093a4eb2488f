#include "sync/oplog/log_verifier.h"

namespace jiujin::sync::oplog {
namespace {

Error at_seq(Error error, std::uint64_t seq) {
  const std::string place = "op " + std::to_string(seq);
  error.place = error.place.empty() ? place : place + ", " + error.place;
  return error;
}

}  // namespace

LogVerifier::LogVerifier(HashFunction hash, const base::IncarnationId& incarnation,
                         std::uint64_t seq, const base::Digest& head, CaseKeyLookup keys)
    : m_hash(std::move(hash)),
      m_incarnation(incarnation),
      m_seq(seq),
      m_head(head),
      m_keys(std::move(keys)) {}

Result<void> LogVerifier::check_body(const OpHeader& header, BytesView body, std::uint64_t seq) {
  if (body.size() != header.body_length)
    return Error{ErrorCode::kInvalidData, "",
                 "body has " + std::to_string(body.size()) + " bytes, header says " +
                     std::to_string(header.body_length)};
  std::optional<base::CaseKey> key;
  if (header.case_id.is_zero()) {
    key = base::CaseKey{};
  } else if (const auto seen = m_seen_keys.find(header.case_id); seen != m_seen_keys.end()) {
    key = seen->second;
  } else if (m_keys) {
    key = m_keys(header.case_id);
  }
  std::optional<base::CaseKey> own;
  if (!key && header.type == kCaseOpenedType) {
    auto found = case_key_of(body);
    if (found.ok()) key = own = *found;
  }
  if (!key) return {};
  if (body_commitment(m_hash, *key, {m_incarnation, seq}, body) != header.commitment)
    return Error{ErrorCode::kCorrupt, "", "the body is not the one its author committed to"};
  if (own) m_seen_keys.emplace(header.case_id, *own);
  return {};
}

Result<StoredOp> LogVerifier::accept(Bytes header, Bytes body, bool body_destroyed) {
  const std::uint64_t seq = m_seq + 1;
  auto decoded = decode_header(header);
  if (!decoded.ok()) return at_seq(decoded.error(), seq);
  if (body_destroyed && !body.empty())
    return at_seq({ErrorCode::kInvalidData, "", "a destroyed body has bytes"}, seq);
  if (!body_destroyed) {
    auto checked = check_body(*decoded, body, seq);
    if (!checked.ok()) return at_seq(checked.error(), seq);
  }
  m_head = chain_next(m_hash, m_head, header);
  m_seq = seq;
  StoredOp op;
  op.address = {m_incarnation, seq};
  op.header = std::move(header);
  op.body = std::move(body);
  op.body_destroyed = body_destroyed;
  op.hash = m_head;
  return op;
}

Result<void> LogVerifier::check(const StoredOp& op) {
  if (op.address != base::OpAddress{m_incarnation, m_seq + 1})
    return at_seq({ErrorCode::kInvalidData, "", "expected op " + std::to_string(m_seq + 1)},
                  op.address.seq);
  if (chain_next(m_hash, m_head, op.header) != op.hash)
    return at_seq({ErrorCode::kCorrupt, "", "the chain is broken"}, op.address.seq);
  auto accepted = accept(op.header, op.body, op.body_destroyed);
  if (!accepted.ok()) return accepted.error();
  return {};
}

}  // namespace jiujin::sync::oplog
