// Small pieces that every screen is made of: titles, cards, status marks, notes, buttons.
//
// They draw what they are told and decide nothing. Thread rule: GUI thread only.
#pragma once

#include <wx/bitmap.h>
#include <wx/button.h>
#include <wx/panel.h>
#include <wx/scrolwin.h>
#include <wx/sizer.h>
#include <wx/statbmp.h>
#include <wx/stattext.h>

#include <functional>
#include <string>

#include "client/views/theme.h"

namespace jiujin::client::views {

enum class Mark {
  kNone,
  kDone,
  kClock,
  kWarning,
  kAlarm,
  kPause,
  kPen,
  kUp,
  kCircle,
  kFile,
  kTick,
};

// A round or square sign of 16 px (scaled), drawn, not a font's glyph, so that it is never missing.
wxBitmap mark_bitmap(Mark mark, Tone tone, int size = 16);
// The number of a step in a ring; filled while one is there, a tick once it is done.
enum class StepState { kAhead, kCurrent, kDone };
wxBitmap step_badge(int number, StepState state);

wxStaticText* text(wxWindow* parent, const std::string& words, const wxFont& font,
                   Tone tone = Tone::kPlain);
wxStaticText* title(wxWindow* parent, const std::string& words);
wxStaticText* section(wxWindow* parent, const std::string& words);
wxStaticText* body(wxWindow* parent, const std::string& words, Tone tone = Tone::kPlain);
wxStaticText* note(wxWindow* parent, const std::string& words, Tone tone = Tone::kMuted);

// A note that wraps to the width it is given and keeps wrapping when that changes.
class WrappedText : public wxStaticText {
 public:
  WrappedText(wxWindow* parent, const std::string& words, const wxFont& font, Tone tone);
  void set_words(const std::string& words, Tone tone);

 private:
  void rewrap(int width);
  wxString m_words;
  int m_width = 0;
};

wxButton* primary_button(wxWindow* parent, const std::string& words, std::function<void()> pressed);
wxButton* button(wxWindow* parent, const std::string& words, std::function<void()> pressed);
wxButton* link(wxWindow* parent, const std::string& words, std::function<void()> pressed);
// A link as wide as its words, that begins where a label does.
wxButton* small_link(wxWindow* parent, const std::string& words, std::function<void()> pressed);
wxButton* danger_button(wxWindow* parent, const std::string& words, std::function<void()> pressed);

// Icon + word + colour, as look demands: never a colour alone.
wxSizer* status(wxWindow* parent, Mark mark, Tone tone, const std::string& words);

// A white card with a hairline; add to card->content().
class Card : public wxPanel {
 public:
  explicit Card(wxWindow* parent, const std::string& heading = "");
  wxBoxSizer* content() { return m_content; }

 private:
  wxBoxSizer* m_content;
};

// The toolkit makes a window's tab order once, without the children that are hidden then. To be
// called when another child has been shown.
void renew_tab_order(wxWindow* parent);

// A page that scrolls vertically when it is taller than the window and never sideways.
class Page : public wxScrolledWindow {
 public:
  explicit Page(wxWindow* parent, int edge = kGroupGap);
  wxBoxSizer* content() { return m_content; }
  void bring_into_view(wxWindow* child);
  void relayout();

 protected:
  // A scroll bar has no room in fewer pixels than its ends take; the first layouts of a frame,
  // before it has its size, would ask it to.
  void DoSetSize(int x, int y, int width, int height, int flags) override;

 private:
  wxBoxSizer* m_content;
};

// What will appear here and how to begin.
wxWindow* empty_state(wxWindow* parent, const std::string& heading, const std::string& words);

// A label over a value, in two columns that line up; for facts of a case or an item.
class FactGrid : public wxFlexGridSizer {
 public:
  explicit FactGrid(int gap = kFieldGap);
  void add(wxWindow* parent, const std::string& label, const std::string& value);
};

}  // namespace jiujin::client::views
