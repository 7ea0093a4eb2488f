// One page of the self-service screen: big words, at most five choices, each with a picture.
// Thread rule: GUI thread only.
#pragma once

#include "client/presenters/kiosk_presenter.h"
#include "client/views/place_view.h"

namespace jiujin::client::views {

class KioskView : public PlaceView {
 public:
  KioskView(wxWindow* parent, presenters::KioskPresenter& presenter);

 protected:
  void draw() override;

 private:
  void draw_top(const presenters::KioskView& view);
  void draw_choices(const presenters::KioskView& view);
  void draw_numbers(const presenters::KioskView& view);
  wxSizer* keypad();
  void draw_progress(const presenters::KioskView& view);
  void draw_guide(const presenters::KioskView& view);
  void draw_staff(const presenters::KioskView& view);
  void add_words(const presenters::Notice& notice);
  wxButton* big(const presenters::Button& from, bool primary, std::function<void()> pressed);
  void add(const std::string& words, const wxFont& font, Tone tone = Tone::kPlain, int below = 8);

  presenters::KioskPresenter& m_presenter;
};

}  // namespace jiujin::client::views
