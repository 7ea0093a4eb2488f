// Pages: the console's templates, one set for each language, every value escaped by its context.
//
// A template is HTML with [[English sentences]], which are translated when the program starts, and
// {{MARKERS}}, which ctemplate fills and escapes (AUTOESCAPE is put before every template here, so
// that none can do without). Templates and static files are compiled into the program.
// Thread rule: built once, then used by any number of threads.
#pragma once

#include <ctemplate/template.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "localization/error.h"
#include "localization/text.h"
#include "sync/county/console/web.h"

namespace jiujin::sync::county::console {

using Dictionary = ctemplate::TemplateDictionary;

// A file compiled into the program: console/templates/* and console/static/*.
struct Asset {
  std::string_view name;  // "templates/case.html", "static/console.css"
  std::string_view bytes;
};
const Asset* find_asset(std::string_view name);
std::size_t asset_count();
const Asset& asset_at(std::size_t index);

class Pages {
 public:
  // Asserts that every template parses: they are part of the program.
  Pages();

  // "zh_CN" or "en" for whatever was asked for.
  const localization::Translator& words(const std::string& language) const;
  // The named page without a frame.
  std::string render(const localization::Translator& words, const std::string& page,
                     const Dictionary& dictionary) const;
  // The key of a template as SetFilename wants it.
  static std::string key(const localization::Translator& words, const std::string& page);

 private:
  localization::Translator m_chinese, m_english;
  std::unique_ptr<ctemplate::TemplateCache> m_cache;
};

}  // namespace jiujin::sync::county::console
