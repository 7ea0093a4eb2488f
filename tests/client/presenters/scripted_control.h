// A control thread that tells what a test has it tell, and keeps what it was asked. For tests.
#pragma once

#include <deque>
#include <vector>

#include "client/control/control.h"

namespace jiujin::tests {

struct ScriptedControl : client::control::Control {
  client::control::Ticket post(client::control::Command command) override {
    const auto ticket = ++last;
    if (std::holds_alternative<client::control::AskOverview>(command))
      answer(ticket, overview);
    else if (std::holds_alternative<client::control::AskTransfers>(command))
      answer(ticket, transfers);
    asked.push_back(std::move(command));
    return ticket;
  }
  void cancel(client::control::Ticket ticket) override { cancelled.push_back(ticket); }
  std::optional<client::control::Notification> take() override {
    if (told.empty()) return std::nullopt;
    auto next = std::move(told.front());
    told.pop_front();
    return next;
  }
  void answer(client::control::Ticket ticket, client::control::Answer with) {
    told.push_back(client::control::Reply{ticket, std::move(with)});
  }
  // The last command of this kind that was asked; null when none was.
  template <typename T>
  const T* asked_last() const {
    for (auto command = asked.rbegin(); command != asked.rend(); ++command)
      if (const auto* found = std::get_if<T>(&*command)) return found;
    return nullptr;
  }

  client::control::Overview overview;
  client::control::TransfersReady transfers;
  std::deque<client::control::Notification> told;
  std::vector<client::control::Command> asked;
  std::vector<client::control::Ticket> cancelled;
  client::control::Ticket last = 0;
};

}  // namespace jiujin::tests
