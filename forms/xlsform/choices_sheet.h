// The sheets of choices: lists by name, each choice with its label, media and further columns; the
// tags of osm questions; and the CSV that select_one_external looks up. Thread rule: pure
// functions.
#pragma once

#include "forms/xlsform/survey_tree.h"

namespace jiujin::forms::xlsform {

// Reads the sheet choices into `survey.lists`. Returns the understood header, for translations.
std::vector<Header> read_choices(const Workbook& workbook, Survey& survey, Findings& findings);
void read_osm(const Workbook& workbook, Survey& survey, Findings& findings);
// Fills survey.external_lists and returns the CSV, "" without the sheet.
std::string read_external_choices(const Workbook& workbook, Survey& survey, Findings& findings);

}  // namespace jiujin::forms::xlsform
