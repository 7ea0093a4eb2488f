// MemoryStore: the LogStore of the simulator. Copyable: a copy is a backup, or a cloned disk.
//
// Passes the same contract suite as SqliteStore; every call that returns ok is "on disk" by
// definition, every call that fails has changed nothing.
// Thread rule: an object belongs to one thread.
#pragma once

#include <map>
#include <memory>

#include "sync/store/log_store.h"
#include "sync/store/sqlite_store.h"

namespace jiujin::sync::store {

// A value that copies share until one of them changes it: a copied store costs its maps, not what
// was said and scanned.
template <typename T>
class Shared {
 public:
  Shared() = default;
  Shared(T value) : m_value(std::make_shared<T>(std::move(value))) {}
  const T& operator*() const { return *m_value; }
  const T* operator->() const { return m_value.get(); }
  T& edit() {
    if (m_value.use_count() > 1) m_value = std::make_shared<T>(*m_value);
    return *m_value;
  }

 private:
  std::shared_ptr<T> m_value = std::make_shared<T>();
};

class MemoryStore : public LogStore {
 public:
  explicit MemoryStore(StoreRole role) : m_role(role) {}

  Result<void> begin_group() override;
  Result<void> commit_group() override;
  void abandon_group() override;
  Result<void> add_incarnation(const Incarnation& incarnation) override;
  Result<std::vector<Incarnation>> incarnations() override;
  Result<Head> head(const base::IncarnationId& incarnation) override;
  Result<std::vector<oplog::StoredOp>> append(const base::IncarnationId& own,
                                              const AppendBatch& batch) override;
  Result<std::vector<oplog::StoredOp>> begin_anew(const Rebirth& rebirth) override;
  Result<std::vector<oplog::StoredOp>> ops_after(const base::IncarnationId& incarnation,
                                                 std::uint64_t after,
                                                 std::size_t bytes_max) override;
  Result<std::optional<oplog::StoredOp>> find_op(const base::OpAddress& address) override;
  Result<std::vector<oplog::StoredOp>> ops_of_case(const base::CaseId& case_id) override;
  Result<std::vector<oplog::StoredOp>> register_ops() override;
  Result<void> visit_events(const OpVisitor& visit) override;
  Result<std::vector<base::CaseId>> cases() override;
  Result<std::uint64_t> next_serial(std::string_view counter) override;

  Result<Head> receive_ops(const base::IncarnationId& from,
                           std::span<const oplog::StoredOp> ops) override;
  Result<void> apply_feed(std::span<const FeedEntry> entries, std::uint64_t cursor) override;
  Result<std::uint64_t> feed_cursor() override;
  Result<std::vector<FeedEntry>> feed_after(std::uint64_t position, std::size_t bytes_max,
                                            const FeedFilter& wanted,
                                            std::uint64_t* scanned) override;
  Result<std::uint64_t> feed_end() override;
  Result<void> rewind(std::uint64_t position,
                      std::span<const Acknowledgement> acknowledgements) override;
  Result<void> set_acknowledgement(const Acknowledgement& acknowledgement) override;
  Result<Acknowledgement> acknowledgement(const base::IncarnationId& incarnation) override;

  Result<FileInfo> put_file(BytesView bytes, std::string_view media_type) override;
  Result<FileProgress> put_file_part(const base::ContentHash& hash, std::uint64_t size,
                                     std::string_view media_type, std::uint64_t offset,
                                     BytesView bytes) override;
  Result<std::optional<FileInfo>> file_info(const base::ContentHash& hash) override;
  Result<std::vector<FileProgress>> incomplete_files() override;
  Result<Bytes> read_file(const base::ContentHash& hash, std::uint64_t offset,
                          std::size_t bytes_max) override;
  Result<void> set_file_acknowledged(const base::ContentHash& hash, std::uint64_t held) override;
  Result<std::uint64_t> file_acknowledged(const base::ContentHash& hash) override;

  Result<std::optional<Bytes>> row(std::string_view key) override;
  Result<void> write_rows(
      std::span<const std::pair<std::string, std::optional<Bytes>>> rows) override;
  Result<std::vector<std::pair<std::string, Bytes>>> rows(std::string_view prefix) override;
  Result<std::uint64_t> change_counter() override;
  void rest() override {}

 private:
  struct Log {
    std::optional<Incarnation> incarnation;  // absent: known only from the feed
    std::map<std::uint64_t, Shared<oplog::StoredOp>> ops;
    std::uint64_t committed_seq = 0, backed_up_seq = 0;
  };
  struct File {
    std::uint64_t size = 0, acknowledged = 0;
    std::string media_type;
    Shared<Bytes> bytes;  // as far as held
  };

  Log* own_log(const base::IncarnationId& id);
  const oplog::StoredOp& op_at(const base::OpAddress& address) const;
  oplog::StoredOp& edit_op(const base::OpAddress& address);
  std::optional<base::CaseKey> case_key(const base::CaseId& case_id) const;
  bool holds_copy(const oplog::StoredOp& op) const;
  void insert_op(oplog::StoredOp op);
  void forget_op(const oplog::StoredOp& op);
  Result<void> check_expectations(const AppendBatch& batch) const;
  Result<void> check_entry(const FeedEntry& entry);
  void place(const FeedEntry& entry);
  void count_rewind();
  std::uint64_t next_position() const;

  StoreRole m_role;
  std::shared_ptr<const MemoryStore> m_before_group;
  std::map<base::IncarnationId, Log> m_logs;
  std::vector<base::IncarnationId> m_log_order;
  std::map<base::CaseId, std::vector<base::OpAddress>> m_cases;
  std::map<base::CaseId, std::uint64_t> m_activity;
  std::vector<base::OpAddress> m_events;
  std::map<std::uint64_t, base::OpAddress> m_feed;
  std::map<std::string, std::uint64_t, std::less<>> m_counters;
  std::map<base::ContentHash, File> m_files;
  std::map<std::string, Bytes, std::less<>> m_rows;
  std::uint64_t m_cursor = 0;
  std::uint64_t m_arrivals = 0;
  std::uint64_t m_changes = 0;
};

}  // namespace jiujin::sync::store
