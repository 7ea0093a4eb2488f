// SyncPresenter: what still has to travel, how fast it goes, why it waits, and what was set aside.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/presenters/stick_presenter.h"
#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

struct SyncView {
  struct CaseProgress {
    std::string case_id, title;
    int text_percent = 0;   // ops the county holds
    int scans_percent = 0;  // bytes of its scans on the wire or there
    bool has_scans = false;
    std::string text_detail;   // 文字已收
    std::string scans_detail;  // 已收 1/3 份 · 已传 0.8 MB/1.8 MB
    Mark mark;
  };
  struct SetAside {
    std::string title, reason, remedy, case_id;
    Tone tone = Tone::kRed;
  };
  Mark state;               // 离线 / 在线 / 正在同步 / 已暂停
  std::string headline;     // 12 件待传(1.8 MB)
  std::string why_waiting;  // 连不上县级服务器
  std::string next_try;     // 10:42 再试
  std::string rate;         // 120 KB/s
  std::string time_left;    // 约 2 分钟
  std::string amount;       // 已传 0.8 MB，还剩 1.0 MB
  std::string last_contact;
  int percent = -1;
  std::vector<SetAside> set_aside;  // on top
  std::vector<CaseProgress> cases;  // what is not whole yet, oldest promise first
  std::string more_cases;           // 另有 120 件, "" = all are shown
  std::string empty_text;           // said when no case waits
  Button sync_now, pause;           // pause reads "继续" while paused
  bool paused = false;
  bool practice = false;  // practice data never travels
  std::string limit_label;
  std::vector<Option> limits;  // of the rate; values are bytes a second, "0" = none
  std::string scans_label;
  std::vector<Option> scan_times;  // values as sync::engine::to_text has them
  bool may_limit = false;
  Notice notice;
};

class SyncPresenter {
 public:
  explicit SyncPresenter(Workplace& workplace);
  const SyncView& view() const { return m_view; }
  StickPresenter& stick() { return m_stick; }
  std::function<void()> on_changed;
  std::function<void(std::string case_id)> on_open_case;

  void refresh();
  void sync_now();
  void pause_or_continue();
  void choose_limit(const std::string& bytes_per_second);
  void choose_scan_times(const std::string& times);
  void open_case(const std::string& case_id) {
    if (on_open_case) on_open_case(case_id);
  }

 private:
  void take_status(const control::SyncStatus& status);
  void rebuild();
  void rebuild_state();
  void rebuild_waiting();
  void rebuild_amounts();
  void rebuild_cases();
  void rebuild_set_aside();
  void rebuild_controls();
  void rebuild_limits();
  void rebuild_scan_times();
  bool scans_held() const;
  void use_line(const control::LineUse& line);
  SyncView::CaseProgress row_of(const control::CaseTransfer& transfer) const;

  Workplace& m_workplace;
  StickPresenter m_stick;
  SyncView m_view;
  control::SyncStatus m_status;
  bool m_told = false;    // a status has come as an event; before that the overview has to do
  bool m_asking = false;  // the list is being read
  bool m_ask_again = false;
  std::int64_t m_asked_ms = 0;
  std::uint64_t m_receipts = 0;  // as of the list
  std::uint64_t m_waiting_ops = 0, m_waiting_bytes = 0;
  std::vector<control::CaseTransfer> m_transfers;
  std::vector<control::ScanSetAside> m_set_aside;
  std::vector<control::OpsSetAside> m_ops_set_aside;
  Workplace::Token m_token, m_events;
};

}  // namespace jiujin::client::presenters
