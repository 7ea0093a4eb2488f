// FormRow: one field on the page - label, control, message, hint - and a section's heading.
//
// A row is made for what is near the part of the page that is seen, and goes when it is far away;
// everything it shows comes from the FieldView, so it can be made again at any time.
// Thread rule: GUI thread only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "client/views/fields/field_editor.h"
#include "client/views/widgets.h"

class wxTextCtrl;

namespace jiujin::client::views {

bool is_heading(presenters::FieldKind kind);

class FormRow {
 public:
  FormRow(wxWindow* parent, const presenters::FieldView& field, const FieldActions& actions);
  ~FormRow();
  wxWindow* panel() { return m_panel; }
  // Where the keyboard goes; null for words and headings.
  wxWindow* focus_target();
  // Whether this row can show the field as it is now; if not, another one is made.
  bool can_show(const presenters::FieldView& field) const;
  void update(const presenters::FieldView& field);

 private:
  void build_heading(const presenters::FieldView& field);
  void build_question(const presenters::FieldView& field);
  void add_media(const presenters::FieldView& field, wxSizer* to);
  void add_control(const presenters::FieldView& field, wxSizer* to);
  void update_control(const presenters::FieldView& field);

  FieldActions m_actions;
  std::uint32_t m_id;
  presenters::FieldKind m_kind;
  std::string m_form;  // what it was built for, in one word; see can_show
  wxPanel* m_panel;
  wxStaticText* m_title = nullptr;  // of a heading
  wxStaticText* m_short_label = nullptr;
  WrappedText* m_label = nullptr;  // one that may need several lines
  wxStaticText* m_required = nullptr;
  wxStaticText* m_unit = nullptr;
  WrappedText* m_answer = nullptr;  // of a note
  WrappedText* m_hint = nullptr;
  WrappedText* m_guidance = nullptr;
  WrappedText* m_message = nullptr;
  std::unique_ptr<Editor> m_editor;
  DivisionLists* m_divisions = nullptr;
  std::vector<EditorChoice> m_shown_options;
};

}  // namespace jiujin::client::views
