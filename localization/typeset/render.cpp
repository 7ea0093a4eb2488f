#include "localization/typeset/render.h"

#include <cairo-pdf.h>

#include <cstdio>

#include "localization/text.h"
#include "localization/typeset/blocks.h"

namespace jiujin::localization::typeset {
namespace {

bool is_utf8(const std::string& text) {
  return g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) != 0;
}

// Every text of a block, for the check before anything is drawn.
struct Texts {
  std::vector<const std::string*> list;

  void add(const std::string& text) { list.push_back(&text); }
  void operator()(const Heading& block) { add(block.text); }
  void operator()(const Paragraph& block) { add(block.text); }
  void operator()(const CutLine& block) { add(block.text); }
  void operator()(const PageBreak&) {}
  void operator()(const ItemList& block) {
    for (const auto& item : block.items) add(item);
  }
  void operator()(const FieldTable& block) {
    for (const auto& field : block.fields) {
      add(field.label);
      add(field.value);
    }
  }
  void operator()(const DataTable& block) {
    add(block.caption);
    for (const auto& column : block.columns) add(column.head);
    for (const auto& row : block.rows) {
      for (const auto& cell : row) add(cell);
    }
  }
  void operator()(const SignatureBlock& block) {
    for (const auto& signer : block.signers) add(signer);
    add(block.date_label);
    add(block.issuer);
    add(block.issued_on);
  }
  void operator()(const Code& block) {
    add(block.payload);
    add(block.caption);
  }
};

Result<void> check_texts(const Document& document) {
  Texts texts;
  for (const auto* text : {&document.issuer, &document.title, &document.number,
                           &document.footer_note, &document.watermark}) {
    texts.add(*text);
  }
  for (const auto& code : document.corner) texts(code);
  for (const auto& block : document.blocks) std::visit(texts, block);
  for (const auto* text : texts.list) {
    if (!is_utf8(*text)) {
      return Error{ErrorCode::kInvalidArgument, "document", "a text is not valid UTF-8"};
    }
  }
  return {};
}

void draw_watermark(cairo_t* cairo, const TextSetter& setter, const std::string& text) {
  if (text.empty()) return;
  double size = 62;
  auto layout = setter.set(text, {.size = size, .bold = true}, 0);
  // Across the diagonal, whatever its length.
  const double widest = 640;
  if (layout_width(layout) > widest) {
    size *= widest / layout_width(layout);
    layout = setter.set(text, {.size = size, .bold = true}, 0);
  }
  cairo_save(cairo);
  cairo_translate(cairo, kPageWidth / 2, kPageHeight / 2);
  cairo_rotate(cairo, -0.62);
  constexpr Colour kPale{0.915, 0.925, 0.94};  // opaque: printers dither transparency
  draw_lines(cairo, layout, kPale, -layout_width(layout) / 2, -layout_height(layout) / 2, 0, 1);
  cairo_restore(cairo);
}

void draw_footer(cairo_t* cairo, const TextSetter& setter, const Document& document,
                 std::size_t page, std::size_t pages) {
  const auto words = Translator::for_language(document.language);
  const double y = kPageHeight - kMarginBottom + 22;
  set_colour(cairo, kRule);
  cairo_set_line_width(cairo, 0.5);
  cairo_move_to(cairo, kMarginSide, y - 6);
  cairo_line_to(cairo, kMarginSide + kTextWidth, y - 6);
  cairo_stroke(cairo);
  const TextStyle small{.size = 8.5, .colour = kSecondary};
  TextStyle right = small;
  right.align = Align::kRight;
  const auto number =
      setter.set(format(words._t("Sheet {0} of {1}"), page, pages), right, kTextWidth);
  draw_lines(cairo, number, kSecondary, kMarginSide, y, 0, 1);
  if (document.footer_note.empty()) return;
  const auto note = setter.set(document.footer_note, small, kTextWidth - 110);
  draw_lines(cairo, note, kSecondary, kMarginSide, y, 0, 2);
}

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

std::string iso_instant(std::chrono::sys_seconds at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const auto seconds = static_cast<int>((at - day).count());
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                seconds / 3600, seconds / 60 % 60, seconds % 60);
  return text;
}

void set_metadata(cairo_surface_t* surface, const Document& document) {
  const std::string created = iso_instant(document.created);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, document.title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, document.issuer.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Jiujin");
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, created.c_str());
}

Result<std::string> draw_pages(const Document& document, const TextSetter& setter,
                               const Sheet& sheet) {
  std::string bytes;
  const std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface(
      cairo_pdf_surface_create_for_stream(append_bytes, &bytes, kPageWidth, kPageHeight),
      cairo_surface_destroy);
  cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_5);
  set_metadata(surface.get(), document);
  const std::unique_ptr<cairo_t, void (*)(cairo_t*)> cairo(cairo_create(surface.get()),
                                                           cairo_destroy);
  const auto& pages = sheet.pages();
  for (std::size_t i = 0; i < pages.size(); ++i) {
    draw_watermark(cairo.get(), setter, document.watermark);
    for (const auto& draw : pages[i]) draw(cairo.get());
    draw_footer(cairo.get(), setter, document, i + 1, pages.size());
    cairo_show_page(cairo.get());
  }
  cairo_surface_finish(surface.get());
  for (const auto status : {cairo_status(cairo.get()), cairo_surface_status(surface.get())}) {
    if (status != CAIRO_STATUS_SUCCESS) {
      return Error{ErrorCode::kIo, "document", cairo_status_to_string(status)};
    }
  }
  return bytes;
}

}  // namespace

Result<std::string> render_pdf(const Document& document) {
  if (auto checked = check_texts(document); !checked.ok()) return checked.error();
  const TextSetter setter(document.language.starts_with("zh") ? "zh-cn" : document.language);
  Sheet sheet;
  if (auto laid = lay_head(document, setter, sheet); !laid.ok()) return laid.error();
  for (const auto& block : document.blocks) {
    if (auto laid = lay_block(block, setter, sheet); !laid.ok()) return laid.error();
    if (sheet.pages().size() > kPagesMax) {
      return Error{ErrorCode::kTooLarge, "document",
                   "more than " + std::to_string(kPagesMax) + " pages"};
    }
  }
  return draw_pages(document, setter, sheet);
}

}  // namespace jiujin::localization::typeset
