// What own ops cite: found once for each op, and again when the county has forgotten.
#include "sync/wire/citations.h"
#include "sync/wire/file_queue.h"
#include "sync/wire/queue_rows.h"

namespace jiujin::sync::wire {

using namespace queue_rows;

namespace {

constexpr std::size_t kSearchBytes = 1024 * 1024;

}  // namespace

Result<std::vector<base::IncarnationId>> FileQueue::own_logs() {
  auto logs = m_store.incarnations();
  if (!logs) return logs.error();
  std::vector<base::IncarnationId> own;
  for (const auto& log : *logs) {
    if (log.owner == m_station) own.push_back(log.id);
  }
  return own;
}

Result<std::vector<oplog::StoredOp>> FileQueue::unsearched(const base::IncarnationId& log) {
  auto mark = m_store.row(scanned_key(log));
  if (!mark) return mark.error();
  return m_store.ops_after(log, *mark ? std::strtoull((*mark)->c_str(), nullptr, 10) : 0,
                           kSearchBytes);
}

Result<void> FileQueue::note_cited(const oplog::StoredOp& op, std::set<base::ContentHash>& scans,
                                   Rows& rows) {
  for (const CitedFile& file : cited_files(op.body)) {
    const std::string key = key_of(kSend, file.hash);
    auto known = m_store.row(key);
    auto header = oplog::decode_header(op.header);
    if (!known) return known.error();
    const bool preview = file.preview_of_bytes > 0;
    const bool as_preview = *known && RowWords(**known).number_at(1) > 0;
    const bool told = (*known && !(as_preview && !preview)) || scans.contains(file.hash);
    if (told || !header) continue;
    auto info = m_store.file_info(file.hash);
    if (!info) return info.error();
    if (!*info || !(*info)->complete) continue;  // written elsewhere under our name: wanted
    if (!preview) scans.insert(file.hash);
    rows.emplace_back(key, std::to_string(op.address.seq) + " " +
                               std::to_string(file.preview_of_bytes) + " " + header->case_id.hex() +
                               " " + file.media_type +
                               (preview ? " " + file.preview_of.hex() : ""));
  }
  return {};
}

// The mark and the rows are read and written as one: another run may search, or doubt everything.
Result<bool> FileQueue::search_piece(const base::IncarnationId& log) {
  auto waiting = unsearched(log);
  if (!waiting) return waiting.error();
  if (waiting->empty()) return false;
  auto begun = m_store.begin_group();
  if (!begun) return begun.error();
  const store::GroupGuard guard(m_store);
  auto ops = unsearched(log);
  if (!ops) return ops.error();
  if (ops->empty()) return false;
  Rows rows;
  std::set<base::ContentHash> scans;  // of this piece: no preview any more
  for (const auto& op : *ops) {
    auto noted = note_cited(op, scans, rows);
    if (!noted) return noted.error();
  }
  rows.emplace_back(scanned_key(log), std::to_string(ops->back().address.seq));
  auto written = m_store.write_rows(rows);
  if (!written) return written.error();
  auto committed = m_store.commit_group();
  if (!committed) return committed.error();
  return true;
}

Result<void> FileQueue::search_own_ops() {
  auto logs = own_logs();
  if (!logs) return logs.error();
  for (const auto& log : *logs) {
    for (bool more = true; more;) {
      auto searched = search_piece(log);
      if (!searched) return searched.error();
      more = *searched;
    }
  }
  return {};
}

Result<void> FileQueue::doubt_everything() {
  auto logs = own_logs();
  if (!logs) return logs.error();
  Rows rows;
  for (const auto& log : *logs) {
    for (std::uint64_t after = 0;;) {
      auto ops = m_store.ops_after(log, after, kSearchBytes);
      if (!ops) return ops.error();
      if (ops->empty()) break;
      for (const auto& op : *ops) {
        for (const CitedFile& file : cited_files(op.body)) {
          auto info = m_store.file_info(file.hash);
          if (!info) return info.error();
          if (!*info) continue;
          m_underway.insert(file.hash);
          auto set = m_store.set_file_acknowledged(file.hash, 0);
          if (!set) return set.error();
        }
      }
      after = ops->back().address.seq;
    }
    rows.emplace_back(scanned_key(log), std::nullopt);
  }
  auto written = m_store.write_rows(rows);
  if (!written) return written;
  m_waiting.clear();
  m_uncertain = m_underway;
  return write_underway();
}

}  // namespace jiujin::sync::wire
