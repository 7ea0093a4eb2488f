#include "sync/engine/schedule.h"

#include <algorithm>

namespace jiujin::sync::engine {

namespace {

Milliseconds part_of(Milliseconds whole, double part) {
  return Milliseconds(static_cast<std::int64_t>(static_cast<double>(whole.count()) * part));
}

}  // namespace

Schedule::Schedule(ScheduleOptions options, Dice dice, Milliseconds now)
    : m_options(options), m_dice(std::move(dice)), m_next(now) {}

std::optional<Milliseconds> Schedule::wake_at() const {
  if (m_running || (m_paused && !m_insisted)) return std::nullopt;
  return m_not_before ? std::max(m_next, *m_not_before) : m_next;
}

bool Schedule::due(Milliseconds now) const {
  const auto at = wake_at();
  return at && *at <= now;
}

void Schedule::started() {
  m_running = true;
  m_again = m_insisted = false;
}

void Schedule::succeeded(Milliseconds now) {
  m_running = false;
  m_failures = 0;
  m_not_before.reset();
  const double stretch = 1.0 + m_options.period_jitter * (2.0 * m_dice() - 1.0);
  m_next = now + (m_again ? m_options.after_change : part_of(m_options.period, stretch));
  m_again = false;
}

void Schedule::failed(Milliseconds now, std::optional<Milliseconds> retry_after) {
  m_running = false;
  m_again = false;
  // 2^20 times the first delay is beyond any maximum; more would overflow.
  const std::uint32_t doublings = std::min<std::uint32_t>(m_failures, 20);
  ++m_failures;
  const Milliseconds ceiling =
      std::min(m_options.backoff_max, m_options.backoff_first * (1 << doublings));
  m_next = now + part_of(ceiling, m_dice());
  m_not_before.reset();
  if (retry_after) m_not_before = now + *retry_after;
}

void Schedule::something_waits(Milliseconds now) {
  if (m_running) {
    m_again = true;
  } else if (m_failures == 0) {  // behind a failure the back-off decides
    m_next = std::min(m_next, now + m_options.after_change);
  }
}

void Schedule::sync_now(Milliseconds now) {
  m_next = now;
  m_not_before.reset();
  m_insisted = true;
  if (m_running) m_again = true;
}

void Schedule::resume(Milliseconds now) {
  m_paused = false;
  m_next = std::min(m_next, now);
}

}  // namespace jiujin::sync::engine
