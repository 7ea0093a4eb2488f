// Words as they stand in XML and HTML, between tags and in double-quoted attributes.
// Thread rule: pure.
#pragma once

#include <string>
#include <string_view>

namespace jiujin::localization {

// & < > " become entities; every other byte stays as it is. What no document can hold (most control
// characters, XML 1.0 section 2.2) is the caller's to refuse or to replace.
std::string escape_markup(std::string_view text);

}  // namespace jiujin::localization
