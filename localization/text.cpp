#include "localization/text.h"

#include <unistd.h>

#include <cstdlib>
#include <map>
#include <mutex>

#include "localization/message_catalogue.h"

namespace jiujin::localization {
namespace {

using CataloguePointer = std::shared_ptr<const MessageCatalogue>;

std::string directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

// Where LANGUAGE/LC_MESSAGES/jiujin.mo may lie: the place that the environment names; beside the
// program, as built and as installed (bin/ next to share/); then the system's places.
std::vector<std::string> catalogue_folders() {
  if (const char* folder = std::getenv("JIUJIN_LOCALE_DIR"); folder && *folder) return {folder};
  std::vector<std::string> folders;
  char program[4096];
  const auto length = ::readlink("/proc/self/exe", program, sizeof program);
  if (length > 0) {
    const std::string path(program, static_cast<std::size_t>(length));
    folders.push_back(directory_of(path) + "/../share/jiujin/locale");
  }
  folders.push_back("/usr/local/share/jiujin/locale");
  folders.push_back("/usr/share/jiujin/locale");
  return folders;
}

// "zh", "zh-CN", "zh_Hans_CN.UTF-8" -> "zh_CN"; "en_US", "C", "" -> "en"; others as written.
std::string canonical_language(std::string_view language) {
  std::string name(language.substr(0, language.find_first_of(".@")));
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  const std::string family = name.substr(0, name.find('_'));
  if (family == "zh") return "zh_CN";
  if (family == "en" || name.empty() || name == "C" || name == "POSIX") return "en";
  return name;
}

// A language's name becomes part of a path: letters and underscores only.
bool is_language_name(std::string_view name) {
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && c != '_') return false;
  }
  return true;
}

// Catalogues by canonical language, loaded once. A language without a catalogue is looked for
// again when it is asked for again, so that a late install is noticed.
CataloguePointer load_catalogue(const std::string& language) {
  static std::mutex mutex;
  static std::map<std::string, CataloguePointer> loaded;
  if (language == "en" || !is_language_name(language)) return nullptr;
  const std::lock_guard lock(mutex);
  if (const auto found = loaded.find(language); found != loaded.end()) return found->second;
  for (const auto& folder : catalogue_folders()) {
    auto catalogue = MessageCatalogue::load(folder + "/" + language + "/LC_MESSAGES/jiujin.mo");
    if (!catalogue.ok()) continue;
    auto pointer = std::make_shared<const MessageCatalogue>(std::move(catalogue).value());
    loaded.emplace(language, pointer);
    return pointer;
  }
  return nullptr;
}

// The process's language. Translators are handed out as copies under the lock.
struct ProcessLanguage {
  std::mutex mutex;
  Translator translator = Translator::for_language("en");
};

ProcessLanguage& process_language() {
  static ProcessLanguage language;
  return language;
}

}  // namespace

Translator::Translator(std::string language, CataloguePointer catalogue)
    : m_language(std::move(language)), m_catalogue(std::move(catalogue)) {}

Translator Translator::for_language(std::string_view language) {
  const std::string name = canonical_language(language);
  auto catalogue = load_catalogue(name);
  return Translator(catalogue ? name : "en", catalogue);
}

std::string Translator::_t(const char* english) const {
  if (m_catalogue) {
    if (const auto* translation = m_catalogue->find(english)) {
      // An entry that has plural forms elsewhere reads as its first form here.
      return translation->substr(0, translation->find('\0'));
    }
  }
  return english;
}

std::string Translator::_tn(const char* singular, const char* plural, long long count) const {
  if (m_catalogue) {
    if (const auto* translation = m_catalogue->find(singular)) {
      return std::string(m_catalogue->plural_form(*translation, count));
    }
  }
  return count == 1 ? singular : plural;
}

bool set_language(std::string_view language) {
  const std::string wanted = canonical_language(language);
  auto translator = Translator::for_language(wanted);
  const bool found = translator.language() == wanted;
  auto& process = process_language();
  const std::lock_guard lock(process.mutex);
  process.translator = std::move(translator);
  return found;
}

Translator current_translator() {
  auto& process = process_language();
  const std::lock_guard lock(process.mutex);
  return process.translator;
}

std::string current_language() {
  return current_translator().language();
}

std::string language_from_environment() {
  if (const char* chosen = std::getenv("JIUJIN_LANGUAGE"); chosen && *chosen) {
    return canonical_language(chosen);
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value && *value) return std::string_view(value).starts_with("en") ? "en" : "zh_CN";
  }
  return "zh_CN";
}

std::string _t(const char* english) {
  return current_translator()._t(english);
}

std::string _tn(const char* singular, const char* plural, long long count) {
  return current_translator()._tn(singular, plural, count);
}

std::string format_list(std::string_view pattern, const std::vector<std::string>& arguments) {
  std::string text;
  text.reserve(pattern.size() + 16 * arguments.size());
  std::size_t at = 0;
  while (at < pattern.size()) {
    std::size_t end = at + 1;
    std::size_t index = 0;
    if (pattern[at] == '{') {
      while (end < pattern.size() && pattern[end] >= '0' && pattern[end] <= '9' && end - at <= 2) {
        index = index * 10 + static_cast<std::size_t>(pattern[end++] - '0');
      }
      const bool closed = end > at + 1 && end < pattern.size() && pattern[end] == '}';
      if (closed && index < arguments.size()) {
        text += arguments[index];
        at = end + 1;
        continue;
      }
    }
    text += pattern[at++];
  }
  return text;
}

}  // namespace jiujin::localization
