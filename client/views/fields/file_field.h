// A file as an answer: a picture, a drawing or signature made here, a sound, a film, any file.
//
// Shows what is there (small picture, name, size, length), takes a file in, opens what is there by
// the system's program after asking, takes it away again. A picture question (new, new-front,
// front, selfie) takes a photograph's file: a station's PC has no camera of its own.
// Thread rule: GUI thread only.
#pragma once

#include "client/views/fields/field_editor.h"

namespace jiujin::client::views {

std::unique_ptr<Editor> make_file_field(wxWindow* parent, const presenters::FieldView& field,
                                        const FieldActions& actions);

}  // namespace jiujin::client::views
