#include "sync/engine/rate_meter.h"

#include <algorithm>

namespace jiujin::sync::engine {

void RateMeter::note(Milliseconds now, std::uint64_t total) {
  if (!m_began) m_began = now;
  if (now < *m_began + kSwallowed) return;
  count_slices(now, total);
  if (!m_samples.empty() && now < m_samples.back().at + kSampleEvery) return;
  m_samples.push_back({now, total});
  while (m_samples.size() > 2 && m_samples[1].at + kWindow <= now) m_samples.pop_front();
}

void RateMeter::disturbed(Milliseconds now) {
  m_slices.clear();
  m_slice_began.reset();
  m_slices_from = now + kDisturbed;
}

// Notes come as they come: what stood at the end of a slice lies on the line between two of them.
void RateMeter::count_slices(Milliseconds now, std::uint64_t total) {
  if (now < m_slices_from) return;
  if (!m_slice_began) m_slice_began = m_last = Sample{now, total};
  while (now >= m_slice_began->at + kSlice) {
    const Milliseconds end = m_slice_began->at + kSlice;
    const auto span = static_cast<std::uint64_t>((now - m_last.at).count());
    const auto part = static_cast<std::uint64_t>((end - m_last.at).count());
    const std::uint64_t at_end =
        span == 0 ? total : m_last.total + (total - m_last.total) * part / span;
    m_slices.push_back(at_end - m_slice_began->total);
    if (m_slices.size() > kSlicesKept) m_slices.pop_front();
    m_slice_began = m_last = Sample{end, at_end};
  }
  m_last = {now, total};
}

std::uint64_t RateMeter::bytes_per_second() const {
  if (m_samples.size() < 2) return 0;
  const auto span = m_samples.back().at - m_samples.front().at;
  if (span < kSpanMin) return 0;
  const std::uint64_t bytes = m_samples.back().total - m_samples.front().total;
  return std::max<std::uint64_t>(1, bytes * 1000 / static_cast<std::uint64_t>(span.count()));
}

bool RateMeter::falters() const {
  std::uint64_t best = 0;
  for (const std::uint64_t bytes : m_slices) {
    if (bytes < best - best * 3 / 10) return true;
    best = std::max(best, bytes);
  }
  return false;
}

}  // namespace jiujin::sync::engine
