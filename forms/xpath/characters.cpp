#include "forms/xpath/characters.h"

#include <algorithm>

namespace jiujin::forms::xpath {

namespace {

// Bytes of the character at `at`, 0 if there is none (Unicode, table 3-7).
std::size_t sound_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return 0;
  char32_t point = lead & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0) != 0x80) return 0;
    point = (point << 6) | (byte & 0x3F);
  }
  const bool shortest = length == 2 || point >= (length == 3 ? 0x800u : 0x10000u);
  const bool surrogate = point >= 0xD800 && point < 0xE000;
  return shortest && !surrogate && point < 0x110000 ? length : 0;
}

}  // namespace

std::u32string code_points(std::string_view utf8) {
  std::u32string result;
  result.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[at]);
    std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (at + length > utf8.size()) length = 1;
    char32_t point = length == 1 ? lead : lead & (0xFF >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
      point = (point << 6) | (static_cast<unsigned char>(utf8[at + i]) & 0x3F);
    }
    result += point;
    at += length;
  }
  return result;
}

std::string utf8(std::u32string_view points) {
  std::string result;
  for (const char32_t point : points) {
    if (point < 0x80) {
      result += static_cast<char>(point);
    } else if (point < 0x800) {
      result += static_cast<char>(0xC0 | (point >> 6));
      result += static_cast<char>(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
      result += static_cast<char>(0xE0 | (point >> 12));
      result += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
      result += static_cast<char>(0x80 | (point & 0x3F));
    } else {
      result += static_cast<char>(0xF0 | (point >> 18));
      result += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
      result += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
      result += static_cast<char>(0x80 | (point & 0x3F));
    }
  }
  return result;
}

std::string sound_utf8(std::string text) {
  if (std::ranges::none_of(text, [](char c) { return (c & 0x80) != 0; })) return text;
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sound_length(text, at);
    result += length == 0 ? std::string_view("\uFFFD") : std::string_view(text).substr(at, length);
    at += std::max<std::size_t>(length, 1);
  }
  return result;
}

std::vector<std::string> words(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::vector<std::string> result;
  for (auto begin = text.find_first_not_of(kBlanks); begin != std::string_view::npos;
       begin = text.find_first_not_of(kBlanks, begin)) {
    const auto end = std::min(text.find_first_of(kBlanks, begin), text.size());
    result.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
  return result;
}

}  // namespace jiujin::forms::xpath
