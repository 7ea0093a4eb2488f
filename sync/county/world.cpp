#include "sync/county/world.h"

#include <algorithm>

#include "forms/catalogue/published.h"
#include "sync/base/hex.h"

namespace jiujin::sync::county {
namespace {

// A published catalogue with all its forms is under 2 MiB; the limit only stops nonsense.
constexpr std::size_t kCatalogueBytesMax = 64u << 20;

Result<std::shared_ptr<const forms::catalogue::Catalogue>> read_catalogue(
    store::LogStore& store, const casework::CataloguePublished& published) {
  const std::string place = "catalogue version " + std::to_string(published.version);
  if (published.file.size > kCatalogueBytesMax) {
    return Error{ErrorCode::kTooLarge, place, "the published file is too large"};
  }
  base::Bytes bytes;
  while (bytes.size() < published.file.size) {
    auto piece = store.read_file(published.file.hash, bytes.size(), 1u << 20);
    if (!piece.ok()) return piece.error();
    if (piece->empty()) return Error{ErrorCode::kTruncated, place, "its file is not whole"};
    bytes += *piece;
  }
  auto catalogue = forms::catalogue::load_published(bytes);
  if (!catalogue.ok()) return catalogue.error();
  return std::make_shared<const forms::catalogue::Catalogue>(std::move(catalogue).value());
}

void read_calendars(const casework::CountyRegister& registry,
                    localization::HolidayCalendar* calendar) {
  for (const auto& [year, published] : registry.calendars()) {
    localization::HolidayYear list;
    list.year = year;
    for (const auto& day : published.off) {
      if (const auto date = localization::parse_date(day); date.ok()) list.off.insert(*date);
    }
    for (const auto& day : published.work) {
      if (const auto date = localization::parse_date(day); date.ok()) list.work.insert(*date);
    }
    if (published.official) calendar->set_year(std::move(list));
  }
}

void read_transport_key(const oplog::StoredOp& op, oplog::OpTypeCode type, World* world) {
  if (type != static_cast<std::uint32_t>(casework::OpType::kTransportKeyBound)) return;
  const auto bound = casework::read_body<casework::TransportKeyBound>(op.body);
  if (!bound.ok()) return;
  auto key = base::from_hex(bound->key);
  if (!key.ok()) return;
  world->transport_keys[op.address.incarnation] = {static_cast<std::uint8_t>(bound->suite),
                                                   *std::move(key)};
}

}  // namespace

const forms::catalogue::Catalogue* World::catalogue() const {
  return catalogues.empty() ? nullptr : catalogues.rbegin()->second.get();
}

const forms::catalogue::Item* World::item(std::string_view code, int version) const {
  if (version != 0) {
    for (auto it = catalogues.rbegin(); it != catalogues.rend(); ++it) {
      const auto* found = it->second->item(code);
      if (found && found->version == version) return found;
    }
  }
  for (auto it = catalogues.rbegin(); it != catalogues.rend(); ++it) {
    if (const auto* found = it->second->item(code)) return found;
  }
  return nullptr;
}

std::string World::stamp() const {
  std::size_t scopes = 0;
  for (const auto* station : registry.stations()) scopes += station->scopes.size();
  return std::to_string(catalogue_version) + "." +
         std::to_string(registry.staff().members().size()) +
         (scopes > registry.stations().size() ? "." + std::to_string(scopes) : "");
}

casework::FoldContext World::context(std::chrono::sys_days as_of) const {
  casework::FoldContext context;
  registry.bind(&context);
  context.item = [this](std::string_view code, int version) { return item(code, version); };
  context.from_county = [this](const base::IncarnationId& id) { return county_logs.contains(id); };
  context.calendar = &calendar;
  context.as_of = as_of;
  return context;
}

Result<std::shared_ptr<const World>> load_world(store::LogStore& store, const World* previous) {
  auto world = std::make_shared<World>();
  auto logs = casework::county_logs(store);
  if (!logs.ok()) return logs.error();
  world->county_logs = std::move(*logs);
  const auto from_county = [county = world->county_logs](const base::IncarnationId& id) {
    return county.contains(id);
  };
  auto ops = store.register_ops();
  if (!ops.ok()) return ops.error();
  world->registry = casework::CountyRegister(from_county);
  world->registry.apply(*ops);
  world->calendar = localization::HolidayCalendar::built_in();
  read_calendars(world->registry, &world->calendar);
  for (const auto& op : *ops) {
    world->position = std::max(world->position, op.county_position);
    const auto header = oplog::decode_header(op.header);
    if (!header.ok()) continue;
    if (!from_county(op.address.incarnation)) {
      read_transport_key(op, header->type, world.get());
      continue;
    }
    if (header->type != static_cast<std::uint32_t>(casework::OpType::kCataloguePublished)) continue;
    const auto published = casework::read_body<casework::CataloguePublished>(op.body);
    if (!published.ok()) continue;
    world->catalogue_version = published->version;
    world->catalogue_hash = published->file.hash;
    if (previous) {
      if (const auto kept = previous->catalogues.find(published->version);
          kept != previous->catalogues.end()) {
        world->catalogues.insert(*kept);
        continue;
      }
    }
    auto catalogue = read_catalogue(store, *published);
    if (!catalogue.ok()) return catalogue.error();
    world->catalogues[published->version] = std::move(catalogue).value();
  }
  return std::shared_ptr<const World>(std::move(world));
}

}  // namespace jiujin::sync::county
