// A query made ready once, to be held against many names without making keys of each: a list of
// 100,000 people is searched in some milliseconds (pinyin.h has the keys, for few and often).
//
// Gives what match(query, pinyin_keys(text)) gives; where a text has more readings than keys are
// made for, all of them are seen. Thread rule: const methods from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "localization/pinyin.h"

namespace jiujin::localization {

// What a name is searched as: small letters, digits and Han, without blanks and punctuation.
std::string search_text(std::string_view name);

class PinyinQuery {
 public:
  explicit PinyinQuery(std::string_view query);
  bool empty() const { return m_wanted.empty(); }
  // `text`: made by search_text().
  std::optional<MatchRank> match(std::string_view text) const;

 private:
  std::string m_wanted;
};

}  // namespace jiujin::localization
