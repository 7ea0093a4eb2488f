// Choices as buttons in columns: round ones for one answer, boxes for several, or the words and
// pictures themselves where the form asks for no buttons.
//
// Appearances columns, columns-N, columns-pack, no-buttons, compact, compact-N, quick, horizontal,
// image-map (its picture stands above, its areas are these buttons). Pressing the chosen one of the
// bare kind again takes the answer back. Thread rule: GUI thread only.
#pragma once

#include "client/views/fields/field_editor.h"

namespace jiujin::client::views {

std::unique_ptr<Editor> make_choice_grid(wxWindow* parent, const presenters::FieldView& field,
                                         const FieldActions& actions);

}  // namespace jiujin::client::views
