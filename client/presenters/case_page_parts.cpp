#include "client/presenters/case_page_parts.h"

#include <algorithm>
#include <map>

#include "client/control/paper_kinds.h"
#include "client/presenters/answer_sections.h"
#include "client/presenters/wording.h"
#include "localization/formats.h"
#include "sync/casework/deadlines.h"
#include "sync/casework/documents/documents.h"
#include "sync/casework/op_types.h"
#include "sync/casework/states.h"
#include "sync/casework/timeline_words.h"

namespace jiujin::client::presenters {

using namespace sync::casework;

CaseWords::CaseWords(const Workplace& workplace, const control::CaseReady& ready,
                     const forms::catalogue::Item* item, bool masked)
    : m_workplace(workplace),
      m_ready(ready),
      m_case(*ready.the_case),
      m_item(item),
      m_masked(masked) {}

bool CaseWords::allowed(Action action) const {
  return std::find(m_ready.actions.begin(), m_ready.actions.end(), action) != m_ready.actions.end();
}

std::string CaseWords::title() const {
  return (m_item ? m_item->name.get(language()) : m_case.item) + " · " +
         (m_masked ? localization::mask_name(m_case.applicant.name) : m_case.applicant.name);
}

Mark CaseWords::state() const {
  return state_mark(m_case.state,
                    lamp_of(m_case, calendar_of(m_ready.calendar), m_workplace.today()));
}

std::string CaseWords::due_words() const {
  const auto due = due_of(m_case);
  auto day = localization::parse_date(due);
  if (!day.ok()) return {};
  return deadline_text(
      due,
      localization::working_days_left(calendar_of(m_ready.calendar), m_workplace.today(), *day),
      m_case.clocks.stopped, m_case.clocks.provisional, m_workplace.today());
}

// Where it is and who has it now, in one line.
std::string CaseWords::headline() const {
  std::string who;
  if (is_in_progress(m_case.state) && m_case.state != CaseState::kAwaitingCorrection && m_item)
    who = m_item->authority_name.get(language()) + " ";
  auto line = who + state_label(m_case.state);
  if (m_case.state == CaseState::kAwaitingCorrection)
    line += " · " + _t("it is the applicant's turn");
  if (const auto due = due_words(); !due.empty()) line += " · " + due;
  return line;
}

std::vector<ClockView> CaseWords::clocks() const {
  const auto totals = clock_totals(m_case, m_workplace.now_ms());
  const auto& words = localization::current_translator();
  const auto spent = [&](std::int64_t ms) {
    return ms <= 0 ? _t("not begun")
                   : format(_t("{0} so far"),
                            localization::format_duration(std::chrono::seconds(ms / 1000), words));
  };
  ClockView handling{_t("Handling"), spent(totals.handling_ms), state()};
  if (!m_case.clocks.promised_due.empty())
    handling.text += " · " + format(_t("promised by {0}"),
                                    day_text(m_case.clocks.promised_due, m_workplace.today()));
  if (m_case.clocks.stopped) handling.mark = {Tone::kBlue, "stopped", _t("stopped")};
  ClockView circulation{_t("On the way"), spent(totals.circulation_ms), {}};
  ClockView courier{_t("Courier time"), spent(totals.courier_ms), {}};
  return {handling, circulation, courier};
}

std::string CaseWords::who(const TimelineEntry& entry) const {
  if (!entry.actor_name.empty()) return entry.actor_name;
  if (const auto name = m_ready.staff_names.find(entry.actor); name != m_ready.staff_names.end())
    return name->second;
  if (entry.actor.empty())
    return entry.type == static_cast<std::uint32_t>(OpType::kRatingGiven) ? _t("Applicant")
                                                                          : _t("System");
  return entry.actor;
}

std::vector<TimelineDay> CaseWords::timeline() const {
  std::vector<TimelineDay> days;
  const auto& words = localization::current_translator();
  for (auto it = m_case.timeline.rbegin(); it != m_case.timeline.rend(); ++it) {
    const std::chrono::sys_seconds at{std::chrono::seconds(it->wall_ms / 1000)};
    const auto day =
        localization::format_day(localization::local_date(at), m_workplace.today(), words);
    if (days.empty() || days.back().day != day) days.push_back({day, {}});
    TimelineRow row;
    row.time = localization::format_time(at, localization::kShanghai);
    row.who = who(*it);
    row.what = it->newer_version ? _t("Something of a newer version") : op_words(it->type);
    row.detail = sync::casework::detail_words(*it, m_item, words, m_masked);
    row.transit = transit_word(it->transit);
    if (it->refused) {
      row.tone = Tone::kRed;
      row.detail = format(_t("Without effect: {0}"), refusal_words(it->refusal));
    }
    days.back().rows.push_back(std::move(row));
  }
  return days;
}

std::vector<Section> CaseWords::form() const {
  const auto& person = m_case.applicant;
  Section applicant{_t("Applicant"),
                    {{_t("Name"), m_masked ? localization::mask_name(person.name) : person.name},
                     {certificate_name(person.id_type),
                      m_masked ? localization::mask_id_number(person.id_no) : person.id_no},
                     {_t("Mobile number"), person.mobile.empty() ? _t("has none")
                                           : m_masked ? localization::mask_phone(person.mobile)
                                                      : person.mobile}},
                    {},
                    {},
                    {}};
  std::vector<Section> sections{std::move(applicant)};
  if (m_item)
    for (auto& section : answer_sections(*m_item, m_case.answers, m_masked))
      sections.push_back(std::move(section));
  return sections;
}

std::vector<SlotView> CaseWords::materials() const {
  std::vector<SlotView> slots;
  for (const auto& material : m_case.materials) {
    SlotView slot;
    slot.slot = material.slot;
    slot.name = m_item ? place_label(*m_item, material.slot) : material.slot;
    const auto choice = choice_of(material);
    slot.mode = choice.mode;
    slot.note = material.note;
    slot.due = material.due;
    slot.licence_number =
        m_masked ? localization::mask_id_number(material.licence_number) : material.licence_number;
    for (const auto& page : choice.pages)
      slot.pages.push_back(
          {page.hash, page.name, localization::format_bytes(page.size), page.rotation, 1, {}});
    if (const auto& page = choice.signed_page)
      slot.signed_page = {page->hash,     page->name, localization::format_bytes(page->size),
                          page->rotation, 1,          {}};
    const int pages = static_cast<int>(slot.pages.size());
    switch (material.mode) {
      case MaterialMode::kDeferred:
        slot.state = {Tone::kAmber, "due",
                      format(_t("to follow by {0}"), day_text(material.due, m_workplace.today()))};
        break;
      case MaterialMode::kMissing:
        slot.state = {Tone::kRed, "waiting", _t("missing")};
        break;
      case MaterialMode::kLicence:
        slot.state = {Tone::kGreen, "done", _t("nothing to hand in")};
        break;
      case MaterialMode::kCommitment:
        slot.state = slot.signed_page
                         ? Mark{Tone::kGreen, "done", _t("promised in writing")}
                         : Mark{Tone::kAmber, "waiting", _t("signed promise not scanned")};
        break;
      case MaterialMode::kPaper:
        slot.state = {Tone::kGreen, "done", _t("paper received")};
        break;
      case MaterialMode::kNotNeeded:
        slot.state = {Tone::kGrey, "done", _t("Not needed")};
        break;
      case MaterialMode::kFiles:
        slot.state = {Tone::kGreen, "done", format(_tn("{0} page", "{0} pages", pages), pages)};
        break;
    }
    slots.push_back(std::move(slot));
  }
  return slots;
}

std::vector<DocumentRow> CaseWords::documents() const {
  std::vector<DocumentRow> rows;
  for (const auto& file : m_case.result_files) {
    DocumentRow row{file.hash.hex(),
                    file.name.empty() ? m_case.result_name : file.name,
                    m_case.licence_no,
                    m_case.decided_on,
                    true,
                    true,
                    ""};
    const auto held = m_ready.held.find(row.id);
    row.available = held != m_ready.held.end() && held->second >= file.size;
    if (!row.available) row.why_not = _t("Has not arrived yet; it comes with the next contact.");
    rows.push_back(std::move(row));
  }
  for (auto kind : sync::casework::documents::available_documents(m_case))
    rows.push_back(
        {control::paper_kind_name(kind),
         sync::casework::documents::document_title(kind, localization::current_translator()), "",
         "", false, true, ""});
  return rows;
}

std::vector<MessageRow> CaseWords::messages() const {
  std::vector<MessageRow> rows;
  for (const auto& entry : m_case.timeline)
    if (entry.type == static_cast<std::uint32_t>(OpType::kNoteAdded))
      rows.push_back({moment_text(entry.wall_ms, m_workplace.now_ms()), who(entry), entry.detail,
                      entry.actor == m_workplace.me().id});
  return rows;
}

std::vector<ConflictView> CaseWords::conflicts() const {
  std::vector<ConflictView> views;
  for (const auto& conflict : m_case.conflicts)
    views.push_back(
        {conflict.path, m_item ? place_label(*m_item, conflict.path) : conflict.path,
         m_item ? answer_text(*m_item, conflict.path, conflict.ours, m_masked) : conflict.ours,
         m_item ? answer_text(*m_item, conflict.path, conflict.theirs, m_masked) : conflict.theirs,
         allowed(Action::kSettleConflict)});
  return views;
}

std::vector<std::pair<CaseAction, Button>> CaseWords::actions() const {
  const std::tuple<CaseAction, Action, std::string> rows[] = {
      {CaseAction::kCorrect, Action::kAnswerCorrection, _t("Correct")},
      {CaseAction::kDispatch, Action::kDispatchParcel, _t("Send by courier")},
      {CaseAction::kCloseParcel, Action::kCloseParcel, _t("Parcel arrived or came back")},
      {CaseAction::kHandOut, Action::kHandOut, _t("Hand out at the counter")},
      {CaseAction::kRate, Action::kRate, _t("Let the applicant rate")},
      {CaseAction::kNote, Action::kNote, _t("Write a message")},
      {CaseAction::kWithdraw, Action::kWithdraw, _t("Applicant withdraws")},
      {CaseAction::kVoid, Action::kVoid, _t("Void the case")}};
  std::vector<std::pair<CaseAction, Button>> buttons;
  // The clerk hands the screen to the applicant, whose rating it is: no right of the clerk's own.
  const bool to_rate = !m_case.rating && !m_case.receipt.empty() &&
                       m_case.state != CaseState::kVoided && m_case.state != CaseState::kArchived;
  const bool gap = std::any_of(m_case.materials.begin(), m_case.materials.end(),
                               [](auto& one) { return one.mode == MaterialMode::kDeferred; });
  if (gap && is_in_progress(m_case.state) && allowed(Action::kEdit))
    buttons.push_back({CaseAction::kBringDeferred,
                       {_t("Bring the deferred paper"), true, m_item != nullptr,
                        m_item ? "" : _t("The catalogue of this case has not come yet.")}});
  for (const auto& [action, needed, label] : rows)
    if (allowed(needed) || (action == CaseAction::kRate && to_rate))
      buttons.push_back({action, {label, true, true, ""}});
  if (!m_case.receipt.empty())
    buttons.push_back({CaseAction::kPrintReceipt, {_t("Print the receipt"), true, true, ""}});
  return buttons;
}

CorrectionView CaseWords::correction() const {
  CorrectionView view;
  for (auto it = m_case.corrections.rbegin(); it != m_case.corrections.rend(); ++it) {
    if (it->answered) continue;
    view.open = allowed(Action::kAnswerCorrection);
    view.headline = it->due.empty() ? _t("Please correct")
                                    : format(_t("Please correct by {0}"),
                                             day_text(it->due, m_workplace.today()));
    view.reason = it->reason;
    for (const auto& item : it->items) {
      const auto label = m_item ? place_label(*m_item, item.place) : item.place;
      view.items.push_back({format(_t("{0}: {1}"), label, item.text),
                            gap_at(item.place, item.text, Tone::kAmber), false});
    }
    break;
  }
  return view;
}

std::string op_words(std::uint32_t type) {
  static const std::map<OpType, const char*> words{
      {OpType::kCaseOpened, _mark("Case opened")},
      {OpType::kFormAnswered, _mark("Form filled in")},
      {OpType::kMaterialAdded, _mark("Material added")},
      {OpType::kMaterialDeclared, _mark("Material declared")},
      {OpType::kPrereviewRecorded, _mark("Pre-review recorded")},
      {OpType::kCaseSubmitted, _mark("Received at the window")},
      {OpType::kCaseWithdrawn, _mark("Withdrawn by the applicant")},
      {OpType::kCaseVoided, _mark("Voided")},
      {OpType::kCorrectionAnswered, _mark("Corrections sent")},
      {OpType::kCaseHandedOver, _mark("Handed over to a colleague")},
      {OpType::kNoteAdded, _mark("Message")},
      {OpType::kEventRecorded, _mark("Told by another system")},
      {OpType::kCaseRevealed, _mark("Numbers shown in full")},
      {OpType::kReviewStarted, _mark("Review begun")},
      {OpType::kCorrectionRequested, _mark("Corrections asked for")},
      {OpType::kAcceptanceDecided, _mark("Acceptance decided")},
      {OpType::kDecisionMade, _mark("Decision made")},
      {OpType::kSpecialStarted, _mark("Special procedure begun")},
      {OpType::kSpecialEnded, _mark("Special procedure ended")},
      {OpType::kExtensionGranted, _mark("Time extended")},
      {OpType::kDeadlinePassed, _mark("Deadline passed")},
      {OpType::kOpRefused, _mark("Refused by the county")},
      {OpType::kConflictSettled, _mark("Two different answers settled")},
      {OpType::kParcelDispatched, _mark("Parcel sent")},
      {OpType::kParcelDelivered, _mark("Parcel delivered")},
      {OpType::kParcelReturned, _mark("Parcel came back")},
      {OpType::kResultCollected, _mark("Result handed out")},
      {OpType::kRatingGiven, _mark("Rated by the applicant")}};
  const auto found = words.find(static_cast<OpType>(type));
  return found == words.end() ? _t("Something of a newer version") : _t(found->second);
}

std::string refusal_words(const std::string& code) {
  if (code == "role" || code == "village") return _t("this person's role does not allow it");
  if (code == "place") return _t("it was written where this person does not work");
  if (code == "separation") return _t("the same person may not do both");
  if (code == "second_person") return _t("a second person has to agree");
  if (code == "state") return _t("the case was in another state by then");
  if (code == "locked") return _t("answers are fixed after acceptance");
  if (code == "deferred_open") return _t("materials that were to follow are still missing");
  if (code == "no_deferral")
    return _t("an item decided on the spot allows nothing to follow later");
  if (code == "duplicate_event") return _t("the same was told before");
  if (code == "extended_twice") return _t("the time can be extended only once");
  return code;
}

}  // namespace jiujin::client::presenters
