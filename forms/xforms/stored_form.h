// How a value of a type is written where it is stored (ODK XForms, "Data types").
//
// Only what machines make is brought into form: a place on the map, a computed whole number, a
// default of the form. What a person types is kept as typed, and judged by type_fits().
// Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "forms/xforms/form_definition.h"

namespace jiujin::forms::xforms {

enum class ValueSource { kPerson, kComputed, kDefault };

std::string stored_form(DataType type, ValueSource source, std::string_view value);

}  // namespace jiujin::forms::xforms
