#include "client/devices/pdf_pages.h"

#include <cairo.h>
#include <poppler.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>

namespace jiujin::client::devices {
namespace {

// The reader keeps global state for fonts; one document at a time is fast enough for previews.
std::mutex& reader_mutex() {
  static std::mutex mutex;
  return mutex;
}

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
using DocumentPtr = std::unique_ptr<PopplerDocument, Unref>;
using PagePtr = std::unique_ptr<PopplerPage, Unref>;

Result<DocumentPtr> open_pdf(std::string_view bytes, std::string_view name) {
  GBytes* data = g_bytes_new(bytes.data(), bytes.size());
  GError* failed = nullptr;
  DocumentPtr document(poppler_document_new_from_bytes(data, nullptr, &failed));
  g_bytes_unref(data);
  if (document) return document;
  Error error{ErrorCode::kInvalidData, std::string(name), "not a readable PDF"};
  if (failed) {
    if (failed->code == POPPLER_ERROR_ENCRYPTED) error.code = ErrorCode::kUnsupported;
    error.cause = failed->message;
    g_error_free(failed);
  }
  return error;
}

}  // namespace

Result<int> count_pdf_pages(std::string_view bytes, std::string_view name) {
  const std::lock_guard lock(reader_mutex());
  auto document = open_pdf(bytes, name);
  if (!document.ok()) return document.error();
  const int pages = poppler_document_get_n_pages(document->get());
  if (pages < 1) return Error{ErrorCode::kInvalidData, std::string(name), "a PDF without pages"};
  return pages;
}

Result<PagePicture> draw_pdf_page(std::string_view bytes, int page, int pixels) {
  const std::lock_guard lock(reader_mutex());
  auto document = open_pdf(bytes, "");
  if (!document.ok()) return document.error();
  PagePtr sheet(poppler_document_get_page(document->get(), page));
  if (!sheet) return Error{ErrorCode::kNotFound, "page " + std::to_string(page), "no such page"};
  double width = 0, height = 0;
  poppler_page_get_size(sheet.get(), &width, &height);
  if (width < 1 || height < 1) return Error{ErrorCode::kInvalidData, "", "a page without a size"};
  const double scale = pixels / std::max(width, height);
  PagePicture picture{std::max(1, static_cast<int>(width * scale)),
                      std::max(1, static_cast<int>(height * scale)), {}};
  cairo_surface_t* surface =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture.width, picture.height);
  cairo_t* drawing = cairo_create(surface);
  cairo_set_source_rgb(drawing, 1, 1, 1);
  cairo_paint(drawing);
  cairo_scale(drawing, scale, scale);
  poppler_page_render(sheet.get(), drawing);
  cairo_destroy(drawing);
  cairo_surface_flush(surface);
  const unsigned char* data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  picture.rgba.reserve(static_cast<std::size_t>(picture.width) * picture.height * 4);
  for (int y = 0; data && y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      std::uint32_t pixel;
      std::copy_n(data + y * stride + x * 4, 4, reinterpret_cast<unsigned char*>(&pixel));
      for (int shift : {16, 8, 0})
        picture.rgba.push_back(static_cast<std::uint8_t>(pixel >> shift & 0xff));
      picture.rgba.push_back(255);
    }
  }
  cairo_surface_destroy(surface);
  if (!data) return Error{ErrorCode::kTooLarge, "", "the page does not fit into memory"};
  return picture;
}

}  // namespace jiujin::client::devices
