#include "client/views/kiosk_frame.h"

#include <malloc.h>
#include <wx/display.h>

#include "client/views/kiosk_view.h"
#include "client/views/rating_view.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using Shows = presenters::KioskView::Page;
using Stage = presenters::LoginView::Stage;

namespace {
constexpr int kTickMs = 250;

bool opens_menu(const wxEvent& event) {
  const auto type = event.GetEventType();
  if (type != wxEVT_KEY_DOWN && type != wxEVT_CHAR_HOOK) return false;
  const auto& key = static_cast<const wxKeyEvent&>(event);
  return key.GetKeyCode() == WXK_WINDOWS_MENU || key.GetKeyCode() == WXK_MENU ||
         (key.GetKeyCode() == WXK_F10 && key.ShiftDown());
}
}  // namespace

KioskFrame::KioskFrame(presenters::Workplace& workplace)
    : wxFrame(nullptr, wxID_ANY, wx(_t("Jiujin")), wxDefaultPosition, wxDefaultSize,
              wxBORDER_NONE | wxSTAY_ON_TOP | wxFRAME_NO_TASKBAR),
      m_workplace(workplace),
      m_login(workplace),
      m_timer(this) {
  auto* column = new wxBoxSizer(wxVERTICAL);
  m_login.only_kiosks();
  m_login_view = new LoginView(this, m_login, [this] { Close(); });
  column->Add(m_login_view, 1, wxEXPAND);
  m_screen = new wxPanel(this);
  auto* screen = new wxBoxSizer(wxVERTICAL);
  m_countdown = text(m_screen, "", Theme::resident(), Tone::kAlarm);
  screen->Add(m_countdown, 0, wxALIGN_CENTRE_HORIZONTAL | wxALL, Theme::px(kFieldGap));
  m_screen->SetSizer(screen);
  m_screen->Hide();
  column->Add(m_screen, 1, wxEXPAND);
  SetSizer(column);
  m_login.on_logged_in = [this] { show_kiosk(); };
  const auto closed = [this] {
    CallAfter([this] {
      if (m_page) m_page->Destroy();
      m_page = nullptr;
      m_kiosk.reset();
      m_screen->Hide();
      m_login_view->Show();
      m_login_view->draw_now();
      Layout();
    });
  };
  m_login.on_locked = closed;
  m_login.on_wiped = closed;
  Bind(wxEVT_TIMER, [this](wxTimerEvent&) {
    // Whose turn it is has a screen of its own, which wipes itself; the station stays open.
    if (m_kiosk) m_login.touched();
    m_workplace.tick();
  });
  Bind(wxEVT_CLOSE_WINDOW, &KioskFrame::on_close, this);
  Bind(wxEVT_ICONIZE, [this](wxIconizeEvent& event) {
    if (event.IsIconized()) Iconize(false);
  });
  wxEvtHandler::AddFilter(this);
  m_timer.Start(kTickMs);
  // By itself, too: a session that runs nothing but this has no window manager.
  const wxRect display = wxDisplay(0u).GetGeometry();
  SetMinSize(display.GetSize());
  SetSize(display);
  ShowFullScreen(true, wxFULLSCREEN_ALL);
  m_login_view->draw_now();
  m_login.open();
}

KioskFrame::~KioskFrame() {
  wxEvtHandler::RemoveFilter(this);
}

void KioskFrame::drain() {
  m_workplace.drain();
}

int KioskFrame::FilterEvent(wxEvent& event) {
  const auto type = event.GetEventType();
  // Menus of text fields offer more than a screen for everybody may.
  if (type == wxEVT_CONTEXT_MENU || type == wxEVT_RIGHT_DOWN || type == wxEVT_RIGHT_UP ||
      type == wxEVT_MIDDLE_DOWN || opens_menu(event))
    return Event_Processed;
  const bool key = type == wxEVT_KEY_DOWN;
  if (!m_kiosk || (!key && type != wxEVT_LEFT_DOWN && type != wxEVT_MOTION)) return Event_Skip;
  m_kiosk->touched();
  if (m_rating) m_kiosk->rating().touched();
  if (!key || m_kiosk->view().page != Shows::kNumbers) return Event_Skip;
  const int code = static_cast<wxKeyEvent&>(event).GetKeyCode();
  const int digit = code >= WXK_NUMPAD0 && code <= WXK_NUMPAD9 ? code - WXK_NUMPAD0 + '0' : code;
  if (digit >= '0' && digit <= '9')
    m_kiosk->type(static_cast<char>(digit));
  else if (code == WXK_BACK)
    m_kiosk->rub_out();
  else if (code == WXK_RETURN || code == WXK_NUMPAD_ENTER)
    m_kiosk->ask();
  else
    return Event_Skip;
  return Event_Processed;
}

void KioskFrame::show_kiosk() {
  // What residents type and see goes through many hands on its way to the display: whatever any of
  // them frees is overwritten from now on.
  mallopt(M_PERTURB, 0x5a);
  m_kiosk = std::make_unique<presenters::KioskPresenter>(m_workplace, m_login.view().station_name,
                                                         m_workplace.me().id);
  m_kiosk->on_counted = [this] {
    const int left = m_kiosk->view().seconds_left;
    m_countdown->SetLabel(
        left == 0 ? wxString()
                  : wx(localization::format(_t("This screen is wiped in {0} s. Touch it to go on."),
                                            left)));
    m_screen->Layout();
  };
  m_kiosk->on_end = [this] {
    m_may_close = true;
    CallAfter([this] { Close(); });
  };
  m_login_view->Hide();
  m_screen->Show();
  m_rating = true;
  show_page();
  Layout();
}

// The rating has a screen of its own; all else is one view.
void KioskFrame::show_page() {
  const bool rating = m_kiosk->view().page == Shows::kRating;
  if (rating == m_rating) return;
  m_rating = rating;
  if (m_page) m_page->Destroy();
  m_kiosk->rating().on_changed = {};  // the view of it that is gone
  if (rating) {
    m_page = new RatingView(m_screen, m_kiosk->rating());
    m_kiosk->on_changed = [this] { CallAfter([this] { show_page(); }); };
  } else {
    auto* view = new KioskView(m_screen, *m_kiosk);
    m_kiosk->on_changed = [this, view] {
      if (m_kiosk->view().page == Shows::kRating)
        CallAfter([this] { show_page(); });
      else
        view->changed();
    };
    view->draw_now();
    m_page = view;
  }
  m_screen->GetSizer()->Insert(0, m_page, 1, wxEXPAND);
  m_screen->Layout();
}

void KioskFrame::on_close(wxCloseEvent& event) {
  const auto stage = m_login.view().stage;
  const bool nobody_can =
      !m_kiosk && (stage == Stage::kCannotOpen || stage == Stage::kNotEnrolled ||
                   m_login.view().people.empty());
  if (m_may_close || nobody_can || !event.CanVeto()) {
    event.Skip();
    return;
  }
  event.Veto();
  if (m_kiosk) m_kiosk->ask_staff();
}

}  // namespace jiujin::client::views
