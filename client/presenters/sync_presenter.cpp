#include "client/presenters/sync_presenter.h"

#include <algorithm>

#include "client/presenters/case_page_parts.h"
#include "client/presenters/wording.h"
#include "localization/formats.h"

namespace jiujin::client::presenters {

using State = control::SyncStatus::State;

namespace {

int percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 100 : static_cast<int>(part * 100 / whole);
}

}  // namespace

SyncPresenter::SyncPresenter(Workplace& workplace)
    : m_workplace(workplace), m_token(std::make_shared<int>(0)) {
  m_events = workplace.on_event([this](const control::Event& event) {
    if (const auto* status = std::get_if<control::SyncStatus>(&event)) {
      const bool ended = m_status.state == State::kRunning && status->state != State::kRunning;
      const auto contact = std::max(m_status.last_contact_ms, status->last_contact_ms);
      m_status = *status;
      m_status.last_contact_ms = contact;
      m_told = true;
      rebuild();
      if (ended) refresh();
    } else if (std::holds_alternative<control::CasesChanged>(event)) {
      refresh();
    }
  });
}

void SyncPresenter::refresh() {
  m_workplace.ask(control::AskTransfers{}, m_token, [this](control::Reply reply) {
    const auto* ready = reply.get<control::TransfersReady>();
    if (!ready) {
      m_view.notice = error_notice(_t("What waits could not be read"), reply.result.error());
      if (on_changed) on_changed();
      return;
    }
    m_transfers = ready->transfers;
    if (ready->status.state == State::kPractice || ready->status.state == State::kNotEnrolled)
      m_status.state = ready->status.state;
    m_status.last_contact_ms = std::max(m_status.last_contact_ms, ready->status.last_contact_ms);
    const auto& overview = ready->overview;
    if (!m_told) m_status.online = overview.online;
    m_view.headline =
        m_transfers.empty() && overview.waiting_ops == 0
            ? _t("Everything has reached the county")
            : format(_tn("{0} case waits to be sent ({1})", "{0} cases wait to be sent ({1})",
                         static_cast<int>(m_transfers.size())),
                     static_cast<int>(m_transfers.size()),
                     localization::format_bytes(overview.waiting_bytes));
    rebuild();
  });
}

void SyncPresenter::rebuild() {
  const auto now = m_workplace.now_ms();
  m_view.practice = m_status.state == State::kPractice;
  m_view.paused = m_status.state == State::kPaused;
  switch (m_status.state) {
    case State::kPractice:
      m_view.state = {Tone::kGrey, "stopped", _t("Practice, nothing is sent")};
      break;
    case State::kNotEnrolled:
      m_view.state = {Tone::kGrey, "stopped", _t("Not enrolled")};
      break;
    case State::kRunning: m_view.state = {Tone::kBlue, "running", _t("Synchronising")}; break;
    case State::kPaused: m_view.state = {Tone::kGrey, "stopped", _t("Sync paused")}; break;
    default:
      m_view.state = m_status.online ? Mark{Tone::kGreen, "done", _t("Online")}
                                     : Mark{Tone::kAmber, "waiting", _t("Offline")};
  }
  m_view.why_waiting.clear();
  if (m_status.last_error && !m_status.online)
    m_view.why_waiting = describe_error(*m_status.last_error);
  if (m_status.state == State::kWaiting && m_status.next_try_ms > now)
    m_view.why_waiting += (m_view.why_waiting.empty() ? "" : " ") +
                          format(_t("Next try at {0}."), clock_text(m_status.next_try_ms));
  m_view.rate = m_status.bytes_per_second == 0 || m_status.state != State::kRunning
                    ? "" : localization::format_bytes(m_status.bytes_per_second) + "/s";
  m_view.time_left.clear();
  m_view.percent = -1;
  if (m_status.state == State::kRunning && m_status.bytes_total > 0) {
    m_view.percent = percent(m_status.bytes_done, m_status.bytes_total);
    if (m_status.bytes_per_second > 0) {
      const auto seconds =
          (m_status.bytes_total - m_status.bytes_done) / m_status.bytes_per_second;
      m_view.time_left = format(
          _t("about {0} left"),
          localization::format_duration(std::chrono::seconds(static_cast<std::int64_t>(seconds)),
                                        localization::current_translator()));
    }
  }
  const auto contact = moment_text(m_status.last_contact_ms, now);
  m_view.last_contact = contact.empty() ? _t("No contact with the county yet")
                                        : format(_t("Last contact {0}"), contact);
  m_view.cases.clear();
  m_view.set_aside.clear();
  for (const auto& transfer : m_transfers) {
    SyncView::CaseProgress row;
    row.case_id = transfer.case_id;
    row.title = transfer.item_name + " · " + transfer.applicant;
    row.text_percent = percent(transfer.ops_received, transfer.ops_total);
    row.scans_percent = percent(transfer.bytes_received, transfer.bytes_total);
    row.detail = transfer.ops_received == transfer.ops_total ? _t("text received")
                                                             : _t("text waits");
    if (transfer.bytes_total > 0)
      row.detail += " · " + format(_t("scans {0} of {1}"),
                                   localization::format_bytes(transfer.bytes_received),
                                   localization::format_bytes(transfer.bytes_total));
    row.mark = transfer.ops_received == 0
                   ? Mark{Tone::kAmber, "waiting", _t("waiting to be sent")}
                   : Mark{Tone::kBlue, "running", _t("sent in part")};
    m_view.cases.push_back(std::move(row));
  }
  if (!m_status.county_notice.empty())
    m_view.set_aside.push_back({_t("The county says"), m_status.county_notice,
                                _t("Nothing is lost; please call the county's support."), ""});
  const bool can = m_status.state != State::kPractice && m_status.state != State::kNotEnrolled;
  m_view.sync_now = {_t("Synchronise now"), true, can && m_status.state != State::kRunning,
                     can ? "" : m_view.state.word};
  m_view.pause = {m_view.paused ? _t("Go on") : _t("Pause"), true, can, ""};
  if (on_changed) on_changed();
}

void SyncPresenter::sync_now() {
  if (!m_view.sync_now.enabled) return;
  m_workplace.ask(control::SyncNow{}, m_token, [this](control::Reply reply) {
    if (!reply.result.ok()) m_status.last_error = reply.result.error();
    refresh();
  });
}

void SyncPresenter::pause_or_continue() {
  m_workplace.ask(control::PauseSync{!m_view.paused}, m_token, [](control::Reply) {});
}

}  // namespace jiujin::client::presenters
