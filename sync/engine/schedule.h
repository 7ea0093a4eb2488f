// When to speak to the county: periodic with jitter, patient after failures, at once when asked.
//
// Exponential back-off with full jitter (a random delay between zero and the ceiling), so that
// 1,388 stations do not come back as one after an outage. Retry-After is honoured by all but a
// clerk's "sync now". A pure state machine: the time and the dice are handed in.
// Thread rule: a value; belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace jiujin::sync::engine {

using Milliseconds = std::chrono::milliseconds;

struct ScheduleOptions {
  Milliseconds period{std::chrono::minutes(5)};
  double period_jitter = 0.2;  // the period is stretched or shortened by up to this part of it
  Milliseconds backoff_first{std::chrono::seconds(5)};
  Milliseconds backoff_max{std::chrono::minutes(15)};
  Milliseconds after_change{std::chrono::seconds(2)};  // new ops: soon, but gather a few
};

class Schedule {
 public:
  // Uniform in [0, 1).
  using Dice = std::function<double()>;
  Schedule(ScheduleOptions options, Dice dice, Milliseconds now);

  // Any monotonic clock; nothing = paused or running, do not wake.
  std::optional<Milliseconds> wake_at() const;
  bool due(Milliseconds now) const;

  void started();
  void succeeded(Milliseconds now);
  void failed(Milliseconds now, std::optional<Milliseconds> retry_after = std::nullopt);
  void something_waits(Milliseconds now);  // an op was written
  void sync_now(Milliseconds now);         // the clerk insists: back-off and Retry-After are waived
  void pause() { m_paused = true; }
  void resume(Milliseconds now);

  std::uint32_t failures() const { return m_failures; }
  bool paused() const { return m_paused; }
  bool running() const { return m_running; }

 private:
  ScheduleOptions m_options;
  Dice m_dice;
  Milliseconds m_next;
  std::optional<Milliseconds> m_not_before;  // Retry-After
  std::uint32_t m_failures = 0;
  bool m_paused = false;
  bool m_running = false;
  bool m_again = false;     // something came up while running
  bool m_insisted = false;  // a clerk's wish outlives a pause of the schedule, once
};

}  // namespace jiujin::sync::engine
