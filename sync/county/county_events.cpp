// What other systems saw, taken into the county's log.
#include "sync/county/county_desk.h"

namespace jiujin::sync::county {

Result<casework::EventIntake::Tally> CountyService::take_events(
    const casework::EventIntake::Source& source, const std::string& actor) {
  const std::lock_guard lock(m_mutex);
  auto registry = registry_locked();
  if (!registry.ok()) return registry.error();
  if (auto current = (*registry)->catch_up(m_desk->registry_day); !current.ok())
    return current.error();
  casework::EventIntake intake(
      *m_desk->store, actor, [&](const std::string& name) { return (*registry)->find(name); },
      [this](store::AppendBatch batch) { return append_locked(std::move(batch)); });
  return intake.take_all(source);
}

Result<void> CountyService::visit_events(const store::LogStore::OpVisitor& visit) {
  const std::lock_guard lock(m_mutex);
  return m_desk->store->visit_events(visit);
}

}  // namespace jiujin::sync::county
