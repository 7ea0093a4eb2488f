#include "forms/catalogue/index.h"

#include <algorithm>
#include <optional>

#include "forms/identifiers/check.h"

namespace jiujin::forms::catalogue {

using localization::MatchRank;

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) {
    return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
  });
  return result;
}

// What an input method left in full width (ＱＸ－０１４, the wide blank) is taken as if typed
// narrow.
std::vector<std::string> words_of(std::string_view typed) {
  const std::string query = identifiers::normalise(typed);
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = query.find_first_not_of(" \t", at)) != std::string_view::npos) {
    const auto end = std::min(query.find_first_of(" \t", at), query.size());
    words.push_back(lower(query.substr(at, end - at)));
    at = end;
  }
  return words;
}

// 生育服务证、准生登记: each of them is a name by itself.
std::vector<std::string> split_aliases(std::string text) {
  std::vector<std::string> parts;
  for (std::string_view mark : {"、", "，", ",", "；", ";"}) {
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos;) {
      text.replace(at, mark.size(), "\n");
    }
  }
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

int rank_of(MatchRank rank) {
  return static_cast<int>(rank);
}

}  // namespace

CatalogueIndex::CatalogueIndex(const Catalogue& catalogue) {
  const auto entry = [](const LanguageMap& name, const std::string& code) {
    Entry entry;
    entry.code = lower(code);
    entry.name = localization::pinyin_keys(name.chinese());
    if (name.has("en")) entry.english = lower(name.get("en"));
    return entry;
  };
  for (const Item& item : catalogue.items) {
    Entry next = entry(item.name, item.code);
    next.hit.item = &item;
    next.in_use = item.state == "in_use";
    for (const std::string& alias : split_aliases(item.alias.chinese())) {
      next.aliases.push_back(localization::pinyin_keys(alias));
    }
    m_entries.push_back(std::move(next));
  }
  for (const JointItem& joint : catalogue.joint_items) {
    Entry next = entry(joint.name, joint.code);
    next.hit.joint = &joint;
    m_entries.push_back(std::move(next));
  }
}

std::vector<SearchHit> CatalogueIndex::search(std::string_view query, std::size_t limit) const {
  // Ten between ranks: a name is better than an alias of the same rank, and the shorter name
  // better.
  const auto fit = [](const Entry& entry, const std::string& word) -> std::optional<int> {
    std::optional<int> best;
    const auto take = [&](int rank) { best = std::min(best.value_or(rank), rank); };
    if (entry.code == word) take(0);
    if (entry.code.find(word) != std::string::npos) take(15);
    if (const auto rank = localization::match(word, entry.name)) take(10 * rank_of(*rank));
    for (const auto& alias : entry.aliases) {
      if (const auto rank = localization::match(word, alias)) take(10 * rank_of(*rank) + 5);
    }
    if (entry.english.starts_with(word)) take(12);
    if (word.size() >= 3 && entry.english.find(word) != std::string::npos) take(32);
    return best;
  };
  const std::vector<std::string> words = words_of(query);
  std::vector<SearchHit> hits;
  for (const Entry& entry : m_entries) {
    SearchHit hit = entry.hit;
    bool fits = true;
    for (const std::string& word : words) {
      const auto rank = fit(entry, word);
      fits = fits && rank.has_value();
      hit.rank += rank.value_or(0);
    }
    if (!fits) continue;
    if (!entry.in_use) hit.rank += 1000;
    hits.push_back(hit);
  }
  std::ranges::stable_sort(hits, {}, &SearchHit::rank);
  if (hits.size() > limit) hits.resize(limit);
  return hits;
}

}  // namespace jiujin::forms::catalogue
