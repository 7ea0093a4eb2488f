// What a line carries and how evenly, from how much it took and when.
//
// The first second is not counted: buffers between us and the line swallow it at once. Then the
// last few seconds tell. A line that no packet is lost on carries about the same in any two
// seconds; where packets are lost a connection falls back again and again (congestion control, RFC
// 5681 section 3), which shows as slices of time far below earlier ones. A pure value: the time is
// handed in.
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
  // A connection came or went: what the next seconds look like is its doing.
  void disturbed(Milliseconds now);

  // Bytes per second of the last kWindow; 0: not measured yet.
  std::uint64_t bytes_per_second() const;
  // Whether one of the last kSlicesKept slices stayed below 70 % of an earlier one of them.
  bool falters() const;
  // Undisturbed slices that falters() judges by.
  std::size_t slices() const { return m_slices.size(); }

  static constexpr Milliseconds kSwallowed{1'000};
  static constexpr Milliseconds kWindow{5'000};
  static constexpr Milliseconds kSpanMin{1'500};
  static constexpr Milliseconds kSampleEvery{100};
  static constexpr Milliseconds kSlice{2'000};  // windows of peers open in steps of half a second
  static constexpr Milliseconds kDisturbed{3'000};
  static constexpr std::size_t kSlicesKept = 6;

 private:
  struct Sample {
    Milliseconds at{0};
    std::uint64_t total = 0;
  };
  void count_slices(Milliseconds now, std::uint64_t total);

  std::optional<Milliseconds> m_began;
  std::deque<Sample> m_samples;
  std::optional<Sample> m_slice_began;  // the slice under way; its total is interpolated
  Sample m_last;
  Milliseconds m_slices_from{0};
  std::deque<std::uint64_t> m_slices;  // bytes of each
};

}  // namespace jiujin::sync::engine
