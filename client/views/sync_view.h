// The sync page: what waits, how it travels, what was set aside; by line and by stick.
//
// While a run goes on it changes several times a second: then only words and bars are changed in
// place, so that no button goes away under a hand. Thread rule: GUI thread only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client/presenters/sync_presenter.h"
#include "client/views/place_view.h"

class wxGauge;

namespace jiujin::client::views {

class SyncView : public PlaceView {
 public:
  SyncView(wxWindow* parent, std::unique_ptr<presenters::SyncPresenter> presenter);
  presenters::SyncPresenter& presenter() { return *m_presenter; }
  wxWindow* first_focus() override { return m_now; }

 protected:
  void draw() override;

 private:
  // Icon and word, changed in place.
  struct Sign {
    wxStaticBitmap* icon = nullptr;
    wxStaticText* word = nullptr;
    presenters::Mark shown{};
    void show(const presenters::Mark& mark);
  };
  struct Row {
    Sign sign;
    wxGauge* text = nullptr;
    wxGauge* scans = nullptr;
    wxStaticText* text_detail = nullptr;
    wxStaticText* scans_detail = nullptr;
  };
  void refresh();
  std::string fingerprint() const;
  void draw_aside(const presenters::SyncView::SetAside& aside);
  void draw_state();
  void draw_line_use(wxWindow* parent, wxSizer* to);
  void draw_choice(wxWindow* parent, wxSizer* to, const std::string& label,
                   const std::vector<presenters::Option>& options,
                   std::function<void(const std::string&)> chosen);
  void draw_buttons(wxWindow* parent, wxSizer* to);
  void draw_case(const presenters::SyncView::CaseProgress& progress);
  void show_values();
  Sign add_sign(wxWindow* parent, wxSizer* to, const presenters::Mark& mark);
  std::string choose_folder(const std::string& title);

  std::unique_ptr<presenters::SyncPresenter> m_presenter;
  std::string m_drawn;
  Sign m_state;
  wxStaticText* m_headline = nullptr;
  wxStaticText* m_amounts = nullptr;
  wxStaticText* m_contact = nullptr;
  wxGauge* m_bar = nullptr;
  wxGauge* m_stick_bar = nullptr;
  wxButton* m_now = nullptr;
  wxButton* m_pause = nullptr;
  wxButton* m_write = nullptr;
  wxButton* m_read = nullptr;
  std::vector<Row> m_rows;
};

}  // namespace jiujin::client::views
