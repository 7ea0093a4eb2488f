#include "client/views/applicant_view.h"

#include <wx/checkbox.h>
#include <wx/textctrl.h>

#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;

ApplicantView::ApplicantView(wxWindow* parent, presenters::IntakePresenter& presenter,
                             std::function<void()> relaid)
    : wxPanel(parent), m_presenter(presenter), m_relaid(std::move(relaid)) {
  auto* column = new wxBoxSizer(wxVERTICAL);
  SetSizer(column);
  column->Add(section(this, _t("Applicant")), 0, wxBOTTOM, Theme::px(kFieldGap));
  m_name = make_box(column, _t("Name"), &m_name_text);
  m_id_type = make_list(column, _t("Kind of identity paper"), &m_id_type_text);
  m_id_no = make_box(column, _t("Identity number"), &m_id_no_text);
  m_facts = new WrappedText(this, "", Theme::body(), Tone::kDone);
  column->Add(m_facts, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  m_mobile = make_box(column, _t("Mobile phone"), &m_mobile_text);
  m_no_mobile = new wxCheckBox(this, wxID_ANY, wx(_t("The applicant has no mobile phone")));
  m_no_mobile->Bind(wxEVT_CHECKBOX, [this](wxCommandEvent&) { send(); });
  column->Add(m_no_mobile, 0, wxBOTTOM, Theme::px(kGroupGap));
  m_by_agent = new wxCheckBox(this, wxID_ANY, wx(_t("Somebody else brings the application")));
  m_by_agent->Bind(wxEVT_CHECKBOX, [this](wxCommandEvent&) { send(); });
  column->Add(m_by_agent, 0, wxBOTTOM, Theme::px(kFieldGap));
  m_agent = new wxPanel(this);
  auto* agent = new wxBoxSizer(wxVERTICAL);
  m_agent->SetSizer(agent);
  m_agent_name = make_box(agent, _t("Name of the agent"), &m_agent_name_text);
  m_agent_id = make_box(agent, _t("Identity number of the agent"), &m_agent_id_text);
  m_agent_mobile = make_box(agent, _t("Phone of the agent"), &m_agent_mobile_text);
  m_agent_kind = make_list(agent, _t("Who the agent is"), &m_agent_kind_text);
  m_agent_relation = make_box(agent, _t("Relation to the applicant"), &m_agent_relation_text);
  column->Add(m_agent, 0, wxEXPAND);
  show();
}

ApplicantView::Box ApplicantView::make_box(wxSizer* to, const std::string& label,
                                           std::string* target) {
  wxWindow* parent = to->GetContainingWindow() ? to->GetContainingWindow() : this;
  Box box;
  box.panel = new wxPanel(parent);
  auto* column = new wxBoxSizer(wxVERTICAL);
  column->Add(body(box.panel, label), 0, wxBOTTOM, Theme::px(kInside));
  EditorCallbacks callbacks;
  callbacks.changed = [this, target](const std::string& value) {
    *target = value;
    send();
  };
  wxPanel* panel = box.panel;
  callbacks.left = [this] { CallAfter([this] { show(); }); };
  callbacks.next = [panel] { panel->Navigate(); };
  box.editor = make_text_editor(box.panel, label, TextShape::kLine, callbacks);
  column->Add(box.editor->window());
  box.message = new WrappedText(box.panel, "", Theme::secondary(), Tone::kAlarm);
  column->Add(box.message, 0, wxEXPAND | wxTOP, Theme::px(2));
  box.panel->SetSizer(column);
  to->Add(box.panel, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  return box;
}

std::unique_ptr<Editor> ApplicantView::make_list(wxSizer* to, const std::string& label,
                                                 std::string* target) {
  wxWindow* parent = to->GetContainingWindow() ? to->GetContainingWindow() : this;
  EditorCallbacks callbacks;
  callbacks.changed = [this, target](const std::string& value) {
    *target = value;
    send();
  };
  to->Add(body(parent, label), 0, wxBOTTOM, Theme::px(kInside));
  auto made = make_list_editor(parent, label, {}, callbacks);
  to->Add(made->window(), 0, wxBOTTOM, Theme::px(kFieldGap));
  return made;
}

void ApplicantView::show_list(Editor& list, const std::vector<presenters::Option>& options,
                              const std::string& value) {
  std::vector<EditorChoice> choices;
  std::vector<std::string> labels;
  for (const auto& option : options) {
    choices.push_back({option.value, option.label});
    labels.push_back(option.label);
  }
  if (m_shown_options[&list] != labels) list.set_choices(choices);
  m_shown_options[&list] = std::move(labels);
  list.set_value(value);
}

void ApplicantView::send() {
  m_presenter.set_applicant(m_name_text, m_id_type_text, m_id_no_text, m_mobile_text,
                            m_no_mobile->GetValue());
  m_presenter.set_agent(m_by_agent->GetValue(), m_agent_name_text, m_agent_id_text,
                        m_agent_mobile_text, m_agent_kind_text, m_agent_relation_text);
}

void ApplicantView::show_box(Box& box, const presenters::ApplicantView::Box& from) {
  if (wxWindow::FindFocus() != box.editor->focus_target()) box.editor->set_value(from.value);
  box.editor->set_error(!from.error.empty());
  const std::string words = from.error.empty() ? from.warning : from.error;
  box.message->set_words(words, from.error.empty() ? Tone::kWaiting : Tone::kAlarm);
  box.message->Show(!words.empty());
  box.panel->Layout();
}

void ApplicantView::show() {
  const auto& from = m_presenter.view().applicant;
  m_name_text = from.name.value;
  m_id_type_text = from.id_type;
  m_id_no_text = from.id_no.value;
  m_mobile_text = from.mobile.value;
  m_agent_name_text = from.agent_name.value;
  m_agent_id_text = from.agent_id_no.value;
  m_agent_mobile_text = from.agent_mobile.value;
  m_agent_kind_text = from.agent_kind;
  m_agent_relation_text = from.agent_relation;
  show_box(m_name, from.name);
  show_box(m_id_no, from.id_no);
  show_box(m_mobile, from.mobile);
  show_box(m_agent_name, from.agent_name);
  show_box(m_agent_id, from.agent_id_no);
  show_box(m_agent_mobile, from.agent_mobile);
  show_box(m_agent_relation, {from.agent_relation, "", ""});
  show_list(*m_id_type, from.id_types, from.id_type);
  show_list(*m_agent_kind, from.agent_kinds, from.agent_kind);
  m_no_mobile->SetValue(from.no_mobile);
  m_mobile.editor->set_enabled(!from.no_mobile);
  m_by_agent->SetValue(from.by_agent);
  m_agent->Show(from.by_agent);
  m_facts->set_words(from.facts, Tone::kDone);
  m_facts->Show(!from.facts.empty());
  Layout();
  if (m_relaid) m_relaid();
}

wxWindow* ApplicantView::first_focus() {
  return m_name.editor->focus_target();
}

}  // namespace jiujin::client::views
