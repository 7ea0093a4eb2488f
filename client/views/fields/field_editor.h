// FieldEditor: an editor that draws a whole FieldView, not its value alone; and what an editor may
// ask of the form.
//
// The form's own controls (everything that an appearance asks for) are of this kind; editors.h has
// the plain ones that other pages use, too. Thread rule: GUI thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "client/presenters/form_presenter.h"
#include "client/views/fields/editors.h"

namespace jiujin::client::views {

// What an editor tells the form, each with the field's number.
struct FieldActions {
  std::function<void(std::uint32_t, const std::string&)> typed;  // taken at the next idle moment
  std::function<void(std::uint32_t)> left;
  std::function<void(std::uint32_t)> next;  // the keyboard goes to the next question
  std::function<presenters::FormPresenter*()> form;  // never null while a row stands
};

class FieldEditor : public Editor {
 public:
  virtual void show(const presenters::FieldView& field) = 0;
  void set_value(const std::string&) override {}
};

// The editor for a field's look; null for what is only words.
std::unique_ptr<Editor> make_field_editor(wxWindow* parent, const presenters::FieldView& field,
                                          const FieldActions& actions);

std::vector<EditorChoice> choices_of(const presenters::FieldView& field);

// Asks first; then the system's program plays or shows the file.
void play_after_asking(wxWindow* parent, const std::string& path);
// A picture no larger than asked for, keeping its shape; not ok when there is none.
wxBitmap picture_within(const std::string& path, int width, int height);
wxBitmap bitmap_of(const presenters::Picture& picture, int width, int height);

}  // namespace jiujin::client::views
