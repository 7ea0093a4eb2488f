#include "client/views/form_row.h"

#include <wx/bmpbuttn.h>
#include <wx/dialog.h>
#include <wx/textctrl.h>

#include <algorithm>

#include "client/views/fields/scale_row.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using localization::format;
using presenters::Control;
using presenters::FieldKind;
using presenters::FieldView;

namespace {

constexpr int kIndent = 20;  // of each series that a field is inside of
constexpr int kMediaWidth = 360, kMediaHeight = 220;
constexpr int kBigWidth = 1100, kBigHeight = 640;

std::vector<DivisionLevelChoices> levels_of(const std::vector<FieldView::DivisionLevel>& levels) {
  std::vector<DivisionLevelChoices> out;
  for (const auto& level : levels) {
    DivisionLevelChoices made{level.label, {}, ""};
    for (const auto& option : level.options) {
      made.choices.push_back({option.value, option.label});
      if (option.selected) made.selected = option.value;
    }
    out.push_back(std::move(made));
  }
  return out;
}

bool same_choices(const std::vector<EditorChoice>& a, const std::vector<EditorChoice>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.value == y.value && x.label == y.label;
  });
}

// Chinese characters count twice. Longer ones wrap, and their "required" stands at the edge.
bool is_long(const std::string& label) {
  constexpr int kShortLabelMax = 64;
  int width = 0;
  for (const unsigned char c : label) width += c < 0x80 ? 1 : (c & 0xC0) == 0xC0 ? 2 : 0;
  return width > kShortLabelMax || label.find('\n') != std::string::npos;
}

// A row is built anew when this changes: another control, other media, another section state.
std::string form_of(const FieldView& field) {
  std::string form = std::to_string(static_cast<int>(field.kind)) + "/" +
                     std::to_string(static_cast<int>(field.look.control)) +
                     (field.shut ? "s" : "o") + (field.can_add ? "a" : "") +
                     (field.can_remove ? "r" : "") + std::to_string(field.repeat_depth);
  if (field.range) form += field.range->value(0) + "-" + std::to_string(field.range->count());
  for (const auto& media : field.media) form += media.form + media.path;
  if (is_heading(field.kind)) form += field.label + field.add_label;
  form += is_long(field.label) ? "l" : "";
  if (field.kind == FieldKind::kAddress) form += field.levels.empty() ? "" : "d";
  return form;
}

bool is_coded(FieldKind kind) {
  return kind == FieldKind::kChoice || kind == FieldKind::kBool || kind == FieldKind::kMulti ||
         kind == FieldKind::kRange;
}

void show_big(wxWindow* parent, const std::string& path, const std::string& title) {
  const auto picture = picture_within(path, Theme::px(kBigWidth), Theme::px(kBigHeight));
  if (!picture.IsOk()) return;
  wxDialog dialog(wxGetTopLevelParent(parent), wxID_ANY, wx(title));
  auto* column = new wxBoxSizer(wxVERTICAL);
  column->Add(new wxStaticBitmap(&dialog, wxID_ANY, picture), 0, wxALL, Theme::px(kEdge));
  auto* close = button(&dialog, _t("Close"), [&dialog] { dialog.EndModal(wxID_CANCEL); });
  close->SetId(wxID_CANCEL);  // Escape presses it
  column->Add(close, 0, wxALIGN_RIGHT | wxRIGHT | wxBOTTOM, Theme::px(kEdge));
  dialog.SetSizerAndFit(column);
  dialog.CentreOnParent();
  dialog.ShowModal();
}

}  // namespace

bool is_heading(FieldKind kind) {
  return kind == FieldKind::kSection || kind == FieldKind::kRepeat ||
         kind == FieldKind::kRepeatInstance;
}

FormRow::FormRow(wxWindow* parent, const FieldView& field, const FieldActions& actions)
    : m_actions(actions), m_id(field.id), m_kind(field.kind), m_form(form_of(field)),
      m_panel(new wxPanel(parent)) {
  if (is_heading(field.kind)) {
    build_heading(field);
  } else {
    build_question(field);
    update(field);
  }
}

FormRow::~FormRow() = default;

bool FormRow::can_show(const FieldView& field) const {
  return m_id == field.id && m_form == form_of(field);
}

wxWindow* FormRow::focus_target() {
  if (m_divisions) return m_divisions->first();
  return m_editor && m_kind != FieldKind::kShown ? m_editor->focus_target() : nullptr;
}

void FormRow::build_heading(const FieldView& field) {
  auto* outer = new wxBoxSizer(wxVERTICAL);
  auto* line = new wxBoxSizer(wxHORIZONTAL);
  const bool top = field.kind != FieldKind::kRepeatInstance;
  if (top) outer->AddSpacer(Theme::px(kFieldGap));
  const int left = Theme::px(kIndent * std::max(0, field.repeat_depth - (top ? 0 : 1)));
  line->AddSpacer(left);
  if (!field.label.empty()) {
    m_title = top ? section(m_panel, field.label) : body(m_panel, field.label, Tone::kMuted);
    line->Add(m_title, 0, wxALIGN_CENTRE_VERTICAL);
  }
  const auto add = [&](wxButton* made, const std::string& name) {
    name_it(made, name);
    line->Add(made, 0, wxLEFT | wxALIGN_CENTRE_VERTICAL, Theme::px(m_title ? kLabelGap : 0));
  };
  const auto later = [this](void (presenters::FormPresenter::*act)(std::uint32_t)) {
    return [this, act] {
      m_panel->CallAfter([actions = m_actions, act, id = m_id] { (actions.form()->*act)(id); });
    };
  };
  if (field.can_shut)
    add(small_link(m_panel, field.shut ? _t("Show") : _t("Hide"),
                   later(&presenters::FormPresenter::toggle_section)),
        (field.shut ? _t("Show") : _t("Hide")) + " " + field.label);
  if (field.can_add)
    add(button(m_panel, field.add_label, later(&presenters::FormPresenter::add_instance)),
        field.add_label);
  if (field.can_remove)
    add(link(m_panel, field.remove_label, later(&presenters::FormPresenter::remove_instance)),
        field.remove_label + " " + field.label);
  outer->Add(line);
  m_panel->SetSizer(outer);
}

// The label's picture, sound and film; what has not come with the form is named, not passed over.
void FormRow::add_media(const FieldView& field, wxSizer* to) {
  std::string big;
  for (const auto& media : field.media)
    if (media.form == "big-image") big = media.path;
  for (const auto& media : field.media) {
    if (media.form == "big-image") continue;
    if (media.path.empty()) {
      to->Add(note(m_panel, format(_t("“{0}” has not come with this form"), media.name)), 0,
              wxBOTTOM, Theme::px(kInside));
      continue;
    }
    if (media.form != "image") {
      auto* play = small_link(m_panel, media.form == "audio" ? _t("Listen") : _t("Watch the film"),
                              [this, path = media.path] { play_after_asking(m_panel, path); });
      name_it(play, utf8(play->GetLabel()) + " " + field.label);
      to->Add(play, 0, wxBOTTOM, Theme::px(kInside));
      continue;
    }
    const auto picture = picture_within(media.path, Theme::px(kMediaWidth),
                                        Theme::px(kMediaHeight));
    if (!picture.IsOk()) continue;
    to->Add(new wxStaticBitmap(m_panel, wxID_ANY, picture), 0, wxBOTTOM, Theme::px(kInside));
    auto* enlarge =
        small_link(m_panel, _t("Enlarge the picture"),
                   [this, path = big.empty() ? media.path : big, title = field.label] {
                     show_big(m_panel, path, title);
                   });
    name_it(enlarge, _t("Enlarge the picture") + " " + field.label);
    to->Add(enlarge, 0, wxBOTTOM, Theme::px(kInside));
  }
}

void FormRow::add_control(const FieldView& field, wxSizer* to) {
  if (field.kind == FieldKind::kDivision ||
      (field.kind == FieldKind::kAddress && !field.levels.empty())) {
    m_divisions = new DivisionLists(
        m_panel, field.label,
        [this, actions = m_actions, id = m_id](std::size_t level, const std::string& code) {
          m_panel->CallAfter([actions, id, level, code] {
            actions.form()->pick_division(id, level, code);
          });
        });
    to->Add(m_divisions, 0, wxEXPAND);
    if (field.kind == FieldKind::kDivision) return;
  }
  m_editor = make_field_editor(m_panel, field, m_actions);
  if (!m_editor) {
    m_answer = new WrappedText(m_panel, field.display, Theme::body(), Tone::kPlain);
    to->Add(m_answer, 0, wxEXPAND);
    return;
  }
  auto* line = new wxBoxSizer(wxHORIZONTAL);
  // A cell of the grid gives a box of letters its whole width, and no more.
  auto* box = dynamic_cast<wxTextCtrl*>(m_editor->window());
  const bool cell = field.look.units > 0 && box;
  if (cell) box->SetMinSize(wxSize(Theme::px(48), box->GetMinSize().y));
  const bool wide = cell || (field.look.control == Control::kButtons && field.look.packed);
  line->Add(m_editor->window(), wide ? 1 : 0, wxALIGN_CENTRE_VERTICAL);
  if (!field.unit.empty()) {
    m_unit = body(m_panel, field.unit, Tone::kMuted);
    line->Add(m_unit, 0, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kLabelGap));
  }
  to->Add(line, 0, wide ? wxEXPAND : 0);
}

void FormRow::build_question(const FieldView& field) {
  auto* column = new wxBoxSizer(wxVERTICAL);
  auto* heading = new wxBoxSizer(wxHORIZONTAL);
  const bool in_table =
      field.look.control == Control::kTableRow || field.look.control == Control::kTableHead;
  if (in_table || is_long(field.label) || field.kind == FieldKind::kShown)
    m_label = new WrappedText(m_panel, field.label, Theme::body(), Tone::kPlain);
  else
    m_short_label = body(m_panel, field.label);
  m_required = note(m_panel, field.required_word, field.required ? Tone::kAccent : Tone::kMuted);
  if (in_table) {
    auto* label = new wxBoxSizer(wxVERTICAL);
    label->Add(Theme::px(kTableLabelWidth), 0);
    label->Add(m_label, 0, wxEXPAND);
    label->Add(m_required);
    heading->Add(label, 0, wxALIGN_CENTRE_VERTICAL);
    add_control(field, heading);
    column->Add(heading);
  } else {
    if (m_label) heading->Add(m_label, 1, wxALIGN_TOP | wxRIGHT, Theme::px(kLabelGap));
    else heading->Add(m_short_label, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
    heading->Add(m_required, 0, wxALIGN_CENTRE_VERTICAL);
    column->Add(heading, 0, wxEXPAND | wxBOTTOM, Theme::px(kInside));
    add_media(field, column);
    add_control(field, column);
  }
  m_message = new WrappedText(m_panel, "", Theme::secondary(), Tone::kAlarm);
  column->Add(m_message, 0, wxEXPAND | wxTOP, Theme::px(2));
  const auto add_note = [&](const std::string& words) -> WrappedText* {
    if (words.empty()) return nullptr;
    auto* made = new WrappedText(m_panel, words, Theme::secondary(), Tone::kMuted);
    column->Add(made, 0, wxEXPAND | wxTOP, Theme::px(2));
    return made;
  };
  m_hint = add_note(field.hint);
  m_guidance = add_note(field.guidance);
  auto* outer = new wxBoxSizer(wxHORIZONTAL);
  outer->AddSpacer(Theme::px(kIndent * field.repeat_depth));
  outer->Add(column, 1, wxEXPAND);
  m_panel->SetSizer(outer);
}

void FormRow::update_control(const FieldView& field) {
  if (m_divisions) m_divisions->set_levels(levels_of(field.levels));
  if (!m_editor) return;
  if (auto* whole = dynamic_cast<FieldEditor*>(m_editor.get())) {
    whole->show(field);
  } else {
    const auto options = choices_of(field);
    if (!options.empty() && !same_choices(options, m_shown_options)) {
      m_editor->set_choices(options);
      m_shown_options = options;
    }
    auto* target = m_editor->focus_target();
    const bool typing = wxWindow::FindFocus() == target && dynamic_cast<wxTextCtrl*>(target);
    // What is being typed stays as typed; grouping and trimming wait until the field is left.
    if (!typing) {
      const bool address = field.kind == FieldKind::kAddress && !field.levels.empty();
      m_editor->set_value(address                ? field.street
                          : is_coded(field.kind) ? field.value
                                                 : field.display);
    }
  }
  m_editor->set_enabled(!field.readonly || field.kind == FieldKind::kShown);
  m_editor->set_error(!field.error.empty());
}

void FormRow::update(const FieldView& field) {
  if (is_heading(field.kind)) return;
  const auto set = [](WrappedText* to, const std::string& words, Tone tone) {
    if (to) to->set_words(words, tone);
  };
  set(m_label, field.label, Tone::kPlain);
  if (m_label) m_label->Show(!field.label.empty());
  if (m_short_label) m_short_label->SetLabel(wx(field.label));
  set(m_hint, field.hint, Tone::kMuted);
  set(m_guidance, field.guidance, Tone::kMuted);
  set(m_answer, field.display, Tone::kPlain);
  if (m_answer) m_answer->Show(!field.display.empty());
  if (m_unit) m_unit->SetLabel(wx(field.unit));
  update_control(field);
  m_required->SetLabel(wx(field.required_word));
  m_required->Show(!field.required_word.empty());
  const std::string words = field.error.empty() ? field.warning : field.error;
  set(m_message, words, field.error.empty() ? Tone::kWaiting : Tone::kAlarm);
  m_message->Show(!words.empty());
  m_panel->Layout();
}

}  // namespace jiujin::client::views
