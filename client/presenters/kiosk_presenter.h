// KioskPresenter: the self-service screen. A resident looks up an application by receipt number and
// query code, reads and prints service guides, and rates an own case; after 60 s without a touch
// everything that was typed or shown is gone.
//
// At most five choices a page. Of a case it shows what the county's public page shows: no name, no
// number. An unknown receipt and a wrong code get the same answer after the same time; after five
// wrong tries each further one waits, however often the screen was wiped or a right one made
// meanwhile; every ten minutes one is forgiven. It leaves its
// page only for staff who know the kiosk's password.
// Thread rule: the window's thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/presenters/guide_presenter.h"
#include "client/presenters/rating_presenter.h"
#include "client/presenters/view_types.h"
#include "client/presenters/workplace.h"

namespace jiujin::client::presenters {

struct KioskView {
  enum class Page {
    kStart,     // choices: progress, guides
    kNumbers,   // receipt number and query code are typed
    kProgress,  // the answer
    kOffices,    // choices: offices of the guides, then items of one
    kItems,
    kGuide,
    kRating,  // rating() has the screen
    kStaff,   // the password is asked for that ends the kiosk
  };
  struct Choice {
    std::string code;
    std::string picture;  // symbolic name: "progress", "guide", "office", "paper"
    std::string word;
    std::string hint;
  };
  Page page = Page::kStart;
  std::string title, text;
  std::vector<Choice> choices;  // at most kKioskChoicesMax
  Button earlier, later;        // further choices
  std::string receipt, code;    // as typed: digits
  bool at_code = false;         // which of the two is being typed
  Button ask;
  Mark mark;
  std::vector<Line> facts;
  Button rate, print;
  std::vector<Section> sections;  // of a guide
  Notice notice;
  Busy busy;
  int seconds_left = 0;  // in the last 15 s before the screen is wiped; 0 = not said yet
};

inline constexpr std::size_t kKioskChoicesMax = 5;

class KioskPresenter {
 public:
  // `station_name`: over the start page; `staff`: the kiosk's own staff id.
  KioskPresenter(Workplace& workplace, std::string station_name, std::string staff);
  const KioskView& view() const { return m_view; }
  RatingPresenter& rating() { return m_rating; }
  std::function<void()> on_changed;
  std::function<void()> on_counted;  // only seconds_left has changed
  std::function<void()> on_end;      // the right password was typed: the kiosk may be left

  void choose(std::string code);
  void earlier();
  void later();
  void type(char digit);
  void rub_out();
  void go_to_code(bool code);
  void ask();
  void rate();
  void print();
  void back();
  void home();  // as after 60 s
  void ask_staff();
  void end(std::string password);
  void touched();

 private:
  void show_start();
  void show_offices();
  void show_items();
  void show_page(std::vector<KioskView::Choice> all);
  void judge(const std::string& id);
  void answer();
  void clear();
  void changed();
  void tick();
  std::int64_t wait_ms() const;

  Workplace& m_workplace;
  std::string m_station, m_staff;
  KioskView m_view;
  GuidePresenter m_guide;
  RatingPresenter m_rating;
  std::vector<KioskView::Choice> m_choices;  // all of them
  std::size_t m_first = 0;                   // shown first
  std::string m_office;
  std::string m_case;  // looked up by both numbers
  // A question that is under way: its answer is shown at a fixed time behind it.
  struct Asked {
    std::int64_t at_ms = 0, wrong_before_ms = 0;
    bool judged = false;
    KioskView found;  // page kProgress when both numbers fit
    std::string case_id;
    std::string receipt, code;  // as typed
    std::optional<Error> error;
    ~Asked();  // all of it is overwritten
  };
  std::shared_ptr<Asked> m_asked;
  int m_wrong = 0;  // tries that are not forgiven yet
  std::int64_t m_wrong_ms = 0;  // the last of them
  std::int64_t m_touched_ms = 0;
  Workplace::Token m_token, m_ticks;
};

}  // namespace jiujin::client::presenters
