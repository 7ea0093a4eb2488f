// MainFrame: the frame round every place - top bar with quick find, places on the left, status bar.
//
// It owns the presenters that live as long as the window and swaps the place in the middle.
// Thread rule: GUI thread only.
#pragma once

#include <wx/frame.h>
#include <wx/statbmp.h>
#include <wx/timer.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "client/presenters/frame_presenter.h"
#include "client/presenters/login_presenter.h"
#include "client/views/case_list_view.h"
#include "client/views/login_view.h"

class wxTextCtrl;

namespace jiujin::client::views {

class CasePageView;
class IntakeView;
class FindView;

class MainFrame : public wxFrame {
 public:
  explicit MainFrame(presenters::Workplace& workplace);
  // Called (through the event loop) when the control thread has something to say.
  void drain();

  // Places, also for the gallery.
  void open_place(presenters::Place place);
  void show_place(const std::function<wxWindow*(wxWindow* parent)>& make) {
    set_place(make(m_middle));
  }
  void begin_intake(const std::string& item_code);
  void resume_draft(const std::string& draft_id);
  void open_case(const std::string& case_id, bool correct = false);
  void open_exit(const std::string& case_id);
  void open_rating(const std::string& case_id);
  void close_rating(const std::string& case_id);
  // As if it had been typed above.
  void find(const std::string& query);
  presenters::LoginPresenter& login() { return m_login; }
  presenters::FramePresenter& frame() { return m_frame; }
  wxWindow* place() { return m_place; }
  IntakeView* intake() { return m_intake; }

 private:
  void build_top(wxSizer* to);
  void build_side(wxSizer* to);
  void build_places();
  void build_status(wxSizer* to);
  void build_keys();
  void show_frame();
  void show_login(bool login);
  void show_places();
  void show_notice();
  void show_status();
  void set_place(wxWindow* place);
  // Does it once what is typed in the place is on the disk; stays, with a notice, when it is not.
  void leave_place(std::function<void()> then);
  void save_place();
  // The station is locked: nothing of a resident stays in the window. What was open is gone back to
  // when the same person unlocks.
  void lock_place();
  void drop_place();
  void unlock_place();
  void show_intake(const std::string& item_code);
  void show_case(const std::string& case_id, bool correct);
  void show_found();
  void on_key(wxKeyEvent& event);
  void show_help();
  void find_changed();
  void person_menu();

  presenters::Workplace& m_workplace;
  presenters::LoginPresenter m_login;
  presenters::FramePresenter m_frame;
  wxTimer m_timer;
  wxPanel* m_root = nullptr;
  LoginView* m_login_view = nullptr;
  wxPanel* m_shell = nullptr;
  wxStaticText* m_station = nullptr;
  wxTextCtrl* m_find = nullptr;
  wxButton* m_person = nullptr;
  wxPanel* m_side = nullptr;
  std::map<presenters::Place, wxButton*> m_places;
  wxPanel* m_notice = nullptr;
  std::string m_shown_notice;
  wxPanel* m_middle = nullptr;
  wxWindow* m_place = nullptr;
  IntakeView* m_intake = nullptr;
  CasePageView* m_page = nullptr;
  std::string m_case;  // open on the case page
  wxPanel* m_status = nullptr;
  wxStaticBitmap* m_mark = nullptr;
  wxStaticText* m_connection = nullptr;
  wxStaticText* m_waiting = nullptr;
  wxStaticText* m_saved = nullptr;
  wxStaticText* m_practice = nullptr;
  struct Open {
    std::string person, draft, case_id;
    bool correcting = false;
  };
  Open m_resume;            // when the station was locked
  bool m_drop = false;      // as soon as no dialog stands over the place any more
  bool m_resident = false;  // the resident's own screen covers everything else
};

}  // namespace jiujin::client::views
