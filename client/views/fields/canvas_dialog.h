// A sheet to draw, sign or mark up on: pen width and colour, undo, clear; kept as a PNG file.
//
// Strokes are lines over the picture below them until "Keep" makes one picture of both, so that
// undo takes strokes away one by one. A signature has one black pen and a line to sign on.
// Thread rule: GUI thread only.
#pragma once

#include <string>

#include "client/presenters/form_presenter.h"

class wxWindow;

namespace jiujin::client::views {

// The path of a temporary PNG file that the caller removes; "" when nothing was drawn or kept.
std::string draw_picture(wxWindow* parent, const std::string& title, presenters::Pen pen,
                         const presenters::Picture& under);

}  // namespace jiujin::client::views
