// render_pdf: a Document on A4, fonts embedded, text that can be searched and copied.
//
// The same Document gives the same bytes on the same machine: nothing but the Document goes in.
// Fonts: Noto Sans CJK SC, else what fontconfig finds for Chinese; embedded as outlines with their
// text behind them (outline_font.h says why).
// Thread rule: callable from any thread, several at once; takes some ten milliseconds a page and
// belongs on a worker, never on the window's thread.
#pragma once

#include <string>
#include <vector>

#include "localization/error.h"
#include "localization/typeset/document.h"

namespace jiujin::localization::typeset {

// The bytes of a PDF 1.5 file. Errors: kInvalidArgument (text that is not UTF-8, a code payload too
// long or with characters that its symbology cannot carry), kTooLarge (over 500 pages), kIo
// (Cairo).
Result<std::string> render_pdf(const Document& document);

// One QR or Code128 symbol as rows of modules, true = dark, for screens and web pages.
// Code128 gives a single row.
struct Symbol {
  int width = 0;
  int height = 0;
  std::vector<bool> modules;  // row by row, width * height
  bool dark(int x, int y) const { return modules[static_cast<std::size_t>(y * width + x)]; }
};
Result<Symbol> encode_symbol(CodeKind kind, const std::string& payload);

}  // namespace jiujin::localization::typeset
