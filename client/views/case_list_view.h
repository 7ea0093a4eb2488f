// CaseListView: the rows of one place in a virtual list; a row is made only when it is seen.
// Thread rule: GUI thread only.
#pragma once

#include <wx/dataview.h>
#include <wx/panel.h>

#include <memory>
#include <string>

#include "client/presenters/case_list_presenter.h"
#include "client/views/widgets.h"

class wxTextCtrl;

namespace jiujin::client::views {

class CaseListView : public wxPanel {
 public:
  CaseListView(wxWindow* parent, std::unique_ptr<presenters::CaseListPresenter> presenter,
               std::function<void()> begin);
  presenters::CaseListPresenter& presenter() { return *m_presenter; }
  wxWindow* first_focus();

 private:
  class Model;
  void build_list();
  void show();
  void open_selected();

  std::unique_ptr<presenters::CaseListPresenter> m_presenter;
  std::function<void()> m_begin;
  wxStaticText* m_title = nullptr;
  wxTextCtrl* m_filter = nullptr;
  wxButton* m_discard = nullptr;
  wxDataViewCtrl* m_list = nullptr;
  wxObjectDataPtr<Model> m_model;
  wxPanel* m_notices = nullptr;
  wxPanel* m_empty = nullptr;
  std::string m_shown_empty;
};

}  // namespace jiujin::client::views
