#include "sync/wire/rebirth.h"

#include <nlohmann/json.hpp>

#include "sync/base/hex.h"
#include "sync/base/planted.h"
#include "sync/engine/fork_plan.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::wire {

namespace {

constexpr const char* kRow = "wire/reborn";
constexpr std::size_t kEverything = std::size_t{1} << 40;

std::optional<NextLife> read(base::BytesView row) {
  const auto json = nlohmann::json::parse(row, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  auto id = base::IncarnationId::from_hex(json.value("incarnation", ""));
  auto open = base::from_hex(json.value("public_key", ""));
  auto secret = base::from_hex(json.value("private_key", ""));
  if (!id || !open || !secret) return std::nullopt;
  NextLife next;
  next.reborn.incarnation = *id;
  next.reborn.suite = static_cast<std::uint8_t>(json.value("suite", 0));
  next.reborn.public_key = *open;
  next.reborn.reason = static_cast<bundle::RebornReason>(json.value("reason", 1));
  next.private_key = *secret;
  return next;
}

}  // namespace

Result<std::optional<NextLife>> next_life(store::LogStore& store) {
  auto row = store.row(kRow);
  if (!row) return row.error();
  return *row ? read(**row) : std::optional<NextLife>();
}

Result<NextLife> begin_next_life(store::LogStore& store, std::uint8_t suite,
                                 bundle::RebornReason reason, const base::RandomSource& random) {
  auto begun = next_life(store);
  if (!begun) return begun.error();
  if (*begun) return **begun;
  auto found = envelope::find_suite(suite);
  if (!found) return found.error();
  auto keys = (*found)->generate_signing_key(random);
  NextLife next;
  next.reborn.incarnation = base::IncarnationId::random(random);
  next.reborn.suite = suite;
  next.reborn.public_key = std::move(keys.public_key);
  next.reborn.reason = reason;
  next.private_key = std::move(keys.private_key);
  const nlohmann::json json{{"incarnation", next.reborn.incarnation.hex()},
                            {"suite", next.reborn.suite},
                            {"public_key", base::to_hex(next.reborn.public_key)},
                            {"private_key", base::to_hex(next.private_key)},
                            {"reason", static_cast<std::uint32_t>(reason)}};
  const std::pair<std::string, std::optional<base::Bytes>> row{kRow, json.dump()};
  auto written = store.write_rows({&row, 1});
  if (!written) return written.error();
  return next;
}

Result<StationIdentity> live_on(store::LogStore& store, const StationIdentity& identity,
                                const NextLife& next, const bundle::Bound& bound,
                                const base::RandomSource& random) {
  store::Rebirth rebirth;
  rebirth.old = identity.incarnation.id;
  auto head = store.head(rebirth.old);
  auto known = store.acknowledgement(rebirth.old);
  if (!head) return head.error();
  if (!known) return known.error();
  rebirth.after = known->committed_seq;
  rebirth.head_seq = head->seq;
  auto unseen = store.ops_after(rebirth.old, rebirth.after, kEverything);
  if (!unseen) return unseen.error();
  auto again = engine::plan_reissue(*unseen);
  if (!again) return again.error();
  rebirth.again = std::move(*again);
  rebirth.fresh = {next.reborn.incarnation, identity.station, next.reborn.suite,
                   next.reborn.public_key, bound.number_block};
  auto rows = identity.reborn(rebirth.fresh, next.private_key);
  if (!rows) return rows.error();
  rebirth.rows = std::move(rows->rows);
  rebirth.rows.emplace_back(kRow, std::nullopt);
  rebirth.expected_rows = std::move(rows->expected);
  auto begun = store.begin_anew(rebirth);
  if (!begun) return begun.error();
  auto suite = envelope::find_suite(rebirth.fresh.suite);
  if (!suite) return suite.error();
  StationIdentity reborn = identity;
  reborn.incarnation = rebirth.fresh;
  reborn.sign = [suite = *suite, key = next.private_key, random](base::BytesView message) {
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
    if (head->seq <= after) continue;
    auto unseen = store.ops_after(log.id, after, kEverything);
    if (!unseen) return unseen.error();
    std::erase_if(*unseen, [](const auto& op) { return op.hash.is_zero(); });
    auto again = engine::plan_reissue(*unseen);
    if (!again) return again.error();
    if (again->empty() && !all) continue;
    store::Rebirth rebirth{.old = log.id,
                           .after = after,
                           .head_seq = head->seq,
                           .fresh = identity.incarnation,
                           .others_too = all,
                           .again = std::move(*again),
                           .rows = {},
                           .expected_rows = {}};
    auto moved = store.begin_anew(rebirth);
    if (!moved) return moved.error();
  }
  return {};
}

}  // namespace jiujin::sync::wire
