// Names that XML allows and references ${name} that cells hold. Thread rule: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiujin::forms::xlsform {

// Length in bytes of the NCName that `text` begins with (XML Namespaces 1.0, section 4), 0 if none.
std::size_t name_length(std::string_view text);
bool is_name(std::string_view text);
bool is_qualified_name(std::string_view text);  // with a prefix or without: jr:count, relevant
bool is_utf8(std::string_view text);            // of characters that XML 1.0 allows

// ${name} or ${last-saved#name}.
struct Reference {
  std::size_t start = 0, end = 0;  // in the text, braces included
  std::string name;
  bool last_saved = false;
};

// The well-formed reference that begins at `start`, where "${" must stand; else nothing.
std::optional<Reference> reference_at(std::string_view text, std::size_t start);
// All well-formed references of a text, from left to right.
std::vector<Reference> references_in(std::string_view text);
bool has_reference(std::string_view text);
bool has_last_saved(std::string_view text);
// The one reference of which the text consists, white space around it aside.
std::optional<Reference> single_reference(std::string_view text);
// Where a "${" stands that begins no well-formed reference; npos if none does.
std::size_t malformed_reference(std::string_view text);

}  // namespace jiujin::forms::xlsform
