#include "sync/engine/lane_plan.h"

namespace jiujin::sync::engine {

unsigned LanePlan::wanted(Milliseconds now, const LineView& line, unsigned side_lanes) {
  if (m_given_up || line.bytes_per_second == 0) return side_lanes;
  const bool worth = line.bytes_left / kWorthSeconds > line.bytes_per_second;
  // Only alone: several lanes at once take turns at buffers, which looks alike.
  if (side_lanes == 0 && line.falters && worth) {
    m_trial_since.reset();
    return kSideLanesMax;
  }
  if (m_trial_since) {
    if (now < *m_trial_since + kTrial) return side_lanes;
    m_trial_since.reset();
    if (line.bytes_per_second >= m_rate_before + m_rate_before / 4) return kSideLanesMax;
    m_tried = true;
    return 0;
  }
  const bool steady = line.slices >= kSteadySlices && !line.falters;
  if (m_tried || side_lanes > 0 || !steady || !worth) return side_lanes;
  m_rate_before = line.bytes_per_second;
  m_trial_since = now;
  return 1;
}

}  // namespace jiujin::sync::engine
