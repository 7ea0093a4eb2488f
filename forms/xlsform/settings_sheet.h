// The sheet "settings": one row of values about the form as a whole. Thread rule: pure functions.
#pragma once

#include "forms/xlsform/convert.h"
#include "forms/xlsform/survey_tree.h"

namespace jiujin::forms::xlsform {

// Without a sheet, the defaults: the form's name from the options, its id and title from them too.
FormSettings read_settings(const Workbook& workbook, const Options& options, Findings& findings);

// A sheet of this name is missing; sheets with nearly this name, which may be meant.
std::string similar_sheets(const Workbook& workbook, std::string_view name);

}  // namespace jiujin::forms::xlsform
