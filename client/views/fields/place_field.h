// A point, a way or an area: degrees typed, one point a line, or taken from a GPX, GeoJSON or CSV
// file. What is typed is checked by the presenter (geo_text.h); there is no map.
// Thread rule: GUI thread only.
#pragma once

#include "client/views/fields/field_editor.h"

namespace jiujin::client::views {

std::unique_ptr<Editor> make_place_field(wxWindow* parent, const presenters::FieldView& field,
                                         const FieldActions& actions);

}  // namespace jiujin::client::views
