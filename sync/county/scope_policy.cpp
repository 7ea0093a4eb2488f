#include "sync/county/scope_policy.h"

#include "sync/county/county_desk.h"
#include "sync/county/county_rows.h"

namespace jiujin::sync::county {
namespace {

using casework::OpType;

bool touches(const casework::RegisteredStation& reader, std::string_view division) {
  if (division.empty() || casework::division_within(reader.division, division)) return true;
  for (const auto& scope : reader.scopes) {
    if (casework::division_within(division, scope) || casework::division_within(scope, division)) {
      return true;
    }
  }
  return false;
}

}  // namespace

ScopePolicy::ScopePolicy(store::LogStore& store, std::shared_ptr<const World> world,
                         std::function<void(const base::StationId&)> heard, Binder binder)
    : m_store(store),
      m_world(std::move(world)),
      m_heard(std::move(heard)),
      m_binder(std::move(binder)) {}

Result<std::optional<wire::StationStanding>> ScopePolicy::find_station(
    const base::IncarnationId& incarnation) {
  const auto* station = m_world->registry.station_of(incarnation);
  if (!station) return std::optional<wire::StationStanding>{};
  auto known = m_store.incarnations();
  if (!known.ok()) return known.error();
  for (const auto& entry : *known) {
    if (entry.id != incarnation) continue;
    wire::StationStanding standing{station->id, entry, false, ""};
    auto suspended = m_store.row(std::string(kSuspendedPrefix) + station->id.hex());
    if (!suspended.ok()) return suspended.error();
    if (*suspended) {
      standing.suspended = true;
      standing.reason = **suspended;
      auto wipe = wipe_row(m_store, station->id);
      if (!wipe.ok()) return wipe.error();
      if (*wipe) standing.wipe = (*wipe)->id;
    }
    standing.ended = m_world->registry.ended(incarnation);
    if (!standing.ended) m_heard(station->id);
    return std::optional(standing);
  }
  return std::optional<wire::StationStanding>{};
}

bool ScopePolicy::wanted(const oplog::StoredOp& op, const base::StationId& reader) {
  const auto header = oplog::decode_header(op.header);
  const auto* station = m_world->registry.station(reader);
  if (!header.ok() || !station) return false;
  if (header->case_id.is_zero()) return register_op_wanted(op, header->type, *station);
  const auto* where = opened(header->case_id);
  if (!where) return false;
  // What a station writes about a case that is none of its own takes no effect (casework/fold.h)
  // and is nobody's news.
  const auto* writer = m_world->registry.station_of(op.address.incarnation);
  if (writer && writer->id != reader && writer->id != where->station &&
      !m_world->registry.in_scope(writer->id, where->division)) {
    return false;
  }
  return where->station == reader || m_world->registry.in_scope(reader, where->division);
}

bool ScopePolicy::register_op_wanted(const oplog::StoredOp& op, oplog::OpTypeCode type,
                                     const casework::RegisteredStation& reader) const {
  // A station writes nothing about the county that others would have to believe.
  if (!m_world->county_logs.contains(op.address.incarnation)) return false;
  switch (static_cast<OpType>(type)) {
    case OpType::kEventRecorded: {
      // Its case is not known here: it concerns the station that it names, or only the county.
      const auto body = casework::read_body<casework::EventRecorded>(op.body);
      return body.ok() && body->station == reader.id.hex();
    }
    case OpType::kStaffGranted: {
      const auto body = casework::read_body<casework::StaffGranted>(op.body);
      return body.ok() && touches(reader, body->division);
    }
    case OpType::kStationEnrolled: {
      const auto body = casework::read_body<casework::StationEnrolled>(op.body);
      return body.ok() && (body->station == reader.id || touches(reader, body->division));
    }
    case OpType::kIncarnationStarted: {
      const auto body = casework::read_body<casework::IncarnationStarted>(op.body);
      const auto* other = body.ok() ? m_world->registry.station(body->station) : nullptr;
      return other && (other->id == reader.id || touches(reader, other->division));
    }
    case OpType::kScopeGranted: {
      const auto body = casework::read_body<casework::ScopeGranted>(op.body);
      return body.ok() && body->station == reader.id;
    }
    case OpType::kListExported:
    case OpType::kSignedIn:
    case OpType::kSignInsRefused:
    case OpType::kStationSuspended:
    case OpType::kBackupKeyEscrowed:
      return false;  // for the county's audit
    case OpType::kDataKeyGranted: {
      const auto body = casework::read_body<casework::DataKeyGranted>(op.body);
      return body.ok() && body->station == reader.id;
    }
    default:
      return true;  // catalogue, calendar, and what a newer county says to everybody
  }
}

const ScopePolicy::Opened* ScopePolicy::opened(const base::CaseId& id) {
  auto found = m_opened.find(id);
  if (found == m_opened.end()) {
    std::optional<Opened> where;
    if (auto ops = m_store.ops_of_case(id); ops.ok()) {
      for (const auto& op : *ops) {
        if (type_of(op) != static_cast<std::uint32_t>(OpType::kCaseOpened)) continue;
        const auto body = casework::read_body<casework::CaseOpened>(op.body);
        if (!body.ok()) continue;
        const auto* station = m_world->registry.station_of(op.address.incarnation);
        where = Opened{body->division, station ? station->id : base::StationId{}};
        break;
      }
    }
    found = m_opened.emplace(id, std::move(where)).first;
  }
  return found->second ? &*found->second : nullptr;
}

void ScopePolicy::ops_committed(const base::StationId&, std::span<const oplog::StoredOp> ops) {
  for (const auto& op : ops) m_opened.erase(case_of(op));  // it may have been opened just now
}

void ScopePolicy::file_completed(const base::StationId&, const store::FileInfo&) {}

}  // namespace jiujin::sync::county
