// ControlThread: the one background thread that writes the store, with two workers and a thread for
// exchanges with the county. InlineControl: the same commands done at once, for tests and scripts.
//
// What takes long and changes no case (pictures, papers, statistics, taking in pages) runs on the
// workers, each with a session of its own on the same folder. A sync run never holds up a command:
// it has its own connection, its writes are short transactions and a file lock keeps other programs
// from syncing meanwhile. Thread rule: see control.h. Destruction cancels what is under way and
// waits for the threads.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "client/control/control.h"
#include "client/control/station_session.h"

namespace jiujin::client::control {

class ControlThread final : public Control {
 public:
  // `wake` is called from any thread, once between two complete drains: post an event to the window
  // that makes it call Workplace::drain().
  ControlThread(SessionOptions options, std::function<void()> wake);
  ~ControlThread() override;
  Ticket post(Command command) override;
  void cancel(Ticket ticket) override;
  std::optional<Notification> take() override;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

class InlineControl final : public Control {
 public:
  explicit InlineControl(SessionOptions options);
  ~InlineControl() override;
  Ticket post(Command command) override;
  void cancel(Ticket) override {}
  std::optional<Notification> take() override;
  StationSession* session() { return m_session.get(); }  // null before OpenStation succeeded

 private:
  SessionOptions m_options;
  std::unique_ptr<StationSession> m_session;
  std::deque<Notification> m_told;
  Ticket m_last = 0;
  int m_told_catalogue = 0;
};

}  // namespace jiujin::client::control
