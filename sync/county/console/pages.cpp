#include "sync/county/console/pages.h"

namespace jiujin::sync::county::console {
namespace {

constexpr std::string_view kTemplates = "templates/";
constexpr std::string_view kEscaping = "{{%AUTOESCAPE context=\"HTML\"}}";

std::string escaped(const std::string& text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += c;
    }
  }
  return html;
}

// [[Sentence]] -> the sentence in this language, as HTML.
std::string translated(std::string_view source, const localization::Translator& words) {
  std::string text(kEscaping);
  std::size_t at = 0;
  while (at < source.size()) {
    const auto open = source.find("[[", at);
    if (open == std::string_view::npos) break;
    const auto close = source.find("]]", open);
    Assert(close != std::string_view::npos);
    text += source.substr(at, open - at);
    text += escaped(words._t(std::string(source.substr(open + 2, close - open - 2)).c_str()));
    at = close + 2;
  }
  text += source.substr(at);
  return text;
}

}  // namespace

Pages::Pages()
    : m_chinese(localization::Translator::for_language("zh_CN")),
      m_english(localization::Translator::for_language("en")),
      m_cache(std::make_unique<ctemplate::TemplateCache>()) {
  for (const auto* words : {&m_chinese, &m_english}) {
    for (std::size_t i = 0; i < asset_count(); ++i) {
      const auto& asset = asset_at(i);
      if (!asset.name.starts_with(kTemplates)) continue;
      const auto page = asset.name.substr(kTemplates.size());
      const std::string name = key(*words, std::string(page.substr(0, page.find('.'))));
      if (words == &m_english &&
          name == key(m_chinese, std::string(page.substr(0, page.find('.'))))) {
        continue;  // no Chinese catalogue on this machine: both sets are the same one
      }
      const std::string source = translated(asset.bytes, *words);
      Assert(m_cache->StringToTemplateCache(name, source.data(), source.size(),
                                            ctemplate::STRIP_WHITESPACE));
    }
  }
  m_cache->Freeze();
}

const localization::Translator& Pages::words(const std::string& language) const {
  return language == "en" ? m_english : m_chinese;
}

std::string Pages::key(const localization::Translator& words, const std::string& page) {
  return words.language() + "/" + page;
}

std::string Pages::render(const localization::Translator& words, const std::string& page,
                          const Dictionary& dictionary) const {
  std::string html;
  Assert(m_cache->ExpandNoLoad(key(words, page), ctemplate::STRIP_WHITESPACE, &dictionary, nullptr,
                               &html));
  return html;
}

}  // namespace jiujin::sync::county::console
