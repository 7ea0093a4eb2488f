#include "client/views/main_frame.h"

#include <wx/display.h>
#include <wx/menu.h>
#include <wx/msgdlg.h>
#include <wx/statline.h>
#include <wx/textctrl.h>

#include "client/views/case_page_view.h"
#include "client/views/intake_view.h"
#include "client/views/other_views.h"
#include "client/views/place_view.h"
#include "client/views/rating_view.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using presenters::Place;

namespace {
constexpr int kTickMs = 250;  // debounced saves, idle lock, the resident's countdown
constexpr int kSideWidth = 172;
constexpr int kPlaceHeight = 42;
}  // namespace

MainFrame::MainFrame(presenters::Workplace& workplace)
    : wxFrame(nullptr, wxID_ANY, wx(_t("Jiujin")), wxDefaultPosition,
              wxSize(Theme::px(1280), Theme::px(720))),
      m_workplace(workplace),
      m_login(workplace),
      m_frame(workplace),
      m_timer(this) {
  SetMinSize(wxSize(900, 560));
  // The usual screen of a window is 1366 x 768: there every pixel is wanted.
  const wxRect screen = wxDisplay(this).GetClientArea();
  if (screen.width <= Theme::px(1440) || screen.height <= Theme::px(860)) {
    Maximize();
  } else {
    Centre();
  }
  m_root = new wxPanel(this);
  auto* column = new wxBoxSizer(wxVERTICAL);
  m_login_view = new LoginView(m_root, m_login, [this] { Close(); });
  column->Add(m_login_view, 1, wxEXPAND);
  m_shell = new wxPanel(m_root);
  auto* shell = new wxBoxSizer(wxVERTICAL);
  build_top(shell);
  shell->Add(new wxStaticLine(m_shell), 0, wxEXPAND);
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  build_side(row);
  row->Add(new wxStaticLine(m_shell, wxID_ANY, wxDefaultPosition, wxDefaultSize, wxLI_VERTICAL), 0,
           wxEXPAND);
  m_middle = new wxPanel(m_shell);
  m_middle->SetSizer(new wxBoxSizer(wxVERTICAL));
  auto* middle = new wxBoxSizer(wxVERTICAL);
  m_notice = new wxPanel(m_shell);
  m_notice->SetSizer(new wxBoxSizer(wxVERTICAL));
  middle->Add(m_notice, 0, wxEXPAND | wxLEFT | wxRIGHT, Theme::px(kEdge));
  middle->Add(m_middle, 1, wxEXPAND);
  row->Add(middle, 1, wxEXPAND);
  shell->Add(row, 1, wxEXPAND);
  shell->Add(new wxStaticLine(m_shell), 0, wxEXPAND);
  build_status(shell);
  m_shell->SetSizer(shell);
  column->Add(m_shell, 1, wxEXPAND);
  m_root->SetSizer(column);
  build_keys();

  m_frame.on_changed = [this] { show_frame(); };
  m_frame.on_place = [this](Place place) { open_place(place); };
  m_login.on_logged_in = [this] {
    show_login(false);
    m_frame.refresh();
    unlock_place();
  };
  m_login.on_locked = [this] {
    lock_place();  // what is typed is sent to be saved while the person is still logged in
    show_login(true);
  };
  m_login.on_wiped = [this] {
    m_resume = {};
    show_login(true);
    drop_place();
  };
  Bind(wxEVT_TIMER, [this](wxTimerEvent&) {
    m_workplace.tick();
    if (m_drop) drop_place();
  });
  m_timer.Start(kTickMs);
  Bind(wxEVT_CLOSE_WINDOW, [this](wxCloseEvent& event) {
    save_place();
    event.Skip();
  });
  Maximize();
  show_login(true);
  m_login.open();
}

void MainFrame::build_top(wxSizer* to) {
  auto* bar = new wxBoxSizer(wxHORIZONTAL);
  wxFont bold = Theme::body();
  bold.SetPointSize(bold.GetPointSize() + 2);
  bold.MakeBold();
  m_station = text(m_shell, "", bold, Tone::kAccent);
  m_find = new wxTextCtrl(m_shell, wxID_ANY, "", wxDefaultPosition, wxSize(Theme::px(420), -1),
                          wxTE_PROCESS_ENTER);
  m_find->SetHint(wx(_t("Ctrl+K   item / case / name / receipt number")));
  make_tall(m_find);
  name_it(m_find, _t("Quick find"));
  m_find->Bind(wxEVT_TEXT, [this](wxCommandEvent&) { find_changed(); });
  m_person = button(m_shell, "", [this] { person_menu(); });
  bar->Add(m_station, 0, wxALIGN_CENTRE_VERTICAL);
  bar->AddStretchSpacer();
  bar->Add(m_find, 0, wxALIGN_CENTRE_VERTICAL);
  bar->AddStretchSpacer();
  bar->Add(m_person, 0, wxALIGN_CENTRE_VERTICAL);
  to->Add(bar, 0, wxEXPAND | wxALL, Theme::px(kFieldGap));
}

void MainFrame::build_side(wxSizer* to) {
  m_side = new wxPanel(m_shell);
  m_side->SetMinSize(wxSize(Theme::px(kSideWidth), -1));
  auto* column = new wxBoxSizer(wxVERTICAL);
  auto* begin = primary_button(m_side, _t("+ New case") + "  Ctrl+N", [this] { begin_intake(""); });
  name_it(begin, _t("+ New case"));
  column->Add(begin, 0, wxEXPAND | wxALL, Theme::px(kLabelGap));
  column->AddSpacer(Theme::px(kInside));
  m_side->SetSizer(column);
  to->Add(m_side, 0, wxEXPAND);
}

// Once the presenter knows the places, that is after the first log-in.
void MainFrame::build_places() {
  wxSizer* column = m_side->GetSizer();
  for (const auto& entry : m_frame.view().places) {
    if (entry.separator_before) {
      column->Add(new wxStaticLine(m_side), 0, wxEXPAND | wxALL, Theme::px(kLabelGap));
    }
    auto* made = new wxButton(m_side, wxID_ANY, wx(entry.label), wxDefaultPosition, wxDefaultSize,
                              wxBU_LEFT);
    style(made, "jj-nav");
    made->SetMinSize(wxSize(-1, Theme::px(kPlaceHeight)));  // with a number or without
    made->Bind(wxEVT_BUTTON, [this, place = entry.place](wxCommandEvent&) {
      leave_place([this, place] { m_frame.select(place); });
    });
    column->Add(made, 0, wxEXPAND | wxLEFT | wxRIGHT | wxBOTTOM, Theme::px(kInside));
    m_places[entry.place] = made;
  }
  m_side->Layout();
}

void MainFrame::build_status(wxSizer* to) {
  m_status = new wxPanel(m_shell);
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  m_mark = new wxStaticBitmap(m_status, wxID_ANY, mark_bitmap(Mark::kCircle, Tone::kMuted, 14));
  m_connection = note(m_status, "", Tone::kPlain);
  m_waiting = note(m_status, "");
  m_saved = note(m_status, "");
  m_practice = note(m_status, "");
  row->Add(m_mark, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(6));
  row->Add(m_connection, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kFieldGap));
  row->Add(m_waiting, 1, wxALIGN_CENTRE_VERTICAL);
  row->Add(m_saved, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kGroupGap));
  row->Add(m_practice, 0, wxALIGN_CENTRE_VERTICAL);
  auto* padded = new wxBoxSizer(wxVERTICAL);
  padded->Add(row, 0, wxEXPAND | wxALL, Theme::px(6));
  m_status->SetSizer(padded);
  to->Add(m_status, 0, wxEXPAND | wxLEFT | wxRIGHT, Theme::px(kLabelGap));
}

void MainFrame::build_keys() {
  Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& event) { on_key(event); });
  Bind(wxEVT_MOTION, [this](wxMouseEvent& event) {
    m_login.touched();
    event.Skip();
  });
}

void MainFrame::on_key(wxKeyEvent& event) {
  m_login.touched();
  const int key = event.GetKeyCode();
  if (auto* rating = m_resident ? dynamic_cast<RatingView*>(m_place) : nullptr)
    if (rating->finish()) return;
  if (!m_shell->IsShown() || m_resident) {
    event.Skip();
    return;
  }
  if (event.ControlDown() && (key == 'K' || key == 'k')) {
    m_find->SetFocus();
    m_find->SelectAll();
    return;
  }
  if (event.ControlDown() && (key == 'L' || key == 'l')) {
    m_login.lock();
    return;
  }
  if (event.ControlDown() && (key == 'N' || key == 'n')) {
    begin_intake("");
    return;
  }
  if (m_intake && (key == WXK_F2 || (event.ControlDown() && key == WXK_RETURN))) {
    m_intake->advance();
    return;
  }
  if (m_intake && event.ControlDown() && key == WXK_RIGHT) {
    m_intake->presenter().next();
    return;
  }
  if (m_intake && event.ControlDown() && key == WXK_LEFT) {
    m_intake->presenter().back();
    return;
  }
  if (event.AltDown() && key >= '1' && key <= '9') {
    const std::size_t index = static_cast<std::size_t>(key - '1');
    const auto& places = m_frame.view().places;
    if (index < places.size()) {
      leave_place([this, place = places[index].place] { m_frame.select(place); });
    }
    return;
  }
  if (key == WXK_F1) {
    show_help();
    return;
  }
  if (key == WXK_ESCAPE && (m_find->HasFocus() || !m_case.empty())) {
    m_find->ChangeValue("");
    leave_place([this] { open_place(m_frame.view().selected); });
    return;
  }
  event.Skip();
}

void MainFrame::show_help() {
  wxMessageDialog help(
      this,
      wx(_t("Ctrl+K  find anything\nCtrl+N  new case\nAlt+1 … Alt+9  places on the left\n"
            "Enter  on to the next field\nCtrl+→  Ctrl+←  next and previous step\n"
            "F2 or Ctrl+Enter  next step, or hand in\nEsc  go back; nothing that was typed is "
            "lost\nCtrl+L  lock the screen\n\n"
            "Everything you type is saved at once as a draft. Without a network everything works; "
            "what waits is sent as soon as there is a line.")),
      wx(_t("Keys and help")), wxOK);
  help.SetOKLabel(wx(_t("Close")));
  help.ShowModal();
}

void MainFrame::drain() {
  m_workplace.drain();
}

void MainFrame::show_login(bool login) {
  m_login_view->Show(login);
  m_shell->Show(!login);
  if (login) m_login_view->draw_now();
  m_root->Layout();
}

void MainFrame::show_frame() {
  const auto& view = m_frame.view();
  m_station->SetLabel(wx(view.station_name));
  m_person->SetLabel(wx(view.person + "  ▾"));
  name_it(m_person, view.person);
  show_places();
  show_notice();
  show_status();
  m_shell->Layout();
}

// What the county says, or a draft that was open when the program ended by force.
void MainFrame::show_notice() {
  const auto& view = m_frame.view();
  const std::string now = view.notice.title + view.notice.text + view.recover_draft +
                          view.recover_case;
  if (now == m_shown_notice) return;
  m_shown_notice = now;
  m_notice->GetSizer()->Clear(true);
  if (!view.notice.empty()) m_notice->GetSizer()->AddSpacer(Theme::px(kFieldGap));
  add_notice(m_notice, m_notice->GetSizer(), view.notice,
             [this] { CallAfter([this] { m_frame.dismiss_notice(); }); });
  const auto offer = [this](const std::string& label, std::function<void()> go) {
    auto* resume = button(m_notice, label, [this, go] {
      CallAfter([this, go] {
        m_frame.dismiss_notice();
        go();
      });
    });
    m_notice->GetSizer()->Add(resume, 0, wxBOTTOM, Theme::px(kFieldGap));
  };
  if (!view.recover_draft.empty())
    offer(_t("Go on with it"), [this, id = view.recover_draft] { resume_draft(id); });
  if (!view.recover_case.empty())
    offer(_t("Go on correcting"), [this, id = view.recover_case] { open_case(id, true); });
}

void MainFrame::show_places() {
  if (m_places.empty()) build_places();
  for (const auto& entry : m_frame.view().places) {
    const auto found = m_places.find(entry.place);
    if (found == m_places.end()) continue;
    std::string label = entry.label;
    if (entry.count > 0) label += "  (" + std::to_string(entry.count) + ")";
    if (utf8(found->second->GetLabel()) != label) found->second->SetLabel(wx(label));
    name_it(found->second, entry.label);
    const bool selected = entry.selected && !m_intake && m_case.empty();
    style(found->second, "jj-nav", !selected);
    style(found->second, "jj-nav-selected", selected);
  }
}

void MainFrame::show_status() {
  const auto& status = m_frame.view().status;
  m_mark->SetBitmap(
      mark_bitmap(mark_of(status.connection.icon), tone_of(status.connection.tone), 14));
  m_connection->SetLabel(wx(status.connection.word));
  m_connection->SetForegroundColour(Theme::colour(tone_of(status.connection.tone)));
  std::string waiting = status.waiting;
  if (!status.last_contact.empty()) {
    waiting += (waiting.empty() ? "" : " · ") + status.last_contact;
  }
  m_waiting->SetLabel(wx(waiting));
  m_saved->SetLabel(wx(status.saved));
  m_practice->SetLabel(wx(status.practice));
  m_practice->SetForegroundColour(
      Theme::colour(status.practice_on ? Tone::kWaiting : Tone::kMuted));
  m_status->Layout();
}

void MainFrame::find_changed() {
  // What was typed into a form is on the disk before the hits take its place.
  leave_place([this] { show_found(); });
}

void MainFrame::find(const std::string& query) {
  m_find->ChangeValue(wx(query));
  find_changed();
}

void MainFrame::show_found() {
  const std::string query = utf8(m_find->GetValue());
  if (query.empty()) {
    open_place(m_frame.view().selected);
    return;
  }
  if (!dynamic_cast<FindView*>(m_place)) {
    m_case.clear();
    set_place(new FindView(m_middle, m_frame, [this](const presenters::FindHit& hit) {
      m_find->ChangeValue("");
      if (hit.kind == presenters::FindHit::Kind::kItem) begin_intake(hit.id);
      if (hit.kind == presenters::FindHit::Kind::kCase) open_case(hit.id);
      if (hit.kind == presenters::FindHit::Kind::kDraft) resume_draft(hit.id);
    }));
    m_find->SetFocus();
    m_find->SetInsertionPointEnd();
  }
  m_frame.find(query);
}

void MainFrame::person_menu() {
  wxMenu menu;
  const int lock = menu.Append(wxID_ANY, wx(_t("Lock the screen") + "\tCtrl+L"))->GetId();
  const int change = menu.Append(wxID_ANY, wx(_t("Another person")))->GetId();
  const int help = menu.Append(wxID_ANY, wx(_t("Keys and help")))->GetId();
  menu.Bind(wxEVT_MENU, [this, lock, change, help](wxCommandEvent& event) {
    if (event.GetId() == lock) m_login.lock();
    if (event.GetId() == help) show_help();
    if (event.GetId() == change) leave_place([this] { m_login.log_out(); });
  });
  m_person->PopupMenu(&menu, 0, m_person->GetSize().y);
}

}  // namespace jiujin::client::views
