#include "client/views/rating_view.h"

#include <wx/dcmemory.h>
#include <wx/graphics.h>
#include <wx/textctrl.h>

#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;

namespace {

// A face from very happy (0) to very unhappy (4), drawn so that it needs no font.
wxBitmap face(std::size_t grade) {
  const int pixels = Theme::px(72);
  wxBitmap bitmap(pixels, pixels, 32);
  bitmap.UseAlpha();
  wxMemoryDC dc(bitmap);
  std::unique_ptr<wxGraphicsContext> gc(wxGraphicsContext::Create(dc));
  gc->SetCompositionMode(wxCOMPOSITION_CLEAR);
  gc->SetBrush(*wxBLACK_BRUSH);
  gc->DrawRectangle(0, 0, pixels, pixels);
  gc->SetCompositionMode(wxCOMPOSITION_OVER);
  gc->Scale(pixels / 72.0, pixels / 72.0);
  const Tone tones[] = {Tone::kDone, Tone::kDone, Tone::kWaiting, Tone::kAlarm, Tone::kAlarm};
  const wxColour colour = Theme::colour(tones[grade]);
  gc->SetPen(wxPen(colour, 4));
  gc->SetBrush(*wxTRANSPARENT_BRUSH);
  gc->DrawEllipse(6, 6, 60, 60);
  gc->SetBrush(wxBrush(colour));
  gc->DrawEllipse(23, 25, 7, 9);
  gc->DrawEllipse(42, 25, 7, 9);
  gc->SetBrush(*wxTRANSPARENT_BRUSH);
  // The mouth bends by the grade: deep smile, smile, straight, frown, deep frown.
  const double bends[] = {14, 8, 0, -8, -14};
  wxGraphicsPath mouth = gc->CreatePath();
  const double y = 47 - bends[grade] / 3;
  mouth.MoveToPoint(22, y);
  mouth.AddQuadCurveToPoint(36, y + bends[grade] * 1.4, 50, y);
  gc->StrokePath(mouth);
  return bitmap;
}

}  // namespace

RatingView::RatingView(wxWindow* parent, std::unique_ptr<presenters::RatingPresenter> presenter)
    : RatingView(parent, *presenter) {
  m_own = std::move(presenter);
}

RatingView::RatingView(wxWindow* parent, presenters::RatingPresenter& presenter)
    : PlaceView(parent), m_presenter(&presenter) {
  m_presenter->on_changed = [this] {
    if (fingerprint() != m_drawn) {
      changed();
    } else if (m_countdown) {
      m_countdown->SetLabel(wx(localization::format(
          _t("This screen closes in {0} s"), std::to_string(m_presenter->view().seconds_left))));
    }
  };
  Bind(wxEVT_LEFT_DOWN, [this](wxMouseEvent& event) {
    if (!finish()) event.Skip();
  });
  draw_now();
}

std::string RatingView::fingerprint() const {
  const auto& view = m_presenter->view();
  std::string out = std::to_string(static_cast<int>(view.stage)) + view.question + view.item +
                    view.notice.title + (view.send.enabled ? "1" : "0");
  for (const auto& grade : view.grades) out += grade.selected ? "x" : "-";
  return out;
}

bool RatingView::finish() {
  if (m_presenter->view().stage != presenters::RatingView::Stage::kThanks) return false;
  CallAfter([this] { m_presenter->skip(); });
  return true;
}

void RatingView::add_countdown(wxSizer* to) {
  m_countdown =
      note(this, localization::format(_t("This screen closes in {0} s"),
                                      std::to_string(m_presenter->view().seconds_left)));
  to->Add(m_countdown, 0, wxALIGN_CENTRE_HORIZONTAL | wxTOP, Theme::px(kFieldGap));
}

void RatingView::draw() {
  m_drawn = fingerprint();
  m_countdown = nullptr;
  const auto& view = m_presenter->view();
  auto* column = new wxBoxSizer(wxVERTICAL);
  column->AddSpacer(Theme::px(48));
  if (view.stage == presenters::RatingView::Stage::kWiped) return;
  if (view.stage == presenters::RatingView::Stage::kThanks) {
    column->Add(
        text(this, _t("Thank you. Your rating has been recorded."), Theme::resident(), Tone::kDone),
        0, wxALIGN_CENTRE_HORIZONTAL);
    add_countdown(column);
    content()->Add(column, 1, wxEXPAND);
    return;
  }
  column->Add(text(this, view.question, Theme::resident()), 0, wxALIGN_CENTRE_HORIZONTAL);
  column->Add(text(this, view.item, Theme::resident(), Tone::kMuted), 0,
              wxALIGN_CENTRE_HORIZONTAL | wxTOP, Theme::px(kLabelGap));
  add_notice(this, column, view.notice);
  auto* grades = new wxBoxSizer(wxHORIZONTAL);
  wxFont large = Theme::resident();
  for (std::size_t i = 0; i < view.grades.size(); ++i) {
    const auto& grade = view.grades[i];
    auto* made = new wxButton(this, wxID_ANY, wx(grade.word));
    made->SetFont(large);
    made->SetBitmap(face(i), wxTOP);
    made->SetMinSize(wxSize(Theme::px(188), Theme::px(168)));
    style(made, "jj-grade");
    style(made, "jj-step-current", grade.selected);
    made->Bind(wxEVT_BUTTON, [this, code = grade.code](wxCommandEvent&) {
      CallAfter([this, code] { m_presenter->choose(code); });
    });
    grades->Add(made, 0, wxALL, Theme::px(6));
  }
  column->Add(grades, 0, wxALIGN_CENTRE_HORIZONTAL | wxTOP | wxBOTTOM, Theme::px(kGroupGap));
  auto* words = new wxTextCtrl(this, wxID_ANY, wx(view.text), wxDefaultPosition,
                               wxSize(Theme::px(640), Theme::px(90)), wxTE_MULTILINE);
  words->SetFont(large);
  name_it(words, _t("In your own words, if you like"));
  // The next person at this screen finds nothing of it in the clipboard.
  for (const auto& copying : {wxEVT_TEXT_COPY, wxEVT_TEXT_CUT})
    words->Bind(copying, [](wxClipboardTextEvent&) {});
  words->Bind(wxEVT_TEXT,
              [this, words](wxCommandEvent&) { m_presenter->set_text(utf8(words->GetValue())); });
  column->Add(text(this, _t("In your own words, if you like"), Theme::resident(), Tone::kMuted), 0,
              wxALIGN_CENTRE_HORIZONTAL);
  column->Add(words, 0, wxALIGN_CENTRE_HORIZONTAL | wxTOP, Theme::px(kInside));
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  auto* skip =
      button(this, view.skip.label, [this] { CallAfter([this] { m_presenter->skip(); }); });
  apply(skip, view.skip);
  auto* send =
      primary_button(this, view.send.label, [this] { CallAfter([this] { m_presenter->send(); }); });
  apply(send, view.send);
  skip->SetFont(large);
  send->SetFont(large);
  row->Add(skip, 0, wxRIGHT, Theme::px(kGroupGap));
  row->Add(send);
  column->Add(row, 0, wxALIGN_CENTRE_HORIZONTAL | wxTOP, Theme::px(kGroupGap));
  add_countdown(column);
  content()->Add(column, 1, wxEXPAND);
}

}  // namespace jiujin::client::views
