// Laying the blocks of a Document onto a Sheet. Internal to the renderer.
// Thread rule: as Sheet.
#pragma once

#include "localization/error.h"
#include "localization/typeset/paper.h"

namespace jiujin::localization::typeset {

// Issuer, title, number and the corner code on the first page.
Result<void> lay_head(const Document& document, const TextSetter& setter, Sheet& sheet);
Result<void> lay_block(const Block& block, const TextSetter& setter, Sheet& sheet);

// The two tables, in tables.cpp.
void lay_fields(const FieldTable& table, const TextSetter& setter, Sheet& sheet);
void lay_data_table(const DataTable& table, const TextSetter& setter, Sheet& sheet);

// Lines of a layout from x on, over as many pages as they need.
void flow_lines(const Layout& layout, Colour colour, double x, Sheet& sheet);

}  // namespace jiujin::localization::typeset
