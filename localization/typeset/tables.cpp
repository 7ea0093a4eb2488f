#include <algorithm>

#include "localization/typeset/blocks.h"

namespace jiujin::localization::typeset {
namespace {

constexpr double kPadX = 6;
constexpr double kPadY = 4.5;
constexpr double kLabelWidth = 76;  // six characters on one line
constexpr double kRuleWidth = 0.6;
constexpr double kRoomMin = 40;  // less is no place to begin a row
constexpr double kHeadHeightMax = 240;

struct Cell {
  double x = 0;
  double width = 0;
  Layout layout;
  bool shaded = false;
  Colour colour = kInk;
  int next_line = 0;  // first line that is not drawn yet

  bool done() const { return next_line >= pango_layout_get_line_count(layout.get()); }
};

Cell make_cell(const TextSetter& setter, const std::string& text, TextStyle style, double x,
               double width) {
  Cell cell;
  cell.x = x;
  cell.width = width;
  cell.colour = style.colour;
  cell.layout = setter.set(text, style, width - 2 * kPadX);
  return cell;
}

double row_height(const std::vector<Cell>& cells) {
  double height = 0;
  for (const auto& cell : cells) height = std::max(height, layout_height(cell.layout));
  return height + 2 * kPadY;
}

// Draws one stretch of a row: of each cell the lines that fit into `height`.
void draw_stretch(std::vector<Cell>& cells, double height, Sheet& sheet) {
  for (auto& cell : cells) {
    const auto fit = fit_lines(cell.layout, cell.next_line, height - 2 * kPadY + 0.01);
    sheet.draw([cell, y = sheet.y(), height, last = fit.last](cairo_t* cairo) {
      cairo_rectangle(cairo, cell.x, y, cell.width, height);
      if (cell.shaded) {
        set_colour(cairo, kShade);
        cairo_fill_preserve(cairo);
      }
      set_colour(cairo, kRule);
      cairo_set_line_width(cairo, kRuleWidth);
      cairo_stroke(cairo);
      if (last > cell.next_line) {
        draw_lines(cairo, cell.layout, cell.colour, cell.x + kPadX, y + kPadY, cell.next_line,
                   last);
      }
    });
    cell.next_line = fit.last;
  }
  sheet.advance(height);
}

// A whole row on this page or the next; a row taller than a page is cut between lines.
// `on_new_page` draws the repeated head.
void lay_row(std::vector<Cell> cells, Sheet& sheet, const std::function<void()>& on_new_page) {
  const double height = row_height(cells);
  const auto turn_page = [&] {
    sheet.new_page();
    on_new_page();
  };
  if (height > sheet.room() && height <= kTextBottom - kMarginTop - kHeadHeightMax) turn_page();
  if (height <= sheet.room()) {
    draw_stretch(cells, height, sheet);
    return;
  }
  if (sheet.room() < kRoomMin) turn_page();
  const auto done = [&] { return std::ranges::all_of(cells, &Cell::done); };
  while (!done()) {
    double rest = 0;
    for (const auto& cell : cells) {
      if (!cell.done()) rest = std::max(rest, fit_lines(cell.layout, cell.next_line, 1e9).height);
    }
    rest += 2 * kPadY;
    draw_stretch(cells, std::min(sheet.room(), rest), sheet);
    if (!done()) turn_page();
  }
}

std::vector<Cell> field_cells(const Field& field, const TextSetter& setter, double x,
                              double width) {
  auto label = make_cell(setter, field.label, {.size = 10, .colour = kSecondary}, x, kLabelWidth);
  label.shaded = true;
  auto value = make_cell(setter, field.value, {}, x + kLabelWidth, width - kLabelWidth);
  return {label, value};
}

}  // namespace

void lay_fields(const FieldTable& table, const TextSetter& setter, Sheet& sheet) {
  sheet.advance(2);
  const auto& fields = table.fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const bool pair = !fields[i].wide && i + 1 < fields.size() && !fields[i + 1].wide;
    // A narrow field without a neighbour takes the whole row.
    auto cells = field_cells(fields[i], setter, kMarginSide, pair ? kTextWidth / 2 : kTextWidth);
    if (pair) {
      ++i;
      auto right = field_cells(fields[i], setter, kMarginSide + kTextWidth / 2, kTextWidth / 2);
      cells.insert(cells.end(), right.begin(), right.end());
    }
    lay_row(std::move(cells), sheet, [] {});
  }
  sheet.advance(8);
}

void lay_data_table(const DataTable& table, const TextSetter& setter, Sheet& sheet) {
  if (table.columns.empty()) return;
  double shares = 0;
  for (const auto& column : table.columns) shares += column.width;
  const auto row_cells = [&](auto text_of, bool head) {
    std::vector<Cell> cells;
    double x = kMarginSide;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const double width = kTextWidth * table.columns[i].width / shares;
      TextStyle style{.size = 10, .bold = head, .align = table.columns[i].align};
      if (head) style.size = 9.5;
      cells.push_back(make_cell(setter, text_of(i), style, x, width));
      cells.back().shaded = head;
      x += width;
    }
    return cells;
  };
  const auto head = row_cells([&](std::size_t i) { return table.columns[i].head; }, true);
  const auto repeat_head = [&] {
    // A head that leaves no room for rows stands once only.
    if (row_height(head) > kHeadHeightMax) return;
    auto cells = head;
    draw_stretch(cells, row_height(cells), sheet);
  };
  sheet.advance(2);
  sheet.need(80);  // caption, head and a first row belong together
  if (!table.caption.empty()) {
    flow_lines(setter.set(table.caption, {.bold = true}, kTextWidth), kInk, kMarginSide, sheet);
    sheet.advance(3);
  }
  lay_row(head, sheet, [] {});
  for (const auto& row : table.rows) {
    lay_row(
        row_cells([&](std::size_t i) { return i < row.size() ? row[i] : std::string(); }, false),
        sheet, repeat_head);
  }
  sheet.advance(8);
}

}  // namespace jiujin::localization::typeset
