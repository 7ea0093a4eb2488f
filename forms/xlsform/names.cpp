#include "forms/xlsform/names.h"

#include "forms/xlsform/workbook.h"

namespace jiujin::forms::xlsform {

namespace {

// Decodes one code point of UTF-8; 0 and size 1 for what is none.
char32_t code_point(std::string_view text, std::size_t& size) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  size = 1;
  const unsigned char first = byte(0);
  if (first < 0x80) return first;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (length == 0 || text.size() < length) return 0;
  char32_t point = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    point = point << 6 | (byte(i) & 0x3Fu);
  }
  size = length;
  return point;
}

bool in(char32_t c, char32_t first, char32_t last) {
  return c >= first && c <= last;
}

bool starts_name(char32_t c) {
  return in(c, 'A', 'Z') || in(c, 'a', 'z') || c == '_' || in(c, 0xC0, 0xD6) || in(c, 0xD8, 0xF6) ||
         in(c, 0xF8, 0x2FF) || in(c, 0x370, 0x37D) || in(c, 0x37F, 0x1FFF) ||
         in(c, 0x200C, 0x200D) || in(c, 0x2070, 0x218F) || in(c, 0x2C00, 0x2FEF) ||
         in(c, 0x3001, 0xD7FF) || in(c, 0xF900, 0xFDCF) || in(c, 0xFDF0, 0xFFFD) ||
         in(c, 0x10000, 0xEFFFF);
}

bool continues_name(char32_t c) {
  return starts_name(c) || c == '-' || c == '.' || in(c, '0', '9') || c == 0xB7 ||
         in(c, 0x300, 0x36F) || in(c, 0x203F, 0x2040);
}

constexpr std::string_view kOpen = "${";
constexpr std::string_view kLastSaved = "last-saved#";

}  // namespace

std::size_t name_length(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t size = 1;
    const char32_t c = code_point(text.substr(at), size);
    if (at == 0 ? !starts_name(c) : !continues_name(c)) break;
    at += size;
  }
  return at;
}

bool is_name(std::string_view text) {
  return !text.empty() && name_length(text) == text.size();
}

bool is_qualified_name(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return is_name(text);
  return is_name(text.substr(0, colon)) && is_name(text.substr(colon + 1));
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::size_t size = 1;
    const char32_t c = code_point(text, size);
    const bool overlong = (size == 3 && c < 0x800) || (size == 4 && c < 0x10000);
    const bool surrogate = in(c, 0xD800, 0xDFFF);
    if ((size == 1 && (text.front() & 0x80) != 0) || c == 0 || overlong || surrogate ||
        c == 0xFFFE || c == 0xFFFF || c > 0x10FFFF) {
      return false;
    }
    text.remove_prefix(size);
  }
  return true;
}

std::optional<Reference> reference_at(std::string_view text, std::size_t start) {
  std::size_t at = start + kOpen.size();
  while (at < text.size() && text[at] == ' ') ++at;
  Reference out;
  out.start = start;
  if (text.substr(at).starts_with(kLastSaved)) {
    out.last_saved = true;
    at += kLastSaved.size();
  }
  const std::size_t length = name_length(text.substr(at));
  if (length == 0) return std::nullopt;
  out.name = text.substr(at, length);
  at += length;
  while (at < text.size() && text[at] == ' ') ++at;
  if (at >= text.size() || text[at] != '}') return std::nullopt;
  out.end = at + 1;
  return out;
}

std::vector<Reference> references_in(std::string_view text) {
  std::vector<Reference> out;
  for (auto at = text.find(kOpen); at != std::string_view::npos; at = text.find(kOpen, at)) {
    auto reference = reference_at(text, at);
    at = reference ? reference->end : at + kOpen.size();
    if (reference) out.push_back(std::move(*reference));
  }
  return out;
}

bool has_reference(std::string_view text) {
  return !references_in(text).empty();
}

bool has_last_saved(std::string_view text) {
  for (const auto& reference : references_in(text)) {
    if (reference.last_saved) return true;
  }
  return false;
}

std::optional<Reference> single_reference(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with(kOpen)) return std::nullopt;
  auto reference = reference_at(text, 0);
  if (!reference || reference->end != text.size()) return std::nullopt;
  return reference;
}

std::size_t malformed_reference(std::string_view text) {
  for (auto at = text.find(kOpen); at != std::string_view::npos; at = text.find(kOpen, at)) {
    const auto reference = reference_at(text, at);
    if (!reference) return at;
    at = reference->end;
  }
  return std::string_view::npos;
}

}  // namespace jiujin::forms::xlsform
