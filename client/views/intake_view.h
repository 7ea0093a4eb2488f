// IntakeView: one flow, six steps, always visible; the side list says what is still missing.
// Thread rule: GUI thread only.
#pragma once

#include <wx/panel.h>

#include <memory>

#include "client/presenters/intake_presenter.h"
#include "client/views/applicant_view.h"
#include "client/views/form_view.h"
#include "client/views/item_pick_view.h"
#include "client/views/materials_view.h"
#include "client/views/steps_views.h"

namespace jiujin::client::views {

class IntakeView : public wxPanel {
 public:
  IntakeView(wxWindow* parent, std::unique_ptr<presenters::IntakePresenter> presenter);
  presenters::IntakePresenter& presenter() { return *m_presenter; }
  wxWindow* first_focus();
  // Ctrl+Enter and F2: the primary button of the step.
  void advance();

 private:
  class Side;
  void build_bar(wxSizer* to);
  void build_steps(wxSizer* to);
  void build_pages();
  void build_buttons(wxSizer* to);
  void show();
  void show_steps();
  void show_page();
  void focus_gap(const presenters::Gap& gap);
  wxWindow* page_of(presenters::IntakeStep step);

  std::unique_ptr<presenters::IntakePresenter> m_presenter;
  wxStaticText* m_title = nullptr;
  wxStaticText* m_saved = nullptr;
  wxButton* m_leave = nullptr;
  wxBoxSizer* m_step_row = nullptr;
  std::vector<wxButton*> m_steps;
  std::vector<std::string> m_step_shown;  // what their words and badges say
  wxPanel* m_notices = nullptr;
  std::string m_shown_notice;
  wxPanel* m_body = nullptr;
  ItemPickView* m_items = nullptr;
  Page* m_applicant_page = nullptr;
  ApplicantView* m_applicant = nullptr;
  Page* m_form_page = nullptr;
  FormView* m_form = nullptr;
  MaterialsView* m_materials = nullptr;
  PrereviewView* m_prereview = nullptr;
  ConfirmView* m_confirm = nullptr;
  Side* m_side = nullptr;
  wxButton* m_back = nullptr;
  wxButton* m_next = nullptr;
  wxButton* m_submit = nullptr;
  presenters::IntakeStep m_shown = presenters::IntakeStep::kItem;
  bool m_first_show = true;
};

}  // namespace jiujin::client::views
