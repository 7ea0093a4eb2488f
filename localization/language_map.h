// LanguageMap: content written in several languages (an item's name, a form's label), as data.
//
// Chinese is the language of record: whatever lacks a translation shows its Chinese. This is for
// catalogue and form content; sentences of the program itself go through _t().
// Thread rule: a value.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace jiujin::localization {

class LanguageMap {
 public:
  LanguageMap() = default;
  LanguageMap(std::string chinese);  // NOLINT: implicit, Chinese alone is the usual case
  LanguageMap(const char* chinese) : LanguageMap(std::string(chinese)) {}  // NOLINT
  explicit LanguageMap(std::map<std::string, std::string> texts);

  // `language` as "zh", "zh_CN", "en", "bo"...; asked for "zh_CN", finds "zh", and the reverse.
  // Falls back to Chinese, then to whatever there is; "" only when empty.
  const std::string& get(std::string_view language) const;
  const std::string& chinese() const { return get("zh"); }

  void set(std::string_view language, std::string text);
  bool has(std::string_view language) const;
  bool empty() const { return m_texts.empty(); }
  const std::map<std::string, std::string>& texts() const { return m_texts; }

  friend bool operator==(const LanguageMap&, const LanguageMap&) = default;

 private:
  std::map<std::string, std::string> m_texts;  // by short code: "zh", "en"
};

// JSON: {"zh": "生育登记", "en": "Birth registration"}, or a plain string, which is Chinese.
// Reading anything else throws nlohmann::json::type_error, as nlohmann's own readers do.
void to_json(nlohmann::json& json, const LanguageMap& map);
void from_json(const nlohmann::json& json, LanguageMap& map);

}  // namespace jiujin::localization
