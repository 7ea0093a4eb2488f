// Simulated processes: each runs the product's own code on a stack of its own, one at a time.
//
// Who runs next, and when time moves, is decided by the dice alone, so that one seed gives one
// history. Time stands still while somebody can run and jumps to the next alarm when nobody can.
// Killing unwinds a stack by an exception the product cannot name; a dead process has no say any
// more in the world (its store refuses, see SimDisk).
// Thread rule: one thread for everything.
#pragma once

#include <boost/context/fiber.hpp>
#include <boost/context/pooled_fixedsize_stack.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "tests/simulation/dice.h"

namespace jiujin::tests::simulation {

// Thrown through a fiber that was killed. Not a std::exception on purpose.
struct Killed {};

class Fibers {
 public:
  using Id = std::uint64_t;
  static constexpr std::uint64_t kForever = UINT64_MAX;

  explicit Fibers(Dice& dice) : m_dice(dice) {}
  ~Fibers();

  Id spawn(std::function<void()> body);

  // --- inside a fiber ---
  void pause();                  // somebody else may go first
  void sleep(std::uint64_t ms);  // simulated milliseconds
  // Until `ready`, at most `ms`; false when the time ran out.
  bool wait(const std::function<bool()>& ready, std::uint64_t ms = kForever);
  Id current() const { return m_current; }
  // While held, pause() gives nobody else a turn: what others must not see half done.
  void hold(bool on) { m_held = on; }

  // --- from anywhere ---
  // The next time it would run it is unwound instead. Not for the fiber that runs: that throws.
  void kill(Id id);
  bool alive(Id id) const { return find(id) != nullptr; }
  std::uint64_t now_ms() const { return m_now; }
  // One step of somebody; false when nobody is left, or all wait for what nobody will do.
  bool step();
  std::uint64_t steps() const { return m_steps; }

 private:
  struct Fiber {
    Id id = 0;
    boost::context::fiber stack;
    std::function<bool()> ready;  // empty: may run at once
    std::uint64_t wake_at = 0;    // with `ready`: runs then at the latest
    bool killed = false;
    bool over = false;
  };
  Fiber* find(Id id) const;
  void leave();  // back to step(); throws Killed when killed meanwhile
  bool can_run(Fiber& fiber) const;
  void resume(Fiber& fiber);

  Dice& m_dice;
  std::vector<std::unique_ptr<Fiber>> m_fibers;
  boost::context::fiber m_scheduler;
  Fiber* m_running = nullptr;
  Id m_current = 0;
  bool m_held = false;
  Id m_last = 0;
  std::uint64_t m_now = 0;
  std::uint64_t m_steps = 0;
};

}  // namespace jiujin::tests::simulation
