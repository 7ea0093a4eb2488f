#include "tests/simulation/ledger.h"

namespace jiujin::tests::simulation {

using namespace sync;

namespace {

constexpr std::size_t kEverything = std::size_t{1} << 40;

std::string words(const OpName& op) {
  return op.address.incarnation.hex().substr(0, 8) + ":" + std::to_string(op.address.seq);
}

}  // namespace

OpName name_of(const oplog::StoredOp& op) {
  const auto header = oplog::decode_header(op.header);
  if (header.ok() && header->origin) return {header->origin->address, header->origin->hash};
  return {op.address, op.hash};
}

std::map<OpName, int> effective_ops(store::LogStore& store) {
  std::map<OpName, int> effective;
  const auto logs = store.incarnations().value();
  for (const auto& log : logs) {
    if (log.owner.is_zero()) continue;
    const auto ops = store.ops_after(log.id, 0, kEverything).value();
    for (const auto& op : ops)
      if (!op.superseded) ++effective[name_of(op)];
  }
  return effective;
}

void Ledger::excuse(store::LogStore& vanishing, const std::vector<store::LogStore*>& elsewhere) {
  std::map<OpName, int> kept;
  for (store::LogStore* const disk : elsewhere) kept.merge(effective_ops(*disk));
  for (const auto& [op, times] : effective_ops(vanishing))
    if (!kept.contains(op)) m_excused.insert(op);
  for (const auto& [hash, bytes] : m_files) {
    bool held = false;
    for (store::LogStore* const disk : elsewhere) {
      const auto info = disk->file_info(hash).value();
      held = held || (info && info->complete);
    }
    if (!held) m_excused_files.insert(hash);
  }
}

std::string Ledger::judge(store::LogStore& county) const {
  const auto held = effective_ops(county);
  for (const auto& op : m_saved) {
    const auto found = held.find(op);
    if (found == held.end()) {
      if (!m_excused.contains(op)) return "op " + words(op) + " is lost";
    } else if (found->second != 1) {
      return "op " + words(op) + " stands " + std::to_string(found->second) + " times";
    }
  }
  for (const auto& [op, times] : held)
    if (!m_written.contains(op)) return "op " + words(op) + " was never written";
  for (const auto& [hash, bytes] : m_files) {
    if (m_excused_files.contains(hash)) continue;
    const auto info = county.file_info(hash).value();
    if (!info || !info->complete) return "file " + hash.hex().substr(0, 8) + " is not whole";
    if (county.read_file(hash, 0, info->size).value() != bytes)
      return "file " + hash.hex().substr(0, 8) + " is another one";
  }
  return "";
}

}  // namespace jiujin::tests::simulation
