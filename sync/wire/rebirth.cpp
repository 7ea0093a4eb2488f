#include "sync/wire/rebirth.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "sync/engine/fork_plan.h"
#include "sync/envelope/suite.h"
#include "sync/oplog/chain.h"
#include "sync/wire/damaged_ops.h"

namespace jiujin::sync::wire {

namespace {

constexpr const char* kRow = "wire/reborn";
// Read at once of a log: what of it goes on is kept, and no more.
constexpr std::size_t kReadBytes = 1024 * 1024;

// Makes the plan of a rebirth: all of `old` behind `after` that has no place in the county's order
// is written again, less what is damaged, and what cannot be written without that. Reads the log
// twice: a case's opening may stand behind what was said of it (what a county forgot is written
// again at the log's end).
class Planner {
 public:
  Planner(store::LogStore& store, const store::Incarnation& old, std::uint64_t after)
      : m_store(store), m_old(old) {
    m_rebirth.old = old.id;
    m_rebirth.after = after;
  }

  Result<store::Rebirth> plan(std::uint64_t head_seq, store::Incarnation fresh) {
    m_rebirth.head_seq = head_seq;
    m_rebirth.fresh = std::move(fresh);
    auto looked = each_page([this](auto& ops, auto& reader) { return look_through(ops, reader); });
    if (!looked) return looked.error();
    auto planned = each_page([this](auto& ops, auto& reader) -> Result<void> {
      if (auto left = leave_out(ops, reader); !left) return left.error();
      auto again = engine::plan_reissue(ops);
      if (!again) return again.error();
      std::move(again->begin(), again->end(), std::back_inserter(m_rebirth.again));
      return {};
    });
    if (!planned) return planned.error();
    return std::move(m_rebirth);
  }

 private:
  // use(ops, reader) -> Result<void>
  template <typename Use>
  Result<void> each_page(Use use) {
    auto reader = OwnLogReader::open(m_store, m_old, m_rebirth.after);
    if (!reader) return reader.error();
    for (std::uint64_t read = m_rebirth.after;;) {
      auto ops = m_store.ops_after(m_old.id, read, kReadBytes);
      if (!ops) return ops.error();
      if (ops->empty()) return {};
      read = ops->back().address.seq;
      if (auto used = use(*ops, *reader); !used) return used.error();
    }
  }

  // Which cases' openings are written again: those that are whole.
  Result<void> look_through(const std::vector<oplog::StoredOp>& ops, OwnLogReader& reader) {
    for (const auto& op : ops) {
      auto fault = reader.fault(op);
      if (!fault) return fault.error();
      if (*fault || stays(op) || op.body_destroyed || op.hash.is_zero()) continue;
      const auto header = oplog::decode_header(op.header);
      Assert(header.ok());  // it is whole
      if (header->type == oplog::kCaseOpenedType) m_open[header->case_id] = true;
    }
    return {};
  }

  bool stays(const oplog::StoredOp& op) const {
    return op.address.incarnation != m_rebirth.old || op.address.seq <= m_rebirth.after ||
           op.county_position > 0;
  }

  // Sets aside what of these cannot be written again.
  Result<void> leave_out(std::vector<oplog::StoredOp>& ops, OwnLogReader& reader) {
    std::vector<oplog::StoredOp> whole;
    for (auto& op : ops) {
      auto fault = reader.fault(op);
      if (!fault) return fault.error();
      if (!stays(op) && !op.body_destroyed && !op.hash.is_zero()) {
        if (!*fault) {
          auto open = is_open(op);
          if (!open) return open.error();
          if (!*open) *fault = "its case has lost its key";
        }
        if (*fault) {
          m_rebirth.rows.push_back(row_of_aside(op, **fault));
          continue;
        }
      }
      whole.push_back(std::move(op));
    }
    ops = std::move(whole);
    return {};
  }

  // The key of its case stays here, or is written again with it.
  Result<bool> is_open(const oplog::StoredOp& op) {
    const auto header = oplog::decode_header(op.header);
    Assert(header.ok());  // it is whole
    if (header->case_id.is_zero() || header->type == oplog::kCaseOpenedType) return true;
    if (const auto known = m_open.find(header->case_id); known != m_open.end())
      return known->second;
    auto ops = m_store.ops_of_case(header->case_id);
    if (!ops) return ops.error();
    const auto opens = [this](const oplog::StoredOp& one) {
      const auto about = oplog::decode_header(one.header);
      return stays(one) && about.ok() && about->type == oplog::kCaseOpenedType &&
             !one.body_destroyed && oplog::case_key_of(one.body).ok();
    };
    return m_open[header->case_id] = std::any_of(ops->begin(), ops->end(), opens);
  }

  store::LogStore& m_store;
  store::Incarnation m_old;
  std::map<base::CaseId, bool> m_open;
  store::Rebirth m_rebirth;
};

Result<store::Rebirth> plan_rebirth(store::LogStore& store, const store::Incarnation& old,
                                    std::uint64_t after, store::Incarnation fresh) {
  auto head = store.head(old.id);
  if (!head) return head.error();
  return Planner(store, old, after).plan(head->seq, std::move(fresh));
}

}  // namespace

Result<std::optional<NewLog>> next_life(store::LogStore& store) {
  auto row = store.row(kRow);
  if (!row) return row.error();
  return *row ? decode_new_log(**row) : std::optional<NewLog>();
}

Result<NewLog> begin_next_life(store::LogStore& store, std::uint8_t suite,
                               const base::RandomSource& random, bundle::RebornReason reason) {
  auto begun = next_life(store);
  if (!begun) return begun.error();
  if (*begun) return **begun;
  auto found = envelope::find_suite(suite);
  if (!found) return found.error();
  NewLog next = make_new_log(**found, random);
  next.reason = static_cast<std::uint32_t>(reason);
  const std::pair<std::string, std::optional<base::Bytes>> row{kRow, encode_new_log(next)};
  auto written = store.write_rows({&row, 1});
  if (!written) return written.error();
  return next;
}

Result<void> forget_next_life(store::LogStore& store) {
  const std::pair<std::string, std::optional<base::Bytes>> row{kRow, std::nullopt};
  return store.write_rows({&row, 1});
}

bundle::Reborn announce(const NewLog& next) {
  return {next.id,
          next.suite,
          next.keys.public_key,
          static_cast<bundle::RebornReason>(next.reason),
          {}};
}

Result<StationIdentity> live_on(store::LogStore& store, const StationIdentity& identity,
                                const NewLog& next, const bundle::Bound& bound,
                                const base::RandomSource& random) {
  StationIdentity reborn = identity;
  reborn.incarnation = {next.id, identity.station, next.suite, next.keys.public_key,
                        bound.number_block};
  auto known = store.acknowledgement(identity.incarnation.id);
  if (!known) return known.error();
  auto rebirth =
      plan_rebirth(store, identity.incarnation, known->committed_seq, reborn.incarnation);
  if (!rebirth) return rebirth.error();
  auto rows = identity.reborn(reborn.incarnation, next.keys.private_key);
  if (!rows) return rows.error();
  std::move(rows->rows.begin(), rows->rows.end(), std::back_inserter(rebirth->rows));
  rebirth->rows.emplace_back(kRow, std::nullopt);
  rebirth->expected_rows = std::move(rows->expected);
  auto begun = store.begin_anew(*rebirth);
  if (!begun) return begun.error();
  auto suite = envelope::find_suite(next.suite);
  if (!suite) return suite.error();
  reborn.sign = [suite = *suite, key = next.keys.private_key, random](base::BytesView message) {
    return suite->sign(key, message, random);
  };
  return reborn;
}

Result<void> rescue_forgotten(store::LogStore& store, const StationIdentity& identity, bool all) {
  auto logs = store.incarnations();
  if (!logs) return logs.error();
  for (const auto& log : *logs) {
    if (log.owner != identity.station || log.id == identity.incarnation.id) continue;
    auto head = store.head(log.id);
    auto known = store.acknowledgement(log.id);
    if (!head) return head.error();
    if (!known) return known.error();
    const std::uint64_t after = all ? 0 : known->committed_seq;
    // What came from the feed only is behind no head of ours, and goes where all goes.
    if (head->seq <= after && !all) continue;
    auto rebirth = plan_rebirth(store, log, after, identity.incarnation);
    if (!rebirth) return rebirth.error();
    if (rebirth->again.empty() && !all) continue;
    rebirth->others_too = all;
    auto moved = store.begin_anew(*rebirth);
    if (!moved) return moved.error();
  }
  return {};
}

}  // namespace jiujin::sync::wire
