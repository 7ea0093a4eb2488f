// CaseListPresenter: the virtual rows of one place (today, drafts, corrections, running, delivery,
// all). A refresh keeps the selection by id, never by row.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "client/presenters/frame_presenter.h"
#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

enum class CaseColumn {
  kState,
  kItem,
  kApplicant,
  kReceipt,
  kDeadline,
  kUpdated,
  kTransit,
  kCount
};

struct CaseRow {
  std::string id;  // case id (hex) or draft id
  bool draft = false;
  Mark state;             // 待补正 with its lamp
  std::string item;       // name of the item
  std::string applicant;  // masked: 王*英
  std::string receipt;    // ten digits as 12345 67890
  std::string deadline;   // 12月4日前 · 还剩 9 个工作日
  std::string updated;    // 今天 10:32
  std::string transit;    // 待传 / 已传 / 县级已收
};

struct CaseListView {
  Place place = Place::kToday;
  std::string title;
  std::vector<std::string> column_titles;  // by CaseColumn
  std::size_t row_count = 0;
  std::string selected;  // id, "" = none
  int selected_row = -1;
  CaseColumn sort = CaseColumn::kUpdated;
  bool ascending = false;
  std::string filter;
  EmptyState empty;
  Busy busy;
  Notice notice;
};

class CaseListPresenter {
 public:
  CaseListPresenter(Workplace& workplace, Place place);
  const CaseListView& view() const { return m_view; }
  std::function<void()> on_changed;
  std::function<void(std::string case_id)> on_open_case;
  std::function<void(std::string draft_id)> on_open_draft;

  // Row numbers below view().row_count; made on demand, so that 100,000 rows cost nothing.
  CaseRow row(std::size_t index) const;
  std::string cell(std::size_t index, CaseColumn column) const;

  void refresh();
  void select(std::size_t index);
  void open(std::size_t index);
  void sort_by(CaseColumn column);  // again: the other direction
  void filter(std::string text);    // within the place
  void discard_draft(std::string draft_id);

 private:
  void arrange();
  Workplace& m_workplace;
  CaseListView m_view;
  std::shared_ptr<const control::CaseIndex> m_index;
  std::vector<std::uint32_t> m_order;
  Workplace::Token m_token, m_events;
};

}  // namespace jiujin::client::presenters
