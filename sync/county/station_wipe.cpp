// A station that is to destroy the keys to its data at its next contact: the order, to whom it was
// handed out, and whether it was carried out.
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/envelope/data_key.h"

namespace jiujin::sync::county {
namespace {

using Row = std::pair<std::string, std::optional<base::Bytes>>;

std::string wipe_key(const base::StationId& station) {
  return std::string(kWipePrefix) + station.hex();
}

}  // namespace

Result<std::optional<WipeRow>> wipe_row(store::LogStore& store, const base::StationId& station) {
  auto row = store.row(wipe_key(station));
  if (!row.ok()) return row.error();
  if (!*row) return std::optional<WipeRow>();
  auto read = decode_wipe(**row);
  if (!read.ok()) return read.error();
  return std::optional(*read);
}

Result<void> CountyService::order_wipe(const base::StationId& station, const std::string& reason,
                                       const std::string& actor) {
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  const auto* known = (*world)->registry.station(station);
  if (!known) return Error{ErrorCode::kNotFound, station.hex(), "no such station"};
  // What the station has not sent would be lost with its keys.
  auto left = recovered_key_locked(*known);
  if (!left.ok()) {
    if (left.error().code != ErrorCode::kNotFound) return left.error();
    return Error{ErrorCode::kRefused, known->name,
                 "this station has left no data key with the county: what it has not sent could "
                 "never be opened again"};
  }
  auto standing = wipe_row(*m_desk->store, station);
  if (!standing.ok()) return standing.error();
  store::AppendBatch batch;
  batch.rows.emplace_back(std::string(kSuspendedPrefix) + station.hex(), reason);
  if (!*standing)
    batch.rows.emplace_back(wipe_key(station),
                            encode_wipe({bundle::WipeId::random(m_random), now_ms(), 0, 0}));
  batch.ops.push_back(
      casework::draft_op({}, 0, actor, casework::StationSuspended{station, true, reason, true}));
  return append_locked(std::move(batch));
}

void CountyService::note_wipe_handed_out(const base::StationId& station) {
  const std::lock_guard lock(m_mutex);
  auto row = wipe_row(*m_desk->store, station);
  if (!row.ok() || !*row || (*row)->handed_out_ms > 0) return;
  (*row)->handed_out_ms = now_ms();
  const Row written{wipe_key(station), encode_wipe(**row)};
  (void)m_desk->store->write_rows({&written, 1}).ok();  // only shown; it is said at each contact
}

// `word`: what the station has carried here behind the order, its last word or something else.
Result<base::Bytes> CountyService::answer_wiping(const wire::CarriedHead& head,
                                                 base::BytesView word) {
  std::optional<WipeRow> wipe;
  {
    const std::lock_guard lock(m_mutex);
    auto row = wipe_row(*m_desk->store, head.station);
    if (!row.ok()) return row.error();
    if (!*row) return base::Bytes();
    wipe = **row;
    if (bundle::decode_wiped_word(word) == wipe->id) {
      if (wipe->confirmed_ms > 0) return base::Bytes();
      wipe->confirmed_ms = now_ms();
      const Row written{wipe_key(head.station), encode_wipe(*wipe)};
      if (auto kept = m_desk->store->write_rows({&written, 1}); !kept.ok()) return kept.error();
      return base::Bytes();
    }
  }
  const auto contact = wire::contact_of(head, m_info.incarnation);
  auto signature =
      identity().sign(bundle::wipe_message(wipe->id, m_info.incarnation, head.station, contact));
  if (!signature.ok()) return signature.error();
  note_wipe_handed_out(head.station);
  return bundle::encode_wipe_order({wipe->id, *std::move(signature)});
}

}  // namespace jiujin::sync::county
