// How everything in the window looks: type, colour, spacing, in one place.
//
// Native controls of the platform; the brand is one quiet blue for the primary action and the
// selected place, laid over the toolkit by a style sheet. Spacing comes in steps of 4.
// This file knows no presenter. Thread rule: GUI thread only.
#pragma once

#include <wx/colour.h>
#include <wx/font.h>
#include <wx/string.h>

#include <string>

class wxWindow;

namespace jiujin::client::views {

// Distances in device-independent pixels (look: 4 inside, 8 label-field, 12 fields, 24 groups).
inline constexpr int kInside = 4;
inline constexpr int kLabelGap = 8;
inline constexpr int kFieldGap = 12;
inline constexpr int kGroupGap = 24;
inline constexpr int kEdge = 16;

enum class Tone { kPlain, kMuted, kDone, kWaiting, kAlarm, kStopped, kDraft, kAccent };

struct Theme {
  // Sets fonts, the style sheet and the scale (1.0, or 1.35 for large type). Call once, before the
  // first window is made.
  static void install(double scale, bool dark);
  static bool dark();
  static double scale();
  static int px(int device_independent);  // grows with the scale

  static wxFont body();
  static wxFont secondary();
  static wxFont section();
  static wxFont title();
  static wxFont resident();  // 18 pt and more: the resident's own screen

  static wxColour colour(Tone tone);  // text and icons on the window's background
  static wxColour surface();          // cards and the side panel
  static wxColour line();             // hairlines
};

// Adds a class of the style sheet to a native widget ("jj-primary", "jj-nav", "jj-error" ...).
void style(wxWindow* window, const char* css_class, bool on = true);

// Makes a one-line entry as tall as a finger expects; the toolkit measures before the style sheet.
void make_tall(wxWindow* entry);

// The name that a screen reader and a test read for a control that has no label of its own.
void name_it(wxWindow* window, const std::string& name);
void name_it(wxWindow* window, const wxString& name);

// Text of the lower floors is UTF-8 std::string; wxString stays in the views.
inline wxString wx(const std::string& utf8) {
  return wxString::FromUTF8(utf8.data(), utf8.size());
}
inline std::string utf8(const wxString& text) {
  return std::string(text.utf8_str());
}

}  // namespace jiujin::client::views
