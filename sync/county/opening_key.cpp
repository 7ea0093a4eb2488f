// The key to which stations seal what is for the county alone: bundles, and their data keys.
//
// Another one takes its place on request; the former ones stay, so that what was sealed for them
// opens, until somebody has them forgotten.
#include <sqlite3.h>

#include <algorithm>

#include "sync/base/hex.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/wire/opening_keys.h"

namespace jiujin::sync::county {
namespace {

store::AppendBatch said_by(const std::string& actor, const wire::OpeningPair& pair) {
  store::AppendBatch batch;
  batch.ops.push_back(casework::draft_op(
      base::CaseId{}, 0, actor,
      casework::OpeningKeyPublished{pair.suite, base::to_hex(pair.keys.public_key)}));
  return batch;
}

// For each computer of a station, by its first log, the key that its data key is sealed to; "":
// none has come yet.
using Standing = std::map<base::StationId, std::map<base::IncarnationId, std::string>>;

Standing standing_of(const casework::CountyRegister& registry,
                     const std::vector<oplog::StoredOp>& ops) {
  Standing standing;
  for (const auto* station : registry.stations())
    for (const auto& log : station->incarnations) standing[station->id][registry.first_of(log)];
  for (const auto& op : ops) {
    if (type_of(op) != static_cast<std::uint32_t>(casework::OpType::kRecoverySealed)) continue;
    const auto* station = registry.station_of(op.address.incarnation);
    const auto body = casework::read_body<casework::RecoverySealed>(op.body);
    if (!station || !body.ok()) continue;
    standing[station->id][registry.first_of(op.address.incarnation)] = body->key;  // the newest
  }
  return standing;
}

// What was deleted still stands in the WAL, which the store empties only when nobody waits.
Result<void> empty_wal(const std::string& folder) {
  constexpr int kPatienceMs = 10'000;
  sqlite3* database = nullptr;
  int status =
      sqlite3_open_v2((folder + "/county.db").c_str(), &database, SQLITE_OPEN_READWRITE, nullptr);
  if (status == SQLITE_OK) {
    sqlite3_busy_timeout(database, kPatienceMs);
    // Only who has read knows that there is a WAL.
    status = sqlite3_exec(database, "SELECT 1 FROM sqlite_schema", nullptr, nullptr, nullptr);
  }
  if (status == SQLITE_OK) {
    status =
        sqlite3_wal_checkpoint_v2(database, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  }
  sqlite3_close(database);
  if (status == SQLITE_OK) return {};
  return Error{status == SQLITE_BUSY ? ErrorCode::kBusy : ErrorCode::kIo, folder + "/county.db-wal",
               "the key is forgotten, but a trace of it stands on the disk until the county's "
               "programs have ended"};
}

}  // namespace

// It is kept before it is said: whoever says it, says the one that is kept.
Result<void> CountyService::publish_opening_key() {
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  if ((*world)->registry.opening_key()) return {};
  auto pair = wire::keep_opening_pair(*m_desk->store, m_info.suite, m_random);
  if (!pair.ok()) return pair.error();
  auto batch = said_by("", *pair);
  // Two programs that open the county for the first time at once: one of them says it.
  batch.rows.emplace_back(kOpeningKeyRow, "said");
  batch.expected_rows.emplace_back(kOpeningKeyRow, std::nullopt);
  const auto done = append_locked(std::move(batch));
  if (!done.ok() && done.error().code == ErrorCode::kConflict) return {};
  return done;
}

// The pair changes and the stations are told of it in one transaction.
Result<std::string> CountyService::renew_opening_key(const std::string& actor) {
  const std::lock_guard lock(m_mutex);
  auto change = wire::change_opening_pair(*m_desk->store, m_info.suite, m_random);
  if (!change.ok()) return change.error();
  auto batch = said_by(actor, change->fresh);
  for (auto& row : change->rows) batch.rows.push_back(std::move(row));
  for (auto& row : change->expected_rows) batch.expected_rows.push_back(std::move(row));
  if (auto done = append_locked(std::move(batch)); !done.ok()) return done.error();
  return change->fresh.id();
}

Result<std::vector<OpeningKeyLine>> CountyService::opening_keys() {
  const std::lock_guard lock(m_mutex);
  return opening_keys_locked();
}

Result<std::vector<OpeningKeyLine>> CountyService::opening_keys_locked() {
  auto world = world_locked();
  if (!world.ok()) return world.error();
  auto pair = wire::keep_opening_pair(*m_desk->store, m_info.suite, m_random);
  if (!pair.ok()) return pair.error();
  auto pairs = wire::former_opening_pairs(*m_desk->store);
  if (!pairs.ok()) return pairs.error();
  pairs->insert(pairs->begin(), *pair);
  auto ops = m_desk->store->register_ops();
  if (!ops.ok()) return ops.error();
  const auto& registry = (*world)->registry;
  const auto standing = standing_of(registry, *ops);
  std::vector<OpeningKeyLine> lines;
  for (const auto& one : *pairs) {
    OpeningKeyLine line{one.id(), lines.empty(), {}, {}};
    const auto key = base::to_hex(one.keys.public_key);
    for (const auto& [id, computers] : standing) {
      const auto* station = registry.station(id);
      const auto stands = [&](const std::string& on) {
        return std::any_of(computers.begin(), computers.end(),
                           [&](const auto& computer) { return computer.second == on; });
      };
      if (stands(key)) line.stations.push_back(*station);
      // What is still under way may be sealed to any.
      if (stands("")) line.unheard.push_back(*station);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

Result<void> CountyService::forget_opening_key(const std::string& id,
                                               const std::set<base::StationId>& given_up) {
  const std::lock_guard lock(m_mutex);
  auto lines = opening_keys_locked();
  if (!lines.ok()) return lines.error();
  const auto found = std::find_if(lines->begin(), lines->end(),
                                  [&](const OpeningKeyLine& line) { return line.id == id; });
  if (found == lines->end())
    return Error{ErrorCode::kNotFound, id, "the county has no opening key of this name"};
  if (found->current)
    return Error{ErrorCode::kRefused, id, "this is the one that stations seal to now"};
  std::string waiting;
  for (const auto* list : {&found->stations, &found->unheard})
    for (const auto& station : *list)
      if (!given_up.contains(station.id)) waiting += (waiting.empty() ? "" : ", ") + station.name;
  if (!waiting.empty())
    return Error{ErrorCode::kRefused, id,
                 "data keys of these stations are or may be sealed to it alone: " + waiting};
  if (auto gone = wire::forget_former_pair(*m_desk->store, id); !gone.ok()) return gone;
  return empty_wal(m_folder);
}

}  // namespace jiujin::sync::county
