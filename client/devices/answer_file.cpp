#include "client/devices/answer_file.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>

#include "client/devices/limits.h"

namespace jiujin::client::devices {
namespace {

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size && at + i < bytes.size(); ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
  return value;
}

int seconds_of(std::uint64_t amount, std::uint64_t per_second) {
  if (per_second == 0) return 0;
  const auto seconds = amount / per_second + (amount % per_second * 2 >= per_second ? 1 : 0);
  return static_cast<int>(std::min<std::uint64_t>(seconds, std::numeric_limits<int>::max()));
}

// ISO/IEC 14496-12 section 4.2: size, type, then what is in it.
struct Box {
  std::string_view type, content;
};
std::optional<Box> next_box(std::string_view& rest) {
  if (rest.size() < 8) return std::nullopt;
  std::uint64_t size = big_endian(rest, 0, 4), head = 8;
  if (size == 1) {
    size = big_endian(rest, 8, 8);
    head = 16;
  } else if (size == 0) {
    size = rest.size();
  }
  if (size < head || size > rest.size()) return std::nullopt;
  Box box{rest.substr(4, 4), rest.substr(head, size - head)};
  rest.remove_prefix(size);
  return box;
}

std::optional<std::string_view> find_box(std::string_view in, std::string_view type) {
  while (const auto box = next_box(in))
    if (box->type == type) return box->content;
  return std::nullopt;
}

// Section 8.2.2: time scale and length, 32 or 64 bits by version.
int mp4_seconds(std::string_view bytes) {
  const auto moov = find_box(bytes, "moov");
  const auto head = moov ? find_box(*moov, "mvhd") : std::nullopt;
  if (!head || head->size() < 20) return 0;
  const bool wide = (*head)[0] == 1;
  if (wide && head->size() < 32) return 0;
  return wide ? seconds_of(big_endian(*head, 24, 8), big_endian(*head, 20, 4))
              : seconds_of(big_endian(*head, 16, 4), big_endian(*head, 12, 4));
}

int wav_seconds(std::string_view bytes) {
  std::uint64_t per_second = 0;
  for (std::size_t at = 12; at + 8 <= bytes.size();) {
    const auto type = bytes.substr(at, 4);
    const std::uint64_t size = little_endian(bytes, at + 4, 4);
    if (type == "fmt ") per_second = little_endian(bytes, at + 16, 4);
    if (type == "data") return seconds_of(std::min(size, bytes.size() - at - 8), per_second);
    at += 8 + size + (size & 1);
  }
  return 0;
}

// RFC 3533: the last page's granule position; RFC 7845 (Opus: 48 kHz) and Vorbis I give its rate.
int ogg_seconds(std::string_view bytes) {
  const auto last = bytes.rfind("OggS");
  if (last == std::string_view::npos || last + 14 > bytes.size()) return 0;
  const auto granule = little_endian(bytes, last + 6, 8);
  const auto start = bytes.substr(0, 256);
  if (start.find("OpusHead") != std::string_view::npos) return seconds_of(granule, 48'000);
  const auto vorbis = start.find("\x01vorbis");
  if (vorbis == std::string_view::npos) return 0;
  return seconds_of(granule, little_endian(bytes, vorbis + 12, 4));
}

std::string_view type_of_mp4(std::string_view brand) {
  if (brand.starts_with("M4A") || brand.starts_with("M4B")) return "audio/mp4";
  if (brand.starts_with("3gp") || brand.starts_with("3g2")) return "video/3gpp";
  if (brand == "qt  ") return "video/quicktime";
  return "video/mp4";
}

}  // namespace

std::string_view sound_or_film(std::string_view bytes) {
  const auto at = [&](std::size_t place, std::string_view magic) {
    return bytes.size() >= place && bytes.substr(place).starts_with(magic);
  };
  if (at(0, "RIFF") && at(8, "WAVE")) return "audio/wav";
  if (at(0, "RIFF") && at(8, "AVI ")) return "video/x-msvideo";
  if (at(4, "ftyp") && bytes.size() >= 12) return type_of_mp4(bytes.substr(8, 4));
  if (at(0, "OggS")) return "audio/ogg";
  if (at(0, "fLaC")) return "audio/flac";
  if (at(0, "#!AMR")) return "audio/amr";
  if (at(0, "\x1a\x45\xdf\xa3")) return "video/webm";
  if (at(0, "ID3")) return "audio/mpeg";
  // A frame of MPEG audio layer III: eleven set bits, layer 01, a bit rate that exists.
  if (bytes.size() > 3 && static_cast<unsigned char>(bytes[0]) == 0xff &&
      (static_cast<unsigned char>(bytes[1]) & 0xe6) == 0xe2 &&
      (static_cast<unsigned char>(bytes[2]) & 0xf0) != 0xf0)
    return "audio/mpeg";
  return {};
}

int length_seconds(std::string_view bytes) {
  const auto type = sound_or_film(bytes);
  if (type == "audio/wav") return wav_seconds(bytes);
  if (type == "audio/ogg") return ogg_seconds(bytes);
  if (type == "audio/mp4" || type == "video/mp4" || type == "video/3gpp" ||
      type == "video/quicktime")
    return mp4_seconds(bytes);
  return 0;
}

Result<PageFile> check_answer_file(std::string bytes, std::string_view name) {
  const bool page = bytes.starts_with("\xff\xd8\xff") || bytes.starts_with("\x89PNG\r\n\x1a\n") ||
                    bytes.starts_with("%PDF-");
  if (page || bytes.empty() || bytes.size() > kPageFileBytesMax)
    return check_page_file(std::move(bytes), name);
  PageFile file;
  const auto type = sound_or_film(bytes);
  file.media_type = type.empty() ? "application/octet-stream" : std::string(type);
  file.bytes = std::move(bytes);
  return file;
}

Result<PageFile> read_answer_file(const std::string& path) {
  std::string name;
  auto bytes = read_whole_file(path, &name);
  if (!bytes.ok()) return bytes.error();
  return check_answer_file(std::move(*bytes), name);
}

}  // namespace jiujin::client::devices
