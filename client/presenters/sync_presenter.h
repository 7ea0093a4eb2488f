// SyncPresenter: what still has to travel, how fast it goes, why it waits, and what was set aside.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

struct SyncView {
  struct CaseProgress {
    std::string case_id, title;
    int text_percent = 0;   // ops the county holds
    int scans_percent = 0;  // bytes of its files the county holds
    std::string detail;     // 文字已收 · 扫描件 0.8 / 1.8 MB
    Mark mark;
  };
  struct SetAside {
    std::string title, reason, remedy, case_id;
  };
  Mark state;              // 离线 / 在线 / 正在同步 / 已暂停
  std::string headline;    // 12 件待传(1.8 MB)
  std::string why_waiting; // 连不上县级服务器,10:42 再试
  std::string rate;        // 120 KB/s
  std::string time_left;   // 约 2 分钟
  std::string last_contact;
  int percent = -1;
  std::vector<SetAside> set_aside;  // on top
  std::vector<CaseProgress> cases;  // what is not whole yet, oldest promise first
  Button sync_now, pause;           // pause reads "继续" while paused
  bool paused = false;
  bool practice = false;            // practice data never travels
  Notice notice;
};

class SyncPresenter {
 public:
  explicit SyncPresenter(Workplace& workplace);
  const SyncView& view() const { return m_view; }
  std::function<void()> on_changed;
  std::function<void(std::string case_id)> on_open_case;

  void refresh();
  void sync_now();
  void pause_or_continue();

 private:
  void rebuild();
  Workplace& m_workplace;
  SyncView m_view;
  control::SyncStatus m_status;
  bool m_told = false;  // a status has come as an event; before that the overview has to do
  std::vector<control::CaseTransfer> m_transfers;
  Workplace::Token m_token, m_events;
};

}  // namespace jiujin::client::presenters
