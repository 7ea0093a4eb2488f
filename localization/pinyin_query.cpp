#include "localization/pinyin_query.h"

#include <array>

#include "localization/pinyin_text.h"

namespace jiujin::localization {
namespace {

// The characters of one text with their readings; texts are names, and names are short.
struct Characters {
  static constexpr std::size_t kMax = 64;
  std::array<const std::vector<std::string>*, kMax> readings{};
  std::size_t count = 0;
};

// Of well-formed UTF-8, which search_text() has made.
char32_t next_character(std::string_view* text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>((*text)[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t character = size == 1 ? first : first & (0x7Fu >> size);
  for (std::size_t i = 1; i < size && i < text->size(); ++i)
    character = (character << 6) | (byte(i) & 0x3Fu);
  text->remove_prefix(std::min(size, text->size()));
  return character;
}

Characters characters_of(std::string_view text) {
  Characters out;
  while (!text.empty() && out.count < Characters::kMax) {
    const auto& readings = known_readings(next_character(&text));
    if (!readings.empty()) out.readings[out.count++] = &readings;
  }
  return out;
}

std::string_view initial_of(std::string_view reading) {
  const bool latin = static_cast<unsigned char>(reading[0]) < 0x80;
  return latin ? reading.substr(0, 1) : reading;
}

// Whether some reading of the characters from `at` on begins with `rest`; `whole`: is `rest`.
bool reads(const Characters& text, std::size_t at, std::string_view rest, bool whole) {
  if (rest.empty()) return !whole || at == text.count;
  if (at == text.count) return false;
  for (const std::string& reading : *text.readings[at]) {
    if (rest.starts_with(reading)) {
      if (reads(text, at + 1, rest.substr(reading.size()), whole)) return true;
    } else if (!whole && reading.starts_with(rest)) {
      return true;
    }
  }
  return false;
}

bool initials_read(const Characters& text, std::size_t at, std::string_view rest) {
  if (rest.empty()) return true;
  if (at == text.count) return false;
  for (const std::string& reading : *text.readings[at]) {
    const auto initial = initial_of(reading);
    if (rest.starts_with(initial)) {
      if (initials_read(text, at + 1, rest.substr(initial.size()))) return true;
    } else if (initial.starts_with(rest)) {
      return true;
    }
  }
  return false;
}

// Beginning within the reading of the character at `at`.
bool reads_within(const Characters& text, std::size_t at, std::string_view wanted) {
  for (const std::string& reading : *text.readings[at]) {
    for (std::size_t from = 1; from < reading.size(); ++from) {
      const std::string_view tail = std::string_view(reading).substr(from);
      if (tail.starts_with(wanted)) return true;
      if (wanted.starts_with(tail) && reads(text, at + 1, wanted.substr(tail.size()), false))
        return true;
    }
  }
  return false;
}

bool reads_anywhere(const Characters& text, std::string_view wanted) {
  for (std::size_t at = 0; at < text.count; ++at) {
    if (reads(text, at, wanted, false) || reads_within(text, at, wanted) ||
        initials_read(text, at, wanted))
      return true;
  }
  return false;
}

}  // namespace

std::string search_text(std::string_view name) {
  std::string out;
  std::string_view rest = name;
  while (!rest.empty()) {
    const auto first = static_cast<unsigned char>(rest[0]);
    if (first < 0x80) {
      if (first >= 'A' && first <= 'Z')
        out += static_cast<char>(first - 'A' + 'a');
      else if ((first >= 'a' && first <= 'z') || (first >= '0' && first <= '9'))
        out += rest[0];
      rest.remove_prefix(1);
      continue;
    }
    const std::string_view whole = rest;
    const bool three = first >= 0xE4 && first <= 0xE9 && rest.size() >= 3;
    const char32_t character = three ? next_character(&rest) : 0;
    // The unified ideographs stand for themselves; whatever else there is, the tables know.
    if (character < 0x4E00 || character > 0x9FFF) return searchable_text(name);
    out.append(whole.substr(0, 3));
  }
  return out;
}

PinyinQuery::PinyinQuery(std::string_view query) : m_wanted(searchable_text(query)) {}

std::optional<MatchRank> PinyinQuery::match(std::string_view text) const {
  if (m_wanted.empty()) return std::nullopt;
  if (text == m_wanted) return MatchRank::kExact;
  const auto characters = characters_of(text);
  if (reads(characters, 0, m_wanted, true)) return MatchRank::kExact;
  if (text.starts_with(m_wanted) || reads(characters, 0, m_wanted, false))
    return MatchRank::kPrefix;
  if (initials_read(characters, 0, m_wanted)) return MatchRank::kInitials;
  if (text.find(m_wanted) != text.npos || reads_anywhere(characters, m_wanted))
    return MatchRank::kContains;
  return std::nullopt;
}

}  // namespace jiujin::localization
