// StatisticsPresenter: counts and rates of this station's cases over a period, each with its
// formula, and the ledger as CSV without numbers of persons.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

struct StatisticsView {
  struct Figure {
    std::string name;     // 一次告知执行率
    std::string value;    // 96.4%, or 暂无数据
    std::string formula;  // 补正不超过一次的办件 ÷ 有补正的办件
    std::string counts;   // 27 ÷ 28
  };
  struct Row {
    std::string item;
    std::vector<std::string> cells;  // by `columns`
  };
  std::vector<Option> periods;  // month, quarter, year, all
  std::string from, to;         // YYYY-MM-DD
  std::vector<Figure> figures;
  std::vector<std::string> columns;  // 收件 受理 在办 办结 不予 超期
  std::vector<Row> rows;
  Row total;
  Button save_ledger;
  EmptyState empty;
  Busy busy;
  Notice notice;
};

class StatisticsPresenter {
 public:
  explicit StatisticsPresenter(Workplace& workplace);
  const StatisticsView& view() const { return m_view; }
  std::function<void()> on_changed;

  void refresh();
  void choose_period(std::string period);
  void save_ledger(std::string path);

 private:
  Workplace& m_workplace;
  StatisticsView m_view;
  std::string m_period = "month";
  Workplace::Token m_token, m_events;
};

}  // namespace jiujin::client::presenters
