#include "tests/simulation/fibers.h"

#include <algorithm>

#include "localization/error.h"

namespace jiujin::tests::simulation {

namespace {

constexpr std::size_t kStackBytes = 256 * 1024;

// Shared by all worlds of this thread: mapping stacks anew would cost more than a small world.
boost::context::pooled_fixedsize_stack& stacks() {
  static boost::context::pooled_fixedsize_stack pool(kStackBytes);
  return pool;
}

}  // namespace

Fibers::~Fibers() {
  for (auto& fiber : m_fibers) {
    if (fiber->over) continue;
    fiber->killed = true;
    while (!fiber->over) resume(*fiber);
  }
}

Fibers::Id Fibers::spawn(std::function<void()> body) {
  auto fiber = std::make_unique<Fiber>();
  Fiber* const self = fiber.get();
  self->id = ++m_last;
  self->stack = boost::context::fiber(
      std::allocator_arg, stacks(),
      [this, self, body = std::move(body)](boost::context::fiber&& scheduler) {
        m_scheduler = std::move(scheduler);
        try {
          if (!self->killed) body();
        } catch (const Killed&) {
        }
        self->over = true;
        return std::move(m_scheduler);
      });
  m_fibers.push_back(std::move(fiber));
  return self->id;
}

Fibers::Fiber* Fibers::find(Id id) const {
  for (const auto& fiber : m_fibers)
    if (fiber->id == id && !fiber->over) return fiber.get();
  return nullptr;
}

void Fibers::leave() {
  Fiber* const self = m_running;
  m_scheduler = std::move(m_scheduler).resume();
  if (self->killed) throw Killed{};
}

void Fibers::pause() {
  if (m_held) return;
  m_running->ready = nullptr;
  m_running->wake_at = m_now;
  leave();
}

void Fibers::sleep(std::uint64_t ms) {
  m_running->ready = [] { return false; };
  m_running->wake_at = m_now + ms;
  leave();
}

bool Fibers::wait(const std::function<bool()>& ready, std::uint64_t ms) {
  if (ready()) return true;
  Assert(!m_held);
  m_running->ready = ready;
  m_running->wake_at = ms == kForever ? kForever : m_now + ms;
  leave();
  return ready();
}

void Fibers::kill(Id id) {
  if (Fiber* const fiber = find(id)) fiber->killed = true;
}

bool Fibers::can_run(Fiber& fiber) const {
  return fiber.killed || !fiber.ready || fiber.wake_at <= m_now || fiber.ready();
}

void Fibers::resume(Fiber& fiber) {
  m_running = &fiber;
  m_current = fiber.id;
  fiber.stack = std::move(fiber.stack).resume();
  m_running = nullptr;
  m_current = 0;
}

bool Fibers::step() {
  std::erase_if(m_fibers, [](const auto& fiber) { return fiber->over; });
  if (m_fibers.empty()) return false;
  const std::size_t first = m_dice.below(m_fibers.size());
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < m_fibers.size(); ++i) {
      Fiber& fiber = *m_fibers[(first + i) % m_fibers.size()];
      if (!can_run(fiber)) continue;
      ++m_steps;
      resume(fiber);
      return true;
    }
    std::uint64_t alarm = kForever;
    for (const auto& fiber : m_fibers) alarm = std::min(alarm, fiber->wake_at);
    if (alarm == kForever) return false;
    m_now = std::max(m_now, alarm);
  }
  return false;
}

}  // namespace jiujin::tests::simulation
