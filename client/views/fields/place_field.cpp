#include "client/views/fields/place_field.h"

#include <wx/filedlg.h>
#include <wx/sizer.h>
#include <wx/textctrl.h>

#include "client/views/widgets.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using presenters::Control;
using presenters::FieldView;

namespace {

class PlaceField : public FieldEditor {
 public:
  PlaceField(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : m_actions(actions), m_id(field.id) {
    const bool point = field.look.control == Control::kPoint;
    m_panel = new wxPanel(parent);
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    m_box = new wxTextCtrl(m_panel, wxID_ANY, "", wxDefaultPosition,
                           wxSize(Theme::px(320), point ? -1 : Theme::px(110)),
                           point ? wxTE_PROCESS_ENTER : wxTE_MULTILINE);
    if (point) {
      make_tall(m_box);
      m_box->SetHint(wx(field.placeholder));
      m_box->Bind(wxEVT_TEXT_ENTER, [this](wxCommandEvent&) { m_actions.next(m_id); });
    }
    if (!point) give_margins(m_box);
    name_it(m_box, field.label);
    m_box->Bind(wxEVT_TEXT, [this](wxCommandEvent&) {
      m_actions.typed(m_id, utf8(m_box->GetValue()));
    });
    m_box->Bind(wxEVT_KILL_FOCUS, [this](wxFocusEvent& event) {
      event.Skip();
      m_actions.left(m_id);
    });
    row->Add(m_box);
    auto* file = button(m_panel, _t("From a file…"), [this] { ask_for_file(); });
    name_it(file, _t("From a file…") + " " + field.label);
    row->Add(file, 0, wxLEFT, Theme::px(kLabelGap));
    auto* column = new wxBoxSizer(wxVERTICAL);
    column->Add(row);
    m_detail = note(m_panel, point ? "" : _t("One point a line: latitude, longitude"));
    m_hint = utf8(m_detail->GetLabel());
    column->Add(m_detail, 0, wxTOP, Theme::px(2));
    m_panel->SetSizer(column);
    show(field);
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override { return m_box; }
  void set_enabled(bool enabled) override { m_panel->Enable(enabled); }
  void show(const FieldView& field) override {
    m_detail->SetLabel(wx(field.detail.empty() ? m_hint : field.detail));
    m_detail->Show(!m_detail->GetLabel().empty());
    m_panel->Layout();
    if (wxWindow::FindFocus() == m_box && !field.readonly) return;  // what is typed stays
    const auto shown = wx(field.display);
    if (shown != m_box->GetValue()) m_box->ChangeValue(shown);
  }

 private:
  void ask_for_file() {
    wxFileDialog ask(m_panel, wx(_t("Choose a file with points")), "", "",
                     wx(_t("Points (GPX, GeoJSON, CSV)")) +
                         "|*.gpx;*.geojson;*.json;*.csv;*.GPX;*.GEOJSON;*.JSON;*.CSV",
                     wxFD_OPEN | wxFD_FILE_MUST_EXIST);
    if (ask.ShowModal() == wxID_OK) m_actions.form()->pick_places(m_id, utf8(ask.GetPath()));
  }
  FieldActions m_actions;
  std::uint32_t m_id;
  std::string m_hint;
  wxPanel* m_panel;
  wxTextCtrl* m_box;
  wxStaticText* m_detail;
};

}  // namespace

std::unique_ptr<Editor> make_place_field(wxWindow* parent, const FieldView& field,
                                         const FieldActions& actions) {
  return std::make_unique<PlaceField>(parent, field, actions);
}

}  // namespace jiujin::client::views
