// A printed paper as data: what stands on it, not how it is drawn.
//
// Whoever knows the case builds a Document; render_pdf() (render.h) makes a PDF of it. All text is
// ready for the reader: translated and formatted. Refuses to know cases, fonts and printers.
// Thread rule: values.
#pragma once

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace jiujin::localization::typeset {

enum class Align { kLeft, kCenter, kRight };

// A heading inside the paper: "一、申请人".
struct Heading {
  std::string text;
};

struct Paragraph {
  std::string text;  // "\n" starts a new line
  Align align = Align::kLeft;
  bool indent_first_line = false;  // two characters, as official papers do
  bool bold = false;
  bool small = false;  // notes below a table
};

// Numbered or bulleted lines; `numbered` writes 1. 2. 3.
struct ItemList {
  std::vector<std::string> items;
  bool numbered = true;
};

// Label and value boxes. `wide` takes the whole width, others stand two in a row.
struct Field {
  std::string label;
  std::string value;
  bool wide = false;
};
struct FieldTable {
  std::vector<Field> fields;
};

// Rows with a head that is repeated on every page. Rows are kept whole on one page unless a single
// row is taller than a page.
struct Column {
  std::string head;
  double width = 1;  // share of the table's width
  Align align = Align::kLeft;
};
struct DataTable {
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  // missing cells are empty, surplus ones dropped
  std::string caption;                         // above the table, or ""
};

// Places to sign, side by side (at most three), each with a line for the hand and one for the date.
struct SignatureBlock {
  std::vector<std::string> signers;  // "申请人签名", "经手人"
  std::string date_label;            // "日期", or "" for no date line
  // Issuer and date at the lower right, where the seal goes; "" for none.
  std::string issuer;
  std::string issued_on;
};

// A machine-readable code with its words below.
enum class CodeKind { kQr, kCode128 };
struct Code {
  CodeKind kind = CodeKind::kQr;
  std::string payload;  // QR: UTF-8, at most 1000 bytes; Code128: ASCII, at most 60
  // Printed below, never the place for personal data; Code128 prints its payload there too.
  std::string caption;
  Align align = Align::kCenter;
};

struct PageBreak {};

// A dashed line across the page to cut or fold along, with a word on it ("存根").
struct CutLine {
  std::string text;
};

using Block = std::variant<Heading, Paragraph, ItemList, FieldTable, DataTable, SignatureBlock,
                           Code, PageBreak, CutLine>;

struct Document {
  std::string language = "zh_CN";  // of the footer's words and of the fonts' glyph shapes
  std::string issuer;              // small, above the title: the station's or body's name
  std::string title;
  std::string number;        // below the title at the right: 编号 / 文号
  std::vector<Code> corner;  // at most one is drawn, top right, beside the title
  std::vector<Block> blocks;
  std::string footer_note;  // left of the page number: phone, address
  std::string watermark;    // across every page, pale: "仅用于...", "练习模式"
  // Written into the file as its creation date; the same value gives the same bytes.
  std::chrono::sys_seconds created{};
};

}  // namespace jiujin::localization::typeset
