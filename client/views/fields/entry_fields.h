// One-line entries with something beside them: masked, counter, link, barcode; and the tick of an
// acknowledgement.
//
// Masked: dots until "Show" is pressed. Counter: minus and plus step a whole number. Link: opens
// the address in the system's browser, after asking. Barcode: a scanner types and ends with Enter,
// which goes on by itself; coming back selects all, so that the next scan replaces it.
// Thread rule: GUI thread only.
#pragma once

#include "client/views/fields/field_editor.h"

namespace jiujin::client::views {

std::unique_ptr<Editor> make_masked_entry(wxWindow* parent, const presenters::FieldView& field,
                                          const FieldActions& actions);
std::unique_ptr<Editor> make_counter(wxWindow* parent, const presenters::FieldView& field,
                                     const FieldActions& actions);
std::unique_ptr<Editor> make_link_entry(wxWindow* parent, const presenters::FieldView& field,
                                        const FieldActions& actions);
std::unique_ptr<Editor> make_barcode_entry(wxWindow* parent, const presenters::FieldView& field,
                                           const FieldActions& actions);
std::unique_ptr<Editor> make_tick(wxWindow* parent, const presenters::FieldView& field,
                                  const FieldActions& actions);

}  // namespace jiujin::client::views
