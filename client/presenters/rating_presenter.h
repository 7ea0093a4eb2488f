// RatingPresenter: the resident's own screen. Voluntary; five grades; wipes itself after 60 s
// without a touch, after the thanks within seconds; the clerk does not see it before it is sent.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

struct RatingView {
  enum class Stage { kAsking, kThanks, kWiped };
  struct Grade {
    std::string code;     // "very_satisfied"
    std::string word;     // 非常满意
    std::string picture;  // symbolic name: "face-smile-big" ...
    bool selected = false;
  };
  Stage stage = Stage::kWiped;
  std::string question;  // 您对这次办事满意吗?
  std::string item;      // what it was about; no name, no number
  std::vector<Grade> grades;
  std::string text;      // in one's own words, may be empty
  Button send, skip;
  int seconds_left = 60;
  Notice notice;
};

class RatingPresenter {
 public:
  // `channel`: "screen", or "kiosk" (op_types.h).
  explicit RatingPresenter(Workplace& workplace, std::string channel = "screen");
  const RatingView& view() const { return m_view; }
  std::function<void()> on_changed;
  std::function<void()> on_closed;

  void show(std::string case_id);
  void choose(std::string grade);
  void set_text(std::string text);
  void send();
  void skip();  // also ends the thanks
  void touched();

 private:
  void wipe();
  Workplace& m_workplace;
  RatingView m_view;
  std::string m_channel;
  std::string m_case_id;
  std::int64_t m_touched_ms = 0;
  bool m_sending = false;
  Workplace::Token m_token, m_ticks;
};

}  // namespace jiujin::client::presenters
