#include "sync/casework/county_register.h"

#include <algorithm>

namespace jiujin::sync::casework {
namespace {

// Ops without a position come after all that have one.
std::uint64_t rank_of(std::uint64_t position) {
  return position ? position : UINT64_MAX;
}

template <typename Body>
std::optional<Body> body_of(const oplog::StoredOp& op) {
  auto body = read_body<Body>(op.body);
  return body ? std::optional(std::move(*body)) : std::nullopt;
}

}  // namespace

void StaffDirectory::grant(const StaffGranted& grant, std::uint64_t position) {
  History& history = m_members[grant.id];
  Entry entry{position,
              {grant.id, grant.name, grant.unit, grant.division, grant.roles, grant.active}};
  const auto later = std::upper_bound(
      history.entries.begin(), history.entries.end(), entry,
      [](const Entry& a, const Entry& b) { return rank_of(a.position) < rank_of(b.position); });
  const bool newest = later == history.entries.end();
  history.entries.insert(later, std::move(entry));
  if (!newest || grant.verifier.empty()) return;
  history.verifier = grant.verifier;
  history.opening = grant.opening;
}

const StaffMember* StaffDirectory::find(std::string_view id) const {
  const auto found = m_members.find(id);
  return found == m_members.end() ? nullptr : &found->second.entries.back().member;
}

const StaffMember* StaffDirectory::find_at(std::string_view id, std::uint64_t position) const {
  const auto found = m_members.find(id);
  if (found == m_members.end()) return nullptr;
  const std::vector<Entry>& entries = found->second.entries;
  if (position == 0) return &entries.back().member;
  const StaffMember* member = &entries.front().member;
  for (const Entry& entry : entries)
    if (rank_of(entry.position) <= position) member = &entry.member;
  return member;
}

std::string StaffDirectory::verifier(std::string_view id) const {
  const auto found = m_members.find(id);
  if (found == m_members.end() || !found->second.entries.back().member.active) return "";
  return found->second.verifier;
}

const StaffOpening* StaffDirectory::opening(std::string_view id) const {
  const auto found = m_members.find(id);
  if (found == m_members.end() || !found->second.entries.back().member.active) return nullptr;
  return found->second.opening ? &*found->second.opening : nullptr;
}

std::vector<const StaffMember*> StaffDirectory::members() const {
  std::vector<const StaffMember*> all;
  for (const auto& [id, history] : m_members) all.push_back(&history.entries.back().member);
  return all;
}

CountyRegister::CountyRegister(std::function<bool(const base::IncarnationId&)> from_county)
    : m_from_county(std::move(from_county)) {}

void CountyRegister::apply(std::span<const oplog::StoredOp> ops) {
  for (const oplog::StoredOp& op : ops) {
    const auto header = oplog::decode_header(op.header);
    if (!header || op.body_destroyed) {
      ++m_skipped;
      continue;
    }
    if (!header->case_id.is_zero()) continue;
    if (m_from_county && !m_from_county(op.address.incarnation)) {
      ++m_skipped;
      continue;
    }
    apply_one(op, *header);
  }
}

void CountyRegister::apply_one(const oplog::StoredOp& op, const oplog::OpHeader& header) {
  switch (static_cast<OpType>(header.type)) {
    case OpType::kStaffGranted:
      if (auto body = body_of<StaffGranted>(op)) return m_staff.grant(*body, op.county_position);
      break;
    case OpType::kStationEnrolled:
      if (auto body = body_of<StationEnrolled>(op)) {
        RegisteredStation& station = m_stations[body->station];
        station.id = body->station;
        station.name = body->name;
        station.division = body->division;
        station.level = body->level;
        if (station.scopes.empty())
          station.scopes.push_back(body->scope);
        else
          station.scopes.front() = body->scope;
        return;
      }
      break;
    case OpType::kIncarnationStarted:
      if (auto body = body_of<IncarnationStarted>(op)) {
        return start(*body);
      }
      break;
    case OpType::kCataloguePublished:
      if (auto body = body_of<CataloguePublished>(op)) {
        if (!m_catalogue || body->version >= m_catalogue->version) m_catalogue = std::move(body);
        return;
      }
      break;
    case OpType::kScopeGranted:
      if (auto body = body_of<ScopeGranted>(op)) {
        m_stations[body->station].id = body->station;
        m_stations[body->station].scopes.push_back(body->scope);
        return;
      }
      break;
    case OpType::kCalendarPublished:
      if (auto body = body_of<CalendarPublished>(op)) {
        m_calendars[body->year] = std::move(*body);
        return;
      }
      break;
    case OpType::kOpeningKeyPublished:
      if (auto body = body_of<OpeningKeyPublished>(op)) {
        // Behind all that have a place stands what a county restored from a backup has forgotten:
        // it has lost that key, too.
        if (op.county_position == 0 && m_opening_key) return;
        m_opening_key = std::move(*body);
        return;
      }
      break;
    case OpType::kAuthorityAnnounced:
      if (auto body = body_of<AuthorityAnnounced>(op)) {
        m_authorities.push_back(std::move(*body));
        return;
      }
      break;
    case OpType::kAuthorityEnded:
      if (auto body = body_of<AuthorityEnded>(op)) {
        m_ended_authorities.insert(std::move(body->authority));
        return;
      }
      break;
    default:
      break;
  }
  ++m_skipped;
}

Result<CountyRegister> CountyRegister::load(
    store::LogStore& store, std::function<bool(const base::IncarnationId&)> from_county) {
  auto ops = store.register_ops();
  if (!ops) return ops.error();
  CountyRegister result(std::move(from_county));
  result.apply(*ops);
  return result;
}

const RegisteredStation* CountyRegister::station(const base::StationId& id) const {
  const auto found = m_stations.find(id);
  return found == m_stations.end() ? nullptr : &found->second;
}

void CountyRegister::start(const IncarnationStarted& started) {
  m_station_of[started.incarnation] = started.station;
  m_blocks[started.incarnation] = static_cast<unsigned>(started.number_block);
  RegisteredStation& station = m_stations[started.station];
  station.id = started.station;
  auto& lives = station.incarnations;
  if (std::find(lives.begin(), lives.end(), started.incarnation) == lives.end())
    lives.push_back(started.incarnation);
  const auto after = base::IncarnationId::from_hex(started.after);
  if (!after || *after == started.incarnation) return;
  m_before.emplace(started.incarnation, *after);
  if (started.reason != "keys") return;
  // Who had those keys may have begun logs of their own with them: all of that computer's end.
  const auto first = first_of(*after);
  for (const auto& life : lives)
    if (life != started.incarnation && first_of(life) == first) m_ended.insert(life);
}

base::IncarnationId CountyRegister::first_of(base::IncarnationId incarnation) const {
  for (std::size_t steps = 0; steps <= m_before.size(); ++steps) {
    const auto found = m_before.find(incarnation);
    if (found == m_before.end()) break;
    incarnation = found->second;
  }
  return incarnation;
}

std::optional<base::IncarnationId> CountyRegister::before(
    const base::IncarnationId& incarnation) const {
  const auto found = m_before.find(incarnation);
  return found == m_before.end() ? std::nullopt : std::optional(found->second);
}

const RegisteredStation* CountyRegister::station_of(const base::IncarnationId& incarnation) const {
  const auto found = m_station_of.find(incarnation);
  return found == m_station_of.end() ? nullptr : station(found->second);
}

std::vector<const RegisteredStation*> CountyRegister::stations() const {
  std::vector<const RegisteredStation*> all;
  for (const auto& [id, station] : m_stations) all.push_back(&station);
  return all;
}

std::optional<unsigned> CountyRegister::number_block(const base::IncarnationId& incarnation) const {
  const auto found = m_blocks.find(incarnation);
  return found == m_blocks.end() ? std::nullopt : std::optional(found->second);
}

unsigned CountyRegister::next_free_block() const {
  unsigned last = 0;
  for (const auto& [incarnation, block] : m_blocks) last = std::max(last, block);
  return last < 9999 ? last + 1 : 0;
}

bool CountyRegister::in_scope(const base::StationId& id, std::string_view division) const {
  const RegisteredStation* found = station(id);
  return found && std::any_of(found->scopes.begin(), found->scopes.end(),
                              [&](const auto& scope) { return division_within(division, scope); });
}

void CountyRegister::bind(FoldContext* context) const {
  context->staff = [this](std::string_view id) { return m_staff.find(id); };
  context->staff_at = [this](std::string_view id, std::uint64_t position) {
    return m_staff.find_at(id, position);
  };
  context->station = [this](const base::IncarnationId& log) -> std::optional<WritingStation> {
    const RegisteredStation* found = station_of(log);
    if (!found || found->scopes.empty()) return std::nullopt;
    return WritingStation{found->id, found->division, &found->scopes};
  };
}

bool division_within(std::string_view division, std::string_view scope) {
  if (scope.size() == 12) {
    if (scope.ends_with("000000"))
      scope.remove_suffix(6);
    else if (scope.ends_with("000"))
      scope.remove_suffix(3);
    while (scope.size() == 6 && scope.ends_with("00")) {  // prefecture, province
      scope.remove_suffix(2);
      if (scope.ends_with("00")) scope.remove_suffix(2);
    }
  }
  return !scope.empty() && division.starts_with(scope);
}

Result<std::set<base::IncarnationId>> county_logs(store::LogStore& store) {
  auto logs = store.incarnations();
  if (!logs.ok()) return logs.error();
  std::set<base::IncarnationId> county;
  for (const auto& log : *logs)
    if (log.owner.is_zero()) county.insert(log.id);
  return county;
}

}  // namespace jiujin::sync::casework
