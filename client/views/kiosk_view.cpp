#include "client/views/kiosk_view.h"

#include <wx/dcmemory.h>
#include <wx/graphics.h>
#include <wx/textctrl.h>
#include <wx/weakref.h>

#include <array>

#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using Shows = presenters::KioskView::Page;

namespace {

// Simple signs that need no font; a rectangle of 64 by 64.
wxBitmap picture(const std::string& name, int pixels) {
  wxBitmap bitmap(pixels, pixels, 32);
  bitmap.UseAlpha();
  wxMemoryDC dc(bitmap);
  std::unique_ptr<wxGraphicsContext> gc(wxGraphicsContext::Create(dc));
  gc->SetCompositionMode(wxCOMPOSITION_CLEAR);
  gc->SetBrush(*wxBLACK_BRUSH);
  gc->DrawRectangle(0, 0, pixels, pixels);
  gc->SetCompositionMode(wxCOMPOSITION_OVER);
  gc->Scale(pixels / 64.0, pixels / 64.0);
  gc->SetPen(wxPen(Theme::colour(Tone::kAccent), 4));
  gc->SetBrush(*wxTRANSPARENT_BRUSH);
  if (name == "progress") {
    gc->DrawEllipse(8, 8, 34, 34);
    gc->StrokeLine(38, 38, 56, 56);
    gc->StrokeLine(25, 16, 25, 26);
    gc->StrokeLine(25, 26, 33, 26);
    return bitmap;
  }
  if (name == "office") {
    wxGraphicsPath folder = gc->CreatePath();
    folder.MoveToPoint(6, 16);
    for (const auto& [x, y] : {std::pair(24, 16), std::pair(30, 23), std::pair(58, 23),
                               std::pair(58, 52), std::pair(6, 52)})
      folder.AddLineToPoint(x, y);
    folder.CloseSubpath();
    gc->StrokePath(folder);
    return bitmap;
  }
  const double left = name == "guide" ? 8 : 14;
  gc->DrawRoundedRectangle(left, 6, name == "guide" ? 48 : 36, 52, 3);
  for (int i = 0; i < 3; ++i) {
    const double y = 20 + 13 * i;
    if (name == "guide") {
      gc->StrokeLine(15, y, 19, y + 4);
      gc->StrokeLine(19, y + 4, 26, y - 4);
      gc->StrokeLine(32, y, 48, y);
    } else {
      gc->StrokeLine(22, y, 42, y);
    }
  }
  return bitmap;
}

wxFont bold(wxFont font) {
  return font.MakeBold();
}

// Of pages and of the numbers that are typed.
wxFont heading() {
  return bold(Theme::resident().Scaled(1.5F));
}

// Digits in two groups, an underscore for each that is still to come.
std::string typed(const std::string& digits, std::size_t count) {
  std::string shown;
  for (std::size_t i = 0; i < count; ++i) {
    if (2 * i == count) shown += "  ";
    shown += (i < digits.size() ? std::string(1, digits[i]) : "_") + " ";
  }
  return shown;
}

}  // namespace

KioskView::KioskView(wxWindow* parent, presenters::KioskPresenter& presenter)
    : PlaceView(parent), m_presenter(presenter) {
  m_presenter.on_changed = [this] { changed(); };
}

void KioskView::add(const std::string& words, const wxFont& font, Tone tone, int below) {
  content()->Add(new WrappedText(this, words, font, tone), 0, wxEXPAND | wxBOTTOM,
                 Theme::px(below));
}

void KioskView::add_words(const presenters::Notice& notice) {
  if (notice.empty()) return;
  add(notice.title, bold(Theme::resident()), tone_of(notice.tone), 4);
  if (!notice.text.empty()) add(notice.text, Theme::resident());
}

wxButton* KioskView::big(const presenters::Button& from, bool primary,
                         std::function<void()> pressed) {
  // A page takes the button away that is being pressed: later.
  const auto later = [this, pressed] { CallAfter(pressed); };
  auto* made = primary ? primary_button(this, from.label, later) : button(this, from.label, later);
  made->SetFont(Theme::resident());
  made->SetMinSize(wxSize(Theme::px(200), Theme::px(60)));
  apply(made, from);
  return made;
}

void KioskView::draw_top(const presenters::KioskView& view) {
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  row->Add(new WrappedText(this, view.title, heading(), Tone::kAccent), 1, wxALIGN_CENTRE_VERTICAL);
  if (view.page != Shows::kStart) {
    const auto back = [this] { m_presenter.back(); };
    const auto home = [this] { m_presenter.home(); };
    row->Add(big({_t("Back"), true, true, ""}, false, back), 0, wxLEFT, Theme::px(kFieldGap));
    row->Add(big({_t("Start page"), true, true, ""}, false, home), 0, wxLEFT, Theme::px(kFieldGap));
  }
  content()->Add(row, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  if (!view.text.empty() && view.page != Shows::kProgress)
    add(view.text, Theme::resident(), Tone::kMuted, kGroupGap);
}

void KioskView::draw_choices(const presenters::KioskView& view) {
  const bool start = view.page == Shows::kStart;
  auto* choices = new wxBoxSizer(start ? wxHORIZONTAL : wxVERTICAL);
  if (start) choices->AddStretchSpacer();
  for (const auto& choice : view.choices) {
    auto* made =
        new wxButton(this, wxID_ANY, "", wxDefaultPosition, wxDefaultSize, start ? 0 : wxBU_LEFT);
    made->SetFont(Theme::resident());
    wxString hint = wx(choice.hint);
    if (!start && hint.length() > 40) hint = hint.Left(40) + wxString::FromUTF8("…");
    made->SetLabelMarkup("<b>" + wxControl::EscapeMnemonics(wx(choice.word)) + "</b>" +
                         (hint.empty() || start ? "" : "\n<small>" + hint + "</small>"));
    made->SetBitmap(picture(choice.picture, Theme::px(start ? 120 : 48)), start ? wxTOP : wxLEFT);
    made->SetBitmapMargins(Theme::px(kEdge), Theme::px(kEdge));
    made->SetMinSize(start ? wxSize(Theme::px(460), Theme::px(300))
                           : wxSize(Theme::px(900), Theme::px(96)));
    style(made, "jj-grade");
    name_it(made, choice.word);
    made->Bind(wxEVT_BUTTON, [this, code = choice.code](wxCommandEvent&) {
      CallAfter([this, code] { m_presenter.choose(code); });
    });
    choices->Add(made, 0, start ? wxALL : wxALIGN_CENTRE_HORIZONTAL | wxBOTTOM,
                 Theme::px(start ? kGroupGap : kFieldGap));
  }
  if (start) choices->AddStretchSpacer();
  content()->Add(choices, 0, wxEXPAND);
  if (start) {
    content()->AddStretchSpacer();
    auto* staff =
        link(this, _t("For staff"), [this] { CallAfter([this] { m_presenter.ask_staff(); }); });
    content()->Add(staff, 0, wxALIGN_RIGHT);
    return;
  }
  if (!view.earlier.visible) return;
  auto* pages = new wxBoxSizer(wxHORIZONTAL);
  pages->AddStretchSpacer();
  pages->Add(big(view.earlier, false, [this] { m_presenter.earlier(); }), 0, wxRIGHT,
             Theme::px(kGroupGap));
  pages->Add(big(view.later, false, [this] { m_presenter.later(); }));
  pages->AddStretchSpacer();
  content()->Add(pages, 0, wxEXPAND | wxTOP, Theme::px(kLabelGap));
}

wxSizer* KioskView::keypad() {
  auto* keys = new wxGridSizer(3, wxSize(Theme::px(kLabelGap), Theme::px(kLabelGap)));
  for (const std::string& key :
       std::array<std::string, 12>{"1", "2", "3", "4", "5", "6", "7", "8", "9", "<", "0", ">"}) {
    const bool digit = key[0] >= '0' && key[0] <= '9';
    const std::string word = digit ? key : key == "<" ? _t("Delete") : _t("Other number");
    auto* made = new wxButton(this, wxID_ANY, wx(word));
    made->SetFont(digit ? heading() : Theme::resident());
    made->SetMinSize(wxSize(Theme::px(132), Theme::px(76)));
    name_it(made, word);
    made->Bind(wxEVT_BUTTON, [this, key, digit](wxCommandEvent&) {
      CallAfter([this, key, digit] {
        if (digit)
          m_presenter.type(key[0]);
        else if (key == "<")
          m_presenter.rub_out();
        else
          m_presenter.go_to_code(!m_presenter.view().at_code);
      });
    });
    keys->Add(made, 0, wxEXPAND);
  }
  return keys;
}

void KioskView::draw_numbers(const presenters::KioskView& view) {
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  auto* left = new wxBoxSizer(wxVERTICAL);
  const auto number = [&](const std::string& name, const std::string& digits, std::size_t count,
                          bool here) {
    left->Add(text(this, name, Theme::resident(), here ? Tone::kAccent : Tone::kMuted), 0, wxBOTTOM,
              Theme::px(kInside));
    auto* card = new Card(this);
    card->content()->Add(
        text(card, typed(digits, count), heading(), here ? Tone::kAccent : Tone::kPlain));
    card->SetMinSize(wxSize(Theme::px(460), -1));
    left->Add(card, 0, wxBOTTOM, Theme::px(kEdge));
  };
  number(_t("Receipt number, 10 digits"), view.receipt, 10, !view.at_code);
  number(_t("Query code, 6 digits"), view.code, 6, view.at_code);
  const auto& said = view.busy.active
                         ? presenters::Notice{presenters::Tone::kPlain, view.busy.sentence, ""}
                         : view.notice;
  for (const auto& words : {said.title, said.text})
    if (!words.empty())
      left->Add(new WrappedText(this, words, Theme::resident(), tone_of(said.tone)), 0, wxEXPAND);
  row->Add(left, 1, wxRIGHT, Theme::px(kGroupGap));
  auto* right = new wxBoxSizer(wxVERTICAL);
  right->Add(keypad());
  auto ask = view.ask;
  ask.enabled = ask.enabled && !view.busy.active;
  right->Add(big(ask, true, [this] { m_presenter.ask(); }), 0, wxEXPAND | wxTOP,
             Theme::px(kFieldGap));
  row->Add(right);
  content()->Add(row, 0, wxEXPAND);
}

void KioskView::draw_progress(const presenters::KioskView& view) {
  auto* card = new Card(this);
  card->content()->Add(text(card, view.mark.word, heading(), tone_of(view.mark.tone)), 0, wxBOTTOM,
                       Theme::px(kFieldGap));
  card->content()->Add(new WrappedText(card, view.text, Theme::resident(), Tone::kPlain), 0,
                       wxEXPAND | wxBOTTOM, Theme::px(kGroupGap));
  for (const auto& fact : view.facts)
    card->content()->Add(
        new WrappedText(card, fact.label + "  " + fact.value, Theme::resident(), Tone::kMuted), 0,
        wxEXPAND | wxBOTTOM, Theme::px(kInside));
  content()->Add(card, 0, wxEXPAND | wxBOTTOM, Theme::px(kGroupGap));
  if (view.rate.visible)
    content()->Add(big(view.rate, true, [this] { m_presenter.rate(); }), 0, wxALIGN_RIGHT);
}

void KioskView::draw_guide(const presenters::KioskView& view) {
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  row->AddStretchSpacer();
  row->Add(big(view.print, true, [this] { m_presenter.print(); }));
  content()->Add(row, 0, wxEXPAND | wxBOTTOM, Theme::px(kFieldGap));
  add_words(view.notice);
  for (const auto& section : view.sections) {
    if (!section.title.empty()) add(section.title, bold(Theme::resident()), Tone::kAccent);
    for (const auto& line : section.lines)
      add(line.label + "  " + line.value, Theme::resident(), Tone::kPlain, 4);
    for (const auto& words : section.paragraphs) add(words, Theme::resident(), Tone::kPlain, 4);
    for (const auto& cells : section.table) {
      std::string rest;
      for (std::size_t i = 1; i < cells.size(); ++i)
        if (!cells[i].empty()) rest += (rest.empty() ? "" : "  ·  ") + cells[i];
      if (!cells.empty()) add(cells[0], bold(Theme::resident()), Tone::kPlain, 2);
      if (!rest.empty()) add(rest, Theme::resident(), Tone::kMuted, 8);
    }
    content()->AddSpacer(Theme::px(kFieldGap));
  }
}

void KioskView::draw_staff(const presenters::KioskView& view) {
  auto* password = new wxTextCtrl(this, wxID_ANY, "", wxDefaultPosition, wxSize(Theme::px(420), -1),
                                  wxTE_PASSWORD | wxTE_PROCESS_ENTER);
  password->SetFont(Theme::resident());
  name_it(password, view.text);
  const auto end = [this, password] { m_presenter.end(utf8(password->GetValue())); };
  password->Bind(wxEVT_TEXT_ENTER, [end](wxCommandEvent&) { end(); });
  content()->Add(password, 0, wxBOTTOM, Theme::px(kFieldGap));
  auto* leave = primary_button(this, _t("Leave the self-service screen"), end);
  leave->SetFont(Theme::resident());
  leave->Enable(!view.busy.active);
  content()->Add(leave, 0, wxBOTTOM, Theme::px(kGroupGap));
  add_words(view.notice);
  CallAfter([password = wxWeakRef<wxTextCtrl>(password)] {
    if (password) password->SetFocus();
  });
}

void KioskView::draw() {
  const auto& view = m_presenter.view();
  draw_top(view);
  switch (view.page) {
    case Shows::kStart:
    case Shows::kOffices:
    case Shows::kItems:
      return draw_choices(view);
    case Shows::kNumbers:
      return draw_numbers(view);
    case Shows::kProgress:
      return draw_progress(view);
    case Shows::kGuide:
      return draw_guide(view);
    case Shows::kStaff:
      return draw_staff(view);
    case Shows::kRating:
      return;
  }
}

}  // namespace jiujin::client::views
