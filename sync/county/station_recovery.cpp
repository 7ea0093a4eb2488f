// A station that nobody can open any more: its data key, as it left it with the county.
#include <algorithm>

#include "sync/base/hex.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/envelope/key_slots.h"
#include "sync/wire/opening_keys.h"

namespace jiujin::sync::county {
namespace {

Result<envelope::SealedKey> sealed_of(const std::string& capsule, const std::string& sealed) {
  auto first = base::from_hex(capsule);
  if (!first.ok()) return first.error();
  auto second = base::from_hex(sealed);
  if (!second.ok()) return second.error();
  return envelope::SealedKey{*std::move(first), *std::move(second)};
}

Error no_key(const std::string& station) {
  return {ErrorCode::kNotFound, station, "this station has left no data key with the county"};
}

Result<envelope::DataKey> open_with(const wire::OpeningPair& pair, const base::StationId& station,
                                    const casework::RecoverySealed& body) {
  auto sealed = sealed_of(body.capsule, body.sealed);
  if (!sealed.ok()) return sealed.error();
  return envelope::open_data_key(*sealed, pair.suite, pair.keys, station, "");
}

// The key of now, and those that it has followed.
Result<std::vector<wire::OpeningPair>> all_pairs(store::LogStore& store) {
  auto pairs = wire::former_opening_pairs(store);
  if (!pairs.ok()) return pairs;
  auto pair = wire::opening_pair(store);
  if (!pair.ok()) return pair.error();
  if (*pair) pairs->push_back(**pair);
  return pairs;
}

Result<envelope::DataKey> open_with_any(const std::vector<wire::OpeningPair>& pairs,
                                        const base::StationId& station,
                                        const casework::RecoverySealed& body) {
  const auto own = std::find_if(pairs.begin(), pairs.end(), [&](const auto& one) {
    return base::to_hex(one.keys.public_key) == body.key;
  });
  if (own == pairs.end())
    return Error{ErrorCode::kForbidden, station.hex(), "its data key is sealed to another county"};
  return open_with(*own, station, body);
}

Result<envelope::DataKey> open_beside_store(store::LogStore& store, const base::StationId& station,
                                            const casework::RecoverySealed& body) {
  const auto pairs = all_pairs(store);
  if (!pairs.ok()) return pairs.error();
  return open_with_any(*pairs, station, body);
}

}  // namespace

Result<envelope::DataKey> CountyService::recovered_key_locked(
    const casework::RegisteredStation& station) {
  const auto pairs = all_pairs(*m_desk->store);
  if (!pairs.ok()) return pairs.error();
  auto ops = m_desk->store->register_ops();
  if (!ops.ok()) return ops.error();
  Result<envelope::DataKey> key = no_key(station.name);
  for (const auto& op : *ops) {
    const auto header = oplog::decode_header(op.header);
    if (!header.ok() ||
        header->type != static_cast<std::uint32_t>(casework::OpType::kRecoverySealed) ||
        std::find(station.incarnations.begin(), station.incarnations.end(),
                  op.address.incarnation) == station.incarnations.end())
      continue;
    const auto body = casework::read_body<casework::RecoverySealed>(op.body);
    if (!body.ok()) continue;
    auto opened = open_with_any(*pairs, station.id, *body);
    if (opened.ok()) key = std::move(opened);  // the newest counts
  }
  return key;
}

Result<casework::DataKeyGranted> CountyService::grant_data_key(
    const base::StationId& station, const std::string& staff, const std::string& actor,
    const std::optional<casework::RecoverySealed>& beside_store) {
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  const auto* known = (*world)->registry.station(station);
  if (!known) return Error{ErrorCode::kNotFound, station.hex(), "no such station"};
  const auto* opening = (*world)->registry.staff().opening(staff);
  if (!opening) {
    return Error{ErrorCode::kNotFound, staff,
                 "nobody of this name has a key: set the password of a member of staff first"};
  }
  auto key = beside_store ? open_beside_store(*m_desk->store, station, *beside_store)
                          : recovered_key_locked(*known);
  if (!key.ok()) return key.error();
  auto public_key = base::from_hex(opening->key);
  if (!public_key.ok()) return public_key.error();
  const auto suite = static_cast<std::uint8_t>(opening->suite);
  auto sealed = envelope::seal_data_key(*key, {suite, *public_key}, station, staff, m_random);
  if (!sealed.ok()) return sealed.error();
  casework::DataKeyGranted granted{station, staff, *opening, base::to_hex(sealed->capsule),
                                   base::to_hex(sealed->sealed)};
  store::AppendBatch batch;
  batch.ops.push_back(casework::draft_op(base::CaseId{}, 0, actor, granted));
  if (auto done = append_locked(std::move(batch)); !done.ok()) return done.error();
  return granted;
}

}  // namespace jiujin::sync::county
