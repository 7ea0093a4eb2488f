#include "client/presenters/stick_presenter.h"

#include <algorithm>

#include "client/presenters/wording.h"
#include "localization/formats.h"
#include "localization/text.h"

namespace jiujin::client::presenters {
namespace {

using sync::wire::AnswersReport;
using sync::wire::ExportReport;
using sync::wire::StickAnswer;
using State = StickAnswer::State;

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : _t(", ")) + name;
  return text;
}

Notice written(const ExportReport& report) {
  const auto what = report.ops == 0 && report.scans == 0
                        ? _t("Nothing waits here; the county's answer brings its news.")
                        : format(_t("{0} records and {1} scans, {2}."), report.ops, report.scans,
                                 localization::format_bytes(report.bytes));
  return {Tone::kGreen, format(_t("Written to the stick: {0}"), listed(report.files)),
          what + "\n" +
              _t("Take the stick to the county and bring its answer back. Until the county has "
                 "confirmed it, everything stays here, too.")};
}

std::string trouble_of(const StickAnswer& answer) {
  switch (answer.state) {
    case State::kTaken:
    case State::kKnown:
      return {};
    case State::kNotOurs:
      return format(_t("{0}: for another station"), answer.file);
    case State::kTooEarly:
      return format(_t("{0}: an earlier answer is missing; take that in first"), answer.file);
    case State::kCut:
      return format(_t("{0}: ends too early; what was whole is taken in. Copy it anew."),
                    answer.file);
    case State::kBroken:
      return format(_t("{0}: damaged; what was whole is taken in. Copy it anew."), answer.file);
    case State::kRefused:
      return format(_t("{0}: the county refused it: {1}"), answer.file, answer.cause);
  }
  return {};
}

Notice taken_in(const AnswersReport& report) {
  if (report.answers.empty())
    return {Tone::kAmber, _t("No answer of the county was found there"),
            _t("Answers end in “.answer.jjb”. Choose the folder into which the county wrote.")};
  std::string text =
      report.ops_acknowledged == 0 && report.feed_entries == 0 && report.file_bytes == 0
          ? _t("Nothing in it was new.")
          : format(_t("{0} records confirmed by the county, {1} new entries, {2} of files."),
                   report.ops_acknowledged, report.feed_entries,
                   localization::format_bytes(report.file_bytes));
  bool trouble = false;
  for (const auto& answer : report.answers) {
    const auto words = trouble_of(answer);
    if (words.empty()) continue;
    trouble = true;
    text += "\n" + words;
  }
  if (report.export_again)
    text += "\n" + _t("The county has more to say: export to the stick again.");
  if (!report.notice.empty()) text += "\n" + report.notice;
  return {trouble ? Tone::kAmber : Tone::kGreen, _t("The county's answers are taken in"), text};
}

}  // namespace

StickPresenter::StickPresenter(Workplace& workplace)
    : m_workplace(workplace), m_token(std::make_shared<int>(0)) {
  m_events = workplace.on_event([this](const control::Event& event) {
    const auto* progress = std::get_if<control::Progress>(&event);
    if (!progress || m_ticket == 0 || progress->ticket != m_ticket) return;
    m_view.busy.percent = progress->total == 0 ? -1
                                               : static_cast<int>(std::min<std::uint64_t>(
                                                     100, progress->done * 100 / progress->total));
    if (on_changed) on_changed();
  });
  rebuild();
}

void StickPresenter::allow(const std::string& why_not) {
  m_why_not = why_not;
  rebuild();
}

void StickPresenter::rebuild() {
  const bool free = m_ticket == 0 && m_why_not.empty();
  const auto why = m_ticket != 0 ? m_view.busy.sentence : m_why_not;
  m_view.write = {_t("Export to stick…"), true, free, free ? "" : why};
  m_view.read = {_t("Import from stick…"), true, free, free ? "" : why};
}

void StickPresenter::write_to(const std::string& folder) {
  if (!m_view.write.enabled) return;
  m_writes = true;
  begin(control::ExportToStick{folder}, _t("Writing to the stick…"));
}

void StickPresenter::read_from(const std::string& folder) {
  if (!m_view.read.enabled) return;
  m_writes = false;
  begin(control::ImportFromStick{folder}, _t("Taking in the county's answers…"));
}

void StickPresenter::begin(control::Command command, const std::string& sentence) {
  m_view.notice = {};
  m_view.busy = {true, sentence, -1, true};
  m_ticket =
      m_workplace.ask(std::move(command), m_token, [this](control::Reply reply) { ended(reply); });
  rebuild();
  if (on_changed) on_changed();
}

void StickPresenter::ended(const control::Reply& reply) {
  m_ticket = 0;
  m_view.busy = {};
  if (const auto* done = reply.get<control::StickWritten>()) {
    m_view.notice = written(done->report);
  } else if (const auto* read = reply.get<control::StickRead>()) {
    m_view.notice = taken_in(read->report);
  } else if (reply.result.error().code == ErrorCode::kCancelled) {
    m_view.notice = {Tone::kAmber, _t("Stopped"),
                     m_writes ? _t("Nothing was left on the stick. Everything is kept here.")
                              : _t("What was taken in before stays. Take the rest in later.")};
  } else {
    m_view.notice = error_notice(
        m_writes ? _t("The stick could not be written") : _t("The answers could not be taken in"),
        reply.result.error());
  }
  rebuild();
  if (on_changed) on_changed();
  if (on_done) on_done();
}

void StickPresenter::stop() {
  if (m_ticket != 0) m_workplace.cancel(m_ticket);
}

void StickPresenter::dismiss() {
  m_view.notice = {};
  if (on_changed) on_changed();
}

}  // namespace jiujin::client::presenters
