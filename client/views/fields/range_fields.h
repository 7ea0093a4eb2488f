// A number within a range: a slider (lying or standing, with or without ticks) or stars.
//
// A slider has no answer until it is moved or Space is pressed on it; what it says beside it is the
// answer. Stars: pressing the chosen one again takes the answer back. The steps are the
// presenter's (range_steps.h). Thread rule: GUI thread only.
#pragma once

#include "client/views/fields/field_editor.h"

namespace jiujin::client::views {

std::unique_ptr<Editor> make_slider(wxWindow* parent, const presenters::FieldView& field,
                                    const FieldActions& actions);
std::unique_ptr<Editor> make_stars(wxWindow* parent, const presenters::FieldView& field,
                                   const FieldActions& actions);

}  // namespace jiujin::client::views
