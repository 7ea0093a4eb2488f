// A compiled gettext catalogue (.mo), read without libintl.
//
// libintl answers only in the language of a locale that is installed on the system, and a bare
// Debian has no zh_CN; hence this reader. Layout (GNU gettext manual, "The Format of GNU MO
// Files"), all numbers 32 bit in the writer's byte order:
//
//    0  magic 0x950412de                  12  offset O of the table of original strings
//    4  revision (major in the high half) 16  offset T of the table of translations
//    8  number of strings N               20  size and offset of a hash table, not read here
//    O  N pairs (length, offset)           T  N pairs (length, offset)
//
// Valid when: 1. the magic stands in one of the two byte orders, 2. the major revision is 0 or 1,
// 3. both tables and every string with its closing NUL lie inside the file. A plural entry's
// original is "singular\0plural", its translation one text per form, parted by NULs.
//
// Thread rule: immutable once loaded.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "localization/error.h"

namespace jiujin::localization {

class MessageCatalogue {
 public:
  // Errors: kTruncated, kInvalidData, kUnsupported.
  static Result<MessageCatalogue> parse(std::string_view bytes, std::string_view place);
  // Also kNotFound and kIo.
  static Result<MessageCatalogue> load(const std::string& path);

  // Null when the catalogue has no (or an empty) translation.
  const std::string* find(std::string_view english) const;
  std::size_t size() const { return m_texts.size(); }
  // Of a plural entry: the form for `count`. Chinese has one form; other catalogues here are
  // taken to have the two of English.
  std::string_view plural_form(const std::string& translation, long long count) const;

 private:
  std::unordered_map<std::string, std::string> m_texts;
  bool m_single_form = false;
};

}  // namespace jiujin::localization
