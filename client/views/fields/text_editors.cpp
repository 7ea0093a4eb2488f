#include <gtk/gtk.h>
#include <wx/calctrl.h>
#include <wx/popupwin.h>
#include <wx/sizer.h>
#include <wx/textctrl.h>

#include "client/views/fields/editors.h"
#include "client/views/theme.h"
#include "client/views/widgets.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;

void Editor::set_error(bool error) {
  style(focus_target(), "jj-error", error);
}

wxWindow* keep_with_window(std::unique_ptr<Editor> editor) {
  wxWindow* window = editor->window();
  window->Bind(wxEVT_DESTROY, [kept = std::shared_ptr<Editor>(std::move(editor))](
                                  wxWindowDestroyEvent& event) { event.Skip(); });
  return window;
}

void give_margins(wxTextCtrl* area) {
  GtkWidget* text = gtk_bin_get_child(GTK_BIN(area->GetHandle()));
  if (!GTK_IS_TEXT_VIEW(text)) return;
  gtk_text_view_set_left_margin(GTK_TEXT_VIEW(text), Theme::px(8));
  gtk_text_view_set_right_margin(GTK_TEXT_VIEW(text), Theme::px(8));
  gtk_text_view_set_top_margin(GTK_TEXT_VIEW(text), Theme::px(5));
  gtk_text_view_set_bottom_margin(GTK_TEXT_VIEW(text), Theme::px(5));
}

namespace {

int width_of(TextShape shape) {
  switch (shape) {
    case TextShape::kShort:
      return 220;
    case TextShape::kNumber:
      return 160;
    case TextShape::kMoney:
      return 180;
    case TextShape::kMoment:
      return 220;
    case TextShape::kTime:
    case TextShape::kYear:
      return 130;
    case TextShape::kLine:
    case TextShape::kArea:
    case TextShape::kTall:
      return 420;
  }
  return 420;
}

void bind_text(wxTextCtrl* control, const EditorCallbacks& callbacks, bool area) {
  control->Bind(wxEVT_TEXT, [control, changed = callbacks.changed](wxCommandEvent&) {
    if (changed) changed(utf8(control->GetValue()));
  });
  control->Bind(wxEVT_KILL_FOCUS, [left = callbacks.left](wxFocusEvent& event) {
    event.Skip();
    if (left) left();
  });
  if (!area) {
    control->Bind(wxEVT_TEXT_ENTER, [next = callbacks.next](wxCommandEvent&) {
      if (next) next();
    });
  }
}

class TextEditor : public Editor {
 public:
  TextEditor(wxWindow* parent, const std::string& name, TextShape shape,
             EditorCallbacks callbacks) {
    const bool area = shape == TextShape::kArea || shape == TextShape::kTall;
    const int height = area ? Theme::px(shape == TextShape::kTall ? 220 : 110) : -1;
    m_control = new wxTextCtrl(parent, wxID_ANY, "", wxDefaultPosition,
                               wxSize(Theme::px(width_of(shape)), height),
                               area ? wxTE_MULTILINE : wxTE_PROCESS_ENTER);
    if (area) give_margins(m_control);
    else make_tall(m_control);
    name_it(m_control, name);
    bind_text(m_control, callbacks, area);
  }
  wxWindow* window() override { return m_control; }
  wxWindow* focus_target() override { return m_control; }
  void set_value(const std::string& value) override {
    const wxString shown = wx(value);
    if (shown != m_control->GetValue()) m_control->ChangeValue(shown);
  }
  void set_enabled(bool enabled) override { m_control->SetEditable(enabled); }

 private:
  wxTextCtrl* m_control;
};

// 19570312 becomes 1957-03-12 as soon as the eighth digit is typed.
std::string with_hyphens(const std::string& typed, bool month_only) {
  const std::size_t digits = month_only ? 6 : 8;
  if (typed.size() != digits || typed.find_first_not_of("0123456789") != std::string::npos) {
    return typed;
  }
  std::string out = typed.substr(0, 4) + "-" + typed.substr(4, 2);
  if (!month_only) out += "-" + typed.substr(6, 2);
  return out;
}

class DateEditor : public Editor {
 public:
  DateEditor(wxWindow* parent, const std::string& name, bool month_only, bool with_calendar,
             EditorCallbacks callbacks)
      : m_month_only(month_only), m_callbacks(std::move(callbacks)) {
    m_panel = new wxPanel(parent);
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    m_control = new wxTextCtrl(m_panel, wxID_ANY, "", wxDefaultPosition,
                               wxSize(Theme::px(month_only ? 130 : 160), -1), wxTE_PROCESS_ENTER);
    make_tall(m_control);
    m_control->SetHint(month_only ? "2026-11" : "2026-11-22");
    name_it(m_control, name);
    row->Add(m_control, 0, wxALIGN_CENTRE_VERTICAL);
    if (!month_only && with_calendar) {
      auto* pick = button(m_panel, _t("Calendar"), [this] { open_calendar(); });
      row->Add(pick, 0, wxLEFT | wxALIGN_CENTRE_VERTICAL, Theme::px(kLabelGap));
    }
    m_panel->SetSizer(row);
    EditorCallbacks inner = m_callbacks;
    inner.changed = [this](const std::string& typed) { typed_text(typed); };
    bind_text(m_control, inner, false);
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override { return m_control; }
  void set_value(const std::string& value) override {
    const wxString shown = wx(value);
    if (shown != m_control->GetValue()) m_control->ChangeValue(shown);
  }

 private:
  void typed_text(const std::string& typed) {
    const std::string value = with_hyphens(typed, m_month_only);
    if (value != typed) {
      m_control->ChangeValue(wx(value));
      m_control->SetInsertionPointEnd();
    }
    if (m_callbacks.changed) m_callbacks.changed(value);
  }

  void open_calendar() {
    auto* popup = new wxPopupTransientWindow(m_panel, wxBORDER_SIMPLE);
    wxDateTime day;
    if (!day.ParseISODate(m_control->GetValue())) day = wxDateTime::Today();
    auto* calendar = new wxCalendarCtrl(popup, wxID_ANY, day, wxDefaultPosition, wxDefaultSize,
                                        wxCAL_MONDAY_FIRST);
    name_it(calendar, _t("Calendar"));
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->Add(calendar, 1, wxEXPAND | wxALL, Theme::px(kInside));
    popup->SetSizerAndFit(column);
    calendar->Bind(wxEVT_CALENDAR_DOUBLECLICKED, [this, popup](wxCalendarEvent& event) {
      choose(event.GetDate());
      popup->Dismiss();
    });
    calendar->Bind(wxEVT_CALENDAR_SEL_CHANGED,
                   [this](wxCalendarEvent& event) { choose(event.GetDate()); });
    popup->Position(m_control->GetScreenPosition(), wxSize(0, m_control->GetSize().y));
    popup->Popup(calendar);
  }

  void choose(const wxDateTime& day) {
    m_control->ChangeValue(day.FormatISODate());
    if (m_callbacks.changed) m_callbacks.changed(utf8(day.FormatISODate()));
  }

  bool m_month_only;
  EditorCallbacks m_callbacks;
  wxPanel* m_panel;
  wxTextCtrl* m_control;
};

}  // namespace

std::unique_ptr<Editor> make_text_editor(wxWindow* parent, const std::string& name, TextShape shape,
                                         EditorCallbacks callbacks) {
  return std::make_unique<TextEditor>(parent, name, shape, std::move(callbacks));
}

std::unique_ptr<Editor> make_date_editor(wxWindow* parent, const std::string& name, bool month_only,
                                         EditorCallbacks callbacks, bool with_calendar) {
  return std::make_unique<DateEditor>(parent, name, month_only, with_calendar,
                                      std::move(callbacks));
}

}  // namespace jiujin::client::views
