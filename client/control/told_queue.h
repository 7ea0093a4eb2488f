// ToldQueue: what a window is to be told, in order; it is called once between two complete drains.
// TicketFlags: which commands the window does not want any more.
// Thread rule: any thread. `wake` is called outside the lock.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "client/control/control.h"

namespace jiujin::client::control {

class ToldQueue {
 public:
  explicit ToldQueue(std::function<void()> wake) : m_wake(std::move(wake)) {}
  void tell(Notification notification) {
    bool call = false;
    {
      const std::lock_guard lock(m_mutex);
      m_told.push_back(std::move(notification));
      call = !m_woken;
      m_woken = true;
    }
    if (call && m_wake) m_wake();
  }
  std::optional<Notification> take() {
    const std::lock_guard lock(m_mutex);
    if (m_told.empty()) {
      m_woken = false;
      return std::nullopt;
    }
    auto next = std::move(m_told.front());
    m_told.pop_front();
    return next;
  }

 private:
  std::function<void()> m_wake;
  std::mutex m_mutex;
  std::deque<Notification> m_told;
  bool m_woken = false;
};

class TicketFlags {
 public:
  using Flag = std::shared_ptr<std::atomic<bool>>;
  void add(Ticket ticket) {
    const std::lock_guard lock(m_mutex);
    m_flags[ticket] = std::make_shared<std::atomic<bool>>(false);
  }
  Flag of(Ticket ticket) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_flags.find(ticket);
    return found == m_flags.end() ? std::make_shared<std::atomic<bool>>(false) : found->second;
  }
  void cancel(Ticket ticket) { *of(ticket) = true; }
  void drop(Ticket ticket) {
    const std::lock_guard lock(m_mutex);
    m_flags.erase(ticket);
  }

 private:
  std::mutex m_mutex;
  std::map<Ticket, Flag> m_flags;
};

}  // namespace jiujin::client::control
