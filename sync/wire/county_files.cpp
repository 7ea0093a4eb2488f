#include "sync/wire/county_files.h"

#include <cstdlib>

#include "sync/wire/citations.h"
#include "sync/wire/delta_sender.h"

namespace jiujin::sync::wire {

namespace {

using Rows = std::vector<std::pair<std::string, std::optional<base::Bytes>>>;

std::string citation_prefix(const base::ContentHash& hash) {
  return "cites/" + hash.hex() + "/";
}

}  // namespace

Result<void> CountyFiles::record_citations(std::span<const oplog::StoredOp> ops) {
  Rows rows;
  for (const oplog::StoredOp& op : ops) {
    const std::string address = op.address.incarnation.hex() + ":" + std::to_string(op.address.seq);
    for (const CitedFile& file : cited_files(op.body)) {
      rows.emplace_back(citation_prefix(file.hash) + address, std::to_string(file.size));
    }
  }
  if (rows.empty()) return {};
  return m_store.write_rows(rows);
}

Result<engine::FileStanding> CountyFiles::standing_of(const base::ContentHash& hash) {
  engine::FileStanding standing;
  const std::string prefix = citation_prefix(hash);
  auto citations = m_store.rows(prefix);
  if (!citations) return citations.error();
  std::uint64_t newest = 0;
  for (const auto& [key, size] : *citations) {
    auto log = base::IncarnationId::from_hex(std::string_view(key).substr(prefix.size(), 32));
    if (!log || !m_is_speakers(*log) || key.size() < prefix.size() + 34) continue;
    standing.may_send = true;
    // A wrong size is mended by saying the right one later.
    const std::uint64_t seq = std::strtoull(key.c_str() + prefix.size() + 33, nullptr, 10);
    if (seq < newest) continue;
    newest = seq;
    standing.size = std::strtoull(size.c_str(), nullptr, 10);
  }
  auto info = m_store.file_info(hash);
  if (!info) return info.error();
  if (!*info || !standing.may_send) return standing;
  if ((*info)->complete) {
    standing.size = standing.held = (*info)->size;
    return standing;
  }
  // What came under another size than this station cites is nothing of this file for it.
  if ((*info)->size != standing.size) return standing;
  auto partial = m_store.incomplete_files();
  if (!partial) return partial.error();
  for (const auto& file : *partial) {
    if (file.hash == hash) standing.held = file.held;
  }
  return standing;
}

Result<bool> CountyFiles::may_fetch(const base::ContentHash& hash) {
  const std::string prefix = citation_prefix(hash);
  auto citations = m_store.rows(prefix);
  if (!citations) return citations.error();
  for (const auto& [key, size] : *citations) {
    const std::string_view address = std::string_view(key).substr(prefix.size());
    auto log = base::IncarnationId::from_hex(address.substr(0, 32));
    if (!log || address.size() < 34) continue;
    auto op = m_store.find_op(
        {*log, std::strtoull(std::string(address.substr(33)).c_str(), nullptr, 10)});
    if (!op) return op.error();
    if (!*op) continue;  // cited by an op that never got committed
    if (m_is_speakers(*log) || m_may_see(**op)) return true;
  }
  return false;
}

Result<base::Bytes> CountyFiles::assemble(const bundle::Copy& copy) {
  for (const auto& source : copy.sources) {
    auto standing = standing_of(source);
    if (!standing) return standing.error();
    bool allowed = standing->may_send;
    if (!allowed) {
      auto fetch = may_fetch(source);
      if (!fetch) return fetch.error();
      allowed = *fetch;
    }
    if (!allowed) {
      return Error{ErrorCode::kNotFound, "file " + source.hex(), "not held, or not to be cited"};
    }
  }
  return assemble_copy(m_store, copy);
}

}  // namespace jiujin::sync::wire
