// LoginPresenter: who sits at this window. Staff list of the station, password checked offline,
// locked again after idle time; what was on the screen stays as it was, drafts are saved first.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

// Row in which a station keeps after how many minutes it is locked, as digits.
inline constexpr const char* kIdleMinutesRow = "idle-minutes";
inline constexpr int kIdleMinutesMax = 480;

struct LoginView {
  enum class Stage {
    kOpening,       // the folder is being opened
    kCannotOpen,    // notice says why (second window, damaged data); button "try again"
    kNotEnrolled,   // server address and enrolment code are asked for
    kChoosePerson,  // staff list
    kLoggedIn,
    kLocked,  // idle: only this person's password, or "other person"
    kWiped,   // by an order of the county nobody can open it; notice says whom to call
  };
  struct Person {
    std::string id, name, roles;  // roles: 村站受理、出件
  };
  Stage stage = Stage::kOpening;
  std::string station_name;
  std::vector<Person> people;
  std::string chosen;  // staff id
  std::string name;    // of the chosen one
  Notice notice;
  Busy busy;
  bool practice = false;
  std::string left;  // of a locked station: what it sends meanwhile; "" = nothing to say
};

// Why a log-in was refused, and what to do.
Notice login_refusal(const Error& error);

class LoginPresenter {
 public:
  explicit LoginPresenter(Workplace& workplace);
  const LoginView& view() const { return m_view; }
  std::function<void()> on_changed;
  std::function<void()> on_logged_in;  // also after unlocking
  std::function<void()> on_locked;
  std::function<void()> on_wiped;  // nothing can be saved any more: what is on the screen goes
  std::function<void()> on_left;  // only `left` has changed: what is being typed stays

  // Only accounts whose one role is the kiosk are offered.
  void only_kiosks() { m_only_kiosks = true; }
  void open();  // (again) opens the station folder
  void enrol(std::string server_url, std::string code);
  void choose(std::string staff_id);
  void log_in(std::string password);
  void log_out();
  void lock();
  // Any key or mouse movement in the window.
  void touched();
  void set_idle_minutes(int minutes);  // 0 = never; default 10; the station's row, once it is read

 private:
  void show_station();
  void show_wiped(const control::StationInfo& info);
  void read_idle_minutes();
  void show_left(const control::LeftToSend& left);
  void changed();
  Workplace& m_workplace;
  LoginView m_view;
  std::int64_t m_touched_ms = 0;
  int m_idle_minutes = 10;
  bool m_only_kiosks = false;
  bool m_open = false;  // the station's data are open though nobody may have logged in
  Workplace::Token m_token, m_events, m_ticks;
};

}  // namespace jiujin::client::presenters
