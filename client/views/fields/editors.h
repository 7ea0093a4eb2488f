// Editors of one value: the native control, or the few controls, that stand for a field's kind.
//
// An editor shows a value, reports what the person made of it, and judges nothing: no rule, no
// format, no colour of its own. Values are the form's own text forms (dates YYYY-MM-DD, several
// choices separated by spaces, divisions as 12 digits).
// Thread rule: GUI thread only.
#pragma once

#include <wx/panel.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

class wxChoice;
class wxTextCtrl;

namespace jiujin::client::views {

struct EditorChoice {
  std::string value, label;
  std::string picture{};  // path of a picture that stands with the words, "" = none
  std::string play{};     // path of a sound or film
};

struct EditorCallbacks {
  std::function<void(const std::string& value)> changed;  // while typing
  std::function<void()> left;                             // focus went elsewhere
  std::function<void()> next;                             // Enter: on to the next field
};

class Editor {
 public:
  virtual ~Editor() = default;
  virtual wxWindow* window() = 0;        // what a sizer holds
  virtual wxWindow* focus_target() = 0;  // where Tab lands
  // Shows a value that did not come from this editor; must not report it back.
  virtual void set_value(const std::string& value) = 0;
  virtual void set_choices(const std::vector<EditorChoice>&) {}
  virtual void set_enabled(bool enabled) { window()->Enable(enabled); }
  virtual void set_error(bool error);
};

// Hands an editor's life to its window: it goes when the window is destroyed.
wxWindow* keep_with_window(std::unique_ptr<Editor> editor);

// kMoment holds a date with a time, kTime a time alone; kTall has room for many lines.
enum class TextShape {
  kLine,
  kShort,
  kArea,
  kTall,
  kNumber,
  kMoney,
  kMoment,
  kTime,
  kYear,
};

// Room between the frame of a box of several lines and its letters.
void give_margins(wxTextCtrl* area);
std::unique_ptr<Editor> make_text_editor(wxWindow* parent, const std::string& name, TextShape shape,
                                         EditorCallbacks callbacks);
// A date typed as eight digits or picked from a calendar; a month is only typed.
std::unique_ptr<Editor> make_date_editor(wxWindow* parent, const std::string& name, bool month_only,
                                         EditorCallbacks callbacks, bool with_calendar = true);
// Up to five short choices stand side by side; more go into a list.
std::unique_ptr<Editor> make_choice_editor(wxWindow* parent, const std::string& name,
                                           std::vector<EditorChoice> choices,
                                           EditorCallbacks callbacks);
// A drop-down list whatever the number of choices: for one whose choices come later.
std::unique_ptr<Editor> make_list_editor(wxWindow* parent, const std::string& name,
                                         std::vector<EditorChoice> choices,
                                         EditorCallbacks callbacks);
std::unique_ptr<Editor> make_multi_editor(wxWindow* parent, const std::string& name,
                                          std::vector<EditorChoice> choices,
                                          EditorCallbacks callbacks);

// One list for each level of the division tree, in a row; an empty list is switched off.
struct DivisionLevelChoices {
  std::string label;
  std::vector<EditorChoice> choices;
  std::string selected;
};
class DivisionLists : public wxPanel {
 public:
  DivisionLists(wxWindow* parent, const std::string& name,
                std::function<void(std::size_t level, const std::string& code)> picked);
  void set_levels(const std::vector<DivisionLevelChoices>& levels);
  wxWindow* first();

 private:
  std::string m_name;
  std::function<void(std::size_t, const std::string&)> m_picked;
  std::vector<wxChoice*> m_lists;
  std::vector<DivisionLevelChoices> m_levels;
};

}  // namespace jiujin::client::views
