// FormView: a form's visible fields as native controls, one below the other, label above.
//
// It redraws what the presenter names and leaves the rest alone, so that typing never loses focus,
// cursor or an input method's unfinished word. Thread rule: GUI thread only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "client/presenters/form_presenter.h"
#include "client/views/fields/editors.h"
#include "client/views/widgets.h"

namespace jiujin::client::views {

class FormView : public wxPanel {
 public:
  // `pick_file` asks for a file for the field; `relaid` is called when the height changed.
  FormView(wxWindow* parent, std::function<void(std::uint32_t field)> pick_file,
           std::function<void()> relaid, std::function<void(wxWindow*)> bring_into_view);
  // Shows another form; the presenter must outlive the next call. Null: nothing.
  void set_presenter(presenters::FormPresenter* presenter);
  bool focus_path(const std::string& path);
  void focus_first();

 private:
  struct Row;
  void rebuild();
  void fields_changed(const presenters::FieldsChanged& changed);
  wxWindow* make_row(const presenters::FieldView& field);
  std::unique_ptr<Editor> make_editor(wxWindow* parent, const presenters::FieldView& field);
  wxWindow* make_heading(const presenters::FieldView& field);
  void update(Row& row, const presenters::FieldView& field);
  std::size_t focused_place() const;
  void focus_after(const std::vector<std::uint32_t>& order, std::size_t place);

  presenters::FormPresenter* m_presenter = nullptr;
  std::function<void(std::uint32_t)> m_pick_file;
  std::function<void()> m_relaid;
  std::function<void(wxWindow*)> m_bring_into_view;
  std::map<std::uint32_t, std::unique_ptr<Row>> m_rows;
  std::vector<std::uint32_t> m_order;  // of the rows, as drawn
  std::vector<wxWindow*> m_headings;
  bool m_rebuild_waiting = false;
};

}  // namespace jiujin::client::views
