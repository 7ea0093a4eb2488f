#include "client/views/form_view.h"

#include <wx/textctrl.h>

#include <algorithm>

#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using presenters::FieldKind;
using presenters::FieldView;

// The widgets of one field; the panel holds label, editor, hint and error.
struct FormView::Row {
  FieldKind kind = FieldKind::kText;
  wxPanel* panel = nullptr;
  wxStaticText* label = nullptr;
  wxStaticText* required = nullptr;
  wxStaticText* unit = nullptr;
  WrappedText* hint = nullptr;
  WrappedText* message = nullptr;
  std::unique_ptr<Editor> editor;
  DivisionLists* divisions = nullptr;
  wxTextCtrl* street = nullptr;
  std::vector<EditorChoice> shown_options;
};

namespace {

std::vector<EditorChoice> choices_of(const std::vector<presenters::Option>& options) {
  std::vector<EditorChoice> out;
  for (const auto& option : options) out.push_back({option.value, option.label});
  return out;
}

std::vector<DivisionLevelChoices> levels_of(const std::vector<FieldView::DivisionLevel>& levels) {
  std::vector<DivisionLevelChoices> out;
  for (const auto& level : levels) {
    DivisionLevelChoices made{level.label, choices_of(level.options), ""};
    for (const auto& option : level.options) {
      if (option.selected) made.selected = option.value;
    }
    out.push_back(std::move(made));
  }
  return out;
}

bool operator!=(const std::vector<EditorChoice>& a, const std::vector<EditorChoice>& b) {
  if (a.size() != b.size()) return true;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].value != b[i].value || a[i].label != b[i].label) return true;
  }
  return false;
}

bool is_heading(FieldKind kind) {
  return kind == FieldKind::kSection || kind == FieldKind::kRepeat ||
         kind == FieldKind::kRepeatInstance;
}

TextShape shape_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::kTextArea:
      return TextShape::kArea;
    case FieldKind::kInt:
    case FieldKind::kDecimal:
      return TextShape::kNumber;
    case FieldKind::kMoney:
      return TextShape::kMoney;
    case FieldKind::kMobile:
    case FieldKind::kTelephone:
    case FieldKind::kDateTime:
      return TextShape::kShort;
    default:
      return TextShape::kLine;
  }
}

}  // namespace

FormView::FormView(wxWindow* parent, std::function<void(std::uint32_t)> pick_file,
                   std::function<void()> relaid, std::function<void(wxWindow*)> bring_into_view)
    : wxPanel(parent),
      m_pick_file(std::move(pick_file)),
      m_relaid(std::move(relaid)),
      m_bring_into_view(std::move(bring_into_view)) {
  SetSizer(new wxBoxSizer(wxVERTICAL));
}

void FormView::set_presenter(presenters::FormPresenter* presenter) {
  m_presenter = presenter;
  if (m_presenter) {
    m_presenter->on_fields = [this](const presenters::FieldsChanged& changed) {
      fields_changed(changed);
    };
  }
  rebuild();
}

// Rows that are still wanted keep their widgets, and with them focus, cursor and an input method's
// unfinished word; headings are cheap and made anew.
void FormView::rebuild() {
  const std::size_t focused = focused_place();
  const std::vector<std::uint32_t> order_before = std::move(m_order);
  m_order.clear();
  Freeze();
  GetSizer()->Clear(false);
  for (wxWindow* heading : m_headings) heading->Destroy();
  m_headings.clear();
  std::map<std::uint32_t, std::unique_ptr<Row>> before = std::move(m_rows);
  m_rows.clear();
  wxWindow* previous = nullptr;
  if (m_presenter) {
    for (const FieldView& field : m_presenter->view().fields) {
      wxWindow* shown = nullptr;
      const auto kept = before.find(field.id);
      if (is_heading(field.kind)) {
        shown = make_heading(field);
      } else if (kept != before.end() && kept->second->kind == field.kind) {
        shown = kept->second->panel;
        update(*kept->second, field);
        m_rows[field.id] = std::move(kept->second);
        before.erase(kept);
      } else {
        shown = make_row(field);
      }
      if (!is_heading(field.kind)) m_order.push_back(field.id);
      GetSizer()->Add(shown, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
      if (previous) shown->MoveAfterInTabOrder(previous);
      previous = shown;
    }
  }
  for (auto& [id, row] : before) row->panel->Destroy();
  Layout();
  Thaw();
  if (m_relaid) m_relaid();
  if (focused < order_before.size() && m_rows.count(order_before[focused]) == 0) {
    focus_after(order_before, focused);
  }
}

// The place in m_order of the row that has the focus; m_order.size() when none has.
std::size_t FormView::focused_place() const {
  wxWindow* focused = wxWindow::FindFocus();
  std::size_t place = 0;
  while (focused && place < m_order.size() &&
         !m_rows.at(m_order[place])->panel->IsDescendant(focused)) {
    ++place;
  }
  return focused ? place : m_order.size();
}

// The row that had the focus is gone: the keyboard goes on at what has come in its place, that is
// after the nearest row above it that is still there.
void FormView::focus_after(const std::vector<std::uint32_t>& order, std::size_t place) {
  while (place > 0 && m_rows.count(order[place - 1]) == 0) --place;
  auto next = m_order.begin();
  if (place > 0) next = std::find(m_order.begin(), m_order.end(), order[place - 1]) + 1;
  if (next == m_order.end() && next != m_order.begin()) --next;
  const FieldView* field = next == m_order.end() ? nullptr : m_presenter->field(*next);
  if (field) focus_path(field->path);
}

wxWindow* FormView::make_heading(const FieldView& field) {
  auto* panel = new wxPanel(this);
  auto* line = new wxBoxSizer(wxHORIZONTAL);
  const bool top = field.kind != FieldKind::kRepeatInstance;
  line->Add(top ? section(panel, field.label) : body(panel, field.label, Tone::kMuted), 0,
            wxALIGN_CENTRE_VERTICAL | wxTOP, Theme::px(top ? kFieldGap : 0));
  if (field.can_add) {
    auto* add = button(panel, field.add_label, [this, id = field.id] {
      CallAfter([this, id] { m_presenter->add_instance(id); });
    });
    line->Add(add, 0, wxLEFT | wxALIGN_CENTRE_VERTICAL, Theme::px(kFieldGap));
  }
  if (field.can_remove) {
    auto* remove = link(panel, field.remove_label, [this, id = field.id] {
      CallAfter([this, id] { m_presenter->remove_instance(id); });
    });
    name_it(remove, field.remove_label + " " + field.label);
    line->Add(remove, 0, wxLEFT | wxALIGN_CENTRE_VERTICAL, Theme::px(kFieldGap));
  }
  panel->SetSizer(line);
  m_headings.push_back(panel);
  return panel;
}

std::unique_ptr<Editor> FormView::make_editor(wxWindow* parent, const FieldView& field) {
  const std::uint32_t id = field.id;
  EditorCallbacks callbacks;
  callbacks.changed = [this, id](const std::string& value) { m_presenter->type(id, value); };
  callbacks.left = [this, id] { m_presenter->left(id); };
  callbacks.next = [this, id] {
    const std::uint32_t next = m_presenter->next_field(id);
    const auto row = m_rows.find(next);
    if (row == m_rows.end()) return;
    wxWindow* target =
        row->second->editor ? row->second->editor->focus_target() : row->second->divisions->first();
    target->SetFocus();
    m_bring_into_view(row->second->panel);
  };
  switch (field.kind) {
    case FieldKind::kChoice:
    case FieldKind::kBool:
      callbacks.changed = [this, id](const std::string& value) { m_presenter->choose(id, value); };
      return make_choice_editor(parent, field.label, choices_of(field.options), callbacks);
    case FieldKind::kMulti:
      callbacks.changed = [this, id](const std::string& value) {
        const FieldView* now = m_presenter->field(id);
        if (!now) return;
        const std::string padded = " " + value + " ";
        const auto options = now->options;
        for (const auto& option : options) {
          const bool on = padded.find(" " + option.value + " ") != std::string::npos;
          if (on != option.selected) m_presenter->toggle(id, option.value, on);
        }
      };
      return make_multi_editor(parent, field.label, choices_of(field.options), callbacks);
    case FieldKind::kDate:
      return make_date_editor(parent, field.label, false, callbacks);
    case FieldKind::kMonth:
      return make_date_editor(parent, field.label, true, callbacks);
    case FieldKind::kFile:
      return make_file_editor(
          parent, field.label, [this, id] { m_pick_file(id); },
          [this, id] { CallAfter([this, id] { m_presenter->type(id, ""); }); });
    default:
      return make_text_editor(parent, field.label, shape_of(field.kind), callbacks);
  }
}

wxWindow* FormView::make_row(const FieldView& field) {
  auto made = std::make_unique<Row>();
  Row& row = *made;
  row.kind = field.kind;
  row.panel = new wxPanel(this);
  auto* column = new wxBoxSizer(wxVERTICAL);
  auto* heading = new wxBoxSizer(wxHORIZONTAL);
  row.label = body(row.panel, field.label);
  row.required =
      note(row.panel, field.required_word, field.required ? Tone::kAccent : Tone::kMuted);
  heading->Add(row.label, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
  heading->Add(row.required, 0, wxALIGN_CENTRE_VERTICAL);
  column->Add(heading, 0, wxBOTTOM, Theme::px(kInside));
  const std::uint32_t id = field.id;
  if (field.kind == FieldKind::kDivision || field.kind == FieldKind::kAddress) {
    if (!field.levels.empty()) {
      row.divisions = new DivisionLists(
          row.panel, field.label, [this, id](std::size_t level, const std::string& code) {
            CallAfter([this, id, level, code] { m_presenter->pick_division(id, level, code); });
          });
      row.divisions->set_levels(levels_of(field.levels));
      column->Add(row.divisions, 0, wxEXPAND);
    }
    if (field.kind == FieldKind::kAddress) row.editor = make_editor(row.panel, field);
    if (row.editor) column->Add(row.editor->window(), 0, wxTOP, Theme::px(kInside));
  } else if (field.kind == FieldKind::kShown) {
    column->Add(new WrappedText(row.panel, field.display, Theme::body(), Tone::kPlain), 0,
                wxEXPAND);
  } else {
    row.editor = make_editor(row.panel, field);
    auto* line = new wxBoxSizer(wxHORIZONTAL);
    line->Add(row.editor->window(), 0, wxALIGN_CENTRE_VERTICAL);
    if (!field.unit.empty()) {
      row.unit = body(row.panel, field.unit, Tone::kMuted);
      line->Add(row.unit, 0, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kLabelGap));
    }
    column->Add(line);
  }
  row.message = new WrappedText(row.panel, "", Theme::secondary(), Tone::kAlarm);
  column->Add(row.message, 0, wxEXPAND | wxTOP, Theme::px(2));
  if (!field.hint.empty()) {
    row.hint = new WrappedText(row.panel, field.hint, Theme::secondary(), Tone::kMuted);
    column->Add(row.hint, 0, wxEXPAND | wxTOP, Theme::px(2));
  }
  row.panel->SetSizer(column);
  update(row, field);
  m_rows[field.id] = std::move(made);
  return row.panel;
}

void FormView::update(Row& row, const FieldView& field) {
  if (row.divisions) row.divisions->set_levels(levels_of(field.levels));
  if (row.editor) {
    const auto options = choices_of(field.options);
    if (!options.empty() && options != row.shown_options) {
      row.editor->set_choices(options);
      row.shown_options = options;
    }
    const bool typing = wxWindow::FindFocus() == row.editor->focus_target() &&
                        dynamic_cast<wxTextCtrl*>(row.editor->focus_target());
    // What is being typed stays as typed; grouping and trimming wait until the field is left.
    if (!typing) {
      const bool address = field.kind == FieldKind::kAddress && !field.levels.empty();
      const bool coded = field.kind == FieldKind::kChoice || field.kind == FieldKind::kBool ||
                         field.kind == FieldKind::kMulti;
      row.editor->set_value(address ? field.street : coded ? field.value : field.display);
    }
    row.editor->set_enabled(!field.readonly);
    row.editor->set_error(!field.error.empty());
  }
  row.required->SetLabel(wx(field.required_word));
  const std::string words = field.error.empty() ? field.warning : field.error;
  row.message->set_words(words, field.error.empty() ? Tone::kWaiting : Tone::kAlarm);
  row.message->Show(!words.empty());
  row.panel->Layout();
}

void FormView::fields_changed(const presenters::FieldsChanged& changed) {
  if (changed.structure) {
    if (m_rebuild_waiting) return;
    m_rebuild_waiting = true;
    CallAfter([this] {
      m_rebuild_waiting = false;
      rebuild();
    });
    return;
  }
  for (const std::uint32_t id : changed.fields) {
    const auto row = m_rows.find(id);
    const FieldView* field = m_presenter->field(id);
    if (row != m_rows.end() && field) update(*row->second, *field);
  }
  Layout();
  if (m_relaid) m_relaid();
}

bool FormView::focus_path(const std::string& path) {
  const FieldView* field = m_presenter ? m_presenter->field_at(path) : nullptr;
  if (!field) return false;
  const auto row = m_rows.find(field->id);
  if (row == m_rows.end()) return false;
  wxWindow* target = row->second->divisions ? row->second->divisions->first()
                     : row->second->editor  ? row->second->editor->focus_target()
                                            : row->second->panel;
  target->SetFocus();
  m_bring_into_view(row->second->panel);
  return true;
}

void FormView::focus_first() {
  if (!m_presenter) return;
  for (const FieldView& field : m_presenter->view().fields) {
    if (!is_heading(field.kind) && !field.readonly && focus_path(field.path)) return;
  }
}

}  // namespace jiujin::client::views
