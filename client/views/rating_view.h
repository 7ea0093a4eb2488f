// RatingView: the resident's own screen - large, five grades, wipes itself.
// Thread rule: GUI thread only.
#pragma once

#include <memory>

#include "client/presenters/rating_presenter.h"
#include "client/views/place_view.h"

namespace jiujin::client::views {

class RatingView : public PlaceView {
 public:
  RatingView(wxWindow* parent, std::unique_ptr<presenters::RatingPresenter> presenter);
  RatingView(wxWindow* parent, presenters::RatingPresenter& presenter);  // outlives the view
  // Any key or touch ends the thanks. False: something is still asked.
  bool finish();
  presenters::RatingPresenter& presenter() { return *m_presenter; }

 protected:
  void draw() override;

 private:
  std::string fingerprint() const;
  void add_countdown(wxSizer* to);
  std::unique_ptr<presenters::RatingPresenter> m_own;
  presenters::RatingPresenter* m_presenter;
  wxStaticText* m_countdown = nullptr;
  std::string m_drawn;
};

}  // namespace jiujin::client::views
