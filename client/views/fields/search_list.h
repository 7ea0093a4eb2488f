// A list that shrinks while one types: one choice out of many, or many out of many with boxes.
//
// Appearances autocomplete, search, and minimal of several choices; and every list too long to
// stand open. The list keeps its place below the box: nothing pops up and nothing moves. Down goes
// into the list, Enter takes the line, Esc empties the box. Thread rule: GUI thread only.
#pragma once

#include "client/views/fields/field_editor.h"

namespace jiujin::client::views {

std::unique_ptr<Editor> make_search_list(wxWindow* parent, const presenters::FieldView& field,
                                         const FieldActions& actions);

}  // namespace jiujin::client::views
