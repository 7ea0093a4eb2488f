// ApplicantView: step 2 of intake - whose application it is, and who brings it.
//
// Built once; a change of the presenter moves words and errors, never the focus.
// Thread rule: GUI thread only.
#pragma once

#include <memory>
#include <vector>

#include "client/presenters/intake_presenter.h"
#include "client/views/fields/editors.h"
#include "client/views/place_view.h"

class wxCheckBox;

namespace jiujin::client::views {

class ApplicantView : public wxPanel {
 public:
  ApplicantView(wxWindow* parent, presenters::IntakePresenter& presenter,
                std::function<void()> relaid);
  void show();
  wxWindow* first_focus();

 private:
  struct Box {
    std::unique_ptr<Editor> editor;
    WrappedText* message = nullptr;
    wxPanel* panel = nullptr;
  };
  Box make_box(wxSizer* to, const std::string& label, std::string* target);
  // Its choices come with the item: see show_list().
  std::unique_ptr<Editor> make_list(wxSizer* to, const std::string& label, std::string* target);
  void show_list(Editor& list, const std::vector<presenters::Option>& options,
                 const std::string& value);
  void show_box(Box& box, const presenters::ApplicantView::Box& from);
  void send();

  presenters::IntakePresenter& m_presenter;
  std::function<void()> m_relaid;
  // What stands in the boxes; sent as a whole.
  std::string m_name_text, m_id_type_text, m_id_no_text, m_mobile_text;
  std::string m_agent_name_text, m_agent_id_text, m_agent_mobile_text, m_agent_kind_text,
      m_agent_relation_text;
  Box m_name, m_id_no, m_mobile, m_agent_name, m_agent_id, m_agent_mobile;
  Box m_agent_relation;
  std::unique_ptr<Editor> m_id_type, m_agent_kind;
  std::map<Editor*, std::vector<std::string>> m_shown_options;
  wxCheckBox* m_no_mobile = nullptr;
  wxCheckBox* m_by_agent = nullptr;
  wxPanel* m_agent = nullptr;
  WrappedText* m_facts = nullptr;
};

}  // namespace jiujin::client::views
