// How many connections beside the first: none unless they carry more.
//
// On a clean line one connection fills it and a second one only costs: one is tried, and goes again
// unless the total rate grows by a quarter. Where packets are lost each connection is slowed by
// itself, and four fill the line: where the first one falters, or the one that is tried carries
// more, there are three beside it (PROTOCOL 8.2). A pure state machine: rates and times are handed
// in.
// Thread rule: a value; belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace jiujin::sync::engine {

// What is seen of the line, of all connections together.
struct LineView {
  std::uint64_t bytes_per_second = 0;  // 0 = not measured
  bool falters = false;                // RateMeter::falters()
  std::size_t slices = 0;              // of time that this is judged by
  std::uint64_t bytes_left = 0;
};

class LanePlan {
 public:
  using Milliseconds = std::chrono::milliseconds;
  // How many side lanes there should be; `side_lanes`: those under way. To be asked about once a
  // second. Where there should be fewer the newest ends after its file.
  unsigned wanted(Milliseconds now, const LineView& line, unsigned side_lanes);
  // A lane broke, or the county does not answer while we send: no further one.
  void give_up() { m_given_up = true; }

  static constexpr unsigned kSideLanesMax = 3;
  static constexpr std::uint64_t kWorthSeconds = 20;  // with less left nothing is tried
  static constexpr std::size_t kSteadySlices = 2;     // in so many nothing falters: one is tried
  static constexpr Milliseconds kTrial{8'000};        // settling, then RateMeter::kWindow

 private:
  bool m_given_up = false;
  bool m_tried = false;  // one was, and carried nothing
  std::uint64_t m_rate_before = 0;
  std::optional<Milliseconds> m_trial_since;
};

}  // namespace jiujin::sync::engine
