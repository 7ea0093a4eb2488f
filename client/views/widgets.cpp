#include "client/views/widgets.h"

#include <wx/arrstr.h>
#include <wx/dcclient.h>
#include <wx/dcmemory.h>
#include <wx/graphics.h>
#include <wx/settings.h>

#include <algorithm>
#include <functional>
#include <memory>

namespace jiujin::client::views {
namespace {

void stroke(wxGraphicsContext& gc, const wxColour& colour, double width) {
  gc.SetPen(gc.CreatePen(wxGraphicsPenInfo(colour, width).Cap(wxCAP_ROUND).Join(wxJOIN_ROUND)));
}

void polyline(wxGraphicsContext& gc, std::initializer_list<wxPoint2DDouble> points) {
  gc.StrokeLines(points.size(), points.begin());
}

// Draws on a 16 x 16 grid; the context is already scaled.
void draw_mark(wxGraphicsContext& gc, Mark mark, const wxColour& colour) {
  gc.SetBrush(wxBrush(colour));
  gc.SetPen(*wxTRANSPARENT_PEN);
  const wxColour paper = Theme::dark() ? wxColour(0x20, 0x20, 0x20) : *wxWHITE;
  switch (mark) {
    case Mark::kNone:
      return;
    case Mark::kDone:
      gc.DrawEllipse(0.5, 0.5, 15, 15);
      stroke(gc, paper, 2);
      polyline(gc, {{4.4, 8.3}, {7.0, 10.9}, {11.7, 5.5}});
      return;
    case Mark::kClock:
      gc.SetBrush(*wxTRANSPARENT_BRUSH);
      stroke(gc, colour, 1.8);
      gc.DrawEllipse(1.2, 1.2, 13.6, 13.6);
      polyline(gc, {{8, 4.4}, {8, 8.3}, {10.8, 9.9}});
      return;
    case Mark::kWarning:
    case Mark::kAlarm: {
      wxGraphicsPath path = gc.CreatePath();
      if (mark == Mark::kWarning) {
        path.MoveToPoint(8, 1);
        path.AddLineToPoint(15.4, 14.6);
        path.AddLineToPoint(0.6, 14.6);
        path.CloseSubpath();
      } else {
        path.AddCircle(8, 8, 7.5);
      }
      gc.FillPath(path);
      stroke(gc, paper, 2);
      const double top = mark == Mark::kWarning ? 6.0 : 4.0;
      polyline(gc, {{8, top}, {8, 9.3}});
      polyline(gc, {{8, 12.0}, {8, 12.05}});
      return;
    }
    case Mark::kPause:
      gc.DrawEllipse(0.5, 0.5, 15, 15);
      stroke(gc, paper, 2);
      polyline(gc, {{6, 5.2}, {6, 10.8}});
      polyline(gc, {{10, 5.2}, {10, 10.8}});
      return;
    case Mark::kPen:
      stroke(gc, colour, 1.8);
      polyline(gc, {{2.2, 13.8}, {3.2, 10.4}, {11.2, 2.4}, {13.6, 4.8}, {5.6, 12.8}, {2.2, 13.8}});
      return;
    case Mark::kUp:
      stroke(gc, colour, 2);
      polyline(gc, {{8, 14}, {8, 2.6}});
      polyline(gc, {{3.2, 7.2}, {8, 2.4}, {12.8, 7.2}});
      return;
    case Mark::kCircle:
      gc.SetBrush(*wxTRANSPARENT_BRUSH);
      stroke(gc, colour, 1.8);
      gc.DrawEllipse(1.2, 1.2, 13.6, 13.6);
      return;
    case Mark::kTick:
      stroke(gc, colour, 2);
      polyline(gc, {{2.4, 8.6}, {6.2, 12.4}, {13.6, 3.8}});
      return;
    case Mark::kFile:
      gc.SetBrush(*wxTRANSPARENT_BRUSH);
      stroke(gc, colour, 1.6);
      polyline(gc, {{3, 1.4}, {9.4, 1.4}, {13, 5}, {13, 14.6}, {3, 14.6}, {3, 1.4}});
      polyline(gc, {{9.4, 1.4}, {9.4, 5}, {13, 5}});
      return;
  }
}

wxButton* make_button(wxWindow* parent, const std::string& words, const char* css,
                      std::function<void()> pressed) {
  auto* made = new wxButton(parent, wxID_ANY, wx(words));
  made->SetName(wx(words));  // the focus finds it again after a redraw
  style(made, css);
  made->Bind(wxEVT_BUTTON, [pressed = std::move(pressed)](wxCommandEvent&) {
    if (pressed) pressed();
  });
  return made;
}

}  // namespace

namespace {

// `draw` sees a square of 16 by 16; `beside` is left free to its right.
wxBitmap draw_bitmap(int size, const std::function<void(wxGraphicsContext&)>& draw,
                     int beside = 0) {
  const int pixels = Theme::px(size), width = pixels + Theme::px(beside);
  wxBitmap bitmap(width, pixels, 32);
  bitmap.UseAlpha();
  wxMemoryDC dc(bitmap);
  dc.SetBackground(*wxTRANSPARENT_BRUSH);
  std::unique_ptr<wxGraphicsContext> gc(wxGraphicsContext::Create(dc));
  gc->SetCompositionMode(wxCOMPOSITION_CLEAR);
  gc->SetBrush(*wxBLACK_BRUSH);
  gc->DrawRectangle(0, 0, width, pixels);
  gc->SetCompositionMode(wxCOMPOSITION_OVER);
  gc->SetAntialiasMode(wxANTIALIAS_DEFAULT);
  gc->Scale(pixels / 16.0, pixels / 16.0);
  draw(*gc);
  return bitmap;
}

}  // namespace

wxBitmap mark_bitmap(Mark mark, Tone tone, int size) {
  return draw_bitmap(
      size, [&](wxGraphicsContext& gc) { draw_mark(gc, mark, Theme::colour(tone)); });
}

wxBitmap step_badge(int number, StepState state) {
  const auto draw = [&](wxGraphicsContext& gc) {
    const wxColour ink = Theme::colour(state == StepState::kAhead ? Tone::kMuted : Tone::kAccent);
    const bool filled = state == StepState::kCurrent;
    gc.SetBrush(filled ? wxBrush(ink) : *wxTRANSPARENT_BRUSH);
    stroke(gc, ink, 1.2);
    gc.DrawEllipse(0.8, 0.8, 14.4, 14.4);
    if (state == StepState::kDone) {
      stroke(gc, ink, 1.8);
      return polyline(gc, {{4.4, 8.4}, {7.0, 11.0}, {11.8, 5.2}});
    }
    auto font = Theme::body();
    font.SetPixelSize(wxSize(0, 15));
    if (filled) font.MakeBold();
    gc.SetFont(font, filled ? Theme::surface() : ink);
    const wxString text = std::to_string(number);
    wxDouble width = 0, height = 0, descent = 0;
    gc.GetTextExtent(text, &width, &height, &descent);
    gc.DrawText(text, 8 - width / 2, 8 - height / 2);
  };
  return draw_bitmap(18, draw, 4);
}

wxStaticText* text(wxWindow* parent, const std::string& words, const wxFont& font, Tone tone) {
  auto* made = new wxStaticText(parent, wxID_ANY, wx(words));
  made->SetFont(font);
  if (tone != Tone::kPlain) made->SetForegroundColour(Theme::colour(tone));
  return made;
}
wxStaticText* title(wxWindow* parent, const std::string& words) {
  return text(parent, words, Theme::title());
}
wxStaticText* section(wxWindow* parent, const std::string& words) {
  return text(parent, words, Theme::section());
}
wxStaticText* body(wxWindow* parent, const std::string& words, Tone tone) {
  return text(parent, words, Theme::body(), tone);
}
wxStaticText* note(wxWindow* parent, const std::string& words, Tone tone) {
  return text(parent, words, Theme::secondary(), tone);
}

// Without auto-resize: a label that sizes itself by its text and its text by its size never rests.
WrappedText::WrappedText(wxWindow* parent, const std::string& words, const wxFont& font, Tone tone)
    : wxStaticText(parent, wxID_ANY, wx(words), wxDefaultPosition, wxDefaultSize,
                   wxST_NO_AUTORESIZE),
      m_words(wx(words)) {
  SetFont(font);
  if (tone != Tone::kPlain) SetForegroundColour(Theme::colour(tone));
  SetMinSize(wxSize(Theme::px(120), GetCharHeight()));
  Bind(wxEVT_SIZE, [this](wxSizeEvent& event) {
    event.Skip();
    if (event.GetSize().x != m_width) rewrap(event.GetSize().x);
  });
}

void WrappedText::set_words(const std::string& words, Tone tone) {
  SetForegroundColour(Theme::colour(tone));
  if (m_words == wx(words)) return;
  m_words = wx(words);
  SetLabel(m_words);
  rewrap(GetSize().x);
}

// Marks that never begin a line: what stands before them goes down with them.
static bool closes(wxUniChar c) {
  static const wxString kClosing = wxString::FromUTF8("，。、；：？！）》】」』”’…,.;:?!)%");
  return kClosing.Find(c) != wxNOT_FOUND;
}

// Wrap() breaks at spaces only, and Chinese has none: breaks between characters, but inside a
// Latin word only when nothing else is left.
static wxString broken(const wxString& paragraph, const wxDC& dc, int width) {
  wxString out;
  wxArrayInt ends;
  dc.GetPartialTextExtents(paragraph, ends);
  std::size_t begin = 0, space = 0;
  for (std::size_t i = 0; i < paragraph.length() && i < ends.size(); ++i) {
    const int from = begin == 0 ? 0 : ends[begin - 1];
    if (paragraph[i] == ' ') space = i;
    if (ends[i] - from <= width || i == begin) continue;
    const bool in_word = paragraph[i].IsAscii() && paragraph[i - 1].IsAscii();
    std::size_t end = in_word && space > begin ? space : i;
    while (end > begin + 1 && closes(paragraph[end])) --end;
    out += paragraph.Mid(begin, end - begin) + "\n";
    begin = paragraph[end] == ' ' ? end + 1 : end;
  }
  return out + paragraph.Mid(begin);
}

void WrappedText::rewrap(int width) {
  if (width < 20) return;
  m_width = width;
  wxClientDC dc(this);
  dc.SetFont(GetFont());
  wxString out;
  for (const auto& paragraph : wxSplit(m_words, '\n', '\0')) {
    out += (out.empty() ? "" : "\n") + broken(paragraph, dc, width);
  }
  SetLabel(out);
  const wxSize needed(Theme::px(120), dc.GetMultiLineTextExtent(out).y);
  if (GetMinSize() == needed) return;
  SetMinSize(needed);
  // The height has changed: everything up to the page that scrolls is laid out anew.
  wxWindow* top = GetParent();
  while (top && !dynamic_cast<Page*>(top) && top->GetParent() && !top->IsTopLevel()) {
    top = top->GetParent();
  }
  if (!top) return;
  top->CallAfter([top] {
    if (auto* page = dynamic_cast<Page*>(top)) {
      page->relayout();
    } else {
      top->Layout();
    }
  });
}

wxButton* primary_button(wxWindow* parent, const std::string& words,
                         std::function<void()> pressed) {
  return make_button(parent, words, "jj-primary", std::move(pressed));
}
wxButton* button(wxWindow* parent, const std::string& words, std::function<void()> pressed) {
  return make_button(parent, words, "jj-button", std::move(pressed));
}
wxButton* link(wxWindow* parent, const std::string& words, std::function<void()> pressed) {
  return make_button(parent, words, "jj-link", std::move(pressed));
}
wxButton* small_link(wxWindow* parent, const std::string& words, std::function<void()> pressed) {
  auto* made = link(parent, words, std::move(pressed));
  made->SetWindowStyleFlag(made->GetWindowStyleFlag() | wxBU_EXACTFIT);
  made->InvalidateBestSize();
  made->SetMinSize(made->GetBestSize());
  return made;
}
wxButton* danger_button(wxWindow* parent, const std::string& words, std::function<void()> pressed) {
  auto* made = make_button(parent, words, "jj-button", std::move(pressed));
  style(made, "jj-danger");
  return made;
}

wxSizer* status(wxWindow* parent, Mark mark, Tone tone, const std::string& words) {
  auto* row = new wxBoxSizer(wxHORIZONTAL);
  row->Add(new wxStaticBitmap(parent, wxID_ANY, mark_bitmap(mark, tone)), 0,
           wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(6));
  row->Add(body(parent, words, tone), 0, wxALIGN_CENTRE_VERTICAL);
  return row;
}

Card::Card(wxWindow* parent, const std::string& heading) : wxPanel(parent) {
  SetBackgroundColour(Theme::surface());
  auto* outer = new wxBoxSizer(wxVERTICAL);
  m_content = new wxBoxSizer(wxVERTICAL);
  if (!heading.empty()) {
    m_content->Add(section(this, heading), 0, wxBOTTOM, Theme::px(kLabelGap));
  }
  outer->Add(m_content, 1, wxEXPAND | wxALL, Theme::px(kEdge));
  SetSizer(outer);
  Bind(wxEVT_PAINT, [this](wxPaintEvent&) {
    wxPaintDC dc(this);
    dc.SetPen(wxPen(Theme::line()));
    dc.SetBrush(*wxTRANSPARENT_BRUSH);
    dc.DrawRectangle(wxPoint(0, 0), GetClientSize());
  });
}

Page::Page(wxWindow* parent, int edge)
    : wxScrolledWindow(parent, wxID_ANY, wxDefaultPosition, wxDefaultSize,
                       wxVSCROLL | wxTAB_TRAVERSAL) {
  auto* outer = new wxBoxSizer(wxVERTICAL);
  m_content = new wxBoxSizer(wxVERTICAL);
  outer->Add(m_content, 1, wxEXPAND | wxALL, Theme::px(edge));
  SetSizer(outer);
  SetScrollRate(0, Theme::px(16));
  // A focused child is brought into view whole, with the label above it.
  DisableKeyboardScrolling();
}

void Page::DoSetSize(int x, int y, int width, int height, int flags) {
  static constexpr int kLeast = 80;
  const auto least = [](int size) { return size < 0 ? size : std::max(size, kLeast); };
  wxScrolledWindow::DoSetSize(x, y, least(width), least(height), flags);
}

void Page::relayout() {
  Layout();
  FitInside();
}

void Page::bring_into_view(wxWindow* child) {
  int unit = 0;
  GetScrollPixelsPerUnit(nullptr, &unit);
  if (unit <= 0) return;
  const int y = ScreenToClient(child->GetScreenPosition()).y;
  const int margin = Theme::px(64);
  const int height = GetClientSize().y;
  if (y >= margin && y + child->GetSize().y + margin <= height) return;
  Scroll(-1, GetViewStart().y + (y - margin) / unit);
}

void renew_tab_order(wxWindow* parent) {
  const wxWindowList& children = parent->GetChildren();
  if (children.size() < 2) return;
  // Moving the last where it stands is what makes the toolkit look again.
  children.GetLast()->GetData()->MoveAfterInTabOrder(children.GetLast()->GetPrevious()->GetData());
}

wxWindow* empty_state(wxWindow* parent, const std::string& heading, const std::string& words) {
  auto* panel = new wxPanel(parent);
  auto* column = new wxBoxSizer(wxVERTICAL);
  column->AddStretchSpacer(2);
  column->Add(section(panel, heading), 0, wxALIGN_CENTRE_HORIZONTAL | wxBOTTOM, Theme::px(8));
  column->Add(body(panel, words, Tone::kMuted), 0, wxALIGN_CENTRE_HORIZONTAL);
  column->AddStretchSpacer(3);
  panel->SetSizer(column);
  return panel;
}

FactGrid::FactGrid(int gap) : wxFlexGridSizer(2, wxSize(Theme::px(kEdge), Theme::px(gap) / 2)) {
  AddGrowableCol(1, 1);
}

void FactGrid::add(wxWindow* parent, const std::string& label, const std::string& value) {
  Add(body(parent, label, Tone::kMuted), 0, wxALIGN_TOP);
  Add(new WrappedText(parent, value, Theme::body(), Tone::kPlain), 1, wxEXPAND);
}

}  // namespace jiujin::client::views
