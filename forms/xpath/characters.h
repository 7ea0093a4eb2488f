// Text as XPath sees it: characters, not bytes. Internal to forms/xpath. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiujin::forms::xpath {

// UTF-8 to code points; a malformed byte stands for itself.
std::u32string code_points(std::string_view utf8);
std::string utf8(std::u32string_view points);
// What is no UTF-8 becomes U+FFFD, the sign for what could not be read.
std::string sound_utf8(std::string text);
// Pieces between runs of white space, as values of a multiple choice are stored.
std::vector<std::string> words(std::string_view text);

}  // namespace jiujin::forms::xpath
