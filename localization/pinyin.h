// Pinyin keys: finding 生育登记 by typing "shengyu", "sydj" or a piece of the name.
//
// Every alternative reading of a character that has several gets its own key (长寿 is found by
// "changshou" and by "zhangshou"), because a clerk types what is right and a dictionary does not
// know the word. ü is typed v; u is accepted. Knows no item and no list: text in, keys out.
// Thread rule: callable from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiujin::localization {

struct PinyinKeys {
  std::string text;                   // lower-case, without spaces and punctuation: 生育登记
  std::vector<std::string> full;      // shengyudengji; every alternative, at most 48
  std::vector<std::string> initials;  // sydj; every alternative, no doubles
};

PinyinKeys pinyin_keys(std::string_view text);

// All readings of one character without tones ("chang", "zhang"), the usual one first; the
// lower-case character itself for letters and digits; empty for punctuation.
std::vector<std::string> readings(char32_t character);

// Best first.
enum class MatchRank { kExact, kPrefix, kInitials, kContains };

// How `query` (Chinese, pinyin with or without spaces, initials, mixed case) fits the keys; nothing
// when it does not, or when the query is empty. Exact: the whole text or a whole full key. Prefix:
// the beginning of one. Initials: the beginning of the initials. Contains: anywhere in them.
std::optional<MatchRank> match(std::string_view query, const PinyinKeys& keys);

}  // namespace jiujin::localization
