// A disk in a simulated world: the product's memory store, and the moments at which it fails.
//
// Several processes may use one disk, as two programs use one folder. A process can die before or
// after any write, and a full disk refuses writes; what a write that returned ok said stays, for
// MemoryStore keeps the promise that the real store's contract suite holds over the crash shim.
// Copyable on purpose: a copy is a backup, or a cloned disk.
// Thread rule: one thread.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "sync/store/memory_store.h"

namespace jiujin::tests::simulation {

class SimDisk final : public sync::store::MemoryStore {
 public:
  // Asked before and after each write; may throw Killed. An error before it is what the write says.
  struct Faults {
    std::function<std::optional<Error>(std::string_view write)> before;
    std::function<void()> after;
    // What an append has put on the disk, before its author learns of it.
    std::function<void(std::span<const sync::oplog::StoredOp>)> written;
    // Seen when a station records what its county holds, and when it moves its cursor.
    std::function<void(const sync::store::Acknowledgement&)> acknowledged;
    std::function<void(std::uint64_t from, std::uint64_t to)> cursor_moves;
    // Before a read: another process may get its turn first.
    std::function<void()> reads;
    // A group begins (true) or is over: other processes see all of it or nothing.
    std::function<void(bool)> group;
  };

  explicit SimDisk(sync::store::StoreRole role) : MemoryStore(role) {}
  // What is on another disk; the faults stay this disk's own.
  void copy_from(const SimDisk& other) { MemoryStore::operator=(other); }

  Faults faults;

  using Rows = std::span<const std::pair<std::string, std::optional<sync::store::Bytes>>>;
  Result<void> begin_group() override;
  Result<void> commit_group() override;
  void abandon_group() override;
  Result<void> add_incarnation(const sync::store::Incarnation& incarnation) override;
  Result<std::vector<sync::oplog::StoredOp>> append(const sync::base::IncarnationId& own,
                                                    const sync::store::AppendBatch& batch) override;
  Result<std::vector<sync::oplog::StoredOp>> begin_anew(
      const sync::store::Rebirth& rebirth) override;
  Result<std::uint64_t> next_serial(std::string_view counter) override;
  Result<sync::store::Head> receive_ops(const sync::base::IncarnationId& from,
                                        std::span<const sync::oplog::StoredOp> ops) override;
  Result<void> apply_feed(std::span<const sync::store::FeedEntry> entries,
                          std::uint64_t cursor) override;
  Result<void> rewind(std::uint64_t position,
                      std::span<const sync::store::Acknowledgement> acknowledgements) override;
  Result<void> set_acknowledgement(const sync::store::Acknowledgement& known) override;
  Result<sync::store::FileInfo> put_file(sync::store::BytesView bytes,
                                         std::string_view media_type) override;
  Result<sync::store::FileProgress> put_file_part(const sync::base::ContentHash& hash,
                                                  std::uint64_t size, std::string_view media_type,
                                                  std::uint64_t offset,
                                                  sync::store::BytesView bytes) override;
  Result<void> set_file_acknowledged(const sync::base::ContentHash& hash,
                                     std::uint64_t held) override;
  Result<void> write_rows(Rows rows) override;
  Result<sync::store::Head> head(const sync::base::IncarnationId& log) override;
  Result<std::optional<sync::store::Bytes>> row(std::string_view key) override;
  Result<std::vector<sync::oplog::StoredOp>> ops_after(const sync::base::IncarnationId& log,
                                                       std::uint64_t after,
                                                       std::size_t bytes_max) override;
  Result<sync::store::Acknowledgement> acknowledgement(
      const sync::base::IncarnationId& log) override;
  Result<std::uint64_t> feed_cursor() override;
  Result<std::vector<sync::store::Incarnation>> incarnations() override;
  Result<std::optional<sync::oplog::StoredOp>> find_op(
      const sync::base::OpAddress& address) override;
  Result<std::vector<std::pair<std::string, sync::store::Bytes>>> rows(
      std::string_view prefix) override;
  Result<std::optional<sync::store::FileInfo>> file_info(
      const sync::base::ContentHash& hash) override;
  Result<std::uint64_t> file_acknowledged(const sync::base::ContentHash& hash) override;

 private:
  void before_read() const {
    if (!m_inside && faults.reads) faults.reads();
  }
  template <typename Write>
  auto guarded(std::string_view name, Write write) -> decltype(write());

  bool m_inside = false;
};

}  // namespace jiujin::tests::simulation
