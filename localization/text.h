// Text for people: English in the code, the person's language on the screen.
//
// A sentence is written once, in English, as _t("..."); the Chinese stands in the room's own file
// under localization/po/zh_CN and is found at run time in a compiled gettext catalogue (.mo), read
// by this library itself, so that a machine without a zh_CN system locale shows Chinese too.
// It refuses to know windows, web pages and who the person is; a language is a name: "zh_CN", "en".
//
// A sentence is never glued together from pieces: use format(_t("Saved at {0}"), time).
//
// Thread rule: everything here may be called from any thread. set_language() is meant for start-up
// and for the language switch; texts asked for while it runs come in the old or the new language.
#pragma once

#include <concepts>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace jiujin::localization {

class MessageCatalogue;  // a compiled catalogue, see message_catalogue.h

// Renders texts in one given language; for programs that speak several at once (web pages, papers).
// Cheap to copy. Calls look like the free functions, so that extraction finds the sentences.
class Translator {
 public:
  // English when there is no catalogue for `language`; a Translator never fails.
  static Translator for_language(std::string_view language);

  const std::string& language() const { return m_language; }
  bool is_chinese() const { return m_language.starts_with("zh"); }

  std::string _t(const char* english) const;
  // `count` chooses the form; write it into the text with format(..., count).
  std::string _tn(const char* singular, const char* plural, long long count) const;

 private:
  Translator(std::string language, std::shared_ptr<const MessageCatalogue> catalogue);
  std::string m_language;
  std::shared_ptr<const MessageCatalogue> m_catalogue;  // null: English as written
};

// Chooses the language of this process. "zh_CN", "zh_CN.UTF-8", "zh" and "zh-Hans" all mean
// Chinese. Returns false, and stays with English, when no catalogue for it is found.
// Until the first call the language is English.
bool set_language(std::string_view language);
std::string current_language();  // "zh_CN" or "en"
Translator current_translator();

// What a program should speak when nobody said: JIUJIN_LANGUAGE, else "en" if LC_ALL, LC_MESSAGES
// or LANG asks for English, else "zh_CN" (also for the C locale of a bare server).
std::string language_from_environment();

// In the language of this process. See Translator.
std::string _t(const char* english);
std::string _tn(const char* singular, const char* plural, long long count);

// Marks a sentence in a constant table for extraction; translate it later with _t(entry).
constexpr const char* _mark(const char* english) {
  return english;
}

// Puts the arguments where {0}, {1}, ... stand; each may stand anywhere, any number of times.
// A placeholder without an argument, and any other brace, stays as it is written. Arguments are
// inserted as they are: braces inside them mean nothing.
std::string format_list(std::string_view pattern, const std::vector<std::string>& arguments);

template <typename T>
std::string argument_text(const T& value) {
  if constexpr (std::is_integral_v<T>) {
    return std::to_string(value);
  } else {
    return std::string(value);
  }
}

template <typename... Arguments>
std::string format(std::string_view pattern, const Arguments&... arguments) {
  return format_list(pattern, std::vector<std::string>{argument_text(arguments)...});
}

}  // namespace jiujin::localization

namespace jiujin {
// Short names for every floor: text is everywhere.
using localization::_mark;
using localization::_t;
using localization::_tn;
using localization::format;
}  // namespace jiujin
