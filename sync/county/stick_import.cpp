// Bundles that come on a stick, and the key to which stations seal them.
#include "sync/base/hex.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/wire/opening_keys.h"

namespace jiujin::sync::county {

// It is kept before it is said: whoever says it, says the one that is kept.
Result<void> CountyService::publish_opening_key() {
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  if ((*world)->registry.opening_key()) return {};
  auto pair = wire::keep_opening_pair(*m_desk->store, m_info.suite, m_random);
  if (!pair.ok()) return pair.error();
  store::AppendBatch batch;
  batch.ops.push_back(casework::draft_op(
      base::CaseId{}, 0, "",
      casework::OpeningKeyPublished{pair->suite, base::to_hex(pair->keys.public_key)}));
  // Two programs that open the county for the first time at once: one of them says it.
  batch.rows.emplace_back(kOpeningKeyRow, "said");
  batch.expected_rows.emplace_back(kOpeningKeyRow, std::nullopt);
  const auto done = append_locked(std::move(batch));
  if (!done.ok() && done.error().code == ErrorCode::kConflict) return {};
  return done;
}

Result<wire::StickCounty> CountyService::stick_end(store::SqliteStore& store) {
  auto pair = wire::keep_opening_pair(store, m_info.suite, m_random);
  if (!pair.ok()) return pair.error();
  const auto known =
      [this,
       &store](const base::IncarnationId& log) -> Result<std::optional<wire::StationStanding>> {
    auto snapshot = world();
    if (!snapshot.ok()) return snapshot.error();
    const auto* station = (*snapshot)->registry.station_of(log);
    auto logs = store.incarnations();
    if (!logs.ok()) return logs.error();
    for (const auto& one : *logs)
      if (station && one.id == log)
        return std::optional(wire::StationStanding{station->id, one, false, ""});
    return std::optional<wire::StationStanding>();
  };
  const auto name_of = [this](const base::StationId& id) {
    auto snapshot = world();
    const auto* station = snapshot.ok() ? (*snapshot)->registry.station(id) : nullptr;
    return station ? station->name : std::string();
  };
  const auto serve_one = [this](const wire::ServeLine& line, std::size_t answer_bytes_max) {
    wire::ServeOptions options;
    options.by_stick = true;
    options.answer_bytes_max = answer_bytes_max;
    return serve(line, std::move(options));
  };
  return wire::StickCounty{identity(), *std::move(pair), known, name_of, serve_one, m_random};
}

Result<std::vector<wire::StickBundle>> CountyService::import_folder(const std::string& folder,
                                                                    const wire::StickWatch& watch) {
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto county = stick_end(**store);
  if (!county.ok()) return county.error();
  auto served = wire::serve_stick(folder, *county, watch);
  return_store(std::move(store).value());
  return served;
}

}  // namespace jiujin::sync::county
