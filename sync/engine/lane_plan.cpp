#include "sync/engine/lane_plan.h"

namespace jiujin::sync::engine {

LanePlan::Advice LanePlan::advise(Milliseconds now, std::uint64_t bytes_per_second,
                                  std::uint64_t bytes_left, unsigned side_lanes) {
  if (m_given_up || bytes_per_second == 0) return Advice::kStay;
  if (m_trial_since) {
    if (now < *m_trial_since + kTrial) return Advice::kStay;
    m_trial_since.reset();
    if (bytes_per_second < m_rate_before + m_rate_before / 4) {
      m_given_up = true;
      return side_lanes > 0 ? Advice::kCloseOne : Advice::kStay;
    }
  }
  if (side_lanes >= kSideLanesMax || bytes_left / kWorthSeconds <= bytes_per_second) {
    return Advice::kStay;
  }
  m_rate_before = bytes_per_second;
  m_trial_since = now;
  return Advice::kOpenOne;
}

}  // namespace jiujin::sync::engine
