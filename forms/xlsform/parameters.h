// The column "parameters": `start=1 end=10; step=2`. Thread rule: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "forms/xlsform/findings.h"
#include "forms/xlsform/survey_tree.h"

namespace jiujin::forms::xlsform {

// Keys in lower case; values too, but for those that name something. Pairs are parted by white
// space, commas or semicolons. Nothing if the text is not of that form.
std::optional<Parameters> parse_parameters(std::string_view text);

// Complains about each key that is not among `accepted`. True if none is.
bool accept_parameters(const Parameters& parameters, const std::vector<std::string>& accepted,
                       const Place& place, Findings& findings);

bool is_whole_number(std::string_view text);
bool is_number(std::string_view text);  // as a computer writes it: -1, 2.50, 1e3

}  // namespace jiujin::forms::xlsform
