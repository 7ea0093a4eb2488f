// What a line carries, from how much was put on it and when.
//
// The first second is not counted: buffers between us and the line swallow it at once. Then the
// last few seconds tell. A pure value: the time is handed in.
// Thread rule: a value; belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace jiujin::sync::engine {

class RateMeter {
 public:
  using Milliseconds = std::chrono::milliseconds;
  // `total`: bytes so far, never less than before.
  void note(Milliseconds now, std::uint64_t total);
  // Bytes per second of the last kWindow; 0: not measured yet.
  std::uint64_t bytes_per_second() const;

  static constexpr Milliseconds kSwallowed{1'000};
  static constexpr Milliseconds kWindow{5'000};
  static constexpr Milliseconds kSpanMin{1'500};
  static constexpr Milliseconds kSampleEvery{100};

 private:
  struct Sample {
    Milliseconds at{0};
    std::uint64_t total = 0;
  };
  std::optional<Milliseconds> m_began;
  std::deque<Sample> m_samples;
};

}  // namespace jiujin::sync::engine
