#include "client/presenters/statistics_presenter.h"

#include "client/presenters/wording.h"
#include "localization/formats.h"

namespace jiujin::client::presenters {
namespace {

struct FigureWords {
  const char* code;
  const char* name;
  const char* formula;
};

constexpr FigureWords kFigures[] = {
    {"same_day", _mark("Share decided the same day"),
     _mark("cases decided on the day of receipt ÷ cases decided")},
    {"nearby", _mark("Share taken in nearby"),
     _mark("cases taken in at village or town ÷ all cases")},
    {"declared_once", _mark("At most one visit, as promised"),
     _mark("cases of items that promise at most one visit ÷ all cases")},
    {"real_once", _mark("At most one visit, as it was"),
     _mark("cases whose applicants say at most one visit ÷ cases where they said")},
    {"told_once", _mark("Told everything at once"),
     _mark("cases with one correction notice ÷ cases with any")},
    {"gaps_closed", _mark("Deferred materials brought"),
     _mark("deferred cases whose materials all came in time ÷ deferred cases")},
    {"licence_reuse", _mark("Licences reused"),
     _mark("materials covered by a licence on record ÷ all materials")},
    {"courier", _mark("Delivered by courier"),
     _mark("delivered cases that were sent by courier ÷ delivered cases")},
    {"in_time", _mark("Decided within the promise"),
     _mark("cases decided by the promised day ÷ cases decided with a promise")}};

// First day of the period that `today` lies in; "" = from the beginning.
std::string period_start(const std::string& period, std::chrono::sys_days today) {
  using namespace std::chrono;
  const year_month_day day(today);
  unsigned month = static_cast<unsigned>(day.month());
  if (period == "quarter") month = (month - 1) / 3 * 3 + 1;
  else if (period == "year") month = 1;
  else if (period != "month") return {};
  return localization::iso_date(sys_days(day.year() / month / 1));
}

std::string rate_text(const control::Figure& figure) {
  if (figure.whole <= 0) return _t("no data yet");
  const auto tenths = (figure.part * 1000 + figure.whole / 2) / figure.whole;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}

StatisticsView::Row row_of(const control::ItemCounts& counts) {
  StatisticsView::Row row{counts.item_name, {}};
  for (auto count : {counts.submitted, counts.accepted, counts.running, counts.granted,
                     counts.denied, counts.overdue})
    row.cells.push_back(localization::format_count(count));
  return row;
}

}  // namespace

StatisticsPresenter::StatisticsPresenter(Workplace& workplace)
    : m_workplace(workplace), m_token(std::make_shared<int>(0)) {
  m_view.columns = {_t("Received"), _t("Accepted"), _t("In progress"),
                    _t("Granted"),  _t("Refused"),  _t("Overdue")};
  m_view.save_ledger = {_t("Save the ledger (CSV)"), true, true, ""};
  m_view.empty = {_t("No cases in this period"), _t("Choose a longer period."), ""};
}

void StatisticsPresenter::refresh() {
  m_view.periods = {{"month", _t("This month"), m_period == "month"},
                    {"quarter", _t("This quarter"), m_period == "quarter"},
                    {"year", _t("This year"), m_period == "year"},
                    {"all", _t("Everything"), m_period == "all"}};
  m_view.from = period_start(m_period, m_workplace.today());
  m_view.to = m_workplace.today_iso();
  m_view.busy = {true, _t("Counting"), -1, false};
  if (on_changed) on_changed();
  m_workplace.ask(
      control::AskStatistics{m_view.from, m_view.to, ""}, m_token,
      [this, period = m_period](control::Reply reply) {
        if (period != m_period) return;
        m_view.busy = {};
        const auto* ready = reply.get<control::StatisticsReady>();
        if (!ready) {
          m_view.notice = error_notice(_t("The figures could not be counted"),
                                       reply.result.error());
          if (on_changed) on_changed();
          return;
        }
        m_view.figures.clear();
        for (const auto& words : kFigures)
          for (const auto& figure : ready->figures)
            if (figure.code == words.code)
              m_view.figures.push_back(
                  {_t(words.name), rate_text(figure), _t(words.formula),
                   std::to_string(figure.part) + " ÷ " + std::to_string(figure.whole)});
        m_view.rows.clear();
        control::ItemCounts total;
        total.item_name = _t("Together");
        for (const auto& counts : ready->items) {
          m_view.rows.push_back(row_of(counts));
          total.submitted += counts.submitted;
          total.accepted += counts.accepted;
          total.running += counts.running;
          total.granted += counts.granted;
          total.denied += counts.denied;
          total.overdue += counts.overdue;
        }
        m_view.total = row_of(total);
        if (on_changed) on_changed();
      });
}

void StatisticsPresenter::choose_period(std::string period) {
  m_period = std::move(period);
  refresh();
}

void StatisticsPresenter::save_ledger(std::string path) {
  if (m_view.busy.active) return;
  m_view.busy = {true, _t("Writing the ledger"), -1, false};
  if (on_changed) on_changed();
  m_workplace.ask(control::AskStatistics{m_view.from, m_view.to, path}, m_token,
                  [this, path](control::Reply reply) {
                    m_view.busy = {};
                    m_view.notice =
                        reply.result.ok()
                            ? Notice{Tone::kGreen, _t("The ledger is saved"), path}
                            : error_notice(_t("The ledger could not be saved"),
                                           reply.result.error());
                    if (on_changed) on_changed();
                  });
}

}  // namespace jiujin::client::presenters
