// What the world was promised, and whether it was kept.
//
// Every op that a station called saved is noted by its first name (origin) and hash; so is every
// file. At the end each must stand at the county exactly once, except what was lost with a disk
// before the county had it. On the way: acknowledgements name only what the county's disk holds,
// cursors go forward.
// Thread rule: one thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sync/store/log_store.h"

namespace jiujin::tests::simulation {

// The first name of an op: its origin's, or its own.
struct OpName {
  sync::base::OpAddress address;
  sync::base::Digest hash;
  auto operator<=>(const OpName&) const = default;
};
OpName name_of(const sync::oplog::StoredOp& op);

class Ledger {
 public:
  // Stands on a disk; nobody was told yet.
  void written(const sync::oplog::StoredOp& op) { m_written.insert(name_of(op)); }
  void saved(const sync::oplog::StoredOp& op) { m_saved.insert(name_of(op)); }
  void saved_file(const sync::base::ContentHash& hash, sync::base::Bytes bytes) {
    m_files.emplace(hash, std::move(bytes));
  }
  // A disk is about to vanish or to go back in time: what stands nowhere but there was never
  // promised to survive. `elsewhere` are all disks that stay, the county's among them.
  void excuse(sync::store::LogStore& vanishing,
              const std::vector<sync::store::LogStore*>& elsewhere);
  // What is wrong at the end; "" = every promise was kept.
  std::string judge(sync::store::LogStore& county) const;

  std::size_t ops() const { return m_saved.size(); }

 private:
  std::set<OpName> m_written;
  std::set<OpName> m_saved;
  std::set<OpName> m_excused;
  std::map<sync::base::ContentHash, sync::base::Bytes> m_files;  // and what stands in them
  std::set<sync::base::ContentHash> m_excused_files;
};

// The names of all ops of a store that take effect, by how often they stand there.
std::map<OpName, int> effective_ops(sync::store::LogStore& store);

}  // namespace jiujin::tests::simulation
