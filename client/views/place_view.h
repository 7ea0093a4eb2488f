// PlaceView: the base of every place in the middle of the frame, and how presenter values are
// drawn.
//
// A presenter says "changed" any number of times; the view draws itself anew once, after the event
// that caused it is over (a button may not be destroyed while it is being pressed; by the keyboard
// that takes the toolkit a quarter of a second). Redrawing keeps the scroll position and puts the
// focus back on the control of the same name.
// Thread rule: GUI thread only.
#pragma once

#include <wx/longlong.h>
#include <wx/timer.h>

#include <functional>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"
#include "client/views/widgets.h"

namespace jiujin::client::views {

class PlaceView : public Page {
 public:
  explicit PlaceView(wxWindow* parent, int edge = kGroupGap);
  // Draws anew soon, once, however often it is asked.
  void changed();
  // Draws anew at once (first showing, gallery).
  void draw_now();
  // Where the keyboard goes when the place is opened.
  virtual wxWindow* first_focus() { return nullptr; }

 protected:
  // Builds content(); the old one is gone already.
  virtual void draw() = 0;

 private:
  void remember_focus(wxWindow* focused);
  void draw_when_free();

  bool m_waiting = false;
  wxLongLong m_pressed_ms = 0;  // when Space or Enter was last pressed in here
  wxTimer m_later;
  wxString m_focus;               // the control that had the keyboard last, by its name
  std::vector<wxString> m_stops;  // all of them as they were then, in Tab's order
};

Tone tone_of(presenters::Tone tone);
Mark mark_of(const std::string& icon);

// Icon + word + colour of a presenter's mark.
wxSizer* status(wxWindow* parent, const presenters::Mark& mark);
// A coloured band with title and text; nothing when empty. `dismiss` may be null.
void add_notice(wxWindow* parent, wxSizer* to, const presenters::Notice& notice,
                std::function<void()> dismiss = {});
// A thin bar and a sentence; nothing when idle.
void add_busy(wxWindow* parent, wxSizer* to, const presenters::Busy& busy,
              std::function<void()> cancel = {});
// Shows label, visibility, state and the reason why it is off.
void apply(wxButton* to, const presenters::Button& from);
wxWindow* empty_state(wxWindow* parent, const presenters::EmptyState& from,
                      std::function<void()> begin);
void add_section(wxWindow* parent, wxSizer* to, const presenters::Section& section);

// Names of windows by which the focus finds its way back after a redraw.
wxWindow* find_named(wxWindow* root, const wxString& name);

}  // namespace jiujin::client::views
