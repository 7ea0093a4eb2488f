// The intake as a draft, and back.
#include <nlohmann/json.hpp>

#include "client/presenters/draft_move.h"
#include "client/presenters/intake_presenter.h"
#include "client/presenters/intake_state.h"
#include "client/presenters/kept_choices.h"
#include "client/presenters/wording.h"
#include "forms/prereview/joint_plan.h"
#include "forms/xforms/form_session.h"

namespace jiujin::client::presenters {

using nlohmann::json;

namespace {

std::vector<sync::casework::Material> materials_aside(const json& extra) {
  auto kept = sync::casework::decode_draft(extra.value("aside", std::string()));
  return kept.ok() ? std::move(kept->materials) : std::vector<sync::casework::Material>();
}

// What was answered and is not asked for just now: by path, the whole value, and beside it the
// value that the draft itself has, where it has one (some rows of a sub-table).
json hidden_answers(const forms::xforms::FormSession& session) {
  using Irrelevant = forms::xforms::FormSession::Irrelevant;
  const auto shown = answers_by_path(session);
  json hidden = json::object();
  for (const auto& [path, value] : answers_by_path(session, Irrelevant::kKept)) {
    const auto same = shown.find(path);
    if (same != shown.end() && same->second == value) continue;
    hidden[path] = {{"whole", value}};
    if (same != shown.end()) hidden[path]["shown"] = same->second;
  }
  return hidden;
}

}  // namespace

// The draft's own word is the last: what somebody else has changed in it stays changed.
std::map<std::string, std::string> IntakePresenter::State::all_answers() const {
  auto answers = draft.answers;
  const auto extra = json::parse(extra_json, nullptr, false);
  const auto hidden = extra.is_object() ? extra.find("hidden") : extra.end();
  if (hidden == extra.end() || !hidden->is_object()) return answers;
  for (const auto& [path, value] : hidden->items()) {
    const auto whole = value.is_object() ? value.value("whole", json()) : json();
    if (!whole.is_string()) continue;
    const auto now = answers.find(path);
    const bool as_kept = now == answers.end() ? !value.contains("shown")
                                              : value.value("shown", json()) == now->second;
    if (as_kept) answers[path] = whole.get<std::string>();
  }
  return answers;
}

std::string IntakePresenter::State::extra(const IntakePresenter& intake) const {
  json extra{{"step", static_cast<int>(intake.m_view.step)},
             {"no_mobile", intake.m_view.applicant.no_mobile},
             {"by_agent", intake.m_view.applicant.by_agent},
             {"confirmed", intake.m_prereview.confirmed()},
             {"delivery_chosen", delivery_chosen},
             {"joint_queue", joint_queue}};
  if (begun_under != 0) extra["begun_under"] = begun_under;
  if (auto hidden = hidden_answers(intake.m_form->session()); !hidden.empty())
    extra["hidden"] = std::move(hidden);
  auto choices = intake.m_materials.choices();
  for (auto& file : intake.m_form->files()) choices.push_back(std::move(file));
  // What is not asked for now does not go into the case, and is not lost either.
  sync::casework::Draft aside;
  aside.id = draft.id;
  aside.item = draft.item;
  for (auto& choice : intake.m_materials.aside()) {
    aside.materials.push_back(material_of(choice));
    choices.push_back(std::move(choice));
  }
  for (const auto& choice : files_aside) {
    aside.materials.push_back(material_of(choice));
    choices.push_back(choice);
  }
  if (!aside.materials.empty()) extra["aside"] = sync::casework::encode_draft(aside);
  put_marks(choices, &extra);
  return extra.dump();
}

int IntakePresenter::State::untold_version(const control::DraftLoaded& loaded) {
  const auto extra = json::parse(loaded.extra_json, nullptr, false);
  const auto untold = extra.is_object() ? extra.find("begun_under") : extra.end();
  return untold != extra.end() && untold->is_number_integer() ? untold->get<int>()
                                                              : loaded.draft.item_version;
}

void IntakePresenter::State::read_extra(IntakePresenter* intake) const {
  const auto extra = json::parse(extra_json, nullptr, false);
  if (!extra.is_object()) return;
  try {
    const int step = extra.value("step", 1);
    if (step >= 1 && step <= 5) intake->m_view.step = static_cast<IntakeStep>(step);
    intake->m_view.applicant.no_mobile = extra.value("no_mobile", false);
    intake->m_view.applicant.by_agent = extra.value("by_agent", false);
    intake->m_state->delivery_chosen = extra.value("delivery_chosen", false);
    intake->m_state->joint_queue = extra.value("joint_queue", std::vector<std::string>{});
    intake->m_prereview.set_confirmed(extra.value("confirmed", std::set<std::string>{}));
    auto materials = materials_aside(extra);
    materials.insert(materials.end(), draft.materials.begin(), draft.materials.end());
    const auto choices = marked_choices(materials, extra);
    intake->m_form->keep_files(choices);
    const auto& session = intake->m_form->session();
    for (const auto& choice : choices)
      if (choice.slot.starts_with('/') &&
          session.find(choice.slot) == forms::xforms::NodeId::kNone)
        intake->m_state->files_aside.push_back(choice);
    intake->m_materials.set_choices(choices);
  } catch (const json::exception&) {
    // What the window kept beside the draft is a convenience; the draft itself stands.
  }
}

void IntakePresenter::read_draft() {
  const auto& draft = m_state->draft;
  auto& applicant = m_view.applicant;
  applicant.name.value = draft.applicant.name;
  applicant.id_type = draft.applicant.id_type;
  applicant.id_no.value = draft.applicant.id_no;
  applicant.mobile.value = draft.applicant.mobile;
  if (draft.agent) {
    applicant.by_agent = true;
    applicant.agent_name.value = draft.agent->name;
    applicant.agent_id_no.value = draft.agent->id_no;
    applicant.agent_mobile.value = draft.agent->mobile;
    applicant.agent_kind = draft.agent->kind;
    applicant.agent_relation = draft.agent->relation;
  }
  if (draft.joint) {
    m_state->joint_code = draft.joint->code;
    m_state->joint_group = draft.joint->group;
  }
  m_view.step = IntakeStep::kForm;
  m_state->read_extra(this);
}

void IntakePresenter::fill_draft() {
  auto& draft = m_state->draft;
  const auto& applicant = m_view.applicant;
  draft.channel = applicant.by_agent ? "agent" : "window";
  draft.applicant = {applicant.name.value, applicant.id_type, applicant.id_no.value,
                     applicant.no_mobile ? "" : applicant.mobile.value};
  draft.agent.reset();
  if (applicant.by_agent)
    draft.agent = sync::casework::AgentPart{applicant.agent_name.value,
                                            applicant.agent_id_no.value,
                                            applicant.agent_mobile.value, applicant.agent_kind,
                                            applicant.agent_relation};
  if (!m_state->joint_code.empty())
    draft.joint = sync::casework::JointPart{m_state->joint_code, m_state->joint_group};
  draft.answers = answers_by_path(m_form->session());
  draft.materials.clear();
  for (const auto& choice : m_materials.choices()) draft.materials.push_back(material_of(choice));
  for (const auto& choice : m_form->files()) draft.materials.push_back(material_of(choice));
  const auto& confirm = m_view.confirm;
  draft.delivery = {confirm.delivery_mode, confirm.name, confirm.mobile, confirm.division,
                    confirm.address, ""};
}

// What is asked now and was not when the draft was begun is told until a person says that it was
// read; the draft itself is kept under this version from now on.
void IntakePresenter::tell_move(const control::FormReady& ready, int version_before) {
  auto& state = *m_state;
  if (ready.withdrawn)
    m_view.notice = {Tone::kAmber, _t("The county does not offer this item now"),
                     _t("The draft is kept as it was begun. Ask the county before you hand it "
                        "in.")};
  const auto& begun = ready.begun;
  const auto* before =
      begun && begun->catalogue ? begun->catalogue->catalogue.item(ready.item) : nullptr;
  if (version_before != ready.version) {
    const bool same = begun && begun->version == version_before;
    m_prereview.set_confirmed(
        still_confirmed(m_prereview.confirmed(), same ? before : nullptr, *state.item));
    if (m_view.step > IntakeStep::kForm) m_view.step = IntakeStep::kForm;  // where it is told
    touched();
  }
  state.begun_under = begun ? begun->version : 0;
  if (!begun) return;
  FormMove move{begun->version, ready.version, begun->definition != nullptr, {}};
  if (before) move.others = changed_materials(*before, *state.item, m_materials.kept());
  m_form->tell_move(std::move(move));
  m_form->on_report_read = [this] {
    m_state->begun_under = 0;
    touched();
  };
}

// Answers that the forms of a joint item share are typed once.
void IntakePresenter::carry_over() {
  const auto* joint = m_state->catalogue->catalogue.joint_item(m_state->joint_code);
  if (!joint) return;
  const auto values = forms::prereview::carry_over(*joint, m_state->previous_item,
                                                   m_state->previous_answers, m_state->item->code);
  m_state->filling = true;
  for (const auto& [field_id, value] : values)
    if (const auto* field = m_form->field_at("/data/" + field_id)) {
      if (field->options.empty()) m_form->type(field->id, value);
      else m_form->choose(field->id, value);
    }
  m_state->filling = false;
}

}  // namespace jiujin::client::presenters
