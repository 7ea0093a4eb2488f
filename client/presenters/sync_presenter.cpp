#include "client/presenters/sync_presenter.h"

#include <algorithm>
#include <cstdlib>

#include "client/presenters/case_page_parts.h"
#include "client/presenters/wording.h"
#include "localization/formats.h"

namespace jiujin::client::presenters {

using State = control::SyncStatus::State;
using Wait = control::SyncStatus::Wait;
using sync::engine::ScanTimes;

namespace {

// More rows than a person reads; what is left is told as a number.
constexpr std::size_t kRowsMax = 40;
// While a run goes on the list is read again so often at most.
constexpr std::int64_t kListPeriodMs = 1500;
// Bytes a second; the slowest leaves something of a 64 kbit/s line to others.
constexpr std::uint64_t kLimits[] = {0, 4 << 10, 16 << 10, 64 << 10, 256 << 10};

int percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 100 : static_cast<int>(std::min(part, whole) * 100 / whole);
}

std::string rate_text(std::uint64_t bytes_per_second) {
  return localization::format_bytes(bytes_per_second) + "/s";
}

bool travels(const control::SyncStatus& status) {
  return status.state != State::kPractice && status.state != State::kNotEnrolled;
}

int minute_now(const Workplace& workplace) {
  return localization::local_minute(
      localization::Instant(std::chrono::seconds(workplace.now_ms() / 1000)));
}

// 22:00
std::string minute_text(int minute) {
  return localization::format_time(localization::Instant(std::chrono::minutes(minute)),
                                   localization::Zone{std::chrono::minutes(0)});
}

std::string scan_times_text(const ScanTimes& times) {
  switch (times.kind) {
    case ScanTimes::Kind::kAny:
      break;
    case ScanTimes::Kind::kWindow:
      return format(_t("from {0} to {1}"), minute_text(times.from), minute_text(times.until));
    case ScanTimes::Kind::kAsked:
      return _t("only on “Synchronise now”");
  }
  return _t("at any time");
}

std::string held_text(const ScanTimes& times) {
  if (times.kind == ScanTimes::Kind::kAsked)
    return _t("Scans wait for “Synchronise now”; texts and previews are sent at once.");
  return format(_t("Scans wait until {0}; texts and previews are sent at once. “Synchronise now” "
                   "sends everything."),
                minute_text(times.from));
}

}  // namespace

SyncPresenter::SyncPresenter(Workplace& workplace)
    : m_workplace(workplace), m_stick(workplace), m_token(std::make_shared<int>(0)) {
  m_stick.on_done = [this] { refresh(); };
  m_stick.on_changed = [this] {
    if (on_changed) on_changed();
  };
  m_events = workplace.on_event([this](const control::Event& event) {
    if (const auto* status = std::get_if<control::SyncStatus>(&event))
      take_status(*status);
    else if (std::holds_alternative<control::CasesChanged>(event))
      refresh();
  });
}

void SyncPresenter::take_status(const control::SyncStatus& status) {
  const bool ended = m_status.state == State::kRunning && status.state != State::kRunning;
  const auto contact = std::max(m_status.last_contact_ms, status.last_contact_ms);
  m_status = status;
  m_status.last_contact_ms = contact;
  m_told = true;
  rebuild();
  const bool stale =
      m_status.receipts != m_receipts && m_workplace.now_ms() - m_asked_ms >= kListPeriodMs;
  if (ended || stale) refresh();
}

void SyncPresenter::refresh() {
  if (m_asking) {
    m_ask_again = true;
    return;
  }
  m_asking = true;
  m_asked_ms = m_workplace.now_ms();
  const auto receipts = m_status.receipts;
  m_workplace.ask(control::AskTransfers{}, m_token, [this, receipts](control::Reply reply) {
    m_asking = false;
    const auto* ready = reply.get<control::TransfersReady>();
    if (!ready) {
      m_view.notice = error_notice(_t("What waits could not be read"), reply.result.error());
      if (on_changed) on_changed();
      return;
    }
    m_view.notice = {};
    m_receipts = receipts;
    m_transfers = ready->transfers;
    m_set_aside = ready->set_aside;
    m_ops_set_aside = ready->ops_set_aside;
    if (!m_told || !travels(ready->status)) m_status.state = ready->status.state;
    m_status.line = ready->status.line;
    m_status.last_contact_ms = std::max(m_status.last_contact_ms, ready->status.last_contact_ms);
    if (!m_told) m_status.online = ready->overview.online;
    m_waiting_ops = ready->overview.waiting_ops;
    m_waiting_bytes = ready->overview.waiting_bytes;
    rebuild();
    if (std::exchange(m_ask_again, false)) refresh();
  });
}

void SyncPresenter::rebuild() {
  rebuild_state();
  rebuild_waiting();
  rebuild_amounts();
  rebuild_cases();
  rebuild_set_aside();
  rebuild_controls();
  if (on_changed) on_changed();
}

void SyncPresenter::rebuild_state() {
  m_view.practice = m_status.state == State::kPractice;
  m_view.paused = m_status.state == State::kPaused;
  switch (m_status.state) {
    case State::kPractice:
      m_view.state = {Tone::kGrey, "stopped", _t("Practice, nothing is sent")};
      break;
    case State::kNotEnrolled:
      m_view.state = {Tone::kGrey, "stopped", _t("Not enrolled")};
      break;
    case State::kRunning:
      m_view.state = {Tone::kBlue, "running", _t("Synchronising")};
      break;
    case State::kPaused:
      m_view.state = {Tone::kAmber, "stopped", _t("Sync paused")};
      break;
    default:
      m_view.state = m_status.online ? Mark{Tone::kGreen, "done", _t("Online")}
                                     : Mark{Tone::kAmber, "waiting", _t("Offline")};
  }
  const int waiting = static_cast<int>(m_transfers.size());
  m_view.headline.clear();
  if (travels(m_status))
    m_view.headline = waiting == 0 && m_waiting_ops == 0
                          ? _t("Everything has reached the county")
                          : format(_tn("{0} case waits to be sent ({1})",
                                       "{0} cases wait to be sent ({1})", waiting),
                                   waiting, localization::format_bytes(m_waiting_bytes));
  const auto contact = moment_text(m_status.last_contact_ms, m_workplace.now_ms());
  m_view.last_contact = contact.empty() ? _t("No contact with the county yet")
                                        : format(_t("Last contact {0}"), contact);
}

bool SyncPresenter::scans_held() const {
  return !m_transfers.empty() && !may_travel(m_status.line.scans, minute_now(m_workplace));
}

void SyncPresenter::rebuild_waiting() {
  m_view.why_waiting.clear();
  m_view.next_try.clear();
  if (m_status.state == State::kRunning || !travels(m_status)) return;
  if (m_status.state == State::kPaused) {
    m_view.why_waiting =
        _t("Paused by a person here: nothing is sent until you go on, not even after a restart. "
           "“Synchronise now” sends once all the same.");
    return;
  }
  switch (m_status.wait) {
    case Wait::kNothing:
      if (scans_held()) m_view.why_waiting = held_text(m_status.line.scans);
      break;
    case Wait::kNotReached:
      if (m_status.last_error) m_view.why_waiting = describe_error(*m_status.last_error);
      break;
    case Wait::kCountyBusy:
      m_view.why_waiting = _t("The county is busy and has asked for patience.");
      break;
    case Wait::kSuspended:
    case Wait::kForked:
      m_view.why_waiting = m_status.county_notice;
      break;
    case Wait::kOtherProgram:
      m_view.why_waiting = _t("Another program on this computer is synchronising just now.");
      break;
  }
  if (m_status.next_try_ms <= m_workplace.now_ms()) return;
  const auto at = clock_text(m_status.next_try_ms);
  m_view.next_try = m_status.state == State::kWaiting ? format(_t("Next try at {0}"), at)
                                                      : format(_t("Next sync at {0}"), at);
}

void SyncPresenter::rebuild_amounts() {
  m_view.rate.clear();
  m_view.time_left.clear();
  m_view.amount.clear();
  m_view.percent = -1;
  if (m_status.state != State::kRunning) return;
  const bool up = m_status.bytes_total > 0;
  const auto done = up ? m_status.bytes_done : m_status.down_done;
  const auto total = up ? m_status.bytes_total : m_status.down_total;
  if (total == 0) return;
  const auto left = total - std::min(total, done);
  m_view.percent = percent(done, total);
  m_view.amount = format(up ? _t("{0} sent, {1} left") : _t("{0} received, {1} left"),
                         localization::format_bytes(done), localization::format_bytes(left));
  const auto rate = m_status.bytes_per_second;
  if (rate == 0) return;
  m_view.rate = rate_text(rate);
  m_view.time_left =
      format(_t("about {0} left"),
             localization::format_duration(
                 std::chrono::seconds(static_cast<std::int64_t>((left + rate - 1) / rate)),
                 localization::current_translator()));
}

SyncView::CaseProgress SyncPresenter::row_of(const control::CaseTransfer& transfer) const {
  SyncView::CaseProgress row;
  row.case_id = transfer.case_id;
  row.title = transfer.item_name + " · " + transfer.applicant;
  row.text_percent = percent(transfer.ops_received, transfer.ops_total);
  const bool text_there = transfer.ops_received == transfer.ops_total;
  row.text_detail = text_there ? _t("text received") : _t("text waits");
  row.has_scans = transfer.scans_total > 0;
  auto sent = transfer.bytes_received;
  bool travelling = false;
  for (const auto& scan : transfer.waiting) {
    const auto under_way = m_status.sent.find(scan.hash);
    if (under_way == m_status.sent.end()) continue;
    sent += under_way->second - std::min(under_way->second, scan.held);
    travelling = true;
  }
  sent = std::min(sent, transfer.bytes_total);
  row.scans_percent = percent(sent, transfer.bytes_total);
  if (row.has_scans)
    row.scans_detail =
        format(_t("{0} of {1} received"), transfer.scans_received, transfer.scans_total) + " · " +
        format(_t("{0} of {1} sent"), localization::format_bytes(sent),
               localization::format_bytes(transfer.bytes_total));
  const bool running = m_status.state == State::kRunning;
  if (travelling && running)
    row.mark = {Tone::kBlue, "sent", _t("being sent")};
  else if (transfer.ops_received == 0)
    row.mark = {Tone::kAmber, "waiting", _t("waiting to be sent")};
  else
    row.mark = {Tone::kBlue, "running", _t("sent in part")};
  return row;
}

void SyncPresenter::rebuild_cases() {
  m_view.cases.clear();
  for (const auto& transfer : m_transfers) {
    if (m_view.cases.size() == kRowsMax) break;
    m_view.cases.push_back(row_of(transfer));
  }
  const int more = static_cast<int>(m_transfers.size() - m_view.cases.size());
  m_view.more_cases = more == 0 ? ""
                                : format(_tn("{0} more case waits behind these",
                                             "{0} more cases wait behind these", more),
                                         more);
  m_view.empty_text = travels(m_status) ? _t("Nothing waits: the county holds everything.")
                      : m_view.practice
                          ? _t("What is taken in for practice stays on this computer.")
                          : _t("Cases appear here once this station is enrolled with its county.");
}

namespace {

SyncView::SetAside aside_of(const control::ScanSetAside& scan) {
  using sync::wire::AsideReason;
  SyncView::SetAside aside;
  aside.case_id = scan.case_id;
  aside.title = scan.case_id.empty() ? _t("A scan cannot be sent")
                                     : format(_t("A scan cannot be sent: {0}"),
                                              scan.item_name + " · " + scan.applicant);
  aside.remedy = _t("Everything else travels. Scan the page again and add it to the case.");
  switch (scan.reason) {
    case AsideReason::kUnreadable:
      aside.reason = _t("The disk gives an error when it is read. Have the disk looked at.");
      break;
    case AsideReason::kMissing:
      aside.reason = _t("The file is not on this computer any more.");
      break;
    case AsideReason::kDamaged:
      aside.reason = _t("The file on this computer is damaged.");
      break;
    case AsideReason::kRefused:
      aside.tone = Tone::kAmber;
      aside.reason = _t("The county has not taken it though it is in order.");
      aside.remedy =
          _t("It is tried again every day by itself. If it stays here, tell the county.");
      break;
  }
  return aside;
}

SyncView::SetAside aside_of(const control::OpsSetAside& ops) {
  SyncView::SetAside aside;
  aside.case_id = ops.case_id;
  aside.title = ops.item_name.empty()
                    ? _t("This computer's disk has damaged what was not sent yet")
                    : format(_t("This computer's disk has damaged what was not sent yet: {0}"),
                             ops.item_name + " · " + ops.applicant);
  aside.reason = format(_tn("{0} entry of the case cannot be read as it was written.",
                            "{0} entries of the case cannot be read as they were written.",
                            ops.ops),
                        ops.ops);
  aside.remedy = _t("Everything else travels. Open the case, see what is missing and enter it "
                    "again. Have the disk looked at.");
  return aside;
}

}  // namespace

void SyncPresenter::rebuild_set_aside() {
  m_view.set_aside.clear();
  for (const auto& ops : m_ops_set_aside) m_view.set_aside.push_back(aside_of(ops));
  for (const auto& scan : m_set_aside) m_view.set_aside.push_back(aside_of(scan));
  if (m_status.healed)
    m_view.set_aside.push_back(
        {_t("This computer goes on under a new number block"),
         _t("Its records had been copied or restored from a backup, so the county held others "
            "under the same name."),
         _t("Nothing is lost and nothing is doubled. If a copy of this computer is in use "
            "elsewhere, tell the county."),
         "", Tone::kAmber});
  const bool told_below = m_status.wait == Wait::kSuspended || m_status.wait == Wait::kForked;
  if (!m_status.county_notice.empty() && !told_below)
    m_view.set_aside.push_back({_t("The county says"), m_status.county_notice,
                                _t("Nothing is lost; please call the county's support."), "",
                                Tone::kRed});
}

void SyncPresenter::rebuild_controls() {
  const bool can = travels(m_status);
  const auto why = can ? "" : m_view.state.word;
  m_view.sync_now = {_t("Synchronise now"), true, can && m_status.state != State::kRunning, why};
  m_view.pause = {m_view.paused ? _t("Go on") : _t("Pause"), true, can, why};
  m_stick.allow(why);
  m_view.may_limit = can;
  rebuild_limits();
  rebuild_scan_times();
}

void SyncPresenter::rebuild_limits() {
  m_view.limit_label = _t("Use of the line");
  m_view.limits.clear();
  const auto limit = m_status.line.bytes_per_second_max;
  bool listed = false;
  for (const auto each : kLimits) {
    m_view.limits.push_back(
        {std::to_string(each),
         each == 0 ? _t("as fast as it goes") : format(_t("at most {0}"), rate_text(each)),
         each == limit});
    listed = listed || each == limit;
  }
  if (!listed)
    m_view.limits.push_back(
        {std::to_string(limit), format(_t("at most {0}"), rate_text(limit)), true});
}

void SyncPresenter::rebuild_scan_times() {
  m_view.scans_label = _t("Scans travel");
  m_view.scan_times.clear();
  std::vector<ScanTimes> listed{{}, {ScanTimes::Kind::kWindow}, {ScanTimes::Kind::kAsked}};
  const auto& chosen = m_status.line.scans;
  if (std::find(listed.begin(), listed.end(), chosen) == listed.end()) listed.push_back(chosen);
  for (const auto& times : listed)
    m_view.scan_times.push_back({to_text(times), scan_times_text(times), times == chosen});
}

void SyncPresenter::sync_now() {
  if (!m_view.sync_now.enabled) return;
  m_workplace.ask(control::SyncNow{}, m_token, [this](control::Reply reply) {
    if (!reply.result.ok()) m_status.last_error = reply.result.error();
    refresh();
  });
}

void SyncPresenter::pause_or_continue() {
  m_workplace.ask(control::PauseSync{!m_view.paused}, m_token, [this](control::Reply reply) {
    if (reply.result.ok()) return;
    m_view.notice = error_notice(_t("Your choice could not be kept"), reply.result.error());
    if (on_changed) on_changed();
  });
}

void SyncPresenter::choose_limit(const std::string& bytes_per_second) {
  auto line = m_status.line;
  line.bytes_per_second_max = std::strtoull(bytes_per_second.c_str(), nullptr, 10);
  use_line(line);
}

void SyncPresenter::choose_scan_times(const std::string& times) {
  auto line = m_status.line;
  const auto chosen = sync::engine::read_scan_times(times);
  if (!chosen.ok()) return;
  line.scans = *chosen;
  use_line(line);
}

void SyncPresenter::use_line(const control::LineUse& line) {
  m_workplace.ask(control::UseLine{line}, m_token, [this, line](control::Reply reply) {
    if (reply.result.ok()) {
      m_status.line = line;
      return rebuild();
    }
    m_view.notice = error_notice(_t("Your choice could not be kept"), reply.result.error());
    if (on_changed) on_changed();
  });
}

}  // namespace jiujin::client::presenters
