// LoginView: who sits here - opening, enrolling, choosing a person, password, locked.
// Thread rule: GUI thread only.
#pragma once

#include "client/presenters/login_presenter.h"
#include "client/views/place_view.h"

class wxTextCtrl;

namespace jiujin::client::views {

class LoginView : public PlaceView {
 public:
  LoginView(wxWindow* parent, presenters::LoginPresenter& presenter, std::function<void()> quit);
  wxWindow* first_focus() override { return m_first; }

 protected:
  void draw() override;

 private:
  void draw_people(Card* card);
  void draw_password(Card* card);
  void draw_enrolment(Card* card);
  wxTextCtrl* entry(Card* card, const std::string& label, bool secret);

  presenters::LoginPresenter& m_presenter;
  std::function<void()> m_quit;
  wxWindow* m_first = nullptr;
  WrappedText* m_left = nullptr;  // below the card: what a locked station sends
};

}  // namespace jiujin::client::views
