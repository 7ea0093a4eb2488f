// Step 6 of the intake: summary, delivery, the one submission and what comes after it.
#include <nlohmann/json.hpp>

#include "client/presenters/answer_sections.h"
#include "client/presenters/intake_presenter.h"
#include "client/presenters/intake_state.h"
#include "client/presenters/wording.h"
#include "forms/identifiers/contact_numbers.h"

namespace jiujin::client::presenters {
namespace {

constexpr const char* kDeliveryModes[] = {"station", "town", "courier", "electronic", "agent"};

const char* severity_name(forms::catalogue::Severity severity) {
  switch (severity) {
    case forms::catalogue::Severity::kError: return "error";
    case forms::catalogue::Severity::kWarning: return "warn";
    case forms::catalogue::Severity::kInformation: return "info";
  }
  return "info";
}

}  // namespace

void IntakePresenter::rebuild_confirm() {
  auto& confirm = m_view.confirm;
  confirm.submit.label = _t("Submit and print the receipt");
  if (!m_form || !m_state->item || m_view.submitted.done) return;
  // Until somebody chooses here, the form's own answer is the choice.
  if (!m_state->delivery_chosen) {
    const auto& session = m_form->session();
    confirm.delivery_mode = session.value_at("/data/deliver_mode");
    confirm.name = session.value_at("/data/recv_name");
    confirm.mobile = session.value_at("/data/recv_mobile");
    confirm.division = session.value_at("/data/recv_region");
    confirm.address = session.value_at("/data/recv_address");
  }
  confirm.delivery.clear();
  for (const char* mode : kDeliveryModes)
    confirm.delivery.push_back({mode, delivery_word(mode), confirm.delivery_mode == mode});
  const bool courier = confirm.delivery_mode == "courier";
  confirm.division_levels = division_levels(confirm.division, m_workplace.today_iso());
  confirm.name_error = courier && confirm.name.empty() ? _t("Please fill this in.") : "";
  confirm.address_error = courier && confirm.address.empty() ? _t("Please fill this in.") : "";
  confirm.mobile_error.clear();
  if (courier) {
    const auto check = forms::identifiers::check_telephone(confirm.mobile);
    if (!check.acceptable()) confirm.mobile_error = describe_reason(check);
  }
  confirm.submit.enabled = false;  // only what has been looked at can be submitted
  if (m_view.step != IntakeStep::kConfirm) return;
  const auto& applicant = m_view.applicant;
  confirm.summary = {{_t("Applicant"),
                      {{_t("Name"), applicant.name.value},
                       {certificate_name(applicant.id_type), applicant.id_no.value},
                       {_t("Mobile number"), applicant.no_mobile ? _t("has none")
                                                                 : applicant.mobile.value}},
                      {}, {}, {}}};
  for (auto& section : answer_sections(*m_state->item, answers_by_path(m_form->session()), false))
    confirm.summary.push_back(std::move(section));
  Section papers{_t("Materials"), {}, {}, {}, {}};
  for (const auto& slot : m_materials.view().slots)
    papers.lines.push_back({slot.name, slot.state.word});
  confirm.summary.push_back(std::move(papers));

  confirm.submit.enabled = !m_state->submitting;
  confirm.submit.why_not.clear();
  const bool delivery_ok = !confirm.delivery_mode.empty() && confirm.name_error.empty() &&
                           confirm.mobile_error.empty() && confirm.address_error.empty();
  if (!m_view.gaps.empty()) {
    confirm.submit.enabled = false;
    confirm.submit.why_not = m_view.gaps_title;
  } else if (!delivery_ok) {
    confirm.submit.enabled = false;
    confirm.submit.why_not = _t("How the result is to be delivered is not complete.");
  }
}

void IntakePresenter::set_delivery(const std::string& mode) {
  m_state->delivery_chosen = true;
  m_view.confirm.delivery_mode = mode;
  fill_form("/data/deliver_mode", mode);
  touched();
  recheck();
}

void IntakePresenter::set_recipient(const std::string& name, const std::string& mobile,
                                    const std::string& address) {
  m_state->delivery_chosen = true;
  auto& confirm = m_view.confirm;
  confirm.name = name;
  confirm.mobile = mobile;
  confirm.address = address;
  fill_form("/data/recv_name", name);
  fill_form("/data/recv_mobile", mobile);
  fill_form("/data/recv_address", address);
  touched();
  recheck();
}

void IntakePresenter::pick_division(std::size_t level, const std::string& code) {
  m_state->delivery_chosen = true;
  auto& confirm = m_view.confirm;
  confirm.division = division_after_pick(confirm.division_levels, level, code);
  fill_form("/data/recv_region", confirm.division);
  touched();
  recheck();
}

// The form asks the same: one answer, two places to see it.
void IntakePresenter::fill_form(const std::string& path, const std::string& value) {
  if (!m_form) return;
  m_state->filling = true;
  if (const auto* field = m_form->field_at(path)) {
    if (field->options.empty()) m_form->type(field->id, value);
    else m_form->choose(field->id, value);
  }
  m_state->filling = false;
}

void IntakePresenter::submit() {
  if (!m_form || m_state->submitting || m_view.submitted.done) return;
  recheck();
  if (!m_view.confirm.submit.enabled) return;
  m_state->submitting = true;
  m_view.confirm.busy = {true, _t("Submitting"), -1, false};
  m_view.confirm.submit.enabled = false;
  m_form->session().finalise();
  fill_draft();
  auto& draft = m_state->draft;
  sync::casework::PrereviewRecorded record;
  record.rules_version = m_state->item->rules_version;
  record.today = m_workplace.today_iso();
  for (const auto& finding : m_state->check.facts)
    record.findings.push_back({finding.rule, severity_name(finding.severity),
                               finding.places.empty() ? "" : finding.places.front()});
  record.confirmed.assign(m_prereview.confirmed().begin(), m_prereview.confirmed().end());
  draft.prereview = std::move(record);
  if (on_changed) on_changed();
  m_workplace.ask(control::SubmitIntake{draft}, m_token, [this, id = draft.id](
                                                             control::Reply reply) {
    if (id == m_state->draft.id) return submitted(std::move(reply));
    // Another intake was begun meanwhile: it is told, and stays open.
    if (const auto* done = reply.get<control::Submitted>())
      m_view.notice = {Tone::kGreen,
                       format(_t("Received. Receipt number {0}"), receipt_text(done->receipt)), ""};
    else
      m_view.notice =
          error_notice(_t("It could not be submitted; the draft is kept"), reply.result.error());
    rebuild();
  });
}

void IntakePresenter::submitted(control::Reply reply) {
  m_state->submitting = false;
  m_view.confirm.busy = {};
  const auto* done = reply.get<control::Submitted>();
  if (!done) {
    m_view.confirm.notice =
        error_notice(m_saved_revision == m_revision
                         ? _t("It could not be submitted; the draft is kept")
                         : _t("It could not be submitted, and the draft is not saved either; it "
                              "stays on this screen"),
                     reply.result.error());
    return rebuild();
  }
  m_saved_revision = m_revision;
  m_view.saved.clear();
  forget_open_draft();
  auto& shown = m_view.submitted;
  shown.done = true;
  shown.case_id = done->case_id;
  shown.number = done->number;
  shown.receipt = done->receipt;
  shown.query_code = done->query_code;
  shown.headline = format(_t("Received. Receipt number {0}"), receipt_text(done->receipt));
  shown.next = _t("It goes to the county with the next contact; the applicant hears within 5 "
                  "working days whether it is accepted.");
  shown.print_receipt.label = _t("Print the receipt");
  shown.open_case.label = _t("Open the case");
  shown.next_item.visible = !m_state->joint_queue.empty();
  if (shown.next_item.visible) {
    const auto* next = m_state->catalogue->catalogue.item(m_state->joint_queue.front());
    shown.next_item_name = next ? next->name.get(language()) : m_state->joint_queue.front();
    shown.next_item.label = format(_t("Go on with {0}"), shown.next_item_name);
  }
  rebuild();
  m_workplace.ask(control::MakeDocument{done->case_id, "intake_receipt", "", false}, m_token,
                  [this, id = done->case_id](control::Reply made) {
                    if (id != m_view.submitted.case_id) return;  // another intake by now
                    if (const auto* paper = made.get<control::DocumentMade>())
                      m_view.submitted.receipt_pdf = paper->path;
                    else
                      m_view.submitted.notice = error_notice(_t("The receipt could not be made"),
                                                             made.result.error());
                    rebuild();
                  });
}

void IntakePresenter::print_receipt() {
  const auto& shown = m_view.submitted;
  if (!shown.done || m_view.busy.active) return;
  m_view.busy = {true, _t("Printing"), -1, false};
  m_workplace.ask(control::MakeDocument{shown.case_id, "intake_receipt", "", true}, m_token,
                  [this, id = shown.case_id](control::Reply reply) {
                    if (id != m_view.submitted.case_id) return;
                    m_view.busy = {};
                    m_view.submitted.notice =
                        reply.result.ok()
                            ? Notice{Tone::kGreen, _t("Handed to the printer"), ""}
                            : error_notice(_t("It could not be printed"), reply.result.error());
                    rebuild();
                  });
  rebuild();
}

void IntakePresenter::begin_next_item() {
  if (!m_view.submitted.done || m_state->joint_queue.empty()) return;
  auto queue = m_state->joint_queue;
  const auto applicant = m_view.applicant;
  auto next = std::make_unique<State>();
  next->joint_code = m_state->joint_code;
  next->joint_group = m_state->joint_group;
  next->previous_item = m_state->item->code;
  for (const auto& [path, value] : m_state->draft.answers) {
    const auto read = nlohmann::json::parse(value, nullptr, false);
    if (read.is_string()) next->previous_answers[path.substr(6)] = read.get<std::string>();
  }
  next->joint_queue.assign(queue.begin() + 1, queue.end());
  m_form.reset();
  m_state = std::move(next);
  m_view = {};
  m_view.applicant = applicant;
  m_materials.start_anew();
  m_prereview.set_confirmed({});
  m_revision = m_saved_revision = 0;
  if (on_form_loaded) on_form_loaded();
  load_item(queue.front(), 0, 0);
}

}  // namespace jiujin::client::presenters
