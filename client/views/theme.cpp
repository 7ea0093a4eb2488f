#include "client/views/theme.h"

#include <gtk/gtk.h>
#include <wx/settings.h>
#include <wx/window.h>

namespace jiujin::client::views {
namespace {

double g_scale = 1.0;
bool g_dark = false;

constexpr double kBodyPoints = 11.0;

// A `button` rule would also restyle list headers, so every rule names a class of ours.
constexpr const char* kSheet = R"css(
.jj-primary { background: #1F5AA8; color: #ffffff; border-color: #184a8c; text-shadow: none;
              -gtk-icon-shadow: none; box-shadow: none; font-weight: bold; padding: 6px 18px; }
.jj-primary label { color: #ffffff; }
.jj-primary:hover { background: #2766b8; }
.jj-primary:active { background: #184a8c; }
.jj-primary:disabled, .jj-primary:disabled label { background: @insensitive_bg_color;
              color: @insensitive_fg_color; border-color: @borders; }
.jj-button { padding: 6px 14px; box-shadow: none; text-shadow: none; }
.jj-danger, .jj-danger label { color: @jj_danger; }
.jj-nav { background: none; border: none; box-shadow: none; text-shadow: none; border-radius: 6px;
          padding: 7px 12px; }
.jj-nav:hover { background: alpha(#1F5AA8, 0.09); }
.jj-nav-selected { background: #1F5AA8; border: none; box-shadow: none; text-shadow: none;
          border-radius: 6px; padding: 7px 12px; }
.jj-nav-selected, .jj-nav-selected label { color: #ffffff; font-weight: bold; }
.jj-nav-selected:hover { background: #2766b8; }
.jj-link, .jj-link label { color: @jj_accent; }
.jj-link { background: none; border: none; box-shadow: none; text-shadow: none; padding: 2px 4px; }
.jj-link:hover { background: alpha(#1F5AA8, 0.09); }
.jj-step { background: none; border: none; box-shadow: none; text-shadow: none; padding: 6px 10px;
          border-radius: 6px; }
.jj-step:hover { background: alpha(#1F5AA8, 0.09); }
.jj-step-current, .jj-step-current label { color: @jj_accent; font-weight: bold; }
.jj-step-current { border-bottom: 3px solid @jj_accent; border-radius: 0; }
.jj-tall { padding: 5px 8px; }
.jj-tall:focus { border-color: @jj_accent; box-shadow: inset 0 0 0 1px @jj_accent; }
.jj-error, .jj-error:focus { border-color: #B3261E; box-shadow: inset 0 0 0 1px #B3261E; }
.jj-button, .jj-nav, .jj-link, .jj-step, .jj-grade { outline: 2px solid @jj_accent;
          outline-offset: -3px; }
.jj-primary, .jj-nav-selected { outline: 2px solid #ffffff; outline-offset: -4px; }
.jj-list { -GtkTreeView-vertical-separator: 14; -GtkTreeView-horizontal-separator: 14; }
.jj-grade { padding: 14px 10px; border-radius: 10px; box-shadow: none; text-shadow: none; }
)css";

wxFont scaled(double points, wxFontWeight weight) {
  wxFont font = wxSystemSettings::GetFont(wxSYS_DEFAULT_GUI_FONT);
  font.SetFractionalPointSize(points * g_scale);
  font.SetWeight(weight);
  return font;
}

}  // namespace

void Theme::install(double scale, bool dark) {
  g_scale = scale;
  g_dark = dark;
  GtkSettings* settings = gtk_settings_get_default();
  const std::string font =
      "Noto Sans CJK SC " + std::to_string(static_cast<int>(kBodyPoints * scale + 0.5));
  g_object_set(settings, "gtk-font-name", font.c_str(), "gtk-application-prefer-dark-theme",
               dark ? TRUE : FALSE, "gtk-theme-name", "Adwaita", "gtk-icon-theme-name", "Adwaita",
               "gtk-enable-animations", FALSE, nullptr);
  GtkCssProvider* provider = gtk_css_provider_new();
  const std::string sheet = std::string("@define-color jj_accent ") +
                            (dark ? "#8AB4F0" : "#1F5AA8") + "; @define-color jj_danger " +
                            (dark ? "#FF9C94" : "#B3261E") + ";" + kSheet;
  gtk_css_provider_load_from_data(provider, sheet.c_str(), -1, nullptr);
  gtk_style_context_add_provider_for_screen(gdk_screen_get_default(), GTK_STYLE_PROVIDER(provider),
                                            GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_unref(provider);
}

bool Theme::dark() {
  return g_dark;
}
double Theme::scale() {
  return g_scale;
}
int Theme::px(int device_independent) {
  return static_cast<int>(device_independent * g_scale + 0.5);
}

wxFont Theme::body() {
  return scaled(kBodyPoints, wxFONTWEIGHT_NORMAL);
}
wxFont Theme::secondary() {
  return scaled(9.5, wxFONTWEIGHT_NORMAL);
}
wxFont Theme::section() {
  return scaled(14, wxFONTWEIGHT_BOLD);
}
wxFont Theme::title() {
  return scaled(18, wxFONTWEIGHT_BOLD);
}
wxFont Theme::resident() {
  return scaled(20, wxFONTWEIGHT_NORMAL);
}

wxColour Theme::colour(Tone tone) {
  // Every pair reads at 4.5:1 or better on the window's background, light and dark.
  switch (tone) {
    case Tone::kPlain:
      return wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOWTEXT);
    case Tone::kMuted:
      return g_dark ? wxColour(0xB8, 0xBD, 0xC4) : wxColour(0x55, 0x5B, 0x63);
    case Tone::kDone:
      return g_dark ? wxColour(0x7F, 0xD1, 0x9A) : wxColour(0x1B, 0x6E, 0x3A);
    case Tone::kWaiting:
      return g_dark ? wxColour(0xF2, 0xC0, 0x66) : wxColour(0x8A, 0x53, 0x00);
    case Tone::kAlarm:
      return g_dark ? wxColour(0xFF, 0x9C, 0x94) : wxColour(0xB3, 0x26, 0x1E);
    case Tone::kStopped:
      return g_dark ? wxColour(0x8A, 0xB4, 0xF0) : wxColour(0x1F, 0x5A, 0xA8);
    case Tone::kDraft:
      return g_dark ? wxColour(0xB8, 0xBD, 0xC4) : wxColour(0x5F, 0x63, 0x68);
    case Tone::kAccent:
      return g_dark ? wxColour(0x8A, 0xB4, 0xF0) : wxColour(0x1F, 0x5A, 0xA8);
  }
  return wxSystemSettings::GetColour(wxSYS_COLOUR_WINDOWTEXT);
}

wxColour Theme::surface() {
  return g_dark ? wxColour(0x2B, 0x2E, 0x33) : wxColour(0xFF, 0xFF, 0xFF);
}
wxColour Theme::line() {
  return g_dark ? wxColour(0x48, 0x4C, 0x52) : wxColour(0xD5, 0xD9, 0xDE);
}

void style(wxWindow* window, const char* css_class, bool on) {
  GtkStyleContext* context = gtk_widget_get_style_context(window->GetHandle());
  if (on) {
    gtk_style_context_add_class(context, css_class);
  } else {
    gtk_style_context_remove_class(context, css_class);
  }
}

void make_tall(wxWindow* entry) {
  style(entry, "jj-tall");
  entry->SetMinSize(wxSize(entry->GetSize().x, Theme::px(34)));
}

static void name_toggle(GtkWidget* part, gpointer name) {
  if (GTK_IS_TOGGLE_BUTTON(part)) {
    atk_object_set_name(gtk_widget_get_accessible(part), static_cast<const char*>(name));
  } else if (GTK_IS_CONTAINER(part)) {
    gtk_container_forall(GTK_CONTAINER(part), name_toggle, name);
  }
}

void name_it(wxWindow* window, const std::string& name) {
  window->SetName(wx(name));
  // A text control with several lines and a list sit inside a scroll pane: name the inner widget
  // as well, for that is what a screen reader meets.
  GtkWidget* widget = window->GetHandle();
  if (AtkObject* accessible = gtk_widget_get_accessible(widget)) {
    atk_object_set_name(accessible, name.c_str());
  }
  // A drop-down list gives the focus to a button of its own.
  if (GTK_IS_COMBO_BOX(widget)) {
    gtk_container_forall(GTK_CONTAINER(widget), name_toggle, const_cast<char*>(name.c_str()));
  }
  if (GTK_IS_BIN(widget)) {
    if (GtkWidget* child = gtk_bin_get_child(GTK_BIN(widget))) {
      if (AtkObject* accessible = gtk_widget_get_accessible(child)) {
        atk_object_set_name(accessible, name.c_str());
      }
    }
  }
}

void name_it(wxWindow* window, const wxString& name) {
  name_it(window, utf8(name));
}

}  // namespace jiujin::client::views
