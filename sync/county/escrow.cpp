#include "sync/county/escrow.h"

#include <algorithm>

#include "localization/formats.h"
#include "localization/text.h"
#include "sync/base/atomic_file.h"
#include "sync/base/hex.h"
#include "sync/base/varint.h"
#include "sync/envelope/data_key.h"
#include "sync/envelope/key_shares.h"

namespace jiujin::sync::county {
namespace {

using base::Bytes;
using base::BytesView;

constexpr BytesView kMagic = "JJSH";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kLineBytes = 16;
constexpr std::size_t kLineCheckBytes = 2;
constexpr std::size_t kCheckBytes = 8;
constexpr std::size_t kNameBytesMax = 128;
constexpr std::size_t kSecretBytesMax = 4096;
constexpr std::size_t kFileBytesMax = 64 * 1024;

BytesView first_of_hash(const base::ContentHash& hash, std::size_t bytes) {
  return hash.view().substr(0, bytes);
}

// In groups of four digits.
std::string grouped(BytesView bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 2)
    out += (i ? " " : "") + base::to_hex(bytes.substr(i, 2));
  return out;
}

std::string line_check(std::size_t number, BytesView bytes) {
  Bytes checked;
  base::append_varint(checked, number);
  checked += bytes;
  return base::to_hex(first_of_hash(envelope::content_hash(checked), kLineCheckBytes));
}

std::string write_block(BytesView bytes) {
  std::string out;
  for (std::size_t number = 1; !bytes.empty(); ++number) {
    const BytesView line = bytes.substr(0, kLineBytes);
    out += (number < 10 ? "0" : "") + std::to_string(number) + ": " + grouped(line) + " = " +
           line_check(number, line) + "\n";
    bytes.remove_prefix(line.size());
  }
  return out;
}

// A line of the block: its number, or 0 for words around it.
std::size_t number_of(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 3) return 0;
  std::size_t number = 0;
  for (const char c : line.substr(0, colon)) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + static_cast<std::size_t>(c - '0');
  }
  return number;
}

Error wrong_line(const std::string& place, std::size_t number, const char* cause) {
  return {ErrorCode::kCorrupt, place, "line " + std::to_string(number) + " " + cause};
}

// The bytes of a block's line behind its number; nothing: not as it was written.
std::optional<Bytes> bytes_of(std::string_view line, std::size_t number) {
  std::string digits(line.substr(line.find(':') + 1));
  std::erase_if(digits, [](char c) { return c == ' ' || c == '\t' || c == '\r'; });
  const auto equals = digits.find('=');
  if (equals == std::string::npos) return std::nullopt;
  const auto bytes = base::from_hex(digits.substr(0, equals));
  const auto check = base::from_hex(digits.substr(equals + 1));
  if (!bytes.ok() || !check.ok() || bytes->size() > kLineBytes) return std::nullopt;
  if (base::to_hex(*check) != line_check(number, *bytes)) return std::nullopt;
  return *bytes;
}

Result<Bytes> read_block(std::string_view text, const std::string& place) {
  Bytes bytes;
  std::size_t last = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    const std::size_t number = number_of(line);
    if (number == 0) continue;
    if (number != last + 1) return wrong_line(place, last + 1, "of the share is missing");
    const auto piece = bytes_of(line, number);
    if (!piece) return wrong_line(place, number, "of the share was mistyped or altered");
    bytes += *piece;
    last = number;
  }
  if (last == 0) return Error{ErrorCode::kCorrupt, place, "there is no share in it"};
  if (bytes.size() <= kCheckBytes) return wrong_line(place, last + 1, "of the share is missing");
  const BytesView body = BytesView(bytes).substr(0, bytes.size() - kCheckBytes);
  if (BytesView(bytes).substr(body.size()) !=
      first_of_hash(envelope::content_hash(body), kCheckBytes))
    return wrong_line(place, last + 1, "of the share is missing");
  bytes.resize(body.size());
  return bytes;
}

Bytes pack(const EscrowShare& share) {
  Bytes out(kMagic);
  out.push_back(static_cast<char>(kVersion));
  out.push_back(static_cast<char>(share.suite));
  out += share.authority.view();
  out += share.key.view();
  base::append_big_endian_64(out, static_cast<std::uint64_t>(share.made_ms));
  for (const int value : {share.people, share.needed, share.number})
    out.push_back(static_cast<char>(value));
  for (const BytesView part : {BytesView(share.county), BytesView(share.secret)}) {
    base::append_varint(out, part.size());
    out += part;
  }
  out += first_of_hash(envelope::content_hash(out), kCheckBytes);
  return out;
}

Result<Bytes> counted(base::ByteReader& reader, std::size_t max) {
  auto size = reader.varint();
  if (!size.ok()) return size.error();
  if (*size > max) return reader.error(ErrorCode::kTooLarge, "a length is wrong");
  auto bytes = reader.take(static_cast<std::size_t>(*size));
  if (!bytes.ok()) return bytes.error();
  return Bytes(*bytes);
}

Result<envelope::KeyMark> read_mark(base::ByteReader& reader) {
  envelope::KeyMark mark;
  auto bytes = reader.take(mark.bytes.size());
  if (!bytes.ok()) return bytes.error();
  std::copy(bytes->begin(), bytes->end(), mark.bytes.begin());
  return mark;
}

Result<EscrowShare> unpack(BytesView bytes, const std::string& place) {
  const Error broken{ErrorCode::kCorrupt, place, "this is no share of a backup key"};
  base::ByteReader reader(bytes, "share");
  const auto magic = reader.take(kMagic.size());
  const auto version = reader.byte();
  if (!magic.ok() || *magic != kMagic || !version.ok()) return broken;
  if (*version != kVersion)
    return Error{ErrorCode::kUnsupported, place, "a share of a newer version"};
  EscrowShare share;
  const auto suite = reader.byte();
  const auto authority = read_mark(reader);
  const auto key = read_mark(reader);
  const auto made = reader.big_endian_64();
  const auto people = reader.byte(), needed = reader.byte(), number = reader.byte();
  auto county = counted(reader, kNameBytesMax);
  auto secret = counted(reader, kSecretBytesMax);
  if (!suite.ok() || !authority.ok() || !key.ok() || !made.ok() || !people.ok() || !needed.ok() ||
      !number.ok() || !county.ok() || !secret.ok() || !reader.at_end())
    return broken;
  return EscrowShare{*std::move(county),
                     *authority,
                     *key,
                     *suite,
                     static_cast<std::int64_t>(*made),
                     *people,
                     *needed,
                     *number,
                     *std::move(secret)};
}

std::string words_in(const localization::Translator& words, const EscrowShare& share) {
  const std::string lines[] = {
      format(words._t("Share {0} of {1} of the backup key of {2}"), share.number, share.people,
             share.county),
      format(words._t("Key {0}, made on {1}"), escrow_key_words(share.key),
             escrow_day(share.made_ms)),
      "",
      format(words._t("Any {0} of the {1} shares together open the county's backups. One alone "
                      "opens nothing."),
             share.needed, share.people),
      words._t("Keep it yourself, printed or on a stick that serves for nothing else, in a sealed "
               "envelope under lock and key, apart from the other shares and from the backups. "
               "Take no photograph of it and send it to nobody."),
      words._t("If it is lost, or somebody may have copied it, tell the county at once. Whoever "
               "leaves office hands it over in person. Either way the county makes a new key."),
      words._t("The numbered lines below are for the program. When they are typed in again, it "
               "names each line that is wrong.")};
  std::string out;
  for (const auto& line : lines) out += line + "\n";
  return out;
}

}  // namespace

std::string escrow_day(std::int64_t made_ms) {
  const localization::Instant at{std::chrono::seconds{made_ms / 1000}};
  return localization::iso_date(localization::local_date(at));
}

std::string escrow_key_words(const envelope::KeyMark& key) {
  return grouped(key.view());
}

std::string write_share(const EscrowShare& share) {
  const auto chinese = localization::Translator::for_language("zh_CN");
  const auto english = localization::Translator::for_language("en");
  std::string out = chinese.is_chinese() ? words_in(chinese, share) + "\n" : "";
  return out + words_in(english, share) + "\n" + write_block(pack(share));
}

Result<EscrowShare> read_share(std::string_view text, const std::string& place) {
  auto bytes = read_block(text, place);
  if (!bytes.ok()) return bytes.error();
  auto share = unpack(*bytes, place);
  envelope::wipe(*bytes);
  return share;
}

Result<NewEscrow> make_escrow(const EscrowShare& facts, const base::RandomSource& random) {
  const auto sealing = envelope::find_sealing(facts.suite);
  if (!sealing.ok()) return sealing.error();
  auto keys = (*sealing)->generate_opening_key(random);
  auto split = envelope::split_secret(keys.private_key, facts.needed, facts.people, random);
  envelope::wipe(keys.private_key);
  if (!split.ok()) return split.error();
  NewEscrow made{{facts.suite, keys.public_key}, {}};
  for (auto& secret : *split) {
    EscrowShare share = facts;
    share.county.resize(std::min(share.county.size(), kNameBytesMax));
    share.key = envelope::key_mark(keys.public_key);
    share.number = static_cast<int>(made.shares.size()) + 1;
    share.secret = std::move(secret);
    made.shares.push_back(std::move(share));
  }
  return made;
}

Result<OpenedEscrow> open_escrow(std::span<const NamedShare> shares) {
  const auto bad = [](ErrorCode code, const std::string& place, const std::string& cause) {
    return Error{code, place, cause};
  };
  if (shares.empty()) return bad(ErrorCode::kInvalidArgument, "shares", "none was given");
  const EscrowShare& first = shares.front().share;
  std::vector<Bytes> secrets;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto& [place, share] = shares[i];
    if (share.key != first.key)
      return bad(ErrorCode::kConflict, place,
                 "a share of another key (" + escrow_key_words(share.key) + ", made on " +
                     escrow_day(share.made_ms) + ") than " + shares.front().place);
    for (std::size_t k = 0; k < i; ++k)
      if (shares[k].share.number == share.number)
        return bad(ErrorCode::kInvalidArgument, place, "the same share as " + shares[k].place);
    secrets.push_back(share.secret);
  }
  if (static_cast<int>(shares.size()) < first.needed)
    return bad(ErrorCode::kInvalidArgument, "shares",
               std::to_string(first.needed) + " are needed, " + std::to_string(shares.size()) +
                   (shares.size() == 1 ? " was given" : " were given"));
  auto secret = envelope::join_shares(secrets);
  for (auto& each : secrets) envelope::wipe(each);
  if (!secret.ok()) return bad(ErrorCode::kCorrupt, shares.front().place, secret.error().cause);
  auto keys = envelope::opening_pair_of(*std::move(secret));
  if (!keys.ok() || envelope::key_mark(keys->public_key) != first.key)
    return bad(ErrorCode::kCorrupt, shares.front().place,
               "the shares do not give the key that they name");
  OpenedEscrow opened{first, *std::move(keys)};
  envelope::wipe(opened.facts.secret);
  return opened;
}

Result<OpenedEscrow> open_escrow_files(std::span<const std::string> paths) {
  std::vector<NamedShare> shares;
  for (const auto& path : paths) {
    auto text = base::read_whole_file(path, kFileBytesMax);
    if (!text.ok()) return text.error();
    auto share = read_share(*text, path);
    envelope::wipe(*text);
    if (!share.ok()) return share.error();
    shares.push_back({path, *std::move(share)});
  }
  auto opened = open_escrow(shares);
  for (auto& each : shares) envelope::wipe(each.share.secret);
  return opened;
}

}  // namespace jiujin::sync::county
