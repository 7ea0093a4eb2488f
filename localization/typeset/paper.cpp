#include "localization/typeset/paper.h"

#include "localization/typeset/outline_font.h"

namespace jiujin::localization::typeset {
namespace {

// Pango counts in 1/1024 points.
double points(int pango_units) {
  return static_cast<double>(pango_units) / PANGO_SCALE;
}

PangoAlignment pango_align(Align align) {
  switch (align) {
    case Align::kCenter:
      return PANGO_ALIGN_CENTER;
    case Align::kRight:
      return PANGO_ALIGN_RIGHT;
    case Align::kLeft:
      break;
  }
  return PANGO_ALIGN_LEFT;
}

}  // namespace

TextSetter::TextSetter(const std::string& language) {
  const std::shared_ptr<PangoFontMap> fonts(pango_cairo_font_map_new(), g_object_unref);
  // One Pango point is one point on paper, whatever the screen.
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts.get()), 72);
  m_context.reset(pango_font_map_create_context(fonts.get()), g_object_unref);
  pango_context_set_language(m_context.get(), pango_language_from_string(language.c_str()));
  auto* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(m_context.get(), options);
  cairo_font_options_destroy(options);
}

Layout TextSetter::set(const std::string& text, const TextStyle& style, double width) const {
  Layout layout(pango_layout_new(m_context.get()), g_object_unref);
  auto* font = pango_font_description_new();
  pango_font_description_set_family(font, "Noto Sans CJK SC, Source Han Sans SC, sans-serif");
  pango_font_description_set_size(font, static_cast<int>(style.size * PANGO_SCALE));
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  if (width > 0) pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout.get(), pango_align(style.align));
  pango_layout_set_indent(layout.get(), static_cast<int>(style.first_line_indent * PANGO_SCALE));
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  // The font's own line height (1.45 em in Noto CJK) is generous; spacing is set against it.
  pango_layout_set_line_spacing(layout.get(), static_cast<float>(style.line_spacing / 1.25));
  return layout;
}

double layout_height(const Layout& layout) {
  return fit_lines(layout, 0, 1e9).height;
}

double layout_width(const Layout& layout) {
  int width = 0;
  pango_layout_get_size(layout.get(), &width, nullptr);
  return points(width);
}

void draw_lines(cairo_t* cairo, const Layout& layout, Colour colour, double x, double y, int first,
                int last) {
  set_colour(cairo, colour);
  const std::unique_ptr<PangoLayoutIter, void (*)(PangoLayoutIter*)> iter(
      pango_layout_get_iter(layout.get()), pango_layout_iter_free);
  double top = 0;
  int number = 0;
  do {
    PangoRectangle box;
    int line_top = 0;
    int line_bottom = 0;
    pango_layout_iter_get_line_extents(iter.get(), nullptr, &box);
    pango_layout_iter_get_line_yrange(iter.get(), &line_top, &line_bottom);
    if (number == first) top = points(line_top);
    if (number >= first && number < last) {
      const double baseline = points(pango_layout_iter_get_baseline(iter.get()));
      show_line(cairo, pango_layout_get_text(layout.get()),
                pango_layout_iter_get_line_readonly(iter.get()), x + points(box.x),
                y + baseline - top);
    }
    ++number;
  } while (number < last && pango_layout_iter_next_line(iter.get()));
}

LineFit fit_lines(const Layout& layout, int first, double height) {
  const std::unique_ptr<PangoLayoutIter, void (*)(PangoLayoutIter*)> iter(
      pango_layout_get_iter(layout.get()), pango_layout_iter_free);
  LineFit fit{first, 0};
  double top = 0;
  int number = 0;
  do {
    int line_top = 0;
    int line_bottom = 0;
    pango_layout_iter_get_line_yrange(iter.get(), &line_top, &line_bottom);
    if (number == first) top = points(line_top);
    if (number >= first) {
      if (points(line_bottom) - top > height) break;
      fit = {number + 1, points(line_bottom) - top};
    }
    ++number;
  } while (pango_layout_iter_next_line(iter.get()));
  return fit;
}

void set_colour(cairo_t* cairo, Colour colour) {
  cairo_set_source_rgb(cairo, colour.red, colour.green, colour.blue);
}

void Sheet::new_page() {
  m_pages.emplace_back();
  m_y = kMarginTop;
}

void Sheet::need(double height) {
  if (height > room() && !at_top()) new_page();
}

}  // namespace jiujin::localization::typeset
