// StickPresenter: sealed bundles for the county onto a stick, and its answers from there.
//
// Only one of the two at a time; both run in the background and can be stopped.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <string>

#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

struct StickView {
  Button write, read;  // off while one runs, and where nothing may travel
  Busy busy;
  Notice notice;  // how the last one went, until it is dismissed
};

class StickPresenter {
 public:
  explicit StickPresenter(Workplace& workplace);
  const StickView& view() const { return m_view; }
  std::function<void()> on_changed;
  std::function<void()> on_done;  // something may have changed

  // `why_not`: nothing may travel, and why; "" = it may.
  void allow(const std::string& why_not);
  void write_to(const std::string& folder);
  void read_from(const std::string& folder);
  void stop();
  void dismiss();

 private:
  void begin(control::Command command, const std::string& sentence);
  void ended(const control::Reply& reply);
  void rebuild();

  Workplace& m_workplace;
  StickView m_view;
  std::string m_why_not;
  control::Ticket m_ticket = 0;  // of what runs
  bool m_writes = false;
  Workplace::Token m_token, m_events;
};

}  // namespace jiujin::client::presenters
