// Workplace: what all presenters of one window share - the way to the control thread, who is logged
// in, the clock and the language.
//
// It refuses to know screens and widgets. Nothing here waits: work is posted to the control thread
// and its answer comes back through drain(), on the window's thread.
// Thread rule: belongs to the window's thread, as all presenters do.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "client/control/control.h"
#include "localization/text.h"

namespace jiujin::client::presenters {

struct Me {
  std::string id, name, unit, role_word;  // role_word: 村站受理
  bool logged_in = false;
};

class Workplace {
 public:
  // `control` must outlive the workplace. `clock_ms` gives Unix milliseconds (tests hand in
  // theirs).
  explicit Workplace(control::Control& control, std::function<std::int64_t()> clock_ms = {});
  ~Workplace();
  Workplace(const Workplace&) = delete;

  control::Control& control() { return m_control; }
  std::int64_t now_ms() const;
  std::chrono::sys_days today() const;
  std::string today_iso() const;

  const Me& me() const { return m_me; }
  void set_me(Me me);

  // Delivers what the control thread has to say to the presenters that wait for it. The window
  // calls it once for every "drain me" call.
  void drain();
  // Called by a timer of the window about four times a second: debounced saves, idle lock, wipes.
  void tick();

  // --- for presenters ---
  // Listeners are named by a token and fall silent when it is destroyed.
  using Token = std::shared_ptr<void>;
  [[nodiscard]] Token on_event(std::function<void(const control::Event&)> listener);
  [[nodiscard]] Token on_tick(std::function<void()> listener);
  // Posts a command; `reply` is called in drain() with its one answer, unless the token is gone.
  control::Ticket ask(control::Command command, std::weak_ptr<void> token,
                      std::function<void(control::Reply)> reply);
  void cancel(control::Ticket ticket);

 private:
  struct State;
  control::Control& m_control;
  std::function<std::int64_t()> m_clock_ms;
  Me m_me;
  std::unique_ptr<State> m_state;
};

}  // namespace jiujin::client::presenters
