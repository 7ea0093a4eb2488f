#include "client/views/fields/rank_list.h"

#include <wx/listbox.h>
#include <wx/sizer.h>

#include <algorithm>

#include "client/presenters/field_kinds.h"
#include "client/views/widgets.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using presenters::FieldView;

namespace {

constexpr int kLinesShownMax = 8;

class RankList : public FieldEditor {
 public:
  RankList(wxWindow* parent, const FieldView& field, const FieldActions& actions)
      : m_actions(actions), m_id(field.id) {
    m_panel = new wxPanel(parent);
    name_it(m_panel, field.label);
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    const int lines = std::clamp(int(field.options.size()), 3, kLinesShownMax);
    m_list = new wxListBox(m_panel, wxID_ANY, wxDefaultPosition,
                           wxSize(Theme::px(320), Theme::px(8 + 30 * lines)));
    name_it(m_list, field.label);
    row->Add(m_list);
    auto* buttons = new wxBoxSizer(wxVERTICAL);
    m_up = button(m_panel, _t("Up"), [this] { move(-1); });
    m_down = button(m_panel, _t("Down"), [this] { move(1); });
    m_keep = button(m_panel, _t("Right as it is"), [this] { move(0); });
    for (auto* each : {m_up, m_down, m_keep}) {
      name_it(each, utf8(each->GetLabel()) + " " + field.label);
      buttons->Add(each, 0, wxEXPAND | wxBOTTOM, Theme::px(kInside));
    }
    row->Add(buttons, 0, wxLEFT, Theme::px(kLabelGap));
    m_panel->SetSizer(row);
    m_list->Bind(wxEVT_KEY_DOWN, [this](wxKeyEvent& event) {
      const int key = event.GetKeyCode();
      if (event.ControlDown() && (key == WXK_UP || key == WXK_DOWN)) move(key == WXK_UP ? -1 : 1);
      else if (key == WXK_RETURN) m_actions.next(m_id);
      else event.Skip();
    });
    show(field);
  }
  wxWindow* window() override { return m_panel; }
  wxWindow* focus_target() override { return m_list; }
  void set_error(bool) override {}

  void show(const FieldView& field) override {
    m_order = presenters::rank_order(field.value, field.options);
    const bool ranked = !field.value.empty();
    wxArrayString lines;
    for (std::size_t i = 0; i < m_order.size(); ++i) {
      const auto words = presenters::words_of_values(m_order[i], field.options, "");
      lines.Add(wx((ranked ? std::to_string(i + 1) + "  " : "–  ") + words));
    }
    if (m_list->GetStrings() != lines) m_list->Set(lines);
    const auto at = std::find(m_order.begin(), m_order.end(), m_selected);
    if (at != m_order.end()) m_list->SetSelection(static_cast<int>(at - m_order.begin()));
    m_keep->Enable(!ranked);
  }

 private:
  void move(int by) {
    const int at = m_list->GetSelection();
    if (m_order.empty()) return;
    m_selected = m_order[at < 0 ? 0 : static_cast<std::size_t>(at)];
    m_actions.form()->rank(m_id, m_selected, by);
  }

  FieldActions m_actions;
  std::uint32_t m_id;
  std::vector<std::string> m_order;
  std::string m_selected;
  wxPanel* m_panel;
  wxListBox* m_list;
  wxButton *m_up, *m_down, *m_keep;
};

}  // namespace

std::unique_ptr<Editor> make_rank_list(wxWindow* parent, const FieldView& field,
                                       const FieldActions& actions) {
  return std::make_unique<RankList>(parent, field, actions);
}

}  // namespace jiujin::client::views
