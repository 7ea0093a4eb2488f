// Choices put in order: the list, and buttons that move the selected line up and down.
//
// Keyboard: Up and Down select, Ctrl+Up and Ctrl+Down move. Until something was moved or the order
// was confirmed nothing is ranked, and the lines have no numbers. Thread rule: GUI thread only.
#pragma once

#include "client/views/fields/field_editor.h"

namespace jiujin::client::views {

std::unique_ptr<Editor> make_rank_list(wxWindow* parent, const presenters::FieldView& field,
                                       const FieldActions& actions);

}  // namespace jiujin::client::views
