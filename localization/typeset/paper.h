// The sheet: measures, text set by Pango, and the list of pages that blocks are laid on.
//
// Laying out and drawing are two steps, because "page 1 of 2" needs the end before the beginning.
// All lengths are points (1/72 inch), y grows downwards. Internal to the renderer.
// Thread rule: one Sheet belongs to one call of render_pdf().
#pragma once

#include <pango/pangocairo.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "localization/typeset/document.h"

namespace jiujin::localization::typeset {

// A4, ISO 216: 210 x 297 mm.
inline constexpr double kPageWidth = 595.28;
inline constexpr double kPageHeight = 841.89;
inline constexpr double kMarginSide = 56;
inline constexpr double kMarginTop = 50;
inline constexpr double kMarginBottom = 62;  // the footer stands inside it
inline constexpr double kTextWidth = kPageWidth - 2 * kMarginSide;
inline constexpr double kTextBottom = kPageHeight - kMarginBottom;
inline constexpr int kPagesMax = 500;  // a year's register; more is a mistake of the caller

struct Colour {
  double red, green, blue;
};
inline constexpr Colour kInk{0.07, 0.07, 0.09};
inline constexpr Colour kSecondary{0.36, 0.38, 0.42};
inline constexpr Colour kRule{0.62, 0.65, 0.70};
inline constexpr Colour kShade{0.945, 0.953, 0.965};

struct TextStyle {
  double size = 10.5;
  bool bold = false;
  Align align = Align::kLeft;
  Colour colour = kInk;
  double first_line_indent = 0;
  double line_spacing = 1.25;
};

using Layout = std::shared_ptr<PangoLayout>;

// Sets text in the document's language. Owns the Pango context.
class TextSetter {
 public:
  explicit TextSetter(const std::string& language);

  // `width` <= 0: as wide as the text.
  Layout set(const std::string& text, const TextStyle& style, double width) const;

 private:
  std::shared_ptr<PangoContext> m_context;
};

double layout_height(const Layout& layout);
double layout_width(const Layout& layout);

// Draws lines [first, last) of a layout, the first of them at y.
void draw_lines(cairo_t* cairo, const Layout& layout, Colour colour, double x, double y, int first,
                int last);
// How many lines from `first` on fit into `height`, and the height that they take.
struct LineFit {
  int last = 0;
  double height = 0;
};
LineFit fit_lines(const Layout& layout, int first, double height);

void set_colour(cairo_t* cairo, Colour colour);

class Sheet {
 public:
  using Draw = std::function<void(cairo_t*)>;

  Sheet() { new_page(); }
  void new_page();
  double y() const { return m_y; }
  double room() const { return kTextBottom - m_y; }
  bool at_top() const { return m_y <= kMarginTop; }
  void advance(double height) { m_y += height; }
  // A new page when `height` does not fit here, unless this page is still empty.
  void need(double height);
  void draw(Draw draw) { m_pages.back().push_back(std::move(draw)); }
  const std::vector<std::vector<Draw>>& pages() const { return m_pages; }

 private:
  std::vector<std::vector<Draw>> m_pages;
  double m_y = kMarginTop;
};

}  // namespace jiujin::localization::typeset
