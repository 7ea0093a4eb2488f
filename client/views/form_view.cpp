#include "client/views/form_view.h"

#include <wx/choice.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "client/views/place_view.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using presenters::Control;
using presenters::FieldKind;
using presenters::FieldView;

namespace {

constexpr int kMarginRows = 400;  // pixels above and below what is seen that have widgets, too

}  // namespace

FormView::FormView(Page* page) : wxPanel(page), m_page(page) {
  auto* column = new wxBoxSizer(wxVERTICAL);
  m_header = new wxPanel(this);
  m_header->SetSizer(new wxBoxSizer(wxVERTICAL));
  column->Add(m_header, 0, wxEXPAND);
  m_body = new wxBoxSizer(wxVERTICAL);
  column->Add(m_body, 0, wxEXPAND);
  SetSizer(column);
  const auto moved = [this](wxScrollWinEvent& event) {
    event.Skip();
    look_again();
  };
  for (const auto& type : {wxEVT_SCROLLWIN_TOP, wxEVT_SCROLLWIN_BOTTOM, wxEVT_SCROLLWIN_LINEUP,
                           wxEVT_SCROLLWIN_LINEDOWN, wxEVT_SCROLLWIN_PAGEUP,
                           wxEVT_SCROLLWIN_PAGEDOWN, wxEVT_SCROLLWIN_THUMBTRACK,
                           wxEVT_SCROLLWIN_THUMBRELEASE})
    page->Bind(type, moved);
  const auto resized = [this](wxSizeEvent& event) {
    event.Skip();
    look_again();
  };
  page->Bind(wxEVT_SIZE, resized);
  Bind(wxEVT_SIZE, resized);
}

void FormView::set_presenter(presenters::FormPresenter* presenter) {
  m_presenter = nullptr;  // the one before may be gone: rows that go now tell it nothing
  m_typed.clear();
  m_heights.clear();
  drop_rows();
  m_presenter = presenter;
  if (m_presenter) {
    m_presenter->on_fields = [this](const presenters::FieldsChanged& changed) {
      fields_changed(changed);
    };
    m_presenter->on_file = [this](const std::string& path) { play_after_asking(this, path); };
  }
  rebuild();
}

// --- what stands where ---

// A row that has the keyboard speaks while it goes; by then it is no longer among the rows.
void FormView::drop(std::map<std::uint32_t, std::unique_ptr<FormRow>> rows) {
  for (auto& [id, row] : rows) row->panel()->Destroy();
}

void FormView::drop_rows() {
  m_body->Clear(false);
  drop(std::exchange(m_rows, {}));
  m_lines.clear();
  m_order.clear();
  m_from = m_to = 0;
}

int FormView::guessed_height(const FieldView& field) const {
  const int choices = static_cast<int>(field.options.size());
  switch (field.look.control) {
    case Control::kSection:
    case Control::kRepeat:
    case Control::kRepeatInstance: return Theme::px(52);
    case Control::kArea:
    case Control::kTrace:
    case Control::kShape: return Theme::px(180);
    case Control::kSearch:
    case Control::kTickList:
    case Control::kRank: return Theme::px(280);
    case Control::kTicks: return Theme::px(50 + 16 * choices);
    case Control::kTableRow:
    case Control::kTableHead: return Theme::px(48);
    default: return Theme::px(field.hint.empty() ? 84 : 104);
  }
}

void FormView::read_lines() {
  m_lines.clear();
  if (!m_presenter) return;
  const auto& fields = m_presenter->view().fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!m_lines.empty() && fields[i].line == fields[i - 1].line) {
      ++m_lines.back().count;
      continue;
    }
    const auto known = m_heights.find(fields[i].id);
    m_lines.push_back(
        {i, 1, known == m_heights.end() ? guessed_height(fields[i]) : known->second});
  }
}

int FormView::top_of(std::size_t line) const {
  int y = 0;
  for (std::size_t i = 0; i < line && i < m_lines.size(); ++i) y += m_lines[i].height;
  return y;
}

std::size_t FormView::line_at(int y) const {
  std::size_t line = 0;
  for (int bottom = 0; line < m_lines.size(); ++line) {
    bottom += m_lines[line].height;
    if (bottom > y) break;
  }
  return line;
}

std::size_t FormView::line_of(std::uint32_t field) const {
  const auto& fields = m_presenter->view().fields;
  for (std::size_t i = 0; i < m_lines.size(); ++i)
    for (std::size_t k = 0; k < m_lines[i].count; ++k)
      if (fields[m_lines[i].first + k].id == field) return i;
  return m_lines.size();
}

int FormView::seen_from() const {
  return -GetPosition().y - m_header->GetSize().y;
}

// Rows that are still wanted keep their widgets, and with them focus, cursor and an input method's
// unfinished word.
void FormView::rebuild() {
  const auto focused = focused_field();
  const auto order_before = m_order;
  read_lines();
  draw_header();
  if (m_lines.size() <= kAllRowsMax) {
    draw_lines(0, m_lines.size());
  } else {
    m_from = m_to = 0;
    keep_window();
  }
  m_page->relayout();
  if (focused != 0 && m_presenter && !m_presenter->field(focused))
    focus_after(order_before, focused);
}

void FormView::add_line(const Line& line, wxSizer* to) {
  const auto& fields = m_presenter->view().fields;
  wxSizer* cells = line.count > 1 ? new wxBoxSizer(wxHORIZONTAL) : nullptr;
  for (std::size_t i = line.first; i < line.first + line.count; ++i) {
    const auto& field = fields[i];
    if (const auto old = m_rows.find(field.id);
        old != m_rows.end() && !old->second->can_show(field)) {
      std::map<std::uint32_t, std::unique_ptr<FormRow>> gone;
      gone.insert(m_rows.extract(old));
      drop(std::move(gone));
    }
    auto& row = m_rows[field.id];
    if (row) row->update(field);
    else row = std::make_unique<FormRow>(this, field, actions());
    if (cells) row->panel()->SetMinSize(wxSize(1, -1));  // widths are shares of the line
    if (cells)
      cells->Add(row->panel(), std::max(1, field.look.units), wxEXPAND | wxRIGHT,
                 i + 1 == line.first + line.count ? 0 : Theme::px(kEdge));
    else
      to->Add(row->panel(), 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  }
  if (cells) to->Add(cells, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
}

void FormView::draw_lines(std::size_t from, std::size_t to) {
  const auto focused = focused_field();
  Freeze();
  m_body->Clear(false);
  std::map<std::uint32_t, bool> wanted;
  m_from = from;
  m_to = to;
  m_order.clear();
  if (const int above = top_of(from); above > 0) m_body->Add(1, above);
  wxWindow* previous = m_header;
  for (std::size_t i = from; i < to; ++i) {
    add_line(m_lines[i], m_body);
    for (std::size_t k = 0; k < m_lines[i].count; ++k) {
      const auto& field = m_presenter->view().fields[m_lines[i].first + k];
      wanted[field.id] = true;
      if (!is_heading(field.kind)) m_order.push_back(field.id);
      auto* panel = m_rows.at(field.id)->panel();
      panel->MoveAfterInTabOrder(previous);
      previous = panel;
    }
  }
  if (const int below = top_of(m_lines.size()) - top_of(to); below > 0) m_body->Add(1, below);
  std::map<std::uint32_t, std::unique_ptr<FormRow>> gone;
  for (auto row = m_rows.begin(); row != m_rows.end();) {
    const bool typing = row->first == focused && m_presenter && m_presenter->field(focused);
    auto next = std::next(row);
    if (wanted.count(row->first) == 0) {
      if (typing) row->second->panel()->Move(0, -Theme::px(10000));  // out of sight, alive
      else gone.insert(m_rows.extract(row));
    }
    row = next;
  }
  drop(std::move(gone));
  Layout();
  Thaw();
}

// --- of a long form: widgets for what is near ---

// True when a line turned out to be of another height than thought.
bool FormView::measure() {
  bool changed = false;
  if (!m_presenter) return false;
  const auto& fields = m_presenter->view().fields;
  for (std::size_t i = m_from; i < m_to && i < m_lines.size(); ++i) {
    int height = 0;
    for (std::size_t k = 0; k < m_lines[i].count; ++k) {
      const auto row = m_rows.find(fields[m_lines[i].first + k].id);
      if (row != m_rows.end())
        height = std::max(height, row->second->panel()->GetSize().y + Theme::px(kFieldGap));
    }
    if (height <= Theme::px(kFieldGap) || height == m_lines[i].height) continue;
    m_lines[i].height = m_heights[fields[m_lines[i].first].id] = height;
    changed = true;
  }
  return changed;
}

// What is seen stays where it is while the room above it gets its true height.
void FormView::keep_window() {
  if (m_lines.size() <= kAllRowsMax || !m_presenter) return;
  const int seen = std::max(0, seen_from());
  const auto anchor = line_at(seen);
  const int into = seen - top_of(anchor);
  const bool grown = measure();
  const int now = top_of(anchor) + into;
  const int margin = Theme::px(kMarginRows), room = m_page->GetClientSize().y;
  const auto from = line_at(std::max(0, now - margin));
  const auto to = std::min(m_lines.size(), line_at(now + room + margin) + 1);
  const auto first_seen = line_at(now);
  const auto last_seen = std::min(m_lines.size(), line_at(now + room) + 1);
  if (!grown && m_to > m_from && first_seen >= m_from && last_seen <= m_to) return;
  draw_lines(from, to);
  m_page->relayout();
  int unit = 0;
  m_page->GetScrollPixelsPerUnit(nullptr, &unit);
  if (unit > 0 && now != seen)
    m_page->Scroll(-1, m_page->GetViewStart().y + (now - seen + unit / 2) / unit);
}

void FormView::look_again() {
  if (m_lines.size() <= kAllRowsMax || m_look_waiting) return;
  m_look_waiting = true;
  CallAfter([this] {
    m_look_waiting = false;
    keep_window();
  });
}

// --- above the fields ---

void FormView::draw_header() {
  std::string now;
  const auto languages =
      m_presenter ? m_presenter->languages() : std::vector<presenters::Option>{};
  for (const auto& each : languages) now += each.value + "\n";
  if (m_presenter) {
    now += m_presenter->report().title + m_presenter->report().text;
    for (const auto& row : m_presenter->report().rows) now += row.text;
  }
  if (now == m_shown_header) return;
  m_shown_header = now;
  auto* column = m_header->GetSizer();
  wxWindow* focused = wxWindow::FindFocus();
  const bool had_keyboard = focused && m_header->IsDescendant(focused);
  column->Clear(true);
  if (m_presenter && !m_presenter->report().title.empty()) draw_report(column);
  if (!languages.empty()) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    row->AddStretchSpacer();
    row->Add(note(m_header, _t("Language of the form")), 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT,
             Theme::px(kLabelGap));
    auto* list = new wxChoice(m_header, wxID_ANY);
    for (const auto& each : languages) {
      list->Append(wx(each.label));
      if (each.selected) list->SetSelection(static_cast<int>(list->GetCount()) - 1);
    }
    name_it(list, _t("Language of the form"));
    list->Bind(wxEVT_CHOICE, [this, list, languages](wxCommandEvent&) {
      flush();
      m_presenter->set_language(languages[static_cast<std::size_t>(list->GetSelection())].value);
    });
    row->Add(list, 0, wxALIGN_CENTRE_VERTICAL);
    column->Add(row, 0, wxEXPAND | wxBOTTOM, Theme::px(kInside));
    if (had_keyboard) list->SetFocus();
  }
}

void FormView::draw_report(wxSizer* to) {
  const auto& report = m_presenter->report();
  auto* card = new Card(m_header, report.title);
  card->content()->Add(new WrappedText(card, report.text, Theme::body(), Tone::kPlain), 0,
                       wxEXPAND | wxBOTTOM, Theme::px(kInside));
  for (const auto& row : report.rows) {
    auto* line = new wxBoxSizer(wxHORIZONTAL);
    line->Add(new wxStaticBitmap(card, wxID_ANY, mark_bitmap(Mark::kWarning, Tone::kWaiting, 12)),
              0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(6));
    line->Add(new WrappedText(card, row.text, Theme::body(), Tone::kPlain), 1,
              wxALIGN_CENTRE_VERTICAL);
    if (!row.target.empty()) {
      auto* jump = link(card, _t("Go there"), [this, path = row.target] {
        CallAfter([this, path] { focus_path(path); });
      });
      name_it(jump, _t("Go there") + " " + row.text);
      line->Add(jump, 0, wxALIGN_CENTRE_VERTICAL);
    }
    card->content()->Add(line, 0, wxEXPAND);
  }
  card->content()->Add(button(card, _t("Understood"), [this] {
    CallAfter([this] {
      if (m_presenter) m_presenter->dismiss_report();
    });
  }), 0, wxTOP, Theme::px(kLabelGap));
  to->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
}

// --- answers ---

FieldActions FormView::actions() {
  FieldActions actions;
  actions.typed = [this](std::uint32_t id, const std::string& text) {
    const bool first = m_typed.empty();
    m_typed[id] = text;
    if (first) CallAfter([this] { flush(); });
  };
  actions.left = [this](std::uint32_t id) {
    flush();
    if (m_presenter) m_presenter->left(id);
  };
  actions.next = [this](std::uint32_t id) {
    flush();
    go_to_next(id);
  };
  actions.form = [this] {
    flush();
    return m_presenter;
  };
  return actions;
}

void FormView::flush() {
  const auto typed = std::move(m_typed);
  m_typed.clear();
  if (!m_presenter) return;
  for (const auto& [id, text] : typed) m_presenter->type(id, text);
}

void FormView::fields_changed(const presenters::FieldsChanged& changed) {
  if (changed.structure) {
    if (m_rebuild_waiting) return;
    m_rebuild_waiting = true;
    CallAfter([this] {
      if (!m_rebuild_waiting) return;
      m_rebuild_waiting = false;
      rebuild();
    });
    return;
  }
  bool drawn = false, other_form = false;
  for (const std::uint32_t id : changed.fields) {
    const auto row = m_rows.find(id);
    const FieldView* field = m_presenter->field(id);
    if (row == m_rows.end() || !field) continue;
    drawn = true;
    if (row->second->can_show(*field)) row->second->update(*field);
    else other_form = true;
  }
  if (other_form || changed.fields.size() >= m_lines.size()) {
    CallAfter([this] { rebuild(); });
  } else if (drawn) {
    Layout();
    m_page->relayout();
    look_again();
  }
}

// --- the keyboard ---

std::uint32_t FormView::focused_field() const {
  wxWindow* focused = wxWindow::FindFocus();
  if (!focused || !IsDescendant(focused)) return 0;
  for (const auto& [id, row] : m_rows)
    if (row->panel()->IsDescendant(focused)) return id;
  return 0;
}

// The row that had the focus is gone: the keyboard goes on at what has come in its place, that is
// after the nearest row above it that is still there.
void FormView::focus_after(const std::vector<std::uint32_t>& order, std::uint32_t field) {
  auto place = std::find(order.begin(), order.end(), field);
  while (place != order.begin() && m_rows.count(*(place - 1)) == 0) --place;
  auto next = m_order.begin();
  if (place != order.begin()) next = std::find(m_order.begin(), m_order.end(), *(place - 1)) + 1;
  if (next == m_order.end() && next != m_order.begin()) --next;
  const FieldView* found = next == m_order.end() ? nullptr : m_presenter->field(*next);
  if (found) focus_path(found->path);
}

void FormView::go_to_next(std::uint32_t field) {
  const auto* next = m_presenter ? m_presenter->field(m_presenter->next_field(field)) : nullptr;
  if (next) focus_path(next->path);
}

bool FormView::focus_path(const std::string& path) {
  if (!m_presenter) return false;
  m_presenter->reveal(path);
  if (m_rebuild_waiting) {
    m_rebuild_waiting = false;
    rebuild();
  }
  const FieldView* field = m_presenter->field_at(path);
  if (!field) return false;
  auto row = m_rows.find(field->id);
  const auto line = line_of(field->id);
  if (m_lines.size() > kAllRowsMax && (row == m_rows.end() || line < m_from || line >= m_to)) {
    int unit = 1;
    m_page->GetScrollPixelsPerUnit(nullptr, &unit);
    const int y = top_of(line) + m_header->GetSize().y - Theme::px(64);
    m_page->Scroll(-1, std::max(0, y) / std::max(1, unit));
    keep_window();
    row = m_rows.find(field->id);
  }
  if (row == m_rows.end()) return false;
  if (wxWindow* target = row->second->focus_target()) target->SetFocus();
  m_page->bring_into_view(row->second->panel());
  look_again();
  return true;
}

void FormView::focus_first() {
  if (!m_presenter) return;
  for (const FieldView& field : m_presenter->view().fields) {
    const auto row = m_rows.find(field.id);
    const bool stops = row != m_rows.end() && row->second->focus_target() && !field.readonly;
    if (stops && focus_path(field.path)) return;
  }
}

}  // namespace jiujin::client::views
