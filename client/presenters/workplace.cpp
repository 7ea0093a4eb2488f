#include "client/presenters/workplace.h"

#include <map>

#include "localization/formats.h"

namespace jiujin::client::presenters {

struct Workplace::State {
  struct Waiting {
    std::weak_ptr<void> token;
    std::function<void(control::Reply)> reply;
  };
  template <typename Listener>
  struct Listening {
    std::weak_ptr<void> token;
    Listener listener;
  };
  std::map<control::Ticket, Waiting> waiting;
  std::vector<Listening<std::function<void(const control::Event&)>>> event_listeners;
  std::vector<Listening<std::function<void()>>> tick_listeners;
};

namespace {

// Listeners may come and go while they are called: a copy is walked, the dead are swept.
template <typename List, typename Call>
void call_all(List& list, const Call& call) {
  std::erase_if(list, [](const auto& each) { return each.token.expired(); });
  const auto snapshot = list;
  for (const auto& each : snapshot)
    if (auto alive = each.token.lock()) call(each.listener);
}

}  // namespace

Workplace::Workplace(control::Control& control, std::function<std::int64_t()> clock_ms)
    : m_control(control), m_clock_ms(std::move(clock_ms)), m_state(std::make_unique<State>()) {
  if (!m_clock_ms) {
    m_clock_ms = [] {
      return std::chrono::duration_cast<std::chrono::milliseconds>(
                 std::chrono::system_clock::now().time_since_epoch())
          .count();
    };
  }
}
Workplace::~Workplace() = default;

std::int64_t Workplace::now_ms() const { return m_clock_ms(); }

std::chrono::sys_days Workplace::today() const {
  return localization::local_date(std::chrono::sys_seconds(std::chrono::seconds(now_ms() / 1000)));
}

std::string Workplace::today_iso() const { return localization::iso_date(today()); }

void Workplace::set_me(Me me) { m_me = std::move(me); }

void Workplace::drain() {
  while (auto next = m_control.take()) {
    if (auto* reply = std::get_if<control::Reply>(&*next)) {
      auto found = m_state->waiting.find(reply->ticket);
      if (found == m_state->waiting.end()) continue;
      const auto waiting = std::move(found->second);
      m_state->waiting.erase(found);
      if (auto alive = waiting.token.lock(); alive && waiting.reply)
        waiting.reply(std::move(*reply));
    } else {
      const auto& event = std::get<control::Event>(*next);
      call_all(m_state->event_listeners, [&](const auto& listener) { listener(event); });
    }
  }
}

void Workplace::tick() {
  call_all(m_state->tick_listeners, [](const auto& listener) { listener(); });
}

Workplace::Token Workplace::on_event(std::function<void(const control::Event&)> listener) {
  auto token = std::make_shared<int>(0);
  m_state->event_listeners.push_back({token, std::move(listener)});
  return token;
}

Workplace::Token Workplace::on_tick(std::function<void()> listener) {
  auto token = std::make_shared<int>(0);
  m_state->tick_listeners.push_back({token, std::move(listener)});
  return token;
}

control::Ticket Workplace::ask(control::Command command, std::weak_ptr<void> token,
                               std::function<void(control::Reply)> reply) {
  const auto ticket = m_control.post(std::move(command));
  m_state->waiting[ticket] = {std::move(token), std::move(reply)};
  return ticket;
}

void Workplace::cancel(control::Ticket ticket) { m_control.cancel(ticket); }

}  // namespace jiujin::client::presenters
