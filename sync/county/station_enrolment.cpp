#include <algorithm>
#include <set>

#include "sync/base/hex.h"
#include "sync/base/utf8.h"
#include "sync/casework/numbers.h"
#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"
#include "sync/county/server_certificate.h"
#include "sync/envelope/certificates.h"
#include "sync/envelope/suite.h"

namespace jiujin::sync::county {
namespace {

constexpr std::size_t kStationNameBytesMax = 180;

Error unknown_code() {
  return {ErrorCode::kUnauthenticated, "code", "the code is unknown, used or has run out"};
}

Result<std::string> with_fingerprint(std::string code, const std::string& folder) {
  const auto authority = own_authority(folder);
  if (!authority.ok()) return authority.error();
  if (authority->empty()) return code;
  const auto print = envelope::fingerprint_of(*authority);
  if (!print.ok()) return print.error();
  for (std::size_t i = 0; i < print->size(); i += 4) code += "-" + print->substr(i, 4);
  return code;
}

// Who works there: staff of its division or of one that contains it, with keys of their own.
std::vector<wire::EnrolmentStaff> staff_of_station(const casework::StaffDirectory& staff,
                                                   const std::string& division) {
  std::vector<wire::EnrolmentStaff> found;
  for (const auto* member : staff.members()) {
    const auto* opening = staff.opening(member->id);
    if (!opening || !casework::division_within(division, member->division)) continue;
    const auto key = base::from_hex(opening->key);
    const auto wrapped = base::from_hex(opening->wrapped);
    if (!key.ok() || !wrapped.ok() || found.size() == envelope::kSlotsMax) continue;
    wire::EnrolmentStaff one{member->id, member->name, {}, {}};
    for (const auto role : member->roles) one.roles.emplace_back(casework::role_name(role));
    one.keys = {static_cast<std::uint8_t>(opening->suite), *key, *wrapped};
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace

Result<StationCode> CountyService::write_code(const base::StationId& station,
                                              const StationEntry& entry) {
  CodeRow row{station, entry, now_ms() + std::chrono::milliseconds(kCodeLifetime).count(), {}, 0};
  if (row.entry.scope.empty()) row.entry.scope = row.entry.division;
  const std::string code = random_code(m_random);
  const std::pair<std::string, std::optional<base::Bytes>> written{code_key(normalised_code(code)),
                                                                   encode_code(row)};
  if (auto done = m_desk->store->write_rows({&written, 1}); !done.ok()) return done.error();
  auto told = with_fingerprint(code, m_folder);
  if (!told.ok()) return told.error();
  return StationCode{station, *told, row.expires_ms};
}

Result<StationCode> CountyService::add_station(const StationEntry& entry, const std::string&) {
  if (entry.name.empty() || entry.division.size() != 12) {
    return Error{ErrorCode::kInvalidArgument, "station", "needs a name and a 12-digit division"};
  }
  if (entry.name.size() > kStationNameBytesMax || !base::is_typed_text(entry.name)) {
    return Error{ErrorCode::kInvalidArgument, "station", "a name of at most 180 bytes"};
  }
  if (entry.level < 4 || entry.level > 6) {
    return Error{ErrorCode::kInvalidArgument, "level", "4 county, 5 town, 6 village"};
  }
  const std::lock_guard lock(m_mutex);
  return write_code(base::StationId::random(m_random), entry);
}

Result<StationCode> CountyService::renew_code(const base::StationId& station, const std::string&) {
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  if (const auto* known = (*world)->registry.station(station)) {
    return write_code(station, {known->name, known->division,
                                known->scopes.empty() ? "" : known->scopes.front(), known->level});
  }
  auto rows = m_desk->store->rows(kCodePrefix);
  if (!rows.ok()) return rows.error();
  for (const auto& [key, value] : *rows) {
    const auto row = decode_code(value);
    if (!row.ok() || row->station != station) continue;
    const std::pair<std::string, std::optional<base::Bytes>> old{key, std::nullopt};
    if (auto gone = m_desk->store->write_rows({&old, 1}); !gone.ok()) return gone.error();
    return write_code(station, row->entry);
  }
  return Error{ErrorCode::kNotFound, station.hex(), "no such station"};
}

Result<std::optional<ServerCertificate>> CountyService::renewed_certificate() {
  return server_certificate(m_folder, now_ms(), m_random);
}

Result<ServerCertificate> CountyService::issue_certificate(std::span<const std::string> hosts) {
  return renew_server_certificate(m_folder, hosts, now_ms(), m_random);
}

Result<std::string> CountyService::own_authority() const {
  return county::own_authority(m_folder);
}

Result<void> CountyService::suspend_station(const base::StationId& station, bool suspended,
                                            const std::string& reason,
                                            const std::string& actor) {
  store::AppendBatch batch;
  batch.rows.emplace_back(std::string(kSuspendedPrefix) + station.hex(),
                          suspended ? std::optional<base::Bytes>(reason) : std::nullopt);
  if (!suspended) batch.rows.emplace_back(std::string(kWipePrefix) + station.hex(), std::nullopt);
  batch.ops.push_back(casework::draft_op(
      {}, 0, actor, casework::StationSuspended{station, suspended, reason}));
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  if (!(*world)->registry.station(station)) {
    return Error{ErrorCode::kNotFound, station.hex(), "no such station"};
  }
  return append_locked(std::move(batch));
}

Result<std::vector<StationLine>> CountyService::stations() {
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  std::map<base::StationId, StationLine> lines;
  for (const auto* known : (*world)->registry.stations()) {
    auto& line = lines[known->id];
    line = {known->id,       known->name,
            known->division, known->scopes.empty() ? "" : known->scopes.front(),
            known->level,    true};
    line.incarnations = known->incarnations.size();
    for (const auto& incarnation : known->incarnations) {
      auto head = m_desk->store->head(incarnation);
      if (head.ok()) line.ops += head->seq;
    }
    auto suspended = m_desk->store->row(std::string(kSuspendedPrefix) + known->id.hex());
    line.suspended = suspended.ok() && suspended->has_value();
    if (auto wipe = wipe_row(*m_desk->store, known->id); wipe.ok() && *wipe) {
      line.wipe_ordered_ms = (*wipe)->ordered_ms;
      line.wipe_handed_out_ms = (*wipe)->handed_out_ms;
      line.wiped_ms = (*wipe)->confirmed_ms;
    }
    line.last_contact_ms = m_desk->contacts[known->id];
    if (auto kept = m_desk->store->row(std::string(kContactPrefix) + known->id.hex());
        kept.ok() && *kept) {
      line.last_contact_ms =
          std::max<std::int64_t>(line.last_contact_ms, std::atoll((*kept)->c_str()));
    }
  }
  auto rows = m_desk->store->rows(kCodePrefix);
  if (!rows.ok()) return rows.error();
  for (const auto& [key, value] : *rows) {
    const auto row = decode_code(value);
    if (!row.ok() || !row->used_by.is_zero()) continue;
    auto& line = lines[row->station];
    if (!line.enrolled) {
      line.id = row->station;
      line.name = row->entry.name;
      line.division = row->entry.division;
      line.scope = row->entry.scope;
      line.level = row->entry.level;
    }
    if (row->expires_ms > now_ms()) line.code_expires_ms = row->expires_ms;
  }
  std::vector<StationLine> sorted;
  for (auto& [id, line] : lines) sorted.push_back(std::move(line));
  std::sort(sorted.begin(), sorted.end(), [](const StationLine& a, const StationLine& b) {
    return std::tie(a.division, a.name) < std::tie(b.division, b.name);
  });
  return sorted;
}

Result<wire::EnrolmentAnswer> CountyService::enrolment_answer(
    const StationEntry& entry, const base::StationId& station,
    const base::IncarnationId& incarnation, unsigned block) {
  auto world = world_locked();
  if (!world.ok()) return world.error();
  wire::EnrolmentAnswer answer;
  answer.station = station;
  answer.incarnation = incarnation;
  answer.number_block = block;
  answer.station_name = entry.name;
  answer.division = entry.division;
  answer.scope = entry.scope;
  answer.county_incarnation = m_info.incarnation;
  answer.county_public_key = m_public_key;
  answer.county_suite = m_info.suite;
  answer.county_name = m_info.name;
  answer.catalogue_version = static_cast<std::uint64_t>((*world)->catalogue_version);
  answer.catalogue = (*world)->catalogue_hash;
  answer.staff = staff_of_station((*world)->registry.staff(), entry.division);
  if (const auto& said = (*world)->registry.opening_key()) {
    auto key = base::from_hex(said->key);
    if (!key.ok()) return key.error();
    answer.county_opening_key = {static_cast<std::uint8_t>(said->suite), *std::move(key)};
  }
  return answer;
}

// The one it has when we were cut off, or its answer was lost, before its op was written. The
// counter gives no value twice, whatever other processes enrol at the same time.
Result<unsigned> CountyService::block_of_locked(const base::IncarnationId& log,
                                                const std::string& public_key,
                                                const base::StationId& station) {
  auto known = m_desk->store->incarnations();
  if (!known.ok()) return known.error();
  std::set<unsigned> given;  // also to a log whose op was not written because we were cut off
  for (const auto& other : *known) {
    given.insert(other.number_block);
    const bool same = other.id == log && other.public_key == public_key;
    if (same && other.owner == station) return other.number_block;
    if (other.id == log || other.public_key == public_key)
      return Error{ErrorCode::kConflict, "incarnation", "this identity is enrolled already"};
  }
  for (;;) {
    auto next = m_desk->store->next_serial("number_block");
    if (!next.ok()) return next.error();
    if (*next > casework::kBlockMax)
      return Error{ErrorCode::kRefused, "number_block", "all number blocks are given"};
    const auto candidate = static_cast<unsigned>(*next);
    if (!given.contains(candidate)) return candidate;
  }
}

Result<bundle::Bound> CountyService::bind_reborn(const base::StationId& station,
                                                 const base::IncarnationId& speaker,
                                                 const bundle::Reborn& reborn) {
  if (const auto suite = envelope::find_suite(reborn.suite); !suite.ok()) return suite.error();
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  const auto& registry = (*world)->registry;
  if (registry.ended(speaker) && registry.before(reborn.incarnation) != speaker)
    return Error{ErrorCode::kConflict, "reborn frame",
                 "other keys have taken the place of this log's"};
  auto block = block_of_locked(reborn.incarnation, reborn.public_key, station);
  if (!block.ok()) return block.error();
  auto end = m_desk->store->feed_end();
  if (!end.ok()) return end.error();
  auto added = m_desk->store->add_incarnation(
      {reborn.incarnation, station, reborn.suite, reborn.public_key, *block});
  if (!added.ok()) return added.error();
  if (!registry.station_of(reborn.incarnation)) {
    const bool keys = reborn.reason == bundle::RebornReason::kNewKeys;
    store::AppendBatch batch;
    batch.ops.push_back(casework::draft_op(
        base::CaseId{}, 0, "",
        casework::IncarnationStarted{reborn.incarnation, station, static_cast<int>(*block),
                                     speaker.hex(), keys ? "keys" : ""}));
    if (auto done = append_locked(std::move(batch)); !done.ok()) return done.error();
  }
  return bundle::Bound{reborn.incarnation, *block, *end, {}};
}

Result<wire::EnrolmentAnswer> CountyService::enrol(const wire::EnrolmentRequest& request) {
  if (const auto suite = envelope::find_suite(request.suite); !suite.ok()) return suite.error();
  const std::string code = normalised_code(wire::read_code(request.code).secret);
  if (code.empty()) return unknown_code();
  if (request.incarnation.is_zero() || request.public_key.empty()) {
    return Error{ErrorCode::kInvalidData, "incarnation", "an identity has an id and a public key"};
  }
  const std::lock_guard lock(m_mutex);
  auto kept = m_desk->store->row(code_key(code));
  if (!kept.ok()) return kept.error();
  if (!*kept) return unknown_code();
  auto row = decode_code(**kept);
  if (!row.ok()) return row.error();
  if (row->expires_ms <= now_ms()) return unknown_code();
  auto known = m_desk->store->incarnations();
  if (!known.ok()) return known.error();
  if (!row->used_by.is_zero()) {  // the answer was lost on its way: to the same key it goes again
    const bool same = row->used_by == request.incarnation &&
                      std::any_of(known->begin(), known->end(), [&](const auto& log) {
                        return log.id == request.incarnation && log.suite == request.suite &&
                               log.public_key == request.public_key;
                      });
    if (!same) return unknown_code();
    return enrolment_answer(row->entry, row->station, row->used_by, row->number_block);
  }
  auto block = block_of_locked(request.incarnation, request.public_key, row->station);
  if (!block.ok()) return block.error();
  auto world = world_locked();
  if (!world.ok()) return world.error();
  auto added = m_desk->store->add_incarnation(
      {request.incarnation, row->station, request.suite, request.public_key, *block});
  if (!added.ok()) return added.error();
  store::AppendBatch batch;
  if (!(*world)->registry.station(row->station)) {
    batch.ops.push_back(casework::draft_op(
        base::CaseId{}, 0, "",
        casework::StationEnrolled{row->station, row->entry.name, row->entry.division,
                                  row->entry.scope, row->entry.level}));
  }
  batch.ops.push_back(casework::draft_op(
      base::CaseId{}, 0, "",
      casework::IncarnationStarted{request.incarnation, row->station, static_cast<int>(*block)}));
  row->used_by = request.incarnation;
  row->number_block = *block;
  batch.rows.emplace_back(code_key(code), encode_code(*row));
  batch.expected_rows.emplace_back(code_key(code), **kept);
  const auto done = append_locked(std::move(batch));
  if (!done.ok() && done.error().code == ErrorCode::kConflict) return unknown_code();
  if (!done.ok()) return done.error();
  return enrolment_answer(row->entry, row->station, request.incarnation, *block);
}

}  // namespace jiujin::sync::county
