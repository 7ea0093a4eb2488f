// Whether more connections carry more: one is tried, kept only if the total rate grows by a
// quarter.
//
// On a clean line one connection fills it and a second one only costs; where packets are lost each
// connection is slowed by itself, and three or four fill the line (PROTOCOL 8.2). A pure state
// machine: rates and times are handed in.
// Thread rule: a value; belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace jiujin::sync::engine {

class LanePlan {
 public:
  using Milliseconds = std::chrono::milliseconds;
  enum class Advice {
    kStay,
    kOpenOne,   // begin a side lane
    kCloseOne,  // the newest ends after its file; no other is tried
  };
  // To be asked about once a second. `bytes_per_second`: of all lanes together, 0 = not measured;
  // `side_lanes`: those under way.
  Advice advise(Milliseconds now, std::uint64_t bytes_per_second, std::uint64_t bytes_left,
                unsigned side_lanes);
  // A lane broke, or the county does not answer while we send: no further one.
  void give_up() { m_given_up = true; }

  static constexpr unsigned kSideLanesMax = 3;
  static constexpr std::uint64_t kWorthSeconds = 20;  // with less left nothing is tried
  static constexpr Milliseconds kTrial{8'000};        // settling, then RateMeter::kWindow

 private:
  bool m_given_up = false;
  std::uint64_t m_rate_before = 0;
  std::optional<Milliseconds> m_trial_since;
};

}  // namespace jiujin::sync::engine
