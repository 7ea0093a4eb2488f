#include "sync/wire/rebirth.h"

#include <algorithm>
#include <iterator>

#include "sync/engine/fork_plan.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::wire {

namespace {

constexpr const char* kRow = "wire/reborn";
// Read at once of a log: what of it goes on is kept, and no more.
constexpr std::size_t kReadBytes = 1024 * 1024;

// How `old` goes on under `fresh`: all of it behind `after` that has no place in the county's order
// is written again.
Result<store::Rebirth> plan_rebirth(store::LogStore& store, const base::IncarnationId& old,
                                    std::uint64_t after, store::Incarnation fresh) {
  auto head = store.head(old);
  if (!head) return head.error();
  store::Rebirth rebirth;
  rebirth.old = old;
  rebirth.after = after;
  rebirth.head_seq = head->seq;
  rebirth.fresh = std::move(fresh);
  for (std::uint64_t read = after;;) {
    auto ops = store.ops_after(old, read, kReadBytes);
    if (!ops) return ops.error();
    if (ops->empty()) return rebirth;
    read = ops->back().address.seq;
    auto again = engine::plan_reissue(*ops);
    if (!again) return again.error();
    std::move(again->begin(), again->end(), std::back_inserter(rebirth.again));
  }
}

}  // namespace

Result<std::optional<NewLog>> next_life(store::LogStore& store) {
  auto row = store.row(kRow);
  if (!row) return row.error();
  return *row ? decode_new_log(**row) : std::optional<NewLog>();
}

Result<NewLog> begin_next_life(store::LogStore& store, std::uint8_t suite,
                               const base::RandomSource& random) {
  auto begun = next_life(store);
  if (!begun) return begun.error();
  if (*begun) return **begun;
  auto found = envelope::find_suite(suite);
  if (!found) return found.error();
  NewLog next = make_new_log(**found, random);
  const std::pair<std::string, std::optional<base::Bytes>> row{kRow, encode_new_log(next)};
  auto written = store.write_rows({&row, 1});
  if (!written) return written.error();
  return next;
}

bundle::Reborn announce(const NewLog& next) {
  return {next.id, next.suite, next.keys.public_key, bundle::RebornReason::kForkedLog, {}};
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
      plan_rebirth(store, identity.incarnation.id, known->committed_seq, reborn.incarnation);
  if (!rebirth) return rebirth.error();
  auto rows = identity.reborn(reborn.incarnation, next.keys.private_key);
  if (!rows) return rows.error();
  rebirth->rows = std::move(rows->rows);
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
    auto rebirth = plan_rebirth(store, log.id, after, identity.incarnation);
    if (!rebirth) return rebirth.error();
    if (rebirth->again.empty() && !all) continue;
    rebirth->others_too = all;
    auto moved = store.begin_anew(*rebirth);
    if (!moved) return moved.error();
  }
  return {};
}

}  // namespace jiujin::sync::wire
