#include "client/control/side_sessions.h"

namespace jiujin::client::control {

Result<void> SideSessions::open(Lease& lease, const SessionOptions& options) {
  if (outdated(lease)) close(lease);
  if (lease.session) {
    lease.session->poll_changes();
    return {};
  }
  {
    const std::lock_guard lock(m_mutex);
    if (m_closing) return Error{ErrorCode::kCancelled, "", "cancelled"};
    lease.opening = m_opening;
    ++m_open;
  }
  auto opened = StationSession::open(options);
  if (opened.ok()) {
    lease.session = std::move(*opened);
    return {};
  }
  const std::lock_guard lock(m_mutex);
  --m_open;
  m_closed.notify_all();
  return opened.error();
}

void SideSessions::close(Lease& lease) {
  if (!lease.session) return;
  lease.session.reset();
  const std::lock_guard lock(m_mutex);
  --m_open;
  m_closed.notify_all();
}

bool SideSessions::outdated(const Lease& lease) const {
  const std::lock_guard lock(m_mutex);
  return lease.session && (lease.opening != m_opening || m_closing);
}

void SideSessions::outdate_all() {
  const std::lock_guard lock(m_mutex);
  ++m_opening;
}

void SideSessions::begin_closing() {
  const std::lock_guard lock(m_mutex);
  m_closing = true;
  ++m_opening;
}

bool SideSessions::closing() const {
  const std::lock_guard lock(m_mutex);
  return m_closing;
}

bool SideSessions::all_closed(std::chrono::milliseconds patience) {
  std::unique_lock lock(m_mutex);
  return m_closed.wait_for(lock, patience, [this] { return m_open == 0; });
}

void SideSessions::may_open() {
  const std::lock_guard lock(m_mutex);
  m_closing = false;
}

}  // namespace jiujin::client::control
