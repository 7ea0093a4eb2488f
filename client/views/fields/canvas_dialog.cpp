#include "client/views/fields/canvas_dialog.h"

#include <wx/choice.h>
#include <wx/dcbuffer.h>
#include <wx/dcmemory.h>
#include <wx/dialog.h>
#include <wx/filename.h>
#include <wx/graphics.h>
#include <wx/image.h>
#include <wx/sizer.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "client/views/fields/field_editor.h"
#include "client/views/widgets.h"
#include "localization/text.h"

namespace jiujin::client::views {

using localization::_t;
using presenters::Pen;

namespace {

struct Stroke {
  wxColour colour;
  double width = 3;
  std::vector<wxPoint2DDouble> points;  // in the sheet's own pixels
};

const wxColour kInks[] = {wxColour(0x10, 0x10, 0x10), wxColour(0xB3, 0x26, 0x1E),
                          wxColour(0x1F, 0x5A, 0xA8)};
constexpr double kWidths[] = {2, 4, 8};
constexpr int kSheetWidth = 760, kSheetHeight = 420, kSignHeight = 260;

// The sheet on the screen; draws itself from the picture below and the strokes.
class Sheet : public wxWindow {
 public:
  Sheet(wxWindow* parent, wxBitmap under, wxSize size, bool sign)
      : wxWindow(parent, wxID_ANY, wxDefaultPosition, size, wxBORDER_SIMPLE | wxWANTS_CHARS),
        m_under(std::move(under)), m_sheet(size), m_sign(sign) {
    SetBackgroundStyle(wxBG_STYLE_PAINT);
    SetMinSize(size);
    SetCursor(wxCursor(wxCURSOR_PENCIL));
    Bind(wxEVT_PAINT, [this](wxPaintEvent&) {
      wxAutoBufferedPaintDC dc(this);
      paint(dc, true);
    });
    Bind(wxEVT_LEFT_DOWN, [this](wxMouseEvent& event) {
      strokes.push_back({ink, width, {wxPoint2DDouble(event.GetPosition())}});
      if (!HasCapture()) CaptureMouse();
      Refresh();
    });
    Bind(wxEVT_MOTION, [this](wxMouseEvent& event) {
      if (!HasCapture() || strokes.empty()) return;
      strokes.back().points.emplace_back(event.GetPosition());
      Refresh();
    });
    Bind(wxEVT_LEFT_UP, [this](wxMouseEvent&) {
      if (HasCapture()) ReleaseMouse();
      if (on_drawn) on_drawn();
    });
    Bind(wxEVT_MOUSE_CAPTURE_LOST, [](wxMouseCaptureLostEvent&) {});
  }
  wxBitmap whole() {
    wxBitmap bitmap(m_sheet.x, m_sheet.y, 24);
    wxMemoryDC dc(bitmap);
    paint(dc, false);
    return bitmap;
  }
  std::vector<Stroke> strokes;
  wxColour ink = kInks[0];
  double width = kWidths[1];
  std::function<void()> on_drawn;

 private:
  template <typename Dc>
  void paint(Dc& dc, bool guide) {
    dc.SetBackground(*wxWHITE_BRUSH);
    dc.Clear();
    if (m_under.IsOk()) dc.DrawBitmap(m_under, 0, 0);
    if (m_sign && guide) {
      dc.SetPen(wxPen(wxColour(0xC8, 0xCC, 0xD2), 1, wxPENSTYLE_SHORT_DASH));
      dc.DrawLine(Theme::px(40), m_sheet.y * 3 / 4, m_sheet.x - Theme::px(40), m_sheet.y * 3 / 4);
    }
    std::unique_ptr<wxGraphicsContext> gc(wxGraphicsContext::Create(dc));
    for (const auto& stroke : strokes) {
      gc->SetPen(gc->CreatePen(wxGraphicsPenInfo(stroke.colour, stroke.width)
                                   .Cap(wxCAP_ROUND).Join(wxJOIN_ROUND)));
      wxGraphicsPath path = gc->CreatePath();
      path.MoveToPoint(stroke.points.front());
      for (const auto& point : stroke.points) path.AddLineToPoint(point);
      if (stroke.points.size() == 1)  // a dot
        path.AddLineToPoint(stroke.points.front().m_x + 0.1, stroke.points.front().m_y);
      gc->StrokePath(path);
    }
  }
  wxBitmap m_under;
  wxSize m_sheet;
  bool m_sign;
};

class CanvasDialog : public wxDialog {
 public:
  CanvasDialog(wxWindow* parent, const std::string& title, Pen pen,
               const presenters::Picture& under)
      : wxDialog(parent, wxID_ANY, wx(title)) {
    const wxBitmap picture = bitmap_of(under, Theme::px(kSheetWidth), Theme::px(kSheetHeight));
    const wxSize size =
        picture.IsOk() ? picture.GetSize()
                       : wxSize(Theme::px(kSheetWidth),
                                Theme::px(pen == Pen::kSign ? kSignHeight : kSheetHeight));
    auto* column = new wxBoxSizer(wxVERTICAL);
    auto* tools = new wxBoxSizer(wxHORIZONTAL);
    m_sheet = new Sheet(this, picture, size, pen == Pen::kSign);
    name_it(m_sheet, title);
    add_list(tools, _t("Pen"), {_t("Fine"), _t("Medium"), _t("Broad")}, 1,
             [this](int chosen) { m_sheet->width = kWidths[chosen]; });
    if (pen != Pen::kSign)
      add_list(tools, _t("Colour"), {_t("Black"), _t("Red"), _t("Blue")},
               pen == Pen::kAnnotate ? 1 : 0, [this](int chosen) { m_sheet->ink = kInks[chosen]; });
    tools->AddStretchSpacer();
    m_undo = button(this, _t("Undo"), [this] {
      if (!m_sheet->strokes.empty()) m_sheet->strokes.pop_back();
      refresh();
    });
    m_wipe = button(this, _t("Clear all"), [this] {
      m_sheet->strokes.clear();
      refresh();
    });
    tools->Add(m_undo);
    tools->Add(m_wipe, 0, wxLEFT, Theme::px(kLabelGap));
    column->Add(tools, 0, wxEXPAND | wxALL, Theme::px(kEdge));
    column->Add(m_sheet, 0, wxLEFT | wxRIGHT, Theme::px(kEdge));
    auto* row = new wxBoxSizer(wxHORIZONTAL);
    auto* cancel = button(this, _t("Cancel"), [this] { EndModal(wxID_CANCEL); });
    cancel->SetId(wxID_CANCEL);  // Escape presses it
    m_keep = primary_button(this, _t("Keep the picture"), [this] { EndModal(wxID_OK); });
    row->Add(cancel);
    row->AddStretchSpacer();
    row->Add(m_keep);
    column->Add(row, 0, wxEXPAND | wxALL, Theme::px(kEdge));
    SetSizerAndFit(column);
    SetEscapeId(wxID_CANCEL);
    CentreOnParent();
    m_sheet->on_drawn = [this] { refresh(); };
    Bind(wxEVT_CHAR_HOOK, [this](wxKeyEvent& event) {
      if (event.ControlDown() && event.GetKeyCode() == 'Z') {
        if (!m_sheet->strokes.empty()) m_sheet->strokes.pop_back();
        refresh();
      } else {
        event.Skip();
      }
    });
    refresh();
  }
  wxBitmap picture() { return m_sheet->whole(); }

 private:
  void add_list(wxSizer* to, const std::string& name, const std::vector<std::string>& words,
                int chosen, std::function<void(int)> choose) {
    auto* list = new wxChoice(this, wxID_ANY);
    for (const auto& word : words) list->Append(wx(word));
    list->SetSelection(chosen);
    choose(chosen);
    name_it(list, name);
    list->Bind(wxEVT_CHOICE, [list, choose](wxCommandEvent&) { choose(list->GetSelection()); });
    to->Add(body(this, name), 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kLabelGap));
    to->Add(list, 0, wxALIGN_CENTRE_VERTICAL | wxRIGHT, Theme::px(kEdge));
  }
  void refresh() {
    const bool any = !m_sheet->strokes.empty();
    m_undo->Enable(any);
    m_wipe->Enable(any);
    m_keep->Enable(any);
    m_sheet->Refresh();
  }
  Sheet* m_sheet;
  wxButton *m_undo, *m_wipe, *m_keep;
};

}  // namespace

std::string draw_picture(wxWindow* parent, const std::string& title, Pen pen,
                         const presenters::Picture& under) {
  CanvasDialog dialog(wxGetTopLevelParent(parent), title, pen, under);
  if (dialog.ShowModal() != wxID_OK) return {};
  const wxString path = wxFileName::CreateTempFileName("jiujin-drawing-");
  if (path.empty() || !dialog.picture().ConvertToImage().SaveFile(path, wxBITMAP_TYPE_PNG)) {
    return {};
  }
  return utf8(path);
}

}  // namespace jiujin::client::views
