// Bundles that come on a stick.
#include "sync/county/county_desk.h"
#include "sync/wire/opening_keys.h"

namespace jiujin::sync::county {

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
  auto former = wire::former_opening_pairs(store);
  if (!former.ok()) return former.error();
  return wire::StickCounty{identity(), *std::move(pair), known,  name_of,
                           serve_one,  m_random,         *former};
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
