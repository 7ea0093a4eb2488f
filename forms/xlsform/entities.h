// Entities: what a form creates or updates beside its own record (ODK Entities 2024.1, 2025.1).
// Thread rule: one thread.
#pragma once

#include <string>
#include <vector>

#include "forms/xlsform/survey_reader.h"

namespace jiujin::forms::xlsform {

// Reads the sheet entities, places each declaration into the tree and checks the column save_to.
// Returns the names of the lists.
std::vector<std::string> add_entities(SurveyContext& context);

}  // namespace jiujin::forms::xlsform
