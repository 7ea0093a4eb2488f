// FormView: a form's visible fields as native controls, one below the other, label above.
//
// It redraws what the presenter names and leaves the rest alone, so that typing never loses focus,
// cursor or an input method's unfinished word. What is typed is on the screen first and answered at
// the next idle moment, so a key never waits for the form's rules.
//
// Long forms: up to kAllRowsMax lines have their widgets all the time; of a longer form only what
// is near the part of the page that is seen, above and below it stands empty room of the height
// that was measured or, before that, guessed. The row with the keyboard always stays.
// Thread rule: GUI thread only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/presenters/form_presenter.h"
#include "client/views/form_row.h"
#include "client/views/widgets.h"

namespace jiujin::client::views {

class FormView : public wxPanel {
 public:
  // A screen reader finds all of a form of this length; 150 lines are made in 0.3 s.
  static constexpr std::size_t kAllRowsMax = 150;

  explicit FormView(Page* page);
  // Shows another form; the presenter must outlive the next call. Null: nothing.
  void set_presenter(presenters::FormPresenter* presenter);
  bool focus_path(const std::string& path);
  void focus_first();
  void flush();  // what was typed is answered now
  std::size_t rows_made() const { return m_rows.size(); }

 private:
  struct Line {
    std::size_t first = 0, count = 0;  // in the presenter's fields
    int height = 0;                    // with the gap below
  };
  void rebuild();
  void read_lines();
  int guessed_height(const presenters::FieldView& field) const;
  void draw_header();
  void draw_report(wxSizer* to);
  void draw_lines(std::size_t from, std::size_t to);
  void add_line(const Line& line, wxSizer* to);
  void drop_rows();
  static void drop(std::map<std::uint32_t, std::unique_ptr<FormRow>> rows);
  bool measure();
  void keep_window();
  void look_again();
  int top_of(std::size_t line) const;
  int seen_from() const;  // first pixel of the lines that is seen
  std::size_t line_at(int y) const;
  std::size_t line_of(std::uint32_t field) const;
  void fields_changed(const presenters::FieldsChanged& changed);
  std::uint32_t focused_field() const;
  void focus_after(const std::vector<std::uint32_t>& order, std::uint32_t field);
  FieldActions actions();
  void go_to_next(std::uint32_t field);

  Page* m_page;
  presenters::FormPresenter* m_presenter = nullptr;
  std::map<std::uint32_t, std::unique_ptr<FormRow>> m_rows;
  std::map<std::uint32_t, int> m_heights;  // measured, by a line's first field
  std::vector<Line> m_lines;
  std::vector<std::uint32_t> m_order;  // fields as drawn last
  std::size_t m_from = 0, m_to = 0;    // lines that have widgets
  wxPanel* m_header;
  std::string m_shown_header;
  wxBoxSizer* m_body;
  std::map<std::uint32_t, std::string> m_typed;  // not answered yet
  bool m_rebuild_waiting = false, m_look_waiting = false;
};

}  // namespace jiujin::client::views
