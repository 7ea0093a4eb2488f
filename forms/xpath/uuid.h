// Identifiers made by chance (RFC 4122, version 4). Pure function of the environment's dice.
#pragma once

#include <string>

#include "forms/xpath/environment.h"

namespace jiujin::forms::xpath {

// What the environment makes, or else one out of its random numbers.
std::string fresh_uuid(const Environment& environment);

}  // namespace jiujin::forms::xpath
