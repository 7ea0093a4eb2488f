#include "client/views/fields/scale_row.h"

#include <wx/checkbox.h>
#include <wx/radiobut.h>
#include <wx/sizer.h>
#include <wx/stattext.h>

#include <algorithm>

#include "client/views/widgets.h"

namespace jiujin::client::views {

using presenters::Control;
using presenters::FieldKind;
using presenters::FieldView;

namespace {

constexpr int kAllColumns = 500;  // pixels for all columns together, beside a table's labels

int column_width(std::size_t choices) {
  return Theme::px(std::clamp(kAllColumns / std::max(1, int(choices)), 56, 116));
}

class ScaleRow : public FieldEditor {
 public:
  ScaleRow(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : m_actions(actions), m_id(field.id), m_several(field.kind == FieldKind::kMulti),
        m_control(field.look.control) {
    m_panel = new wxPanel(parent);
    name_it(m_panel, field.label);
    show(field);
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override {
    for (std::size_t i = 0; i < m_buttons.size(); ++i)
      if (m_chosen[i]) return m_buttons[i];
    return m_buttons.empty() ? static_cast<wxWindow*>(m_panel) : m_buttons.front();
  }
  void set_error(bool) override {}
  void show(const FieldView& field) override {
    std::string words;
    for (const auto& option : field.options) words += option.value + "\n" + option.label + "\n";
    if (words != m_words) build(field);
    m_words = words;
    bool any = false;
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
      const bool on = field.options[i].selected;
      m_chosen[i] = on;
      any = any || on;
      if (auto* box = dynamic_cast<wxCheckBox*>(m_buttons[i])) box->SetValue(on);
      else if (on) static_cast<wxRadioButton*>(m_buttons[i])->SetValue(true);
    }
    if (m_none && !any) m_none->SetValue(true);
  }

 private:
  void build(const FieldView& field) {
    m_panel->DestroyChildren();
    m_buttons.clear();
    m_chosen.assign(field.options.size(), false);
    m_none = nullptr;
    const bool buttons = m_control != Control::kTableHead;
    if (buttons && !m_several) {
      m_none = new wxRadioButton(m_panel, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                                 wxRB_GROUP);
      m_none->Hide();
      m_none->Bind(wxEVT_SET_FOCUS, [this](wxFocusEvent&) {
        m_panel->CallAfter([this] {
          if (!m_buttons.empty()) m_buttons.front()->SetFocus();
        });
      });
    }
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    const int width = column_width(field.options.size());
    for (std::size_t i = 0; i < field.options.size(); ++i) {
      auto* column = new wxBoxSizer(wxVERTICAL);
      column->Add(width, 0);
      if (buttons) column->Add(make_button(field, i), 0, wxALIGN_CENTRE_HORIZONTAL);
      if (m_control != Control::kTableRow) {
        auto* words = text(m_panel, field.options[i].label, Theme::secondary());
        words->Wrap(width - Theme::px(kInside));
        words->SetWindowStyle(wxALIGN_CENTRE_HORIZONTAL);
        column->Add(words, 0, wxALIGN_CENTRE_HORIZONTAL | wxTOP, Theme::px(2));
      }
      row->Add(column, 0, wxALIGN_BOTTOM);
    }
    m_panel->SetSizer(row);
    m_panel->Layout();
  }

  wxWindow* make_button(const FieldView& field, std::size_t i) {
    const auto& option = field.options[i];
    wxWindow* made = nullptr;
    if (m_several) {
      auto* box = new wxCheckBox(m_panel, wxID_ANY, "");
      box->Bind(wxEVT_CHECKBOX, [this, value = option.value](wxCommandEvent& event) {
        m_actions.form()->toggle(m_id, value, event.IsChecked());
      });
      made = box;
    } else {
      auto* radio = new wxRadioButton(m_panel, wxID_ANY, "");
      radio->Bind(wxEVT_RADIOBUTTON, [this, value = option.value](wxCommandEvent&) {
        m_actions.form()->choose(m_id, value);
      });
      made = radio;
    }
    made->SetToolTip(wx(option.label));
    name_it(made, field.label + " " + option.label);
    m_buttons.push_back(made);
    return made;
  }

  FieldActions m_actions;
  std::uint32_t m_id;
  bool m_several;
  Control m_control;
  std::string m_words;
  std::vector<wxWindow*> m_buttons;
  std::vector<bool> m_chosen;
  wxRadioButton* m_none = nullptr;
  wxPanel* m_panel;
};

}  // namespace

std::unique_ptr<Editor> make_scale_row(wxWindow* parent, const FieldView& field,
                                       const FieldActions& actions) {
  return std::make_unique<ScaleRow>(parent, field, actions);
}

}  // namespace jiujin::client::views
