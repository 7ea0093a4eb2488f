#include "client/presenters/case_list_presenter.h"

#include <algorithm>
#include <numeric>

#include "client/presenters/wording.h"

namespace jiujin::client::presenters {
namespace {

using control::CaseEntry;

sync::casework::Place casework_place(Place place) {
  switch (place) {
    case Place::kToday: return sync::casework::Place::kToday;
    case Place::kDrafts: return sync::casework::Place::kDrafts;
    case Place::kCorrection: return sync::casework::Place::kCorrections;
    case Place::kRunning: return sync::casework::Place::kInProgress;
    case Place::kDelivery: return sync::casework::Place::kAwaitingDelivery;
    default: return sync::casework::Place::kAll;
  }
}

// What waits longest comes first: nothing sent, text sent, all received.
std::pair<int, int> rank(const CaseEntry& entry) {
  return {static_cast<int>(entry.transit), entry.scans_received - entry.scans_total};
}

std::string title_of(Place place) {
  switch (place) {
    case Place::kToday: return _t("Today");
    case Place::kDrafts: return _t("Drafts");
    case Place::kCorrection: return _t("Corrections");
    case Place::kRunning: return _t("In progress");
    case Place::kDelivery: return _t("Awaiting delivery");
    default: return _t("All cases");
  }
}

EmptyState empty_of(Place place, bool filtered) {
  if (filtered)
    return {_t("Nothing fits"), _t("Try fewer letters, or look in “All cases”."), ""};
  switch (place) {
    case Place::kDrafts:
      return {_t("No drafts"), _t("An application that is not finished yet waits here."),
              _t("New case")};
    case Place::kCorrection:
      return {_t("Nothing to correct"),
              _t("When the county asks for something more, the case appears here."), ""};
    case Place::kDelivery:
      return {_t("Nothing to hand out"),
              _t("Results that have to reach the applicant appear here."), ""};
    default:
      return {_t("No cases yet"), _t("Cases that are taken in here appear in this list."),
              _t("New case")};
  }
}

}  // namespace

CaseListPresenter::CaseListPresenter(Workplace& workplace, Place place)
    : m_workplace(workplace), m_token(std::make_shared<int>(0)) {
  m_view.place = place;
  m_view.title = title_of(place);
  m_view.column_titles = {_t("State"),    _t("Item"),     _t("Applicant"), _t("Receipt number"),
                          _t("Deadline"), _t("Changed"), _t("Sent")};
  m_view.empty = empty_of(place, false);
  m_events = workplace.on_event([this](const control::Event& event) {
    if (std::holds_alternative<control::CasesChanged>(event) ||
        std::holds_alternative<control::CatalogueChanged>(event))
      refresh();
  });
}

void CaseListPresenter::refresh() {
  control::AskIndex question{casework_place(m_view.place), m_view.filter};
  m_view.busy.active = !m_index;
  m_workplace.ask(question, m_token, [this, asked = m_view.filter](control::Reply reply) {
    if (asked != m_view.filter) return;
    m_view.busy = {};
    if (const auto* ready = reply.get<control::IndexReady>()) {
      m_index = ready->index;
      m_view.notice = {};
    } else {
      m_view.notice = error_notice(_t("The list could not be read"), reply.result.error());
    }
    arrange();
  });
}

void CaseListPresenter::arrange() {
  m_order.resize(m_index ? m_index->entries.size() : 0);
  std::iota(m_order.begin(), m_order.end(), 0u);
  const auto& entries = m_index ? m_index->entries : std::vector<CaseEntry>{};
  const auto less = [&](std::uint32_t left, std::uint32_t right) {
    const auto& a = entries[left].summary;
    const auto& b = entries[right].summary;
    switch (m_view.sort) {
      case CaseColumn::kState: return a.state < b.state;
      case CaseColumn::kItem: return a.item < b.item;
      case CaseColumn::kApplicant: return a.applicant_masked < b.applicant_masked;
      case CaseColumn::kReceipt: return a.receipt < b.receipt;
      case CaseColumn::kDeadline:
        if (a.due.empty() != b.due.empty()) return b.due.empty();
        return a.due < b.due;
      case CaseColumn::kTransit: return rank(entries[left]) < rank(entries[right]);
      default: return a.changed_ms < b.changed_ms;
    }
  };
  // With a search text the best match stays first, unless a column was asked for.
  if (m_view.filter.empty() || m_view.sort != CaseColumn::kUpdated) {
    std::stable_sort(m_order.begin(), m_order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return m_view.ascending ? less(a, b) : less(b, a);
    });
  }
  m_view.row_count = m_order.size();
  m_view.selected_row = -1;
  for (std::size_t i = 0; i < m_order.size(); ++i)
    if (entries[m_order[i]].summary.id == m_view.selected)
      m_view.selected_row = static_cast<int>(i);
  if (m_view.selected_row < 0) m_view.selected.clear();
  m_view.empty = empty_of(m_view.place, !m_view.filter.empty());
  if (on_changed) on_changed();
}

CaseRow CaseListPresenter::row(std::size_t index) const {
  CaseRow row;
  if (!m_index || index >= m_order.size()) return row;
  const auto& entry = m_index->entries[m_order[index]];
  const auto& line = entry.summary;
  row.id = line.id;
  row.draft = line.draft;
  row.state = state_mark(entry);
  row.item = line.item_name.get(language());
  row.applicant = line.applicant_masked;
  row.receipt = receipt_text(line.receipt);
  row.deadline = deadline_text(line.due, entry.days_left, line.stopped, line.provisional,
                               m_workplace.today());
  row.updated = moment_text(line.changed_ms, m_workplace.now_ms());
  row.transit = line.draft ? "" : transit_word(entry);
  return row;
}

std::string CaseListPresenter::cell(std::size_t index, CaseColumn column) const {
  const auto made = row(index);
  switch (column) {
    case CaseColumn::kState: return made.state.word;
    case CaseColumn::kItem: return made.item;
    case CaseColumn::kApplicant: return made.applicant;
    case CaseColumn::kReceipt: return made.receipt;
    case CaseColumn::kDeadline: return made.deadline;
    case CaseColumn::kUpdated: return made.updated;
    case CaseColumn::kTransit: return made.transit;
    case CaseColumn::kCount: break;
  }
  return {};
}

void CaseListPresenter::select(std::size_t index) {
  if (!m_index || index >= m_order.size()) return;
  m_view.selected = m_index->entries[m_order[index]].summary.id;
  m_view.selected_row = static_cast<int>(index);
}

void CaseListPresenter::open(std::size_t index) {
  if (!m_index || index >= m_order.size()) return;
  select(index);
  const auto& line = m_index->entries[m_order[index]].summary;
  const auto& open_it = line.draft ? on_open_draft : on_open_case;
  if (open_it) open_it(line.id);
}

void CaseListPresenter::sort_by(CaseColumn column) {
  if (m_view.sort == column) {
    m_view.ascending = !m_view.ascending;
  } else {
    m_view.sort = column;
    m_view.ascending = column != CaseColumn::kUpdated;
  }
  arrange();
}

void CaseListPresenter::filter(std::string text) {
  if (text == m_view.filter) return;
  m_view.filter = std::move(text);
  refresh();
}

void CaseListPresenter::discard_draft(std::string draft_id) {
  m_workplace.ask(control::DeleteDraft{std::move(draft_id)}, m_token,
                  [this](control::Reply reply) {
                    if (!reply.result.ok())
                      m_view.notice = error_notice(_t("The draft could not be thrown away"),
                                                   reply.result.error());
                    refresh();
                  });
}

}  // namespace jiujin::client::presenters
