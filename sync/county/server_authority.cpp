// Another authority for the county's server: announced in the county's log first, so that stations
// take what it signs; in the other's place then; and once a server shows a certificate of it, the
// log says that the other has ended.
#include <algorithm>

#include "sync/county/county_desk.h"
#include "sync/county/server_certificate.h"
#include "sync/envelope/certificates.h"

namespace jiujin::sync::county {
namespace {

// "" for none.
Result<std::string> name_of(const Result<std::string>& pem) {
  if (!pem.ok()) return pem.error();
  return pem->empty() ? Result<std::string>(std::string()) : envelope::certificate_name(*pem);
}

bool announced(const casework::CountyRegister& registry, const std::string& certificate) {
  const auto& all = registry.authorities();
  return std::any_of(all.begin(), all.end(),
                     [&](const auto& one) { return one.certificate == certificate; });
}

// Where a computer has not said that it takes this one.
std::vector<casework::RegisteredStation> unheard_of(const casework::CountyRegister& registry,
                                                    const std::vector<oplog::StoredOp>& ops,
                                                    const std::string& authority) {
  std::set<base::IncarnationId> heard;  // first logs of computers
  for (const auto& op : ops) {
    if (type_of(op) != static_cast<std::uint32_t>(casework::OpType::kAuthorityTrusted)) continue;
    const auto body = casework::read_body<casework::AuthorityTrusted>(op.body);
    if (body.ok() && body->authority == authority)
      heard.insert(registry.first_of(op.address.incarnation));
  }
  std::vector<casework::RegisteredStation> unheard;
  for (const auto* station : registry.stations()) {
    const auto& logs = station->incarnations;
    if (!std::all_of(logs.begin(), logs.end(),
                     [&](const auto& log) { return heard.contains(registry.first_of(log)); }))
      unheard.push_back(*station);
  }
  return unheard;
}

}  // namespace

Result<AuthorityStanding> CountyService::authority_standing() {
  const std::lock_guard lock(m_mutex);
  return authority_standing_locked();
}

Result<AuthorityStanding> CountyService::authority_standing_locked() {
  AuthorityStanding standing;
  auto current = name_of(county::own_authority(m_folder));
  if (!current.ok()) return current.error();
  standing.current = *std::move(current);
  const auto next = next_authority(m_folder);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  if (!next.ok()) return next.error();
  if (next->empty() || !announced((*world)->registry, *next)) return standing;
  auto name = name_of(next);
  if (!name.ok()) return name.error();
  standing.next = *std::move(name);
  auto ops = m_desk->store->register_ops();
  if (!ops.ok()) return ops.error();
  standing.unheard = unheard_of((*world)->registry, *ops, standing.next);
  return standing;
}

// It stands on the disk before it is announced: whoever announces it, announces that one.
Result<AuthorityStanding> CountyService::announce_authority(const std::string& actor) {
  const std::lock_guard lock(m_mutex);
  if (auto done = finish_switch(m_folder, now_ms(), m_random); !done.ok()) return done.error();
  const auto next = begin_next_authority(m_folder, m_info.name, now_ms(), m_random);
  if (!next.ok()) return next.error();
  const auto current = name_of(county::own_authority(m_folder));
  if (!current.ok()) return current.error();
  auto world = world_locked();
  if (!world.ok()) return world.error();
  if (!announced((*world)->registry, *next)) {
    store::AppendBatch batch;
    batch.ops.push_back(casework::draft_op(base::CaseId{}, 0, actor,
                                           casework::AuthorityAnnounced{*next, *current}));
    if (auto done = append_locked(std::move(batch)); !done.ok()) return done.error();
  }
  return authority_standing_locked();
}

Result<ServerCertificate> CountyService::switch_authority(
    const std::set<base::StationId>& given_up) {
  const std::lock_guard lock(m_mutex);
  const auto standing = authority_standing_locked();
  if (!standing.ok()) return standing.error();
  if (standing->next.empty())
    return Error{ErrorCode::kNotFound, m_folder + "/tls", "no other authority was announced"};
  std::string waiting;
  for (const auto& station : standing->unheard)
    if (!given_up.contains(station.id)) waiting += (waiting.empty() ? "" : ", ") + station.name;
  if (!waiting.empty())
    return Error{ErrorCode::kRefused, standing->next,
                 "these stations have not heard of it yet: " + waiting};
  return county::switch_authority(m_folder, now_ms(), m_random);
}

Result<void> CountyService::end_former_authorities() {
  const auto shown = county::own_authority(m_folder);
  if (!shown.ok()) return shown.error();
  const std::lock_guard lock(m_mutex);
  auto world = world_locked();
  if (!world.ok()) return world.error();
  const auto& registry = (*world)->registry;
  const auto& all = registry.authorities();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const auto& one) { return one.certificate == *shown; });
  if (found == all.end()) return {};
  store::AppendBatch batch;
  // With it those before it that a station may have heard of by no other way.
  for (auto one = all.begin(); one <= found; ++one)
    if (!registry.ended_authorities().contains(one->follows))
      batch.ops.push_back(
          casework::draft_op(base::CaseId{}, 0, "", casework::AuthorityEnded{one->follows}));
  return batch.ops.empty() ? Result<void>() : append_locked(std::move(batch));
}

}  // namespace jiujin::sync::county
