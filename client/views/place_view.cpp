#include "client/views/place_view.h"

#include <wx/checkbox.h>
#include <wx/gauge.h>
#include <wx/radiobut.h>
#include <wx/statbmp.h>
#include <wx/textctrl.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <vector>

#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;

void PlaceView::changed() {
  if (m_waiting) return;
  m_waiting = true;
  CallAfter([this] { draw_when_free(); });
}

namespace {

// GTK lets a button that the keyboard presses go after 250 ms, and only then tells of it.
constexpr int kPressMs = 300;

bool can_be_pressed(wxWindow* window) {
  return dynamic_cast<wxAnyButton*>(window) || dynamic_cast<wxCheckBox*>(window) ||
         dynamic_cast<wxRadioButton*>(window);
}

// The names of all controls that take the keyboard, in the order in which Tab meets them.
void gather_stops(wxWindow* root, std::vector<wxString>* names) {
  for (wxWindow* child : root->GetChildren()) {
    if (!child->IsShown()) continue;
    if (child->AcceptsFocusFromKeyboard() && !child->GetName().empty())
      names->push_back(child->GetName());
    gather_stops(child, names);
  }
}

// The control that had the focus is gone: the nearest one behind it that is still there, else the
// nearest before it.
wxWindow* next_stop(wxWindow* root, const std::vector<wxString>& before, const wxString& gone) {
  const auto at = std::find(before.begin(), before.end(), gone);
  for (auto stop = at; stop != before.end(); ++stop)
    if (wxWindow* found = find_named(root, *stop)) return found;
  for (auto stop = std::make_reverse_iterator(at); stop != before.rend(); ++stop)
    if (wxWindow* found = find_named(root, *stop)) return found;
  return nullptr;
}

}  // namespace

PlaceView::PlaceView(wxWindow* parent, int edge) : Page(parent, edge) {
  Bind(wxEVT_CHILD_FOCUS, [this](wxChildFocusEvent& event) {
    remember_focus(event.GetWindow());
    event.Skip();
  });
  Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& event) {
    const int key = event.GetKeyCode();
    if (key == WXK_SPACE || key == WXK_RETURN || key == WXK_NUMPAD_ENTER)
      m_pressed_ms = wxGetLocalTimeMillis();
    event.Skip();
  });
  m_later.Bind(wxEVT_TIMER, [this](wxTimerEvent&) { draw_when_free(); });
}

void PlaceView::draw_when_free() {
  const wxLongLong passed = wxGetLocalTimeMillis() - m_pressed_ms;
  if (passed >= 0 && passed < kPressMs && can_be_pressed(wxWindow::FindFocus())) {
    m_later.StartOnce(kPressMs - static_cast<int>(passed.ToLong()));
    return;
  }
  m_waiting = false;
  draw_now();
}

void PlaceView::remember_focus(wxWindow* focused) {
  if (!focused || !IsDescendant(focused)) return;
  m_focus = focused->GetName();
  m_stops.clear();
  gather_stops(this, &m_stops);
}

void PlaceView::draw_now() {
  Freeze();
  const wxPoint scroll = GetViewStart();
  wxWindow* const focused = wxWindow::FindFocus();
  // Nothing has it while a dialog of ours closes: then it belongs where it was before.
  const bool ours = focused ? IsDescendant(focused) : IsShownOnScreen() && !m_focus.empty();
  remember_focus(focused);
  const wxString name = ours ? m_focus : wxString();
  long caret = -1;
  if (auto* entry = dynamic_cast<wxTextCtrl*>(focused)) caret = entry->GetInsertionPoint();
  content()->Clear(true);
  draw();
  relayout();
  Scroll(scroll);
  Thaw();
  if (name.empty()) return;
  wxWindow* const again = find_named(this, name);
  wxWindow* const target = again ? again : next_stop(this, m_stops, name);
  if (target) target->SetFocus();
  // The toolkit selects all on focus; the next key would replace what was typed.
  auto* entry = dynamic_cast<wxTextCtrl*>(again);
  if (entry && caret >= 0) entry->SetInsertionPoint(caret);
}

wxWindow* find_named(wxWindow* root, const wxString& name) {
  for (wxWindow* child : root->GetChildren()) {
    if (child->GetName() == name && child->IsShown()) return child;
    if (wxWindow* found = find_named(child, name)) return found;
  }
  return nullptr;
}

Tone tone_of(presenters::Tone tone) {
  switch (tone) {
    case presenters::Tone::kPlain:
      return Tone::kPlain;
    case presenters::Tone::kGreen:
      return Tone::kDone;
    case presenters::Tone::kAmber:
      return Tone::kWaiting;
    case presenters::Tone::kRed:
      return Tone::kAlarm;
    case presenters::Tone::kBlue:
      return Tone::kStopped;
    case presenters::Tone::kGrey:
      return Tone::kDraft;
  }
  return Tone::kPlain;
}

Mark mark_of(const std::string& icon) {
  static const std::map<std::string, Mark> kMarks = {
      {"done", Mark::kDone},       {"due", Mark::kClock},     {"overdue", Mark::kAlarm},
      {"stopped", Mark::kPause},   {"draft", Mark::kPen},     {"waiting", Mark::kClock},
      {"running", Mark::kCircle},  {"refused", Mark::kAlarm}, {"sent", Mark::kUp},
      {"warning", Mark::kWarning}, {"file", Mark::kFile}};
  const auto found = kMarks.find(icon);
  return found == kMarks.end() ? Mark::kNone : found->second;
}

wxSizer* status(wxWindow* parent, const presenters::Mark& mark) {
  return status(parent, mark_of(mark.icon), tone_of(mark.tone), mark.word);
}

void add_notice(wxWindow* parent, wxSizer* to, const presenters::Notice& notice,
                std::function<void()> dismiss) {
  if (notice.empty()) return;
  auto* card = new Card(parent);
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  const Tone tone = tone_of(notice.tone);
  const Mark mark = notice.tone == presenters::Tone::kGreen ? Mark::kDone
                    : notice.tone == presenters::Tone::kRed ? Mark::kAlarm
                                                            : Mark::kWarning;
  row->Add(new wxStaticBitmap(card, wxID_ANY, mark_bitmap(mark, tone)), 0, wxRIGHT | wxTOP,
           Theme::px(kLabelGap));
  auto* column = new wxBoxSizer(wxVERTICAL);
  if (!notice.title.empty()) {
    wxFont bold = Theme::body();
    bold.MakeBold();
    column->Add(new WrappedText(card, notice.title, bold, tone), 0, wxEXPAND);
  }
  if (!notice.text.empty()) {
    column->Add(new WrappedText(card, notice.text, Theme::body(), Tone::kPlain), 0,
                wxEXPAND | wxTOP, Theme::px(kInside));
  }
  row->Add(column, 1, wxEXPAND);
  if (dismiss)
    row->Add(link(card, _t("Close"), std::move(dismiss)), 0, wxLEFT, Theme::px(kLabelGap));
  card->content()->Add(row, 0, wxEXPAND);
  to->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
}

void add_busy(wxWindow* parent, wxSizer* to, const presenters::Busy& busy,
              std::function<void()> cancel) {
  if (!busy.active) return;
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  auto* bar = new wxGauge(parent, wxID_ANY, 100, wxDefaultPosition,
                          wxSize(Theme::px(180), Theme::px(8)), wxGA_HORIZONTAL | wxGA_SMOOTH);
  name_it(bar, busy.sentence);
  if (busy.percent >= 0) {
    bar->SetValue(busy.percent);
  } else {
    bar->Pulse();
  }
  row->Add(bar, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
  std::string words = busy.sentence;
  if (busy.percent >= 0) words += " " + std::to_string(busy.percent) + "%";
  row->Add(body(parent, words, Tone::kMuted), 0, wxALIGN_CENTRE_VERTICAL);
  if (busy.can_cancel && cancel) {
    row->Add(button(parent, _t("Cancel"), std::move(cancel)), 0, wxLEFT, Theme::px(kLabelGap));
  }
  to->Add(row, 0, wxBOTTOM, Theme::px(kFieldGap));
}

void apply(wxButton* to, const presenters::Button& from) {
  if (utf8(to->GetLabel()) != from.label) to->SetLabel(wx(from.label));
  to->Show(from.visible);
  to->Enable(from.enabled);
  to->SetToolTip(from.enabled ? wxString() : wx(from.why_not));
}

wxWindow* empty_state(wxWindow* parent, const presenters::EmptyState& from,
                      std::function<void()> begin) {
  auto* panel = new wxPanel(parent);
  auto* column = new wxBoxSizer(wxVERTICAL);
  column->AddSpacer(Theme::px(96));
  column->Add(section(panel, from.title), 0, wxALIGN_CENTRE_HORIZONTAL | wxBOTTOM, Theme::px(8));
  column->Add(body(panel, from.text, Tone::kMuted), 0, wxALIGN_CENTRE_HORIZONTAL);
  if (!from.button.empty() && begin) {
    column->Add(button(panel, from.button, std::move(begin)), 0, wxALIGN_CENTRE_HORIZONTAL | wxTOP,
                Theme::px(kEdge));
  }
  panel->SetSizer(column);
  return panel;
}

// How much of the width a column gets: by its longest cell, within bounds.
static int share_of(const presenters::Section& from, int column) {
  std::size_t longest = 4;
  const auto at = static_cast<std::size_t>(column);
  for (const auto& row : from.table)
    if (at < row.size()) longest = std::max(longest, wx(row[at]).length());
  return static_cast<int>(std::min<std::size_t>(longest, 16));
}

void add_section(wxWindow* parent, wxSizer* to, const presenters::Section& from) {
  auto* card = new Card(parent, from.title);
  if (!from.lines.empty()) {
    auto* grid = new FactGrid();
    for (const auto& line : from.lines) grid->add(card, line.label, line.value);
    card->content()->Add(grid, 0, wxEXPAND);
  }
  for (const auto& paragraph : from.paragraphs) {
    card->content()->Add(new WrappedText(card, paragraph, Theme::body(), Tone::kPlain), 0,
                         wxEXPAND | wxTOP, Theme::px(kInside));
  }
  if (!from.table.empty()) {
    const int columns = static_cast<int>(from.table_head.size());
    auto* grid = new wxFlexGridSizer(columns, wxSize(Theme::px(kEdge), Theme::px(6)));
    for (int i = 0; i < columns; ++i) grid->AddGrowableCol(i, share_of(from, i));
    for (const auto& head : from.table_head) grid->Add(note(card, head), 0);
    for (const auto& row : from.table) {
      for (const auto& cell : row) {
        grid->Add(new WrappedText(card, cell, Theme::body(), Tone::kPlain), 1, wxEXPAND);
      }
    }
    card->content()->Add(grid, 0, wxEXPAND | wxTOP, Theme::px(kLabelGap));
  }
  to->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
}

}  // namespace jiujin::client::views
