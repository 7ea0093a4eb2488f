#include "client/views/fields/entry_fields.h"

#include <gtk/gtk.h>
#include <wx/checkbox.h>
#include <wx/msgdlg.h>
#include <wx/sizer.h>
#include <wx/textctrl.h>
#include <wx/utils.h>

#include "client/views/widgets.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using localization::format;
using presenters::FieldView;

namespace {

// Shared by all of them: the line itself, and what typing and leaving tell the form.
class EntryField : public FieldEditor {
 public:
  EntryField(wxWindow* parent, const FieldView& field, const FieldActions& actions, int width)
      : m_actions(actions), m_id(field.id) {
    m_panel = new wxPanel(parent);
    m_row = new wxBoxSizer(wxHORIZONTAL);
    m_panel->SetSizer(m_row);
    m_entry = new wxTextCtrl(m_panel, wxID_ANY, "", wxDefaultPosition,
                             wxSize(Theme::px(width), -1), wxTE_PROCESS_ENTER);
    make_tall(m_entry);
    name_it(m_entry, field.label);
    m_entry->Bind(wxEVT_TEXT, [this](wxCommandEvent&) {
      m_actions.typed(m_id, utf8(m_entry->GetValue()));
    });
    m_entry->Bind(wxEVT_KILL_FOCUS, [this](wxFocusEvent& event) {
      event.Skip();
      m_actions.left(m_id);
    });
    m_entry->Bind(wxEVT_TEXT_ENTER, [this](wxCommandEvent&) { m_actions.next(m_id); });
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override { return m_entry; }
  void set_enabled(bool enabled) override { m_entry->SetEditable(enabled); }
  void show(const FieldView& field) override {
    if (wxWindow::FindFocus() == m_entry && !field.readonly) return;  // what is typed stays
    const auto shown = wx(field.display);
    if (shown != m_entry->GetValue()) m_entry->ChangeValue(shown);
  }

 protected:
  void add_entry() { m_row->Add(m_entry, 0, wxALIGN_CENTRE_VERTICAL); }
  void add_beside(wxWindow* beside) {
    m_row->Add(beside, 0, wxLEFT | wxALIGN_CENTRE_VERTICAL, Theme::px(kLabelGap));
  }
  // Dots instead of letters; the toolkit's own entry can change that at any time.
  void set_dots(bool dots) {
    gtk_entry_set_visibility(GTK_ENTRY(m_entry->GetHandle()), dots ? FALSE : TRUE);
  }
  FieldActions m_actions;
  std::uint32_t m_id;
  wxPanel* m_panel;
  wxBoxSizer* m_row;
  wxTextCtrl* m_entry;
};

class MaskedEntry : public EntryField {
 public:
  MaskedEntry(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : EntryField(parent, field, actions, 320) {
    add_entry();
    set_dots(true);
    m_show = link(m_panel, _t("Show letters"), [this] {
      m_dots = !m_dots;
      set_dots(m_dots);
      m_show->SetLabel(wx(m_dots ? _t("Show letters") : _t("Hide letters")));
    });
    add_beside(m_show);
    show(field);
  }

 private:
  bool m_dots = true;
  wxButton* m_show;
};

class Counter : public EntryField {
 public:
  Counter(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : EntryField(parent, field, actions, 110) {
    auto* less = button(m_panel, "−", [this] { step(-1); });
    auto* more = button(m_panel, "+", [this] { step(1); });
    for (auto* each : {less, more}) {
      each->SetWindowStyleFlag(each->GetWindowStyleFlag() | wxBU_EXACTFIT);
      each->InvalidateBestSize();
      each->SetMinSize(wxSize(Theme::px(44), -1));
    }
    name_it(less, format(_t("{0}: one less"), field.label));
    name_it(more, format(_t("{0}: one more"), field.label));
    m_row->Add(less, 0, wxRIGHT | wxALIGN_CENTRE_VERTICAL, Theme::px(kInside));
    add_entry();
    m_row->Add(more, 0, wxLEFT | wxALIGN_CENTRE_VERTICAL, Theme::px(kInside));
    show(field);
  }

 private:
  void step(int by) {
    long now = 0;
    if (!m_entry->GetValue().ToLong(&now)) now = 0;
    m_entry->SetValue(wxString::Format("%ld", now + by));
  }
};

class LinkEntry : public EntryField {
 public:
  LinkEntry(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : EntryField(parent, field, actions, 420) {
    add_entry();
    auto* open = button(m_panel, _t("Open"), [this] { open_address(); });
    name_it(open, _t("Open") + " " + field.label);
    add_beside(open);
    show(field);
  }

 private:
  void open_address() {
    wxString address = m_entry->GetValue();
    if (address.empty()) return;
    if (!address.Contains("://")) address = "https://" + address;
    // Only pages: no other kind of address is handed to other programs.
    if (!address.StartsWith("http://") && !address.StartsWith("https://")) return;
    wxMessageDialog ask(m_panel, address, wx(_t("Open this page in the browser?")),
                        wxOK | wxCANCEL);
    ask.SetOKCancelLabels(wx(_t("Open")), wx(_t("Cancel")));
    if (ask.ShowModal() == wxID_OK) wxLaunchDefaultBrowser(address);
  }
};

class BarcodeEntry : public EntryField {
 public:
  BarcodeEntry(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : EntryField(parent, field, actions, 320) {
    add_entry();
    if (field.look.hidden) set_dots(true);
    m_entry->SetHint(wx(_t("Scan the code, or type it")));
    m_entry->Bind(wxEVT_SET_FOCUS, [this](wxFocusEvent& event) {
      event.Skip();
      m_entry->CallAfter([entry = m_entry] { entry->SelectAll(); });
    });
    show(field);
  }
};

class Tick : public FieldEditor {
 public:
  Tick(wxWindow* parent, const FieldView& field, const FieldActions& actions) {
    m_box = new wxCheckBox(parent, wxID_ANY, wx(_t("Read and understood")));
    name_it(m_box, field.label);
    m_box->Bind(wxEVT_CHECKBOX, [actions, id = field.id](wxCommandEvent& event) {
      actions.form()->tick(id, event.IsChecked());
    });
    show(field);
  }
  wxWindow* window() override { return m_box; }
  wxWindow* focus_target() override { return m_box; }
  void set_error(bool) override {}
  void show(const FieldView& field) override { m_box->SetValue(field.value == "OK"); }

 private:
  wxCheckBox* m_box;
};

}  // namespace

std::unique_ptr<Editor> make_masked_entry(wxWindow* parent, const FieldView& field,
                                          const FieldActions& actions) {
  return std::make_unique<MaskedEntry>(parent, field, actions);
}
std::unique_ptr<Editor> make_counter(wxWindow* parent, const FieldView& field,
                                     const FieldActions& actions) {
  return std::make_unique<Counter>(parent, field, actions);
}
std::unique_ptr<Editor> make_link_entry(wxWindow* parent, const FieldView& field,
                                        const FieldActions& actions) {
  return std::make_unique<LinkEntry>(parent, field, actions);
}
std::unique_ptr<Editor> make_barcode_entry(wxWindow* parent, const FieldView& field,
                                           const FieldActions& actions) {
  return std::make_unique<BarcodeEntry>(parent, field, actions);
}
std::unique_ptr<Editor> make_tick(wxWindow* parent, const FieldView& field,
                                  const FieldActions& actions) {
  return std::make_unique<Tick>(parent, field, actions);
}

}  // namespace jiujin::client::views
