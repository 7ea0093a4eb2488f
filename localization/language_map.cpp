#include "localization/language_map.h"

#include <nlohmann/json.hpp>

namespace jiujin::localization {
namespace {

// "zh_CN", "zh-Hans" -> "zh".
std::string short_code(std::string_view language) {
  return std::string(language.substr(0, language.find_first_of("_-.")));
}

}  // namespace

LanguageMap::LanguageMap(std::string chinese) {
  if (!chinese.empty()) m_texts.emplace("zh", std::move(chinese));
}

LanguageMap::LanguageMap(std::map<std::string, std::string> texts) {
  for (auto& [language, text] : texts) set(language, std::move(text));
}

const std::string& LanguageMap::get(std::string_view language) const {
  static const std::string kNothing;
  if (const auto found = m_texts.find(short_code(language)); found != m_texts.end()) {
    return found->second;
  }
  if (const auto chinese = m_texts.find("zh"); chinese != m_texts.end()) return chinese->second;
  return m_texts.empty() ? kNothing : m_texts.begin()->second;
}

void LanguageMap::set(std::string_view language, std::string text) {
  if (text.empty()) {
    m_texts.erase(short_code(language));
  } else {
    m_texts.insert_or_assign(short_code(language), std::move(text));
  }
}

bool LanguageMap::has(std::string_view language) const {
  return m_texts.contains(short_code(language));
}

void to_json(nlohmann::json& json, const LanguageMap& map) {
  json = map.texts();
}

void from_json(const nlohmann::json& json, LanguageMap& map) {
  if (json.is_string()) {
    map = LanguageMap(json.get<std::string>());
  } else {
    map = LanguageMap(json.get<std::map<std::string, std::string>>());
  }
}

}  // namespace jiujin::localization
