// Step 2 of the intake: the applicant, and who acts for them; kept in step with the form.
#include "client/presenters/field_kinds.h"
#include "client/presenters/intake_presenter.h"
#include "client/presenters/intake_state.h"
#include "client/presenters/wording.h"
#include "forms/identifiers/citizen_id.h"
#include "localization/code_names.h"
#include "localization/formats.h"

namespace jiujin::client::presenters {
namespace {

using namespace forms::identifiers;

// What a citizen number tells: 女 · 1962年3月4日 · 64 岁.
std::string facts_of(const std::string& id_no, std::chrono::sys_days today) {
  const auto check = check_citizen_id(id_no, std::chrono::year_month_day(today));
  if (!check.acceptable() || !check.birth_date) return {};
  std::string text;
  if (check.sex != Sex::kUnknown)
    text = localization::code_name(localization::CodeList::kSex,
                                   check.sex == Sex::kMale ? "1" : "2", language()) + " · ";
  text += localization::format_full_date(std::chrono::sys_days(*check.birth_date),
                                         localization::current_translator());
  const int age = age_at(*check.birth_date, std::chrono::year_month_day(today));
  return text + " · " + format(_tn("{0} year old", "{0} years old", age), age);
}

void judge_number(ApplicantView::Box* box, FieldKind kind, const std::string& id_type,
                  bool required, bool show, std::chrono::sys_days today) {
  box->error.clear();
  box->warning.clear();
  if (box->value.empty()) {
    if (required && show) box->error = _t("Please fill this in.");
    return;
  }
  const auto verdict = check_number(kind, box->value, id_type, today);
  // While a number is being typed nothing is said about it.
  const bool whole = show || box->value.size() >= (kind == FieldKind::kMobile ? 11u : 18u);
  if (whole) box->error = verdict.error;
  box->warning = verdict.warning;
}

}  // namespace

void IntakePresenter::set_applicant(const std::string& name, const std::string& id_type,
                                    const std::string& id_no, const std::string& mobile,
                                    bool no_mobile) {
  auto& applicant = m_view.applicant;
  applicant.name.value = name;
  applicant.id_type = id_type;
  applicant.id_no.value = stored_value(FieldKind::kIdNo, id_no);
  applicant.mobile.value = stored_value(FieldKind::kMobile, mobile);
  applicant.no_mobile = no_mobile;
  touched();
  prefill();
  recheck();
}

void IntakePresenter::set_agent(bool by_agent, const std::string& name, const std::string& id_no,
                                const std::string& mobile, const std::string& kind,
                                const std::string& relation) {
  auto& applicant = m_view.applicant;
  applicant.by_agent = by_agent;
  applicant.agent_name.value = name;
  applicant.agent_id_no.value = stored_value(FieldKind::kIdNo, id_no);
  applicant.agent_mobile.value = stored_value(FieldKind::kMobile, mobile);
  applicant.agent_kind = kind;
  applicant.agent_relation = relation;
  touched();
  prefill();
  recheck();
}

// Nothing is typed twice: what stands in step 2 goes into the form's fields of that name.
void IntakePresenter::prefill() {
  if (!m_form) return;
  const auto& applicant = m_view.applicant;
  const std::pair<const char*, std::string> values[] = {
      {"/data/applicant_name", applicant.name.value},
      {"/data/applicant_id_type", applicant.id_type},
      {"/data/applicant_id_no", applicant.id_no.value},
      {"/data/applicant_mobile", applicant.mobile.value},
      {"/data/no_phone", applicant.no_mobile ? "yes" : "no"},
      {"/data/channel", applicant.by_agent ? "agent" : "window"},
      {"/data/agent_name", applicant.agent_name.value},
      {"/data/agent_id_no", applicant.agent_id_no.value},
      {"/data/agent_mobile", applicant.agent_mobile.value},
      {"/data/agent_kind", applicant.agent_kind},
      {"/data/agent_relation", applicant.agent_relation}};
  m_state->filling = true;
  for (const auto& [path, value] : values) {
    if (value.empty()) continue;
    if (const auto* field = m_form->field_at(path)) {
      if (field->options.empty()) m_form->type(field->id, value);
      else m_form->choose(field->id, value);
    }
  }
  m_state->filling = false;
}

void IntakePresenter::take_applicant_from_form() {
  auto& applicant = m_view.applicant;
  const auto take = [this](const char* path, std::string* into) {
    if (const auto* field = m_form->field_at(path); field && !field->value.empty())
      *into = field->value;
  };
  take("/data/applicant_name", &applicant.name.value);
  take("/data/applicant_id_type", &applicant.id_type);
  take("/data/applicant_id_no", &applicant.id_no.value);
  take("/data/applicant_mobile", &applicant.mobile.value);
  take("/data/agent_name", &applicant.agent_name.value);
  take("/data/agent_id_no", &applicant.agent_id_no.value);
  take("/data/agent_mobile", &applicant.agent_mobile.value);
  if (const auto* channel = m_form->field_at("/data/channel"))
    applicant.by_agent = channel->value == "agent";
}

void IntakePresenter::check_applicant() {
  auto& applicant = m_view.applicant;
  const bool show = m_state->touched_applicant;
  const auto today = m_workplace.today();
  if (applicant.id_type.empty()) applicant.id_type = "111";
  applicant.id_types.clear();
  for (const auto& type : localization::code_names(localization::CodeList::kCertificateType))
    applicant.id_types.push_back({std::string(type.code), certificate_name(std::string(type.code)),
                                  type.code == applicant.id_type});
  applicant.agent_kinds.clear();
  if (const auto* field = m_state->item ? m_state->item->field("agent_kind") : nullptr)
    for (const auto& choice : field->choices)
      applicant.agent_kinds.push_back(
          {choice.code, choice.label.get(language()), choice.code == applicant.agent_kind});
  applicant.name.error =
      show && applicant.name.value.empty() ? _t("Please fill this in.") : "";
  judge_number(&applicant.id_no, FieldKind::kIdNo, applicant.id_type, true, show, today);
  judge_number(&applicant.mobile, FieldKind::kMobile, "", !applicant.no_mobile, show, today);
  if (applicant.no_mobile) applicant.mobile.error.clear();
  applicant.facts = facts_of(applicant.id_no.value, today);
  for (auto* box : {&applicant.agent_name, &applicant.agent_id_no, &applicant.agent_mobile})
    box->error.clear();
  if (!applicant.by_agent) return;
  if (show && applicant.agent_name.value.empty())
    applicant.agent_name.error = _t("Please fill this in.");
  judge_number(&applicant.agent_id_no, FieldKind::kIdNo, "", true, show, today);
  judge_number(&applicant.agent_mobile, FieldKind::kMobile, "", true, show, today);
  if (!applicant.agent_id_no.value.empty() &&
      applicant.agent_id_no.value == applicant.id_no.value)
    applicant.agent_id_no.error = _t("The agent cannot be the applicant.");
}

std::vector<Gap> IntakePresenter::applicant_gaps() const {
  const auto& applicant = m_view.applicant;
  std::vector<Gap> gaps;
  const auto add = [&](const std::string& label, const ApplicantView::Box& box, bool required,
                       const char* target) {
    if (!box.error.empty())
      gaps.push_back({Tone::kRed, format(_t("{0}: {1}"), label, box.error), JumpStep::kApplicant,
                      target});
    else if (required && box.value.empty())
      gaps.push_back({Tone::kRed, format(_t("{0}: not filled in"), label), JumpStep::kApplicant,
                      target});
  };
  add(_t("Applicant's name"), applicant.name, true, "name");
  add(_t("ID number"), applicant.id_no, true, "id_no");
  add(_t("Mobile number"), applicant.mobile, !applicant.no_mobile, "mobile");
  if (!applicant.by_agent) return gaps;
  add(_t("Agent's name"), applicant.agent_name, true, "agent_name");
  add(_t("Agent's ID number"), applicant.agent_id_no, true, "agent_id_no");
  add(_t("Agent's mobile number"), applicant.agent_mobile, true, "agent_mobile");
  return gaps;
}

}  // namespace jiujin::client::presenters
