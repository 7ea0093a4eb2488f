// Practice data: a folder of its own with the real staff and catalogue, and a log that stays here.
#include <unistd.h>

#include "client/control/new_data_key.h"
#include "client/control/session_state.h"
#include "client/control/station_keys.h"
#include "sync/envelope/suite.h"
#include "sync/store/sealing_vfs.h"

namespace jiujin::client::control {
namespace {

using sync::base::Bytes;
using sync::casework::CataloguePublished;
using sync::casework::OpType;

// Printed numbers of practice cases come from the last block, which no county gives out first.
constexpr std::uint32_t kPracticeBlock = 9999;

Result<void> copy_catalogue(sync::store::LogStore& from, sync::store::LogStore& to,
                            const CataloguePublished& published) {
  auto info = from.file_info(published.file.hash);
  if (!info.ok()) return info.error();
  if (!*info || !(*info)->complete) return {};
  auto bytes = from.read_file(published.file.hash, 0, (*info)->size);
  if (!bytes.ok()) return bytes.error();
  auto kept = to.put_file(*bytes, (*info)->media_type);
  if (!kept.ok()) return kept.error();
  return {};
}

// What the real station was told about no case, with positions counted anew.
Result<void> copy_feed(sync::store::LogStore& from, sync::store::LogStore& to,
                       const sync::base::IncarnationId& county) {
  auto ops = from.register_ops();
  if (!ops.ok()) return ops.error();
  auto cursor = to.feed_cursor();
  if (!cursor.ok()) return cursor.error();
  std::vector<sync::store::FeedEntry> entries;
  std::uint64_t last = *cursor;
  for (auto& op : *ops) {
    if (op.address.incarnation != county || op.county_position <= *cursor) continue;
    auto header = sync::oplog::decode_header(op.header);
    if (header.ok() && header->type == static_cast<std::uint32_t>(OpType::kCataloguePublished)) {
      auto body = sync::casework::read_body<CataloguePublished>(op.body);
      if (body.ok()) {
        if (auto copied = copy_catalogue(from, to, *body); !copied.ok()) return copied.error();
      }
    }
    last = std::max(last, op.county_position);
    sync::store::FeedEntry entry;
    entry.position = op.county_position;
    entry.address = op.address;
    entry.op = std::move(op);
    entries.push_back(std::move(entry));
  }
  if (entries.empty()) return {};
  return to.apply_feed(entries, last);
}

}  // namespace

Result<void> prepare_practice(SessionState& state, const std::string& station_folder) {
  if (access((station_folder + "/station.db").c_str(), R_OK) != 0)
    return Error{ErrorCode::kNotFound, station_folder, "there is no station"};
  sync::store::SqliteStoreOptions disk;
  std::optional<sync::store::PageKey> page_key;
  if (const auto key = state.options.key->copy(); key && has_key_slots(station_folder)) {
    auto slots = read_key_slots(station_folder);
    if (!slots.ok()) return slots.error();
    auto finished = finish_key_change(station_folder, station_folder, *key, slots->suite);
    if (!finished.ok()) return finished.error();
    auto made = sync::store::PageKey::from_bytes(key->bytes(), slots->suite);
    if (!made.ok()) return made.error();
    disk.page_key = &page_key.emplace(*std::move(made));
  }
  auto real =
      sync::store::SqliteStore::open(station_folder, sync::store::StoreRole::kStation, disk);
  if (!real.ok()) return real.error();
  auto real_identity = read_identity(**real);
  if (!real_identity.ok()) return real_identity.error();
  if (!*real_identity)
    return Error{ErrorCode::kNotFound, station_folder, "the station is not enrolled"};
  auto known = read_identity(*state.store);
  if (!known.ok()) return known.error();
  if (!*known) {
    const auto& suite = sync::envelope::default_suite();
    const auto keys = suite.generate_signing_key(state.options.random);
    StationIdentity identity = **real_identity;
    identity.station = sync::base::StationId::random(state.options.random);
    identity.incarnation = sync::base::IncarnationId::random(state.options.random);
    identity.private_key = keys.private_key;
    identity.server_url.clear();
    auto logs = (*real)->incarnations();
    if (!logs.ok()) return logs.error();
    for (const auto& log : *logs) {
      if (log.id != identity.county_incarnation) continue;
      if (auto added = state.store->add_incarnation(log); !added.ok()) return added.error();
    }
    const sync::store::Incarnation own{identity.incarnation, identity.station,
                                       static_cast<std::uint8_t>(suite.id()), keys.public_key,
                                       kPracticeBlock};
    if (auto added = state.store->add_incarnation(own); !added.ok()) return added.error();
    if (auto written = write_identity(*state.store, identity); !written.ok())
      return written.error();
  }
  return copy_feed(**real, *state.store, (*real_identity)->county_incarnation);
}

}  // namespace jiujin::client::control
