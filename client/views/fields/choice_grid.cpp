#include "client/views/fields/choice_grid.h"

#include <wx/checkbox.h>
#include <wx/radiobut.h>
#include <wx/sizer.h>
#include <wx/statbmp.h>
#include <wx/tglbtn.h>
#include <wx/wrapsizer.h>

#include <algorithm>

#include "client/views/widgets.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using presenters::FieldKind;
using presenters::FieldView;

namespace {

constexpr int kPictureSide = 96;
constexpr int kColumnsAsFit = 3;

class ChoiceGrid : public FieldEditor {
 public:
  ChoiceGrid(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : m_actions(actions), m_id(field.id), m_several(field.kind == FieldKind::kMulti),
        m_look(field.look) {
    m_panel = new wxPanel(parent);
    name_it(m_panel, field.label);
    show(field);
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override {
    for (std::size_t i = 0; i < m_shown.size() && i < m_buttons.size(); ++i)
      if (m_chosen[i]) return m_buttons[i];
    return m_buttons.empty() ? static_cast<wxWindow*>(m_panel) : m_buttons.front();
  }
  void set_error(bool) override {}
  void show(const FieldView& field) override {
    const auto choices = choices_of(field);
    const bool same = std::equal(choices.begin(), choices.end(), m_shown.begin(), m_shown.end(),
                                 [](const auto& a, const auto& b) {
                                   return a.value == b.value && a.label == b.label &&
                                          a.picture == b.picture;
                                 });
    if (!same || m_buttons.empty()) build(choices, field.label);
    m_chosen.assign(choices.size(), false);
    bool any = false;
    for (std::size_t i = 0; i < field.options.size(); ++i) {
      m_chosen[i] = field.options[i].selected;
      any = any || m_chosen[i];
      set(i, m_chosen[i]);
    }
    if (m_none && !any) m_none->SetValue(true);
  }

 private:
  void build(const std::vector<EditorChoice>& choices, const std::string& name) {
    m_shown = choices;
    m_chosen.assign(choices.size(), false);
    m_panel->DestroyChildren();
    m_buttons.clear();
    m_none = nullptr;
    wxSizer* grid = nullptr;
    if (m_look.packed) {
      grid = new wxWrapSizer(wxHORIZONTAL, wxREMOVE_LEADING_SPACES);
    } else {
      const int columns = m_look.columns > 0 ? m_look.columns
                          : m_several        ? 2
                                             : std::min<int>(kColumnsAsFit,
                                                             std::max<int>(1, int(choices.size())));
      grid = new wxFlexGridSizer(columns, Theme::px(kInside), Theme::px(kEdge));
    }
    if (!m_several && !m_look.bare) {
      // Chosen when nothing is: a group of round buttons must not answer by itself.
      m_none = new wxRadioButton(m_panel, wxID_ANY, "", wxDefaultPosition, wxDefaultSize,
                                 wxRB_GROUP);
      m_none->Hide();
      m_none->Bind(wxEVT_SET_FOCUS, [this](wxFocusEvent&) {
        m_panel->CallAfter([this] {
          if (!m_buttons.empty()) m_buttons.front()->SetFocus();
        });
      });
    }
    for (std::size_t i = 0; i < choices.size(); ++i) add(grid, i, name);
    m_panel->SetSizer(grid);
    m_panel->Layout();
  }

  void add(wxSizer* grid, std::size_t i, const std::string& name) {
    const auto& choice = m_shown[i];
    const wxBitmap picture = picture_within(choice.picture, Theme::px(kPictureSide),
                                            Theme::px(kPictureSide));
    auto* cell = new wxBoxSizer(wxVERTICAL);
    wxWindow* made = nullptr;
    const auto pressed = [this, i](wxCommandEvent& event) { press(i, event.IsChecked()); };
    if (m_look.bare) {
      auto* button = new wxToggleButton(m_panel, wxID_ANY, wx(choice.label));
      style(button, "jj-button");
      if (picture.IsOk()) button->SetBitmap(picture, wxTOP);
      button->Bind(wxEVT_TOGGLEBUTTON, pressed);
      made = button;
    } else {
      if (picture.IsOk())
        cell->Add(new wxStaticBitmap(m_panel, wxID_ANY, picture), 0, wxBOTTOM,
                  Theme::px(kInside));
      if (m_several) {
        auto* box = new wxCheckBox(m_panel, wxID_ANY, wx(choice.label));
        box->Bind(wxEVT_CHECKBOX, pressed);
        made = box;
      } else {
        auto* radio = new wxRadioButton(m_panel, wxID_ANY, wx(choice.label));
        radio->Bind(wxEVT_RADIOBUTTON, [this, i](wxCommandEvent&) { press(i, true); });
        made = radio;
      }
    }
    made->SetName(wx(name + " " + choice.label));  // the focus finds it again after a redraw
    cell->Add(made, 0, m_look.bare ? wxEXPAND : 0);
    if (!choice.play.empty()) {
      auto* play = small_link(m_panel, _t("Play"),
                              [this, path = choice.play] { play_after_asking(m_panel, path); });
      name_it(play, _t("Play") + " " + choice.label);
      cell->Add(play);
    }
    grid->Add(cell, 0, m_look.packed ? wxRIGHT | wxBOTTOM : 0, Theme::px(kLabelGap));
    m_buttons.push_back(made);
  }

  void set(std::size_t i, bool on) {
    if (i >= m_buttons.size()) return;
    if (auto* toggle = dynamic_cast<wxToggleButton*>(m_buttons[i])) toggle->SetValue(on);
    else if (auto* box = dynamic_cast<wxCheckBox*>(m_buttons[i])) box->SetValue(on);
    else if (auto* radio = dynamic_cast<wxRadioButton*>(m_buttons[i]); radio && on)
      radio->SetValue(true);
  }

  void press(std::size_t i, bool on) {
    auto* form = m_actions.form();
    const std::string value = m_shown[i].value;
    if (m_several) return form->toggle(m_id, value, on);
    form->choose(m_id, on ? value : "");
    if (on && m_look.advance) m_panel->CallAfter([next = m_actions.next, id = m_id] { next(id); });
  }

  FieldActions m_actions;
  std::uint32_t m_id;
  bool m_several;
  presenters::FieldLook m_look;
  std::vector<EditorChoice> m_shown;
  std::vector<bool> m_chosen;
  std::vector<wxWindow*> m_buttons;
  wxRadioButton* m_none = nullptr;
  wxPanel* m_panel;
};

}  // namespace

std::unique_ptr<Editor> make_choice_grid(wxWindow* parent, const FieldView& field,
                                         const FieldActions& actions) {
  return std::make_unique<ChoiceGrid>(parent, field, actions);
}

}  // namespace jiujin::client::views
