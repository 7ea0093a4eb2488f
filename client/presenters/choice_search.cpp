#include "client/presenters/choice_search.h"

#include <algorithm>
#include <cctype>

#include "localization/pinyin.h"

namespace jiujin::client::presenters {
namespace {

std::string small(const std::string& text) {
  std::string out = text;
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string without_spaces(const std::string& text) {
  std::string out;
  for (char c : text)
    if (c != ' ') out += c;
  return out;
}

bool is_latin(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalpha(c) != 0; });
}

}  // namespace

void ChoiceSearch::set(const std::vector<Option>& choices) {
  m_words.clear();
  m_words.reserve(choices.size());
  for (const auto& choice : choices)
    m_words.push_back({small(choice.label), small(choice.value), {}});
}

const std::vector<std::string>& ChoiceSearch::keys_of(const Words& words) const {
  if (words.keys.empty()) {
    auto made = localization::pinyin_keys(words.label);
    words.keys = std::move(made.initials);
    for (const auto& syllables : made.full) words.keys.push_back(without_spaces(syllables));
    if (words.keys.empty()) words.keys.emplace_back();
  }
  return words.keys;
}

std::vector<std::size_t> ChoiceSearch::find(const std::string& query, std::size_t limit) const {
  const auto first = query.find_first_not_of(" ");
  const auto wanted =
      first == std::string::npos
          ? std::string()
          : small(query.substr(first, query.find_last_not_of(" ") - first + 1));
  const auto latin = without_spaces(wanted);
  const bool by_sound = m_words.size() <= kPinyinChoicesMax && !latin.empty() && is_latin(latin);
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < m_words.size() && found.size() < limit; ++i) {
    const auto& words = m_words[i];
    bool fits = words.label.find(wanted) != std::string::npos || words.value.starts_with(wanted);
    if (!fits && by_sound) {
      const auto& keys = keys_of(words);
      fits = std::any_of(keys.begin(), keys.end(),
                         [&](const auto& key) { return key.starts_with(latin); });
    }
    if (fits) found.push_back(i);
  }
  return found;
}

}  // namespace jiujin::client::presenters
