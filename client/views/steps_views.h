// The last steps of intake: what pre-review found, and the confirmation with delivery and numbers.
// Thread rule: GUI thread only.
#pragma once

#include "client/presenters/intake_presenter.h"
#include "client/views/fields/editors.h"
#include "client/views/place_view.h"

namespace jiujin::client::views {

class PrereviewView : public PlaceView {
 public:
  PrereviewView(wxWindow* parent, presenters::PrereviewPresenter& presenter);

 protected:
  void draw() override;

 private:
  void draw_findings(const std::string& heading,
                     const std::vector<presenters::FindingView>& findings);
  presenters::PrereviewPresenter& m_presenter;
};

class ConfirmView : public PlaceView {
 public:
  ConfirmView(wxWindow* parent, presenters::IntakePresenter& presenter);
  // Draws anew only when something other than typed words changed.
  void refresh();

 protected:
  void draw() override;

 private:
  void draw_delivery();
  void draw_submitted();
  std::string fingerprint() const;

  presenters::IntakePresenter& m_presenter;
  std::string m_drawn;
  std::string m_name, m_mobile, m_address;
  WrappedText* m_name_error = nullptr;
  WrappedText* m_mobile_error = nullptr;
  WrappedText* m_address_error = nullptr;
};

}  // namespace jiujin::client::views
