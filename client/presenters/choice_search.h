// Finding a choice in a long list by its words, its code, its pinyin or initials.
// Thread rule: one thread; holds the words it was made from.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "client/presenters/view_types.h"

namespace jiujin::client::presenters {

class ChoiceSearch {
 public:
  // Pinyin of longer lists takes too long for a key press: those are found by words and code alone.
  static constexpr std::size_t kPinyinChoicesMax = 1500;

  void set(const std::vector<Option>& choices);
  // Places of what fits, in the list's order; all of them for an empty query, at most `limit`.
  std::vector<std::size_t> find(const std::string& query, std::size_t limit) const;
  std::size_t size() const { return m_words.size(); }

 private:
  struct Words {
    std::string label, value;              // in small letters
    mutable std::vector<std::string> keys;  // pinyin and initials, once they were asked for
  };
  const std::vector<std::string>& keys_of(const Words& words) const;
  std::vector<Words> m_words;
};

}  // namespace jiujin::client::presenters
