// Choices in equal columns: likert and list (words below the buttons), label (words alone, the head
// of a table) and list-nolabel (buttons alone, a row of that table).
//
// The width of a column depends on the number of choices alone, so that head and rows of one table
// stand below one another without knowing of each other. Thread rule: GUI thread only.
#pragma once

#include "client/views/fields/field_editor.h"

namespace jiujin::client::views {

// Room for the label of a table's row, left of its columns; unscaled pixels.
inline constexpr int kTableLabelWidth = 240;

std::unique_ptr<Editor> make_scale_row(wxWindow* parent, const presenters::FieldView& field,
                                       const FieldActions& actions);

}  // namespace jiujin::client::views
