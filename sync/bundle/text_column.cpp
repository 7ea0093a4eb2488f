// Columns of texts (PROTOCOL 7.8): same, digits, listed, plain, letters, hexadecimal.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "sync/base/hex.h"
#include "sync/bundle/columns.h"
#include "sync/bundle/limits.h"

namespace jiujin::sync::bundle {

namespace {

// On the wire: do not renumber.
enum class TextForm : std::uint8_t {
  kSame = 0,
  kDigits = 1,
  kListed = 2,
  kPlain = 3,
  kLetters = 4,
  kHex = 5,
};

using Texts = std::span<const BytesView>;

constexpr std::size_t kRunDigitsMax = 18;  // fits 64 bits
constexpr std::size_t kRunsMax = 32;
constexpr std::size_t kLettersMax = 255;
constexpr std::size_t kHexDigitsMin = 16;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// --- digits: "2026-11-22" and "S001" as literal pieces around columns of numbers ---

struct Run {
  std::uint64_t value = 0;
  std::size_t digits = 0;  // with leading zeros
};

// Text as its literal pieces (each followed by a zero byte where a run stands) and its runs.
void split_digits(BytesView text, Bytes& pieces, std::vector<Run>& runs) {
  pieces.clear();
  runs.clear();
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      pieces.push_back(text[i++]);
      continue;
    }
    Run run;
    for (; i < text.size() && is_digit(text[i]) && run.digits < kRunDigitsMax; ++i, ++run.digits) {
      run.value = run.value * 10 + static_cast<std::uint64_t>(text[i] - '0');
    }
    pieces.push_back('\0');
    runs.push_back(run);
  }
}

struct RunColumn {
  std::vector<std::uint64_t> values;
  std::size_t width = 0;  // of all values; 0: as many digits as each needs
  bool one_width = true;
  bool no_leading_zero = true;
};

bool write_digits(FieldWriter& out, Texts texts) {
  Bytes pieces, first_pieces;
  std::vector<Run> runs;
  split_digits(texts[0], first_pieces, runs);
  if (runs.empty() || runs.size() > kRunsMax) return false;
  std::vector<RunColumn> columns(runs.size());
  for (const BytesView text : texts) {
    split_digits(text, pieces, runs);
    if (pieces != first_pieces) return false;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      RunColumn& column = columns[i];
      if (column.values.empty()) column.width = runs[i].digits;
      column.one_width &= runs[i].digits == column.width;
      column.no_leading_zero &= runs[i].digits == std::to_string(runs[i].value).size();
      column.values.push_back(runs[i].value);
    }
  }
  for (RunColumn& column : columns) {
    if (!column.one_width && !column.no_leading_zero) return false;
    if (!column.one_width) column.width = 0;
  }
  out.byte(static_cast<std::uint8_t>(TextForm::kDigits));
  out.counted(first_pieces);
  for (const RunColumn& column : columns) {
    out.byte(static_cast<std::uint8_t>(column.width));
    write_numbers(out, column.values);
  }
  return true;
}

void append_digits(FieldReader& in, Bytes& out, std::uint64_t value, std::size_t width) {
  std::array<char, 20> digits;
  std::size_t size = 0;
  do {
    digits[size++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value > 0);
  if (width > 0 && size > width) in.fail("a number is wider than its column");
  for (; size < width; ++size) digits[size] = '0';
  while (size > 0) out.push_back(digits[--size]);
}

std::vector<TextArena::Place> read_digits(FieldReader& in, std::size_t count, TextArena& arena) {
  const Bytes pieces(in.counted(kUnpackedMax));
  const auto runs = static_cast<std::size_t>(std::count(pieces.begin(), pieces.end(), '\0'));
  if (runs > kRunsMax) in.fail("too many numbers in a text");
  std::vector<RunColumn> columns(in.failed() ? 0 : runs);
  for (RunColumn& column : columns) {
    column.width = in.byte();
    if (column.width > kRunDigitsMax) in.fail("a column of digits is too wide");
    column.values = read_numbers(in, count);
  }
  std::vector<TextArena::Place> out;
  Bytes text;
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    text.clear();
    std::size_t column = 0;
    for (const char c : pieces) {
      if (c != '\0') {
        text.push_back(c);
        continue;
      }
      append_digits(in, text, columns[column].values[i], columns[column].width);
      ++column;
    }
    out.push_back(arena.add(in, text));
  }
  return out;
}

// --- letters: a column's own alphabet, a byte for each letter, zero behind each text ---

// Bytes of the well-formed UTF-8 character that `text` begins with; 0: it does not.
std::size_t letter_size(BytesView text) {
  const auto first = static_cast<std::uint8_t>(text[0]);
  if (first < 0x80) return 1;
  const std::size_t size = first < 0xc2   ? 0
                           : first < 0xe0 ? 2
                           : first < 0xf0 ? 3
                           : first < 0xf8 ? 4
                                          : 0;
  if (text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((static_cast<std::uint8_t>(text[i]) & 0xc0) != 0x80) return 0;
  }
  return size;
}

std::uint32_t letter_at(BytesView text, std::size_t size) {
  std::uint32_t letter = 0;
  for (std::size_t i = 0; i < size; ++i) letter = letter << 8 | static_cast<std::uint8_t>(text[i]);
  return letter;
}

bool write_letters(FieldWriter& out, Texts texts) {
  std::unordered_map<std::uint32_t, char> known;
  Bytes alphabet, symbols;
  std::size_t bytes = 0;
  for (BytesView text : texts) {
    bytes += text.size() + 1;
    while (!text.empty()) {
      const std::size_t size = letter_size(text);
      if (size == 0) return false;
      const auto [place, fresh] = known.try_emplace(letter_at(text, size), '\0');
      if (fresh) {
        if (known.size() > kLettersMax) return false;
        place->second = static_cast<char>(known.size());
        alphabet += text.substr(0, size);
      }
      symbols.push_back(place->second);
      text.remove_prefix(size);
    }
    symbols.push_back('\0');
  }
  // Below this the alphabet costs more than the shorter text gains (measured on names and forms).
  if (alphabet.size() + symbols.size() > bytes * 2 / 3) return false;
  out.byte(static_cast<std::uint8_t>(TextForm::kLetters));
  out.counted(alphabet);
  out.counted(symbols);
  return true;
}

std::vector<TextArena::Place> read_letters(FieldReader& in, std::size_t count, TextArena& arena) {
  BytesView alphabet = in.counted(kLettersMax * 4);
  std::vector<BytesView> letters{BytesView()};
  while (!alphabet.empty() && !in.failed()) {
    const std::size_t size = letter_size(alphabet);
    if (size == 0 || letters.size() > kLettersMax) {
      in.fail("a broken alphabet");
      break;
    }
    letters.push_back(alphabet.substr(0, size));
    alphabet.remove_prefix(size);
  }
  std::vector<TextArena::Place> out;
  Bytes text;
  for (const char c : in.counted(kUnpackedMax)) {
    const auto symbol = static_cast<std::uint8_t>(c);
    if (symbol == 0) {
      out.push_back(arena.add(in, text));
      text.clear();
    } else if (symbol < letters.size()) {
      text += letters[symbol];
    } else {
      in.fail("a letter that is not in the alphabet");
    }
    if (in.failed()) break;
  }
  if (out.size() != count || !text.empty()) in.fail("a column of another length");
  return out;
}

// --- the others ---

bool write_hex(FieldWriter& out, Texts texts) {
  const std::size_t size = texts[0].size();
  if (size < kHexDigitsMin || size % 2 != 0 || size > 255) return false;
  for (const BytesView text : texts) {
    if (text.size() != size || text.find_first_not_of("0123456789abcdef") != BytesView::npos) {
      return false;
    }
  }
  out.byte(static_cast<std::uint8_t>(TextForm::kHex));
  out.byte(static_cast<std::uint8_t>(size / 2));
  for (const BytesView text : texts) out.raw(*base::from_hex(text));
  return true;
}

void write_plain(FieldWriter& out, Texts texts) {
  Bytes joined;
  for (const BytesView text : texts) (joined += text).push_back('\0');
  out.byte(static_cast<std::uint8_t>(TextForm::kPlain));
  out.counted(joined);
}

// Only where a text stands `times` times in the column on average.
bool write_listed(FieldWriter& out, Texts texts, std::size_t times) {
  std::unordered_map<BytesView, std::uint64_t> known;
  std::vector<BytesView> list;
  std::vector<std::uint64_t> which;
  for (const BytesView text : texts) {
    const auto [place, fresh] = known.try_emplace(text, list.size());
    if (fresh) list.push_back(text);
    if (list.size() * times > texts.size()) return false;
    which.push_back(place->second);
  }
  out.byte(static_cast<std::uint8_t>(TextForm::kListed));
  out.varint(list.size());
  write_texts(out, list);
  write_numbers(out, which);
  return true;
}

std::vector<TextArena::Place> read_listed(FieldReader& in, std::size_t count, TextArena& arena) {
  // A list is shorter than what it lists, so that lists of lists end.
  const auto size = static_cast<std::size_t>(in.varint(count / 2));
  if (size == 0) in.fail("an empty list");
  if (in.failed()) return {};
  const auto list = read_texts(in, size, arena);
  std::vector<TextArena::Place> out;
  for (const std::uint64_t which : read_numbers(in, count)) {
    if (which >= size) in.fail("a text that is not in the list");
    if (in.failed()) return {};
    out.push_back(list[static_cast<std::size_t>(which)]);
  }
  return out;
}

std::vector<TextArena::Place> read_plain(FieldReader& in, std::size_t count, TextArena& arena) {
  BytesView joined = in.counted(kUnpackedMax);
  std::vector<TextArena::Place> out;
  while (!joined.empty() && out.size() < count && !in.failed()) {
    const std::size_t size = joined.find('\0');
    if (size == BytesView::npos) break;
    out.push_back(arena.add(in, joined.substr(0, size)));
    joined.remove_prefix(size + 1);
  }
  if (out.size() != count || !joined.empty()) in.fail("a column of another length");
  return out;
}

std::vector<TextArena::Place> read_hex(FieldReader& in, std::size_t count, TextArena& arena) {
  std::vector<TextArena::Place> out;
  const std::size_t size = in.byte();
  while (out.size() < count && !in.failed()) {
    out.push_back(arena.add(in, base::to_hex(in.raw(size))));
  }
  return out;
}

}  // namespace

TextArena::Place TextArena::add(FieldReader& in, BytesView bytes) {
  if (bytes.size() > kUnpackedMax - m_bytes.size()) {
    in.fail("texts grow beyond their limit");
    return {};
  }
  const Place place{static_cast<std::uint32_t>(m_bytes.size()),
                    static_cast<std::uint32_t>(bytes.size())};
  m_bytes += bytes;
  return place;
}

void write_texts(FieldWriter& out, Texts texts) {
  if (texts.empty()) return;
  if (std::all_of(texts.begin(), texts.end(), [&](BytesView t) { return t == texts[0]; })) {
    out.byte(static_cast<std::uint8_t>(TextForm::kSame));
    return out.counted(texts[0]);
  }
  if (write_listed(out, texts, 4) || write_hex(out, texts) || write_digits(out, texts)) return;
  if (write_listed(out, texts, 2) || write_letters(out, texts)) return;
  write_plain(out, texts);
}

std::vector<TextArena::Place> read_texts(FieldReader& in, std::size_t count, TextArena& arena) {
  std::vector<TextArena::Place> out;
  if (count == 0) return out;
  switch (static_cast<TextForm>(in.byte())) {
    case TextForm::kSame:
      out.assign(count, arena.add(in, in.counted(kUnpackedMax)));
      break;
    case TextForm::kDigits:
      out = read_digits(in, count, arena);
      break;
    case TextForm::kListed:
      out = read_listed(in, count, arena);
      break;
    case TextForm::kPlain:
      out = read_plain(in, count, arena);
      break;
    case TextForm::kLetters:
      out = read_letters(in, count, arena);
      break;
    case TextForm::kHex:
      out = read_hex(in, count, arena);
      break;
    default:
      in.fail("an unknown form of a column of texts");
  }
  if (in.failed()) out.assign(count, {});
  return out;
}

}  // namespace jiujin::sync::bundle
