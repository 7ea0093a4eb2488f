// FramePresenter: the frame round every place - places with counts, the status bar, quick find.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

// The order of the bar on the left; the first six list cases.
enum class Place { kToday, kDrafts, kCorrection, kRunning, kDelivery, kAll, kGuide, kStatistics,
                   kSync };

struct FrameView {
  struct PlaceEntry {
    Place place = Place::kToday;
    std::string label;  // 今天
    int count = -1;     // -1: no number is shown
    bool selected = false;
    bool separator_before = false;
  };
  struct StatusBar {
    Mark connection;           // 离线 / 在线 / 正在同步
    std::string waiting;       // 12 件待传(1.8 MB), "" when nothing waits
    std::string last_contact;  // 上次连通 昨天 16:40
    std::string saved;         // 已保存 10:32, "" before the first save
    std::string practice;      // 练习模式关 / 练习模式开
    bool practice_on = false;
  };
  std::string station_name;  // 枫林村便民服务站
  std::string person;        // 李敏 · 村站受理
  std::vector<PlaceEntry> places;
  Place selected = Place::kToday;
  StatusBar status;
  Notice notice;  // what the county says, a draft left open, an error
  // A draft that was open when the program ended by force: offer to go on with it. "" = none.
  std::string recover_draft;
  std::string recover_case;  // the same, of a correction that was being answered
};

struct FindHit {
  enum class Kind { kItem, kCase, kDraft };
  Kind kind = Kind::kItem;
  std::string id;        // item code, case id (hex) or draft id
  std::string title;     // name of the item or of the applicant
  std::string subtitle;  // item and state; receipt number
  Mark mark;
};

struct FindView {
  std::string query;
  std::vector<FindHit> hits;  // best first, at most 30
  bool searching = false;
  std::string empty_text;  // said when nothing fits
};

class FramePresenter {
 public:
  explicit FramePresenter(Workplace& workplace);
  const FrameView& view() const { return m_view; }
  const FindView& find_view() const { return m_find; }
  std::function<void()> on_changed;       // frame and status bar
  std::function<void()> on_find_changed;  // quick find
  std::function<void(Place)> on_place;    // the place in the middle is to be replaced

  void refresh();
  void select(Place place);
  // Quick find (Ctrl+K): items, cases, names, receipt numbers; asked again with every key.
  void find(std::string query);
  void dismiss_notice();
  // The station was locked: nothing of a resident stays here.
  void forget();

 private:
  void rebuild();
  void look_for_what_was_open();
  Workplace& m_workplace;
  FrameView m_view;
  FindView m_find;
  control::Ticket m_find_ticket = 0;
  std::int64_t m_saved_ms = 0;
  std::int64_t m_contact_ms = 0;  // the latest heard of; an older answer does not take it back
  bool m_recovery_asked = false;
  control::Overview m_overview;
  Workplace::Token m_token, m_events, m_ticks;
};

}  // namespace jiujin::client::presenters
