#include "client/views/sync_view.h"

#include <wx/dirdlg.h>
#include <wx/filename.h>
#include <wx/gauge.h>
#include <wx/utils.h>
#include <wx/wrapsizer.h>

#include "client/views/fields/editors.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;

namespace {

constexpr int kBarHeight = 8;
constexpr int kRowBarHeight = 6;
// So that the bars of all cases begin and end together.
constexpr int kLabelWidth = 52;
constexpr int kDetailWidth = 300;

void set_words(wxStaticText* text, const std::string& words) {
  if (text && utf8(text->GetLabel()) != words) text->SetLabel(wx(words));
}

void set_percent(wxGauge* bar, int percent) {
  if (!bar) return;
  if (percent < 0)
    bar->Pulse();
  else if (bar->GetValue() != percent)
    bar->SetValue(percent);
}

wxGauge* gauge(wxWindow* parent, const std::string& name, int height) {
  auto* bar = new wxGauge(parent, wxID_ANY, 100, wxDefaultPosition, wxSize(-1, Theme::px(height)),
                          wxGA_HORIZONTAL | wxGA_SMOOTH);
  name_it(bar, name);
  return bar;
}

std::string joined(std::initializer_list<std::string> parts) {
  std::string out;
  for (const auto& part : parts)
    if (!part.empty()) out += (out.empty() ? "" : " · ") + part;
  return out;
}

}  // namespace

SyncView::SyncView(wxWindow* parent, std::unique_ptr<presenters::SyncPresenter> presenter)
    : PlaceView(parent), m_presenter(std::move(presenter)) {
  m_presenter->on_changed = [this] { refresh(); };
  draw_now();
}

void SyncView::Sign::show(const presenters::Mark& mark) {
  if (mark.word == shown.word && mark.icon == shown.icon && mark.tone == shown.tone) return;
  shown = mark;
  icon->SetBitmap(mark_bitmap(mark_of(mark.icon), tone_of(mark.tone)));
  word->SetForegroundColour(Theme::colour(tone_of(mark.tone)));
  word->SetLabel(wx(mark.word));
}

SyncView::Sign SyncView::add_sign(wxWindow* parent, wxSizer* to, const presenters::Mark& mark) {
  Sign sign;
  sign.shown = mark;
  sign.icon =
      new wxStaticBitmap(parent, wxID_ANY, mark_bitmap(mark_of(mark.icon), tone_of(mark.tone)));
  sign.word = body(parent, mark.word, tone_of(mark.tone));
  to->Add(sign.icon, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(6));
  to->Add(sign.word, 0, wxALIGN_CENTRE_VERTICAL);
  return sign;
}

// What is on the page at all; the rest only changes its words.
std::string SyncView::fingerprint() const {
  const auto& view = m_presenter->view();
  const auto& stick = m_presenter->stick().view();
  std::string out = view.notice.title + view.notice.text + view.why_waiting + view.more_cases +
                    stick.notice.title + stick.notice.text + stick.busy.sentence;
  out += view.percent >= 0 ? "|bar|" : "||";
  for (const auto* options : {&view.limits, &view.scan_times})
    for (const auto& option : *options) out += option.selected ? option.label : "";
  for (const auto& aside : view.set_aside) out += aside.title + aside.reason + aside.case_id;
  for (const auto& progress : view.cases)
    out += progress.case_id + (progress.has_scans ? "+" : "-");
  return out + (view.cases.empty() ? view.empty_text : "");
}

void SyncView::refresh() {
  if (fingerprint() == m_drawn)
    show_values();
  else
    changed();
}

void SyncView::draw() {
  m_drawn = fingerprint();
  m_rows.clear();
  m_bar = m_stick_bar = nullptr;
  const auto& view = m_presenter->view();
  auto& stick = m_presenter->stick();
  content()->Add(title(this, _t("Sync with the county")), 0, wxBOTTOM, Theme::px(kFieldGap));
  add_notice(this, content(), view.notice);
  for (const auto& aside : view.set_aside) draw_aside(aside);
  add_notice(this, content(), stick.view().notice,
             [this] { CallAfter([this] { m_presenter->stick().dismiss(); }); });
  draw_state();
  if (view.cases.empty()) {
    content()->Add(body(this, view.empty_text, Tone::kMuted), 0, wxTOP, Theme::px(kLabelGap));
  } else {
    content()->Add(section(this, _t("Not yet whole at the county")), 0, wxTOP | wxBOTTOM,
                   Theme::px(kLabelGap));
  }
  for (const auto& progress : view.cases) draw_case(progress);
  if (!view.more_cases.empty())
    content()->Add(note(this, view.more_cases), 0, wxTOP, Theme::px(kLabelGap));
  show_values();
}

void SyncView::draw_aside(const presenters::SyncView::SetAside& aside) {
  add_notice(this, content(), {aside.tone, aside.title, aside.reason + "\n" + aside.remedy});
  if (aside.case_id.empty()) return;
  content()->Add(
      link(this, _t("Open the case"),
           [this, id = aside.case_id] { CallAfter([this, id] { m_presenter->open_case(id); }); }),
      0, wxBOTTOM, Theme::px(kFieldGap));
}

void SyncView::draw_state() {
  const auto& view = m_presenter->view();
  auto* card = new Card(this);
  auto* to = card->content();
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  m_state = add_sign(card, row, view.state);
  m_headline = body(card, view.headline);
  row->Add(m_headline, 1, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kEdge));
  m_contact = note(card, "");
  row->Add(m_contact, 0, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kEdge));
  to->Add(row, 0, wxEXPAND);
  m_amounts = nullptr;
  if (view.percent >= 0) {
    m_bar = gauge(card, view.state.word, kBarHeight);
    to->Add(m_bar, 0, wxEXPAND | wxTOP, Theme::px(kLabelGap));
    m_amounts = note(card, "");
    to->Add(m_amounts, 0, wxTOP, Theme::px(kInside));
  }
  if (!view.why_waiting.empty())
    to->Add(new WrappedText(card, view.why_waiting, Theme::body(), Tone::kMuted), 0,
            wxEXPAND | wxTOP, Theme::px(kLabelGap));
  draw_line_use(card, to);
  draw_buttons(card, to);
  content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
}

// A row of its own: in English and large type the buttons need theirs whole.
void SyncView::draw_line_use(wxWindow* parent, wxSizer* to) {
  const auto& view = m_presenter->view();
  if (!view.may_limit) return;
  auto* row = new wxWrapSizer(wxHORIZONTAL, wxWRAPSIZER_DEFAULT_FLAGS);
  draw_choice(parent, row, view.limit_label, view.limits,
              [this](const std::string& limit) { m_presenter->choose_limit(limit); });
  draw_choice(parent, row, view.scans_label, view.scan_times,
              [this](const std::string& times) { m_presenter->choose_scan_times(times); });
  to->Add(row, 0, wxEXPAND | wxTOP, Theme::px(kFieldGap));
}

void SyncView::draw_choice(wxWindow* parent, wxSizer* to, const std::string& label,
                           const std::vector<presenters::Option>& options,
                           std::function<void(const std::string&)> chosen) {
  std::vector<EditorChoice> choices;
  std::string selected;
  for (const auto& option : options) {
    choices.push_back({option.value, option.label});
    if (option.selected) selected = option.value;
  }
  EditorCallbacks callbacks;
  callbacks.changed = [this, chosen = std::move(chosen)](const std::string& value) {
    CallAfter([chosen, value] { chosen(value); });
  };
  auto editor = make_list_editor(parent, label, choices, callbacks);
  editor->set_value(selected);
  auto* pair = new wxBoxSizer(wxHORIZONTAL);
  pair->Add(note(parent, label), 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
  pair->Add(keep_with_window(std::move(editor)), 0, wxALIGN_CENTRE_VERTICAL);
  to->Add(pair, 0, wxRIGHT, Theme::px(kEdge));
}

void SyncView::draw_buttons(wxWindow* parent, wxSizer* to) {
  const auto& view = m_presenter->view();
  auto& stick = m_presenter->stick();
  const auto& busy = stick.view().busy;
  if (busy.active) {
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    m_stick_bar = gauge(parent, busy.sentence, kBarHeight);
    row->Add(body(parent, busy.sentence), 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT,
             Theme::px(kFieldGap));
    row->Add(m_stick_bar, 1, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kFieldGap));
    row->Add(button(parent, _t("Stop"), [this] { m_presenter->stick().stop(); }));
    to->Add(row, 0, wxEXPAND | wxTOP, Theme::px(kFieldGap));
  }
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  m_write = button(parent, stick.view().write.label, [this] {
    const auto folder = choose_folder(_t("The stick to write to"));
    if (!folder.empty()) m_presenter->stick().write_to(folder);
  });
  m_read = button(parent, stick.view().read.label, [this] {
    const auto folder = choose_folder(_t("The stick with the county's answers"));
    if (!folder.empty()) m_presenter->stick().read_from(folder);
  });
  row->Add(m_write, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
  row->Add(m_read, 0, wxALIGN_CENTRE_VERTICAL);
  row->AddStretchSpacer();
  m_pause = button(parent, view.pause.label,
                   [this] { CallAfter([this] { m_presenter->pause_or_continue(); }); });
  m_now = primary_button(parent, view.sync_now.label,
                         [this] { CallAfter([this] { m_presenter->sync_now(); }); });
  row->Add(m_pause, 0, wxALIGN_CENTRE_VERTICAL | wxLEFT | wxRIGHT, Theme::px(kLabelGap));
  row->Add(m_now, 0, wxALIGN_CENTRE_VERTICAL);
  to->Add(row, 0, wxEXPAND | wxTOP, Theme::px(kEdge));
}

void SyncView::draw_case(const presenters::SyncView::CaseProgress& progress) {
  Row row;
  auto* card = new Card(this);
  auto* heading = new wxBoxSizer(wxHORIZONTAL);
  heading->Add(body(card, progress.title), 1, wxALIGN_CENTRE_VERTICAL);
  row.sign = add_sign(card, heading, progress.mark);
  auto* open = link(card, _t("Open"), [this, id = progress.case_id] {
    CallAfter([this, id] { m_presenter->open_case(id); });
  });
  name_it(open, _t("Open") + " " + progress.title);
  heading->Add(open, 0, wxALIGN_CENTRE_VERTICAL | wxLEFT, Theme::px(kLabelGap));
  card->content()->Add(heading, 0, wxEXPAND);
  auto* bars = new wxFlexGridSizer(3, wxSize(Theme::px(kFieldGap), Theme::px(kInside)));
  bars->AddGrowableCol(1, 1);
  const auto add = [&](const std::string& label, wxStaticText** detail) {
    auto* name = note(card, label);
    name->SetMinSize(wxSize(Theme::px(kLabelWidth), -1));
    bars->Add(name, 0, wxALIGN_CENTRE_VERTICAL);
    auto* bar = gauge(card, progress.title + " " + label, kRowBarHeight);
    bars->Add(bar, 1, wxEXPAND | wxALIGN_CENTRE_VERTICAL);
    *detail = note(card, "");
    (*detail)->SetMinSize(wxSize(Theme::px(kDetailWidth), -1));
    bars->Add(*detail, 0, wxALIGN_CENTRE_VERTICAL);
    return bar;
  };
  row.text = add(_t("Text"), &row.text_detail);
  if (progress.has_scans) row.scans = add(_t("Scans"), &row.scans_detail);
  card->content()->Add(bars, 0, wxEXPAND | wxTOP, Theme::px(kInside));
  content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kLabelGap));
  m_rows.push_back(row);
}

void SyncView::show_values() {
  const auto& view = m_presenter->view();
  const auto& stick = m_presenter->stick().view();
  m_state.show(view.state);
  set_words(m_headline, view.headline);
  set_words(m_contact, joined({view.last_contact, view.next_try}));
  set_words(m_amounts, joined({view.amount, view.rate, view.time_left}));
  set_percent(m_bar, view.percent);
  set_percent(m_stick_bar, stick.busy.percent);
  apply(m_now, view.sync_now);
  apply(m_pause, view.pause);
  apply(m_write, stick.write);
  apply(m_read, stick.read);
  for (std::size_t i = 0; i < m_rows.size() && i < view.cases.size(); ++i) {
    const auto& progress = view.cases[i];
    auto& row = m_rows[i];
    row.sign.show(progress.mark);
    set_percent(row.text, progress.text_percent);
    set_percent(row.scans, progress.scans_percent);
    set_words(row.text_detail, progress.text_detail);
    set_words(row.scans_detail, progress.scans_detail);
  }
  relayout();
}

// Sticks are mounted below these folders.
std::string SyncView::choose_folder(const std::string& words) {
  wxString start;
  for (const wxString& base : {"/media/" + wxGetUserId(), "/run/media/" + wxGetUserId()})
    if (start.empty() && wxFileName::DirExists(base)) start = base;
  wxDirDialog ask(this, wx(words), start, wxDD_DEFAULT_STYLE | wxDD_DIR_MUST_EXIST);
  return ask.ShowModal() == wxID_OK ? utf8(ask.GetPath()) : std::string();
}

}  // namespace jiujin::client::views
