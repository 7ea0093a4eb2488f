#include "localization/typeset/outline_font.h"

#include <map>
#include <memory>
#include <vector>

namespace jiujin::localization::typeset {
namespace {

// Outlines are taken at this size, so that rounding to FreeType's 1/64 does not show.
constexpr double kOutlineSize = 1000;

using FontFace = std::shared_ptr<cairo_font_face_t>;

// The outline twins of the fonts used on one cairo_t, kept until that is gone.
struct OutlineFaces {
  std::map<cairo_font_face_t*, FontFace> by_original;
};

const cairo_user_data_key_t kFacesKey{};
const cairo_user_data_key_t kOriginalKey{};

cairo_status_t render_outline(cairo_scaled_font_t* scaled, unsigned long glyph, cairo_t* cairo,
                              cairo_text_extents_t* extents) {
  auto* face = cairo_scaled_font_get_font_face(scaled);
  auto* original =
      static_cast<cairo_font_face_t*>(cairo_font_face_get_user_data(face, &kOriginalKey));
  const std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface(
      cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, nullptr), cairo_surface_destroy);
  const std::unique_ptr<cairo_t, void (*)(cairo_t*)> scratch(cairo_create(surface.get()),
                                                             cairo_destroy);
  cairo_set_font_face(scratch.get(), original);
  cairo_set_font_size(scratch.get(), kOutlineSize);
  const std::unique_ptr<cairo_font_options_t, void (*)(cairo_font_options_t*)> options(
      cairo_font_options_create(), cairo_font_options_destroy);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options(scratch.get(), options.get());
  const cairo_glyph_t at_origin{glyph, 0, 0};
  cairo_text_extents_t measured;
  cairo_glyph_extents(scratch.get(), &at_origin, 1, &measured);
  extents->x_advance = measured.x_advance / kOutlineSize;
  cairo_glyph_path(scratch.get(), &at_origin, 1);
  const std::unique_ptr<cairo_path_t, void (*)(cairo_path_t*)> path(cairo_copy_path(scratch.get()),
                                                                    cairo_path_destroy);
  cairo_scale(cairo, 1 / kOutlineSize, 1 / kOutlineSize);
  cairo_append_path(cairo, path.get());
  cairo_fill(cairo);
  return cairo_status(scratch.get());
}

cairo_font_face_t* outline_face(cairo_t* cairo, cairo_font_face_t* original) {
  auto* faces = static_cast<OutlineFaces*>(cairo_get_user_data(cairo, &kFacesKey));
  if (!faces) {
    faces = new OutlineFaces;
    cairo_set_user_data(cairo, &kFacesKey, faces,
                        [](void* data) { delete static_cast<OutlineFaces*>(data); });
  }
  auto& face = faces->by_original[original];
  if (!face) {
    face.reset(cairo_user_font_face_create(), cairo_font_face_destroy);
    cairo_user_font_face_set_render_glyph_func(face.get(), render_outline);
    cairo_font_face_set_user_data(
        face.get(), &kOriginalKey, cairo_font_face_reference(original),
        [](void* data) { cairo_font_face_destroy(static_cast<cairo_font_face_t*>(data)); });
  }
  return face.get();
}

double points(int pango_units) {
  return static_cast<double>(pango_units) / PANGO_SCALE;
}

// Glyphs and clusters of a run from left to right; false when the run has something that only Pango
// draws (boxes for characters that no font has, text from right to left).
bool collect(PangoLayoutRun* run, double x, double y, std::vector<cairo_glyph_t>& glyphs,
             std::vector<cairo_text_cluster_t>& clusters) {
  if (run->item->analysis.level % 2 != 0) return false;
  const auto* string = run->glyphs;
  for (int i = 0; i < string->num_glyphs; ++i) {
    const auto& info = string->glyphs[i];
    const int from = string->log_clusters[i];
    const bool starts = i == 0 || from != string->log_clusters[i - 1];
    if (starts) {
      if (!clusters.empty()) clusters.back().num_bytes += from;  // completes what began below
      clusters.push_back({-from, 0});
    }
    if (info.glyph & PANGO_GLYPH_UNKNOWN_FLAG) return false;
    if (info.glyph != PANGO_GLYPH_EMPTY) {
      glyphs.push_back(
          {info.glyph, x + points(info.geometry.x_offset), y + points(info.geometry.y_offset)});
      ++clusters.back().num_glyphs;
    }
    x += points(info.geometry.width);
  }
  if (!clusters.empty()) clusters.back().num_bytes += run->item->length;
  return true;
}

}  // namespace

void show_line(cairo_t* cairo, const char* text, PangoLayoutLine* line, double x, double y) {
  for (auto* at = line->runs; at; at = at->next) {
    auto* run = static_cast<PangoLayoutRun*>(at->data);
    std::vector<cairo_glyph_t> glyphs;
    std::vector<cairo_text_cluster_t> clusters;
    auto* scaled = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(run->item->analysis.font));
    if (scaled && collect(run, x, y, glyphs, clusters)) {
      cairo_matrix_t matrix;
      cairo_scaled_font_get_font_matrix(scaled, &matrix);
      cairo_set_font_face(cairo, outline_face(cairo, cairo_scaled_font_get_font_face(scaled)));
      cairo_set_font_matrix(cairo, &matrix);
      cairo_show_text_glyphs(cairo, text + run->item->offset, run->item->length, glyphs.data(),
                             static_cast<int>(glyphs.size()), clusters.data(),
                             static_cast<int>(clusters.size()), {});
    } else {
      cairo_move_to(cairo, x, y);
      pango_cairo_show_glyph_item(cairo, text, run);
    }
    x += points(pango_glyph_string_get_width(run->glyphs));
  }
}

}  // namespace jiujin::localization::typeset
