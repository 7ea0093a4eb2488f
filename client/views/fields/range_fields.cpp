#include "client/views/fields/range_fields.h"

#include <wx/sizer.h>
#include <wx/slider.h>
#include <wx/tglbtn.h>

#include <algorithm>

#include "client/views/widgets.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using localization::format;
using presenters::FieldView;
using presenters::RangeSteps;

namespace {

constexpr int kTicksMax = 24;  // more of them would run together

class SliderField : public FieldEditor {
 public:
  SliderField(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : m_actions(actions), m_id(field.id), m_range(*field.range) {
    m_panel = new wxPanel(parent);
    name_it(m_panel, field.label);
    const bool standing = field.look.vertical;
    const int last = m_range.count() - 1;
    long flags = standing ? wxSL_VERTICAL | wxSL_INVERSE : wxSL_HORIZONTAL;
    if (field.look.ticks) flags |= wxSL_AUTOTICKS;
    m_slider = new wxSlider(m_panel, wxID_ANY, 0, 0, last, wxDefaultPosition,
                            standing ? wxSize(Theme::px(60), Theme::px(200))
                                     : wxSize(Theme::px(320), -1),
                            flags);
    if (field.look.ticks) m_slider->SetTickFreq(std::max(1, (last + kTicksMax - 1) / kTicksMax));
    m_slider->SetPageSize(std::max(1, last / 10));
    name_it(m_slider, field.label);
    m_value = body(m_panel, "");
    m_value->SetMinSize(wxSize(Theme::px(120), -1));
    auto* low = note(m_panel, m_range.value(0));
    auto* high = note(m_panel, m_range.value(last));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    if (standing) {
      auto* column = new wxBoxSizer(wxVERTICAL);
      column->Add(high, 0, wxALIGN_CENTRE_HORIZONTAL);
      column->Add(m_slider, 0, wxALIGN_CENTRE_HORIZONTAL);
      column->Add(low, 0, wxALIGN_CENTRE_HORIZONTAL);
      row->Add(column);
    } else {
      row->Add(low, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
      row->Add(m_slider, 0, wxALIGN_CENTRE_VERTICAL);
      row->Add(high, 0, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kLabelGap));
    }
    row->Add(m_value, 0, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kEdge));
    m_panel->SetSizer(row);
    m_slider->Bind(wxEVT_SLIDER, [this](wxCommandEvent&) { report(); });
    m_slider->Bind(wxEVT_KEY_DOWN, [this](wxKeyEvent& event) {
      if (event.GetKeyCode() == WXK_SPACE) report();
      else if (event.GetKeyCode() == WXK_RETURN) m_actions.next(m_id);
      else event.Skip();
    });
    // A press on the slider where it stands already is an answer, too.
    m_slider->Bind(wxEVT_SCROLL_THUMBRELEASE, [this](wxScrollEvent& event) {
      event.Skip();
      report();
    });
    show(field);
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override { return m_slider; }
  void set_error(bool) override {}

  void show(const FieldView& field) override {
    const auto step = m_range.nearest(field.value);
    if (step && *step != m_slider->GetValue()) m_slider->SetValue(*step);
    m_value->SetLabel(wx(field.value.empty() ? _t("no answer yet") : field.value));
    m_value->SetForegroundColour(
        Theme::colour(field.value.empty() ? Tone::kMuted : Tone::kPlain));
    m_panel->Layout();
  }

 private:
  void report() { m_actions.form()->slide(m_id, m_slider->GetValue()); }
  FieldActions m_actions;
  std::uint32_t m_id;
  RangeSteps m_range;
  wxPanel* m_panel;
  wxSlider* m_slider;
  wxStaticText* m_value;
};

class StarsField : public FieldEditor {
 public:
  StarsField(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : m_actions(actions), m_id(field.id), m_range(*field.range) {
    m_panel = new wxPanel(parent);
    name_it(m_panel, field.label);
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    const auto last = m_range.value(m_range.count() - 1);
    for (int i = 0; i < m_range.count(); ++i) {
      auto* star = new wxToggleButton(m_panel, wxID_ANY, "", wxDefaultPosition,
                                      wxSize(Theme::px(40), Theme::px(36)));
      style(star, "jj-star");
      name_it(star, format(_t("{0}: {1} of {2}"), field.label, m_range.value(i), last));
      star->Bind(wxEVT_TOGGLEBUTTON, [this, i](wxCommandEvent&) { press(i); });
      star->Bind(wxEVT_KEY_DOWN, [this, i](wxKeyEvent& event) {
        const int key = event.GetKeyCode();
        const int to = key == WXK_LEFT ? i - 1 : key == WXK_RIGHT ? i + 1 : -1;
        if (to >= 0 && to < int(m_stars.size())) m_stars[static_cast<std::size_t>(to)]->SetFocus();
        else event.Skip();
      });
      row->Add(star, 0, wxRIGHT, Theme::px(2));
      m_stars.push_back(star);
    }
    m_value = body(m_panel, "", Tone::kMuted);
    row->Add(m_value, 0, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kLabelGap));
    m_panel->SetSizer(row);
    show(field);
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override { return m_stars[std::size_t(std::max(0, m_chosen))]; }
  void set_error(bool) override {}

  void show(const FieldView& field) override {
    const auto step = m_range.nearest(field.value);
    m_chosen = step ? *step : -1;
    for (int i = 0; i < int(m_stars.size()); ++i) {
      auto* star = m_stars[static_cast<std::size_t>(i)];
      star->SetValue(i == m_chosen);
      star->SetLabel(wxString::FromUTF8(i <= m_chosen ? "★" : "☆"));
    }
    m_value->SetLabel(wx(field.value.empty() ? _t("no answer yet") : field.value));
    m_panel->Layout();
  }

 private:
  void press(int i) {
    if (i == m_chosen) m_actions.form()->choose(m_id, "");
    else m_actions.form()->slide(m_id, i);
  }
  FieldActions m_actions;
  std::uint32_t m_id;
  RangeSteps m_range;
  int m_chosen = -1;
  std::vector<wxToggleButton*> m_stars;
  wxPanel* m_panel;
  wxStaticText* m_value;
};

}  // namespace

std::unique_ptr<Editor> make_slider(wxWindow* parent, const FieldView& field,
                                    const FieldActions& actions) {
  return std::make_unique<SliderField>(parent, field, actions);
}

std::unique_ptr<Editor> make_stars(wxWindow* parent, const FieldView& field,
                                   const FieldActions& actions) {
  return std::make_unique<StarsField>(parent, field, actions);
}

}  // namespace jiujin::client::views
