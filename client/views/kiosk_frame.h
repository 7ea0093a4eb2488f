// The self-service screen of a station (jiujin --kiosk): fills the display, has no desktop beneath
// it that a resident could reach, and closes only for staff.
//
// It covers the display and lies over other windows; a window manager's own keys are the session's
// matter: a kiosk's session runs nothing but this program. No file is ever asked for or shown.
// Thread rule: GUI thread only.
#pragma once

#include <wx/eventfilter.h>
#include <wx/frame.h>
#include <wx/timer.h>

#include <memory>

#include "client/presenters/kiosk_presenter.h"
#include "client/presenters/login_presenter.h"
#include "client/views/login_view.h"
#include "client/views/place_view.h"

namespace jiujin::client::views {

class KioskView;

class KioskFrame : public wxFrame, private wxEventFilter {
 public:
  explicit KioskFrame(presenters::Workplace& workplace);
  ~KioskFrame() override;
  void drain();

 private:
  int FilterEvent(wxEvent& event) override;  // any key or touch keeps the screen
  void show_kiosk();
  void show_page();
  void on_close(wxCloseEvent& event);

  presenters::Workplace& m_workplace;
  presenters::LoginPresenter m_login;
  std::unique_ptr<presenters::KioskPresenter> m_kiosk;
  LoginView* m_login_view = nullptr;
  wxPanel* m_screen = nullptr;  // the kiosk, or the resident's rating
  wxStaticText* m_countdown = nullptr;
  wxWindow* m_page = nullptr;
  bool m_rating = false;
  bool m_may_close = false;
  wxTimer m_timer;
};

}  // namespace jiujin::client::views
