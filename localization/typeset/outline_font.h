// Drawing text so that every glyph reaches the PDF.
//
// Cairo 1.16 drops subroutines that it needs when it embeds a small subset of a CID-keyed CFF font:
// with Noto Sans CJK, 如 is blank in every viewer although its text can still be copied. Glyphs are
// therefore embedded as outlines (a Type 3 font, made through Cairo's user fonts), with the same
// text behind them. The files come out smaller, too. Internal to the renderer.
// Thread rule: as the cairo_t that is drawn on.
#pragma once

#include <pango/pangocairo.h>

namespace jiujin::localization::typeset {

// Draws one line of a layout whose text begins at `text`, its baseline starting at (x, y), in the
// current colour.
void show_line(cairo_t* cairo, const char* text, PangoLayoutLine* line, double x, double y);

}  // namespace jiujin::localization::typeset
