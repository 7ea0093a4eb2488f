#include "tests/simulation/disk.h"

namespace jiujin::tests::simulation {

using namespace sync;

template <typename Write>
auto SimDisk::guarded(std::string_view name, Write write) -> decltype(write()) {
  if (m_inside) return write();  // part of a write that was asked about already
  if (faults.before) {
    if (auto fault = faults.before(name)) return *fault;
  }
  m_inside = true;
  auto done = write();
  m_inside = false;
  if (faults.after && done.ok()) faults.after();
  return done;
}

Result<void> SimDisk::begin_group() {
  auto begun = MemoryStore::begin_group();
  if (begun.ok() && faults.group) faults.group(true);
  return begun;
}

Result<void> SimDisk::commit_group() {
  auto committed = guarded("commit", [&] { return MemoryStore::commit_group(); });
  if (!committed.ok()) MemoryStore::abandon_group();
  if (faults.group) faults.group(false);
  return committed;
}

void SimDisk::abandon_group() {
  MemoryStore::abandon_group();
  if (faults.group) faults.group(false);
}

Result<void> SimDisk::add_incarnation(const store::Incarnation& incarnation) {
  return guarded("incarnation", [&] { return MemoryStore::add_incarnation(incarnation); });
}

Result<std::vector<oplog::StoredOp>> SimDisk::append(const base::IncarnationId& own,
                                                     const store::AppendBatch& batch) {
  return guarded("append", [&] {
    auto ops = MemoryStore::append(own, batch);
    if (ops.ok() && faults.written) faults.written(*ops);
    return ops;
  });
}

Result<std::vector<oplog::StoredOp>> SimDisk::begin_anew(const store::Rebirth& rebirth) {
  return guarded("anew", [&] { return MemoryStore::begin_anew(rebirth); });
}

Result<std::uint64_t> SimDisk::next_serial(std::string_view counter) {
  return guarded("serial", [&] { return MemoryStore::next_serial(counter); });
}

Result<store::Head> SimDisk::receive_ops(const base::IncarnationId& from,
                                         std::span<const oplog::StoredOp> ops) {
  return guarded("receive", [&] { return MemoryStore::receive_ops(from, ops); });
}

Result<void> SimDisk::apply_feed(std::span<const store::FeedEntry> entries, std::uint64_t cursor) {
  return guarded("feed", [&] {
    const std::uint64_t from = MemoryStore::feed_cursor().value();
    auto applied = MemoryStore::apply_feed(entries, cursor);
    if (applied.ok() && faults.cursor_moves)
      faults.cursor_moves(from, MemoryStore::feed_cursor().value());
    return applied;
  });
}

Result<void> SimDisk::rewind(std::uint64_t position,
                             std::span<const store::Acknowledgement> acknowledgements) {
  return guarded("rewind", [&] { return MemoryStore::rewind(position, acknowledgements); });
}

Result<void> SimDisk::set_acknowledgement(const store::Acknowledgement& known) {
  return guarded("acknowledgement", [&] {
    if (faults.acknowledged) faults.acknowledged(known);
    return MemoryStore::set_acknowledgement(known);
  });
}

Result<store::FileInfo> SimDisk::put_file(store::BytesView bytes, std::string_view media_type) {
  return guarded("file", [&] { return MemoryStore::put_file(bytes, media_type); });
}

Result<store::FileProgress> SimDisk::put_file_part(const base::ContentHash& hash,
                                                   std::uint64_t size, std::string_view media_type,
                                                   std::uint64_t offset, store::BytesView bytes) {
  return guarded("part",
                 [&] { return MemoryStore::put_file_part(hash, size, media_type, offset, bytes); });
}

Result<void> SimDisk::set_file_acknowledged(const base::ContentHash& hash, std::uint64_t held) {
  return guarded("file acknowledgement",
                 [&] { return MemoryStore::set_file_acknowledged(hash, held); });
}

Result<void> SimDisk::write_rows(Rows rows) {
  return guarded("rows", [&] { return MemoryStore::write_rows(rows); });
}

Result<store::Head> SimDisk::head(const base::IncarnationId& log) {
  before_read();
  return MemoryStore::head(log);
}

Result<std::optional<store::Bytes>> SimDisk::row(std::string_view key) {
  before_read();
  return MemoryStore::row(key);
}

Result<std::vector<oplog::StoredOp>> SimDisk::ops_after(const base::IncarnationId& log,
                                                        std::uint64_t after,
                                                        std::size_t bytes_max) {
  before_read();
  return MemoryStore::ops_after(log, after, bytes_max);
}

Result<store::Acknowledgement> SimDisk::acknowledgement(const base::IncarnationId& log) {
  before_read();
  return MemoryStore::acknowledgement(log);
}

Result<std::uint64_t> SimDisk::feed_cursor() {
  before_read();
  return MemoryStore::feed_cursor();
}

Result<std::vector<store::Incarnation>> SimDisk::incarnations() {
  before_read();
  return MemoryStore::incarnations();
}

Result<std::optional<oplog::StoredOp>> SimDisk::find_op(const base::OpAddress& address) {
  before_read();
  return MemoryStore::find_op(address);
}

Result<std::vector<std::pair<std::string, store::Bytes>>> SimDisk::rows(std::string_view prefix) {
  before_read();
  return MemoryStore::rows(prefix);
}

Result<std::optional<store::FileInfo>> SimDisk::file_info(const base::ContentHash& hash) {
  before_read();
  return MemoryStore::file_info(hash);
}

Result<std::uint64_t> SimDisk::file_acknowledged(const base::ContentHash& hash) {
  before_read();
  return MemoryStore::file_acknowledged(hash);
}

}  // namespace jiujin::tests::simulation
