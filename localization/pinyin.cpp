#include "localization/pinyin.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "localization/pinyin_text.h"
#include "localization/polyphones.h"

namespace jiujin::localization {
namespace {

constexpr std::size_t kAlternativesMax = 48;  // keys of one text; a name has rarely more than 8
constexpr char32_t kUmlautU = U'\u00fc';
constexpr char32_t kDiaeresis = U'\u0308';

std::string utf8(char32_t character) {
  std::string text;
  icu::UnicodeString(static_cast<UChar32>(character)).toUTF8String(text);
  return text;
}

// Full-width to ASCII, capitals to small; letters, digits and Han only; ü to v.
std::u32string searchable(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  auto unicode = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  if (U_SUCCESS(status)) {
    const auto folded = fold->normalize(unicode, status);
    if (U_SUCCESS(status)) unicode = folded;
  }
  std::u32string result;
  for (std::int32_t i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1)) {
    const UChar32 c = unicode.char32At(i);
    if (u_isalnum(c))
      result += static_cast<char32_t>(c) == kUmlautU ? U'v' : static_cast<char32_t>(c);
  }
  return result;
}

std::string to_utf8(const std::u32string& text) {
  std::string result;
  for (const char32_t c : text) result += utf8(c);
  return result;
}

// What the dictionary says: "nǚ" becomes "nv"; the character itself when it has no entry.
std::string dictionary_reading(char32_t character) {
  static const std::unique_ptr<icu::Transliterator> kHanLatin = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::Transliterator>(
        icu::Transliterator::createInstance("Han-Latin; NFD", UTRANS_FORWARD, status));
  }();
  icu::UnicodeString text(static_cast<UChar32>(character));
  if (kHanLatin) kHanLatin->transliterate(text);
  std::string reading;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const auto c = static_cast<char32_t>(text.char32At(i));
    if (c == kDiaeresis && reading.ends_with('u')) {
      reading.back() = 'v';
    } else if (u_isalnum(static_cast<UChar32>(c))) {
      reading += utf8(c);
    }
  }
  return reading;
}

std::vector<std::string> find_readings(char32_t character) {
  if (!u_isalnum(static_cast<UChar32>(character))) return {};
  if (!u_hasBinaryProperty(static_cast<UChar32>(character), UCHAR_IDEOGRAPHIC)) {
    return {utf8(static_cast<char32_t>(u_tolower(static_cast<UChar32>(character))))};
  }
  std::vector<std::string> result;
  const auto* row = std::ranges::find(kPolyphones, character, &Polyphone::character);
  if (row != std::end(kPolyphones)) {
    std::string_view rest = row->readings;
    while (!rest.empty()) {
      const auto end = rest.find(' ');
      result.emplace_back(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
  } else {
    result.push_back(dictionary_reading(character));
  }
  const auto count = result.size();
  for (std::size_t i = 0; i < count; ++i) {
    std::string plain = result[i];
    std::ranges::replace(plain, 'v', 'u');
    if (plain != result[i]) result.push_back(plain);
  }
  return result;
}

void add_new(std::vector<std::string>& list, const std::string& text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(text);
}

}  // namespace

std::string searchable_text(std::string_view text) { return to_utf8(searchable(text)); }

const std::vector<std::string>& known_readings(char32_t character) {
  // The plane that names are written in is looked up by place: lists ask a million times.
  constexpr char32_t kPlane = 0xA000;
  thread_local std::vector<const std::vector<std::string>*> near(kPlane);
  thread_local std::unordered_map<char32_t, std::vector<std::string>> known;
  if (character < kPlane && near[character]) return *near[character];
  auto found = known.find(character);
  if (found == known.end()) found = known.emplace(character, find_readings(character)).first;
  if (character < kPlane) near[character] = &found->second;
  return found->second;
}

std::vector<std::string> readings(char32_t character) { return known_readings(character); }

PinyinKeys pinyin_keys(std::string_view text) {
  const auto characters = searchable(text);
  PinyinKeys keys;
  keys.text = to_utf8(characters);
  struct Alternative {
    std::string full;
    std::string initials;
  };
  std::vector<Alternative> alternatives = {{}};
  for (const char32_t character : characters) {
    auto options = readings(character);
    if (options.empty()) continue;
    if (alternatives.size() * options.size() > kAlternativesMax) options.resize(1);
    std::vector<Alternative> longer;
    for (const auto& option : options) {
      const bool latin = static_cast<unsigned char>(option[0]) < 0x80;
      for (const auto& before : alternatives) {
        longer.push_back(
            {before.full + option, before.initials + (latin ? option.substr(0, 1) : option)});
      }
    }
    alternatives = std::move(longer);
  }
  for (const auto& alternative : alternatives) {
    if (alternative.full.empty()) continue;
    add_new(keys.full, alternative.full);
    add_new(keys.initials, alternative.initials);
  }
  return keys;
}

std::optional<MatchRank> match(std::string_view query, const PinyinKeys& keys) {
  const std::string wanted = searchable_text(query);
  if (wanted.empty()) return std::nullopt;
  if (keys.text == wanted) return MatchRank::kExact;
  for (const auto& key : keys.full) {
    if (key == wanted) return MatchRank::kExact;
  }
  const auto starts = [&](const std::string& key) { return key.starts_with(wanted); };
  const auto contains = [&](const std::string& key) { return key.find(wanted) != key.npos; };
  if (starts(keys.text) || std::ranges::any_of(keys.full, starts)) return MatchRank::kPrefix;
  if (std::ranges::any_of(keys.initials, starts)) return MatchRank::kInitials;
  if (contains(keys.text) || std::ranges::any_of(keys.full, contains) ||
      std::ranges::any_of(keys.initials, contains)) {
    return MatchRank::kContains;
  }
  return std::nullopt;
}

}  // namespace jiujin::localization
