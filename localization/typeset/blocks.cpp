#include "localization/typeset/blocks.h"

#include <algorithm>

#include "localization/typeset/render.h"

namespace jiujin::localization::typeset {
namespace {

constexpr double kQrSize = 76;  // 27 mm: a phone reads it at arm's length
constexpr double kCornerQrSize = 66;
constexpr double kBarHeight = 34;
constexpr double kBarModuleMax = 1.1;  // points; 0.39 mm
constexpr double kCodeGap = 4;

double aligned_left(Align align, double width) {
  if (align == Align::kCenter) return kMarginSide + (kTextWidth - width) / 2;
  if (align == Align::kRight) return kMarginSide + kTextWidth - width;
  return kMarginSide;
}

// Dark modules as rectangles, runs of a row in one piece so that no hairline shows between them.
void draw_symbol(cairo_t* cairo, const Symbol& symbol, double x, double y, double module,
                 double row_height) {
  cairo_set_source_rgb(cairo, 0, 0, 0);
  for (int row = 0; row < symbol.height; ++row) {
    for (int start = 0; start < symbol.width;) {
      int end = start;
      while (end < symbol.width && symbol.dark(end, row)) ++end;
      if (end > start) {
        cairo_rectangle(cairo, x + start * module, y + row * row_height, (end - start) * module,
                        row_height);
      }
      start = end + 1;
    }
  }
  cairo_fill(cairo);
}

struct LaidCode {
  Symbol symbol;
  double width = 0;   // of the symbol without its quiet zone
  double height = 0;  // of the symbol
  double module = 0;
  Layout caption;  // null without a caption
  double caption_width = 0;
  double total_height() const { return height + (caption ? kCodeGap + layout_height(caption) : 0); }
};

Result<LaidCode> lay_code(const Code& code, double qr_size, const TextSetter& setter) {
  auto symbol = encode_symbol(code.kind, code.payload);
  if (!symbol.ok()) return symbol.error();
  LaidCode laid;
  laid.symbol = *std::move(symbol);
  if (code.kind == CodeKind::kQr) {
    laid.module = qr_size / laid.symbol.width;
    laid.height = qr_size;
  } else {
    // Quiet zones of ten modules at either side (ISO/IEC 15417 section 4.4).
    laid.module = std::min(kBarModuleMax, kTextWidth / (laid.symbol.width + 20));
    laid.height = kBarHeight;
  }
  laid.width = laid.module * laid.symbol.width;
  // Bars are read aloud when the reader fails: what they say stands below them.
  std::string caption = code.kind == CodeKind::kCode128 ? code.payload : "";
  if (!caption.empty() && !code.caption.empty()) caption = code.caption + "  " + caption;
  if (caption.empty()) caption = code.caption;
  if (!caption.empty()) {
    const TextStyle style{.size = 8.5, .align = Align::kCenter, .colour = kSecondary};
    laid.caption_width = std::max(laid.width, 110.0);
    laid.caption = setter.set(caption, style, laid.caption_width);
  }
  return laid;
}

void draw_code(const LaidCode& laid, double x, double y, Sheet& sheet) {
  sheet.draw([laid, x, y](cairo_t* cairo) {
    const double row = laid.height / laid.symbol.height;
    draw_symbol(cairo, laid.symbol, x, y, laid.module, row);
    if (laid.caption) {
      draw_lines(cairo, laid.caption, kSecondary, x + (laid.width - laid.caption_width) / 2,
                 y + laid.height + kCodeGap, 0, 1000);
    }
  });
}

Result<void> lay(const Code& code, const TextSetter& setter, Sheet& sheet) {
  auto laid = lay_code(code, kQrSize, setter);
  if (!laid.ok()) return laid.error();
  sheet.advance(8);
  sheet.need(laid->total_height());
  const double box = std::max(laid->width, laid->caption_width);
  const double x = aligned_left(code.align, box) + (box - laid->width) / 2;
  draw_code(*laid, x, sheet.y(), sheet);
  sheet.advance(laid->total_height() + 8);
  return {};
}

Result<void> lay(const Heading& heading, const TextSetter& setter, Sheet& sheet) {
  const auto layout = setter.set(heading.text, {.size = 12, .bold = true}, kTextWidth);
  sheet.advance(sheet.at_top() ? 0 : 10);
  sheet.need(layout_height(layout) + 48);  // never alone at the foot of a page
  flow_lines(layout, kInk, kMarginSide, sheet);
  sheet.advance(4);
  return {};
}

Result<void> lay(const Paragraph& paragraph, const TextSetter& setter, Sheet& sheet) {
  TextStyle style{.bold = paragraph.bold, .align = paragraph.align, .line_spacing = 1.4};
  if (paragraph.small) {
    style.size = 9;
    style.colour = kSecondary;
  }
  if (paragraph.indent_first_line) style.first_line_indent = 2 * style.size;
  flow_lines(setter.set(paragraph.text, style, kTextWidth), style.colour, kMarginSide, sheet);
  sheet.advance(5);
  return {};
}

Result<void> lay(const ItemList& list, const TextSetter& setter, Sheet& sheet) {
  const TextStyle style{.line_spacing = 1.4};
  int number = 0;
  for (const auto& item : list.items) {
    const std::string mark = list.numbered ? std::to_string(++number) + "." : "·";
    const auto mark_layout = setter.set(mark, style, 0);
    const auto layout = setter.set(item, style, kTextWidth - 22);
    sheet.need(fit_lines(layout, 0, 0.1 + layout_height(mark_layout)).height);
    sheet.draw([mark_layout, y = sheet.y()](cairo_t* cairo) {
      draw_lines(cairo, mark_layout, kInk, kMarginSide + 4, y, 0, 1);
    });
    flow_lines(layout, kInk, kMarginSide + 22, sheet);
    sheet.advance(3);
  }
  sheet.advance(4);
  return {};
}

void lay_signers(const SignatureBlock& block, const TextSetter& setter, Sheet& sheet) {
  const auto count = std::min<std::size_t>(block.signers.size(), 3);
  const double gap = 22;
  const double width =
      (kTextWidth - gap * (static_cast<double>(count) - 1)) / static_cast<double>(count);
  const auto line = [&](const std::string& label, double x, double y) {
    const auto layout = setter.set(label, {}, 0);
    const double start = x + layout_width(layout) + 6;
    sheet.draw([=](cairo_t* cairo) {
      draw_lines(cairo, layout, kInk, x, y, 0, 1);
      set_colour(cairo, kRule);
      cairo_set_line_width(cairo, 0.7);
      cairo_move_to(cairo, start, y + 15);
      cairo_line_to(cairo, x + width, y + 15);
      cairo_stroke(cairo);
    });
  };
  for (std::size_t i = 0; i < count; ++i) {
    const double x = kMarginSide + static_cast<double>(i) * (width + gap);
    line(block.signers[i], x, sheet.y());
    if (!block.date_label.empty()) line(block.date_label, x, sheet.y() + 28);
  }
  sheet.advance(block.date_label.empty() ? 26 : 54);
}

Result<void> lay(const SignatureBlock& block, const TextSetter& setter, Sheet& sheet) {
  const bool issued = !block.issuer.empty() || !block.issued_on.empty();
  const double height = (block.signers.empty() ? 0 : 70) + (issued ? 86 : 0);
  sheet.advance(16);
  sheet.need(height);
  if (!block.signers.empty()) lay_signers(block, setter, sheet);
  if (!issued) return {};
  // Room for the seal, which stands across issuer and date.
  sheet.advance(26);
  const double width = 230;
  for (const auto& text : {block.issuer, block.issued_on}) {
    if (text.empty()) continue;
    const auto layout = setter.set(text, {.align = Align::kCenter}, width);
    sheet.draw([layout, y = sheet.y(), x = kMarginSide + kTextWidth - width](cairo_t* cairo) {
      draw_lines(cairo, layout, kInk, x, y, 0, 1000);
    });
    sheet.advance(layout_height(layout) + 6);
  }
  sheet.advance(14);
  return {};
}

Result<void> lay(const PageBreak&, const TextSetter&, Sheet& sheet) {
  sheet.new_page();
  return {};
}

Result<void> lay(const CutLine& cut, const TextSetter& setter, Sheet& sheet) {
  const auto layout = setter.set(cut.text, {.size = 8.5, .colour = kSecondary}, 0);
  const double text_width = cut.text.empty() ? 0 : layout_width(layout) + 16;
  sheet.advance(12);
  sheet.need(14);
  sheet.draw([=, y = sheet.y()](cairo_t* cairo) {
    const double middle = y + layout_height(layout) / 2;
    const double centre = kPageWidth / 2;
    const double dashes[] = {4, 3};
    cairo_save(cairo);
    set_colour(cairo, kRule);
    cairo_set_line_width(cairo, 0.7);
    cairo_set_dash(cairo, dashes, 2, 0);
    cairo_move_to(cairo, 16, middle);
    cairo_line_to(cairo, centre - text_width / 2, middle);
    cairo_move_to(cairo, centre + text_width / 2, middle);
    cairo_line_to(cairo, kPageWidth - 16, middle);
    cairo_stroke(cairo);
    cairo_restore(cairo);
    draw_lines(cairo, layout, kSecondary, centre - text_width / 2 + 8, y, 0, 1);
  });
  sheet.advance(layout_height(layout) + 12);
  return {};
}

Result<void> lay(const FieldTable& table, const TextSetter& setter, Sheet& sheet) {
  lay_fields(table, setter, sheet);
  return {};
}

Result<void> lay(const DataTable& table, const TextSetter& setter, Sheet& sheet) {
  lay_data_table(table, setter, sheet);
  return {};
}

}  // namespace

void flow_lines(const Layout& layout, Colour colour, double x, Sheet& sheet) {
  const int count = pango_layout_get_line_count(layout.get());
  for (int first = 0; first < count;) {
    LineFit fit = fit_lines(layout, first, sheet.room());
    if (fit.last == first) {
      if (!sheet.at_top()) {
        sheet.new_page();
        continue;
      }
      fit = {first + 1, sheet.room()};  // a line taller than a page: drawn as far as it goes
    }
    sheet.draw([=, y = sheet.y(), last = fit.last](cairo_t* cairo) {
      draw_lines(cairo, layout, colour, x, y, first, last);
    });
    sheet.advance(fit.height);
    first = fit.last;
  }
}

Result<void> lay_head(const Document& document, const TextSetter& setter, Sheet& sheet) {
  const double top = sheet.y();
  double corner_bottom = top;
  double side = 0;  // kept free at both sides, so that the title stays in the middle
  if (!document.corner.empty()) {
    auto laid = lay_code(document.corner.front(), kCornerQrSize, setter);
    if (!laid.ok()) return laid.error();
    const double box = std::max(laid->width, laid->caption_width);
    side = box + 8;
    const double x = kMarginSide + kTextWidth - laid->width - (laid->caption ? 12 : 0);
    draw_code(*laid, x, top, sheet);
    corner_bottom = top + laid->total_height();
  }
  const double width = kTextWidth - 2 * side;
  const auto centred = [&](const std::string& text, TextStyle style, double gap) {
    if (text.empty()) return;
    style.align = Align::kCenter;
    flow_lines(setter.set(text, style, width), style.colour, kMarginSide + side, sheet);
    sheet.advance(gap);
  };
  if (side > 0) sheet.advance(8);
  centred(document.issuer, {.size = 11, .colour = kSecondary}, 4);
  centred(document.title, {.size = 20, .bold = true}, 6);
  sheet.advance(std::max(0.0, corner_bottom + 4 - sheet.y()));
  if (!document.number.empty()) {
    const TextStyle style{.size = 9.5, .align = Align::kRight, .colour = kSecondary};
    flow_lines(setter.set(document.number, style, kTextWidth), style.colour, kMarginSide, sheet);
  }
  sheet.advance(8);
  return {};
}

Result<void> lay_block(const Block& block, const TextSetter& setter, Sheet& sheet) {
  return std::visit([&](const auto& kind) { return lay(kind, setter, sheet); }, block);
}

}  // namespace jiujin::localization::typeset
