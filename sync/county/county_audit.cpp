#include "sync/county/county_desk.h"
#include "sync/store/audit.h"

namespace jiujin::sync::county {

Result<store::AuditReport> CountyService::verify_audit() {
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto report = store::verify_audit(**store);
  return_store(std::move(store).value());
  return report;
}

Result<AuditStanding> CountyService::audit_standing() {
  const std::lock_guard lock(m_audit_mutex);
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto standing = m_audit.standing(**store);
  return_store(std::move(store).value());
  return standing;
}

void CountyService::want_full_audit() {
  const std::lock_guard lock(m_audit_mutex);
  m_audit.want_full();
}

Result<bool> CountyService::audit_step(std::size_t bytes_max) {
  const std::lock_guard lock(m_audit_mutex);
  auto store = borrow_store();
  if (!store.ok()) return store.error();
  auto more = m_audit.step(**store, bytes_max, now_ms());
  return_store(std::move(store).value());
  return more;
}

}  // namespace jiujin::sync::county
