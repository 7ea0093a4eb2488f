#include <wx/checkbox.h>
#include <wx/choice.h>
#include <wx/radiobut.h>
#include <wx/sizer.h>
#include <wx/wrapsizer.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "client/views/fields/editors.h"
#include "client/views/theme.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;

namespace {

// Short enough to stand side by side at 1366 px with the side list open.
constexpr std::size_t kSideBySideMax = 5;
constexpr std::size_t kSideBySideCharacters = 26;

std::size_t characters(const std::string& utf8_text) {
  return static_cast<std::size_t>(std::count_if(utf8_text.begin(), utf8_text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool stands_side_by_side(const std::vector<EditorChoice>& choices) {
  std::size_t total = 0;
  for (const auto& choice : choices) total += characters(choice.label);
  return choices.size() <= kSideBySideMax && total <= kSideBySideCharacters;
}

class RadioEditor : public Editor {
 public:
  RadioEditor(wxWindow* parent, const std::string& name, const std::vector<EditorChoice>& choices,
              EditorCallbacks callbacks)
      : m_callbacks(std::move(callbacks)), m_name(name) {
    m_panel = new wxPanel(parent);
    m_panel->SetSizer(new wxBoxSizer(wxHORIZONTAL));
    name_it(m_panel, name);
    set_choices(choices);
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override {
    for (auto* radio : m_buttons) {
      if (radio->GetValue()) return radio;
    }
    return m_buttons.size() > 1 ? static_cast<wxWindow*>(m_buttons[1]) : m_panel;
  }
  void set_value(const std::string& value) override {
    // Button 0 is hidden and means "not answered yet": a group must not answer by itself.
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < m_choices.size(); ++i) {
      if (m_choices[i].value == value) chosen = i + 1;
    }
    m_buttons[chosen]->SetValue(true);
  }
  void set_choices(const std::vector<EditorChoice>& choices) override {
    m_choices = choices;
    m_panel->GetSizer()->Clear(true);
    m_buttons.clear();
    auto* none =
        new wxRadioButton(m_panel, wxID_ANY, "", wxDefaultPosition, wxDefaultSize, wxRB_GROUP);
    none->Hide();
    none->SetValue(true);
    // The toolkit's Tab leads to the chosen one of a group, be it hidden; a person sees the first.
    none->Bind(wxEVT_SET_FOCUS, [this](wxFocusEvent&) {
      m_panel->CallAfter([this] {
        if (m_buttons.size() > 1) m_buttons[1]->SetFocus();
      });
    });
    m_buttons.push_back(none);
    for (const auto& choice : choices) {
      auto* radio = new wxRadioButton(m_panel, wxID_ANY, wx(choice.label));
      radio->SetName(wx(m_name + " " + choice.label));  // the focus finds it again after a redraw
      radio->Bind(wxEVT_RADIOBUTTON, [this, value = choice.value](wxCommandEvent&) {
        if (m_callbacks.changed) m_callbacks.changed(value);
      });
      m_panel->GetSizer()->Add(radio, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kEdge));
      m_buttons.push_back(radio);
    }
    m_panel->Layout();
  }
  void set_error(bool) override {}

 private:
  EditorCallbacks m_callbacks;
  std::string m_name;
  std::vector<EditorChoice> m_choices;
  std::vector<wxRadioButton*> m_buttons;
  wxPanel* m_panel;
};

class ListEditor : public Editor {
 public:
  ListEditor(wxWindow* parent, const std::string& name, const std::vector<EditorChoice>& choices,
             EditorCallbacks callbacks)
      : m_callbacks(std::move(callbacks)) {
    m_control = new wxChoice(parent, wxID_ANY);
    m_control->SetMinSize(wxSize(Theme::px(280), -1));
    name_it(m_control, name);
    m_control->Bind(wxEVT_CHOICE, [this](wxCommandEvent&) {
      const int chosen = m_control->GetSelection();
      if (m_callbacks.changed) {
        m_callbacks.changed(chosen <= 0 ? ""
                                        : m_choices[static_cast<std::size_t>(chosen) - 1].value);
      }
    });
    set_choices(choices);
  }
  wxWindow* window() override { return m_control; }
  wxWindow* focus_target() override { return m_control; }
  void set_value(const std::string& value) override {
    m_value = value;
    int chosen = 0;
    for (std::size_t i = 0; i < m_choices.size(); ++i) {
      if (m_choices[i].value == value) chosen = static_cast<int>(i) + 1;
    }
    m_control->SetSelection(chosen);
  }
  void set_choices(const std::vector<EditorChoice>& choices) override {
    m_choices = choices;
    wxArrayString labels;
    labels.Add(wx(_t("Please choose")));
    for (const auto& choice : choices) labels.Add(wx(choice.label));
    m_control->Set(labels);
    set_value(m_value);
  }

 private:
  EditorCallbacks m_callbacks;
  std::vector<EditorChoice> m_choices;
  std::string m_value;
  wxChoice* m_control;
};

class MultiEditor : public Editor {
 public:
  MultiEditor(wxWindow* parent, const std::string& name, const std::vector<EditorChoice>& choices,
              EditorCallbacks callbacks)
      : m_callbacks(std::move(callbacks)) {
    m_panel = new wxPanel(parent);
    name_it(m_panel, name);
    m_panel->SetSizer(new wxFlexGridSizer(2, Theme::px(kInside), Theme::px(kEdge)));
    set_choices(choices);
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override {
    return m_boxes.empty() ? static_cast<wxWindow*>(m_panel) : m_boxes.front();
  }
  void set_value(const std::string& value) override {
    std::istringstream words(value);
    std::vector<std::string> chosen{std::istream_iterator<std::string>(words), {}};
    for (std::size_t i = 0; i < m_choices.size(); ++i) {
      m_boxes[i]->SetValue(std::find(chosen.begin(), chosen.end(), m_choices[i].value) !=
                           chosen.end());
    }
  }
  void set_choices(const std::vector<EditorChoice>& choices) override {
    m_choices = choices;
    m_panel->GetSizer()->Clear(true);
    m_boxes.clear();
    for (const auto& choice : choices) {
      auto* box = new wxCheckBox(m_panel, wxID_ANY, wx(choice.label));
      box->Bind(wxEVT_CHECKBOX, [this](wxCommandEvent&) { report(); });
      m_panel->GetSizer()->Add(box);
      m_boxes.push_back(box);
    }
    m_panel->Layout();
  }
  void set_error(bool) override {}

 private:
  void report() {
    std::string value;
    for (std::size_t i = 0; i < m_choices.size(); ++i) {
      if (!m_boxes[i]->GetValue()) continue;
      if (!value.empty()) value += ' ';
      value += m_choices[i].value;
    }
    if (m_callbacks.changed) m_callbacks.changed(value);
  }
  EditorCallbacks m_callbacks;
  std::vector<EditorChoice> m_choices;
  std::vector<wxCheckBox*> m_boxes;
  wxPanel* m_panel;
};

}  // namespace

std::unique_ptr<Editor> make_choice_editor(wxWindow* parent, const std::string& name,
                                           std::vector<EditorChoice> choices,
                                           EditorCallbacks callbacks) {
  if (stands_side_by_side(choices)) {
    return std::make_unique<RadioEditor>(parent, name, choices, std::move(callbacks));
  }
  return std::make_unique<ListEditor>(parent, name, choices, std::move(callbacks));
}

std::unique_ptr<Editor> make_list_editor(wxWindow* parent, const std::string& name,
                                         std::vector<EditorChoice> choices,
                                         EditorCallbacks callbacks) {
  return std::make_unique<ListEditor>(parent, name, choices, std::move(callbacks));
}

std::unique_ptr<Editor> make_multi_editor(wxWindow* parent, const std::string& name,
                                          std::vector<EditorChoice> choices,
                                          EditorCallbacks callbacks) {
  return std::make_unique<MultiEditor>(parent, name, choices, std::move(callbacks));
}

DivisionLists::DivisionLists(wxWindow* parent, const std::string& name,
                             std::function<void(std::size_t, const std::string&)> picked)
    : wxPanel(parent), m_name(name), m_picked(std::move(picked)) {
  SetSizer(new wxWrapSizer(wxHORIZONTAL, wxREMOVE_LEADING_SPACES));
}

void DivisionLists::set_levels(const std::vector<DivisionLevelChoices>& levels) {
  while (m_lists.size() < levels.size()) {
    const std::size_t level = m_lists.size();
    auto* list = new wxChoice(this, wxID_ANY);
    list->SetMinSize(wxSize(Theme::px(136), -1));
    name_it(list, m_name + " · " + levels[level].label);
    list->Bind(wxEVT_CHOICE, [this, list, level](wxCommandEvent&) {
      const int index = list->GetSelection();
      const auto& choices = m_levels[level].choices;
      if (m_picked) {
        m_picked(level, index <= 0 ? "" : choices[static_cast<std::size_t>(index) - 1].value);
      }
    });
    GetSizer()->Add(list, 0, wxRIGHT | wxBOTTOM, Theme::px(kInside));
    m_lists.push_back(list);
  }
  m_levels = levels;
  for (std::size_t i = 0; i < m_lists.size(); ++i) {
    wxArrayString labels;
    labels.Add(wx(i < levels.size() ? levels[i].label : ""));
    int selected = 0;
    if (i < levels.size()) {
      for (std::size_t k = 0; k < levels[i].choices.size(); ++k) {
        labels.Add(wx(levels[i].choices[k].label));
        if (levels[i].choices[k].value == levels[i].selected) selected = static_cast<int>(k) + 1;
      }
    }
    if (m_lists[i]->GetStrings() != labels) m_lists[i]->Set(labels);
    m_lists[i]->SetSelection(selected);
    m_lists[i]->Enable(labels.size() > 1);
  }
  Layout();
}

wxWindow* DivisionLists::first() {
  return m_lists.empty() ? nullptr : m_lists.front();
}

}  // namespace jiujin::client::views
