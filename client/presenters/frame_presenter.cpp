#include "client/presenters/frame_presenter.h"

#include <algorithm>

#include "client/presenters/correction_draft.h"
#include "client/presenters/wording.h"
#include "localization/formats.h"

namespace jiujin::client::presenters {
namespace {

struct PlaceRow {
  Place place;
  const char* label;
};

constexpr PlaceRow kPlaces[] = {{Place::kToday, _mark("Today")},
                                {Place::kDrafts, _mark("Drafts")},
                                {Place::kCorrection, _mark("Corrections")},
                                {Place::kRunning, _mark("In progress")},
                                {Place::kDelivery, _mark("Awaiting delivery")},
                                {Place::kAll, _mark("All cases")},
                                {Place::kGuide, _mark("Service guides")},
                                {Place::kStatistics, _mark("Statistics and ledger")},
                                {Place::kSync, _mark("Synchronisation")}};

int count_of(const control::Overview& overview, Place place) {
  switch (place) {
    case Place::kToday:
      return overview.today;
    case Place::kDrafts:
      return overview.drafts;
    case Place::kCorrection:
      return overview.correction;
    case Place::kRunning:
      return overview.running;
    case Place::kDelivery:
      return overview.delivery;
    default:
      return -1;
  }
}

Mark connection_mark(const control::SyncStatus& status) {
  using State = control::SyncStatus::State;
  switch (status.state) {
    case State::kPractice:
      return {Tone::kGrey, "stopped", _t("Practice, nothing is sent")};
    case State::kNotEnrolled:
      return {Tone::kGrey, "stopped", _t("Not enrolled")};
    case State::kRunning:
      return {Tone::kBlue, "running", _t("Synchronising")};
    case State::kPaused:
      return {Tone::kGrey, "stopped", _t("Sync paused")};
    default:
      break;
  }
  if (status.online) return {Tone::kGreen, "done", _t("Online")};
  return {Tone::kAmber, "waiting", _t("Offline")};
}

}  // namespace

FramePresenter::FramePresenter(Workplace& workplace)
    : m_workplace(workplace), m_token(std::make_shared<int>(0)) {
  m_view.status.connection = connection_mark({});
  m_events = workplace.on_event([this](const control::Event& event) {
    if (const auto* saved = std::get_if<control::Saved>(&event)) {
      m_saved_ms = saved->at_ms;
      rebuild();
    } else if (const auto* sync = std::get_if<control::SyncStatus>(&event)) {
      m_view.status.connection = connection_mark(*sync);
      m_contact_ms = std::max(m_contact_ms, sync->last_contact_ms);
      if (!sync->county_notice.empty())
        m_view.notice = {Tone::kAmber, _t("The county says"), sync->county_notice};
      rebuild();
    } else if (std::holds_alternative<control::CatalogueChanged>(event)) {
      if (!m_find.query.empty()) find(m_find.query);
    } else if (std::holds_alternative<control::CasesChanged>(event) ||
               std::holds_alternative<control::StationChanged>(event)) {
      refresh();
    }
  });
}

void FramePresenter::rebuild() {
  const auto& me = m_workplace.me();
  m_view.person = me.role_word.empty() ? me.name : me.name + " · " + me.role_word;
  m_view.places.clear();
  for (const auto& row : kPlaces)
    m_view.places.push_back({row.place, _t(row.label), count_of(m_overview, row.place),
                             row.place == m_view.selected, row.place == Place::kGuide});
  auto& status = m_view.status;
  status.waiting.clear();
  if (m_overview.waiting_cases > 0 || m_overview.waiting_bytes > 0)
    status.waiting =
        format(_tn("{0} case waits to be sent ({1})", "{0} cases wait to be sent ({1})",
                   m_overview.waiting_cases),
               m_overview.waiting_cases, localization::format_bytes(m_overview.waiting_bytes));
  const auto contact = moment_text(m_contact_ms, m_workplace.now_ms());
  status.last_contact = contact.empty() ? _t("No contact with the county yet")
                                        : format(_t("Last contact {0}"), contact);
  status.saved = m_saved_ms > 0 ? format(_t("Saved {0}"), clock_text(m_saved_ms)) : "";
  status.practice = status.practice_on ? _t("Practice mode on") : _t("Practice mode off");
  if (on_changed) on_changed();
}

void FramePresenter::refresh() {
  m_workplace.ask(control::OpenStation{}, m_token, [this](control::Reply reply) {
    const auto* info = reply.get<control::StationInfo>();
    if (!info) return;
    m_view.station_name = info->name;
    m_view.status.practice_on = info->practice;
    rebuild();
  });
  m_workplace.ask(control::AskOverview{}, m_token, [this](control::Reply reply) {
    if (const auto* overview = reply.get<control::Overview>()) {
      m_overview = *overview;
      m_contact_ms = std::max(m_contact_ms, overview->last_contact_ms);
      if (overview->last_saved_ms > 0) m_saved_ms = overview->last_saved_ms;
    } else {
      m_view.notice = error_notice(_t("The lists could not be read"), reply.result.error());
    }
    rebuild();
  });
  if (m_recovery_asked || !m_workplace.me().logged_in) return;
  m_recovery_asked = true;
  look_for_what_was_open();
}

// What was open when the program ended without being told to. A row may name something that was
// finished or never kept: only what is really there is offered.
void FramePresenter::look_for_what_was_open() {
  const auto offer = [this](const std::string& title) {
    m_view.notice = {Tone::kAmber, title,
                     _t("The program ended before it was finished. Everything up to the last "
                        "“saved” is kept; you can go on with it.")};
    rebuild();
  };
  m_workplace.ask(control::LoadRow{"open-draft"}, m_token, [this, offer](control::Reply reply) {
    const auto* row = reply.get<control::RowLoaded>();
    if (!row || !row->value || row->value->empty()) return;
    const auto id = *row->value;
    m_workplace.ask(control::LoadDraft{id}, m_token, [this, offer, id](control::Reply draft) {
      if (!draft.get<control::DraftLoaded>()) return;
      m_view.recover_draft = id;
      offer(_t("An application was left open"));
    });
  });
  const auto open_correction = control::LoadRow{kOpenCorrectionRow};
  m_workplace.ask(open_correction, m_token, [this, offer](control::Reply reply) {
    const auto* row = reply.get<control::RowLoaded>();
    if (!row || !row->value || row->value->empty()) return;
    const auto id = *row->value;
    m_workplace.ask(control::LoadRow{correction_row(id)}, m_token,
                    [this, offer, id](control::Reply kept) {
                      const auto* typed = kept.get<control::RowLoaded>();
                      if (!typed || !typed->value) return;
                      m_view.recover_case = id;
                      offer(_t("A correction was left open"));
                    });
  });
}

void FramePresenter::select(Place place) {
  m_view.selected = place;
  rebuild();
  if (on_place) on_place(place);
}

void FramePresenter::find(std::string query) {
  if (m_find_ticket) m_workplace.cancel(m_find_ticket);
  m_find.query = query;
  m_find.searching = !query.empty();
  if (query.empty()) {
    m_find.hits.clear();
    m_find.empty_text.clear();
    if (on_find_changed) on_find_changed();
    return;
  }
  m_find_ticket =
      m_workplace.ask(control::Find{std::move(query)}, m_token, [this](control::Reply reply) {
        const auto* found = reply.get<control::Found>();
        if (!found || found->query != m_find.query) return;  // an older question's answer
        m_find.searching = false;
        m_find.hits.clear();
        for (const auto& entry : found->entries) {
          FindHit hit;
          hit.id = entry.id;
          hit.title = entry.title;
          hit.subtitle = entry.subtitle;
          using Kind = control::FoundEntry::Kind;
          hit.kind = entry.kind == Kind::kItem   ? FindHit::Kind::kItem
                     : entry.kind == Kind::kCase ? FindHit::Kind::kCase
                                                 : FindHit::Kind::kDraft;
          if (entry.entry) {
            hit.mark = state_mark(*entry.entry);
            hit.subtitle = receipt_text(entry.subtitle);
          }
          m_find.hits.push_back(std::move(hit));
          if (m_find.hits.size() == 30) break;
        }
        m_find.empty_text = m_find.hits.empty()
                                ? _t("Nothing found. Try a part of the name, pinyin initials, or "
                                     "the receipt number.")
                                : "";
        if (on_find_changed) on_find_changed();
      });
}

void FramePresenter::forget() {
  if (m_find_ticket) m_workplace.cancel(m_find_ticket);
  m_find = {};
  m_overview = {};
  m_view.notice = {};
  m_view.recover_draft.clear();
  m_view.recover_case.clear();
  m_view.person.clear();
  if (on_find_changed) on_find_changed();
}

void FramePresenter::dismiss_notice() {
  m_view.notice = {};
  const auto forget = [this](std::string* what, const char* row) {
    if (what->empty()) return;
    what->clear();
    m_workplace.ask(control::SaveRow{row, std::nullopt}, m_token, [](control::Reply) {});
  };
  forget(&m_view.recover_draft, "open-draft");
  forget(&m_view.recover_case, kOpenCorrectionRow);
  rebuild();
}

}  // namespace jiujin::client::presenters
