#include "localization/message_catalogue.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>

namespace jiujin::localization {
namespace {

constexpr std::uint32_t kMagic = 0x950412de;
constexpr std::uint32_t kMagicSwapped = 0xde120495;

// Numbers and strings of the file, never outside it.
class MoBytes {
 public:
  MoBytes(std::string_view bytes, bool swapped) : m_bytes(bytes), m_swapped(swapped) {}

  bool number(std::uint64_t offset, std::uint32_t& value) const {
    if (offset + 4 > m_bytes.size()) return false;
    std::memcpy(&value, m_bytes.data() + offset, 4);
    if (m_swapped) value = __builtin_bswap32(value);
    return true;
  }

  // The string that entry `index` of the table at `table` describes.
  bool string(std::uint64_t table, std::uint64_t index, std::string_view& text) const {
    std::uint32_t length = 0;
    std::uint32_t offset = 0;
    if (!number(table + index * 8, length) || !number(table + index * 8 + 4, offset)) return false;
    if (std::uint64_t{offset} + length + 1 > m_bytes.size()) return false;
    if (m_bytes[offset + length] != '\0') return false;
    text = m_bytes.substr(offset, length);
    return true;
  }

 private:
  std::string_view m_bytes;
  bool m_swapped;
};

}  // namespace

Result<MessageCatalogue> MessageCatalogue::parse(std::string_view bytes, std::string_view place) {
  const auto fail = [&](ErrorCode code, std::string cause) {
    return Error{code, std::string(place), std::move(cause)};
  };
  std::uint32_t magic = 0;
  if (!MoBytes(bytes, false).number(0, magic)) {
    return fail(ErrorCode::kTruncated, "shorter than the header of a .mo file");
  }
  if (magic != kMagic && magic != kMagicSwapped) {
    return fail(ErrorCode::kInvalidData, "not a .mo file");
  }
  const MoBytes mo(bytes, magic == kMagicSwapped);
  std::uint32_t revision = 0, count = 0, originals = 0, translations = 0;
  if (!mo.number(4, revision) || !mo.number(8, count) || !mo.number(12, originals) ||
      !mo.number(16, translations)) {
    return fail(ErrorCode::kTruncated, "shorter than the header of a .mo file");
  }
  if ((revision >> 16) > 1) return fail(ErrorCode::kUnsupported, "unknown .mo revision");
  MessageCatalogue catalogue;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string_view original, translation;
    if (!mo.string(originals, i, original) || !mo.string(translations, i, translation)) {
      return fail(ErrorCode::kTruncated, "string " + std::to_string(i) + " lies outside the file");
    }
    if (original.empty()) {  // the header of the .po file
      catalogue.m_single_form = translation.find("nplurals=1") != std::string_view::npos;
    } else {
      // A plural entry is looked up by its singular.
      const auto singular = original.substr(0, original.find('\0'));
      catalogue.m_texts.emplace(singular, translation);
    }
  }
  return catalogue;
}

Result<MessageCatalogue> MessageCatalogue::load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorCode::kNotFound, path, "cannot open the catalogue"};
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return Error{ErrorCode::kIo, path, "cannot read the catalogue"};
  return parse(bytes, path);
}

const std::string* MessageCatalogue::find(std::string_view english) const {
  const auto found = m_texts.find(std::string(english));
  return found == m_texts.end() || found->second.empty() ? nullptr : &found->second;
}

std::string_view MessageCatalogue::plural_form(const std::string& translation,
                                               long long count) const {
  const std::string_view all = translation;
  const auto first_end = all.find('\0');
  if (first_end == std::string_view::npos) return all;
  if (m_single_form || count == 1) return all.substr(0, first_end);
  const auto rest = all.substr(first_end + 1);
  return rest.substr(0, rest.find('\0'));
}

}  // namespace jiujin::localization
