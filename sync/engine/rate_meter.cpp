#include "sync/engine/rate_meter.h"

#include <algorithm>

namespace jiujin::sync::engine {

void RateMeter::note(Milliseconds now, std::uint64_t total) {
  if (!m_began) m_began = now;
  if (now < *m_began + kSwallowed) return;
  if (!m_samples.empty() && now < m_samples.back().at + kSampleEvery) return;
  m_samples.push_back({now, total});
  while (m_samples.size() > 2 && m_samples[1].at + kWindow <= now) m_samples.pop_front();
}

std::uint64_t RateMeter::bytes_per_second() const {
  if (m_samples.size() < 2) return 0;
  const auto span = m_samples.back().at - m_samples.front().at;
  if (span < kSpanMin) return 0;
  const std::uint64_t bytes = m_samples.back().total - m_samples.front().total;
  return std::max<std::uint64_t>(1, bytes * 1000 / static_cast<std::uint64_t>(span.count()));
}

}  // namespace jiujin::sync::engine
